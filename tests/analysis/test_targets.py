"""Targets: how they are written, what is said of those that are none, and what replications show of them."""

from __future__ import annotations

from math import inf, isnan, nan

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from gridsim.analysis.targets import ATTENDED, Target, attended_share, judged, parse_confidence, parse_target
from gridsim.errors import ScenarioError

SHARE = parse_target("90% attended within 2 h")
BELOW = parse_target("exposure_mean_h below 30 h")


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("90% attended within 2 h", (ATTENDED, "higher", 0.9, "share", 2.0)),
        ("80%  attended within  20 min", (ATTENDED, "higher", 0.8, "share", 1 / 3)),
        ("99.5 % on time", None),
        ("95% on time", ("on_time_share", "higher", 0.95, "share", nan)),
        ("90% resolved on time", ("resolution_on_time_share", "higher", 0.9, "share", nan)),
        ("on_time_share at least 95%", ("on_time_share", "higher", 0.95, "share", nan)),
        ("exposure_mean_h below 2 days", ("exposure_mean_h", "lower", 48.0, "h", nan)),
        ("resident_response_median_h below 90 min", ("resident_response_median_h", "lower", 1.5, "h", nan)),
        ("resident_response_p90_h below 1 day", ("resident_response_p90_h", "lower", 24.0, "h", nan)),
        ("visitor_wait_mean_min below 0.5 h", ("visitor_wait_mean_min", "lower", 30.0, "min", nan)),
        ("backlog_mean below 20 issues", ("backlog_mean", "lower", 20.0, "issues", nan)),
        ("utilisation_open below 85%", ("utilisation_open", "lower", 0.85, "share", nan)),
    ],
)
def test_a_target_is_read(text: str, target: tuple[object, ...] | None) -> None:
    if target is None:
        with pytest.raises(ScenarioError, match="is not a target"):
            parse_target(text)
        return
    found = parse_target(text)
    assert (found.measure, found.better, found.value, found.unit) == target[:4]
    assert found.within_h == target[4] or (isnan(found.within_h) and isnan(target[4]))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("good service", "'good service' is not a target; write for example '90% attended within 2 h', '95% on time', "
         "'exposure_mean_h below 30 h'"),
        ("", "'' is not a target; write for example '90% attended within 2 h', '95% on time', "
         "'exposure_mean_h below 30 h'"),
        ("90 attended within 2 h", "'90' has no unit; write for example '30%'"),
        ("190% attended within 2 h", "'190%' is not a share; write 0% to 100%"),
        ("0% attended within 2 h", "a share of 0 % is no target; write for example '90% attended within 2 h'"),
        ("90% attended within 2 hours", "unknown unit 'hours'; write '2 h'"),
        ("90% attended within 0 h", "'0 h' is not allowed here; write a duration above 0"),
        ("90% attended within 2 working hours", "'2 working hours' is working time, this runs on the wall clock; "
         "write min, h or days"),
        ("exposure_mean below 30 h", "there is no measure 'exposure_mean'; did you mean 'exposure_mean_h'?"),
        ("exposure_mean_h below 30", "'30' has no unit; write for example '30 min'"),
        ("exposure_mean_h at least 30 h", "of 'exposure_mean_h' lower is better, and 'at least' would ask for the "
         "contrary; write 'exposure_mean_h below 30 h'"),
        ("on_time_share below 90%", "of 'on_time_share' higher is better, and 'below' would ask for the contrary; "
         "write 'on_time_share at least 90%'"),
        ("staff below 10 workers", "'staff' follows from the headcount that is looked for; name what the service is to "
         "reach"),
        ("backlog_mean below 20 cases", "unknown unit 'cases'; write '20 issues'"),
    ],
)  # fmt: skip
def test_what_is_no_target_is_said(text: str, said: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        parse_target(text)
    assert [str(problem) for problem in caught.value.problems] == [f"--target: {said}"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("95", "'95' has no unit; write for example '30%'"),
        ("30%", "'30%' is no confidence to act on; write 50% to 99.9%"),
        ("100%", "'100%' is no confidence to act on; write 50% to 99.9%"),
    ],
)
def test_what_is_no_confidence_is_said(text: str, said: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        parse_confidence(text)
    assert str(caught.value) == f"--confidence: {said}"
    assert parse_confidence("97.5%") == 0.975


def test_open_reports_are_censored_and_not_late() -> None:
    """By hand: of 4 at risk one ends at 1 h; one is censored at 1.5 h; of 2 left one ends at 2 h: 1 - 3/4 * 1/2."""
    responses = pd.DataFrame({"response_h": [2.0, 1.5, 9.0, 1.0], "attended": [True, False, True, True]})
    assert attended_share(responses, 2.0) == pytest.approx(1 - 3 / 4 * 1 / 2)
    assert attended_share(responses, 1.99) == pytest.approx(1 / 4)
    assert isnan(attended_share(responses.iloc[:0], 2.0))


def _tables(measure: str, value: float, by: str = "all") -> dict[str, pd.DataFrame]:
    return {"replications": pd.DataFrame({"measure": [measure], "by": [by], "value": [value]})}


def test_a_quantile_not_reached_is_not_the_same_as_nothing_to_measure() -> None:
    median = parse_target("resident_response_median_h below 2 h")
    assert median.of(_tables("resident_response_median_h", 1.5)) == 1.5
    assert median.of(_tables("resident_response_median_h", nan)) == inf
    assert isnan(median.of(_tables("resident_response_median_h", 1.5, by="community")))


def test_bounds_are_students() -> None:
    values = np.array([0.88, 0.93, 0.91, 0.95, 0.90])
    shown = judged(values, SHARE, 0.95)
    low = stats.ttest_1samp(values, 0.0, alternative="greater").confidence_interval(0.95).low
    high = stats.ttest_1samp(values, 0.0, alternative="less").confidence_interval(0.95).high
    assert (shown.low, shown.high, shown.n) == (pytest.approx(low), pytest.approx(high), 5)
    assert shown.estimate == pytest.approx(values.mean())


@pytest.mark.parametrize(
    ("target", "value", "word"),
    [
        (SHARE, 0.85, "meets"), (SHARE, 0.914, "unsure"), (SHARE, 0.97, "misses"),
        (BELOW, 0.85, "misses"), (BELOW, 0.914, "unsure"), (BELOW, 0.97, "meets"),
    ],
)  # fmt: skip
def test_the_word_follows_from_the_bounds(target: Target, value: float, word: str) -> None:
    at = Target(target.text, target.measure, target.better, value, target.unit)
    assert judged(np.array([0.88, 0.93, 0.91, 0.95, 0.90]), at, 0.95).word == word


def test_what_never_varies_is_met_at_the_value_itself_and_below_means_less() -> None:
    assert judged(np.full(5, 0.9), SHARE, 0.95).word == "meets"
    assert judged(np.full(5, 30.0), BELOW, 0.95).word == "misses"


def test_one_replication_shows_nothing_and_an_unreached_quantile_no_bound() -> None:
    assert judged(np.array([0.99]), SHARE, 0.95).word == "unsure"
    assert judged(np.array([1.0, inf, 1.0]), BELOW, 0.95).word == "unsure"
    assert judged(np.array([inf, inf]), BELOW, 0.95).word == "misses"
