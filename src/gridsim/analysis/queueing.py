"""What the textbooks of queueing ask of a city: waits, stays, shares and backlogs, read off the two tables.

Each quantity is one number per replication, over all communities together; times are in hours, backlogs in issues
per community. Issues count if they occurred between the warm-up and as long before the horizon, so that all of them
have had time to be served; averages over time are over [warm-up, horizon).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property

import numpy as np

from gridsim.analysis.backlog import backlog_over_time, time_in_backlog_min
from gridsim.analysis.columns import HOUR_MIN, Bools, Columns, Floats
from gridsim.model.calendar import DAY_MIN
from gridsim.vocabulary import Channel, Status


class Observed(Columns):
    """One replication as a queue is looked at: waiting from filing to the first start of work or to leaving."""

    @cached_property
    def settled(self) -> Bools:
        """Issues that count (issues,)."""
        settled: Bools = self.cohort & (self.occurred_min < self.horizon_min - self.warm_up_min)
        return settled

    @cached_property
    def wait_h(self) -> Floats:
        """Hours in the queue (issues,), NaN where nothing was filed or begun yet."""
        attended_min = self.issue("attended_min")
        begun_min = np.where(np.isnan(attended_min), self.left_min, attended_min)
        return (begun_min - self.filed_min) / HOUR_MIN

    @cached_property
    def stay_h(self) -> Floats:
        """Hours from onset to closing (issues,), NaN while open."""
        return (self.issue("closed_min") - self.occurred_min) / HOUR_MIN

    @cached_property
    def hidden_h(self) -> Floats:
        """Hours from onset to discovery (issues,), NaN where nobody discovered it."""
        return (self.issue("discovered_min") - self.occurred_min) / HOUR_MIN

    @cached_property
    def backlog(self) -> Floats:
        """Issues filed and not closed at every full hour (hours,), in all communities."""
        table = backlog_over_time(self.plan, self.records, every_min=HOUR_MIN)
        return table.loc[table["community_type"] == "all", "backlog"].to_numpy(dtype=np.float64)

    @property
    def observed_h(self) -> float:
        """Hours observed, of all communities together."""
        return (self.horizon_min - self.warm_up_min) / HOUR_MIN * len(self.plan.communities)

    def those(self, category: str | None) -> Bools:
        """Issues that count, of one category or of all (issues,)."""
        if category is None:
            return self.settled
        those: Bools = self.settled & (self.category == self.number(category))
        return those

    def number(self, category: str) -> int:
        """The number of a category in the plan."""
        return [one.name for one in self.plan.categories].index(category)

    def seen(self, values: Floats, category: str | None) -> Floats:
        """The values of those issues that have one."""
        chosen = values[self.those(category)]
        return chosen[~np.isnan(chosen)]

    def worked_h(self, category: str | None) -> float:
        """Hours of work on a category within the observed time."""
        from_min = self.clipped(self.work("started_min"))
        length_min = np.where(self.work("actor_id") < 0, 0.0, self.clipped(self.work("finished_min")) - from_min)
        if category is not None:
            length_min = length_min[self.category[self.row] == self.number(category)]
        return float(length_min.sum()) / HOUR_MIN


Measure = Callable[[Observed, str | None, float], float]  # of a category (None: all), at an hour or beyond hours


def wait_mean_h(of: Observed, category: str | None, at: float) -> float:
    """The mean wait, of those who left too."""
    return float(of.seen(of.wait_h, category).mean())


def wait_max_h(of: Observed, category: str | None, at: float) -> float:
    """The longest wait."""
    return float(of.seen(of.wait_h, category).max())


def waited_share(of: Observed, category: str | None, at: float) -> float:
    """The share that waited longer than `at` hours; than not at all: 0."""
    return float((of.seen(of.wait_h, category) > at).mean())


def begun_share(of: Observed, category: str | None, at: float) -> float:
    """The share that waited for at most `at` hours."""
    return 1.0 - waited_share(of, category, at)


def wait_quantile_h(of: Observed, category: str | None, at: float) -> float:
    """The wait that a share `at` of issues does not exceed."""
    return float(np.quantile(of.seen(of.wait_h, category), at))


def stay_mean_h(of: Observed, category: str | None, at: float) -> float:
    """The mean time from onset to closing."""
    return float(of.seen(of.stay_h, category).mean())


def stay_max_h(of: Observed, category: str | None, at: float) -> float:
    """The longest time from onset to closing."""
    return float(of.seen(of.stay_h, category).max())


def stayed_share(of: Observed, category: str | None, at: float) -> float:
    """The share that was open for longer than `at` hours."""
    return float((of.seen(of.stay_h, category) > at).mean())


def left_share(of: Observed, category: str | None, at: float) -> float:
    """The share of visitors who left unserved."""
    return float((of.status[of.those(category)] == Status.LEFT).mean())


def found_share(of: Observed, category: str | None, at: float) -> float:
    """The share of issues that a round found, before a report and before they cleared."""
    return float((of.channel[of.those(category)] == Channel.STREET_ROUND).mean())


def hidden_mean_h(of: Observed, category: str | None, at: float) -> float:
    """The mean time to discovery, of what is discovered."""
    return float(of.seen(of.hidden_h, category).mean())


def hidden_sd_h(of: Observed, category: str | None, at: float) -> float:
    """The standard deviation of the time to discovery."""
    return float(of.seen(of.hidden_h, category).std(ddof=1))


def hidden_quantile_h(of: Observed, category: str | None, at: float) -> float:
    """The time to discovery that a share `at` does not exceed."""
    return float(np.quantile(of.seen(of.hidden_h, category), at))


def backlog_mean(of: Observed, category: str | None, at: float) -> float:
    """The backlog's average over time."""
    return float(time_in_backlog_min(of).sum()) / HOUR_MIN / of.observed_h


def backlog_at_mean(of: Observed, category: str | None, at: float) -> float:
    """The backlog at hour `at` of the day, averaged over days after the warm-up."""
    first, a_day = int(of.warm_up_min / HOUR_MIN), int(DAY_MIN / HOUR_MIN)
    days = of.backlog[first + int(at) :: a_day]
    return float(days.mean()) / len(of.plan.communities)


def backlog_growth_per_h(of: Observed, category: str | None, at: float) -> float:
    """How much longer the backlog grew in an hour, from the warm-up to the horizon."""
    first = int(of.warm_up_min / HOUR_MIN)
    return float(of.backlog[-1] - of.backlog[first]) / of.observed_h


def closed_per_h(of: Observed, category: str | None, at: float) -> float:
    """Closings in an hour."""
    closed_min = of.issue("closed_min")
    return float((closed_min >= of.warm_up_min).sum()) / of.observed_h


def closed(of: Observed, category: str | None, at: float) -> float:
    """How many issues were closed."""
    return float((~np.isnan(of.issue("closed_min"))).sum())


def waiting_mean(of: Observed, category: str | None, at: float) -> float:
    """The average over time of how many wait for work to begin."""
    begun_min = of.filed_min + of.wait_h * HOUR_MIN
    waited_min = of.clipped(begun_min) - of.clipped(of.filed_min)
    return float(waited_min.sum()) / HOUR_MIN / of.observed_h


def busy_share(of: Observed, category: str | None, at: float) -> float:
    """The share of workers' time at work, on a category or on all."""
    return of.worked_h(category) / of.observed_h * len(of.plan.communities) / len(of.plan.workers)


def last_start_h(of: Observed, category: str | None, at: float) -> float:
    """When work last began."""
    return float(np.nanmax(of.issue("attended_min"))) / HOUR_MIN


MEASURES: Mapping[str, Measure] = {
    one.__name__: one
    for one in (
        wait_mean_h, wait_max_h, waited_share, begun_share, wait_quantile_h, stay_mean_h, stay_max_h, stayed_share,
        left_share, found_share, hidden_mean_h, hidden_sd_h, hidden_quantile_h, backlog_mean, backlog_at_mean,
        backlog_growth_per_h, closed_per_h, closed, waiting_mean, busy_share, last_start_h,
    )
}  # fmt: skip
