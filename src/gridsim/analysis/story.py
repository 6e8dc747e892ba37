"""The life of one issue, step by step: what happened, who did it, and why it waited.

The steps follow one another without a gap from onset to the issue's end, or to the horizon. A walker who comes past
without noticing leaves no record, and is no step. What the tables do not say (when a refused report was refused, that
a case lay with a wrong department, when a complaint came that ended in `pending`) is read from the workload's marks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from math import inf, isnan
from typing import Any, Literal

from gridsim.analysis.reasons import Reason, Waiting, paused_min, reasons
from gridsim.errors import ResultsError
from gridsim.model.calendar import finish_at, open_at
from gridsim.model.plan import Category, Delay, Plan
from gridsim.model.policies import CHANNEL_OF_ROUND
from gridsim.model.records import Records, place_names
from gridsim.model.timetable import ROUND_ACTIVITY
from gridsim.model.workload import Workload
from gridsim.vocabulary import Channel, Outcome, Status, WorkKind

What = Literal[
    "occurred", "hidden", "before_opening", "cleared", "found", "reported", "came", "filing", "rejected", "filed",
    "sent", "wrong", "waits", "walks", "works", "closed", "closed_falsely", "complained", "pending", "gave_up",
    "turned_away", "end",
]  # fmt: skip


MAY_BE_NONE = ("started_min", "arrived_min", "finished_min")


@dataclass(frozen=True)
class Actor:
    """A worker of a community by role, or a crew of an office (role `crew`); numbers begin with 1."""

    role: str
    number: int
    place: str


@dataclass(frozen=True)
class Step:
    """A stretch of an issue's life, or an instant of it (from and until are the same).

    `place` is a community or an office, `kind` the kind of work, `detail` the round that found it, the status at
    the end, or `false` for a closing with a false fix that nobody notices; `over` is False where the horizon cut
    the step off. The reasons' minutes of a wait add up to it; of an office's work they are the pauses alone.
    """

    what: What
    from_min: float
    until_min: float
    place: str = ""
    kind: WorkKind | None = None
    actor: Actor | None = None
    outcome: Outcome | None = None
    detail: str = ""
    reasons: tuple[Reason, ...] = ()
    over: bool = True


@dataclass(frozen=True)
class Due:
    """A limit that ran from filing: by when, and when it was met (None: not yet, or never)."""

    what: Literal["response", "resolution"]
    due_min: float
    met_min: float | None
    until_min: float

    @property
    def word(self) -> Literal["kept", "missed", "running"]:
        """`running` where neither the thing nor its limit came before the horizon."""
        if self.met_min is None:
            return "missed" if self.due_min < self.until_min else "running"
        return "kept" if self.met_min <= self.due_min else "missed"


@dataclass(frozen=True)
class Story:
    """An issue of a replication: its row of the table, its steps and its limits."""

    issue: dict[str, Any]
    steps: tuple[Step, ...]
    dues: tuple[Due, ...]


def story(plan: Plan, workload: Workload, records: Records, issue_id: int) -> Story:
    """The story of an issue. ResultsError if the replication has no such issue."""
    last = len(records.issues) - 1
    if not 0 <= issue_id <= last:
        there = f"its issues are 0 to {last}" if last >= 0 else "it has none"
        raise ResultsError(f"this replication has no issue {issue_id}: {there}")
    life = _Life(plan, workload, records, issue_id)
    return Story(life.issue, tuple(life.steps()), tuple(life.dues()))


@dataclass(frozen=True)
class _Piece:
    """A row of the work table; inf for what has not happened."""

    attempt: int
    kind: WorkKind
    place: str
    actor_id: int
    filed_min: float
    queued_min: float
    started_min: float
    arrived_min: float
    finished_min: float
    outcome: Outcome


@dataclass(frozen=True)
class _Life:
    """One issue among the tables."""

    plan: Plan
    workload: Workload
    records: Records
    id: int

    @cached_property
    def issue(self) -> dict[str, Any]:
        """Its row, None where there is nothing."""
        row = self.records.issues.iloc[self.id].to_dict()
        return {str(key): None if value != value else value for key, value in row.items()}

    @cached_property
    def pieces(self) -> list[_Piece]:
        """Its pieces of work, in order."""
        work = self.records.work
        return [_piece(row) for row in work[work["issue_id"] == self.id].to_dict("records")]

    @property
    def until_min(self) -> float:
        return self.records.until_min

    @property
    def status(self) -> Status:
        return Status.of(self.issue["status"])

    @property
    def category(self) -> Category:
        return self.plan.categories[int(self.workload.category[self.id])]

    # -- before a case is opened --------------------------------------------------------------------------

    def steps(self) -> Iterator[Step]:
        """All steps, in order."""
        yield from self._onset()
        if self.issue["discovered_min"] is not None:
            yield from self._discovery()
        if self.issue["filed_min"] is not None:
            yield from self._attempts()
        if self.status in (Status.HIDDEN, Status.KNOWN, Status.QUEUED, Status.IN_PROGRESS):
            yield Step("end", self.until_min, self.until_min, detail=self.status.word)

    def _onset(self) -> Iterator[Step]:
        issue = self.issue
        occurred_min, ended_min = issue["occurred_min"], _first(issue["discovered_min"], issue["cleared_min"])
        yield Step("occurred", occurred_min, occurred_min, issue["community"])
        hidden: What = "before_opening" if self.category.counter else "hidden"
        until_min = self.until_min if ended_min is None else ended_min
        yield from _stretch(hidden, occurred_min, until_min, over=ended_min is not None)
        if self.status is Status.CLEARED:
            yield Step("cleared", until_min, until_min)

    def _discovery(self) -> Iterator[Step]:
        """Somebody comes to know, and a case is opened or refused."""
        issue, now = self.issue, self.issue["discovered_min"]
        if issue["channel"] == Channel.COUNTER.word:
            yield Step("came", now, now, issue["community"])
        elif issue["channel"] == Channel.RESIDENT.word:
            yield Step("reported", now, now)
        else:
            yield Step("found", now, now, actor=self._finder(), detail=issue["channel"])
        opened_min = issue["filed_min"]
        if opened_min is None:
            decided_min = self._later(self.plan.command.filing, now, float(self.workload.filing_min[self.id]))
            opened_min = min(decided_min, self.until_min)
        yield from _stretch("filing", now, opened_min, over=self.status is not Status.KNOWN)
        if self.status is Status.REJECTED:
            yield Step("rejected", opened_min, opened_min)
        elif self.status is not Status.KNOWN:
            yield Step("filed", opened_min, opened_min)

    def _finder(self) -> Actor | None:
        """Who found it, known where he attended to it at once."""
        first, now = (self.pieces[0] if self.pieces else None), self.issue["discovered_min"]
        if first is None or first.kind is not WorkKind.ATTEND or first.arrived_min != now:
            return None
        worker = self.plan.workers[first.actor_id]
        kind = next(kind for kind, channel in CHANNEL_OF_ROUND.items() if channel.word == self.issue["channel"])
        on_the_round = open_at(self.plan.timetables[worker.timetable].of[ROUND_ACTIVITY[kind]], now)
        return self._actor(first) if on_the_round and self.issue["grid"] in worker.beat else None

    # -- from filing on -----------------------------------------------------------------------------------

    def _attempts(self) -> Iterator[Step]:
        """Every piece of work and what lies between two of them."""
        since_min, hop = self.issue["filed_min"], 0
        before: _Piece | None = None
        for piece in self.pieces:
            returned = before is not None and before.outcome is Outcome.FALSE
            if before is not None and piece.attempt > before.attempt and not returned:
                yield from self._complaint(since_min, piece.filed_min)
                since_min, hop = piece.filed_min, 0
            if piece.kind is WorkKind.DEPARTMENT and not returned:
                hop += 1
                yield from self._sending(since_min, piece.queued_min, piece.attempt, hop)
            yield from self._piece(piece)
            since_min, before = piece.finished_min, piece
        yield from self._ending(before, since_min, hop)

    def _ending(self, last: _Piece | None, since_min: float, hop: int) -> Iterator[Step]:
        """What follows the last piece of work."""
        if last is not None and last.outcome is Outcome.SOLVED and self.status in (Status.QUEUED, Status.PENDING):
            delay_min = float(self.workload.hops.repeat_min[self._mark(last.attempt, hop)])
            complained_min = self._later(self.plan.verification.repeat, since_min, delay_min)
            yield from self._complaint(since_min, complained_min)
            since_min, hop = complained_min, 0
        if self.status is Status.QUEUED and (last is None or last.finished_min < inf):
            yield from self._sending(since_min, inf, self.issue["attempts"], hop + 1)
        elif self.status is Status.LEFT:
            tired = since_min == self.issue["discovered_min"] + self.workload.patience_min[self.id]
            yield Step("gave_up" if tired else "turned_away", since_min, since_min)
        elif self.status is Status.CLOSED:
            yield Step("closed", since_min, since_min, detail="false" if self.issue["sound"] == 0 else "")
        elif self.status is Status.PENDING:
            yield Step("pending", since_min, since_min)

    def _complaint(self, closed_min: float, complained_min: float) -> Iterator[Step]:
        """A false fix was closed, and residents complain again."""
        yield Step("closed", closed_min, closed_min)
        yield from _stretch("closed_falsely", closed_min, complained_min)
        yield Step("complained", complained_min, complained_min)

    def _sending(self, since_min: float, queued_min: float, attempt: int, hop: int) -> Iterator[Step]:
        """The command centre sends the case to the `hop`-th department; from a wrong one it comes back first."""
        mark, marks = self._mark(attempt, hop), self.workload.hops
        until_min, over = min(queued_min, self.until_min), queued_min < inf
        kind = self.category.route[hop - 1].department
        office = self.plan.department_at(kind, int(self.workload.community[self.id]))
        place = place_names(self.plan)[len(self.plan.communities) + office]
        arrives_min = self._later(self.plan.command.dispatch, since_min, float(marks.dispatch_min[mark]))
        if marks.wrong[mark] < self.plan.command.wrong_share and arrives_min < until_min:
            yield from _stretch("sent", since_min, arrives_min, place="")
            yield from _stretch("wrong", arrives_min, until_min, place=place, over=over)
        else:
            yield from _stretch("sent", since_min, until_min, place=place, over=over)

    def _piece(self, piece: _Piece) -> Iterator[Step]:
        """A piece of work waits, somebody is sent, walks and works."""
        left_min = piece.finished_min if piece.outcome is Outcome.LEFT else inf
        begun_min = min(piece.started_min, left_min, self.until_min)
        waits = self._waiting(piece, begun_min)
        over = min(piece.started_min, left_min) < inf
        yield from _stretch(
            "waits", piece.queued_min, begun_min, over=over, place=piece.place, kind=piece.kind,
            why=lambda: reasons(self.plan, self.records, waits),
        )  # fmt: skip
        if piece.started_min == inf:
            return
        actor, arrives_min = self._actor(piece), min(piece.arrived_min, self.until_min)
        yield from _stretch("walks", piece.started_min, arrives_min, over=piece.arrived_min < inf, actor=actor)
        if piece.arrived_min < inf:
            ends_min, over = min(piece.finished_min, self.until_min), piece.finished_min < inf
            pauses = self._pauses(piece, ends_min)
            yield Step("works", arrives_min, ends_min, piece.place, piece.kind, actor, piece.outcome, "", pauses, over)

    def _waiting(self, piece: _Piece, until_min: float) -> Waiting:
        columns = self.workload
        community, category, grid = (int(one[self.id]) for one in (columns.community, columns.category, columns.grid))
        return Waiting(piece.kind, piece.place, community, category, grid, piece.queued_min, until_min)

    def _pauses(self, piece: _Piece, until_min: float) -> tuple[Reason, ...]:
        """A crew's work stands still while its office is closed."""
        if piece.kind is not WorkKind.DEPARTMENT:
            return ()
        calendar = self.plan.calendars[self.plan.departments[self._office(piece)].calendar]
        closed_min = paused_min(calendar, piece.arrived_min, until_min)
        return (Reason("office_closed", closed_min),) if closed_min else ()

    def _actor(self, piece: _Piece) -> Actor:
        """Who was sent."""
        if piece.kind is WorkKind.DEPARTMENT:
            first = self.plan.departments[self._office(piece)].first_crew
            return Actor("crew", piece.actor_id - first + 1, piece.place)
        worker = self.plan.workers[piece.actor_id]
        return Actor(self.plan.roles[worker.role].name, worker.index + 1, piece.place)

    def _office(self, piece: _Piece) -> int:
        return place_names(self.plan).index(piece.place) - len(self.plan.communities)

    def _mark(self, attempt: int, hop: int) -> int:
        """The row of the workload's marks for a hop of an attempt."""
        if attempt == 1:
            return int(self.workload.first_mark[self.id]) + hop
        return int(self.workload.later_mark[self.id]) + (attempt - 2) * (1 + len(self.category.route)) + hop

    def _later(self, delay: Delay, since_min: float, minutes: float) -> float:
        return finish_at(self.plan.calendars[delay.calendar], since_min, minutes)

    # -- limits -------------------------------------------------------------------------------------------

    def dues(self) -> Iterator[Due]:
        """The limits of an issue that was filed and had any; a visitor who left is owed nothing more."""
        issue = self.issue
        if self.status is Status.LEFT:
            return
        closed_min = issue["closed_min"]
        fixed_min = None if closed_min is None else _first(issue["resolved_min"], closed_min)
        if issue["response_due_min"] is not None:
            yield Due("response", issue["response_due_min"], issue["attended_min"], self.until_min)
        if issue["resolution_due_min"] is not None:
            yield Due("resolution", issue["resolution_due_min"], fixed_min, self.until_min)


def _piece(row: dict[Any, Any]) -> _Piece:
    times = {name: inf if isnan(row[name]) else float(row[name]) for name in MAY_BE_NONE}
    return _Piece(
        int(row["attempt"]), WorkKind.of(row["kind"]), str(row["place"]), int(row["actor_id"]), row["filed_min"],
        row["queued_min"], outcome=Outcome.of(row["outcome"]), **times,
    )  # fmt: skip


def _stretch(
    what: What, from_min: float, until_min: float, *, over: bool = True, place: str = "",
    kind: WorkKind | None = None, actor: Actor | None = None, why: Callable[[], tuple[Reason, ...]] = tuple,
) -> Iterator[Step]:  # fmt: skip
    """A step that takes time; none where it takes none."""
    if until_min > from_min:
        yield Step(what, from_min, until_min, place, kind, actor, reasons=why(), over=over)


def _first(*times: Any) -> Any:
    """The first of some times that there is."""
    return next((t_min for t_min in times if t_min is not None), None)
