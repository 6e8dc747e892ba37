"""Rounds without ticking: when a worker on his beat comes past an issue (MODEL.md 5).

A worker has one ever-growing progress per kind of round: minutes on duty in that activity and not busy.
An issue lies at a position of his lap, so the meeting is known in closed form through his calendar:
one pending event per worker, none per stop, shift or idle hour.
"""

from __future__ import annotations

from heapq import heappop, heappush
from math import inf
from typing import TYPE_CHECKING

from gridsim.engines.reference.clock import Clock, Process
from gridsim.engines.reference.issue import Issue
from gridsim.model.calendar import Calendar, DaysOff, resume_work_at, worked
from gridsim.model.policies import next_target
from gridsim.model.ticks import tick
from gridsim.vocabulary import Rank, RoundKind

if TYPE_CHECKING:
    from gridsim.engines.reference.workers import GridWorker
MEETING = Rank.MEETING  # a name of its own, for an enum is slow to look a member up (Python 3.11)


class Round:
    """One worker's rounds of one kind."""

    def __init__(
        self, clock: Clock, kind: RoundKind, calendar: Calendar, days_off: DaysOff, round_min: float,
        beat: tuple[int, ...], start_min: float, ticks_per_min: float,
    ) -> None:  # fmt: skip
        self.clock = clock
        self.kind = kind
        self.calendar = calendar
        self.days_off = days_off
        self.round_min = round_min
        self.lap_min = tick(round_min * len(beat), ticks_per_min)
        self.stop = {grid: j for j, grid in enumerate(beat)}  # how many grids of the beat come before
        self.ticks_per_min = ticks_per_min
        self.settled_min = start_min  # progress at the last settling
        self.settled_elapsed_min = worked(calendar, days_off, 0.0)
        self.targets: list[tuple[float, int, Issue]] = []  # progress at the next meeting, issue_id, issue

    def elapsed_now(self) -> float:
        """Minutes of this activity up to now, absent days left out."""
        return worked(self.calendar, self.days_off, self.clock.now)

    def pause(self) -> None:
        """He is called away; progress stands still from here."""
        self.settled_min += self.elapsed_now() - self.settled_elapsed_min

    def go_on(self) -> None:
        """He is free again and goes on from the same number."""
        self.settled_elapsed_min = self.elapsed_now()

    def add(self, issue: Issue, share: float, busy: bool, until_min: float) -> bool:
        """An issue has occurred on the beat, at `share` of its grid; says whether it is the next he will meet.

        He meets it at the first number of its position, modulo the lap, strictly greater than his progress.
        A meeting that cannot come before `until_min`, when the issue leaves hiding anyway, is left out.
        """
        position = tick((self.stop[issue.grid] + share) * self.round_min, self.ticks_per_min)
        on_duty_min = self.elapsed_now()
        progress = self.settled_min if busy else self.settled_min + (on_duty_min - self.settled_elapsed_min)
        target = next_target(position, self.lap_min, progress, self.ticks_per_min)
        if resume_work_at(self.calendar, self.days_off, on_duty_min + (target - progress)) > until_min:
            return False
        heappush(self.targets, (target, issue.id, issue))
        return self.targets[0][2] is issue

    def next_meeting_min(self, now_min: float) -> float:
        """When he reaches the next issue that is still hidden, if nothing calls him away; inf for never."""
        while self.targets and not self.targets[0][2].hidden:
            heappop(self.targets)
        if not self.targets:
            return inf
        ahead = max(0.0, self.targets[0][0] - self.settled_min)
        return max(now_min, resume_work_at(self.calendar, self.days_off, self.settled_elapsed_min + ahead))

    def meet(self) -> Issue | None:
        """He comes past the next issue; returns it if this meeting notices it, else it waits for another lap."""
        target, _, issue = heappop(self.targets)
        self.settled_min = target
        self.go_on()
        issue.meetings_left[self.kind] -= 1
        if issue.meetings_left[self.kind] == 0:
            return issue
        heappush(self.targets, (target + self.lap_min, issue.id, issue))
        return None


class Walk:
    """All of a worker's rounds, with the one pending event of his next meeting."""

    def __init__(self, worker: GridWorker, rounds: list[Round]) -> None:
        self.worker = worker
        self.rounds = rounds
        self.next_min = inf
        self._meetings = self._meeting()
        worker.clock.begin(self._meetings)

    def look_ahead(self) -> None:
        """Set the event of his next meeting; one that was set for another time will find itself outdated."""
        clock = self.worker.city.clock
        next_min = min((walk.next_meeting_min(clock.now) for walk in self.rounds), default=inf)
        if next_min == self.next_min:
            return
        self.next_min = next_min
        if next_min < inf:
            clock.wake_at(next_min, MEETING, self.worker.id, self._meetings)

    def stop(self) -> None:
        """He is called away from his rounds."""
        self.next_min = inf
        for walk in self.rounds:
            walk.pause()

    def go_on(self) -> None:
        """He is free again."""
        for walk in self.rounds:
            walk.go_on()
        self.look_ahead()

    def _meeting(self) -> Process:
        """Come past an issue whenever woken."""
        while True:
            yield None
            self._come_past()

    def _come_past(self) -> None:
        """He reaches an issue, if that is still the next thing that happens to him."""
        now = self.worker.city.clock.now
        if now != self.next_min:
            return
        self.next_min = inf
        for walk in self.rounds:
            if walk.next_meeting_min(now) == now:
                noticed = walk.meet()
                if noticed is not None:
                    self.worker.find(noticed, walk.kind)
                break
        if not self.worker.busy:
            self.look_ahead()
