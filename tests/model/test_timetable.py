"""Timetables, worked by hand: one of a week, and one whose second week is another and repeats.

They are made anew in every test: a mutant of what makes them must be in force.
"""

from __future__ import annotations

from math import inf

import pytest

from gridsim.model.calendar import WEEK_MIN, calendar
from gridsim.model.plan import Timetable
from gridsim.model.timetable import activity_at, next_change, stretch_of, timetable
from gridsim.vocabulary import Activity

DAY = 1440.0
COUNTER, STREET, STANDBY, OFFICE = (Activity.COUNTER, Activity.STREET_ROUND, Activity.STANDBY, Activity.OFFICE)
SUNDAY_NIGHT = 6 * DAY + 1320.0


def week() -> Timetable:
    return timetable(
        "week",
        [
            (-120.0, 360.0, STANDBY),  # Sunday night before the start
            (600.0, 720.0, COUNTER),
            (720.0, 780.0, COUNTER),
            (780.0, 840.0, STREET),
            (DAY + 600.0, DAY + 660.0, OFFICE),
            (SUNDAY_NIGHT, SUNDAY_NIGHT + 480.0, STANDBY),
            (WEEK_MIN + 600.0, WEEK_MIN + 840.0, OFFICE),  # beyond the listed week: not read
        ],
        WEEK_MIN,
    )


def two_weeks() -> Timetable:
    return timetable("two", [(600.0, 660.0, OFFICE), (WEEK_MIN + 900.0, WEEK_MIN + 960.0, OFFICE)], 2 * WEEK_MIN)


def empty() -> Timetable:
    return timetable("empty", [], WEEK_MIN)


def test_calendars_of_what_may_be_done() -> None:
    night = [(-120.0, 360.0), (SUNDAY_NIGHT, WEEK_MIN)]
    assert week().name == "week"
    assert week().of[COUNTER] == calendar([(600.0, 780.0)], WEEK_MIN)
    assert week().of[OFFICE] == calendar([(DAY + 600.0, DAY + 660.0)], WEEK_MIN)
    assert week().may_attend == calendar([*night, (780.0, 840.0)], WEEK_MIN)
    assert week().may_serve == calendar([*night, (600.0, 780.0)], WEEK_MIN)
    assert week().scheduled == calendar([*night, (600.0, 840.0), (DAY + 600.0, DAY + 660.0)], WEEK_MIN)


def test_every_edge_of_a_window_is_a_change() -> None:
    changes = [-120.0, 0.0, 360.0, 600.0, 720.0, 780.0, 840.0, DAY + 600.0, DAY + 660.0, SUNDAY_NIGHT, WEEK_MIN]
    assert list(week().changes_min) == changes
    at = [activity_at(week(), t) for t in changes]
    off = Activity.OFF
    assert at == [STANDBY, STANDBY, off, COUNTER, COUNTER, STREET, off, OFFICE, off, STANDBY, STANDBY]
    assert list(week().activities[:10]) == at[:10]


@pytest.mark.parametrize(
    ("t", "activity"),
    [
        (-121.0, Activity.OFF),
        (359.0, STANDBY),
        (599.0, Activity.OFF),
        (779.5, COUNTER),
        (WEEK_MIN + 1.0, STANDBY),
        (WEEK_MIN + 700.0, COUNTER),
        (3 * WEEK_MIN + 800.0, STREET),
        (3 * WEEK_MIN + 840.0, Activity.OFF),
    ],
)
def test_activities_of_any_week(t: float, activity: Activity) -> None:
    assert activity_at(week(), t) is activity


def test_days_go_from_their_first_window_to_their_last_by_the_day_it_begins() -> None:
    assert week().days == (
        (600.0, 840.0), (DAY + 600.0, DAY + 660.0), *[(0.0, 0.0)] * 4, (SUNDAY_NIGHT, SUNDAY_NIGHT + 480.0)
    )  # fmt: skip
    assert stretch_of(week(), 1) == (DAY + 600.0, DAY + 660.0)
    assert stretch_of(week(), 2) == (0.0, 0.0)
    assert stretch_of(week(), 8) == (WEEK_MIN + DAY + 600.0, WEEK_MIN + DAY + 660.0)
    assert stretch_of(week(), 20) == (2 * WEEK_MIN + SUNDAY_NIGHT, 2 * WEEK_MIN + SUNDAY_NIGHT + 480.0)
    assert stretch_of(two_weeks(), 14) == (2 * WEEK_MIN + 900.0, 2 * WEEK_MIN + 960.0)


@pytest.mark.parametrize(
    ("t", "change"),
    [
        (0.0, 600.0),
        (600.0, 660.0),
        (660.0, WEEK_MIN + 900.0),
        (WEEK_MIN + 900.0, WEEK_MIN + 960.0),
        (WEEK_MIN + 960.0, 2 * WEEK_MIN + 900.0),  # the second week again, not the first
        (2 * WEEK_MIN + 10.0, 2 * WEEK_MIN + 900.0),
        (4 * WEEK_MIN + 950.0, 4 * WEEK_MIN + 960.0),
        (4 * WEEK_MIN + 960.0, 5 * WEEK_MIN + 900.0),
    ],
)
def test_the_next_change(t: float, change: float) -> None:
    assert next_change(two_weeks(), t) == change


def test_a_change_at_the_seam_of_the_weeks_is_one() -> None:
    assert next_change(week(), SUNDAY_NIGHT) == WEEK_MIN
    assert next_change(week(), WEEK_MIN) == WEEK_MIN + 360.0


def test_a_week_that_begins_with_a_window_begins_with_it_again() -> None:
    windows = [(WEEK_MIN - 61.0, WEEK_MIN - 1.0, OFFICE), (WEEK_MIN, WEEK_MIN + 60.0, OFFICE)]
    table = timetable("seam", windows, 2 * WEEK_MIN)
    assert [next_change(table, t) for t in (WEEK_MIN - 1.0, WEEK_MIN + 60.0)] == [WEEK_MIN, 2 * WEEK_MIN]


def test_who_does_nothing_changes_never() -> None:
    assert next_change(empty(), 5.0) == inf
    assert activity_at(empty(), 5.0) is Activity.OFF
    assert empty().days == ((0.0, 0.0),) * 7
