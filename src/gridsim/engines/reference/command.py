"""The command centre (指挥中心): files reports, sends issues up to departments, has fixes checked, closes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gridsim.engines.reference.clock import Moment, Process
from gridsim.engines.reference.issue import Issue, Piece
from gridsim.model.plan import Delay, Limit
from gridsim.model.workload import ATTEMPTS
from gridsim.vocabulary import First, Outcome, Rank, Status, WorkKind

if TYPE_CHECKING:
    from gridsim.engines.reference.city import City
# Names of their own, for an enum is slow to look a member up (Python 3.11).
QUEUED, CLOSED = Status.QUEUED, Status.CLOSED
SERVE, ATTEND, VERIFY = WorkKind.SERVE, WorkKind.ATTEND, WorkKind.VERIFY
DELAY_ENDS = Rank.DELAY_ENDS
SOUND = Outcome.SOUND
DEPARTMENT = First.DEPARTMENT


class Command:
    """The city's one command centre."""

    def __init__(self, city: City) -> None:
        self.city = city
        self.clock = city.clock
        self.marks = city.marks
        self.plan = city.plan.command
        self.checks = city.plan.verification

    def filing_ends(self, issue: Issue) -> Moment:
        """A resident has reported: when the office will have taken it down."""
        return self.city.done_at(self.plan.filing.calendar, self.marks.filing_min[issue.id]), DELAY_ENDS, issue.id

    def file_report(self, issue: Issue) -> None:
        """A resident's report is filed, or refused."""
        if self.marks.rejected[issue.id] < self.plan.rejected_share:
            issue.status = Status.REJECTED
            return
        self.file(issue)
        self.send_first(issue)

    def file(self, issue: Issue) -> None:
        """The office opens a case (立案); its limits run from here."""
        category = issue.category
        issue.filed_min = issue.attempt_filed_min = self.clock.now
        issue.status = QUEUED
        issue.attempts = 1
        if category.response is not None:
            issue.response_due_min = self._due_min(category.response)
        if category.resolution is not None:
            issue.resolution_due_min = self._due_min(category.resolution)

    def send_first(self, issue: Issue) -> None:
        """An attempt begins: in the community, or at a department where nobody goes from the grid."""
        issue.hop = 0
        if issue.category.first is DEPARTMENT:
            self.send_up(issue, 1)
        else:
            issue.status = QUEUED
            self.city.communities[issue.community].ask(issue, ATTEND)

    def send_up(self, issue: Issue, hop: int) -> None:
        """The case goes to the `hop`-th department of its route."""
        issue.hop = hop
        issue.status = QUEUED
        self.clock.begin(self._dispatch(issue))

    def _dispatch(self, issue: Issue) -> Process:
        """The case travels; sent to a wrong department, it comes back first."""
        hops, mark = self.marks.hops, issue.mark
        yield self._delay_ends(self.plan.dispatch, hops.dispatch_min[mark], issue)
        if hops.wrong[mark] < self.plan.wrong_share:
            issue.misdispatches += 1
            yield self._delay_ends(self.plan.back_after, hops.back_min[mark], issue)
        self.city.office_for(issue).receive(issue)

    def fixed_on_site(self, piece: Piece) -> None:
        """A worker has solved it: closed. What is done at the counter is never false."""
        self._note_fix(piece, sound=piece.kind is SERVE or not self.was_false(piece))
        self._close_unchecked(piece)

    def fixed_by_department(self, piece: Piece) -> None:
        """A department has solved it: a share of the fixes is checked on site, the others close the case."""
        issue = piece.issue
        self._note_fix(piece, sound=not self.was_false(piece))
        if self.marks.hops.checked[piece.mark] < self.checks.checked_share:
            issue.status = QUEUED
            self.city.communities[issue.community].ask(issue, VERIFY)
        else:
            self._close_unchecked(piece)

    def checked(self, piece: Piece) -> None:
        """A fix was checked: a false one goes back (返工) to the same department at once."""
        issue = piece.issue
        if piece.outcome is SOUND:
            self.close(issue)
            return
        issue.returns += 1
        if self._next_attempt(issue):
            issue.status = QUEUED
            self.city.office_for(issue).receive(issue)

    def close(self, issue: Issue) -> None:
        """The case is closed (结案)."""
        issue.status = CLOSED
        issue.closed_min = self.clock.now
        if issue.first_closed_min != issue.first_closed_min:
            issue.first_closed_min = issue.closed_min

    def was_false(self, piece: Piece) -> bool:
        """Whether the fix of this hop of this attempt is a false one."""
        return bool(self.marks.hops.false[piece.mark] < self.checks.false_share)

    def _note_fix(self, piece: Piece, sound: bool) -> None:
        piece.issue.resolved_min = self.clock.now
        piece.issue.sound = int(sound)

    def _close_unchecked(self, piece: Piece) -> None:
        """Some false fixes that nobody checks come back as a repeat complaint."""
        self.close(piece.issue)
        if not piece.issue.sound and self.marks.hops.repeat[piece.mark] < self.checks.repeat_share:
            self.clock.begin(self._repeat(piece))

    def _repeat(self, piece: Piece) -> Process:
        """The complaint comes: a new attempt at the first hop, filed at once."""
        issue = piece.issue
        yield self._delay_ends(self.checks.repeat, self.marks.hops.repeat_min[piece.mark], issue)
        issue.closed_min = float("nan")
        issue.repeats += 1
        if self._next_attempt(issue):
            issue.attempt_filed_min = self.clock.now
            self.send_first(issue)

    def _next_attempt(self, issue: Issue) -> bool:
        """Begin the next attempt; after the last, the issue is pending (挂账)."""
        if issue.attempt == ATTEMPTS:
            issue.status = Status.PENDING
            return False
        issue.attempt += 1
        issue.attempts = issue.attempt
        issue.first_mark = self.marks.later_mark[issue.id] + (issue.attempt - 2) * (1 + len(issue.category.route))
        return True

    def _due_min(self, limit: Limit) -> float:
        return self.city.done_at(limit.calendar, limit.minutes)

    def _delay_ends(self, delay: Delay, minutes: float, issue: Issue) -> Moment:
        """The event at which a delay that begins now is over, in open minutes of its calendar."""
        return self.city.done_at(delay.calendar, minutes), DELAY_ENDS, issue.id
