"""Draws of which random scenarios are made: numbers, laws of time, weeks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np

Value = TypeVar("Value")
Data = dict[str, Any]
Windows = list[tuple[int, int]]

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_MIN = 1440
DAWN_MIN = 360  # nights end before it; where there are nights, days begin after it
SHARES = (0, 100, 5, 20, 35, 50, 50, 65, 80, 95)


class Draws:
    """A random generator, and what all that is drawn for one scenario has in common."""

    def __init__(self, random: np.random.Generator, lattice: bool) -> None:
        self.random = random
        self.lattice = lattice  # times on whole minutes
        self.on_share = self.one_of((0.0, 0.2, 0.5, 0.5, 0.5, 0.8, 1.0))
        self.constant = self.chance(0.4)  # all laws
        self.instant = self.chance(0.1)  # much takes no time at all: ties in chains
        self.days = self.whole(2, 20)
        self.start = date(2013, 1, 1) + timedelta(self.whole(0, 500))

    def whole(self, least: int, most: int) -> int:
        return int(self.random.integers(least, most + 1))

    def chance(self, share: float) -> bool:
        return bool(self.random.random() < share)

    @property
    def on(self) -> bool:
        """Whether the next mechanism is on."""
        return self.chance(self.on_share)

    def one_of(self, options: Sequence[Value]) -> Value:
        return options[int(self.random.integers(len(options)))]

    def some(self, options: Sequence[Value]) -> list[Value]:
        """One or more of them, in their own order."""
        chosen = self.random.choice(len(options), self.whole(1, len(options)), replace=False)
        return [options[j] for j in sorted(chosen)]

    def share(self) -> str:
        return f"{self.one_of(SHARES)}%"

    def minutes(self, mean_min: float) -> str:
        """A duration, in whole minutes where all laws are constant, for ties."""
        amount = self.random.uniform(0.3, 1.7) * mean_min
        return f"{round(amount)} min" if self.constant or self.lattice else f"{amount:.5f} min"

    def time(self, mean_min: float) -> str:
        """A law of durations about a mean; now and then no time at all."""
        if self.chance(0.5 if self.instant else 0.04):
            return "0 min"
        if self.constant:
            return self.minutes(mean_min)
        one = max(1.0, self.random.uniform(0.5, 1.5) * mean_min)
        return self.one_of((
            f"exponential(mean {one:.3f} min)", f"exponential(mean {one:.3f} min)", f"uniform(0 min to {one:.3f} min)",
            f"lognormal(mean {one:.3f} min; sd {one:.3f} min)", f"erlang(mean {one:.3f} min; shape 3)",
            f"gamma(mean {one:.3f} min; sd {one:.3f} min)", f"weibull(mean {one:.3f} min; shape 2)",
            f"triangular(0 min; {one:.3f} min; {3 * one:.3f} min)", self.minutes(mean_min),
            f"mixture(30% of constant({one:.3f} min); 70% of exponential(mean {one:.3f} min))",
        ))  # fmt: skip

    def delay(self, mean_min: float) -> str:
        """The same, or working time."""
        if self.chance(0.7):
            return self.time(mean_min)
        return self.one_of(("exponential(mean 2 working hours)", "1 working hour", "0.5 working days"))

    def _windows(self, nights: bool) -> Windows:
        """The windows that begin on a day, in minutes of it."""
        if nights:
            night = (self.whole(18, 23) * 60, DAY_MIN + self.whole(0, DAWN_MIN))
            return [night] if self.chance(0.5) else [(DAWN_MIN, 600), (720, 960), night]
        if self.chance(0.5):
            return self.one_of(([(0, DAY_MIN)], [(600, 840), (930, 1170)], [(480, 720), (720, 1080)]))
        step = self.one_of((60, 15, 1))
        cuts = sorted(self.random.choice(DAY_MIN // step, self.whole(2, 5), replace=False) * step)
        stretches = [(int(opens), int(closes)) for opens, closes in pairwise(cuts)]
        return self.some(stretches)

    def week(self, filled: Callable[[Windows], Any]) -> Data:
        """Windows by days of the week, and dated exceptions."""
        nights = self.chance(0.3)
        kinds: list[Windows] = [self._windows(nights) for _ in range(self.whole(1, 2))]
        if self.chance(0.6):
            return {"mon-sun": filled(kinds[0])} | self._exceptions(nights, filled)
        of_day = [self.one_of((-1, *range(len(kinds)), 0)) for _ in DAYS]
        of_day[self.whole(0, 6)] = 0
        days = {
            k: ",".join(day for day, kind in zip(DAYS, of_day, strict=True) if kind == k) for k in range(len(kinds))
        }
        week = {named: filled(kinds[k]) for k, named in days.items() if named}
        return week | self._exceptions(nights, filled)

    def _exceptions(self, nights: bool, filled: Callable[[Windows], Any]) -> Data:
        """A holiday, and some days after it with hours of their own."""
        if not self.on:
            return {}
        holiday = self.start + timedelta(self.whole(-1, self.days // 2))
        other, last = holiday + timedelta(self.whole(1, 3)), holiday + timedelta(self.whole(3, 5))
        return {"except": {str(holiday): "closed", f"{other} to {last}": filled(self._windows(nights))}}


def text_of(opens_min: int, closes_min: int) -> str:
    """A window as a person writes it; past midnight, its end is on the clock of the next day."""
    closes_min = closes_min - DAY_MIN if closes_min > DAY_MIN else closes_min
    return "-".join(f"{at // 60:02}:{at % 60:02}" for at in (opens_min, closes_min))
