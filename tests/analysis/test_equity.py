"""Gaps and Gini indices of known sets."""

from __future__ import annotations

import numpy as np
import pytest

from gridsim.analysis.equity import gap, gini


@pytest.mark.parametrize(
    ("values", "households", "index"),
    [
        ([5, 5, 5], [1, 2, 3], 0.0),
        ([0, 0, 0], [1, 1, 1], 0.0),
        ([0, 0, 1], [1, 1, 1], 2 / 3),
        ([1, 3], [1, 1], 0.25),
        ([3, 1], [1, 1], 0.25),
        ([1, 3], [3, 1], 0.25),
        ([1, 1, 1, 3], [1, 1, 1, 1], 0.25),  # the same city, its first place cut in three
        ([2, 7, float("nan")], [1, 0, 5], 0.0),  # no households, or no value: no place
    ],
)
def test_gini(values, households, index):
    assert gini(np.array(values, dtype=float), np.array(households)) == pytest.approx(index)


def test_nothing_has_no_index_and_one_group_no_gap():
    assert np.isnan(gini(np.array([float("nan")]), np.array([1])))
    assert np.isnan(gap(np.array([3.0])))


def test_a_gap_is_between_the_worst_and_the_best():
    assert gap(np.array([3.0, 1.0, float("nan"), 7.0])) == 6.0
