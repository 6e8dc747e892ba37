"""How busy workers and crews were: minutes on duty, open, busy, on rounds and in overtime.

All times are within [warm-up, horizon). Days on which a worker is absent are none of his: not open, not on
duty, not paid; what he finishes on such a day of a task begun before is overtime.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from gridsim.analysis.columns import HOUR_MIN, Bools, Columns, Floats, Ints, rows_of, totals
from gridsim.model.calendar import NO_DAYS_OFF, Calendar
from gridsim.model.calendar import union as union_without
from gridsim.model.plan import Plan
from gridsim.model.presence import Stretches
from gridsim.model.spans import Spans
from gridsim.vocabulary import Activity, RoundKind


@dataclass(frozen=True)
class Shifts:
    """Per worker or crew (workers,): where he belongs, minutes, hours of overtime, cost."""

    community: Ints  # -1 for crews
    role: Ints  # position in plan.roles; for crews in plan.department_kinds
    open_min: Floats
    busy_open_min: Floats
    overtime_min: Floats
    cost: Floats
    grids_walked: Floats  # on street rounds: minutes free on them / round minutes per grid


NOBODY = Stretches(np.empty(0, np.int64), np.empty(0), np.empty(0))  # crews are always there


def union(calendars: Iterable[Calendar], until_min: float) -> Calendar:
    """The calendar open whenever one of `calendars` is, exact up to `until_min`."""
    return union_without(((one, NO_DAYS_OFF) for one in calendars), until_min)


def serves(plan: Plan) -> NDArray[np.bool_]:
    """Roles (roles,) that handle a category which comes to the counter."""
    return np.array(
        [any(h and c.counter for h, c in zip(r.handles, plan.categories, strict=True)) for r in plan.roles], dtype=bool
    )


def open_calendars(plan: Plan, until_min: float) -> dict[tuple[int, bool], Calendar]:
    """When a worker may be taken for ordinary work, by (timetable, whether his role serves), for those in post."""
    role_serves = serves(plan)
    keys = {(w.timetable, bool(role_serves[w.role])) for w in plan.workers}
    made = {}
    for timetable, counter in sorted(keys):
        table = plan.timetables[timetable]
        parts = (table.may_attend, table.may_serve) if counter else (table.may_attend,)
        made[timetable, counter] = union(parts, until_min)
    return made


def workers_shifts(columns: Columns) -> Shifts:
    """The shifts of all workers, in the order of plan.workers."""
    plan, n = columns.plan, len(columns.plan.workers)
    role = np.array([w.role for w in plan.workers], dtype=np.int64)
    timetable = np.array([w.timetable for w in plan.workers], dtype=np.int64)
    counter = serves(plan)[role] if n else np.zeros(0, dtype=np.bool_)
    open_min, busy_open_min, scheduled_min, overtime_min, walked_min = (np.zeros(n) for _ in range(5))
    busy = _Busy.of(columns, ~columns.by_department, columns.absences, n)
    for (table, serving), opened in open_calendars(plan, columns.horizon_min).items():
        who = (timetable == table) & (counter == serving)
        scheduled, street = plan.timetables[table].scheduled, plan.timetables[table].of[Activity.STREET_ROUND]
        open_min[who] = _there(opened, who, columns)
        scheduled_min[who] = _there(scheduled, who, columns)
        everywhere, in_open, in_schedule, in_street = busy.inside((opened, scheduled, street), who)
        busy_open_min[who] = in_open[who]
        overtime_min[who] = (everywhere - in_schedule)[who]
        walked_min[who] = _there(street, who, columns) - in_street[who]
    rate = np.array([plan.roles[r].cost_per_hour for r in role])
    cost = (scheduled_min + overtime_min) / HOUR_MIN * rate
    community = np.array([w.community for w in plan.workers], dtype=np.int64)
    return Shifts(community, role, open_min, busy_open_min, overtime_min, cost, walked_min * _per_min(plan, role))


def _per_min(plan: Plan, role: Ints) -> Floats:
    """Grids a worker walks per free minute of a street round, 0 for roles without one."""
    per_grid = [r.round_min[RoundKind.STREET] for r in plan.roles]
    return np.array([1.0 / per_grid[r] if per_grid[r] else 0.0 for r in role])


def crews_shifts(columns: Columns) -> Shifts:
    """The shifts of all crews of all offices, in the order of their numbers. They have no overtime."""
    plan = columns.plan
    office = np.repeat(np.arange(len(plan.departments)), [d.crews for d in plan.departments]).astype(np.int64)
    n = len(office)
    kind = np.array([d.kind for d in plan.departments], dtype=np.int64)[office] if n else np.zeros(0, dtype=np.int64)
    calendars = np.array([d.calendar for d in plan.departments], dtype=np.int64)[office] if n else kind
    open_min, busy_min = np.zeros(n), np.zeros(n)
    busy = _Busy.of(columns, columns.by_department, NOBODY, n)
    for number in np.unique(calendars):
        who = calendars == number
        open_min[who] = _there(plan.calendars[number], who, columns, NOBODY)
        busy_min[who] = busy.inside((plan.calendars[number],), who)[1][who]
    nothing = np.zeros(n)
    return Shifts(np.full(n, -1, dtype=np.int64), kind, open_min, busy_min, nothing, nothing, nothing)


@dataclass(frozen=True)
class _Busy:
    """Pieces of work begun by an actor, clipped to the observed time."""

    actor: Ints
    from_min: Floats
    to_min: Floats
    absences: Stretches
    actors: int

    @classmethod
    def of(cls, columns: Columns, chosen: Bools, absences: Stretches, actors: int) -> _Busy:
        """The chosen pieces of work that have begun."""
        actor = columns.whole("work", "actor_id")
        begun = rows_of(chosen & (actor >= 0))
        started_min, finished_min = (
            columns.clipped(columns.work(name).take(begun)) for name in ("started_min", "finished_min")
        )
        return cls(actor.take(begun).astype(np.int64), started_min, finished_min, absences, actors)

    def inside(self, opened: Sequence[Calendar], who: Bools) -> list[Floats]:
        """Busy minutes (actors,) of those in `who`: at any time, and while each calendar is open and they are there."""
        rows = rows_of(who.take(self.actor))
        actor, since_min, until_min = self.actor.take(rows), self.from_min.take(rows), self.to_min.take(rows)
        worked = chain([until_min - since_min], self._worked(opened, actor, since_min, until_min))
        return [totals(actor, worked_min, self.actors) for worked_min in worked]

    def _worked(
        self, opened: Sequence[Calendar], actor: Ints, since_min: Floats, until_min: Floats
    ) -> Iterator[Floats]:
        """Minutes of pieces of work (pieces,) while each calendar is open and their actors are there."""
        if len(self.absences.worker):
            for one in opened:
                since, until = (self.absences.worked(one, actor, t_min) for t_min in (since_min, until_min))
                yield until - since
            return
        spans = Spans(opened, float(until_min.max(initial=0.0)))
        since_places, until_places = spans.places(since_min), spans.places(until_min)
        for k in range(len(opened)):
            yield spans.elapsed(k, until_min, until_places) - spans.elapsed(k, since_min, since_places)


def _there(opened: Calendar, who: Bools, columns: Columns, absences: Stretches | None = None) -> Floats:
    """Open minutes of a calendar within [warm-up, horizon) at which each of `who` is there."""
    actors = np.flatnonzero(who)
    away = columns.absences if absences is None else absences
    start_min, end_min = (np.full(len(actors), t) for t in (columns.warm_up_min, columns.horizon_min))
    return away.worked(opened, actors, end_min) - away.worked(opened, actors, start_min)
