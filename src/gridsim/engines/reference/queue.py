"""A place's queue: pieces of work in the order of MODEL.md 6."""

from __future__ import annotations

from collections.abc import Hashable
from heapq import heappop, heappush
from itertools import count
from math import inf
from typing import Generic, TypeVar

from gridsim.engines.reference.clock import Clock
from gridsim.engines.reference.issue import Piece
from gridsim.model.plan import Plan
from gridsim.vocabulary import OnOverdue, QueueRule

# The key (waits its turn, priority, due or queued time, queued time, issue id), a number, and the piece itself.
Entry = tuple[bool, int, float, float, int, int, Piece]
Line = TypeVar("Line", bound=Hashable)


class Queue(Generic[Line]):
    """Pieces waiting at one place, in lines of those that the same workers may take.

    The best head among the lines with an idle worker is what walking the whole queue would find.
    A piece that becomes overdue gets a new entry; the old one is no longer its own, and is thrown away.
    """

    def __init__(self, clock: Clock, plan: Plan, rule: QueueRule) -> None:
        self.clock = clock
        self.by_due_time = rule is QueueRule.DUE_TIME
        self.expedites = plan.policy.on_overdue is OnOverdue.EXPEDITE
        self.lines: dict[Line, list[Entry]] = {}
        self._overdue_later: list[tuple[float, int, Piece, Line]] = []
        self._entries = count()  # tells a piece from an outdated entry of its issue with the same key
        self.waiting = 0
        self._changed_min = 0.0
        self._ticks_per_min = plan.ticks_per_min
        self.waiting_ticks = 0

    def put(self, piece: Piece, line: Line) -> None:
        """A piece of work joins."""
        now = self.clock.now
        if now != self._changed_min:
            self.settle()
        self.waiting += 1
        if not self.expedites:
            self._enter(piece, line, overdue=False)
            return
        overdue_from_min = piece.issue.overdue_from_min
        overdue = overdue_from_min <= now
        self._enter(piece, line, overdue)
        if not overdue and overdue_from_min < inf:
            heappush(self._overdue_later, (overdue_from_min, next(self._entries), piece, line))

    def remove(self, piece: Piece) -> None:
        """A piece is begun, or its visitor leaves."""
        if self.clock.now != self._changed_min:
            self.settle()
        self.waiting -= 1
        piece.entry = None

    def expedite(self) -> None:
        """Look up, at dispatch, which pieces have become overdue; they go before all others."""
        while self._overdue_later and self._overdue_later[0][0] <= self.clock.now:
            _, _, piece, line = heappop(self._overdue_later)
            if piece.entry is not None:
                self._enter(piece, line, overdue=True)

    def head(self, line: Line) -> Entry | None:
        """The first of a line, if anything waits in it."""
        entries = self.lines[line]
        while entries:
            entry = entries[0]
            if entry[-1].entry is entry:
                return entry
            heappop(entries)
        del self.lines[line]
        return None

    def settle(self) -> None:
        """Bring the integral of the queue's length up to now."""
        if self.waiting:
            self.waiting_ticks += self.waiting * round((self.clock.now - self._changed_min) * self._ticks_per_min)
        self._changed_min = self.clock.now

    def _enter(self, piece: Piece, line: Line, overdue: bool) -> None:
        issue, queued_min = piece.issue, piece.queued_min
        second = issue.due_min if self.by_due_time else queued_min
        entry = (not overdue, issue.category.priority, second, queued_min, issue.id, next(self._entries), piece)
        piece.entry = entry
        heappush(self.lines.setdefault(line, []), entry)
