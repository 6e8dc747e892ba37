"""Dealing out a whole number in proportion: so many workers to so many communities, none of them cut in two."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def largest_remainder(weights: Floats, total: int, least: Ints | None = None, most: Ints | None = None) -> Ints:
    """Whole numbers in proportion to `weights` that add up to `total`; ties go to the earlier place.

    Each is from its `least` to its `most`, if these are given; the caller has seen that this can be.
    """
    if weights.sum() <= 0.0:
        weights = np.ones(len(weights))
    low = np.zeros(len(weights)) if least is None else least.astype(np.float64)
    high = np.full(len(weights), np.inf) if most is None else most.astype(np.float64)
    exact = _in_proportion(weights, total, low, high)
    whole: Ints = np.floor(exact).astype(np.int64)
    rest = total - int(whole.sum())
    whole[np.argsort(-(exact - whole), kind="stable")[:rest]] += 1
    return whole


def _in_proportion(weights: Floats, total: int, low: Floats, high: Floats) -> Floats:
    """Parts of `total` in proportion to `weights` wherever that is from `low` to `high`, at the bound elsewhere.

    In each turn the places on the side that is further out are settled at their bounds, and what is left
    is dealt anew to the others: the other side may come in by itself.
    """
    exact, open_ = np.zeros(len(weights)), np.ones(len(weights), dtype=bool)
    while open_.any():
        share = weights[open_].sum()
        exact[open_] = weights[open_] / share * (total - exact[~open_].sum()) if share > 0.0 else low[open_]
        under, over = open_ & (exact < low), open_ & (exact > high)
        short, long = (low - exact)[under].sum(), (exact - high)[over].sum()
        if not under.any() and not over.any():
            break
        if short >= long:
            exact[under], open_ = low[under], open_ & ~under
        if long >= short:
            exact[over], open_ = high[over], open_ & ~over
    return exact
