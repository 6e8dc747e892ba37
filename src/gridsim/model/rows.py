"""Rows of millions as columns: in which order they are, where they change, which say the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gridsim.model.ticks import FINE_TICKS_PER_MIN

Floats = NDArray[np.float64]
Ints = NDArray[np.integer[Any]]
Bools = NDArray[np.bool_]


def sorting(of: Ints, started_min: Floats, finished_min: Floats) -> Ints:
    """Rows, at least one, by what they are of, then by start, then by end (NaN last).

    So what takes no time comes before what follows it.
    """
    numbers = np.rint((started_min - started_min.min()) * FINE_TICKS_PER_MIN)
    span = float(numbers.max()) + 1.0
    if (float(of.max()) + 1.0) * span >= 2.0**62:
        return np.lexsort((finished_min, started_min, of))
    keys = of.astype(np.int64) * int(span) + numbers.astype(np.int64)
    order = np.argsort(keys)
    keys = keys[order]
    tied = np.zeros(len(keys) + 1, np.bool_)
    tied[1:-1] = keys[1:] == keys[:-1]
    ties = np.flatnonzero(tied[1:] | tied[:-1])  # few, so that the slow way costs little
    rows = np.sort(order[ties])
    order[ties] = rows[np.lexsort((finished_min[rows], started_min[rows], of[rows]))]
    return order


def is_sorted(of: Ints, started_min: Floats, finished_min: Floats) -> bool:
    """Whether rows are so ordered already, as most are."""
    ends_min = np.where(np.isnan(finished_min), np.inf, finished_min)
    follows = (started_min[1:] == started_min[:-1]) & (ends_min[1:] >= ends_min[:-1])
    follows |= started_min[1:] > started_min[:-1]
    return bool(((of[1:] > of[:-1]) | (of[1:] == of[:-1]) & follows).all())


def codes(table: pd.DataFrame, name: str, words: Sequence[str]) -> Ints:
    """Positions in `words` of a column of names, -1 where missing."""
    names = table[name].cat
    own: Ints = names.codes.to_numpy()
    if list(names.categories) == list(words):
        return own
    return np.append(pd.Index(words).get_indexer(names.categories), -1)[own]


def changes(of: Ints) -> Bools:
    """Whether a number differs from the one before it (n + 1,), with an edge at either end; none of no numbers."""
    return np.concatenate((np.ones(1, np.bool_), of[1:] != of[:-1], np.ones(1, np.bool_)))[: len(of) + 1]


def alike(one: Floats, other: Floats) -> Bools:
    """Whether two columns say the same, nothing where nothing is to be said."""
    return np.asarray((one == other) | (np.isnan(one) & np.isnan(other)))
