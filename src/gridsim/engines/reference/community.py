"""A community (社区): its workers, its counter and its queue; who is sent to what."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from gridsim.engines.reference.clock import Process
from gridsim.engines.reference.issue import Issue, Piece
from gridsim.engines.reference.queue import Entry, Queue
from gridsim.engines.reference.teams import Team
from gridsim.engines.reference.workers import GridWorker
from gridsim.model.calendar import Calendar
from gridsim.model.policies import assignment_key, goes_by_place
from gridsim.model.timetable import next_change
from gridsim.vocabulary import Activity, Assign, Rank, RoundKind, WorkKind

if TYPE_CHECKING:
    from gridsim.engines.reference.city import City

Post = tuple[int, Activity]  # a role, in what it is doing
Posts = frozenset[Post]
Line = tuple[Posts, int]  # who may go, and the grid that must be on his beat (-1 for any)
# Names of their own, for an enum is slow to look a member up (Python 3.11).
COMMUNITY_DISPATCHES = Rank.COMMUNITY_DISPATCHES
OFF = Activity.OFF


class Community:
    """One community at work."""

    def __init__(self, city: City, id: int) -> None:
        self.city = city
        self.clock = city.clock
        self.id = id
        self.place = city.plan.communities[id]
        self.workers = [GridWorker(city, self, w) for w in city.workers_of(id)]
        self.idle = len(self.workers)  # how many
        self.own_grid_only = city.plan.policy.assign is Assign.OWN_GRID_ONLY
        self.queue: Queue[Line] = Queue(city.clock, city.plan, city.plan.policy.queue)
        self.teams = self._teams()
        self.timetables = sorted({timetable for _, timetable in self.teams})
        self.on_the_beat: dict[tuple[RoundKind, int], list[GridWorker]] = {}
        for worker in self.workers:
            for walk in worker.walk.rounds:
                for grid in worker.plan.beat:
                    self.on_the_beat.setdefault((walk.kind, grid), []).append(worker)
        self._dispatches_min = -1.0
        self._wakes_min = -1.0
        self._dispatches = self._dispatching()
        self.clock.begin(self._dispatches)
        self._on_duty: list[tuple[Post, Team]] = []
        self._duty_changes_min = -inf

    def _teams(self) -> dict[tuple[int, int], list[Team]]:
        """Its workers in teams, by role and timetable; each worker knows his own."""
        teams: dict[tuple[int, int], dict[tuple[int, ...], Team]] = {}
        for worker in self.workers:
            by_beat = teams.setdefault((worker.plan.role, worker.plan.timetable), {})
            worker.team = by_beat.setdefault(worker.plan.beat, Team(worker.plan.beat))
            worker.team.join(worker)
        return {post: list(by_beat.values()) for post, by_beat in teams.items()}

    def counter_for(self, category: int) -> Calendar:
        """When somebody who handles the category holds the counter open."""
        return self.city.counters[self.id][category]

    def expect(self, issue: Issue, until_min: float) -> None:
        """An issue lies hidden in public space: whoever walks there may come past before `until_min`."""
        for kind in RoundKind:
            if issue.meetings_left[kind]:
                share = self.city.marks.position[issue.id, kind]
                for worker in self.on_the_beat.get((kind, issue.grid), ()):
                    worker.expect(issue, kind, share, until_min)

    def ask(self, issue: Issue, kind: WorkKind) -> Piece:
        """A piece of work joins the queue."""
        piece = self.city.new_piece(issue, kind, self.id)
        own_grid_only = self.own_grid_only and kind is not WorkKind.SERVE
        self.queue.put(piece, (self.city.posts[kind][issue.category_id], issue.grid if own_grid_only else -1))
        self.request_dispatch()
        return piece

    def request_dispatch(self) -> None:
        """Dispatch at this instant, after all that changes the state; asked twice, done once.

        Where nobody is idle it would change nothing, and whoever becomes idle asks again.
        """
        now = self.clock.now
        if self._dispatches_min != now and self.queue.waiting and self.idle:
            self._dispatches_min = now
            self.clock.wake_at(now, COMMUNITY_DISPATCHES, self.id, self._dispatches)

    def _dispatching(self) -> Process:
        """Whenever woken: down the queue, each piece takes the best idle worker who may take it."""
        queue = self.queue
        while True:
            yield None
            self._dispatches_min = -1.0
            if queue.expedites:
                queue.expedite()
            if self.clock.now >= self._duty_changes_min:
                self._look_at_timetables()
            while queue.waiting and self.idle:
                chosen = self._next_in_line()
                if chosen is None:
                    self._wake_at_next_change()
                    break
                piece, worker = chosen
                queue.remove(piece)
                self.clock.begin(worker.go_and_work(piece))

    def _look_at_timetables(self) -> None:
        """Which teams are on duty, in what, and until when that holds."""
        now, tables = self.clock.now, self.city.plan.timetables
        self._on_duty = [
            ((role, activity), team) for (role, timetable), teams in self.teams.items()
            if (activity := self.city.activity_now(timetable)) is not OFF for team in teams
        ]  # fmt: skip
        changes_min = (next_change(tables[timetable], now) for timetable in self.timetables)
        self._duty_changes_min = min(changes_min, default=inf)

    def _next_in_line(self) -> tuple[Piece, GridWorker] | None:
        """The first piece of the queue that an idle worker may take, and the best of those who may."""
        idle = [
            (post, team.beat, worker) for post, team in self._on_duty
            if team.idle and (worker := team.longest_idle()) is not None
        ]  # fmt: skip
        best: Entry | None = None
        best_able: list[GridWorker] = []
        for line in list(self.queue.lines) if idle else ():
            head = self.queue.head(line)
            if head is None or (best is not None and best < head):
                continue
            may_go, grid = line
            able = [worker for post, beat, worker in idle if post in may_go and (grid < 0 or grid in beat)]
            if able:
                best, best_able = head, able
        if best is None:
            return None
        piece = best[-1]
        if len(best_able) == 1:
            return piece, best_able[0]
        return piece, min(best_able, key=lambda one: self._preference(one, piece))

    def on_duty(self) -> int:
        """Workers who are there and scheduled in any activity now, busy or not."""
        return sum(worker.activity is not Activity.OFF and not worker.absent for worker in self.workers)

    def _preference(self, worker: GridWorker, piece: Piece) -> tuple[bool, int, float, int]:
        """The smallest goes (MODEL.md 6)."""
        grid = piece.issue.grid
        return assignment_key(
            goes_by_place(self.city.plan.policy.assign, piece.kind),
            grid in worker.beat,
            self.place.steps(worker.plan.middle, grid),
            worker.idle_since_min,
            worker.id,
        )

    def _wake_at_next_change(self) -> None:
        """Pieces wait: look again when somebody's activity changes."""
        if self._wakes_min <= self.clock.now:
            self._wakes_min = self._duty_changes_min
            self.clock.wake_at(self._wakes_min, COMMUNITY_DISPATCHES, self.id, self._dispatches)
