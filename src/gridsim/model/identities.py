"""The identities that hold after every run (MODEL.md 11). A broken one stops the run with its rows."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pandas as pd

from gridsim.errors import EngineError
from gridsim.model.calendar import Calendar
from gridsim.model.plan import Plan, Timetable
from gridsim.model.policies import activities_for
from gridsim.model.presence import Stretches
from gridsim.model.records import Records, place_names
from gridsim.model.rows import Bools, Floats, Ints, alike, changes, codes, is_sorted, sorting
from gridsim.model.spans import Spans
from gridsim.model.ticks import FINE_TICKS_PER_MIN
from gridsim.model.timetable import OPEN_TO_ATTEND
from gridsim.model.workload import ATTEMPTS
from gridsim.vocabulary import Activity, Outcome, Status, WorkKind

UNDISCOVERED = (Status.HIDDEN, Status.CLEARED)
UNFILED = (*UNDISCOVERED, Status.KNOWN, Status.REJECTED)


def check(plan: Plan, records: Records) -> None:
    """Raise EngineError on the first identity that does not hold."""
    _Check(plan, records).run()


class _Check:
    """The tables of one run as columns, and the identities over them; a city has millions of rows."""

    def __init__(self, plan: Plan, records: Records) -> None:
        self.plan = plan
        self.records = records
        self.status = codes(records.issues, "status", Status.words())
        self.kind = codes(records.work, "kind", WorkKind.words())
        self.outcome = codes(records.work, "outcome", Outcome.words())
        self.actor = records.work["actor_id"].to_numpy()
        self.issue_id = records.work["issue_id"].to_numpy()
        self.started_min = records.work["started_min"].to_numpy()
        self.finished_min = records.work["finished_min"].to_numpy()
        self.begun = ~np.isnan(self.started_min)
        self.unfinished = np.isnan(self.finished_min)
        self.by_crew = self.kind == WorkKind.DEPARTMENT
        self.of_crews = np.flatnonzero(self.begun & self.by_crew)  # rows of work that has begun
        self.of_workers = np.flatnonzero(self.begun & ~self.by_crew)
        self.ended_min = np.where(self.unfinished, records.until_min, self.finished_min)
        self.stretches = Stretches.of(plan, records.absences.to_numpy(dtype=np.int64))
        self.timetable = np.array([worker.timetable for worker in plan.workers], dtype=np.int64)
        self.spans: dict[int, Spans] = {}
        crews = [one.calendar for one in plan.departments for _ in range(one.crews)]
        self.calendar = np.array(crews, dtype=np.int64)  # by crew
        self.office_hours = {one: Spans([plan.calendars[one]], records.until_min) for one in set(crews)}

    def run(self) -> None:
        """Every identity, those first on which others rest."""
        issues, work = self.records.issues, self.records.work
        _expect(self.status >= 0, issues, "every issue that occurred has a status")
        _in_order(issues, ("occurred_min", "discovered_min", "filed_min", "attended_min", "resolved_min"))
        _in_order(issues, ("occurred_min", "cleared_min"))
        _in_order(issues, ("filed_min", "first_closed_min", "closed_min"))
        _in_order(issues, ("resolved_min", "closed_min"))
        _in_order(work, ("filed_min", "queued_min", "started_min", "arrived_min", "finished_min"))
        self.statuses()
        self.somebody_did_it()
        table = self.timetable[self.actor[self.of_workers]]
        self.by_table = {number: np.flatnonzero(table == number) for number in np.unique(self.timetable).tolist()}
        self.no_overlap(np.flatnonzero(self.begun), "issue_id", "pieces of work of an issue do not overlap")
        self.statuses_and_work()
        self.arrivals()
        self.fixes()
        for rows in (self.of_workers, self.of_crews):
            self.no_overlap(rows, "actor_id", "nobody is in two places")
        self.taken_out_of_what_allows_it()
        self.while_open()
        self.waits()
        self.busy()
        self.hours()

    def statuses(self) -> None:
        """What a status says, the times say too."""
        issues = self.records.issues
        says = {
            "discovered_min": ~self._stands(*UNDISCOVERED),
            "filed_min": ~self._stands(*UNFILED),
            "cleared_min": self._stands(Status.CLEARED),
            "closed_min": self._stands(Status.CLOSED),
        }
        for name, expected in says.items():
            there = ~np.isnan(issues[name].to_numpy())
            _expect(there == expected, issues, f"{name} is there exactly where the status says so")

    def _stands(self, *statuses: Status) -> Bools:
        """Issues (issues,) that stand at one of some statuses."""
        return np.isin(np.arange(len(Status)), statuses)[self.status]

    def somebody_did_it(self) -> None:
        """Work that has begun has a worker or a crew of the city, and only work that has ended has an outcome."""
        exists = (self.actor >= 0) == self.begun
        for rows, count in ((self.of_workers, len(self.timetable)), (self.of_crews, len(self.calendar))):
            exists[rows] &= self.actor[rows] < count
        _expect(exists, self.records.work, "whoever began a piece of work exists, and nobody else is named")
        is_open = self.outcome == Outcome.OPEN
        _expect(is_open == self.unfinished, self.records.work, "the outcome is 'open' exactly until the end")

    def statuses_and_work(self) -> None:
        """What a status says, the last piece of work says too."""
        issues = self.records.issues
        last = np.flatnonzero(changes(self.issue_id)[1:])
        says = {
            Status.IN_PROGRESS: self.begun[last] & self.unfinished[last],
            Status.LEFT: self.outcome[last] == Outcome.LEFT,
        }
        for status, expected in says.items():
            found = np.zeros(len(issues), np.bool_)
            found[self._issues_of(last[expected])] = True
            identity = f"'{status.word}' is said exactly where the last work says so"
            _expect((self.status == status) == found, issues, identity)
        tries, again = issues["attempts"].to_numpy(), issues["returns"].to_numpy() + issues["repeats"].to_numpy()
        failed = (tries == ATTEMPTS) & (again == ATTEMPTS)
        identity = "'pending' is said exactly after four failed attempts"
        _expect((self.status == Status.PENDING) == failed, issues, identity)

    def arrivals(self) -> None:
        """The first who comes to an issue attends to it; a crew is no worker."""
        issues, arrived_min = self.records.issues, self.records.work["arrived_min"].to_numpy()
        rows = np.flatnonzero(~np.isnan(arrived_min))
        first = rows[changes(self.issue_id[rows])[:-1]]
        attended_min, worker = np.full(len(issues), np.nan), np.full(len(issues), -1)
        here = self._issues_of(first)
        attended_min[here] = arrived_min[first]
        worker[here] = np.where(self.by_crew[first], -1, self.actor[first])
        identity = "attended_min is the first arrival"
        _expect(alike(issues["attended_min"].to_numpy(), attended_min), issues, identity)
        _expect(issues["worker_id"].to_numpy() == worker, issues, "worker_id is the worker who came first")

    def fixes(self) -> None:
        """An issue is resolved when its last fix ends."""
        issues, resolved_min = self.records.issues, np.full(len(self.records.issues), np.nan)
        last = self._last_of_issue(np.flatnonzero(self.outcome == Outcome.SOLVED))
        resolved_min[self._issues_of(last)] = self.finished_min[last]
        identity = "resolved_min is the end of the last fix"
        _expect(alike(issues["resolved_min"].to_numpy(), resolved_min), issues, identity)

    def no_overlap(self, rows: Ints, by: str, identity: str) -> None:
        """Of pieces of work that have begun, none of the same issue or actor begins before another ends."""
        of, started_min, finished_min = (
            self.records.work[by].to_numpy()[rows],
            self.started_min[rows],
            self.finished_min[rows],
        )
        if not is_sorted(of, started_min, finished_min):
            order = sorting(of, started_min, finished_min)
            rows, of, started_min, finished_min = rows[order], of[order], started_min[order], finished_min[order]
        clash = np.zeros(len(rows), np.bool_)
        clash[1:] = (of[1:] == of[:-1]) & ~(started_min[1:] >= finished_min[:-1])
        _expect(~clash, self.records.work, identity, rows)

    def taken_out_of_what_allows_it(self) -> None:
        """A worker is sent only out of an activity that allows it; whoever finds an issue is on his round."""
        rows = self.of_workers
        urgent = self.records.issues["priority"].to_numpy()[self._issues_of(rows)] == 1
        worker, started_min = self.actor[rows], self.started_min[rows]
        on_duty: Bools = ~self._absent(worker, started_min)
        allowed = np.zeros((len(WorkKind), 2, len(Activity)), np.bool_)
        for kind, is_urgent in ((kind, i) for kind in WorkKind if kind is not WorkKind.DEPARTMENT for i in (0, 1)):
            allowed[kind, is_urgent, list(activities_for(kind, urgent=bool(is_urgent)))] = True
        for number, here in self.by_table.items():
            spans = self._spans(number)
            open_to = np.logical_or.reduce(allowed[..., None] & spans.is_open[: len(Activity)], axis=2)
            on_duty[here] &= open_to[
                self.kind[rows[here]], urgent[here].astype(np.int8), spans.places(started_min[here])
            ]
        _expect(on_duty, self.records.work, "work takes a worker only out of what allows it", rows)

    def while_open(self) -> None:
        """A crew begins only while its office is open, and ends while it is or as it closes."""
        begun = self.of_crews
        is_open = self._office_open(begun, self.started_min[begun])
        _expect(is_open, self.records.work, "a crew begins only while its office is open", begun)
        ended = begun[self.finished_min[begun] < self.records.until_min]
        is_open = self._office_open(ended, self.finished_min[ended])
        closed = np.flatnonzero(~is_open)
        just_before_min = self.finished_min[ended[closed]] - 1.0 / FINE_TICKS_PER_MIN
        is_open[closed] = self._office_open(ended[closed], just_before_min)
        _expect(is_open, self.records.work, "a crew ends only while its office is open", ended)

    def _office_open(self, rows: Ints, t_min: Floats) -> Bools:
        """Whether the office of each piece of a crew's work is open at an instant."""
        calendar = self.calendar[self.actor[rows]]
        is_open = np.ones(len(rows), np.bool_)
        for number, spans in self.office_hours.items():
            here = np.flatnonzero(calendar == number)
            is_open[here] = spans.is_open[0][spans.places(t_min[here])]
        return is_open

    def waits(self) -> None:
        """The engine's integral of each queue's length is the sum of the waits in its rows, in ticks."""
        left_min = np.where(self.outcome == Outcome.LEFT, self.ended_min, self.records.until_min)
        waited_min = np.where(self.begun, self.started_min, left_min) - self.records.work["queued_min"].to_numpy()
        places = place_names(self.plan)
        summed = self._ticks_by(codes(self.records.work, "place", places), waited_min, len(places))
        if not np.array_equal(summed, self.records.waiting_ticks):
            place = places[int(np.flatnonzero(summed != self.records.waiting_ticks)[0])]
            _stop(f"the waits at {place} do not add up to the integral of its queue")

    def busy(self) -> None:
        """What every actor counted as busy is the sum of his rows, in ticks."""
        rows, workers = np.flatnonzero(self.begun), len(self.plan.workers)
        actor = self.actor[rows] + workers * self.by_crew[rows]
        busy_min = self.ended_min[rows] - self.started_min[rows]
        summed = self._ticks_by(actor, busy_min, len(self.records.busy_ticks))
        if not np.array_equal(summed, self.records.busy_ticks):
            actor = self._named(int(np.flatnonzero(summed != self.records.busy_ticks)[0]))
            _stop(f"the work of {actor} does not add up to the time he was busy")

    def _named(self, actor: int) -> str:
        """An actor by kind and number; crews come after the workers."""
        workers = len(self.plan.workers)
        return f"worker {actor}" if actor < workers else f"crew {actor - workers}"

    def hours(self) -> None:
        """Busy in schedule, free while open and free while not open add up to each one's scheduled present time.

        What he is busy beyond that is overtime, for which the rest of the run has room. A crew is scheduled while its
        office is open.
        """
        for number, here in self.by_table.items():
            closed = [activity for activity in Activity if activity not in (Activity.OFF, *OPEN_TO_ATTEND)]
            hours = self._hours(number, self.of_workers[here])
            present, busy = hours(SCHEDULED)
            parts = np.array([there - at_work for there, at_work in map(hours, (MAY_ATTEND, *closed))])
            team = np.flatnonzero(self.timetable == number)
            self._fit(team, parts[:, team], present[team], busy[team])
        for number in self.office_hours:
            crews = np.flatnonzero(self.calendar == number)
            present, busy = self._office(number, crews)
            self._fit(len(self.plan.workers) + crews, (present - busy)[None], present, busy)

    def _fit(self, actors: Ints, free: Ints, present: Ints, busy: Ints) -> None:
        """Of some actors: parts of free time (parts, actors), time scheduled and time busy in it, in ticks."""
        overtime = self.records.busy_ticks[actors] - busy
        rest = self._ticks(np.array(self.records.until_min)) - present
        broken = (present != busy + free.sum(axis=0)) | (free < 0).any(axis=0) | (overtime < 0) | (overtime > rest)
        if broken.any():
            actor = self._named(int(actors[np.flatnonzero(broken)[0]]))
            _stop(f"the hours of {actor} do not add up to his schedule and his overtime")

    def _hours(self, number: int, rows: Ints) -> Callable[[int], tuple[Ints, Ints]]:
        """Of a calendar, the ticks at which each worker (workers,) is there, and busy with the pieces at `rows`."""
        everyone, until_min = np.arange(len(self.plan.workers)), self.records.until_min
        first, last = (self._worked(number, everyone, np.full(len(everyone), t)) for t in (0.0, until_min))
        since, until = (self._worked(number, self.actor[rows], t[rows]) for t in (self.started_min, self.ended_min))

        def hours(calendar: int) -> tuple[Ints, Ints]:
            busy = self._ticks_by(self.actor[rows], until(calendar) - since(calendar), len(everyone))
            return self._ticks(last(calendar) - first(calendar)), busy

        return hours

    def _office(self, number: int, crews: Ints) -> tuple[Ints, Ints]:
        """The ticks at which the office of crews is open, and at which each of them (crews,) is busy in it."""
        rows = self.of_crews
        rows = rows[self.calendar[self.actor[rows]] == number]

        def open_min(t_min: Floats) -> Floats:
            spans = self.office_hours[number]
            return spans.elapsed(0, t_min, spans.places(t_min))

        first_min, last_min = open_min(np.array([0.0, self.records.until_min]))
        open_ticks = np.full(len(crews), self._ticks(last_min - first_min))
        busy_min = open_min(self.ended_min[rows]) - open_min(self.started_min[rows])
        return open_ticks, self._ticks_by(self.actor[rows], busy_min, len(self.calendar))[crews]

    def _worked(self, number: int, worker: Ints, t_min: Floats) -> Callable[[int], Floats]:
        """Open minutes of a timetable's calendars at which each worker is there, up to his own instant."""
        if len(self.stretches.worker):
            calendars = _calendars(self.plan.timetables[number])
            return lambda calendar: self.stretches.worked(calendars[calendar], worker.astype(np.int64), t_min)
        spans = self._spans(number)
        places = spans.places(t_min)
        return lambda calendar: spans.elapsed(calendar, t_min, places)

    def _spans(self, number: int) -> Spans:
        """The spans of a timetable's calendars."""
        if number not in self.spans:
            self.spans[number] = Spans(_calendars(self.plan.timetables[number]), self.records.until_min)
        return self.spans[number]

    def _absent(self, worker: Ints, t_min: Floats) -> Bools:
        """Whether each worker is absent at his own instant."""
        off = self.stretches
        if not len(off.worker):
            return np.zeros(len(worker), np.bool_)
        span = int(max(off.to_min.max(), t_min.max(initial=0.0))) + 1
        keys = off.worker * span + off.from_min.astype(np.int64)  # stretches begin on whole minutes
        wanted = worker.astype(np.int64) * span + np.floor(t_min).astype(np.int64)
        i = np.searchsorted(keys, wanted, side="right") - 1
        return np.asarray((i >= 0) & (off.worker[i] == worker) & (t_min < off.to_min[i]))

    def _last_of_issue(self, rows: Ints) -> Ints:
        """Of pieces of work at `rows`, which ascend, the last of each issue."""
        return rows[changes(self.issue_id[rows])[1:]]

    def _issues_of(self, rows: Ints) -> Ints:
        """Rows of `issues` to which pieces of work belong."""
        known, of = self.records.issues["issue_id"].to_numpy(), self.issue_id[rows]
        return of if len(known) and known[-1] == len(known) - 1 else np.searchsorted(known, of)

    def _ticks(self, t_min: Floats) -> Ints:
        return np.rint(t_min * self.plan.ticks_per_min).astype(np.int64)

    def _ticks_by(self, actor: Ints, t_min: Floats, count: int) -> Ints:
        """Ticks in all by actor or place (count,)."""
        summed = np.zeros(count, dtype=np.int64)
        np.add.at(summed, actor, self._ticks(t_min))
        return summed


SCHEDULED, MAY_ATTEND = len(Activity), len(Activity) + 1


def _calendars(table: Timetable) -> tuple[Calendar, ...]:
    """A timetable's calendars: by activity, then the two of several activities together."""
    return (*table.of, table.scheduled, table.may_attend)


def _expect(holds: Bools, table: pd.DataFrame, identity: str, rows: Ints | None = None) -> None:
    """EngineError with the first rows (of `rows`, by position) for which an identity does not hold."""
    if not bool(holds.all()):
        broken = np.flatnonzero(~holds)[:5]
        _stop(identity, table.iloc[broken if rows is None else rows[broken]].to_string())


def _stop(identity: str, rows: str = "") -> None:
    """EngineError: an identity is broken, by these rows where rows can tell."""
    raise EngineError(f"broken identity: {identity}" + (f"\n{rows}" if rows else ""))


def _in_order(rows: pd.DataFrame, names: tuple[str, ...]) -> None:
    for earlier, later in pairwise(names):
        holds = ~(rows[earlier].to_numpy() > rows[later].to_numpy())
        _expect(holds, rows, f"{earlier} is not after {later}")
