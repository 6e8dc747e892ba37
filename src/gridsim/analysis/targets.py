"""What a service is to reach, as a person writes it, and what replications show of it.

`90% attended within 2 h` is the share of residents' reports with somebody there within so long of the report
(Kaplan-Meier, open ones censored at the horizon, refused ones left out: as in the measures of response).
`exposure_mean_h below 30 h` and `on_time_share at least 95%` ask it of any measure of the catalogue, its mean over
replications; `95% on time` and `90% resolved on time` say two of them shorter.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import inf, isinf, isnan, nan, sqrt
from typing import Literal

import numpy as np
import pandas as pd
from scipy import stats

from gridsim.analysis import survival
from gridsim.analysis.catalogue import MEASURES, Better
from gridsim.analysis.columns import HOUR_MIN, Floats
from gridsim.errors import Problem, ScenarioError
from gridsim.scenario.grammar import parse_minutes, parse_positive_minutes, parse_share, split_quantity
from gridsim.scenario.mistakes import MistakesError, did_you_mean, shown, wrong

ATTENDED = "attended_share"
SHORTER = {"on time": "on_time_share", "resolved on time": "resolution_on_time_share"}
SOUGHT = ("staff", "households_per_worker", "cost")  # what is looked for, or follows from it
WORDS: Mapping[str, Better] = {"below": "lower", "at least": "higher"}
EXAMPLE = "90% attended within 2 h"
HINT = f"write for example '{EXAMPLE}', '95% on time', 'exposure_mean_h below 30 h'"

Word = Literal["meets", "misses", "unsure"]


@dataclass(frozen=True)
class Target:
    """A measure and the `value` it is to be below, or to reach where `better` is higher, in the measure's `unit`.

    `measure` is one of the catalogue, or ATTENDED with `within_h`.
    """

    text: str
    measure: str
    better: Better
    value: float
    unit: str
    within_h: float = nan

    def reached(self, value: float) -> bool:
        """Whether a value is on the right side."""
        return value >= self.value if self.better == "higher" else value < self.value

    def of(self, tables: Mapping[str, pd.DataFrame]) -> float:
        """What a replication's tables give: infinite for a quantile not reached, NaN for nothing to measure."""
        if self.measure == ATTENDED:
            return attended_share(tables["responses"], self.within_h)
        table = tables["replications"]
        rows = table.loc[(table["measure"] == self.measure) & (table["by"] == "all"), "value"]
        if rows.empty:
            return nan
        value = float(rows.iloc[0])
        return inf if isnan(value) and self.better == "lower" else value


@dataclass(frozen=True)
class Shown:
    """What n replications show: the mean, a bound on either side, and the word they come to.

    Each bound alone holds with the confidence asked for.
    """

    n: int
    estimate: float
    low: float
    high: float
    word: Word


def attended_share(responses: pd.DataFrame, within_h: float) -> float:
    """The share of reports (response_h, attended) with somebody there within so many hours; NaN of none.

    Where the rows are counted, each stands for so many `reports`.
    """
    if responses.empty:
        return nan
    hours, attended = (responses[name].to_numpy() for name in ("response_h", "attended"))
    reports = responses["reports"].to_numpy(np.float64) if "reports" in responses else None
    waiting = survival.kaplan_meier(hours.astype(np.float64), attended.astype(np.bool_), reports)
    return 1.0 - float(survival.at(waiting, np.array([within_h]))[0])


def judged(values: Floats, target: Target, confidence: float) -> Shown:
    """What the values (n,) of independent replications show of a target.

    `meets` if the bound on the bad side is still good, `misses` if that on the good side is still bad. Bounds are
    Student's t. A value that is infinite (a quantile not reached) leaves no bound on the bad side.
    """
    n, mean = len(values), float(values.mean())
    if isinf(mean):
        return Shown(n, mean, -inf, inf, "misses" if np.isinf(values).all() else "unsure")
    sd = float(values.std(ddof=1)) if n > 1 else inf
    half = float(stats.t.ppf(confidence, n - 1)) * sd / sqrt(n) if n > 1 else inf
    low, high = mean - half, mean + half
    bad, good = (low, high) if target.better == "higher" else (high, low)
    word: Word = "meets" if target.reached(bad) else "unsure" if target.reached(good) else "misses"
    return Shown(n, mean, low, high, word)


def parse_target(text: str) -> Target:
    """The target of an option `--target`. ScenarioError if it is none."""
    try:
        return _parsed(" ".join(text.split()))
    except MistakesError as error:
        raise ScenarioError([Problem(one.code, one.fact, one.hint, "--target") for one in error.mistakes]) from None


def parse_confidence(text: str) -> float:
    """The confidence of an option `--confidence 95%`. ScenarioError if it is none."""
    try:
        share = parse_share(text)
        if not 0.5 <= share < 1.0:
            raise wrong("out_of_range", f"{shown(text)} is no confidence to act on", "write 50% to 99.9%")
    except MistakesError as error:
        raise ScenarioError([Problem(one.code, one.fact, one.hint, "--confidence") for one in error.mistakes]) from None
    return share


def _parsed(text: str) -> Target:
    found = re.fullmatch(r"(\S+) attended within (.*)", text)
    if found:
        within_min = parse_positive_minutes(found[2]).value
        if within_min % 1:  # responses are counted by the minute
            raise wrong("not_whole", f"{shown(found[2])} is no whole number of minutes", "write for example 90 min")
        return Target(text, ATTENDED, "higher", _share(found[1]), "share", within_min / HOUR_MIN)
    found = re.fullmatch(rf"(\S+) ({'|'.join(SHORTER)})", text)
    if found:
        return Target(text, SHORTER[found[2]], "higher", _share(found[1]), "share")
    found = re.fullmatch(rf"(\S+) ({'|'.join(WORDS)}) (.*)", text)
    if not found:
        raise wrong("not_a_target", f"{shown(text)} is not a target", HINT)
    return _of_measure(text, found[1], found[2], found[3])


def _share(text: str) -> float:
    share = parse_share(text)
    if share == 0:
        raise wrong("not_positive", "a share of 0 % is no target", f"write for example '{EXAMPLE}'")
    return share


def _of_measure(text: str, name: str, word: str, amount: str) -> Target:
    """A measure of the catalogue below a value, or at least that."""
    if name not in MEASURES:
        hint = did_you_mean(name, MEASURES, "see tables/measures.csv of any results folder")
        raise wrong("unknown_measure", f"there is no measure {shown(name)}", hint)
    if name in SOUGHT:
        fact = f"{shown(name)} follows from the headcount that is looked for"
        raise wrong("not_a_target", fact, "name what the service is to reach")
    info = MEASURES[name]
    if info.better not in (None, WORDS[word]):
        right = next(one for one, way in WORDS.items() if way == info.better)
        fact = f"of {shown(name)} {info.better} is better, and '{word}' would ask for the contrary"
        raise wrong("not_a_target", fact, f"write '{name} {right} {amount}'")
    return Target(text, name, WORDS[word], _amount(amount, info.unit), info.unit)


def _amount(text: str, unit: str) -> float:
    """An amount in the unit of a measure; times may be said in any unit of time."""
    if unit == "share":
        return parse_share(text)
    if unit in ("h", "min"):
        minutes = parse_minutes(text).value
        return minutes / HOUR_MIN if unit == "h" else minutes
    number, said = split_quantity(text, "an amount", f"20 {unit}")
    if said != unit:
        raise wrong("unknown_unit", f"unknown unit {shown(said)}", f"write '{number:g} {unit}'")
    return number
