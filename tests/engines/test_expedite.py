"""Expediting under returns: many pieces of few issues at one place, at the same instants."""

from __future__ import annotations

from pathlib import Path

from engines.traces import run

WORLD = """\
schema: gridsim/scenario/1
name: returns
time: {start: 2013-01-07, horizon: 2 days, resolution: 1 min}
places: {list: [{name: c1, type: residential, households: 200, persons_per_household: 2.5, grids: 2}]}
timetables: {standby: {mon-sun: {"00:00-24:00": standby}}}
roles: [{name: worker, headcount: 1 in total, handles: all, timetables: [standby]}]
issues:
  - {name: pipe, service: facility, rate: 6 per community per hour, work: 1 min, solved_on_site: 20%, route: [bureau],
     limits: {clock: always, resolution: 1 min}}
departments: [{name: bureau, tier: district, crews: 1, work: 0 min}]
verification: {checked: 100%, work: 0 min, false_fix: 50%}
policy: {on_overdue: expedite}
"""


def test_expediting_with_returns_at_the_same_place(tmp_path: Path) -> None:
    """Two pieces of one issue in one queue are told apart, also when their keys are equal."""
    issues = run(tmp_path, WORLD, "").issues
    assert (issues["status"] == "pending").sum() > 5
    closed = issues[issues["status"] == "closed"]
    assert (closed["attempts"] == 1 + closed["returns"]).all()
