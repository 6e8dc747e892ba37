"""Teams: workers of a community who are alike but for how long they have been idle."""

from __future__ import annotations

from bisect import bisect_left, insort
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gridsim.engines.reference.workers import GridWorker


class Team:
    """Workers of one role, one timetable and one beat: of those who are idle, the first is always the best to send."""

    def __init__(self, beat: tuple[int, ...]) -> None:
        self.beat = frozenset(beat)
        self.idle: list[tuple[float, int, GridWorker]] = []  # idle since, id, worker: sorted

    def join(self, worker: GridWorker) -> None:
        """A worker is idle."""
        insort(self.idle, (worker.idle_since_min, worker.id, worker))

    def leave(self, worker: GridWorker) -> None:
        """An idle worker is sent, or attends to what he has found."""
        del self.idle[bisect_left(self.idle, (worker.idle_since_min, worker.id))]

    def longest_idle(self) -> GridWorker | None:
        """Of those who are there, the one who has been idle longest, then the lowest id."""
        for _, _, worker in self.idle:
            if not (worker.misses_days and worker.absent):
                return worker
        return None
