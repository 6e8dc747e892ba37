"""Weeks into calendars: windows listed day by day, exceptions put in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from math import ceil
from typing import cast

from gridsim.model.calendar import DAY_MIN, WEEK_MIN, Calendar, calendar
from gridsim.model.plan import Timetable
from gridsim.model.timetable import OPEN_TO_SERVE, timetable
from gridsim.scenario.quantities import Week, Window
from gridsim.vocabulary import Activity

Listed = tuple[float, float, Window]  # opens and closes, minutes since the start


def listed_windows(week: Week, start: date) -> tuple[list[Listed], float]:
    """All windows of the listed weeks, and where the listing ends.

    The listing begins a week before the start (a window through midnight may reach into it) and ends a
    whole regular week after the last exception, with one more to be repeated for ever.
    """
    first = -start.weekday() - 7
    last = max([(one.last - start).days for one in week.exceptions], default=first)
    days = 7 * (ceil((max(last, first) + 1 - first) / 7) + 2)
    listed = [
        (day * DAY_MIN + window.open_min, day * DAY_MIN + window.close_min, window)
        for day in range(first, first + days)
        for window in _windows_of(week, start + timedelta(days=day))
    ]
    return listed, (first + days) * DAY_MIN


def compile_calendar(week: Week, start: date) -> Calendar:
    """The calendar of a week with its exceptions."""
    windows, until_min = listed_windows(week, start)
    return calendar([(opened, closed) for opened, closed, _ in windows], until_min)


def compile_timetable(name: str, week: Week, start: date) -> Timetable:
    """The timetable of a week with its exceptions."""
    windows, until_min = listed_windows(week, start)
    listed = [(opened, closed, cast(Activity, window.activity)) for opened, closed, window in windows]
    return timetable(name, listed, until_min)


def held_open(weeks: Sequence[Week], start: date) -> Calendar:
    """When at least one of some timetables is at the counter or on standby."""
    until_min = max((listed_windows(week, start)[1] for week in weeks), default=WEEK_MIN)
    windows = [window for week in weeks for window in _serving_until(week, start, until_min)]
    return calendar(_united(windows), until_min)


def _serving_until(week: Week, start: date, until_min: float) -> list[tuple[float, float]]:
    """Counter and standby windows up to `until_min`, the regular week going on where the listing ends."""
    windows, end_min = listed_windows(week, start)
    serving = [(opened, closed) for opened, closed, window in windows if window.activity in OPEN_TO_SERVE]
    regular = [(opened, closed) for opened, closed in serving if opened >= end_min - WEEK_MIN]
    weeks = round((until_min - end_min) / WEEK_MIN)
    return serving + [(o + k * WEEK_MIN, c + k * WEEK_MIN) for k in range(1, weeks + 1) for o, c in regular]


def _windows_of(week: Week, day: date) -> Sequence[Window]:
    """The windows that begin on a date: an exception replaces the whole day."""
    for exception in week.exceptions:
        if exception.first <= day <= exception.last:
            return exception.windows
    return week.days[day.weekday()]


def _united(windows: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """Windows that overlap or touch, made one."""
    united: list[tuple[float, float]] = []
    for opened, closed in sorted(windows):
        if united and opened <= united[-1][1]:
            united[-1] = (united[-1][0], max(united[-1][1], closed))
        else:
            united.append((opened, closed))
    return united
