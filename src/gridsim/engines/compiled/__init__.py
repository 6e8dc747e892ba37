"""The whole city: one event loop, compiled by numba, with the answers of the reference engine to the last bit.

Read the reference engine to learn what happens; read `loop.py` first here. Plan, marks, calendars and decisions are
shared with it, control flow is not.
"""

from __future__ import annotations

from collections.abc import Callable

from gridsim.engines.compiled.from_plan import tables_of
from gridsim.engines.compiled.kernel import ready
from gridsim.engines.compiled.logbook import write
from gridsim.engines.compiled.loop import DONE
from gridsim.engines.compiled.marks import marks_of
from gridsim.engines.compiled.state import beginning, grown, room_at_once
from gridsim.model.calendar import WEEK_MIN
from gridsim.model.plan import Plan
from gridsim.model.presence import Presence, absent_days
from gridsim.model.records import Records
from gridsim.model.workload import Workload

ISSUES_AT_ONCE = 20_000  # a stretch of time has a small price of its own


def run(plan: Plan, workload: Workload, until_min: float, passing: Callable[[float], None] | None = None) -> Records:
    """Let the city live through the workload up to `until_min`, a stretch at a time, so that it can be stopped."""
    absent = absent_days(plan, workload)
    tables = tables_of(plan, Presence(plan, absent), until_min)
    marks = marks_of(workload)
    state = beginning(tables, workload)
    spare = room_at_once(tables)
    advance = ready(tables, marks)
    now_min, reached_min = 0.0, 0.0
    stretch_min = max(WEEK_MIN, until_min * ISSUES_AT_ONCE / max(1, len(workload)))
    while reached_min < until_min:
        state = grown(state, pieces=len(workload) // 8 + 1024, nodes=spare + 4096, events=spare + 4096)
        to_min = min(until_min, reached_min + stretch_min)
        ended, now_min = advance(state, to_min, now_min, spare)
        if ended == DONE:
            reached_min = to_min
            if passing is not None:
                passing(reached_min)
    return write(plan, workload, tables, state, absent, until_min)
