"""The city at work: its residents, communities, departments and command centre, on one clock."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import inf

from gridsim.engines.reference.clock import Clock
from gridsim.engines.reference.command import Command
from gridsim.engines.reference.community import Community
from gridsim.engines.reference.departments import Office
from gridsim.engines.reference.issue import Issue, Piece
from gridsim.engines.reference.logbook import write
from gridsim.engines.reference.marks import Marks
from gridsim.engines.reference.residents import issues_arise
from gridsim.model.calendar import WEEK_MIN, Calendar, finish_at
from gridsim.model.plan import Plan
from gridsim.model.policies import activities_for
from gridsim.model.presence import Presence, absent_days, counters
from gridsim.model.records import Records
from gridsim.model.timetable import activity_at, next_change
from gridsim.model.workload import Workload
from gridsim.vocabulary import Activity, RoundKind, WorkKind


def run(plan: Plan, workload: Workload, until_min: float, passing: Callable[[float], None] | None = None) -> Records:
    """Let the city live through the workload up to `until_min`, saying once a week how far it has come."""
    with _no_collections():
        city = City(plan, workload)
        city.clock.begin(issues_arise(city))
        while city.clock.now < until_min:
            city.clock.run(until=min(until_min, city.clock.now + WEEK_MIN))
            if passing is not None:
                passing(city.clock.now)
        records = write(city, until_min)
        city.issues.clear()  # before collections begin again, which would look at each of them
        city.pieces.clear()
        return records


@contextmanager
def _no_collections() -> Iterator[None]:
    """Most objects live as long as the run, the others leave no cycles: to look for garbage would find none."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def never_closes(cal: Calendar) -> bool:
    """Whether a calendar is open at every instant from the start on."""
    return cal.week_open_min == WEEK_MIN and cal.before_min[-1] == cal.until_min - min(0.0, cal.opens_min[0])


class City:
    """All actors, and what they share: the plan, the marks and the clock."""

    def __init__(self, plan: Plan, workload: Workload) -> None:
        self.plan = plan
        self.workload = workload
        self.marks = Marks.of(workload)
        self.clock = Clock()
        self.issues: list[Issue] = []
        self.pieces: list[Piece] = []
        self.busy_min = [0.0] * (len(plan.workers) + sum(office.crews for office in plan.departments))
        self._workers_of: dict[int, list[int]] = {}
        for w, worker in enumerate(plan.workers):
            self._workers_of.setdefault(worker.community, []).append(w)
        self._never_closes = [never_closes(calendar) for calendar in plan.calendars]
        self._activities = [Activity.OFF] * len(plan.timetables)
        self._changes_min = [-inf] * len(plan.timetables)  # until when that holds
        self.posts = {kind: self._posts_for(kind) for kind in (WorkKind.SERVE, WorkKind.ATTEND, WorkKind.VERIFY)}
        self._office_of: dict[tuple[int, int], Office] = {}  # by kind of department and community
        self.absent = absent_days(plan, workload)
        self.presence = Presence(plan, self.absent)
        self.counters = counters(plan, self.presence)
        self.command = Command(self)
        self.communities = [Community(self, c) for c in range(len(plan.communities))]
        self.offices = [Office(self, d) for d in range(len(plan.departments))]

    def workers_of(self, community: int) -> list[int]:
        """Ids of a community's workers."""
        return self._workers_of.get(community, [])

    def workload_issues(self) -> Iterator[Issue]:
        """The issues of the workload, in the order of their onset."""
        marks, categories = self.marks, self.plan.categories
        columns = zip(
            marks.community, marks.grid, marks.category, marks.occurred_min, marks.clears_min, marks.first_mark,
            marks.ever_noticed, strict=True,
        )  # fmt: skip
        for i, (community, grid, category, occurred_min, clears_after_min, first_mark, noticed) in enumerate(columns):
            issue = Issue(
                i, community, grid, category, categories[category], occurred_min, occurred_min + clears_after_min,
                first_mark,
            )  # fmt: skip
            if noticed:
                issue.meetings_left = [marks.meetings[i, kind] for kind in RoundKind]
            yield issue

    def new_piece(self, issue: Issue, kind: WorkKind, place: int) -> Piece:
        """A piece of work, made when it is queued."""
        piece = Piece(issue, kind, place, self.clock.now)
        self.pieces.append(piece)
        return piece

    def count_busy(self, actor: int, since_min: float) -> None:
        """A worker, or a crew (numbered after the workers), has been busy until now: kept to check the rows."""
        self.busy_min[actor] += self.clock.now - since_min

    def office_for(self, issue: Issue) -> Office:
        """The office that the issue's present hop leads to."""
        where = issue.category.route[issue.hop - 1].department, issue.community
        if where not in self._office_of:
            self._office_of[where] = self.offices[self.plan.department_at(*where)]
        return self._office_of[where]

    def done_at(self, calendar: int, minutes: float) -> float:
        """The instant by which `minutes` that begin now are done, in open minutes of a calendar."""
        now = self.clock.now
        return now + minutes if self._never_closes[calendar] else finish_at(self.plan.calendars[calendar], now, minutes)

    def _posts_for(self, kind: WorkKind) -> list[frozenset[tuple[int, Activity]]]:
        """By category: the roles, each in an activity, out of which a kind of work may take a worker."""
        return [
            frozenset(
                (r, activity)
                for r, role in enumerate(self.plan.roles) if role.handles[c]
                for activity in activities_for(kind, urgent=category.priority == 1)
            )
            for c, category in enumerate(self.plan.categories)
        ]  # fmt: skip

    def activity_now(self, timetable: int) -> Activity:
        """What a timetable says now; looked up once for each of its stretches."""
        now = self.clock.now
        if now >= self._changes_min[timetable]:
            table = self.plan.timetables[timetable]
            self._activities[timetable] = activity_at(table, now)
            self._changes_min[timetable] = next_change(table, now)
        return self._activities[timetable]
