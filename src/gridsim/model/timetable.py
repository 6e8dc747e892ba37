"""Timetables: calendars of activities, and what follows from them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import floor, inf

from gridsim.model.calendar import DAY_MIN, WEEK_MIN, Calendar, calendar, last_at_most, open_at, weeks_past
from gridsim.model.plan import Timetable
from gridsim.vocabulary import Activity, RoundKind

ROUND_ACTIVITY = {RoundKind.STREET: Activity.STREET_ROUND, RoundKind.HOUSEHOLD: Activity.HOUSEHOLD_ROUND}
OPEN_TO_ATTEND = (Activity.STREET_ROUND, Activity.HOUSEHOLD_ROUND, Activity.STANDBY)
OPEN_TO_SERVE = (Activity.COUNTER, Activity.STANDBY)

DayWindow = tuple[float, float, int]  # opens, closes (both from midnight of its day), activity code


def timetable(name: str, windows: Sequence[DayWindow], until_min: float) -> Timetable:
    """The timetable of `windows` (minutes since the start) up to `until_min`, whose last week repeats."""

    def of(activities: Iterable[Activity]) -> Calendar:
        wanted = set(activities)
        return calendar([(opened, closed) for opened, closed, code in windows if code in wanted], until_min)

    by_activity = tuple(of([activity]) for activity in Activity)
    edges = {edge for cal in by_activity for edge in (*cal.opens_min, *cal.closes_min)}
    changes = sorted(edges | {edge for opened, closed, _ in windows for edge in (opened, closed) if edge < until_min})
    activities = [next((one for one in Activity if open_at(by_activity[one], t)), Activity.OFF) for t in changes]
    return Timetable(
        name,
        by_activity,
        of(OPEN_TO_ATTEND),
        of(OPEN_TO_SERVE),
        of(set(Activity) - {Activity.OFF}),
        tuple(changes),
        tuple(activities),
        _days(windows, until_min),
    )


def _days(windows: Sequence[DayWindow], until_min: float) -> tuple[tuple[float, float], ...]:
    """For each listed day from the start on, from its first window's beginning to its last one's end."""
    days = [(inf, -inf)] * round(until_min / DAY_MIN)
    for opened, closed, _ in windows:
        day = floor(opened / DAY_MIN)
        if 0 <= day < len(days):
            days[day] = (min(days[day][0], opened), max(days[day][1], closed))
    return tuple((0.0, 0.0) if day[0] == inf else day for day in days)


def stretch_of(table: Timetable, day: int) -> tuple[float, float]:
    """From when to when somebody is gone who is absent on a day: all windows that begin on it, no other."""
    weeks = weeks_past(table.scheduled, day * DAY_MIN)
    from_min, to_min = table.days[day - 7 * int(weeks)]
    return from_min + weeks * WEEK_MIN, to_min + weeks * WEEK_MIN


def activity_at(table: Timetable, t_min: float) -> Activity:
    """What the timetable says at an instant."""
    t = t_min - weeks_past(table.scheduled, t_min) * WEEK_MIN
    i = last_at_most(table.changes_min, t)
    return table.activities[i] if i >= 0 else Activity.OFF


def next_change(table: Timetable, t_min: float) -> float:
    """The next instant after `t_min` at which an activity begins or ends; inf if there is none.

    The edges of the repeated week count as changes: to look again there costs nothing and changes nothing.
    """
    weeks = weeks_past(table.scheduled, t_min)
    t = t_min - weeks * WEEK_MIN
    edges = table.changes_min
    i = last_at_most(edges, t) + 1
    if i < len(edges):
        return edges[i] + weeks * WEEK_MIN
    i = last_at_most(edges, table.scheduled.until_min - WEEK_MIN - 1.0) + 1  # the first edge of the repeated week
    return edges[i] + (weeks + 1.0) * WEEK_MIN if i < len(edges) else inf
