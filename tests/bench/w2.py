"""Workload W2 said in gridsim: 50 communities x 20 workers, 5 departments x 41 crews, a quarter of the issues go up.

W2 is a fixed queueing network that other simulators run too (`workload.py` in the shared bench folder draws it): two
priorities among a community's workers, first come first served in a department, and a worker of the home community
checks what a department has fixed, at the priority the issue came with. In gridsim a department, too, goes by
priority. So urgency is said here by a due time, which only the communities look at: an urgent issue is due at one
instant far off, the same for all, a normal one never; among equals the earlier queued goes first, as in W2.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from gridsim.model.compile import compile_plan
from gridsim.model.plan import Plan
from gridsim.model.records import Records
from gridsim.model.ticks import FINE_TICKS_PER_MIN, tick_all
from gridsim.model.workload import HopMarks, Workload, hop_rows
from gridsim.scenario.loader import loads

Floats = NDArray[np.float64]
Arrays = Mapping[str, NDArray]  # type: ignore[type-arg]  # the columns of `workload.draw`, by its names

COMMUNITIES, WORKERS = 50, 20
DEPARTMENTS, CREWS = 5, 41
TIMES = ("created", "s", "d", "v")  # of those columns: onset, work on site, in the department, of the check
URGENCIES = ("urgent", "normal")  # by `prio`

WORLD = """\
schema: gridsim/scenario/1
name: w2
time: {{start: 2013-01-07, horizon: {days} days}}
clock: next_year
places: {{list: [{communities}]}}
calendars: {{next_year: {{mon-sun: ["00:00-24:00"], except: {{"2013-01-07 to 2013-12-31": closed}}}}}}
timetables: {{round_the_clock: {{mon-sun: {{"00:00-24:00": standby}}}}}}
roles: [{{name: worker, headcount: {workers} per community, handles: all, timetables: [round_the_clock]}}]
issues: [{categories}]
departments: [{departments}]
verification: {{checked: 100%, work: lognormal(mean 20 min; sd 8 min)}}
policy: {{assign: community-pool, queue: due-time}}
"""
COMMUNITY = "{{name: c{c}, type: residential, households: 1000, persons_per_household: 2.5}}"
CATEGORY = (
    "{{name: {urgency}_{k}, rate: 50 per community per day, work: lognormal(mean 38 min; sd 40 min), "
    "solved_on_site: 75%, route: [department_{k}]{limits}}}"
)
LIMITS = ", limits: {response: 1 working hour, resolution: 1 working hour}"
DEPARTMENT = (
    "{{name: department_{k}, tier: city, crews: {crews}, queue: queued-time, work: lognormal(mean 40 min; sd 38 min)}}"
)


def plan(days: int = 60, workers: int = WORKERS) -> Plan:
    """The plan of W2. Its rates and laws come near to W2's, for runs that draw their own workload."""
    categories = [
        CATEGORY.format(urgency=urgency, k=k, limits=LIMITS if urgency == "urgent" else "")
        for k in range(DEPARTMENTS)
        for urgency in URGENCIES
    ]
    text = WORLD.format(
        days=days,
        workers=workers,
        communities=", ".join(COMMUNITY.format(c=c) for c in range(COMMUNITIES)),
        categories=", ".join(categories),
        departments=", ".join(DEPARTMENT.format(k=k, crews=CREWS) for k in range(DEPARTMENTS)),
    )
    return compile_plan(loads(text))


def ticked(arrays: Arrays) -> Arrays:
    """The same arrays with all times in whole ticks (MODEL.md 2)."""
    return {name: tick_all(a, FINE_TICKS_PER_MIN) if name in TIMES else a for name, a in arrays.items()}


def order_of_onset(arrays: Arrays) -> NDArray[np.int64]:
    """W2 numbers its issues community by community, gridsim by onset: the W2 number of each issue_id."""
    return np.lexsort([_community(arrays), arrays["created"]])


def workload(arrays: Arrays) -> Workload:
    """The Workload of ticked W2 arrays: all reported and filed at once, nothing clears, no fix is false."""
    order = order_of_onset(arrays)
    n = len(order)
    one = {name: column[order] for name, column in arrays.items()}
    goes_up = one["dept"] >= 0
    kind = np.where(goes_up, one["dept"], np.arange(n) % DEPARTMENTS)  # where it would go, if it went up
    nowhere, never, none = np.zeros(n, np.int64), np.full(n, np.inf), np.zeros(n)
    return Workload(
        community=_community(arrays)[order],
        category=kind.astype(np.int64) * len(URGENCIES) + one["prio"],
        grid=nowhere,
        group=nowhere,
        occurred_min=one["created"],
        position=np.zeros((n, 2)),
        meetings=np.zeros((n, 2), np.int64),
        report_min=none,
        clears_min=never,
        filing_min=none,
        rejected=none,
        patience_min=never,
        first_mark=2 * np.arange(n),
        later_mark=np.full(n, -1, np.int64),
        hops=_hops(one["s"], one["d"], one["v"], goes_up),
        presence=np.empty((0, 0)),
    )


def _hops(on_site_min: Floats, department_min: Floats, check_min: Floats, goes_up: NDArray[np.bool_]) -> HopMarks:
    """Two rows an issue: the grid, then the department."""
    none = np.zeros(2 * len(goes_up))
    first, second = none.copy(), none.copy()
    first[0::2], first[1::2] = on_site_min, department_min
    second[1::2] = check_min
    decides = none.copy()
    decides[0::2] = np.where(goes_up, 0.9, 0.1)  # against the 75 % that are solved on site
    marks = ("dispatch_min", "wrong", "back_min", "false", "checked", "repeat", "repeat_min")
    return HopMarks(hop_rows({
        **dict.fromkeys(marks, none), "walk_min": none[:, None], "work_min": first, "solved": decides,
        "verify_min": second,
    }))  # fmt: skip


def first_and_closed(records: Records, arrays: Arrays) -> tuple[Floats, Floats]:
    """First response and closing of every issue, in W2's own numbering."""
    order = order_of_onset(arrays)
    first, closed = np.full(len(order), np.nan), np.full(len(order), np.nan)
    first[order] = records.issues["attended_min"].to_numpy()
    closed[order] = records.issues["closed_min"].to_numpy()
    return first, closed


def _community(arrays: Arrays) -> NDArray[np.int64]:
    n = len(arrays["created"])
    return np.arange(n) // (n // COMMUNITIES)
