"""Ties and policies, worked by hand on whole minutes: small worlds of one community, one mechanism each."""

from __future__ import annotations

from pathlib import Path

import pytest
from engines.traces import run

WORLD = """\
schema: gridsim/scenario/1
name: ties
time: {start: 2013-01-07, horizon: 2 days, resolution: 1 min}
places: {list: [{name: c1, type: residential, households: 200, persons_per_household: 2.5, grids: 2}]}
timetables:
  rounds: {mon-sun: {"00:00-24:00": street_round}}
  standby: {mon-sun: {"00:00-24:00": standby}}
"""
WALKER = """\
roles:
  - {name: walker, headcount: 1 in total, handles: [other], timetables: [rounds], round: {street: 60 min per grid}}
  - {name: attender, headcount: 1 in total, handles: all, timetables: [standby]}
issues:
  - {name: litter, service: sanitation, work: 10 min, seen_on: {street: NOTICED}, reported: {local: 50%, after: 1 h}}
  - {name: other, work: 10 min, reported: never, seen_on: {street: 50%}}
workload: trace.csv
"""


def test_rounds_and_what_happens_at_the_same_minute(tmp_path: Path) -> None:
    """The walker files what he finds and walks on: his progress is the time of day, his lap 120 minutes.

    0 lies at 30, found at 30, the minute in which it would clear: a find counts.
    1 lies at 40 and is reported at 40: the find comes first.
    2 lies at 50 and occurs at 50, when he is there: strictly ahead is the next lap, 170.
    3 lies at 60 (grid 1, share 0), and its second meeting notices it: 60, then 180.
    4 lies at 90 and clears at 89: gone, and nobody meets it.
    5 lies at 100 and is reported at 99: the round comes too late.
    """
    trace = """\
occurred_min,community,category,grid,street_position,street_meetings,report_min,clears_min
0,c1,litter,0,0.5,1,never,30
10,c1,litter,0,0.6666666666666666,1,30,never
50,c1,litter,0,0.8333333333333334,1,never,never
51,c1,litter,1,0,2,never,never
52,c1,litter,1,0.5,1,never,37
53,c1,litter,1,0.6666666666666666,1,46,never
"""
    issues = run(tmp_path, WORLD + WALKER.replace("NOTICED", "50%"), trace).issues
    assert issues["discovered_min"].fillna(-1).tolist() == [30, 40, 170, 180, -1, 99]
    assert issues["channel"].astype(object).fillna("").tolist() == [
        "street_round", "street_round", "street_round", "street_round", "", "resident",
    ]  # fmt: skip
    assert issues["cleared_min"].fillna(-1).tolist() == [-1, -1, -1, -1, 89, -1]
    # The attender takes them in turn, 10 min each; issue 0 has cleared in the queue, at the very minute he comes.
    assert issues["attended_min"].fillna(-1).tolist() == [30, 40, 170, 180, -1, 99]
    assert issues["status"].tolist() == ["closed"] * 4 + ["cleared", "closed"]
    assert issues["resolved_min"].isna().tolist() == [True, False, False, False, True, False]


QUEUE = """\
roles: [{name: worker, headcount: WORKERS in total, handles: all, timetables: [standby], walk: {per_step: 7 min}}]
issues:
  - {name: slow, service: facility, work: 100 min}
  - {name: pipe, service: facility, priority: 4, work: 10 min, limits: {clock: always, response: 60 min}}
  - {name: lamp, service: facility, priority: 2, work: 10 min}
policy: {POLICY}
workload: trace.csv
"""
WAITING = """\
occurred_min,community,category,grid,work_min_h0
0,c1,slow,0,100
10,c1,pipe,0,10
20,c1,lamp,0,10
50,c1,pipe,0,10
60,c1,lamp,0,10
"""


@pytest.mark.parametrize(
    ("policy", "order"),
    [
        # Priority 2 before 4, then the order of joining.
        ("queue: queued-time", [(0, 0), (2, 100), (4, 110), (1, 120), (3, 130)]),
        # At 100 the first pipe is overdue since 70: it overtakes both lamps. At 110 the second pipe becomes overdue
        # (50 + 60): it goes next.
        ("queue: queued-time, on_overdue: expedite", [(0, 0), (1, 100), (3, 110), (2, 120), (4, 130)]),
    ],
    ids=["by priority", "overdue overtakes"],
)
def test_the_order_of_a_queue(tmp_path: Path, policy: str, order: list[tuple[int, float]]) -> None:
    world = WORLD + QUEUE.replace("WORKERS", "1").replace("POLICY", policy)
    work = run(tmp_path, world, WAITING).work.sort_values("started_min")
    assert list(zip(work["issue_id"], work["started_min"], strict=True)) == order


def test_due_time_comes_before_the_time_of_joining(tmp_path: Path) -> None:
    """All of one priority: `tight`, joined last, is due first (30 + 60 = 90); what has no limit is last."""
    world = (
        WORLD
        + """\
roles: [{name: worker, headcount: 1 in total, handles: all, timetables: [standby]}]
issues:
  - {name: free, service: facility, work: 10 min}
  - {name: loose, service: facility, work: 10 min, limits: {clock: always, response: 300 min}}
  - {name: tight, service: facility, work: 10 min, limits: {clock: always, response: 60 min}}
policy: {queue: due-time}
workload: trace.csv
"""
    )
    trace = """\
occurred_min,community,category,work_min_h0
0,c1,free,100
10,c1,free,10
20,c1,loose,10
30,c1,tight,10
"""
    work = run(tmp_path, world, trace).work.sort_values("started_min")
    assert list(zip(work["issue_id"], work["started_min"], strict=True)) == [(0, 0), (3, 100), (2, 110), (1, 120)]


@pytest.mark.parametrize(
    ("assign", "expected"),
    [
        # Two workers, grid 0 is worker 0's and grid 1 worker 1's; a step costs 7 minutes. Issue 0 takes worker 0 for
        # 100 min, issue 1 (again grid 0) comes at 10.
        ("own-grid-first", (1, 10, 17)),  # worker 1 is free: one step
        ("own-grid-only", (0, 100, 100)),  # waits for worker 0
        ("community-pool", (1, 10, 17)),
    ],
)
def test_who_goes_when_ones_own_worker_is_busy(tmp_path: Path, assign: str, expected: tuple[int, float, float]) -> None:
    world = WORLD + QUEUE.replace("WORKERS", "2").replace("POLICY", f"assign: {assign}")
    trace = "occurred_min,community,category,grid,work_min_h0\n0,c1,slow,0,100\n10,c1,slow,0,20\n"
    work = run(tmp_path, world, trace).work
    second = work[work["issue_id"] == 1].iloc[0]
    assert (second["actor_id"], second["started_min"], second["arrived_min"]) == expected


def test_own_grid_comes_before_the_longest_idle_and_the_pool_does_not_care(tmp_path: Path) -> None:
    """Worker 0 is idle since 30, worker 1 since the start. An issue in grid 0 at 40 is worker 0's own."""
    trace = "occurred_min,community,category,grid,work_min_h0\n0,c1,slow,0,30\n40,c1,slow,0,20\n"
    goes = {}
    for assign in ("own-grid-first", "community-pool"):
        world = WORLD + QUEUE.replace("WORKERS", "2").replace("POLICY", f"assign: {assign}")
        goes[assign] = run(tmp_path, world, trace).issues["worker_id"].tolist()[1]
    assert goes == {"own-grid-first": 0, "community-pool": 1}


LADDER = """\
roles: [{name: worker, headcount: 1 in total, handles: all, timetables: [standby]}]
issues:
  - {name: pipe, service: facility, work: 10 min, solved_on_site: 0%, reported: {local: 100%, after: 1 h},
     growth: 50% per day up to 1.5x, route: [street_team: 60%, bureau]}
departments:
  - {name: street_team, tier: subdistrict, crews: 1, work: 1 h}
  - {name: bureau, tier: district, crews: 1, work: 1 h}
workload: trace.csv
"""


def test_request_up_and_work_that_has_grown(tmp_path: Path) -> None:
    """Hidden for a day, all work is 1.5 times as long; the first department does not solve it (0.7 >= 60 %)."""
    trace = (
        "occurred_min,community,category,report_min,work_min_h0,work_min_h1,solved_h1,work_min_h2\n"
        "0,c1,pipe,1440,10,20,0.7,40\n"
        "10,c1,pipe,0,10,20,0.5,40\n"
    )
    work = run(tmp_path, WORLD + LADDER, trace).work
    columns = ["issue_id", "place", "started_min", "finished_min", "outcome"]
    assert [tuple(row) for row in work[columns].astype(object).itertuples(index=False)] == [
        (0, "c1", 1440, 1455, "escalated"),
        (0, "street_team@s1", 1455, 1485, "escalated"),
        (0, "bureau@d1", 1485, 1545, "solved"),
        (1, "c1", 10, 20, "escalated"),
        (1, "street_team@s1", 20, 40, "solved"),
    ]


def test_expediting_with_returns_at_the_same_place(tmp_path: Path) -> None:
    """Two pieces of one issue in one queue are told apart, also when their keys are equal."""
    world = (
        WORLD
        + """\
roles: [{name: worker, headcount: 1 in total, handles: all, timetables: [standby]}]
issues:
  - {name: pipe, service: facility, rate: 6 per community per hour, work: 1 min, solved_on_site: 20%, route: [bureau],
     limits: {clock: always, resolution: 1 min}}
departments: [{name: bureau, tier: district, crews: 1, work: 0 min}]
verification: {checked: 100%, work: 0 min, false_fix: 50%}
policy: {on_overdue: expedite}
"""
    )
    records = run(tmp_path, world, "")
    assert (records.issues["status"] == "pending").sum() > 5
    assert (
        (records.issues["attempts"] == 1 + records.issues["returns"])
        .where(records.issues["status"] == "closed", True)
        .all()
    )
