"""The state at the end, written down as Records."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from gridsim.engines.compiled.codes import CLEARED, HIDDEN
from gridsim.engines.compiled.kernel import by_issue
from gridsim.engines.compiled.state import ONSETS, PIECES, Issues, Pieces, State
from gridsim.engines.compiled.tables import Tables
from gridsim.model.plan import Plan
from gridsim.model.records import (
    ISSUE_HISTORY,
    WORK_COLUMNS,
    Records,
    absence_table,
    issue_table,
    work_table,
)
from gridsim.model.workload import Workload


def write(plan: Plan, workload: Workload, p: Tables, s: State, absent: NDArray[np.int64], until_min: float) -> Records:
    """The tables at `until_min`; nothing that would happen at or after it is in them."""
    return Records(
        work=work_table(plan, _work(s, until_min)),  # first: sorting needs room
        issues=issue_table(plan, workload, _history(s, until_min)),
        absences=absence_table(absent),
        waiting_ticks=_ticks(plan, s.places["waiting_ticks"], s.places["waiting"], s.places["changed_min"], until_min),
        busy_ticks=np.concatenate([
            _ticks(plan, s.workers["busy_ticks"], s.workers["busy"], s.workers["busy_since_min"], until_min),
            _ticks(plan, s.crews["busy_ticks"], s.crews["busy"], s.crews["busy_since_min"], until_min),
        ]),
        until_min=until_min,
    )  # fmt: skip


def _history(s: State, until_min: float) -> list[NDArray[Any]]:
    """The columns of the issues that have occurred; who will only arrive later has not attended."""
    issues = Issues(*(column[: s.counts[ONSETS]] for column in s.issues))
    cleared = (issues.status == HIDDEN) & (issues.cleared_min < until_min)
    issues.status[cleared] = CLEARED
    issues.cleared_min[~cleared] = np.nan
    later = np.flatnonzero(issues.attended_min >= until_min)
    issues.attended_min[later] = np.nan
    issues.worker_id[later] = -1
    return [getattr(issues, name) for name in ISSUE_HISTORY]


def _work(s: State, until_min: float) -> list[NDArray[Any]]:
    """Pieces by issue and step."""
    pieces = {name: column[: s.counts[PIECES]] for name, column in zip(Pieces._fields, s.pieces, strict=True)}
    order, step = by_issue(pieces["issue"], len(s.issues.status))
    for column in pieces.values():
        column[:] = column[order]
    arrived_min = pieces["arrived_min"]
    arrived_min[arrived_min >= until_min] = np.nan
    columns = {**pieces, "issue_id": pieces["issue"], "step": step}
    return [columns[name] for name in WORK_COLUMNS]


def _ticks(
    plan: Plan, counted: NDArray[np.int64], number: NDArray[np.int32], since_min: NDArray[np.float64], until_min: float
) -> NDArray[np.int64]:
    """An integral up to the last change, and what is still going on."""
    rest = np.rint(np.where(number > 0, until_min - since_min, 0.0) * plan.ticks_per_min).astype(np.int64)
    return np.asarray(counted + number * rest)
