"""What calendars and timetables say at an instant: looked up once for all who share them."""

from __future__ import annotations

from math import inf
from typing import Any, NamedTuple

from gridsim.engines.compiled.jit import inlined, part
from gridsim.engines.compiled.state import State
from gridsim.engines.compiled.tables import NEVER_OFF, Calendars, Tables, Timetables
from gridsim.model.calendar import (
    Calendar,
    DaysOff,
    closing_after,
    elapsed,
    finish_at,
    next_boundary,
    off_at,
    open_at,
    resume_at,
    resume_work_at,
    worked,
)
from gridsim.model.timetable import activity_at, next_change


class Changes(NamedTuple):
    """A timetable, as far as `activity_at` and `next_change` ask for it."""

    scheduled: Calendar
    changes_min: Any
    activities: Any


@inlined
def calendar_of(all_of_them: Calendars, number: int) -> Calendar:
    """A calendar of the pool."""
    one = all_of_them.rows[number]
    first, end = one.first, one.end
    before = all_of_them.before_min[first + number : end + number + 1]
    return Calendar(
        all_of_them.opens_min[first:end], all_of_them.closes_min[first:end], before, one.until_min, one.week_open_min
    )


@part
def ends_at(calendars: Calendars, number: int, now_min: float, minutes: float) -> float:
    """When a delay that begins now is over."""
    return finish_at(calendar_of(calendars, number), now_min, minutes)


@part
def closes_at(calendars: Calendars, number: int, now_min: float) -> float:
    """When the stretch ends that is open now."""
    return closing_after(calendar_of(calendars, number), now_min)


@part
def is_open(calendars: Calendars, number: int, now_min: float) -> bool:
    """Whether a calendar is open now."""
    return open_at(calendar_of(calendars, number), now_min)


@part
def boundary_after(calendars: Calendars, number: int, now_min: float) -> float:
    """When a calendar opens or closes next."""
    return next_boundary(calendar_of(calendars, number), now_min)


@inlined
def changes_of(calendars: Calendars, timetables: Timetables, number: int) -> Any:
    """A timetable of the plan, as `Changes`."""
    one = timetables.rows[number]
    scheduled = calendar_of(calendars, one.scheduled)
    return Changes(scheduled, timetables.changes_min[one.first : one.end], timetables.activities[one.first : one.end])


@part
def activity_then(calendars: Calendars, timetables: Timetables, number: int, t_min: float) -> int:
    """What a timetable says at an instant."""
    return int(activity_at(changes_of(calendars, timetables, number), t_min))


@part
def change_after(calendars: Calendars, timetables: Timetables, number: int, t_min: float) -> float:
    """When a timetable's activity may change next."""
    return next_change(changes_of(calendars, timetables, number), t_min)


@part
def activity_now(p: Tables, s: State, now_min: float, timetable: int) -> int:
    """What a timetable says now."""
    if s.activity_min[timetable] != now_min:
        s.activity_min[timetable] = now_min
        s.activity[timetable] = activity_then(p.calendars, p.timetables, timetable, now_min)
    return int(s.activity[timetable])


@part
def is_absent(p: Tables, s: State, now_min: float, worker: int) -> bool:
    """Whether a worker is away from what his timetable says."""
    first, end = s.workers[worker].first_off, s.workers[worker].end_off
    if first == end:
        return False
    nothing = p.off_from_min[:0]
    return off_at(DaysOff(p.off_from_min[first:end], p.off_to_min[first:end], nothing, nothing), now_min)


@inlined
def days_off_of(p: Tables, s: State, walker: int) -> DaysOff:
    """What his absences take out of a walker's calendar."""
    one = s.walkers[walker]
    first, end = s.workers[one.worker].first_off, s.workers[one.worker].end_off
    here, n = one.first_off, end - first
    return DaysOff(
        p.off_from_min[first:end],
        p.off_to_min[first:end],
        p.off_worked_min[here : here + n],
        p.off_missed_min[here + walker : here + walker + n + 1],
    )


@part
def walked(p: Tables, s: State, now_min: float, walker: int) -> float:
    """Minutes of his round that a walker was scheduled and there for, up to now."""
    one, clocks = s.walkers[walker], s.clocks
    if one.first_off != NEVER_OFF:
        return worked(calendar_of(p.calendars, one.calendar), days_off_of(p, s, walker), now_min)
    if clocks.at_min[one.calendar] != now_min:
        clocks.at_min[one.calendar] = now_min
        clocks.elapsed_min[one.calendar] = elapsed(calendar_of(p.calendars, one.calendar), now_min)
    return float(clocks.elapsed_min[one.calendar])


@part
def walks_at(p: Tables, s: State, walker: int, minutes: float) -> float:
    """The first instant at which a walker is on his round with so many minutes of it behind him."""
    one = s.walkers[walker]
    cal = calendar_of(p.calendars, one.calendar)
    if one.first_off == NEVER_OFF:
        return resume_at(cal, minutes)
    return resume_work_at(cal, days_off_of(p, s, walker), minutes)


@part
def walks_by(p: Tables, s: State, walker: int, minutes: float, t_min: float) -> bool:
    """Whether that instant comes by `t_min`; for all who share a calendar a comparison."""
    one, exits = s.walkers[walker], s.exits
    if t_min == inf:
        return True
    if one.first_off == NEVER_OFF:
        if exits.at_min[one.calendar] != t_min:
            exits.at_min[one.calendar] = t_min
            exits.elapsed_min[one.calendar] = elapsed(calendar_of(p.calendars, one.calendar), t_min)
        if minutes != exits.elapsed_min[one.calendar]:
            return bool(minutes < exits.elapsed_min[one.calendar])
    return bool(walks_at(p, s, walker, minutes) <= t_min)
