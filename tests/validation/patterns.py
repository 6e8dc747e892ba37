"""Patterns before levels: what official reports and theory say of such services, and what the base street gives.

    PYTHONPATH=src:tests python -m validation.patterns     # prints docs/patterns.md

No number of a scenario was chosen to meet a pattern. Official rates are claims of those who are rated, and no targets.
What is assumed is varied over its ranges instead, all at once, to see how often a pattern holds there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from textwrap import fill
from typing import Literal

import numpy as np
import pandas as pd
from scipy import stats
from scipy.stats import qmc

from gridsim.analysis.columns import HOUR_MIN
from gridsim.analysis.measures import measures
from gridsim.engines import simulate
from gridsim.model.calendar import DAY_MIN
from gridsim.model.compile import compile_plan
from gridsim.model.plan import Plan
from gridsim.model.records import Records
from gridsim.model.workload import draw
from gridsim.scenario.experiment_values import scaled
from gridsim.scenario.loader import load, tree
from gridsim.scenario.ranges import kind_of, read_range
from gridsim.scenario.tree import leaves

REPLICATIONS = 20
POINTS, OF_A_POINT = 24, 2  # of the ranges of what is assumed, and replications at each
SEED = 2012
STREET = ("sanitation", "street_order")
FOLLOWED_DAYS = 14  # a case filed later might not be closed before the horizon
WORKDAYS = 5
CHOSEN = re.compile(r"places\.|.*\.(headcount|priority|limits|growth|cost)\b")  # no matter of ignorance, or no number
REWORK = 0.06  # the highest that a routine report has
BASE = "urumqi-street"
ROUNDS = {"integrated-dispatch": 0, "rounds-half": 1, BASE: 2, "open-50": 4}  # hours of rounds a day
ALL_DAY = {
    "calendars.office": '{mon-sun: ["08:00-22:00"]}',
    "timetables.weekdays": '{mon-fri: {"10:00-19:30": street_round}}',
    "timetables.weekend": '{wed-sun: {"10:00-19:30": street_round}}',
}
NEVER = float("inf")
Values = Mapping[str, float]
Number = Callable[[Mapping[str, pd.DataFrame]], pd.Series]
Verdict = Literal["found", "not found", "undecided"]


def looked_at(plan: Plan, records: Records) -> dict[str, float]:
    """What the patterns speak of, in one history: cases are what was filed after the warm-up, visitors left out."""
    issues, horizon = records.issues, plan.horizon_min
    category, channel = issues["category"].astype(str), issues["channel"].astype(str)
    filed, closed = issues["filed_min"], issues["closed_min"]
    case = (filed >= plan.warm_up_min) & (channel != "counter")
    street, round_ = category.isin(STREET), channel == "street_round"
    followed = case & street & (filed < horizon - FOLLOWED_DAYS * DAY_MIN)
    end = issues["first_closed_min"].fillna(horizon)
    gone = closed.notna() & issues["resolved_min"].isna()
    due = case & (issues["resolution_due_min"] < horizon) & ~gone
    on_time = closed.notna() & (issues["resolved_min"] <= issues["resolution_due_min"])
    at_once = round_ & (issues["attended_min"] == issues["discovered_min"]) & closed.notna() & (issues["attempts"] == 1)
    spot = at_once & (issues["tier"].astype(str) == "community")
    day = (filed // DAY_MIN).where(case)
    of_day = day.map(day[day % 7 < WORKDAYS].value_counts())
    calm, busy = (of_day.groupby(day).first().quantile(third) for third in (1 / 3, 2 / 3))
    return {
        "handled_h": float((end - filed)[followed].mean() / HOUR_MIN),
        "from_discovery_h": float((end - issues["discovered_min"])[followed].mean() / HOUR_MIN),
        "on_time": float(on_time[due].mean()),
        "on_time_street": float(on_time[due & street].mean()),
        "on_time_facility": float(on_time[due & (category == "facility")].mean()),
        "by_rounds": float(round_[case & street].mean()),
        "on_the_spot": float(spot[case & street].mean()),
        "on_time_busy_less_calm": float(
            on_time[due & (of_day >= busy)].mean() - on_time[due & (of_day <= calm)].mean()
        ),
        **_waiting(measures(plan, records)),
    }


def _waiting(table: pd.DataFrame) -> dict[str, float]:
    """Waits for departments and exposure in hours, and how busy departments are on average."""
    values = table[table["by"] == "all"].set_index("measure")["value"]
    found = {name: float(values[name]) for name in ("waiting_departments_h", "exposure_mean_h")}
    return {**found, "busy": float(table.loc[table["by"] == "department", "value"].mean())}


def run(name: str, set: Mapping[str, str], replications: int) -> pd.DataFrame:
    """A row for every history of a scenario with values set."""
    plan = compile_plan(load(name, set=set))
    return pd.DataFrame(
        [looked_at(plan, simulate(plan, draw(plan, 1, r), engine="compiled")) for r in range(replications)]
    )


# -- what the runs are --------------------------------------------------------------------------------------


@cache
def works() -> dict[str, str]:
    """The work of every department of the base, by path."""
    said = {path: str(value) for path, value, _ in leaves(tree(BASE))}
    return {path: text for path, text in said.items() if re.fullmatch(r"departments\.\w+\.work", path)}


def quicker(factor: float, texts: Mapping[str, str]) -> dict[str, str]:
    """Departments' work times a factor."""
    return {path: str(scaled(text, factor)) for path, text in texts.items()}


def runs(set_of: Callable[[str], Mapping[str, str]], replications: int) -> dict[str, pd.DataFrame]:
    """All that the patterns compare, with values set in every scenario."""
    found = {name: run(name, set_of(name), replications) for name in ("before-the-grid", *ROUNDS)}
    base = dict(set_of(BASE))
    texts = {path: base.get(path, text) for path, text in works().items()}
    half, full = ({**base, "verification.false_fix": f"{100 * share:g}%"} for share in (REWORK / 2, REWORK))
    found["half the rework"] = run(BASE, half, replications)
    found["as much quicker"] = run(BASE, {**full, **quicker((1 - REWORK) / (1 - REWORK / 2), texts)}, replications)
    return found


def drawn(points: int = POINTS) -> list[Callable[[str], dict[str, str]]]:
    """Points of a Latin hypercube over the ranges of all that the base assumes; each sets values in any scenario."""
    spans = sorted(_spans(BASE))
    cube = qmc.LatinHypercube(d=len(spans), rng=np.random.default_rng(SEED)).random(points)
    return [lambda name, row=row: _set(name, dict(zip(spans, row.tolist(), strict=True))) for row in cube]


def _set(name: str, row: Values) -> dict[str, str]:
    """The values of a point in a scenario: each path at the same share of the range it has there."""
    return {path: text(row[path]) for path, text in _spans(name).items() if path in row}


@cache
def _spans(name: str) -> dict[str, Callable[[float], str]]:
    """Every assumed quantity with a range, and the text that says it at a share of that range."""
    said = {path: value for path, value, _ in leaves(tree(name))}
    found: dict[str, Callable[[float], str]] = {}
    for path, evidence in load(name).evidence.items():
        kind, value = kind_of(path), said.get(path)
        if evidence.range is None or kind is None or value is None or CHOSEN.match(path):
            continue
        mean = re.search(r"mean ([^;)]+)", str(value))
        now, span = kind.read(mean[1] if mean else str(value))[0], read_range(path, evidence.range)
        if now > 0:
            found[path] = lambda u, value=value, now=now, span=span: str(  # type: ignore[misc]
                scaled(value, (span.low + u * (span.high - span.low)) / now)
            )
    return found


# -- the patterns -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Pattern:
    """A pattern: what is said and by whom, the number that shows it and where it holds.

    `number` takes one value for each history. A level holds from `low` to `high`; a direction has an open end at 0.
    """

    id: str
    what: str
    said: str
    number: Number
    low: float
    high: float
    unit: str
    why: str

    def verdict(self, low: float, high: float) -> Verdict:
        """Found if all of the interval lies where it holds, not found if none of it does."""
        if self.low <= low and high <= self.high:
            return "found"
        return "not found" if high < self.low or self.high < low else "undecided"


def _rises(found: Mapping[str, pd.DataFrame]) -> pd.Series:
    """The least rise of the share found by rounds from one number of hours to the next."""
    shares = [found[name]["by_rounds"] for name in ROUNDS]
    return pd.concat([more - less for less, more in pairwise(shares)], axis=1).min(axis=1)


def _level(name: str, column: str) -> Number:
    """A column of a run, history by history."""
    return lambda found: found[name][column]


def _less(one: tuple[str, str], other: tuple[str, str]) -> Number:
    """One column less another, history by history."""
    return lambda found: found[one[0]][one[1]] - found[other[0]][other[1]]


WAIT = "waiting_departments_h"
PATTERNS: tuple[Pattern, ...] = (
    Pattern(
        "V1", "mean time of street cases, strong system", "5.2 h (Hangzhou 2012), up to 7 h (Dongcheng 2015); official",
        _level(BASE, "handled_h"), 5.2, 7.0, "h",
        """The base is no strong system: two hours a day are open, the last of the day, so that a case that goes up
        waits for the next morning, and offices are closed at night and on weekends. With twice the crews, offices open
        08:00-22:00 every day and rounds all day (the collectors of Hangzhou walk 07:00-21:30) it is {strong} h: hours
        and crews decide the level, and any level between can be had by choosing them.""",
    ),
    Pattern(
        "V2", "mean time of street cases, before", "29.86 h (Hangzhou 2006), over 100 h (Shenzhen); official",
        _level("before-the-grid", "from_discovery_h"), 30.0, 100.0, "h",
        """Counted from the complaint, in `before-the-grid`. Counted from filing, as limits are, it is {from_filing} h:
        what waits on paper before it is filed is not in the official time. A claim that does not say when its clock
        starts cannot be checked to better than this.""",
    ),
    Pattern(
        "V3", "closed on time, ordinary city", "76 % (Tianmen 2016), to 99.9 % elsewhere; official routine report",
        _level(BASE, "on_time"), 0.76, 0.999, "%",
        """Of cases whose limit ended before the horizon. The base lies between the city that reports failures and those
        that report none; how near to either follows from how busy departments are, which is an assumption.""",
    ),
    Pattern(
        "V4", "components close worse than events", "56 against 94 % closed (Tianmen 2016); official routine report",
        _less((BASE, "on_time_facility"), (BASE, "on_time_street")), -NEVER, 0.0, "points",
        """Facilities less street cases, on time. The facility bureau is the busiest of all, yet its limit is five
        working days and that of street cases one, so street cases are late first. What keeps components open in
        reports, perhaps money, owners and spare parts, is not in the model: a crew is all that a repair waits for.""",
    ),
    Pattern(
        "V5", "share found by rounds rises with their hours",
        "47 % (Changzhou 2014, half by the public) to 86-98 % (supervisors walk all day); official",
        _rises, 0.0, NEVER, "points",
        """The least rise from none to one, two and four hours of rounds a day, where the share of street cases found by
        rounds is {shares}. Nothing sets this share: it comes of rounds, of what they notice and of what residents
        report first.""",
    ),
    Pattern(
        "V6", "share fixed on the spot", "17 % (Kunming 2024), 9 % (Dongcheng 2022); official",
        _level(BASE, "on_the_spot"), 0.09, 0.17, "%",
        """Of street cases, those that the finder fixed at once. The base has workers of the community solve 60 % of
        what they attend; the reports have supervisors whose task is to report. With 17 % solved on site the base gives
        {spot} %, and the street team, sized for the base, has more than it can do: on time are {spot_on_time} % of
        all cases.""",
    ),
    Pattern(
        "V7", "on-time closing falls on busy days", "87.6 to 84.2 % (New York, 7 days); open data, student analysis",
        _level(BASE, "on_time_busy_less_calm"), -NEVER, 0.0, "points",
        """Cases filed on the busiest third of working days less those of the calmest third. Busy days come of the day
        effect, one factor for the city, and of the weekday.""",
    ),
    Pattern(
        "V8", "halving rework beats as much more speed", "direction only; theory (Campello, Ingolfsson, Shumsky 2017)",
        _less(("half the rework", WAIT), ("as much quicker", WAIT)), -NEVER, 0.0, "h",
        """Waits for departments with rework of 3 instead of 6 %, less those with 6 % and every crew as much quicker as
        the share of right fixes rises (97 / 94). It depends on what is called equal: with crews so much quicker that
        they are as busy as with half the rework (work times {factor}), the difference is {equal} h.""",
    ),
)  # fmt: skip


def interval(values: pd.Series) -> tuple[float, float, float]:
    """Mean, and ends of Student's interval of 95 %."""
    half = float(stats.t.ppf(0.975, len(values) - 1) * values.std() / np.sqrt(len(values)))
    return float(values.mean()), float(values.mean()) - half, float(values.mean()) + half


def held(points: Sequence[Mapping[str, pd.DataFrame]]) -> dict[str, int]:
    """In how many points the mean of a pattern's number is where it holds."""
    return {one.id: sum(one.low <= float(one.number(found).mean()) <= one.high for found in points) for one in PATTERNS}


# -- the page -----------------------------------------------------------------------------------------------

PAGE = """\
# Patterns: what such services show, and what the base gives

<!-- Made by `make golden` (`python -m validation.patterns` prints it): do not edit. -->

{intro}

| | pattern | said | the base gives | | over the ranges |
|---|---|---|---|---|---|
{rows}

V9, the limits of queueing theory, is in [validation.md](validation.md).

{whys}
"""
INTRO = """A level can be met by choosing numbers; a pattern is harder to meet so. These are the patterns that reports
and theory speak of ([facts.md](facts.md)). No number of a scenario was chosen to meet one. Official rates near 100 %
are claims of those who are rated, and no targets. *The base* is `urumqi-street`, and scenarios that extend it where a
pattern compares: {replications} histories of 90 days, ± half of the 95 % interval. A pattern is found if all of the
interval lies where it holds, not found if none of it does, else undecided. *Over the ranges*: the same with all of
the {ranged} numbers of the base that have a range of evidence drawn from it at once ({points} points of a Latin
hypercube, {of_a_point} histories each); in so many the mean lies where the pattern holds. These are ranges of
ignorance, not of likely values: departments sized for the base are overloaded in many of the points."""


def page(replications: int = REPLICATIONS, points: int = POINTS) -> str:
    """docs/patterns.md."""
    found = runs(lambda _: {}, replications)
    counts = held([runs(set_of, OF_A_POINT) for set_of in drawn(points)])
    told = _told(found, replications)
    intro = INTRO.format(replications=replications, ranged=len(_spans(BASE)), points=points, of_a_point=OF_A_POINT)
    whys = (f"**{one.id}: {one.what}.** {one.why.format(**told)}" for one in PATTERNS)
    rows = (_row(one, found, f"{counts[one.id]} of {points}") for one in PATTERNS)
    return PAGE.format(intro=_folded(intro), rows="\n".join(rows), whys="\n\n".join(map(_folded, whys)))


def _folded(text: str) -> str:
    return fill(" ".join(text.split()), 120, break_long_words=False, break_on_hyphens=False)


def _row(one: Pattern, found: Mapping[str, pd.DataFrame], over: str) -> str:
    mean, low, high = interval(one.number(found))
    gives = _shown(mean, high - mean, one.unit)
    return f"| {one.id} | {one.what} | {one.said} | {gives} | {one.verdict(low, high)} | {over} |"


def _shown(mean: float, half: float, unit: str) -> str:
    times, sign = (100 if unit in ("%", "points") else 1), "+" if unit == "points" else ""
    digits = 1 if abs(times * mean) >= 1 else 2
    text = f"{times * mean:{sign}.{digits}f} ± {times * half:.{digits}f}".replace("-", "−")
    return f"{text} {unit}"


def _told(found: Mapping[str, pd.DataFrame], replications: int) -> dict[str, str]:
    """The numbers that the reasons speak of."""
    strong = run("departments-double", ALL_DAY, replications)["handled_h"]
    reporting = run(BASE, {f"issues.{name}.solved_on_site": "17%" for name in STREET}, replications)
    rework = {"verification.false_fix": f"{100 * REWORK:g}%"}
    factor = _equally_busy(found, rework, replications)
    equal = run(BASE, {**rework, **quicker(factor, works())}, replications)["waiting_departments_h"]
    difference, _, high = interval(found["half the rework"]["waiting_departments_h"] - equal)
    by_rounds = [f"{100 * found[name]['by_rounds'].mean():.0f} %" for name in ROUNDS]
    return {
        "strong": f"{strong.mean():.1f}",
        "from_filing": f"{found['before-the-grid']['handled_h'].mean():.1f}",
        "spot": f"{100 * reporting['on_the_spot'].mean():.0f}",
        "spot_on_time": f"{100 * reporting['on_time'].mean():.0f}",
        "shares": f"{', '.join(by_rounds[:-1])} and {by_rounds[-1]}",
        "factor": f"{factor:.3f}",
        "equal": _shown(difference, high - difference, "")[:-1],
    }


def _equally_busy(found: Mapping[str, pd.DataFrame], rework: Mapping[str, str], replications: int) -> float:
    """The factor on departments' work that frees as much of their time as half the rework does."""
    busy = run(BASE, rework, replications)["busy"].mean()
    freed, by_speed = busy - found["half the rework"]["busy"].mean(), busy - found["as much quicker"]["busy"].mean()
    return float(1 - (1 - (1 - REWORK) / (1 - REWORK / 2)) * freed / by_speed)


if __name__ == "__main__":
    print(page(), end="")
