"""Grid workers: sent to a place they travel, handle what is there, and report back."""

from __future__ import annotations

from math import nan
from typing import TYPE_CHECKING

from gridsim.engines.reference.clock import Process
from gridsim.engines.reference.issue import Issue, Piece
from gridsim.engines.reference.rounds import Round, Walk
from gridsim.model.calendar import off_at
from gridsim.model.policies import CHANNEL_OF_ROUND, is_solved_on_site, worked_min
from gridsim.model.ticks import tick
from gridsim.model.timetable import ROUND_ACTIVITY
from gridsim.vocabulary import Activity, First, Outcome, Rank, RoundKind, Status, WorkKind

if TYPE_CHECKING:
    from gridsim.engines.reference.city import City
    from gridsim.engines.reference.community import Community
    from gridsim.engines.reference.teams import Team
# Names of their own, for an enum is slow to look a member up (Python 3.11).
SERVE, ATTEND, VERIFY = WorkKind.SERVE, WorkKind.ATTEND, WorkKind.VERIFY
IN_PROGRESS = Status.IN_PROGRESS
WORKER_FINISHES = Rank.WORKER_FINISHES
SOLVED, SOUND, ESCALATED = Outcome.SOLVED, Outcome.SOUND, Outcome.ESCALATED


class GridWorker:
    """One worker: on his round, at the counter, in the office, or busy with a piece of work."""

    def __init__(self, city: City, community: Community, id: int) -> None:
        self.city = city
        self.clock = city.clock
        self.hops = city.marks.hops
        self.community = community
        self.id = id
        self.plan = city.plan.workers[id]
        self.role = city.plan.roles[self.plan.role]
        self.beat = frozenset(self.plan.beat)
        self.scheduled = city.plan.timetables[self.plan.timetable].scheduled
        self.days_off = city.presence.days_off(id, self.scheduled)
        self.misses_days = len(self.days_off.from_min) > 0
        self.team: Team  # set by the community
        self.referral_slope = city.plan.policy.referral_slope
        self.ticks_per_min = city.plan.ticks_per_min
        self.ever_walks = self.role.walk >= 0 or self.role.step_min > 0.0
        self.busy = False
        self.busy_since_min = nan
        self.idle_since_min = 0.0
        self.walk = Walk(self, [self._round(kind) for kind in RoundKind if self._walks(kind)])

    def _walks(self, kind: RoundKind) -> bool:
        calendar = self.city.plan.timetables[self.plan.timetable].of[ROUND_ACTIVITY[kind]]
        return self.role.round_min[kind] > 0.0 and len(calendar.opens_min) > 0

    def _round(self, kind: RoundKind) -> Round:
        calendar = self.city.plan.timetables[self.plan.timetable].of[ROUND_ACTIVITY[kind]]
        return Round(
            self.clock, kind, calendar, self.city.presence.days_off(self.id, calendar),
            self.role.round_min[kind], self.plan.beat, self.plan.start_min[kind], self.ticks_per_min,
        )  # fmt: skip

    @property
    def absent(self) -> bool:
        """Whether he is away today from what his timetable says."""
        return self.misses_days and off_at(self.days_off, self.clock.now)

    @property
    def activity(self) -> Activity:
        """What his timetable has him do now."""
        return self.city.activity_now(self.plan.timetable)

    def expect(self, issue: Issue, kind: RoundKind, share: float, until_min: float) -> None:
        """An issue has occurred on his beat."""
        is_next = [walk.add(issue, share, self.busy, until_min) for walk in self.walk.rounds if walk.kind is kind]
        if any(is_next) and not self.busy:
            self.walk.look_ahead()

    def find(self, issue: Issue, kind: RoundKind) -> None:
        """He notices an issue on his round: attends to it at once if he handles its category, else files it."""
        issue.discover(self.clock.now, CHANNEL_OF_ROUND[kind])
        self.city.command.file(issue)
        if issue.category.first is First.GRID and self.role.handles[issue.category_id]:
            piece = self.city.new_piece(issue, ATTEND, self.community.id)
            self.clock.begin(self.go_and_work(piece, found_it=True))
        else:
            self.city.command.send_first(issue)

    def go_and_work(self, piece: Piece, found_it: bool = False) -> Process:
        """He travels, handles the piece of work, and reports back.

        Nothing else depends on his arrival, so travel and work are one stretch of time.
        """
        issue, now = piece.issue, self.clock.now
        arrives_min = now if found_it or not self.ever_walks else now + self._walk_min(piece)
        gone = not found_it and piece.kind is not VERIFY and issue.gone_at(arrives_min)
        finishes_min = arrives_min if gone else arrives_min + self._work_min(piece)
        solves = piece.kind is not VERIFY and self._solves(piece)
        self._is_sent(piece, arrives_min, gone)
        yield finishes_min, WORKER_FINISHES, self.id
        piece.finished_min = finishes_min
        self._is_free()
        self._report_back(piece, gone, solves)

    def _is_sent(self, piece: Piece, arrives_min: float, gone: bool) -> None:
        issue, now = piece.issue, self.clock.now
        self.busy = True
        self.team.leave(self)
        self.community.idle -= 1
        self.busy_since_min = now
        if self.walk.rounds:
            self.walk.stop()
        piece.actor_id = self.id
        piece.started_min = now
        piece.arrived_min = arrives_min
        issue.status = IN_PROGRESS
        if issue.attended_min != issue.attended_min:
            issue.attended_min = arrives_min
            issue.worker_id = self.id
        issue.work_begun = issue.work_begun or not gone

    def _is_free(self) -> None:
        self.city.count_busy(self.id, self.busy_since_min)
        self.busy = False
        self.idle_since_min = self.clock.now
        self.team.join(self)
        self.community.idle += 1
        if self.walk.rounds:
            self.walk.go_on()
        if self.community.queue.waiting:
            self.community.request_dispatch()

    def _report_back(self, piece: Piece, gone: bool, solves: bool) -> None:
        """What he did decides where the issue goes next."""
        issue, command = piece.issue, self.city.command
        if piece.kind is VERIFY:
            piece.outcome = Outcome.FALSE if command.was_false(piece) else SOUND
            command.checked(piece)
        elif gone:
            piece.outcome = Outcome.GONE
            command.close(issue)
        elif solves:
            piece.outcome = SOLVED
            command.fixed_on_site(piece)
        else:
            piece.outcome = ESCALATED
            command.send_up(issue, 1)

    def _solves(self, piece: Piece) -> bool:
        """Whether he will solve it; where the load counts, the load when he is sent."""
        category, slope = piece.issue.category, self.referral_slope
        if not category.route:
            return True
        mark = self.hops.solved[piece.mark]
        waiting, on_duty = (self.community.queue.waiting, self.community.on_duty()) if slope else (0, 1)
        return is_solved_on_site(mark, category.solved_on_site, self.role.solves, slope, waiting, on_duty)

    def _walk_min(self, piece: Piece) -> float:
        """Visitors come to him; to everything else he walks, whoever he is."""
        if piece.kind is SERVE:
            return 0.0
        steps = self.community.place.steps(self.plan.middle, piece.issue.grid)
        within_min = self.hops.walk_min[piece.mark, self.role.walk] if self.role.walk >= 0 else 0.0
        return within_min + tick(steps * self.role.step_min, self.ticks_per_min)

    def _work_min(self, piece: Piece) -> float:
        issue, category = piece.issue, piece.issue.category
        work_min = self.hops.verify_min[piece.mark] if piece.kind is VERIFY else self.hops.work_min[piece.mark]
        growth_per_day = category.growth_per_day if piece.kind is ATTEND else 0.0
        hidden_min = issue.discovered_min - issue.occurred_min
        return worked_min(
            work_min, growth_per_day, category.growth_cap, hidden_min, self.role.speed, self.ticks_per_min
        )
