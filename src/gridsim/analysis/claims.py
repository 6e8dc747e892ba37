"""The rule by which a claim is judged, from paired differences alone.

A claim says that a measure `falls` or `rises` from one scenario to another by at least the smallest difference that
matters, or that it `stays`: changes by no more. As written it *holds* if the whole 95 % interval of the paired
difference is where the claim says, *fails* if none of it is, and is *open* else. What holds or fails as written is
believed if it also does at both ends of the range of the input named to tip it, and by the mean difference in AGREE of
the draws of the uncertain inputs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import stats

from gridsim.analysis.columns import Floats
from gridsim.analysis.inference import CONFIDENCE, Size

AGREE = 0.9  # share of the draws; an assumption, said in every answer
Says = Literal["falls", "rises", "stays"]
Standing = Literal["holds", "fails", "open"]
Verdict = Literal[
    "supported", "contradicted", "holds only if", "undecidable with these data", "outside, not tested"
]  # fmt: skip


@dataclass(frozen=True)
class Effect:
    """A paired difference with its interval, the smallest that matters, and how the claim stands by it."""

    estimate: float
    low: float
    high: float
    n: int
    size: float
    standing: Standing


@dataclass(frozen=True)
class Held:
    """In how many of the draws of the uncertain inputs a claim holds; the share's exact 95 % interval."""

    held: int
    draws: int
    low: float
    high: float


def effect(base: Floats, other: Floats, says: Says, smallest: Size) -> Effect:
    """What the values of two scenarios, replication by replication, say of a claim; NaN for pairs without a value."""
    known = ~(np.isnan(base) | np.isnan(other))
    change, size = (other - base)[known], size_of(base[known], smallest)
    n = len(change)
    if n < 2:
        return Effect(float("nan"), float("nan"), float("nan"), n, size, "open")
    estimate = float(change.mean())
    half = float(stats.t.ppf((1 + CONFIDENCE) / 2, n - 1) * change.std(ddof=1) / np.sqrt(n))
    low, high = estimate - half, estimate + half
    return Effect(estimate, low, high, n, size, standing(low, high, says, size))


def size_of(base: Floats, smallest: Size) -> float:
    """The smallest difference that matters, in the measure's unit."""
    kind, size = smallest
    return size if kind == "absolute" else size * abs(float(np.mean(base))) if len(base) else float("nan")


def standing(low: float, high: float, says: Says, size: float) -> Standing:
    """How a claim stands if a difference lies from low to high."""
    if np.isnan(low) or np.isnan(high) or np.isnan(size):
        return "open"
    if says == "stays":
        if -size <= low and high <= size:
            return "holds"
        return "fails" if low > size or high < -size else "open"
    least, most = (low, high) if says == "rises" else (-high, -low)
    if least >= size and least > 0:
        return "holds"
    return "fails" if most < size or most <= 0 else "open"


def held_over(differences: Sequence[float], sizes: Sequence[float], says: Says) -> Held:
    """In how many draws the mean difference is where the claim says; draws without one are left out."""
    known = [(mean, size) for mean, size in zip(differences, sizes, strict=True) if not np.isnan([mean, size]).any()]
    held = sum(standing(mean, mean, says, size) == "holds" for mean, size in known)
    if not known:
        return Held(0, 0, float("nan"), float("nan"))
    ends = stats.binomtest(held, len(known)).proportion_ci(CONFIDENCE, method="exact")
    return Held(held, len(known), float(ends.low), float(ends.high))


def verdict(written: Standing, held: Held, ends: Sequence[Standing]) -> Verdict:
    """The verdict on a claim that is tested: how it stands as written, over the draws, and at the `ends` of a range."""
    if written == "open":
        return "undecidable with these data"
    against: Standing = "fails" if written == "holds" else "holds"
    agree = held.held if written == "holds" else held.draws - held.held
    if against in ends or agree < AGREE * held.draws:
        return "holds only if"
    return "supported" if written == "holds" else "contradicted"
