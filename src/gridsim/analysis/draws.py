"""Uncertain inputs and chance kept apart: how a difference, or one scenario alone, holds over draws of the inputs.

Every draw sets the inputs for all scenarios, and has replications of its own, in which each scenario is compared
with the baseline on the same histories. So there are two levels (O'Hagan, Stevenson and Madan 2007, Health Economics
16:1009-1023): within a draw the differences vary by chance, and the means of the draws vary by the inputs and by what
chance is left in them. One-way analysis of variance takes the second from the first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from gridsim.analysis.catalogue import MEASURES, Better
from gridsim.analysis.inference import CONFIDENCE, Verdict, verdict

COUNTED: Mapping[str, Verdict] = {
    "better": "better",
    "worse": "worse",
    "same": "no difference that matters",
    "unsure": "not enough replications to tell",
}


def over_draws(values: pd.DataFrame, baseline: str, smallest: Mapping[str, float]) -> pd.DataFrame:
    """A row for every other scenario and measure of `smallest`, the differences that would matter.

    `values` has scenario, draw, replication, measure, value. Columns scenario, baseline, measure; draws; better, worse,
    same, unsure: draws by the verdict of their own 95 % interval; estimate, low, high: mean difference over the draws
    with its 95 % interval; sd_inputs: by how much it varies with the inputs alone (standard deviation, 0 where the
    estimate of the variance is below 0); sd_chance: by how much the mean of a draw varies by chance. The baseline
    alone has rows of its own values, which are neither better nor worse.
    """
    keyed = values.set_index(["scenario", "measure", "draw", "replication"])["value"].sort_index()
    others = [name for name in dict.fromkeys(values["scenario"]) if name != baseline]
    rows = [
        {"scenario": other, "baseline": baseline, "measure": measure}
        | _held(keyed.loc[other, measure] - keyed.loc[baseline, measure], MEASURES[measure].better, size)
        for other in others
        for measure, size in smallest.items()
    ]
    alone = [
        {"scenario": baseline, "baseline": baseline, "measure": measure} | _held(keyed.loc[baseline, measure])
        for measure in smallest
    ]
    return pd.DataFrame(rows or alone)


def _held(values: pd.Series, better: Better | None = None, smallest: float = 0.0) -> dict[str, Any]:
    """What paired differences, or the values of a scenario alone, say by draw and replication."""
    draws = values.dropna().groupby(level="draw").agg(["mean", "std", "count"])
    draws = draws[draws["count"] > 1]
    n = len(draws)
    words = list(_verdicts(draws, better, smallest))
    chance = float((draws["std"] ** 2 / draws["count"]).mean()) if n else np.nan  # variance of a draw's mean
    mean, variance = float(draws["mean"].mean()), float(draws["mean"].var())
    half = float(stats.t.ppf((1 + CONFIDENCE) / 2, n - 1)) * float(np.sqrt(variance / n)) if n > 1 else np.nan
    return {
        "draws": n,
        **{name: words.count(word) for name, word in COUNTED.items()},
        "estimate": mean,
        "low": mean - half,
        "high": mean + half,
        "sd_inputs": float(np.sqrt(max(variance - chance, 0.0))) if n > 1 else np.nan,
        "sd_chance": float(np.sqrt(chance)),
    }


def _verdicts(draws: pd.DataFrame, better: Better | None, smallest: float) -> Iterator[Verdict]:
    """What each draw says by itself; nothing where neither way is better."""
    if better is None:
        return
    t = stats.t.ppf((1 + CONFIDENCE) / 2, draws["count"] - 1)
    half = t * draws["std"] / np.sqrt(draws["count"])
    for mean, reach in zip(draws["mean"], half, strict=True):
        yield verdict({"low": mean - reach, "high": mean + reach}, smallest, better)
