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
    with _few_collections():
        city = City(plan, workload)
        city.clock.begin(issues_arise(city))
        while city.clock.now < until_min:
            city.clock.run(until=min(until_min, city.clock.now + WEEK_MIN))
            if passing is not None:
                passing(city.clock.now)
        return write(city, until_min)


@contextmanager
def _few_collections() -> Iterator[None]:
    """Most objects live as long as the run: looking for garbage among them finds little and costs a tenth."""
    thresholds = gc.get_threshold()
    gc.set_threshold(200_000, 50, 50)
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)


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
        self.attempt_filed_min: dict[int, float] = {}  # of repeat complaints; others count from their filing
        self.busy_min = [0.0] * (len(plan.workers) + sum(office.crews for office in plan.departments))
        self._workers_of: dict[int, list[int]] = {}
        for w, worker in enumerate(plan.workers):
            self._workers_of.setdefault(worker.community, []).append(w)
        self._never_closes = [never_closes(calendar) for calendar in plan.calendars]
        self._activities = [Activity.OFF] * len(plan.timetables)
        self._changes_min = [-inf] * len(plan.timetables)  # until when that holds
        self._posts: dict[tuple[WorkKind, int], frozenset[tuple[int, Activity]]] = {}
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
        marks = self.marks
        for i in range(len(self.workload)):
            category = marks.category[i]
            issue = Issue(
                i, marks.community[i], marks.grid[i], category, self.plan.categories[category], marks.occurred_min[i]
            )
            issue.clears_min = issue.occurred_min + marks.clears_min[i]
            if marks.ever_noticed[i]:
                issue.meetings_left = [marks.meetings[i, kind] for kind in RoundKind]
            yield issue

    def new_piece(self, issue: Issue, kind: WorkKind, place: int) -> Piece:
        """A piece of work, made when it is queued."""
        filed_min = self.attempt_filed_min.get(issue.id, issue.filed_min)
        return Piece(issue, kind, place, self.mark(issue), filed_min, self.clock.now)

    def count_busy(self, actor: int, since_min: float) -> None:
        """A worker, or a crew (numbered after the workers), has been busy until now: kept to check the rows."""
        self.busy_min[actor] += self.clock.now - since_min

    def mark(self, issue: Issue) -> int:
        """The row of the workload's marks for the issue's present hop of its present attempt."""
        if issue.attempt == 1:
            first: int = self.marks.first_mark[issue.id]
        else:
            first = self.marks.later_mark[issue.id] + (issue.attempt - 2) * (1 + len(issue.category.route))
        return first + issue.hop

    def office_for(self, issue: Issue) -> Office:
        """The office that the issue's present hop leads to."""
        kind = issue.category.route[issue.hop - 1].department
        return self.offices[self.plan.department_at(kind, issue.community)]

    def done_at(self, calendar: int, minutes: float) -> float:
        """The instant by which `minutes` that begin now are done, in open minutes of a calendar."""
        now = self.clock.now
        return now + minutes if self._never_closes[calendar] else finish_at(self.plan.calendars[calendar], now, minutes)

    def posts_for(self, kind: WorkKind, category: int) -> frozenset[tuple[int, Activity]]:
        """The roles, each in an activity, out of which a kind of work on a category may take a worker."""
        posts = self._posts.get((kind, category))
        if posts is None:
            activities = activities_for(kind, urgent=self.plan.categories[category].priority == 1)
            roles = [r for r, role in enumerate(self.plan.roles) if role.handles[category]]
            posts = frozenset((role, activity) for role in roles for activity in activities)
            self._posts[kind, category] = posts
        return posts

    def activity_now(self, timetable: int) -> Activity:
        """What a timetable says now; looked up once for each of its stretches."""
        now = self.clock.now
        if now >= self._changes_min[timetable]:
            table = self.plan.timetables[timetable]
            self._activities[timetable] = activity_at(table, now)
            self._changes_min[timetable] = next_change(table, now)
        return self._activities[timetable]
