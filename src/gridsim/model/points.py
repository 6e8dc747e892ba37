"""Where and when issues arise: the points of a Poisson field that lie under the rate curves (MODEL.md 4).

A community and category has a field over (time, height), drawn in layers of fixed height, days in order. A layer
holds the same points whatever the scenario: a higher rate takes more of them, a longer horizon reads on; neither
changes any.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gridsim.model.calendar import DAY_MIN
from gridsim.model.distributions import Law
from gridsim.model.plan import Plan
from gridsim.model.streams import Seeds, Stream, names_of, seeds_of, words_of
from gridsim.model.ticks import tick_all
from gridsim.model.uniforms import rows_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Numbers = NDArray[np.int32]
History = tuple[int, int]  # seed, replication

LAYER_PER_DAY = 1.0  # height of a layer of the Poisson field, issues per day
AT_ONCE = 1 << 14  # points whose rates are looked up together: small enough to stay near the processor


class Streams:
    """The streams of one replication: of each layer one for its points, its marks, and the marks of later attempts."""

    def __init__(self, plan: Plan, history: History) -> None:
        self.history = history
        self.communities = words_of(tuple(community.name for community in plan.communities))
        self.categories = words_of(tuple(category.name for category in plan.categories))

    def seeds(self, layers: Ints, what: str) -> Seeds:
        """The seeds of the layers' streams that hold their `points`, `marks` or `later` marks."""
        k, c, layer = layers.T
        names = self.communities[c], self.categories[k], layer[:, None].astype(np.uint32)
        return seeds_of(names_of(*self.history, *names, what))


@dataclass(frozen=True)
class Points:
    """The issues of one replication by (category, community, layer, number); a layer's are rows of its own streams."""

    layers: Ints  # (layers, 3) category, community, number of the layer
    edges: Ints  # (layers + 1,) where each layer's points begin
    number: Numbers  # of each point within its layer, ascending
    occurred_min: Floats

    def __len__(self) -> int:
        return len(self.occurred_min)

    def of_each_layer(self, values: NDArray[Any]) -> NDArray[Any]:
        """A value of each layer (layers,), once for each of its points."""
        return np.repeat(values, np.diff(self.edges))

    def order(self) -> Ints:
        """The points in the order of their onset, ties by (community, category, layer, number)."""
        order = np.argsort(self.occurred_min)
        onset = self.occurred_min[order]
        same = onset[1:] == onset[:-1]
        tied = np.flatnonzero(np.append(same, False) | np.insert(same, 0, False))
        points = order[tied]
        layer = np.searchsorted(self.edges, points, side="right") - 1
        k, c, _ = self.layers[layer].T
        order[tied] = points[np.lexsort((points, k, c, onset[tied]))]
        return order


def points_of(plan: Plan, streams: Streams) -> Points:
    """All points under the rate curves of all communities and categories."""
    rates = _Rates(plan, streams.history)
    layers = rates.layers()
    found = list(_under(plan, rates, layers, streams.seeds(layers, "points")))
    counts = np.concatenate([counts for counts, _, _ in found] or [np.empty(0, np.int64)])
    return Points(
        layers,
        np.concatenate(([0], np.cumsum(counts))),
        np.concatenate([number for _, number, _ in found] or [np.empty(0, np.int32)]),
        np.concatenate([occurred_min for _, _, occurred_min in found] or [np.empty(0)]),
    )


def _under(plan: Plan, rates: _Rates, layers: Ints, seeds: Seeds) -> Iterator[tuple[Ints, Numbers, Floats]]:
    """How many points of each layer lie under its rate curve, their numbers and instants; some layers at a time."""
    days = plan.horizon_min / DAY_MIN
    rows = int((days + 4.0 * np.sqrt(days)) * LAYER_PER_DAY) + 16  # nearly always enough
    some = max(1, AT_ONCE // rows)
    for first in range(0, len(layers), some):
        here = slice(first, first + some)
        uniforms = _reaching(plan, seeds[here], rows)
        occurred_min = tick_all(_days(uniforms) * DAY_MIN, plan.ticks_per_min)
        height = (layers[here, 2, None] + uniforms[1]) * LAYER_PER_DAY
        kept = (height < rates.at(layers[here], occurred_min)) & (occurred_min < plan.horizon_min)
        yield kept.sum(axis=1), np.nonzero(kept)[1].astype(np.int32), occurred_min[kept]


def _reaching(plan: Plan, seeds: Seeds, rows: int) -> Floats:
    """The uniforms (2, layers, rows or more) of points up to the horizon at least."""
    while True:
        ends, numbers = rows * np.arange(1, len(seeds) + 1), np.tile(np.arange(rows), len(seeds))
        uniforms = rows_of(seeds, ends, numbers, 2, np.arange(2)).reshape(2, len(seeds), rows)
        if (_days(uniforms)[:, -1] >= plan.horizon_min / DAY_MIN).all():
            return uniforms
        rows *= 2


def _days(uniforms: Floats) -> Floats:
    """Instants of points in days: exponential gaps, added up in order."""
    return np.asarray(np.cumsum(-np.log1p(-uniforms[0]) / LAYER_PER_DAY, axis=1))


class _Rates:
    """The rate curves: issues per day of a community and category at an instant."""

    def __init__(self, plan: Plan, history: History) -> None:
        self.demand = plan.demand
        factors = [_day_factors(plan, k, history) for k in range(len(plan.categories))]
        self.by_day = plan.demand.season * np.array(factors).reshape(plan.demand.season.shape)
        hours = np.arange(24 * self.by_day.shape[1]) - int(self.demand.week_starts_min // 60)
        self.by_hour = self.demand.profile[:, hours % 168]

    def layers(self) -> Ints:
        """Layers (layers, 3), sorted, that reach up to the highest rate there can be."""
        highest = self.demand.per_day * self.demand.profile.max(axis=1) * self.by_day.max(axis=1)
        for shock in self.demand.shocks:
            highest[list(shock.communities), shock.category] *= max(1.0, shock.factor)
        counts = np.ceil(highest / LAYER_PER_DAY).astype(np.int64)
        return np.array(
            [(k, c, layer) for (k, c), count in np.ndenumerate(counts.T) for layer in range(count)],
            dtype=np.int64,
        ).reshape(-1, 3)

    def at(self, layers: Ints, t_min: Floats) -> Floats:
        """Issues per day at instants `t_min` (layers, instants), of the community and category of each layer.

        After the last day it is as on the last.
        """
        k, c = layers[:, 0, None], layers[:, 1, None]
        hour = np.minimum((t_min / 60.0).astype(np.int64), self.by_hour.shape[1] - 1)
        rate: Floats = self.demand.per_day[c, k] * self.by_hour[k, hour]
        rate *= self.by_day[k, hour // 24]
        for shock in self.demand.shocks:
            struck = (k == shock.category) & np.isin(c, shock.communities)
            rate[struck & (shock.from_min <= t_min) & (t_min < shock.to_min)] *= shock.factor
        return rate


def _day_factors(plan: Plan, category: int, history: History) -> Floats:
    """The city-wide gamma factor of each day: mean 1, coefficient of variation as stated."""
    cv = float(plan.demand.day_cv[category])
    days = plan.demand.season.shape[1]
    if cv == 0.0:
        return np.ones(days)
    uniforms = Stream(1, *history, "day effect", plan.categories[category].name).next(days)[:, 0]
    return Law("gamma", (cv**-2, cv**2)).values(uniforms)
