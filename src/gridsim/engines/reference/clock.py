"""SimPy's event queue in the one order of MODEL.md 9: (time, rank, subject)."""

from __future__ import annotations

from collections.abc import Generator
from heapq import heappush

import simpy

from gridsim.vocabulary import Rank

Process = Generator[simpy.Event, None, None]

SUBJECT_BITS = 32  # SimPy's own priorities (0 and 1) stay below every rank


class Clock(simpy.Environment):
    """A SimPy environment in which things happen at absolute times and in a written order.

    SimPy orders events of one instant by a small priority, then by insertion. Here the priority holds rank
    and subject, so insertion order never decides. Times are absolute because `now + (t - now)` need not be `t`.
    """

    def at(self, t_min: float, rank: Rank, subject: int) -> simpy.Event:
        """The event of `subject` (an issue, worker, crew or place) at `t_min`, in its rank."""
        event = simpy.Event(self)
        event._ok = True
        event._value = None
        key = rank << SUBJECT_BITS | subject  # where SimPy expects one of its two priorities
        heappush(self._queue, (t_min, key, next(self._eid), event))  # type: ignore[misc]
        return event

    def begin(self, process: Process) -> None:
        """Begin a process now, within the event that begins it.

        `simpy.Environment.process` would begin it one event later: too late to keep the order.
        """

        def go_on(_: simpy.Event | None) -> None:
            for event in process:
                assert event.callbacks is not None
                event.callbacks.append(go_on)
                return

        go_on(None)
