"""What issues wait for."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from analysis import worlds

from gridsim.analysis.binding import binds, waiting_h
from gridsim.analysis.columns import Columns
from gridsim.vocabulary import Assign

NIGHT_TO_NOON = worlds.piece(0, 1440, actor_id=0, started_min=2100, finished_min=2110, outcome="solved")


def waits(plan, *work, absent=()):
    issues = [worlds.issue(1440, channel="resident", closed_min=2110, status="closed")]
    parts = waiting_h(Columns(plan, worlds.records(issues, list(work), absent)))
    return {part: hours.tolist() for part, hours in parts.items()}


def test_a_queue_before_the_round_begins_is_the_calendars_and_after_it_the_peoples():
    assert waits(worlds.plan(), NIGHT_TO_NOON) == {"calendar": [10], "people": [1], "departments": [0]}


def test_a_walker_who_is_absent_is_not_on_duty():
    """His round of Tuesday, day 1, is the only one that would have reached the wait."""
    absent = waits(worlds.plan(), NIGHT_TO_NOON, absent=[(0, 1)])
    assert absent == {"calendar": [11], "people": [0], "departments": [0]}


def test_what_is_urgent_could_be_taken_from_the_office_and_the_counter():
    assert waits(worlds.urgent(worlds.plan()), {**NIGHT_TO_NOON})["calendar"] == [10]
    issues = [worlds.issue(1440, channel="resident", priority=1, closed_min=2110, status="closed")]
    parts = waiting_h(Columns(worlds.plan(), worlds.records(issues, [NIGHT_TO_NOON])))
    assert parts["calendar"].tolist() == [8]
    assert parts["people"].tolist() == [3]


def test_nobody_whose_beat_holds_the_grid_is_nobody_on_duty():
    plan = worlds.plan()
    policy = replace(plan.policy, assign=Assign.OWN_GRID_ONLY)
    elsewhere = tuple(replace(worker, beat=()) for worker in plan.workers)
    assert waits(replace(plan, policy=policy), NIGHT_TO_NOON)["people"] == [1]
    assert waits(replace(plan, policy=policy, workers=elsewhere), NIGHT_TO_NOON)["people"] == [0]


def test_a_closed_office_is_the_calendars_and_dispatch_and_the_open_queue_are_the_departments():
    """The office is open from 8 to 12: 1920 to 2160 and 3360 to 3600; the horizon is at 4320."""
    again = {"filed_min": 1440, "kind": "department", "place": "bureau@d1"}
    first = worlds.piece(0, 2130, step=1, actor_id=0, started_min=2140, finished_min=2150, outcome="escalated", **again)
    second = worlds.piece(0, 2250, step=2, **again)  # open at the horizon, 4320
    parts = waits(worlds.plan(), NIGHT_TO_NOON, first, second)
    sent_min, queued_min = (2130 - 2110) + (2250 - 2150), (2140 - 2130) + (3600 - 3360)
    assert parts["departments"] == [(sent_min + queued_min) / 60]
    closed_min = (3360 - 2250) + (4320 - 3600)
    assert parts["calendar"] == [10 + closed_min / 60]
    assert parts["people"] == [1]


def test_work_that_pauses_overnight_waits_for_the_calendar():
    paused = worlds.piece(
        0, 2110, step=1, filed_min=1440, kind="department", place="bureau@d1", actor_id=0, started_min=2110,
        finished_min=3370, outcome="solved",
    )  # fmt: skip
    parts = waits(worlds.plan(), NIGHT_TO_NOON, paused)
    assert parts["calendar"] == [10 + (3360 - 2160) / 60]
    assert parts["departments"] == [0]


def summary(calendar, people, departments):
    rows = [("hidden_mean_h", (5.0, 4.0, 6.0)), ("waiting_calendar_h", calendar), ("waiting_people_h", people)]
    rows += [("waiting_departments_h", departments)]
    table = [
        {"scenario": "s", "measure": m, "by": "all", "estimate": e, "low": lo, "high": hi} for m, (e, lo, hi) in rows
    ]
    return pd.DataFrame(table)


def test_the_largest_binds_and_is_sure_if_its_interval_lies_apart():
    binding = binds(summary((6, 5, 7), (2, 1, 3), (2, 1, 3)), "s")
    assert (binding.word, binding.share, binding.sure, binding.hidden_h) == ("calendar", 0.6, True, 5.0)


def test_it_is_unsure_where_intervals_overlap():
    binding = binds(summary((1, 0, 2), (4, 3.2, 4.8), (3, 2, 4)), "s")
    assert (binding.word, binding.sure, binding.next) == ("people", False, "departments")


def test_nothing_is_sure_of_one_replication():
    nan = float("nan")
    assert not binds(summary((6, nan, nan), (2, nan, nan), (2, nan, nan)), "s").sure


def test_nothing_binds_where_nothing_waits():
    assert binds(summary((0, 0, 0), (0, 0, 0), (0, 0, 0)), "s").word == "nothing"


def test_the_share_is_a_share():
    assert binds(summary((1, 0, 2), (1, 0, 2), (2, 1, 3)), "s").share == pytest.approx(0.5)
