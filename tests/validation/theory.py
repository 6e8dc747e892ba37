"""What the shipped theory values are compared with, where a closed form or an equation is at hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import solve_ivp, trapezoid

Floats = NDArray[np.float64]
Rate = Callable[[float], float]

HOURS = 24


def by_hour(rates: Sequence[float]) -> Rate:
    """A rate that is constant within each hour of the day."""
    return lambda t: rates[int(t) % HOURS]


class Day:
    """A queue of `workers` with a rate that returns every day and work of mean 1 h: the third day from empty."""

    def __init__(self, rate: Rate, workers: int, most: int = 120, days: int = 3) -> None:
        self.workers = workers
        self.states = np.arange(most + 1)
        done = np.minimum(self.states, workers).astype(float)

        def flow(t: float, p: Floats) -> Floats:
            up = rate(t) * p[:-1]
            down = done[1:] * p[1:]
            change = np.zeros_like(p)
            change[1:] += up - down
            change[:-1] += down - up
            return change

        p = np.zeros(most + 1)
        p[0] = 1.0
        steps: list[Floats] = []
        for hour in range(HOURS * days):  # an hour at a time: the rate may jump between hours
            within = solve_ivp(
                lambda t, p, hour=hour: flow(min(hour + t, hour + 1 - 1e-9), p),
                (0.0, 1.0), p, t_eval=np.linspace(0.0, 1.0, 61), method="LSODA", rtol=1e-8, atol=1e-11,
            )  # fmt: skip
            p = within.y[:, -1]
            steps.append(within.y)
        self.times = np.linspace(0.0, 1.0, 61)
        self.last = steps[-HOURS:]
        self.rate = rate

    def mean(self) -> list[float]:
        """The mean number of issues filed and not closed at every hour of the day."""
        return [float(self.states @ y[:, 0]) for y in self.last]

    def waited(self) -> list[float]:
        """The chance at every hour that all workers are busy."""
        return [float(y[self.workers :, 0].sum()) for y in self.last]

    def _arriving(self, of_state: Floats) -> float:
        """The mean of a number of the state over those who arrive."""
        total, weight = 0.0, 0.0
        for hour, y in enumerate(self.last):
            rates = np.array([self.rate(min(hour + t, hour + 1 - 1e-9)) for t in self.times])
            total += float(trapezoid(rates * (of_state @ y), self.times))
            weight += float(trapezoid(rates, self.times))
        return total / weight

    def waited_of_arrivals(self) -> float:
        """The share of issues that wait."""
        return self._arriving((self.states >= self.workers).astype(float))

    def mean_wait_h(self) -> float:
        """The mean wait of issues: those before one, and the one at work, at the rate of all workers."""
        return self._arriving(np.maximum(self.states - self.workers + 1, 0) / self.workers)


def infinite_mean(rates: Sequence[float], work_h: float) -> list[float]:
    """The mean number at work at every hour of the day if nobody waits, with a rate constant within hours."""
    kept = np.exp(-1.0 / work_h)
    mean, means = 0.0, []
    for hour in range(HOURS * 10):
        means.append(mean)
        mean = mean * kept + rates[hour % HOURS] * work_h * (1.0 - kept)
    return means[-HOURS:]
