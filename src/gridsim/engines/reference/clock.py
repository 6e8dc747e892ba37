"""SimPy's event queue in the one order of MODEL.md 9: (time, rank, subject)."""

from __future__ import annotations

from collections.abc import Callable, Generator
from heapq import heappop, heappush
from itertools import count

import simpy

from gridsim.vocabulary import Rank

Process = Generator[simpy.Event, None, None]
Callback = Callable[[simpy.Event], None]

SUBJECT_BITS = 32  # ranks stand above every subject in one key


class Moment(simpy.Event):
    """An event of which it is known from the first when it will happen, and that it will."""

    _ok = True
    _value = None
    callbacks: list[Callback]


class Course:
    """A process under way: each event it waits for takes it on to the next."""

    __slots__ = ("process",)

    def __init__(self, process: Process) -> None:
        self.process = process

    def go_on(self, _: simpy.Event | None) -> None:
        """Let it go on to the next event it waits for."""
        for event in self.process:
            assert event.callbacks is not None
            event.callbacks.append(self.go_on)
            return


class Clock(simpy.Environment):
    """A SimPy environment in which things happen at absolute times and in a written order.

    SimPy orders events of one instant by a small priority, then by insertion. Here a key holds rank and
    subject, so insertion order never decides. Times are absolute because `now + (t - now)` need not be `t`.
    Half of all that happens is made at the very instant: it waits in a short queue of its own.
    """

    now = 0.0  # a plain number; SimPy's own is a property, and slower

    def __init__(self) -> None:
        super().__init__()
        self._later: list[tuple[float, int, int, Moment]] = []
        self._this_instant: list[tuple[float, int, int, Moment]] = []
        self._made = count()  # tells an event from an outdated one with the same key

    def at(self, t_min: float, rank: Rank, subject: int) -> Moment:
        """The event of `subject` (an issue, worker, crew or place) at `t_min`, in its rank."""
        event = Moment.__new__(Moment)  # without SimPy's `__init__`: there is nothing to set but its callbacks
        event.callbacks = []
        queue = self._later if t_min > self.now else self._this_instant
        heappush(queue, (t_min, rank << SUBJECT_BITS | subject, next(self._made), event))
        return event

    def call_at(self, t_min: float, rank: Rank, subject: int, callback: Callback) -> None:
        """Have `callback` called at the event of `subject` at `t_min`, in its rank."""
        self.at(t_min, rank, subject).callbacks.append(callback)

    def begin(self, process: Process) -> None:
        """Begin a process now, within the event that begins it.

        `simpy.Environment.process` would begin it one event later: too late to keep the order.
        """
        Course(process).go_on(None)

    def run(self, until: float) -> None:  # type: ignore[override]  # no other way to end is needed
        """Let everything happen that comes before `until`, in minutes, one after the other."""
        later, soon = self._later, self._this_instant
        while True:
            queue = soon if soon and (not later or soon[0] < later[0]) else later
            if not queue or queue[0][0] >= until:
                break
            self.now, _, _, event = heappop(queue)
            for callback in event.callbacks:
                callback(event)
        self.now = until
