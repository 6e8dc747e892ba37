"""Why one piece of work waited: its wait cut at every change of duty and at every beginning and end of other work.

A place gives work to whoever is idle and may be taken for it. So while a piece waits, either nobody is there who may
take it, or all who may are busy; where one of them has begun another piece since this one joined, others were ahead.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from gridsim.analysis.binding import may_take, permits
from gridsim.model.calendar import Calendar, next_boundary, open_at
from gridsim.model.plan import Plan
from gridsim.model.records import Records, place_names
from gridsim.model.timetable import stretch_of
from gridsim.vocabulary import Assign, Channel, WorkKind

Cause = Literal["nobody", "off_duty", "kept", "absent", "office_closed", "busy", "ahead"]


@dataclass(frozen=True)
class Reason:
    """One cause of a wait, in minutes; `workers` (or crews) were busy with the `others`, by kind of work.

    `nobody`: no worker's role and beat ever fit. Of those that fit: `off_duty` nobody is on duty, `kept` those on duty
    are at the counter or in the office and may not be taken out of it, `absent` those who might be taken are absent,
    `busy` all are busy, `ahead` all are busy and one of them was given another piece first. `office_closed` is a
    department's.
    """

    cause: Cause
    minutes: float
    workers: int = 0
    others: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Waiting:
    """A piece of work that waits, and what decides who may take it; until the horizon if nobody did."""

    kind: WorkKind
    place: str
    community: int
    category: int
    grid: int
    from_min: float
    until_min: float


@dataclass(frozen=True)
class _Begun:
    """Another piece of work at the same place."""

    actor: int
    kind: str
    from_min: float
    until_min: float
    went_first: bool


@dataclass(frozen=True)
class _Duty:
    """When a worker or crew may be taken for the piece, when it is on duty at all, and when it is absent."""

    takes: Sequence[Calendar]
    scheduled: Calendar
    absences: Sequence[tuple[float, float]] = ()

    def there(self, t_min: float) -> bool:
        return open_at(self.scheduled, t_min) and not any(start <= t_min < end for start, end in self.absences)

    def may_be_taken(self, t_min: float) -> bool:
        return any(open_at(one, t_min) for one in self.takes)


Duties = Mapping[int, _Duty]  # by worker or crew


def reasons(plan: Plan, records: Records, waiting: Waiting) -> tuple[Reason, ...]:
    """The causes of a wait, first to last; their minutes add up to it."""
    duties = _crews(plan, waiting) if waiting.kind is WorkKind.DEPARTMENT else _workers(plan, records, waiting)
    begun = list(_begun(records, waiting, duties))
    minutes: dict[Cause, float] = {}
    busy: dict[Cause, set[_Begun]] = {}
    edges = sorted({waiting.from_min, waiting.until_min, *_changes(duties, begun, waiting)})
    for from_min, until_min in pairwise(edges):
        cause, those = _cause(waiting.kind, duties, begun, from_min)
        minutes[cause] = minutes.get(cause, 0.0) + (until_min - from_min)
        busy.setdefault(cause, set()).update(those)
    return tuple(_reason(cause, spent_min, busy[cause]) for cause, spent_min in minutes.items())


def paused_min(calendar: Calendar, from_min: float, until_min: float) -> float:
    """Minutes of a stretch in which an office is closed."""
    edges = [from_min, *_boundaries(calendar, from_min, until_min), until_min]
    return sum(end - start for start, end in pairwise(edges) if not open_at(calendar, start))


def _reason(cause: Cause, minutes: float, busy: Iterable[_Begun]) -> Reason:
    those = [one for one in busy if one.went_first or cause != "ahead"]
    kinds = Counter(one.kind for one in those)
    return Reason(cause, minutes, len({one.actor for one in those}), dict(sorted(kinds.items())))


def _cause(kind: WorkKind, duties: Duties, begun: Sequence[_Begun], t_min: float) -> tuple[Cause, list[_Begun]]:
    """What the piece waits for at an instant at which nothing changes, and what those who may take it are busy with."""
    if not duties:
        return "nobody", []
    may_go = {actor for actor, duty in duties.items() if duty.may_be_taken(t_min)}
    there = {actor for actor, duty in duties.items() if duty.there(t_min)}
    if may_go & there:
        those = [one for one in begun if one.actor in may_go & there and one.from_min <= t_min < one.until_min]
        return "ahead" if any(one.went_first for one in those) else "busy", those
    if kind is WorkKind.DEPARTMENT:
        return "office_closed", []
    return "absent" if may_go else "kept" if there else "off_duty", []


def _workers(plan: Plan, records: Records, waiting: Waiting) -> Duties:
    """The workers of the community who may take the piece."""
    confined = plan.policy.assign is Assign.OWN_GRID_ONLY and waiting.kind is not WorkKind.SERVE
    grid, urgent = waiting.grid if confined else -1, plan.categories[waiting.category].priority == 1
    duties = {}
    for w, worker in enumerate(plan.workers):
        here = worker.community == waiting.community
        if here and may_take(plan, worker.role, worker.beat, waiting.category, grid):
            table, days = plan.timetables[worker.timetable], records.absences
            absences = [stretch_of(table, int(day)) for day in days["day"][days["worker_id"] == w]]
            duties[w] = _Duty(permits(table, waiting.kind, urgent), table.scheduled, absences)
    return duties


def _crews(plan: Plan, waiting: Waiting) -> Duties:
    """The crews of the office."""
    office = plan.departments[place_names(plan).index(waiting.place) - len(plan.communities)]
    calendar = plan.calendars[office.calendar]
    return {office.first_crew + crew: _Duty((calendar,), calendar) for crew in range(office.crews)}


def _begun(records: Records, waiting: Waiting, duties: Duties) -> Iterable[_Begun]:
    """Other pieces that kept those busy who may take this one."""
    work = records.work
    until_min = work["finished_min"].fillna(records.until_min)
    here = (work["place"] == waiting.place) & work["actor_id"].isin(list(duties))
    during = (work["started_min"] < waiting.until_min) & (until_min > waiting.from_min)
    for row, ends_min in zip(work[here & during].to_dict("records"), until_min[here & during], strict=True):
        actor, from_min = int(row["actor_id"]), float(row["started_min"])
        could_take_this = from_min >= waiting.from_min and duties[actor].may_be_taken(from_min)
        went_first = could_take_this and not _found_by_him(records, int(row["issue_id"]), row["kind"], from_min)
        yield _Begun(actor, str(row["kind"]), from_min, float(ends_min), went_first)


def _found_by_him(records: Records, issue_id: int, kind: str, started_min: float) -> bool:
    """Whether a piece was begun because he came past the issue on his round: it took nobody's turn."""
    issue = records.issues.iloc[issue_id]
    on_a_round = issue["channel"] in (Channel.STREET_ROUND.word, Channel.HOUSEHOLD_ROUND.word)
    return kind == WorkKind.ATTEND.word and on_a_round and issue["discovered_min"] == started_min


def _changes(duties: Duties, begun: Iterable[_Begun], waiting: Waiting) -> Iterable[float]:
    """Every instant during the wait at which the cause may change."""
    span = waiting.from_min, waiting.until_min
    for calendar in {id(one): one for duty in duties.values() for one in (*duty.takes, duty.scheduled)}.values():
        yield from _boundaries(calendar, *span)
    edges = [t for duty in duties.values() for stretch in duty.absences for t in stretch]
    edges += [t for one in begun for t in (one.from_min, one.until_min)]
    yield from (t for t in edges if span[0] < t < span[1])


def _boundaries(calendar: Calendar, from_min: float, until_min: float) -> Iterable[float]:
    """Openings and closings strictly between two instants."""
    t_min = next_boundary(calendar, from_min)
    while t_min < until_min:
        yield t_min
        t_min = next_boundary(calendar, t_min)
