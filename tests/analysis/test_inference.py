"""Intervals, paired differences and verdicts."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from gridsim.analysis.inference import (
    SMALLEST,
    Gains,
    differences,
    gains,
    holm,
    holm_errors,
    smallest_difference,
    summarise,
    verdict,
)

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


def test_two_replications_have_a_wide_interval():
    row = only(summarise(table(base=[1, 2])))
    assert [row["low"], row["high"]] == pytest.approx([1.5 - 12.7062 * 0.5, 1.5 + 12.7062 * 0.5], abs=1e-4)


def test_rows_come_as_they_appear_and_for_what_appears_alone():
    rows = pd.concat([table(measure, z=[1, 2], a=[2, 3], m=[5, 4]) for measure in ("cost", "backlog_mean")])
    assert summarise(rows)[["scenario", "measure"]].to_numpy().tolist() == [
        [scenario, measure] for measure in ("cost", "backlog_mean") for scenario in "zam"
    ]
    found = differences(rows, "z")
    assert found.index.tolist() == [0, 1, 2, 3]
    assert found[["scenario", "measure"]].to_numpy().tolist() == [
        [scenario, measure] for scenario in "am" for measure in ("cost", "backlog_mean")
    ]
    named = rows.assign(group=pd.Categorical(rows["group"], ["all", "nobody"]))
    assert summarise(named)["group"].tolist() == ["all"] * 6


def test_the_columns_of_differences():
    assert differences(table(base=[1, 2], other=[2, 4]), "base").columns.tolist() == [
        "scenario", "baseline", "measure", "by", "group", "estimate", "low", "high", "n", "caution", "correlation",
        "pairing", "independent_n", "relative", "holm_p", "holm_low", "holm_high",
    ]  # fmt: skip


def test_two_pairs_are_enough_for_a_correlation_and_a_p_value():
    row = only(differences(table(base=[1, 2], other=[2, 4]), "base"))
    assert row["correlation"] == pytest.approx(1.0)
    assert row["holm_p"] == pytest.approx(0.2048328, rel=1e-6)  # differences 1 and 2: t = 3 with 1 degree of freedom


def test_replications_that_the_base_lacks_are_no_pairs():
    row = only(differences(table(base=EVEN, other=[*EVEN[::-1], 5.0]), "base"))
    assert (row["n"], row["caution"]) == (20, "")


def test_relative_to_a_base_of_one_and_of_nothing():
    assert only(differences(table(base=[0, 2], other=[2, 3]), "base"))["relative"] == 1.5
    assert np.isnan(only(differences(table(base=[0, 0], other=[2, 3]), "base"))["relative"])


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


def test_judged_intervals_are_at_the_confidence_of_holms_steps():
    """p = 0.0198 of 2 is rejected at 2.5 %, so its interval is one of 97.5 %; then p = 0.4226 at 5 %."""
    rows = pd.concat(
        [table(base=[1, 2, 3], other=[2, 3, 4.5]), table("backlog_mean", base=[1, 2, 3], other=[1, 2, 3.5])]
    )
    found = differences(rows, "base").set_index("measure")
    error = 0.5 / 3  # of both means: sd of (1, 1, 1.5) over the root of 3
    first, second = found.loc["exposure_mean_h"], found.loc["backlog_mean"]
    assert (first["holm_high"] - first["estimate"]) / error == pytest.approx(6.20535, rel=1e-5)  # t, 2.5 %, 2 degrees
    assert (second["holm_high"] - second["estimate"]) / error == pytest.approx(T_975_OF_2, rel=1e-5)
    assert first["holm_low"] == pytest.approx(2 * first["estimate"] - first["holm_high"])
    assert 0 < first["holm_low"] < first["low"]
    assert second["holm_low"] == pytest.approx(second["low"])
    unjudged = only(differences(table("cost", base=[1, 2, 3], other=[2, 3, 4.5]), "base"))
    assert np.isnan(unjudged[["holm_p", "holm_low", "holm_high"]].astype(float)).all()


def test_holms_errors_stay_from_the_first_that_is_not_rejected():
    p = np.array([0.01, 0.04, np.nan, 0.03])
    assert holm_errors(p).tolist() == pytest.approx([0.05 / 3, 0.025, np.nan, 0.025], nan_ok=True)
    assert holm_errors(np.array([0.04, 0.001])).tolist() == pytest.approx([0.05, 0.025])


def test_an_interval_is_without_zero_just_where_holm_rejects():
    random = np.random.default_rng(4)
    for _ in range(25):
        shifts = random.normal(0.0, 0.4, 4)
        rows = pd.concat(
            [
                table(measure, base=[0.0] * 8, other=(shift + random.normal(size=8)).tolist())
                for measure, shift in zip(list(SMALLEST)[:4], shifts, strict=True)
            ]
        )
        found = differences(rows, "base")
        assert ((found["holm_low"] > 0) | (found["holm_high"] < 0)).tolist() == (found["holm_p"] <= 0.05).tolist()


def test_who_gains_and_who_loses_by_hand():
    """Of three communities one surely gains, one surely loses; c2 alone would, but not among three."""
    rows = pd.concat(
        [
            table(by="community", group="c1", base=[9, 9, 9, 9], other=[7, 7, 7, 6.9]),
            table(by="community", group="c2", base=[9, 9, 9, 9], other=[8, 9, 8, 8]),
            table(by="community", group="c3", base=[9, 9, 9, 9], other=[9.5, 9.5, 9.5, 9.6]),
        ]
    )
    found = gains(differences(rows, "base"), "other", "exposure_mean_h", "lower")
    assert found == Gains("exposure_mean_h", 1, 1, 3, ("c1", pytest.approx(-2.025)), ("c3", pytest.approx(0.525)))
    turned = gains(differences(rows, "base"), "other", "exposure_mean_h", "higher")
    assert turned is not None
    assert (turned.best[0], turned.worst[0]) == ("c3", "c1")
    assert gains(differences(rows, "base"), "other", "backlog_mean", "lower") is None


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
        (0.0, 3.0, "lower", "not enough replications to tell"),
        (float("nan"), float("nan"), "lower", "not enough replications to tell"),
        (float("nan"), -0.5, "lower", "not enough replications to tell"),
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
    costs = summarise(table("cost", base=[-40, -60]))
    assert smallest_difference("cost", costs) == 2.5
    assert smallest_difference("cost", costs, {"cost": ("absolute", 7.0)}) == 7.0
    assert smallest_difference("cost", costs, {"cost": ("relative", 0.5)}) == 25.0


# -- cautions -----------------------------------------------------------------------------------------------

EVEN = [float(v) for v in range(1, 21)]  # 20 values without skewness


def caution(rows):
    return only(summarise(rows))["caution"]


def test_twenty_even_values_need_no_caution():
    assert caution(table(base=EVEN)) == ""


def test_fewer_than_twenty_replications_are_few():
    assert caution(table(base=EVEN[:19])) == "few"
    assert caution(table(base=[0.0, 0.0, 0.0, 9.0])) == "few", "four values cannot show that they are skewed"


def test_what_does_not_vary_needs_no_caution():
    assert caution(table("staff", base=[7, 7, 7])) == ""
    assert caution(table("staff", base=[0, 0, 0])) == ""
    assert caution(table("staff", base=[1e-10, 2e-10, 3e-10])) == "few", "little is not nothing"


def test_a_value_far_out_makes_the_rest_skewed():
    # 19 zeros and a one: skewness 4.47, and 4.47^2 / 20 = 1.0
    assert caution(table(base=[0.0] * 19 + [1.0])) == "skewed"
    assert caution(table(base=[1.0] * 19 + [0.0])) == "skewed"
    # 300 values of 0 and 100 of 1 have skewness 1.16 and are many enough
    assert caution(table(base=[0.0] * 300 + [1.0] * 100)) == ""


def test_a_quantile_that_some_replications_never_reached_says_so():
    assert caution(table("resident_response_p90_h", base=[np.nan, *(100 + v for v in EVEN)])) == "unreached"


def test_a_quantile_that_varies_much_is_biased():
    # mean 10.5, sd 5.92: 0.35 * 5.92 / 10.5 * sqrt(20) = 0.88 standard errors; ten more on every value: 0.45
    assert caution(table("resident_response_median_h", base=EVEN)) == "biased"
    assert caution(table("resident_response_median_h", base=[v + 10 for v in EVEN])) == ""


def test_the_bias_of_a_difference_is_that_of_its_two_quantiles():
    # 1.17 and 3.5: 2.33 of an sd of 11.8, 0.88 standard errors
    rows = table("resident_response_median_h", base=EVEN, other=[3 * v for v in EVEN])
    assert only(differences(rows, "base"))["caution"] == "biased"
    rows = table("resident_response_median_h", base=EVEN, other=EVEN[::-1])  # alike: what is biased alike cancels
    assert only(differences(rows, "base"))["caution"] == ""
    rows = table("resident_response_median_h", base=EVEN, other=[v + 10 for v in EVEN[::-1]])
    assert only(differences(rows, "base"))["caution"] == ""  # 1.17 and 0.6


def test_differences_are_cautious_of_differences():
    base = [v**3 for v in EVEN]  # skewed, but every difference is even
    row = only(differences(table(base=base, other=[b + v for b, v in zip(base, EVEN, strict=True)]), "base"))
    assert row["caution"] == ""
    row = only(differences(table(base=EVEN, other=[*EVEN[:19], 90.0]), "base"))
    assert row["caution"] == "skewed"
    row = only(differences(table(base=[np.nan, 1, 3], other=[2, 5, 4]), "base"))
    assert row["caution"] == "few unreached"


# -- pairing ------------------------------------------------------------------------------------------------


def independent_half_width(m, *samples):
    """Half of Student's interval of a difference of two means of m, from the samples' variances."""
    variance = sum(np.var(sample, ddof=1) for sample in samples)
    return stats.t.ppf(0.975, 2 * m - 2) * np.sqrt(variance / m)


def test_independent_seeds_would_need_so_many_for_the_same_half_width():
    rng = np.random.default_rng(5)
    base = rng.normal(50, 4, 20)
    other = base + rng.normal(1, 1, 20)
    row = only(differences(table(base=base, other=other), "base"))
    half, m = (row["high"] - row["low"]) / 2, int(row["independent_n"])
    assert row["pairing"] == "helps"
    assert independent_half_width(m, base, other) <= half < independent_half_width(m - 1, base, other)
    assert 20 * 20 < m < 20 * 60  # variances 16 + 17 against 1


def test_what_is_not_alike_is_not_helped():
    rng = np.random.default_rng(8)
    base = rng.normal(50, 4, 200)
    row = only(differences(table(base=base, other=100 - base + rng.normal(0, 1, 200)), "base"))
    assert row["pairing"] == "hurts"
    assert row["independent_n"] < 110  # half would do
    row = only(differences(table(base=base, other=rng.normal(50, 4, 200)), "base"))
    assert row["pairing"] == "unclear"
    assert 150 < row["independent_n"] < 250


def test_without_pairs_enough_or_differences_that_vary_nothing_is_said_of_pairing():
    row = only(differences(table(base=[1, 2, 4], other=[2, 3, 6]), "base"))
    assert row["pairing"] == ""
    row = only(differences(table(base=EVEN, other=[v + 1 for v in EVEN]), "base"))
    assert np.isnan(row["independent_n"])


def test_four_pairs_must_be_very_much_alike_to_help():
    # Fisher: arctanh(r) beyond 1.96 / sqrt(4 - 3), so a correlation beyond 0.961
    row = only(differences(table(base=[1, 2, 3, 4], other=[1.1, 2, 3, 4.1]), "base"))
    assert row["pairing"] == "helps"
    row = only(differences(table(base=[1, 2, 3, 4], other=[-1.1, -2, -3, -4.1]), "base"))
    assert row["pairing"] == "hurts"
    row = only(differences(table(base=[1, 2, 3, 4], other=[2, 1, 4, 3.5]), "base"))
    assert 0.65 < row["correlation"] < 0.9
    assert row["pairing"] == "unclear"
    assert only(differences(table(base=[1, 2, 3], other=[1.1, 2, 3]), "base"))["pairing"] == ""


def test_few_seeds_of_their_own_are_the_fewest_that_do():
    rng = np.random.default_rng(3)
    found = []
    for _ in range(15):
        base, other = rng.normal(0, 1, (2, 6))
        row = only(differences(table(base=base, other=other - base / 2), "base"))
        half, m = (row["high"] - row["low"]) / 2, int(row["independent_n"])
        assert m == 2 or independent_half_width(m - 1, base, other - base / 2) > half
        assert independent_half_width(m, base, other - base / 2) <= half * (1 + 1e-6)
        found.append(m)
    assert min(found) <= 4


def test_two_of_each_are_the_fewest():
    row = only(differences(table(base=[1, 2, 3, 50], other=[-1, -2.1, -3, -51]), "base"))
    assert row["independent_n"] >= 2
    row = only(differences(table(base=[0, 100], other=[1, -100]), "base"))
    assert row["independent_n"] == 2


@pytest.mark.parametrize("unit", [1e-7, 1.0, 1e12])
def test_the_unit_makes_no_difference_to_pairing(unit):
    rng = np.random.default_rng(11)
    base = rng.normal(50, 4, 20)
    other = base + rng.normal(1, 1, 20)
    one = only(differences(table(base=base, other=other), "base"))
    row = only(differences(table(base=base * unit, other=other * unit), "base"))
    assert (row["independent_n"], row["pairing"]) == (one["independent_n"], one["pairing"])


def test_a_correlation_is_never_beyond_one():
    rng = np.random.default_rng(2)
    for sign, word in ((1, "helps"), (-1, "hurts")):
        bases = rng.normal(0, 1, (20, 5))
        found = differences(
            pd.concat(
                table(by="category", group=f"c{i}", base=base, other=sign * 1.1 * base + 0.3)
                for i, base in enumerate(bases)
            ),
            "base",
        )
        assert found["correlation"].between(-1.0, 1.0).all()
        assert found["pairing"].tolist() == [word] * 20


def test_what_never_varies_has_no_correlation():
    rng = np.random.default_rng(4)
    for _ in range(6):
        row = only(differences(table(base=[0.1] * 5, other=rng.normal(0, 1, 5)), "base"))
        assert np.isnan(row["correlation"])
        assert row["pairing"] == ""
