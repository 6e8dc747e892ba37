"""Intervals, paired differences and verdicts."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from gridsim.analysis.inference import SMALLEST, differences, holm, smallest_difference, summarise, verdict

T_975_OF_2 = 4.302652729911275  # Student's t with 2 degrees of freedom


def table(measure="exposure_mean_h", by="all", group="all", **scenarios):
    return pd.DataFrame(
        {
            "scenario": name,
            "replication": r,
            "measure": measure,
            "by": by,
            "group": group,
            "value": float(value),
            "n": 9,
        }
        for name, values in scenarios.items()
        for r, value in enumerate(values)
    )


def only(rows):
    assert len(rows) == 1
    return rows.iloc[0]


def test_an_interval_by_hand():
    row = only(summarise(table(base=[1, 2, 3])))
    half = T_975_OF_2 / np.sqrt(3)
    assert (row["estimate"], row["n"], row["unit"]) == (2.0, 3, "h")
    assert [row["low"], row["high"]] == pytest.approx([2 - half, 2 + half])


def test_one_replication_has_no_interval():
    row = only(summarise(table(base=[5])))
    assert row["estimate"] == 5.0
    assert np.isnan(row["low"])
    assert np.isnan(row["high"])


def test_n_counts_the_replications_that_gave_a_value():
    row = only(summarise(table(base=[1, np.nan, 3])))
    assert (row["estimate"], row["n"]) == (2.0, 2)


def test_a_gini_index_has_no_unit_of_time():
    assert only(summarise(table(by="gini", group="community", base=[0.1, 0.2])))["unit"] == "index"


def test_intervals_cover_the_truth_19_times_in_20():
    rng = np.random.default_rng(20130107)  # 4,000 samples of 5: the share covered has a standard error of 0.0034
    values = rng.normal(7.0, 3.0, (4000, 5))
    many = pd.DataFrame({"scenario": "s", "measure": "cost", "by": "all", "group": np.repeat(np.arange(4000), 5)})
    many = many.assign(replication=np.tile(np.arange(5), 4000), value=values.ravel())
    covered = summarise(many).eval("low <= 7.0 <= high")
    assert abs(covered.mean() - 0.95) < 3 * 0.0034


def test_a_scenario_against_itself_differs_by_exactly_nothing():
    values = [0.1, 0.7, 1 / 3]
    row = only(differences(table(base=values, same=values), "base"))
    assert (row["estimate"], row["low"], row["high"], row["relative"]) == (0.0, 0.0, 0.0, 0.0)
    assert row["holm_p"] == 1.0
    assert row["correlation"] == pytest.approx(1.0)


def test_differences_are_paired():
    rows = table(base=[10, 20, 30], other=[11, 22, 33])
    row = only(differences(rows.sample(frac=1, random_state=3), "base"))
    half = T_975_OF_2 / np.sqrt(3)
    assert (row["scenario"], row["baseline"], row["n"], row["estimate"]) == ("other", "base", 3, 2.0)
    assert [row["low"], row["high"], row["relative"]] == pytest.approx([2 - half, 2 + half, 0.1])


def test_a_constant_shift_has_no_width_and_full_correlation():
    row = only(differences(table(base=[1, 2, 4], other=[2, 3, 5]), "base"))
    assert (row["estimate"], row["low"], row["high"]) == (1.0, 1.0, 1.0)
    assert row["holm_p"] == 0.0
    assert row["correlation"] == pytest.approx(1.0)


def test_only_replications_with_both_values_count():
    row = only(differences(table(base=[1, np.nan, 3], other=[2, 5, 4]), "base"))
    assert (row["n"], row["estimate"]) == (2, 1.0)


def test_the_correlation_is_pearsons():
    base, other = [1.0, 5.0, 2.0, 8.0], [2.0, 3.0, 9.0, 4.0]
    row = only(differences(table(base=base, other=other), "base"))
    assert row["correlation"] == pytest.approx(np.corrcoef(base, other)[0, 1])


def test_p_values_are_adjusted_over_headline_measures_of_all_alone():
    rows = pd.concat(
        [
            table(base=[1, 2, 3], other=[2, 3, 4.5]),
            table("backlog_mean", base=[1, 2, 3], other=[1, 2, 3.5]),
            table("cost", base=[1, 2, 3], other=[2, 3, 4.5]),
            table(by="community_type", group="fringe", base=[1, 2, 3], other=[2, 3, 4.5]),
        ]
    )
    p = differences(rows, "base").set_index(["measure", "by"])["holm_p"]
    assert np.isnan(p["cost", "all"])
    assert np.isnan(p["exposure_mean_h", "community_type"])
    # differences 1, 1, 1.5: t = 7, p = 0.0198; 0, 0, 0.5: t = 1, p = 0.4226
    assert p["exposure_mean_h", "all"] == pytest.approx(2 * 0.0198039, rel=1e-4)
    assert p["backlog_mean", "all"] == pytest.approx(0.4226497, rel=1e-6)


def test_holm_by_hand():
    assert holm(np.array([0.01, 0.04, np.nan, 0.03])).tolist() == pytest.approx([0.03, 0.06, np.nan, 0.06], nan_ok=True)
    assert holm(np.array([0.6, 0.7])).tolist() == [1.0, 1.0]


def test_an_unknown_baseline_is_an_error():
    with pytest.raises(KeyError, match="nobody"):
        differences(table(base=[1]), "nobody")


@pytest.mark.parametrize(
    ("low", "high", "better", "said"),
    [
        (-0.5, 0.5, "lower", "no difference that matters"),
        (-1.0, 1.0, "lower", "no difference that matters"),
        (0.1, 0.9, "lower", "no difference that matters"),  # certain, and too small to matter
        (0.0, 0.0, "lower", "no difference that matters"),
        (-3.0, -0.1, "lower", "better"),
        (-3.0, -0.1, "higher", "worse"),
        (0.1, 3.0, "lower", "worse"),
        (0.1, 3.0, "higher", "better"),
        (-3.0, 0.0, "lower", "not enough replications to tell"),
        (-0.1, 1.1, "higher", "not enough replications to tell"),
        (float("nan"), float("nan"), "lower", "not enough replications to tell"),
    ],
)
def test_verdicts(low, high, better, said):
    assert verdict({"low": low, "high": high}, 1.0, better) == said


def test_a_scenario_against_itself_makes_no_difference_that_matters_whatever_matters():
    assert verdict({"low": 0.0, "high": 0.0}, 0.0, "lower") == "no difference that matters"


def test_the_smallest_difference_is_two_points_or_a_twentieth_of_the_baseline():
    baseline = summarise(pd.concat([table(base=[40, 60]), table("on_time_share", base=[0.5, 0.7])]))
    assert smallest_difference("exposure_mean_h", baseline) == 2.5
    assert smallest_difference("on_time_share", baseline) == 0.02
    assert np.isnan(smallest_difference("backlog_mean", baseline))
    assert "cost" not in SMALLEST
