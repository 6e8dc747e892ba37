"""A community (社区): its workers, its counter and its queue; who is sent to what."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

import simpy

from gridsim.engines.reference.issue import Issue, Piece
from gridsim.engines.reference.queue import Key, Queue
from gridsim.engines.reference.workers import GridWorker
from gridsim.model.calendar import Calendar
from gridsim.model.policies import assignment_key, goes_by_place
from gridsim.model.timetable import next_change
from gridsim.vocabulary import Activity, Assign, Rank, RoundKind, WorkKind

if TYPE_CHECKING:
    from gridsim.engines.reference.city import City

Post = tuple[int, Activity]  # a role, in what it is doing
Line = tuple[WorkKind, int, int]  # kind, category, grid (-1 where any grid's worker may go)


class Community:
    """One community at work."""

    def __init__(self, city: City, id: int) -> None:
        self.city = city
        self.id = id
        self.place = city.plan.communities[id]
        self.workers = [GridWorker(city, self, w) for w in city.workers_of(id)]
        self.queue: Queue[Line] = Queue(city.clock, city.plan, city.plan.policy.queue)
        self.teams = sorted({(worker.plan.role, worker.plan.timetable) for worker in self.workers})
        self.on_the_beat: dict[tuple[RoundKind, int], list[GridWorker]] = {}
        for worker in self.workers:
            for walk in worker.walk.rounds:
                for grid in worker.plan.beat:
                    self.on_the_beat.setdefault((walk.kind, grid), []).append(worker)
        self._dispatches_min = -1.0
        self._wakes_min = -1.0

    def counter_for(self, category: int) -> Calendar:
        """When somebody who handles the category holds the counter open."""
        return self.city.counters[self.id][category]

    def expect(self, issue: Issue, kind: RoundKind, until_min: float) -> None:
        """An issue lies hidden in public space: whoever walks there may come past before `until_min`."""
        share = self.city.marks.position[issue.id][kind]
        for worker in self.on_the_beat.get((kind, issue.grid), ()):
            worker.expect(issue, kind, share, until_min)

    def ask(self, issue: Issue, kind: WorkKind) -> Piece:
        """A piece of work joins the queue."""
        piece = self.city.new_piece(issue, kind, self.id)
        own_grid_only = self.city.plan.policy.assign is Assign.OWN_GRID_ONLY and kind is not WorkKind.SERVE
        self.queue.put(piece, (kind, issue.category_id, issue.grid if own_grid_only else -1))
        self.request_dispatch()
        return piece

    def request_dispatch(self) -> None:
        """Dispatch at this instant, after all that changes the state; asked twice, done once."""
        now = self.city.clock.now
        if self._dispatches_min != now and len(self.queue):
            self._dispatches_min = now
            self._dispatch_at(now)

    def _dispatch_at(self, t_min: float) -> None:
        event = self.city.clock.at(t_min, Rank.COMMUNITY_DISPATCHES, self.id)
        assert event.callbacks is not None
        event.callbacks.append(self._dispatch)

    def _dispatch(self, _: simpy.Event) -> None:
        """Down the queue, each piece takes the best idle worker who may take it."""
        self._dispatches_min = -1.0
        self.queue.expedite()
        idle = self._idle() if self._somebody_may_go() else {}
        while any(idle.values()):
            chosen = self._next_in_line(idle)
            if chosen is None:
                break
            piece, able = chosen
            worker = min(able, key=lambda one: self._preference(one, piece))
            idle[worker.plan.role, worker.activity].remove(worker)
            self.queue.remove(piece)
            self.city.clock.begin(worker.go_and_work(piece))
        self._wake_at_next_change()

    def _somebody_may_go(self) -> bool:
        """Whether anything waits that somebody may be taken out of his activity for, idle or not."""
        posts = {(role, self.city.activity_now(timetable)) for role, timetable in self.teams}
        return any(not posts.isdisjoint(self.city.posts_for(kind, category)) for kind, category, _ in self.queue.lines)

    def _idle(self) -> dict[Post, list[GridWorker]]:
        """Workers on duty and not busy, by role and what they are doing."""
        doing = {timetable: self.city.activity_now(timetable) for _, timetable in self.teams}
        idle: dict[Post, list[GridWorker]] = {}
        for worker in self.workers:
            activity = doing[worker.plan.timetable]
            if not worker.busy and activity is not Activity.OFF and not worker.absent:
                idle.setdefault((worker.plan.role, activity), []).append(worker)
        return idle

    def _next_in_line(self, idle: dict[Post, list[GridWorker]]) -> tuple[Piece, list[GridWorker]] | None:
        """The first piece of the queue that an idle worker may take, with those who may."""
        best: tuple[Key, Piece] | None = None
        best_able: list[GridWorker] = []
        for line in list(self.queue.lines):
            posts = idle.keys() & self.city.posts_for(line[0], line[1])
            if not posts:
                continue
            head = self.queue.head(line)
            if head is None or (best is not None and head[0] >= best[0]):
                continue
            able = [one for post in posts for one in idle[post] if line[2] < 0 or line[2] in one.beat]
            if able:
                best, best_able = head, able
        return None if best is None else (best[1], best_able)

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
        """While pieces wait, look again when somebody's activity changes."""
        if not len(self.queue):
            return
        now, tables = self.city.clock.now, self.city.plan.timetables
        if self._wakes_min <= now:
            self._wakes_min = min((next_change(tables[timetable], now) for _, timetable in self.teams), default=inf)
            self._dispatch_at(self._wakes_min)
