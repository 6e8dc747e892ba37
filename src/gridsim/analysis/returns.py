"""What more workers bring: the knee of a curve, and what its last points cost.

The curve is the target's measure over the number of workers, as seen on the same histories. The knee is the point
farthest above the chord from the curve's first point to its last, both axes scaled to 0 to 1: Kneedle's difference
curve (Satopaa and others 2011) without its smoothing. It depends on where the curve begins and ends, and is said only
where it stands out; it describes, and decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isinf

import numpy as np

from gridsim.analysis.columns import Floats
from gridsim.analysis.targets import Target

STANDS_OUT = 0.1  # of the height of the curve
NOTICED = 0.1  # of what is missing
POINTS_AWAY = (-0.10, -0.05, -0.02, 0.0)  # from a share, where the curve is cut into parts
TIMES_AWAY = (1.5, 1.25, 1.1, 1.0, 0.9)  # of any other value


@dataclass(frozen=True)
class Part:
    """A part of the way: from one value of the measure to a better one, the workers it takes, and each unit's share."""

    start: float
    end: float
    workers: float
    workers_per_unit: float  # per percentage point of a share, else per unit of the measure


@dataclass(frozen=True)
class Doubled:
    """What twice the workers or more brought: from `half` of them to `top`, from `start` to `end`.

    It `helps` if a tenth of what is missing at the top, or more, was gained.
    """

    half: int
    top: int
    start: float
    end: float
    helps: bool


def doubled(workers: Sequence[int], values: Sequence[float], target: Target) -> Doubled | None:
    """From the most workers that are at most half of the top, or the fewest there are; None if there is no second."""
    if len(workers) < 2:
        return None
    at = max((i for i, number in enumerate(workers) if 2 * number <= workers[-1]), default=0)
    start, end = _upward([values[at], values[-1]], target).tolist()
    missing = float(_upward([target.value], target)[0]) - end
    helps = isinf(end) or end - start >= NOTICED * missing
    return Doubled(workers[at], workers[-1], values[at], values[-1], helps)


def knee(workers: Sequence[float], values: Sequence[float], target: Target) -> int | None:
    """The position of the knee of a curve by rising `workers`; None where no point stands out."""
    x, y = np.array(workers, dtype=np.float64), _upward(values, target)
    known = np.flatnonzero(np.isfinite(y))
    if len(known) < 3:
        return None
    x, y = x[known], y[known]
    if not y[-1] > y[0]:
        return None
    away = (y - y[0]) / (y[-1] - y[0]) - (x - x[0]) / (x[-1] - x[0])
    best = int(np.argmax(away))
    return int(known[best]) if away[best] >= STANDS_OUT else None


def last_parts(workers: Sequence[float], values: Sequence[float], target: Target) -> tuple[Part, ...]:
    """What the way to the target, and a little beyond, costs part by part, as far as the curve reaches."""
    return tuple(_parts(np.array(workers, dtype=np.float64), _upward(values, target), target))


def _parts(x: Floats, y: Floats, target: Target) -> Iterator[Part]:
    known = np.isfinite(y)
    x, best = x[known], np.maximum.accumulate(y[known])
    rises = np.concatenate(([True], np.diff(best) > 0)) if len(best) else np.zeros(0, dtype=np.bool_)
    x, best = x[rises], best[rises]
    sign = 1.0 if target.better == "higher" else -1.0
    stops = [sign * stop for stop in _stops(target)]
    for start, end in pairwise(stops):
        if len(best) > 1 and best[0] <= start and end <= best[-1]:
            needed = np.interp([start, end], best, x)
            lasting = float(needed[1] - needed[0])
            units = (end - start) * (100.0 if target.unit == "share" else 1.0)
            yield Part(sign * start, sign * end, lasting, lasting / units)


def _stops(target: Target) -> list[float]:
    """Where the way is cut, from bad to good."""
    if target.unit != "share":
        times = TIMES_AWAY if target.better == "lower" else tuple(1 / by for by in TIMES_AWAY)
        return [target.value * by for by in times]
    sign = 1.0 if target.better == "higher" else -1.0
    stops = [target.value + sign * away for away in POINTS_AWAY]
    beyond = target.value + sign * min(0.05, (1.0 - target.value if sign > 0 else target.value) / 2)
    return [*(stop for stop in stops if 0.0 < stop < 1.0), beyond]


def _upward(values: Sequence[float], target: Target) -> Floats:
    """The values, turned so that more is better."""
    return np.array(values, dtype=np.float64) * (1.0 if target.better == "higher" else -1.0)
