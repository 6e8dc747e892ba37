"""A broken run is caught, with the rows that break it, and each way to break one by one identity alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from gridsim.engines import simulate
from gridsim.engines.reference import city, command, departments, residents, workers
from gridsim.engines.reference.clock import Process
from gridsim.engines.reference.command import Command
from gridsim.engines.reference.issue import Issue, Piece
from gridsim.engines.reference.queue import Queue
from gridsim.engines.reference.teams import Team
from gridsim.engines.reference.workers import GridWorker
from gridsim.errors import EngineError
from gridsim.model import identities
from gridsim.model.compile import compile_plan
from gridsim.model.plan import Plan
from gridsim.model.records import Records, place_names
from gridsim.model.workload import draw
from gridsim.scenario.loader import load
from gridsim.vocabulary import Activity, Outcome, Status, WorkKind


def street_plan() -> Plan:
    return compile_plan(load("urumqi-street", set={"time.horizon": "21 days"}))


@pytest.fixture(scope="module")
def street() -> tuple[Plan, Records]:
    plan = street_plan()
    return plan, simulate(plan, draw(plan, 1, 0), engine="reference")


def test_a_sound_run_passes(street: tuple[Plan, Records]) -> None:
    plan, records = street
    records.check(plan)
    assert len(records.issues) > 1000


class Forgery:
    """A sound run whose plan, tables and integrals may be changed."""

    def __init__(self, plan: Plan, records: Records) -> None:
        self.plan = plan
        self.sound = records
        self.issues, self.work, self.absences = records.issues.copy(), records.work.copy(), records.absences.copy()
        self.busy_ticks, self.waiting_ticks = records.busy_ticks.copy(), records.waiting_ticks.copy()

    def check(self) -> None:
        replace(
            self.sound, issues=self.issues, work=self.work, absences=self.absences,
            busy_ticks=self.busy_ticks, waiting_ticks=self.waiting_ticks,
        ).check(self.plan)  # fmt: skip

    def one(self, wanted: pd.Series) -> int:
        """The first row of a table that is wanted."""
        assert wanted.any(), "nothing to tamper with"
        return int(wanted.to_numpy().argmax())

    def issue_of(self, row: int) -> int:
        """The row of `issues` to which a piece of work belongs."""
        return int(self.work.loc[row, "issue_id"])

    @property
    def crewed(self) -> pd.Series:
        return self.work["kind"] == "department"

    @property
    def is_last(self) -> pd.Series:
        """Whether a piece of work is the last of its issue."""
        return self.work["issue_id"] != self.work["issue_id"].shift(-1)

    @property
    def goes_on_min(self) -> pd.Series:
        """When the next piece of work of the same issue begins; inf for never."""
        return self.work["started_min"].shift(-1).where(~self.is_last).fillna(np.inf)

    @property
    def next_start_min(self) -> pd.Series:
        """When the same actor begins his next piece of work; NaN for never."""
        by_actor = self.work.assign(crewed=self.crewed).sort_values(["started_min", "finished_min"])
        return by_actor.groupby(["crewed", "actor_id"])["started_min"].shift(-1).reindex(self.work.index)

    def begins(self, row: int, min_: float) -> None:
        """A piece of work begins some minutes later, and all integrals know."""
        self.work.loc[row, ["started_min", "arrived_min"]] += min_
        self.count_busy(row, -min_)
        self.count_waiting(row, min_)

    def ends(self, row: int, at_min: float) -> None:
        """A piece of work ends at another time, and the integral of busy time and its issue know."""
        issue, ended_min = self.issue_of(row), self.work.loc[row, "finished_min"]
        self.count_busy(row, at_min - ended_min)
        self.work.loc[row, "finished_min"] = at_min
        if self.issues.loc[issue, "resolved_min"] == ended_min:
            self.issues.loc[issue, "resolved_min"] = at_min
            self.issues.loc[issue, "closed_min"] = max(self.issues.loc[issue, "closed_min"], at_min)

    def count_waiting(self, row: int, min_: float) -> None:
        place = place_names(self.plan).index(self.work.loc[row, "place"])
        self.waiting_ticks[place] += round(min_ * self.plan.ticks_per_min)

    def count_busy(self, row: int, min_: float) -> None:
        actor = self.work.loc[row, "actor_id"] + len(self.plan.workers) * self.crewed[row]
        self.busy_ticks[actor] += round(min_ * self.plan.ticks_per_min)


Tamper = Callable[[Forgery], None]


def set_to(table: str, column: str, other: str, by_min: float = 0.0, where: str = "") -> Tamper:
    """In the first row `where` both are there: a column is set to another one, and some minutes more."""

    def tamper(run: Forgery) -> None:
        rows = getattr(run, table)
        wanted = rows[other].notna() & (rows.eval(where) if where else rows[column].notna())
        one = run.one(wanted)
        rows.loc[one, column] = rows.loc[one, other] + by_min

    return tamper


def renamed(word: str, other: str | None) -> Tamper:
    def tamper(run: Forgery) -> None:
        run.issues.loc[run.one(run.issues["status"] == word), "status"] = other

    return tamper


def closed_before_the_fix(run: Forgery) -> None:
    one = run.one((run.issues["closed_min"] == run.issues["resolved_min"]) & (run.issues["repeats"] == 0))
    run.issues.loc[one, ["first_closed_min", "closed_min"]] -= 2.0**-10


def attended_after_the_fix(run: Forgery) -> None:
    """The only arrival that is known is that of the worker who checks the fix."""
    check = run.one((run.work["outcome"] == "sound") & (run.work["step"] > 0))
    issue = run.issue_of(check)
    run.work.loc[(run.work["issue_id"] == issue) & (run.work.index != check), "arrived_min"] = np.nan
    run.issues.loc[issue, "attended_min"] = run.work.loc[check, "arrived_min"]
    run.issues.loc[issue, "worker_id"] = run.work.loc[check, "actor_id"]


def closing_forgotten(run: Forgery) -> None:
    run.issues.loc[run.one(run.issues["status"] == "closed"), "closed_min"] = np.nan


def queued_after_it_began(run: Forgery) -> None:
    one = run.one(run.work["started_min"].notna())
    later_min = run.work.loc[one, "started_min"] + 1.0
    run.count_waiting(one, run.work.loc[one, "queued_min"] - later_min)
    run.work.loc[one, "queued_min"] = later_min


def nobody_began(run: Forgery, crewed: bool) -> None:
    """The second piece of an issue has an actor who does not exist."""
    one = run.one((run.crewed == crewed) & run.work["started_min"].notna() & (run.work["step"] > 0))
    run.work.loc[one, "actor_id"] = 100_000


def named_before_it_began(run: Forgery) -> None:
    run.work.loc[run.one(run.work["started_min"].isna()), "actor_id"] = 0


def without_an_end(run: Forgery) -> None:
    run.work.loc[run.one(run.work["outcome"] == "sound"), "outcome"] = "open"


def another_worker(run: Forgery) -> None:
    run.issues.loc[run.one(run.issues["worker_id"] > 0), "worker_id"] -= 1


def crew_as_worker(run: Forgery) -> None:
    one = run.one(run.issues["attended_min"].notna() & (run.issues["worker_id"] < 0))
    run.issues.loc[one, "worker_id"] = 0


def fix_that_was_none(run: Forgery) -> None:
    one = run.one(run.issues["resolved_min"].isna() & (run.issues["status"] == "closed"))
    run.issues.loc[one, "resolved_min"] = run.issues.loc[one, "closed_min"]


def two_at_one_issue(run: Forgery) -> None:
    """A worker stays until after the next of the issue has begun, and has nothing else to do."""
    same, next_start_min = ~run.is_last, run.work["started_min"].shift(-1)
    free = ~(run.next_start_min <= next_start_min + 1.0)
    one = run.one(same & next_start_min.notna() & free & (run.work["outcome"] == "escalated") & ~run.crewed)
    run.ends(one, next_start_min[one] + 1.0)


def in_two_places(run: Forgery, crewed: bool) -> None:
    """Somebody stays until after he has begun his next piece of work, though the issue goes on only later."""
    next_start_min, finished_min = run.next_start_min, run.work["finished_min"]
    stays = (next_start_min > finished_min) & (run.goes_on_min > next_start_min + 1.0)
    one = run.one(stays & (run.crewed == crewed))
    run.ends(one, next_start_min[one] + 2.0**-10)


def out_of_the_counter(run: Forgery) -> None:
    """A worker who served a visitor at the counter is said to have checked a fix."""
    run.work.loc[run.one(run.work["outcome"] == "solved"), "kind"] = "verify"


def absent_that_day(run: Forgery) -> None:
    one = run.one(run.work["kind"] == "attend")
    worker, day = run.work.loc[one, "actor_id"], run.work.loc[one, "started_min"] // 1440
    run.absences = pd.DataFrame({"worker_id": [worker], "day": [day]}, dtype=np.int64)


def crew_before_opening(run: Forgery) -> None:
    """A crew that began at ten on a case of the day before is made to begin at five."""
    work = run.work
    waited = run.crewed & (work["queued_min"] // 1440 < work["started_min"] // 1440) & (work["step"] > 0)
    same_day = work["finished_min"] // 1440 == work["started_min"] // 1440
    run.begins(run.one(waited & same_day & fresh_start(run) & (work["started_min"] % 1440 == 600)), -300.0)


def fresh_start(run: Forgery) -> pd.Series:
    """Whether the actor had ended all he did by the evening before."""
    by_actor = run.work.assign(crewed=run.crewed).sort_values(["started_min", "finished_min"])
    before_min = by_actor.groupby(["crewed", "actor_id"])["finished_min"].shift(1).reindex(run.work.index)
    return ~(before_min > run.work["started_min"] - 301.0)


def crew_into_the_night(run: Forgery) -> None:
    """A crew whose work lasted into another day is said to have ended it at three in the morning."""
    work = run.work
    days = work["finished_min"] // 1440 - work["started_min"] // 1440
    one = run.one(run.crewed & (days == 1))
    run.ends(one, work.loc[one, "finished_min"] // 1440 * 1440 + 180.0)


def waits_forgotten(run: Forgery) -> None:
    run.waiting_ticks[3] += 1


def busy_forgotten(run: Forgery, crewed: bool) -> None:
    run.busy_ticks[len(run.plan.workers) * crewed + 7] += 1


def worker_beyond_the_end(run: Forgery) -> None:
    """The last thing that a worker does lasts until long after the run."""
    one = run.one(run.is_last & run.next_start_min.isna() & (run.work["outcome"] == "sound"))
    run.ends(one, run.sound.until_min + 2.0**17)


def crew_beyond_the_end(run: Forgery) -> None:
    """What a crew was still at when the run ended is said to have ended long after."""
    one = run.one(run.crewed & run.work["started_min"].notna() & run.work["finished_min"].isna())
    run.work.loc[one, "outcome"] = "escalated"
    run.work.loc[one, "finished_min"] = run.sound.until_min + 2.0**17
    run.count_busy(one, 2.0**17)
    run.issues.loc[run.issue_of(one), "status"] = "queued"


def schedule_without_its_counter(run: Forgery) -> None:
    """A timetable's calendar of all activities forgets one of them."""
    tables = [replace(table, scheduled=table.may_attend) for table in run.plan.timetables]
    run.plan = replace(run.plan, timetables=tuple(tables))


UNTIL_THE_END = "the outcome is 'open' exactly until the end"
EXISTS = "whoever began a piece of work exists"
CAME_LATER = "attended_min > filed_min"
NOBODY_CAME = "status == 'queued' and attended_min != attended_min"
TWO_PLACES = "nobody is in two places"
ALLOWED = "work takes a worker only out of what allows it"
BY_STATUS = "is there exactly where the status says so"
BY_WORK = "is said exactly where the last work says so"
TAMPERS: list[tuple[str, Tamper]] = [
    ("every issue that occurred has a status", renamed("closed", None)),
    ("occurred_min is not after discovered_min", set_to("issues", "occurred_min", "discovered_min", 1.0)),
    ("discovered_min is not after filed_min", set_to("issues", "discovered_min", "filed_min", 1.0)),
    ("filed_min is not after attended_min",
     set_to("issues", "filed_min", "attended_min", 1.0, "first_closed_min > attended_min + 1")),
    ("attended_min is not after resolved_min", attended_after_the_fix),
    ("occurred_min is not after cleared_min", set_to("issues", "cleared_min", "occurred_min", -1.0)),
    ("filed_min is not after first_closed_min", set_to("issues", "first_closed_min", "filed_min", -1.0)),
    ("first_closed_min is not after closed_min", set_to("issues", "first_closed_min", "closed_min", 1.0)),
    ("resolved_min is not after closed_min", closed_before_the_fix),
    ("filed_min is not after queued_min", set_to("work", "filed_min", "queued_min", 1.0)),
    ("queued_min is not after started_min", queued_after_it_began),
    ("started_min is not after arrived_min", set_to("work", "arrived_min", "started_min", -1.0, "step > 0")),
    ("arrived_min is not after finished_min", set_to("work", "arrived_min", "finished_min", 1.0, "step > 0")),
    (f"discovered_min {BY_STATUS}", set_to("issues", "discovered_min", "occurred_min", 0.0, "status == 'hidden'")),
    (f"filed_min {BY_STATUS}", set_to("issues", "filed_min", "discovered_min", 0.0, "status == 'rejected'")),
    (f"cleared_min {BY_STATUS}", set_to("issues", "cleared_min", "occurred_min", 0.0, "status == 'queued'")),
    (f"closed_min {BY_STATUS}", closing_forgotten),
    (EXISTS, lambda run: nobody_began(run, crewed=False)),
    (EXISTS, lambda run: nobody_began(run, crewed=True)),
    (EXISTS, named_before_it_began),
    (UNTIL_THE_END, without_an_end),
    (f"'in_progress' {BY_WORK}", renamed("queued", "in_progress")),
    (f"'left' {BY_WORK}", renamed("left", "queued")),
    ("'pending' is said exactly after four failed attempts", renamed("queued", "pending")),
    ("attended_min is the first arrival", set_to("issues", "attended_min", "filed_min", 0.0, CAME_LATER)),
    ("attended_min is the first arrival", set_to("issues", "attended_min", "filed_min", 0.0, NOBODY_CAME)),
    ("worker_id is the worker who came first", another_worker),
    ("worker_id is the worker who came first", crew_as_worker),
    ("resolved_min is the end of the last fix",
     set_to("issues", "resolved_min", "closed_min", 0.0, "resolved_min < closed_min")),
    ("resolved_min is the end of the last fix", fix_that_was_none),
    ("pieces of work of an issue do not overlap", two_at_one_issue),
    (TWO_PLACES, lambda run: in_two_places(run, crewed=False)),
    (TWO_PLACES, lambda run: in_two_places(run, crewed=True)),
    (ALLOWED, out_of_the_counter),
    (ALLOWED, absent_that_day),
    ("a crew begins only while its office is open", crew_before_opening),
    ("a crew ends only while its office is open", crew_into_the_night),
    ("the waits at c4 do not add up", waits_forgotten),
    ("the work of worker 7 does not add up", lambda run: busy_forgotten(run, crewed=False)),
    ("the work of crew 7 does not add up", lambda run: busy_forgotten(run, crewed=True)),
    ("the hours of worker", worker_beyond_the_end),
    ("the hours of crew", crew_beyond_the_end),
    ("the hours of worker", schedule_without_its_counter),
]  # fmt: skip


@pytest.mark.parametrize(("identity", "tamper"), TAMPERS, ids=[f"{i}-{one}" for i, (one, _) in enumerate(TAMPERS)])
def test_a_broken_identity_stops_the_run(
    street: tuple[Plan, Records], identity: str, tamper: Tamper, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is caught, and without this identity it would not be."""
    run = Forgery(*street)
    tamper(run)
    with pytest.raises(EngineError, match=re.escape(f"broken identity: {identity}")):
        run.check()
    others = identities._stop

    def stop(broken: str, rows: str = "") -> None:
        if not broken.startswith(identity):
            others(broken, rows)

    monkeypatch.setattr(identities, "_stop", stop)
    with suppress(IndexError):  # nobody can be looked up who does not exist
        run.check()


def never_taken_off_the_list(patch: pytest.MonkeyPatch) -> None:
    """Who is sent stays among the idle of his team."""
    patch.setattr(Team, "leave", lambda team, worker: None)


def crews_that_know_no_hours(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(departments, "open_at", lambda calendar, t_min: True)


def crews_that_know_no_night(patch: pytest.MonkeyPatch) -> None:
    """Work does not pause while the office is closed."""
    patch.setattr(departments.Office, "_work", replaced_done_at(departments.Office._work))


def replaced_done_at(work: Callable[..., Process]) -> Callable[..., Process]:
    """A crew's work at which minutes pass by the wall clock."""

    class AllNight:
        def __init__(self, real: city.City) -> None:
            self.real = real

        def __getattr__(self, name: str) -> object:
            return getattr(self.real, name)

        def done_at(self, calendar: int, minutes: float) -> float:
            return self.real.clock.now + minutes

    def all_night(office: departments.Office, crew: int, piece: Piece) -> Process:
        if not isinstance(office.city, AllNight):
            office.city = AllNight(office.city)  # type: ignore[assignment]
        yield from work(office, crew, piece)

    return all_night


def workers_who_forget_their_work(patch: pytest.MonkeyPatch) -> None:
    real = GridWorker._is_free

    def is_free(worker: GridWorker, *how: object) -> None:
        counted_min = worker.city.busy_min[worker.id]
        real(worker, *how)
        worker.city.busy_min[worker.id] = counted_min

    patch.setattr(GridWorker, "_is_free", is_free)


def queues_that_forget_who_waits(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Queue, "settle", lambda queue: setattr(queue, "_changed_min", queue.clock.now))


def workers_sent_out_of_anything(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(city, "activities_for", lambda kind, urgent: frozenset(Activity))


def clearing_of_what_is_known(patch: pytest.MonkeyPatch) -> None:
    """What was found before goes away all the same, and keeps its status."""
    real = residents.clearing

    def clearing(town: city.City, issue: Issue) -> Process:
        yield from real(town, issue)
        issue.cleared_min = town.clock.now

    patch.setattr(residents, "clearing", clearing)


def closing_without_a_time(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Command, "close", lambda command, issue: setattr(issue, "status", Status.CLOSED))


def attended_when_sent(patch: pytest.MonkeyPatch) -> None:
    real = GridWorker._is_sent

    def is_sent(worker: GridWorker, piece: Piece, arrives_min: float, gone: bool) -> None:
        real(worker, piece, arrives_min, gone)
        piece.issue.attended_min = min(piece.issue.attended_min, worker.clock.now)

    patch.setattr(GridWorker, "_is_sent", is_sent)


def fixes_that_only_workers_note(patch: pytest.MonkeyPatch) -> None:
    real = Command._note_fix

    def note_fix(command: Command, piece: Piece, **how: bool) -> None:
        if piece.kind is not WorkKind.DEPARTMENT:
            real(command, piece, **how)

    patch.setattr(Command, "_note_fix", note_fix)


def sent_up_on_the_way(patch: pytest.MonkeyPatch) -> None:
    """A case goes to the department when a worker is sent, not when he has finished."""
    is_sent, report_back = GridWorker._is_sent, GridWorker._report_back

    def sends_up(worker: GridWorker, piece: Piece, arrives_min: float, gone: bool) -> None:
        is_sent(worker, piece, arrives_min, gone)
        if piece.kind is not WorkKind.VERIFY and not gone and not worker._solves(piece):
            worker.city.command.send_up(piece.issue, 1)
            piece.issue.status = Status.IN_PROGRESS

    def says_nothing(worker: GridWorker, piece: Piece, gone: bool, solves: bool) -> None:
        if piece.kind is WorkKind.VERIFY or gone or solves:
            report_back(worker, piece, gone, solves)
        else:
            piece.outcome = Outcome.ESCALATED

    patch.setattr(GridWorker, "_is_sent", sends_up)
    patch.setattr(GridWorker, "_report_back", says_nothing)


def last_named_as_first(patch: pytest.MonkeyPatch) -> None:
    """Whoever comes last is named as the first."""
    real = GridWorker._is_sent

    def is_sent(worker: GridWorker, piece: Piece, arrives_min: float, gone: bool) -> None:
        real(worker, piece, arrives_min, gone)
        piece.issue.worker_id = worker.id

    patch.setattr(GridWorker, "_is_sent", is_sent)


def filed_as_of_the_onset(patch: pytest.MonkeyPatch) -> None:
    """A case is opened as of the instant at which the problem arose."""
    real = Command.file

    def file(centre: Command, issue: Issue) -> None:
        real(centre, issue)
        issue.filed_min = issue.occurred_min

    patch.setattr(Command, "file", file)


def there_before_they_are_sent(patch: pytest.MonkeyPatch) -> None:
    real = GridWorker._is_sent

    def is_sent(worker: GridWorker, piece: Piece, arrives_min: float, gone: bool) -> None:
        real(worker, piece, arrives_min, gone)
        piece.arrived_min = worker.clock.now - 1.0

    patch.setattr(GridWorker, "_is_sent", is_sent)


def known_as_it_clears(patch: pytest.MonkeyPatch) -> None:
    real = residents.clearing

    def clearing(town: city.City, issue: Issue) -> Process:
        yield from real(town, issue)
        if issue.status is Status.CLEARED:
            issue.discovered_min = town.clock.now

    patch.setattr(residents, "clearing", clearing)


def refused_and_filed(patch: pytest.MonkeyPatch) -> None:
    """What is refused is filed all the same."""
    real = Command.file_report

    def file_report(centre: Command, issue: Issue) -> None:
        real(centre, issue)
        issue.filed_min = centre.clock.now

    patch.setattr(Command, "file_report", file_report)


def sent_by_nobody_knows_whom(patch: pytest.MonkeyPatch) -> None:
    real = GridWorker._is_sent

    def is_sent(worker: GridWorker, piece: Piece, arrives_min: float, gone: bool) -> None:
        real(worker, piece, arrives_min, gone)
        piece.actor_id = -1

    patch.setattr(GridWorker, "_is_sent", is_sent)


def escalated_without_a_word(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(workers, "ESCALATED", Outcome.OPEN)


def crews_at_work_on_what_waits(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(departments, "Status", SimpleNamespace(IN_PROGRESS=Status.QUEUED))


def left_without_a_word(patch: pytest.MonkeyPatch) -> None:
    """Who gives up at the counter still counts as waiting."""
    patch.setattr(residents, "Status", SimpleNamespace(CLEARED=Status.CLEARED, LEFT=Status.QUEUED))


def given_up_after_one_failure(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(command, "ATTEMPTS", 1)


BROKEN_ENGINES: list[tuple[str, Callable[[pytest.MonkeyPatch], None]]] = [
    (TWO_PLACES, never_taken_off_the_list),
    ("a crew begins only while its office is open", crews_that_know_no_hours),
    ("a crew ends only while its office is open", crews_that_know_no_night),
    ("the work of worker", workers_who_forget_their_work),
    ("the waits at", queues_that_forget_who_waits),
    (ALLOWED, workers_sent_out_of_anything),
    (f"cleared_min {BY_STATUS}", clearing_of_what_is_known),
    (f"closed_min {BY_STATUS}", closing_without_a_time),
    ("attended_min is the first arrival", attended_when_sent),
    ("resolved_min is the end of the last fix", fixes_that_only_workers_note),
    ("worker_id is the worker who came first", last_named_as_first),
    ("pieces of work of an issue do not overlap", sent_up_on_the_way),
    ("discovered_min is not after filed_min", filed_as_of_the_onset),
    ("started_min is not after arrived_min", there_before_they_are_sent),
    (f"discovered_min {BY_STATUS}", known_as_it_clears),
    (f"filed_min {BY_STATUS}", refused_and_filed),
    (EXISTS, sent_by_nobody_knows_whom),
    (UNTIL_THE_END, escalated_without_a_word),
    (f"'in_progress' {BY_WORK}", crews_at_work_on_what_waits),
    (f"'left' {BY_WORK}", left_without_a_word),
    ("'pending' is said exactly after four failed attempts", given_up_after_one_failure),
]


@pytest.mark.parametrize(("identity", "break_it"), BROKEN_ENGINES, ids=[b.__name__ for _, b in BROKEN_ENGINES])
def test_a_broken_engine_is_caught(
    identity: str, break_it: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = street_plan()
    break_it(monkeypatch)
    records = simulate(plan, draw(plan, 1, 0), engine="reference")
    with pytest.raises(EngineError, match=re.escape(f"broken identity: {identity}")):
        records.check(plan)
