"""An issue (问题) and the pieces of work done for it."""

from __future__ import annotations

from math import inf, nan

from gridsim.model.plan import Category
from gridsim.vocabulary import Channel, Outcome, Status, Tier, WorkKind

# Names of their own, for an enum is slow to look a member up (Python 3.11).
HIDDEN, KNOWN = Status.HIDDEN, Status.KNOWN
OPEN = Outcome.OPEN
COMMUNITY = Tier.COMMUNITY
UNDISCOVERED = -1  # no channel yet


class Issue:
    """One issue's life so far. Its marks stay in the workload; here is only what has happened."""

    __slots__ = (
        "attempt", "attempt_filed_min", "attempts", "attended_min", "category", "category_id", "channel",
        "cleared_min", "clears_min", "closed_min", "community", "discovered_min", "filed_min", "first_closed_min",
        "first_mark", "grid", "hop", "id", "meetings_left", "misdispatches", "occurred_min", "repeats",
        "resolution_due_min", "resolved_min", "response_due_min", "returns", "sound", "status", "tier", "work_begun",
        "worker_id",
    )  # fmt: skip

    def __init__(
        self, id: int, community: int, grid: int, category_id: int, category: Category, occurred_min: float,
        clears_min: float, first_mark: int,
    ) -> None:  # fmt: skip
        self.id = id
        self.community = community
        self.grid = grid
        self.category_id = category_id
        self.category = category
        self.occurred_min = occurred_min
        self.status = HIDDEN
        self.channel: Channel | int = UNDISCOVERED
        self.discovered_min = self.filed_min = self.attempt_filed_min = self.attended_min = self.resolved_min = nan
        self.first_closed_min = self.closed_min = self.cleared_min = nan
        self.response_due_min = self.resolution_due_min = nan
        self.clears_min = clears_min  # when it goes away by itself, if nobody works on it before; inf for never
        self.first_mark = first_mark  # the row of the workload's marks for the first hop of its present attempt
        self.work_begun = False
        self.meetings_left: list[int] = []  # by kind of round; none where no round ever notices it
        self.attempt = 1
        self.attempts = 0
        self.hop = 0
        self.returns = self.repeats = self.misdispatches = 0
        self.sound = -1
        self.tier = COMMUNITY
        self.worker_id = -1

    @property
    def hidden(self) -> bool:
        """Whether nobody knows of it, and it has not cleared."""
        return self.status is HIDDEN

    @property
    def mark(self) -> int:
        """The row of the workload's marks for its present hop of its present attempt."""
        return self.first_mark + self.hop

    def discover(self, now_min: float, channel: Channel) -> None:
        """Somebody who can act knows of it now."""
        self.discovered_min = now_min
        self.channel = channel
        self.status = KNOWN

    def gone_at(self, t_min: float) -> bool:
        """Whether whoever comes at `t_min` finds it gone; clearing matters only before work begins."""
        return not self.work_begun and t_min >= self.clears_min

    @property
    def due_min(self) -> float:
        """The limit that runs now: of response before the first attendance, of resolution after; inf for none."""
        due = self.resolution_due_min if self.attended_min == self.attended_min else self.response_due_min
        return due if due == due else inf

    @property
    def overdue_from_min(self) -> float:
        """The instant from which a rule of expediting counts it as overdue; inf for never."""
        waits_for_response = self.attended_min != self.attended_min and self.response_due_min == self.response_due_min
        resolution = self.resolution_due_min if self.resolution_due_min == self.resolution_due_min else inf
        return min(self.response_due_min, resolution) if waits_for_response else resolution


class Piece:
    """A piece of work: queued, begun, finished. A row of the work table."""

    __slots__ = (
        "actor_id", "arrived_min", "attempt", "entry", "filed_min", "finished_min", "hop", "issue", "kind", "mark",
        "outcome", "place", "queued_min", "started_min",
    )  # fmt: skip

    def __init__(self, issue: Issue, kind: WorkKind, place: int, queued_min: float) -> None:
        self.issue = issue
        self.mark = issue.first_mark + issue.hop  # stays, while the issue goes on
        self.kind = kind
        self.place = place
        self.attempt = issue.attempt
        self.hop = issue.hop
        self.filed_min = issue.attempt_filed_min
        self.queued_min = queued_min
        self.started_min = self.arrived_min = self.finished_min = nan
        self.actor_id = -1
        self.outcome = OPEN
        self.entry: tuple[object, ...] | None = None  # its place in a queue; None when it waits in none
