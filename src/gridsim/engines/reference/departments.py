"""Departments (职能部门): an office with crews, a calendar and a queue."""

from __future__ import annotations

from heapq import heappop, heappush
from typing import TYPE_CHECKING

from gridsim.engines.reference.clock import Process
from gridsim.engines.reference.issue import Issue, Piece
from gridsim.engines.reference.queue import Queue
from gridsim.model.calendar import next_boundary, open_at
from gridsim.model.policies import worked_min
from gridsim.vocabulary import Outcome, Rank, Status, WorkKind

if TYPE_CHECKING:
    from gridsim.engines.reference.city import City


class Office:
    """A department's office in one place of its tier."""

    def __init__(self, city: City, id: int) -> None:
        self.city = city
        self.clock = city.clock
        self.id = id
        self.plan = city.plan.departments[id]
        self.place = len(city.plan.communities) + id
        self.calendar = city.plan.calendars[self.plan.calendar]
        self.queue: Queue[None] = Queue(city.clock, city.plan, self.plan.queue)
        first = self.plan.first_crew
        self.idle_crews = [(0.0, crew) for crew in range(first, first + self.plan.crews)]  # idle since, crew
        self.busy_since_min: dict[int, float] = {}  # by crew at work
        self._dispatches_min = -1.0
        self._wakes_min = -1.0
        self._dispatches = self._dispatching()
        self.clock.begin(self._dispatches)

    def receive(self, issue: Issue) -> None:
        """A case arrives."""
        issue.tier = max(issue.tier, self.plan.tier)
        self.queue.put(self.city.new_piece(issue, WorkKind.DEPARTMENT, self.place), None)
        self.request_dispatch()

    def request_dispatch(self) -> None:
        """Dispatch at this instant, after all that changes the state; asked twice, done once.

        Where no crew is idle it would change nothing, and the crew that becomes idle asks again.
        """
        now = self.clock.now
        if self._dispatches_min != now and self.queue.waiting and self.idle_crews:
            self._dispatches_min = now
            self._dispatch_at(now)

    def _dispatch_at(self, t_min: float) -> None:
        self.clock.wake_at(t_min, Rank.DEPARTMENT_DISPATCHES, self.id, self._dispatches)

    def _dispatching(self) -> Process:
        """Dispatch whenever woken."""
        while True:
            yield None
            self._dispatch()

    def _dispatch(self) -> None:
        """While it is open, the crew idle longest takes the first case."""
        self._dispatches_min = -1.0
        now = self.clock.now
        if self.queue.expedites:
            self.queue.expedite()
        while self.queue.waiting and self.idle_crews and open_at(self.calendar, now):
            head = self.queue.head(None)
            assert head is not None
            piece = head[-1]
            self.queue.remove(piece)
            crew = heappop(self.idle_crews)[1]
            self.clock.begin(self._work(crew, piece))
        if self.queue.waiting and self.idle_crews:  # it is closed
            wakes_min = next_boundary(self.calendar, now)
            if wakes_min != self._wakes_min:
                self._wakes_min = wakes_min
                self._dispatch_at(wakes_min)

    def _work(self, crew: int, piece: Piece) -> Process:
        """A crew works on a case; work pauses while the office is closed."""
        issue, now = piece.issue, self.clock.now
        gone = issue.gone_at(now)
        piece.actor_id, piece.started_min, piece.arrived_min = crew, now, now
        self.busy_since_min[crew] = now
        issue.status = Status.IN_PROGRESS
        issue.work_begun = issue.work_begun or not gone
        if issue.attended_min != issue.attended_min:
            issue.attended_min = now
        finishes_min = now if gone else self.city.done_at(self.plan.calendar, self._work_min(piece))
        yield finishes_min, Rank.CREW_FINISHES, crew
        piece.finished_min = finishes_min
        self.city.count_busy(len(self.city.plan.workers) + crew, self.busy_since_min.pop(crew))
        heappush(self.idle_crews, (finishes_min, crew))
        self.request_dispatch()
        self._report_back(piece, gone)

    def _report_back(self, piece: Piece, gone: bool) -> None:
        issue = piece.issue
        step = issue.category.route[piece.hop - 1]
        last = piece.hop == len(issue.category.route)
        if gone:
            piece.outcome = Outcome.GONE
            self.city.command.close(issue)
        elif last or self.city.marks.hops.solved[piece.mark] < step.solved_share:
            piece.outcome = Outcome.SOLVED
            self.city.command.fixed_by_department(piece)
        else:
            piece.outcome = Outcome.ESCALATED
            self.city.command.send_up(issue, piece.hop + 1)

    def _work_min(self, piece: Piece) -> float:
        category, issue = piece.issue.category, piece.issue
        return worked_min(
            self.city.marks.hops.work_min[piece.mark],
            category.growth_per_day,
            category.growth_cap,
            issue.discovered_min - issue.occurred_min,
            1.0,
            self.city.plan.ticks_per_min,
        )
