"""Twelve issues in one small world, worked by hand from MODEL.md, row by row.

Monday 00:00 is minute 0, so 10:00 is 600, 12:00 is 720, 13:00 is 780, 15:00 is 900; Tuesday adds 1440.
The clerk (worker 0) is at the counter 10-12 and 13-15. The walker (worker 1) has office 10-12 and a street round
13-15 over both grids, 60 min each, so his lap is 120 min and he stands at 0 when Monday's round begins at 780.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from engines.traces import rows, run

from gridsim.model.records import Records

WORLD = """\
schema: gridsim/scenario/1
name: hand-trace
time: {start: 2013-01-07, horizon: 2 days, resolution: 1 min}
clock: office
places: {list: [{name: c1, type: residential, households: 200, persons_per_household: 2.5, grids: 2}]}
calendars: {office: {mon-fri: ["10:00-12:00", "13:00-15:00"]}}
timetables:
  desk: {mon-fri: {"10:00-12:00": counter, "13:00-15:00": counter}}
  field: {mon-fri: {"10:00-12:00": office, "13:00-15:00": street_round}}
roles:
  - {name: clerk, headcount: 1 per community, handles: all, timetables: [desk]}
  - {name: walker, headcount: 1 per community, handles: [litter, hazard], timetables: [field],
     round: {street: 60 min per grid}, walk: {within_grid: 2 min, per_step: 1 min}}
issues:
  - {name: litter, service: sanitation, work: 20 min, seen_on: {street: 100%}, solved_on_site: 60%, route: [bureau],
     reported: {local: 50%, migrant: 50%, after: 1 h}, limits: {response: 4 working hours}}
  - {name: enquiry, counter: true, work: 10 min}
  - {name: hazard, service: hazard, priority: 1, work: 40 min}
  - {name: lamp, service: facility, work: 10 min, first: department, route: [bureau]}
departments: [{name: bureau, tier: subdistrict, crews: 1, calendar: office, work: 1 h}]
command: {rejected: 4%, wrong_department: {share: 5%, back_after: 30 min}}
workload: trace.csv
"""

TRACE = """\
occurred_min,community,category,grid,street_position,report_min,clears_min,filing_min,rejected,patience_min,walk_min_h0,work_min_h0,solved_h0,dispatch_min_h1,wrong_h1,back_min_h1,work_min_h1
70,c1,litter,1,0.25,never,,,,,2,10,0.9,5,,,30
80,c1,litter,0,0.5,never,,,,,2,25,,,,,
100,c1,litter,0,0,never,50,,,,2,25,,,,,
590,c1,enquiry,0,,,,,,,,15,,,,,
605,c1,enquiry,0,,,,,,10,,10,,,,,
606,c1,enquiry,0,,,,,,5,,10,,,,,
630,c1,lamp,0,,,,,,,,,,15,0.01,30,60
640,c1,hazard,1,,,,,,,2,40,,,,,
700,c1,enquiry,0,,,,,,,,30,,,,,
710,c1,enquiry,0,,,,,,,,10,,,,,
1500,c1,litter,1,0.5,30,600,20,,,2,25,,,,,
1510,c1,litter,0,0.5,0,,0,0.01,,2,25,,,,,
"""

# discovered, filed, attended, resolved, closed, cleared, worker, tier, status
NO = None
ISSUES = [
    # 0: lies at (1 + 0.25) * 60 = 75 of the lap. The walker reaches 30 at 810 (issue 1), stops there until 835 and
    #    needs 45 more: 880. He finds it, works 10, cannot solve it (0.9 >= 60 %): sent up at 890, at the bureau at
    #    895, where 30 min of work are 5 until 15:00 (900) and 25 from Tuesday 10:00 (2040): 2065.
    ("street_round", 880, 880, 880, 2065, 2065, NO, 1, "subdistrict", "closed"),
    # 1: lies at 30: met at 780 + 30 = 810, attended at once, 25 min.
    ("street_round", 810, 810, 810, 835, 835, NO, 1, "community", "closed"),
    # 2: clears at 150, before any round.
    (NO, NO, NO, NO, NO, NO, 150, -1, "community", "cleared"),
    # 3: comes before opening, so at 600; served 15 min.
    ("counter", 600, 600, 600, 615, 615, NO, 0, "community", "closed"),
    # 4: its patience ends at 615, the instant the clerk is free: at a tie service wins.
    ("counter", 605, 605, 615, 625, 625, NO, 0, "community", "closed"),
    # 5: gives up at 611, the clerk still busy.
    ("counter", 606, 606, NO, NO, NO, NO, -1, "community", "left"),
    # 6: nobody goes from the grid. Dispatched until 645, to a wrong department (0.01 < 5 %), back at 675, when the
    #    crew begins: 45 of its 60 min until noon (720), 15 more after 13:00 (780): 795.
    ("resident", 630, 630, 675, 795, 795, NO, -1, "subdistrict", "closed"),
    # 7: urgent, so it may take the clerk from the counter or the walker from the office. Both beats hold grid 1 and
    #    both stand one step off; the clerk is idle since 625, the walker since 0: he goes. 2 + 1 min, then 40.
    ("resident", 640, 640, 643, 683, 683, NO, 1, "community", "closed"),
    # 8: served from 700 to 730, ten minutes past the end of the counter.
    ("counter", 700, 700, 700, 730, 730, NO, 0, "community", "closed"),
    # 9: the counter closes at 720 while the clerk is still busy: left.
    ("counter", 710, 710, NO, NO, NO, NO, -1, "community", "left"),
    # 10: reported at 1530, filed at 1550, waits for Tuesday's round (2220). It cleared at 2100, in the queue: whoever
    #     comes (2220 + 2 + 1) finds it gone.
    ("resident", 1530, 1550, 2223, NO, 2223, NO, 1, "community", "closed"),
    # 11: reported and refused (0.01 < 4 %).
    ("resident", 1510, NO, NO, NO, NO, NO, -1, "community", "rejected"),
]  # fmt: skip

# issue, kind, place, actor, queued, started, arrived, finished, outcome
WORK = [
    (0, "attend", "c1", 1, 880, 880, 880, 890, "escalated"),
    (0, "department", "bureau@s1", 0, 895, 895, 895, 2065, "solved"),
    (1, "attend", "c1", 1, 810, 810, 810, 835, "solved"),
    (3, "serve", "c1", 0, 600, 600, 600, 615, "solved"),
    (4, "serve", "c1", 0, 605, 615, 615, 625, "solved"),
    (5, "serve", "c1", -1, 606, NO, NO, 611, "left"),
    (6, "department", "bureau@s1", 0, 675, 675, 675, 795, "solved"),
    (7, "attend", "c1", 1, 640, 640, 643, 683, "solved"),
    (8, "serve", "c1", 0, 700, 700, 700, 730, "solved"),
    (9, "serve", "c1", -1, 710, NO, NO, 720, "left"),
    (10, "attend", "c1", 1, 1550, 2220, 2223, 2223, "gone"),
]

# Four working hours from filing: issue 0 has 20 min of Monday left, 120 of Tuesday morning, and needs 100 after
# 13:00; issue 1 has 90, 120 and 30; issue 10 exactly the whole Tuesday, so it is due at closing time, 15:00.
DUE = {0: 2320, 1: 2250, 10: 2340}


@pytest.fixture
def records(tmp_path: Path) -> Records:
    return run(tmp_path, WORLD, TRACE)


def test_issues(records: Records) -> None:
    columns = ["channel", "discovered_min", "filed_min", "attended_min", "resolved_min", "closed_min", "cleared_min",
               "worker_id", "tier", "status"]  # fmt: skip
    assert rows(records.issues, columns) == ISSUES


def test_work(records: Records) -> None:
    columns = ["issue_id", "kind", "place", "actor_id", "queued_min", "started_min", "arrived_min", "finished_min",
               "outcome"]  # fmt: skip
    assert rows(records.work, columns) == WORK


def test_limits_run_in_working_hours(records: Records) -> None:
    due = records.issues["response_due_min"].dropna()
    assert due.to_dict() == DUE
    assert records.issues["response_limit_min"].dropna().unique().tolist() == [240.0]


def test_counts(records: Records) -> None:
    assert records.issues["misdispatches"].tolist() == [0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0]
    assert records.issues["attempts"].tolist() == [1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0]
    assert records.issues["sound"].tolist() == [1, 1, -1, 1, 1, -1, 1, 1, 1, -1, -1, -1]
