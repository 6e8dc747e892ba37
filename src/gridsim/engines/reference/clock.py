"""The clock: SimPy's processes in the one order of MODEL.md 9: (time, rank, subject)."""

from __future__ import annotations

from collections.abc import Generator
from heapq import heappop, heappush
from itertools import count

import simpy

from gridsim.vocabulary import Rank

Moment = tuple[float, Rank, int]  # when something happens, in which rank, and to whom: an issue, worker, crew or place
Process = Generator[Moment | None, None, None]  # what somebody does; yields the moment it waits for, None to be woken


class Clock(simpy.Environment):
    """A SimPy environment in which things happen at absolute times and in a written order.

    SimPy orders events of one instant by a small priority, then by insertion; so its own events have no place here.
    A process yields the moment it waits for instead. Times are absolute because `now + (t - now)` need not be `t`.
    Half of all that happens is made at the very instant: it waits in a short queue of its own.
    """

    now = 0.0  # a plain number; SimPy's own is a property, and slower

    def __init__(self) -> None:
        super().__init__()
        self._later: list[tuple[float, Rank, int, int, Process]] = []
        self._this_instant: list[tuple[float, Rank, int, int, Process]] = []
        self._made = count()  # tells two that wait for the same moment apart

    def begin(self, process: Process) -> None:
        """Begin a process now, within the step of the one that begins it.

        `simpy.Environment.process` would begin it one event later: too late to keep the order.
        """
        moment = next(process, None)
        if moment is not None:
            t_min, rank, subject = moment
            queue = self._later if t_min > self.now else self._this_instant
            heappush(queue, (t_min, rank, subject, next(self._made), process))

    def wake_at(self, t_min: float, rank: Rank, subject: int, process: Process) -> None:
        """Have a process that waits to be woken go on at `t_min`, in the rank of its subject."""
        queue = self._later if t_min > self.now else self._this_instant
        heappush(queue, (t_min, rank, subject, next(self._made), process))

    def run(self, until: float) -> None:  # type: ignore[override]  # no other way to end is needed
        """Let everything happen that comes before `until`, in minutes, one after the other."""
        later, soon, made, now = self._later, self._this_instant, self._made, self.now
        while True:
            if soon and (not later or soon[0] < later[0]):
                process = heappop(soon)[4]
            elif later and later[0][0] < until:
                self.now, _, _, _, process = heappop(later)
                now = self.now
            else:
                break
            for moment in process:
                if moment is None:  # it waits to be woken
                    break
                t_min, rank, subject = moment
                if t_min > now:
                    heappush(later, (t_min, rank, subject, next(made), process))
                    break
                if soon or (later and later[0][0] <= now):  # else nothing can come between: straight on
                    heappush(soon, (t_min, rank, subject, next(made), process))
                    break
        self.now = until
