"""A world of two communities and ten issues, small enough to measure by hand.

Monday 00:00 is minute 0; the warm-up ends at 1440 and the horizon is 4320, so two days are observed. Walkers
(workers 0 and 2) are in the office 8-10 and on a street round 10-12, clerks (1 and 3) at the counter 8-12, every
day. Tuesday 10:00 is 2040, Wednesday 10:00 is 3480.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import nan
from typing import Any

import numpy as np
import pandas as pd

from gridsim.model.compile import compile_plan
from gridsim.model.plan import Plan
from gridsim.model.records import ISSUE_COLUMNS, WORK_COLUMNS, Records, absence_table
from gridsim.scenario.loader import loads

HORIZON_MIN = 4320.0
SCENARIO = """\
schema: gridsim/scenario/1
name: two-communities
time: {start: 2013-01-07, horizon: 3 days, warm_up: 1 day}
places:
  list:
    - {name: c1, type: residential, households: 100, persons_per_household: 2, migrant_share: 10%, grids: 1}
    - {name: c2, type: migrant, households: 300, persons_per_household: 2, migrant_share: 80%, grids: 1}
calendars: {morning: {mon-sun: ["08:00-12:00"]}}
timetables:
  field: {mon-sun: {"08:00-10:00": office, "10:00-12:00": street_round}}
  desk: {mon-sun: {"08:00-12:00": counter}}
roles:
  - {name: walker, headcount: 1 per community, handles: [litter], timetables: [field], round: {street: 60 min per grid},
     cost: 30 per hour}
  - {name: clerk, headcount: 1 per community, handles: all, timetables: [desk]}
issues:
  - {name: litter, service: sanitation, rate: 1 per community per day, reported: at once, work: 1 h, route: [bureau]}
  - {name: enquiry, counter: true, rate: 1 per community per day, work: 10 min}
departments: [{name: bureau, tier: district, crews: 1, calendar: morning, work: 1 h}]
"""

_ISSUE: dict[str, Any] = {
    "community": "c1", "grid": 0, "category": "litter", "group": "local", "priority": 3, "channel": None,
    "discovered_min": nan, "filed_min": nan, "attended_min": nan, "resolved_min": nan, "first_closed_min": nan,
    "closed_min": nan, "cleared_min": nan, "sound": -1, "tier": "community", "attempts": 0, "returns": 0, "repeats": 0,
    "misdispatches": 0, "response_limit_min": nan, "resolution_limit_min": nan, "response_due_min": nan,
    "resolution_due_min": nan, "worker_id": -1, "status": "hidden",
}  # fmt: skip
_PIECE: dict[str, Any] = {
    "step": 0, "attempt": 1, "kind": "attend", "place": "c1", "actor_id": -1, "started_min": nan, "finished_min": nan,
    "outcome": "open",
}  # fmt: skip


def plan() -> Plan:
    """The two communities."""
    return compile_plan(loads(SCENARIO))


def urgent(plan: Plan) -> Plan:
    """The same, with litter a matter of priority 1."""
    litter, enquiry = plan.categories
    return replace(plan, categories=(replace(litter, priority=1), enquiry))


def issue(occurred_min: float, **facts: Any) -> dict[str, Any]:
    """A row of the issues table; a report is discovered and filed at onset unless said otherwise."""
    if facts.get("channel"):
        facts = {"discovered_min": occurred_min, "filed_min": occurred_min, "attempts": 1, **facts}
    return {**_ISSUE, "occurred_min": occurred_min, **facts}


def piece(issue_id: int, queued_min: float, **facts: Any) -> dict[str, Any]:
    """A row of the work table; its attempt was filed when it was queued unless said otherwise."""
    row = {**_PIECE, "issue_id": issue_id, "filed_min": queued_min, "queued_min": queued_min, **facts}
    return {"arrived_min": row["started_min"], **row}


def records(
    issues: list[dict[str, Any]], work: list[dict[str, Any]], absent: Sequence[tuple[int, int]] = ()
) -> Records:
    """The tables; `absent` lists (worker, day)."""
    numbered = [{"issue_id": i, **row} for i, row in enumerate(issues)]
    return Records(
        pd.DataFrame(numbered, columns=list(ISSUE_COLUMNS)),
        pd.DataFrame(work, columns=list(WORK_COLUMNS)),
        absence_table(np.array(absent, dtype=np.int64).reshape(-1, 2)),
        np.zeros(3, dtype=np.int64),
        np.zeros(3, dtype=np.int64),
        HORIZON_MIN,
    )


def ten_issues() -> Records:
    """One of everything; what each is for stands beside it."""
    early = {"channel": "resident", "attended_min": 1500, "resolved_min": 1560, "closed_min": 1560, "status": "closed"}
    late = {"attended_min": 2040, "resolved_min": 2100, "closed_min": 2100, "response_due_min": 1800, "sound": 0}
    found = {"channel": "street_round", "discovered_min": 2040, "filed_min": 2040, "attended_min": 2040}
    up = {"attended_min": 3480, "resolved_min": 3600, "closed_min": 3600, "response_due_min": 3500, "tier": "district"}
    c2 = {"community": "c2", "group": "migrant"}
    issues = [
        issue(100, **early),  # before the warm-up: in the backlog, not in the cohort
        issue(1500, channel="resident", discovered_min=1560, filed_min=1560, status="closed", **late),
        issue(1500, resolved_min=2100, closed_min=2100, status="closed", **found, **c2),
        issue(2100, cleared_min=2700, status="cleared"),
        issue(4200),  # hidden at the horizon
        issue(3420, channel="resident", status="closed", **up, **c2),
        issue(4260, channel="resident", response_due_min=4300, status="queued", **c2),
        issue(2000, channel="counter", category="enquiry", attended_min=2010, closed_min=2020, status="closed"),
        issue(2000, channel="counter", category="enquiry", status="left"),
        issue(2000, channel="resident", filed_min=nan, status="rejected"),
    ]
    served = {"kind": "serve", "actor_id": 1, "started_min": 2010, "finished_min": 2020, "outcome": "solved"}
    work = [
        piece(0, 100, actor_id=0, started_min=1500, finished_min=1560, outcome="solved"),  # at night: overtime
        piece(1, 1560, actor_id=0, started_min=2030, arrived_min=2040, finished_min=2100, outcome="solved"),
        piece(2, 2040, actor_id=2, started_min=2040, finished_min=2100, outcome="solved", place="c2"),
        piece(5, 3420, actor_id=2, started_min=3480, finished_min=3510, outcome="escalated", place="c2"),
        piece(5, 3530, step=1, filed_min=3420, kind="department", place="bureau@d1", actor_id=0, started_min=3540,
              finished_min=3600, outcome="solved"),
        piece(6, 4260, place="c2"),
        piece(7, 2000, **served),
        piece(8, 2000, kind="serve", finished_min=2030, outcome="left"),
    ]  # fmt: skip
    return records(issues, work)
