"""A small world in which twenty-two issues live every kind of life, worked by hand from MODEL.md.

Monday 00:00 is minute 0, Tuesday begins at 1440, Wednesday at 2880; the horizon is 4320. Clerk and bureau work 10-12
and 13-15 (600-720 and 780-900). The walker has office 10-12 and a street round 13-15; to grid 1 he walks 2 min.
"""

from __future__ import annotations

from pathlib import Path

from gridsim.engines import simulate
from gridsim.model.compile import compile_plan
from gridsim.model.plan import Plan
from gridsim.model.records import Records
from gridsim.model.workload import Workload, draw
from gridsim.scenario.loader import load

WORLD = """\
schema: gridsim/scenario/1
name: lives
time: {start: 2013-01-07, horizon: 3 days, resolution: 1 min}
clock: office
places: {list: [{name: c1, type: residential, households: 200, persons_per_household: 2.5, grids: 2}]}
calendars: {office: {mon-fri: ["10:00-12:00", "13:00-15:00"]}}
timetables:
  desk: {mon-fri: {"10:00-12:00": counter, "13:00-15:00": counter}}
  field: {mon-fri: {"10:00-12:00": office, "13:00-15:00": street_round}}
roles:
  - {name: clerk, headcount: 1 per community, handles: [enquiry], timetables: [desk]}
  - {name: walker, headcount: 1 per community, handles: [litter, poster, lamp], timetables: [field],
     round: {street: 60 min per grid}, walk: {within_grid: 2 min, per_step: 1 min}}
issues:
  - {name: litter, service: sanitation, work: 20 min, solved_on_site: 60%, route: [bureau],
     limits: {response: 4 working hours, resolution: 1 working day}}
  - {name: poster, service: sanitation, work: 15 min, seen_on: {street: 100%}}
  - {name: enquiry, counter: true, work: 10 min, limits: {resolution: 1 working day}}
  - {name: lamp, service: facility, work: 10 min, first: department, route: [bureau]}
departments: [{name: bureau, tier: subdistrict, crews: 1, calendar: office, work: 1 h}]
command: {rejected: 4%, wrong_department: {share: 5%, back_after: 30 min}}
verification: {checked: 50%, work: 5 min, false_fix: 10%, repeat: {share: 60%, after: 1 h}}
workload: trace.csv
"""

WALK, FALSE, CHECKED, COMES_AGAIN = {"walk_min": 2}, {"false": 0.05}, {"checked": 0.2}, {"repeat": 0.3}
ISSUES = (  # onset, category, marks of the issue, then marks of (attempt, hop)
    (50, "litter", {}, {(1, 0): {"work_min": 25, "solved": 0.1, **WALK}}),
    (60, "litter", {"report_min": 10, "filing_min": 20}, {
        (1, 0): {"work_min": 10, "solved": 0.9, **WALK},
        (1, 1): {"dispatch_min": 5, "work_min": 80, "verify_min": 5, **FALSE, **CHECKED, **WALK},
        (2, 1): {"work_min": 20},
    }),
    (200, "poster", {"clears_min": 50}, {}),
    (300, "litter", {"filing_min": 15, "rejected": 0.01}, {}),
    (590, "enquiry", {}, {(1, 0): {"work_min": 20}}),
    (605, "enquiry", {"patience_min": 10}, {(1, 0): {"work_min": 20}}),
    (606, "enquiry", {"patience_min": 60}, {(1, 0): {"work_min": 10}}),
    (607, "enquiry", {}, {(1, 0): {"work_min": 5}}),
    (700, "enquiry", {}, {(1, 0): {"work_min": 30}}),
    (710, "enquiry", {}, {(1, 0): {"work_min": 10}}),
    (785, "poster", {"street_position": 0.5}, {(1, 0): {"work_min": 15}}),
    (790, "lamp", {}, {(1, 1): {"work_min": 40, "repeat_min": 60, **FALSE, **COMES_AGAIN},
                       (2, 1): {"dispatch_min": 3, "work_min": 30}}),
    (1500, "lamp", {}, {(1, 1): {"dispatch_min": 15, "wrong": 0.01, "back_min": 30, "work_min": 10}}),
    (1600, "litter", {"clears_min": 500}, {(1, 0): {"work_min": 20, **WALK}}),
    (3480, "lamp", {}, {(attempt, 1): {"work_min": 5, "repeat_min": 5, **FALSE, **COMES_AGAIN}
                        for attempt in (1, 2, 3, 4)}),
    (3530, "lamp", {}, {(1, 1): {"work_min": 10, "repeat_min": 700, **FALSE, **COMES_AGAIN},
                        (2, 1): {"dispatch_min": 200}}),
    (3545, "lamp", {}, {(1, 1): {"work_min": 200}}),
    (3550, "lamp", {}, {(1, 1): {"work_min": 10}}),
    (3600, "litter", {}, {(1, 0): {"work_min": 8, "solved": 0.1, **FALSE, **WALK}}),
    (3800, "poster", {}, {}),
    (3900, "litter", {"filing_min": 600}, {}),
    (4000, "enquiry", {}, {}),
)  # fmt: skip


def trace() -> str:
    """The marks as a workload file."""
    rows = [
        {"occurred_min": onset, "community": "c1", "category": category, **marks}
        | {f"{name}_a{a}_h{h}": mark for (a, h), of_hop in hops.items() for name, mark in of_hop.items()}
        for onset, category, marks, hops in ISSUES
    ]
    columns = list(dict.fromkeys(name for row in rows for name in row))
    lines = [",".join(str(row.get(name, "")) for name in columns) for row in rows]
    return "\n".join([",".join(columns), *lines]) + "\n"


def write_lives(folder: Path) -> Path:
    """The scenario and its workload in `folder`."""
    (folder / "trace.csv").write_text(trace(), encoding="utf-8")
    (folder / "lives.yaml").write_text(WORLD, encoding="utf-8")
    return folder / "lives.yaml"


def lived(path: Path) -> tuple[Plan, Workload, Records]:
    """A scenario run once."""
    plan = compile_plan(load(path))
    workload = draw(plan, seed=1, replication=0)
    return plan, workload, simulate(plan, workload)
