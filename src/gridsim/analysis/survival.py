"""Waiting times when some are still waiting: Kaplan-Meier, restricted means, competing ends.

Times are any unit, `observed` is False where the end had not come (censored). At equal times ends come
before censorings, as everywhere in the literature. Each row is one factor 1 - 1/at risk; over ties the
factors telescope to the usual 1 - d/n.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

_TIE = 1e-12  # products of fractions miss round numbers such as one half by an ulp


class Curve(NamedTuple):
    """The share still waiting after each row's time; rows by time, ends first. Same shapes."""

    times: Floats
    waiting_share: Floats


def kaplan_meier(times: Floats, observed: Bools, weights: Floats | None = None) -> Curve:
    """The Kaplan-Meier curve of times (n,) of which `observed` (n,) have ended. Empty in, empty out.

    `weights` (n,) > 0, where given: how many each row stands for.
    """
    order, ordered = in_order(times, observed)
    return curve(ordered, observed[order], None if weights is None else weights[order])


def in_order(times: Floats, observed: Bools) -> tuple[NDArray[np.int64], Floats]:
    """Rows by time, ends before censorings, else as they stand; and their times."""
    order = np.argsort(times)
    ordered = times.take(order)
    alike = np.concatenate(([False], ordered[1:] == ordered[:-1], [False]))
    ties = np.flatnonzero(alike[1:] | alike[:-1])  # mostly few: the sort that keeps their order costs thrice as much
    rows = np.sort(order[ties])
    order[ties] = rows[np.lexsort((~observed[rows], times[rows]))]
    return order, ordered


def curve(times: Floats, observed: Bools, weights: Floats | None = None) -> Curve:
    """The Kaplan-Meier curve of rows that are `in_order`."""
    at_risk = np.arange(len(times), 0.0, -1.0) if weights is None else np.cumsum(weights[::-1])[::-1]
    ending_share = np.where(observed, 1.0 if weights is None else weights, 0.0)
    ending_share /= at_risk
    staying_share = np.subtract(1.0, ending_share, out=ending_share)
    return Curve(times, np.cumprod(staying_share, out=staying_share))


def quantile(curve: Curve, share: float) -> float:
    """The first time by which `share` of all have ended; NaN if the curve never comes so far."""
    reached = curve.waiting_share <= 1.0 - share + _TIE
    return float(curve.times[np.argmax(reached)]) if reached.any() else float("nan")


def restricted_mean(curve: Curve, limit: float) -> float:
    """The mean of min(time, limit): the area under the curve up to `limit`. NaN of nothing.

    Where the last ones watched are censored before `limit`, their share is taken to wait on until it.
    """
    if not len(curve.times):
        return float("nan")
    areas = np.diff(np.minimum(curve.times, limit), prepend=0.0, append=limit)
    areas[1:] *= curve.waiting_share
    return float(areas.sum())


def at(curve: Curve, times: Floats) -> Floats:
    """The share still waiting just after each of `times`, same shape."""
    index = np.searchsorted(curve.times, times, side="right")
    return np.concatenate(([1.0], curve.waiting_share))[index]


def incidence(times: Floats, cause: NDArray[np.int64], of: int) -> Floats:
    """Aalen-Johansen: the chance to have ended by cause `of` after each time, in order of time, same shape.

    `cause` is 0 where censored and a positive number for each of the ends that compete.
    """
    order, _ = in_order(times, cause > 0)
    return ended_by(cause[order], of)


def ended_by(cause: NDArray[np.signedinteger[Any]], of: int) -> Floats:
    """`incidence` of rows that are `in_order`."""
    at_risk = np.arange(len(cause), 0, -1)
    after = np.cumprod(np.where(cause > 0, 1.0 - 1.0 / at_risk, 1.0))
    before = np.concatenate(([1.0], after[:-1])) if len(after) else after
    return np.cumsum(np.where(cause == of, before / at_risk, 0.0))
