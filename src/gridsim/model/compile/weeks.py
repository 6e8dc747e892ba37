"""Weeks into calendars: windows listed day by day, exceptions put in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from math import ceil
from typing import cast

from gridsim.model.calendar import DAY_MIN, Calendar, calendar
from gridsim.model.plan import Timetable
from gridsim.model.timetable import timetable
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


def _windows_of(week: Week, day: date) -> Sequence[Window]:
    """The windows that begin on a date: an exception replaces the whole day."""
    for exception in week.exceptions:
        if exception.first <= day <= exception.last:
            return exception.windows
    return week.days[day.weekday()]
