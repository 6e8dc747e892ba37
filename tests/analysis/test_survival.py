"""Kaplan-Meier, restricted means and competing ends, against literal values and scipy."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from gridsim.analysis.survival import at, in_order, incidence, kaplan_meier, quantile, restricted_mean


def curve_of(times, ended):
    return kaplan_meier(np.array(times, dtype=float), np.array(ended, dtype=bool))


@pytest.mark.parametrize("seed", range(5))
def test_the_curve_is_scipys_also_with_ties(seed):
    rng = np.random.default_rng(seed)
    times, ended = rng.integers(1, 30, 200).astype(float), rng.random(200) < 0.6
    data = stats.CensoredData(uncensored=times[ended], right=times[~ended])
    expected = stats.ecdf(data).sf
    assert at(kaplan_meier(times, ended), expected.quantiles) == pytest.approx(expected.probabilities, abs=1e-12)


def test_without_censoring_the_mean_is_the_mean_and_the_median_the_lower_middle():
    curve = curve_of([1, 2, 3, 10], [1, 1, 1, 1])
    assert restricted_mean(curve, 100.0) == pytest.approx(4.0)
    assert quantile(curve, 0.5) == 2.0
    assert quantile(curve, 0.9) == 10.0


def test_the_mean_counts_only_up_to_the_restriction():
    assert restricted_mean(curve_of([1, 2, 3, 10], [1, 1, 1, 1]), 4.0) == pytest.approx(2.5)


def test_open_cases_are_not_dropped():
    curve = curve_of([1, 2, 8], [1, 0, 1])  # 2/3 wait after 1; the last one alone is at risk at 8
    assert restricted_mean(curve, 24.0) == pytest.approx(1 + 7 * 2 / 3)
    assert quantile(curve, 0.5) == 8.0


def test_those_censored_last_wait_on_until_the_restriction():
    assert restricted_mean(curve_of([1, 2], [1, 0]), 11.0) == pytest.approx(1 + 10 / 2)


def test_a_quantile_never_reached_is_missing():
    assert np.isnan(quantile(curve_of([1, 2, 3], [1, 0, 0]), 0.5))


def test_nothing_has_no_mean():
    empty = curve_of([], [])
    assert np.isnan(restricted_mean(empty, 1.0))
    assert np.isnan(quantile(empty, 0.5))
    assert len(incidence(np.array([]), np.array([], dtype=np.int64), of=1)) == 0


def test_ends_come_before_censorings_at_the_same_time():
    assert at(curve_of([5, 5], [0, 1]), np.array([4.9, 5.0])).tolist() == [1.0, 0.5]


def test_competing_ends_and_those_still_waiting_add_up_to_one():
    rng = np.random.default_rng(1)
    times, cause = rng.integers(1, 20, 300).astype(float), rng.integers(0, 3, 300)
    one, two = (incidence(times, cause, of=of)[-1] for of in (1, 2))
    assert one + two + kaplan_meier(times, cause > 0).waiting_share[-1] == pytest.approx(1.0)


def test_incidence_of_three_ends_by_hand():
    # one leaves at 1 (1/3), one is censored at 2, the last is served at 3 (the remaining 2/3)
    times, cause = np.array([1.0, 2.0, 3.0]), np.array([1, 0, 2])
    assert incidence(times, cause, of=1)[-1] == pytest.approx(1 / 3)
    assert incidence(times, cause, of=2)[-1] == pytest.approx(2 / 3)


def test_a_weight_is_as_many_rows():
    times, ended = np.array([1.0, 2.0, 2.0, 5.0]), np.array([True, False, True, True])
    weighted = kaplan_meier(times, ended, np.array([3.0, 1.0, 2.0, 1.0]))
    repeated = kaplan_meier(np.repeat(times, [3, 1, 2, 1]), np.repeat(ended, [3, 1, 2, 1]))
    asked = np.array([0.5, 1.0, 2.0, 4.0, 5.0])
    assert at(weighted, asked) == pytest.approx(at(repeated, asked))
    assert restricted_mean(weighted, 4.0) == pytest.approx(restricted_mean(repeated, 4.0))


@pytest.mark.parametrize("values", [3, 40, 10**9], ids=["nearly all alike", "ties", "hardly any tie"])
def test_rows_are_ordered_by_time_then_ends_first_then_as_they_stand(values):
    rng = np.random.default_rng(values)
    times, ended = rng.integers(0, values, 500).astype(float), rng.random(500) < 0.5
    order, ordered = in_order(times, ended)
    assert order.tolist() == sorted(range(500), key=lambda i: (times[i], not ended[i], i))
    assert ordered.tolist() == sorted(times)
    assert in_order(times[:0], ended[:0])[0].tolist() == []
