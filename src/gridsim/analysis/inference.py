"""How sure are we: intervals over replications, paired differences, and the four forms of a verdict.

A replication is one random history; it gives one value per measure, and the values of different
replications are independent. Intervals are Student's t at 95 %. Scenarios are compared by the differences
within each replication, because both met the same issues; of the differences that are judged together the intervals
are adjusted for their number, step by step as Holm's test. A number whose interval may hold less often than
that carries a caution (docs/validation.md has the measured coverage).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from scipy import stats

from gridsim.analysis.catalogue import HEADLINE, Better, unit_of
from gridsim.analysis.columns import Floats

CONFIDENCE = 0.95
ALPHA = 0.05  # of all differences judged together

# The smallest difference that matters unless a person says otherwise. Assumptions, said so in every report:
# ("absolute", in the measure's unit) or ("relative", share of the baseline's estimate).
Size = tuple[Literal["absolute", "relative"], float]
SMALLEST: Mapping[str, Size] = {
    "exposure_mean_h": ("relative", 0.05),
    "hidden_issue_hours": ("relative", 0.05),
    "resident_response_median_h": ("relative", 0.05),
    "on_time_share": ("absolute", 0.02),  # two points
    "backlog_mean": ("relative", 0.05),
}

# What keeps an interval from holding 19 times in 20, most important first; several may apply.
#   few: fewer than FEW replications, too few to show whether their values are skewed
#   unreached: replications without a value, which are the worst ones of a quantile
#   skewed: by Edgeworth's expansion Student's interval loses about 0.25 skewness^2 / n; said from 3 points on
#   biased: a quantile that varies so much between replications that its bias is no longer small
CAUTIONS = ("few", "unreached", "skewed", "biased")
FEW = 20
MANY = 50  # from so many on intervals of a loaded queue hold 94 times in 100 (measured), with fewer and no mark 93
SKEWED = 0.12  # skewness^2 / n
BIASED = 0.85  # bias in standard errors; less is made up for by the skewness that comes with it
MEDIAN_BIAS = 0.35  # sd^2 / mean: by how much a sample median exceeds that of an exponential law, ln(2) / 2
QUANTILES = ("resident_response_median_h", "resident_response_p90_h", "resolution_median_h")
_NOISE = 1e-9  # of the mean: what varies less does not vary

Verdict = Literal["better", "worse", "no difference that matters", "not enough replications to tell"]

_ROW = ["measure", "by", "group"]


def summarise(replications: pd.DataFrame) -> pd.DataFrame:
    """Estimates with intervals: columns scenario, measure, by, group, estimate, low, high, n, unit, caution.

    `replications` has scenario, replication, measure, by, group, value (n is not read). The estimate is the mean
    over the replications that gave a value, whose number is `n`: it is smaller than the number of replications
    where a quantile was not reached, and then the estimate leaves out the worst histories. With one replication
    there is no interval: low and high are NaN. `caution` has words of CAUTIONS, a space between; it is empty for
    what does not vary. Rows come in the order in which they first appear.
    """
    groups = replications.groupby(["scenario", *_ROW], sort=False, observed=True)["value"]
    table = groups.agg(estimate="mean", sd="std", n="count", skewness="skew", size="size").reset_index()
    table["bias"] = MEDIAN_BIAS * table["sd"] ** 2 / table["estimate"].abs()
    low, high = _interval(table["estimate"], table["sd"], table["n"])
    return pd.DataFrame(
        {
            **{name: table[name] for name in ("scenario", *_ROW, "estimate")},
            "low": low,
            "high": high,
            "n": table["n"],
            "unit": [unit_of(str(m), str(by)) for m, by in zip(table["measure"], table["by"], strict=True)],
            "caution": _cautions(table),
        }
    )


def _cautions(table: pd.DataFrame) -> list[str]:
    """The cautions of rows with measure, estimate, sd, n, size (n and those without a value), skewness, bias.

    `bias` is that of the estimate if it is a quantile.
    """
    n, varies = table["n"], ~(table["sd"] <= _NOISE * table["estimate"].abs())
    apply = np.column_stack(
        [
            varies & (n < FEW),
            table["size"] > n,
            varies & (n >= FEW) & (table["skewness"] ** 2 > SKEWED * n),
            varies & table["measure"].isin(QUANTILES) & (table["bias"] * np.sqrt(n) > BIASED * table["sd"]),
        ]
    )
    return [" ".join(word for word, true in zip(CAUTIONS, row, strict=True) if true) for row in apply.tolist()]


def _interval(mean: pd.Series, sd: pd.Series, n: pd.Series) -> tuple[Floats, Floats]:
    """Student's t interval of a mean; NaN for fewer than two values. No spread is no width."""
    count = n.to_numpy(dtype=np.float64)
    freedom = np.where(count > 1, count - 1, np.nan)
    half = stats.t.ppf((1 + CONFIDENCE) / 2, freedom) * sd.to_numpy() / np.sqrt(np.maximum(count, 1))
    return mean.to_numpy() - half, mean.to_numpy() + half


def differences(replications: pd.DataFrame, baseline: str, judged: Sequence[str] = HEADLINE) -> pd.DataFrame:
    """Every other scenario minus `baseline`, paired by replication; the baseline too if it stands alone.

    Columns scenario, baseline, measure, by, group, estimate, low, high, n, caution, correlation, pairing,
    independent_n, relative, holm_p, holm_low, holm_high. `n` is the number of replications in which both gave a
    value. `correlation` is between the paired values (NaN where one does not vary). `pairing` says by its 95 %
    interval what pairing does for the difference: helps, hurts, unclear, or nothing where there is none;
    `independent_n` is how many replications of each scenario with seeds of its own would give as narrow an interval
    (NaN where the difference does not vary). `relative` is the estimate as a share of the baseline's mean over the
    same replications.
    `holm_p` is the p-value of the paired t test, adjusted by Holm over all comparisons of `judged` measures for
    all issues together, and `holm_low` to `holm_high` the interval at the confidence of its step, which is without 0
    where holm_p is at most 5 %; they are NaN in all other rows, which are there to explore, not to claim.
    KeyError if there is no such baseline.
    """
    scenarios = list(dict.fromkeys(replications["scenario"]))
    if baseline not in scenarios:
        raise KeyError(baseline)
    others = [name for name in scenarios if name != baseline] or [baseline]
    table = pd.concat([_paired(replications, baseline, other) for other in others], ignore_index=True)
    headline = (table["by"] == "all").to_numpy() & table["measure"].isin(list(judged)).to_numpy()
    table[["holm_p", "holm_low", "holm_high"]] = np.nan
    table.loc[headline, "holm_p"] = holm(table.loc[headline, "p"].to_numpy())
    table.loc[headline, ["holm_low", "holm_high"]] = _holm_interval(table[headline])
    return table.drop(columns="p")


def _paired(replications: pd.DataFrame, baseline: str, other: str) -> pd.DataFrame:
    """The paired differences of one scenario, with the unadjusted p-value `p`."""
    keyed = replications.set_index([*_ROW, "replication"])
    base = keyed.loc[keyed["scenario"] == baseline, "value"]
    pairs = pd.DataFrame({"base": base, "other": keyed.loc[keyed["scenario"] == other, "value"].reindex(base.index)})
    size = pairs.groupby(level=_ROW, sort=False).size()
    pairs = pairs.dropna()
    pairs["difference"] = pairs["other"] - pairs["base"]
    pairs["product"] = pairs["other"] * pairs["base"]
    groups = pairs.groupby(level=_ROW, sort=False)
    mean, sd, n = groups.mean(), groups.std(), groups.size()
    low, high = _interval(mean["difference"], sd["difference"], n)
    covariance = (mean["product"] - mean["other"] * mean["base"]) * n / (n - 1).where(n > 1)
    spread = (sd["base"] * sd["other"]).where(lambda x: x > 0)
    table = pd.DataFrame({"estimate": mean["difference"], "low": low, "high": high, "n": n})
    facts = {"sd": sd["difference"], "size": size.reindex(n.index), "skewness": groups["difference"].skew()}
    biases = MEDIAN_BIAS * sd**2 / mean.abs()
    facts["bias"] = (biases["other"] - biases["base"]).abs()
    table["caution"] = _cautions(table.assign(**facts).reset_index())
    table["correlation"] = (covariance / spread).clip(-1.0, 1.0)
    table["pairing"] = _pairing(table["correlation"].to_numpy(), np.asarray(n, dtype=np.float64))
    half = np.where(sd["difference"] > _NOISE * spread**0.5, (high - low) / 2, np.nan)
    table["independent_n"] = _independent_n((sd["base"] ** 2 + sd["other"] ** 2).to_numpy(), half)
    table["relative"] = mean["difference"] / mean["base"].where(mean["base"] != 0)
    table["p"] = _p_value(mean["difference"].to_numpy(), sd["difference"].to_numpy(), np.asarray(n, dtype=np.float64))
    table = table.reset_index()
    table.insert(0, "scenario", other)
    table.insert(1, "baseline", baseline)
    return table


def _pairing(correlation: Floats, n: Floats) -> list[str]:
    """What Fisher's interval of each correlation of n pairs says: helps (all above 0), hurts (all below), unclear."""
    with np.errstate(divide="ignore", invalid="ignore"):
        reach = stats.norm.ppf((1 + CONFIDENCE) / 2) / np.sqrt(np.where(n > 3, n - 3, np.nan))
        z = np.arctanh(correlation)
    known = [np.isnan(z) | np.isnan(reach), z > reach, z < -reach]
    return [str(word) for word in np.select(known, ["", "helps", "hurts"], "unclear")]


def _independent_n(variance: Floats, half: Floats) -> Floats:
    """The smallest m for which two samples of m, whose variances add up to `variance`, give a half-width of `half`.

    Student's interval with 2 (m - 1) degrees of freedom, so the extra freedom of independent seeds counts for them.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        needed = variance / half**2
    m = np.full(len(needed), 1e9)
    for _ in range(60):  # the quantile grows slowly while m falls: each round halves what is left
        m = (m + np.maximum(needed * stats.t.ppf((1 + CONFIDENCE) / 2, 2 * (m - 1)) ** 2, 2.0)) / 2
    return np.asarray(np.ceil(m - 1e-6))


def _p_value(mean: Floats, sd: Floats, n: Floats) -> Floats:
    """Two-sided p-value of a mean of 0; 1 where all is 0, 0 where a difference never varies, NaN for one value."""
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.abs(mean) / (sd / np.sqrt(n))
    t = np.where((sd == 0) & (mean == 0), 0.0, t)
    return np.asarray(2.0 * stats.t.sf(t, np.where(n > 1, n - 1, np.nan)))


def holm(p: Floats) -> Floats:
    """Holm's adjusted p-values, same shape; NaN stays NaN and is not counted."""
    adjusted = np.full(len(p), np.nan)
    order = np.argsort(p, kind="stable")[: int(np.sum(~np.isnan(p)))]
    factors = np.arange(len(order), 0, -1)
    adjusted[order] = np.minimum(np.maximum.accumulate(p[order] * factors), 1.0)
    return adjusted


def holm_errors(p: Floats) -> Floats:
    """The error that Holm's procedure allows each of some tests at ALPHA in all, same shape; NaN where p is.

    From the first that is not rejected on all have that one's error.
    """
    errors = np.full(len(p), np.nan)
    order = np.argsort(p, kind="stable")[: int(np.sum(~np.isnan(p)))]
    steps = ALPHA / np.arange(len(order), 0, -1)
    kept = np.flatnonzero(p[order] > steps)
    errors[order] = np.minimum(steps, steps[kept[0]]) if len(kept) else steps
    return errors


def _holm_interval(table: pd.DataFrame) -> Floats:
    """Low and high (rows, 2) of the intervals of differences at the confidence of Holm's steps."""
    n = table["n"].to_numpy(dtype=np.float64)
    freedom = np.where(n > 1, n - 1, np.nan)
    wider = stats.t.isf(holm_errors(table["p"].to_numpy()) / 2, freedom) / stats.t.isf(ALPHA / 2, freedom)
    half = (table["high"] - table["low"]).to_numpy() / 2 * wider
    return np.column_stack([table["estimate"] - half, table["estimate"] + half])


@dataclass(frozen=True)
class Gains:
    """Who gains and who loses by a measure: communities for certain (Holm over all of them), and those furthest off.

    `best` and `worst` are a community and its change, in the measure's unit.
    """

    measure: str
    gain: int
    lose: int
    communities: int
    best: tuple[str, float]
    worst: tuple[str, float]


def gains(table: pd.DataFrame, scenario: str, measure: str, better: Better) -> Gains | None:
    """Who gains and who loses in a scenario, from the table of differences; None where that cannot be said."""
    rows = table[(table["scenario"] == scenario) & (table["by"] == "community") & (table["measure"] == measure)]
    rows = rows.dropna(subset=["estimate", "low"])
    if len(rows) < 2:
        return None
    n, mean = rows["n"].to_numpy(dtype=np.float64), rows["estimate"].to_numpy(dtype=np.float64)
    error = (rows["high"] - rows["low"]).to_numpy() / 2 / stats.t.isf(ALPHA / 2, n - 1)
    certain = holm(_p_value(mean, error * np.sqrt(n), n)) <= ALPHA
    gained = mean if better == "higher" else -mean
    best, worst = int(np.argmax(gained)), int(np.argmin(gained))
    names = rows["group"].astype(str).tolist()
    return Gains(
        measure, int((certain & (gained > 0)).sum()), int((certain & (gained < 0)).sum()), len(rows),
        (names[best], float(mean[best])), (names[worst], float(mean[worst])),
    )  # fmt: skip


def smallest_difference(measure: str, baseline: pd.DataFrame, said: Mapping[str, Size] | None = None) -> float:
    """The smallest difference that matters, in the measure's unit, given the baseline's summary.

    As `said`, else as in SMALLEST, else 5 % of the baseline. NaN where the baseline has no such measure.
    """
    kind, size = (said or {}).get(measure) or SMALLEST.get(measure, ("relative", 0.05))
    if kind == "absolute":
        return size
    rows = baseline[(baseline["measure"] == measure) & (baseline["by"] == "all")]
    return size * abs(float(rows["estimate"].iloc[0])) if len(rows) else float("nan")


def verdict(row: Mapping[str, float] | pd.Series, smallest: float, better: Better) -> Verdict:
    """What a paired difference says, in one of four forms.

    The whole interval within +-smallest (edges included): no difference that matters. Else the whole interval on
    one side of 0: better or worse. Else, or without an interval: not enough replications to tell. So `better`
    says that there is a difference and that it may matter, not that all of it exceeds `smallest`.
    """
    low, high = float(row["low"]), float(row["high"])
    if np.isnan(low) or np.isnan(high):
        return "not enough replications to tell"
    if -smallest <= low and high <= smallest:
        return "no difference that matters"
    if low > 0.0 or high < 0.0:
        return "better" if (low > 0.0) == (better == "higher") else "worse"
    return "not enough replications to tell"
