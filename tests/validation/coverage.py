"""How often the intervals of gridsim hold: many small experiments whose truth is known.

Every community of a world is a city of its own: nothing is shared, so a replication of 250 communities is 250
independent histories, and the rows by community of the ordinary tables are 250 experiments. A run of 20
replications is cut into four experiments of 5 for each community, two of 10 and one of 20.

    PYTHONPATH=src:tests python -m validation.coverage 250     # communities; prints the table of docs/validation.md
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, log, sqrt

import numpy as np
import pandas as pd
from scipy import stats

from gridsim.analysis import survival
from gridsim.analysis.inference import differences, summarise
from gridsim.analysis.measures import measures
from gridsim.engines import simulate
from gridsim.model.compile import compile_plan
from gridsim.model.plan import Plan
from gridsim.model.records import Records
from gridsim.model.workload import draw
from gridsim.scenario.loader import loads

REPLICATIONS = 20
SIZES = (5, 10, 20)  # replications of an experiment
LARGER, DRAWN = (20, 50, 100, 200), 20_000
SEED = 6
MEAN, BACKLOG, SHARE = "exposure_mean_h", "backlog_mean", "on_time_share"
MEDIAN, P90 = "resident_response_median_h", "resident_response_p90_h"
KINDS = {
    MEAN: "mean", BACKLOG: "time average", SHARE: "share", MEDIAN: "Kaplan-Meier median", P90: "90th percentile",
}  # fmt: skip

WORLD = """\
schema: gridsim/scenario/1
name: {name}
time: {{start: 2013-01-07, horizon: {horizon}, warm_up: {warm_up}}}
places: {{list: [{places}]}}
timetables: {{round_the_clock: {{mon-sun: {{"00:00-24:00": standby}}}}}}
roles: [{{name: worker, headcount: {workers} per community, speed: {speed}, handles: all,
  timetables: [round_the_clock]}}]
issues: [{{name: call, rate: {rate} per community per hour, work: {work}, limits: {{response: 1 h, clock: always}}}}]
command: {{filing: {filing}}}
"""

Truth = dict[str, float]


@dataclass(frozen=True)
class World:
    """A base and another scenario, and the true values of the measures of each; what is not known is measured."""

    what: str
    said: dict[str, str]
    other: dict[str, str]
    truth: tuple[Truth, Truth]
    measures: tuple[str, ...]

    def plan(self, name: str, communities: int) -> Plan:
        """The scenario `base` or `other` with so many communities."""
        place = "{{name: c{}, type: residential, households: 100, persons_per_household: 2.5}}"
        places = ", ".join(place.format(i) for i in range(communities))
        said = {"workers": "1", "speed": "1", "filing": "0 min", **self.said, **(self.other if name == "other" else {})}
        return compile_plan(loads(WORLD.format(name=name, places=places, **said)))


def m_m_1(calls_per_hour: float, served_per_hour: float) -> Truth:
    """The textbook's values for one worker."""
    spare, load = served_per_hour - calls_per_hour, calls_per_hour / served_per_hour
    waits = {MEDIAN: 0.5, P90: 0.9}
    quantiles = {name: max(0.0, log(load / (1 - share)) / spare) for name, share in waits.items()}
    return {MEAN: 1 / spare, BACKLOG: load / (1 - load), SHARE: 1 - load * exp(-spare), **quantiles}


def exponential(mean_h: float) -> Truth:
    """The quantiles of an exponential response."""
    return {MEDIAN: mean_h * log(2), P90: mean_h * log(10)}


FILED = {"horizon": "2 days", "warm_up": "0 days", "workers": "40", "work": "1 min", "filing": "exponential(mean 10 h)"}
SOONER = {"filing": "exponential(mean 8 h)"}

WORLDS = {
    "queue": World(
        "M/M/1 at 70 %, 16 days, about 540 issues; against a worker 1.25 times as fast",
        {"horizon": "20 days", "warm_up": "4 days", "rate": "1.4", "work": "exponential(mean 30 min)"},
        {"speed": "1.25"}, (m_m_1(1.4, 2), m_m_1(1.4, 2.5)), (MEAN, BACKLOG, SHARE, MEDIAN, P90),
    ),
    "delays": World(
        "independent exponential delays of 10 h, 2 days, about 80 issues, a fifth censored; against 8 h",
        FILED | {"rate": "1.7"}, SOONER, (exponential(10), exponential(8)), (MEAN, MEDIAN, P90),
    ),
    "few issues": World(
        "the same with about 10 issues",
        FILED | {"rate": "0.2"}, SOONER, (exponential(10), exponential(8)), (MEAN, MEDIAN, P90),
    ),
    "heavy tails": World(
        "M/G/1 at 50 %, log-normal work with sd 4 times its mean, 10 days; against a worker 1.25 times as fast",
        {"horizon": "12 days", "warm_up": "2 days", "rate": "1", "work": "lognormal(mean 30 min; sd 2 h)"},
        {"speed": "1.25"}, ({}, {}), (MEAN, BACKLOG, SHARE),
    ),
}  # fmt: skip

SKEWED = ("queue", "heavy tails")  # worlds whose intervals hold less often


def histories(world: World, communities: int) -> pd.DataFrame:
    """The values of every community, replication and scenario, as the ordinary tables have them."""
    tables = []
    for name in ("base", "other"):
        plan = world.plan(name, communities)
        for replication in range(REPLICATIONS):
            records = simulate(plan, draw(plan, SEED, replication), engine="compiled")
            table = pd.concat([_by_community(plan, records), _p90(records)], ignore_index=True)
            tables.append(table.assign(scenario=name, replication=replication))
    table = pd.concat(tables, ignore_index=True)
    return table[table["measure"].isin(world.measures)]


def _by_community(plan: Plan, records: Records) -> pd.DataFrame:
    table = measures(plan, records)
    return table[table["by"] == "community"]


def _p90(records: Records) -> pd.DataFrame:
    """The 90th percentile of response, which has no row by community in the ordinary table, by the same functions."""
    issues = records.issues
    known = issues[issues["discovered_min"].notna()]
    attended = known["attended_min"].notna()
    known = known.assign(
        h=(known["attended_min"].fillna(records.until_min) - known["discovered_min"]) / 60, attended=attended
    )
    rows = [
        (P90, "community", name, survival.quantile(survival.kaplan_meier(*_pair(some)), 0.9), len(some))
        for name, some in known.groupby("community", observed=True)
    ]
    return pd.DataFrame(rows, columns=["measure", "by", "group", "value", "n"])


def _pair(some: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    return some["h"].to_numpy(), some["attended"].to_numpy(dtype=np.bool_)


def coverage(world: World, values: pd.DataFrame) -> pd.DataFrame:
    """A row for each measure, of a scenario and of the paired difference, and size of experiment.

    Columns measure, of (estimate or difference), n, experiments, covered, unmarked (the share of intervals
    without a caution), covered_unmarked. Where theory does not know, truth is the mean over all histories.
    """
    rows = []
    for size in SIZES:
        cut = values.assign(
            group=values["group"].astype(str) + "/" + (values["replication"] // size).astype(str),
            replication=values["replication"] % size,
        )
        base, other = (cut[cut["scenario"] == name] for name in ("base", "other"))
        for of, table in (("estimate", summarise(base)), ("difference", differences(cut, "base"))):
            for measure in world.measures:
                true = _true(world, measure, base, None if of == "estimate" else other)
                rows.append({"measure": measure, "of": of, "n": size, **_covered(table, measure, true)})
    return pd.DataFrame(rows)


def _true(world: World, measure: str, base: pd.DataFrame, other: pd.DataFrame | None) -> float:
    """The true value in the base, or of the difference of `other` from it."""

    def value(table: pd.DataFrame, truth: Truth) -> float:
        return truth[measure] if measure in truth else float(table.loc[table["measure"] == measure, "value"].mean())

    first = value(base, world.truth[0])
    return first if other is None else value(other, world.truth[1]) - first


def _covered(table: pd.DataFrame, measure: str, true: float) -> dict[str, float]:
    rows = table[table["measure"] == measure]
    covered = (rows["low"] <= true) & (true <= rows["high"])
    unmarked = rows["caution"] == ""
    return {
        "experiments": len(rows), "covered": float(covered.mean()), "unmarked": float(unmarked.mean()),
        "covered_unmarked": float(covered[unmarked].mean()),
    }  # fmt: skip


def larger(world: World, values: pd.DataFrame) -> pd.DataFrame:
    """Per cent of intervals that hold in experiments of more histories than a town has, drawn from all with repeats.

    A row for each measure, of a scenario and of the paired difference, and a column for each number of LARGER.
    """
    random, rows = np.random.default_rng(SEED), {}
    for measure in (MEAN, BACKLOG):
        of = values[values["measure"] == measure]
        both = of.set_index(["group", "replication", "scenario"])["value"].unstack().dropna()
        known = [truth.get(measure, both[name].mean()) for name, truth in zip(both, world.truth, strict=True)]
        rows[KINDS[measure]] = _held(random, both["base"].to_numpy(), known[0])
        gained = (both["other"] - both["base"]).to_numpy()
        rows[f"{KINDS[measure]}, difference"] = _held(random, gained, known[1] - known[0])
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(LARGER))


def _held(random: np.random.Generator, histories: np.ndarray, true: float) -> list[float]:
    """Per cent of Student's intervals of so many histories that hold the truth, in DRAWN experiments."""
    held = []
    for n in LARGER:
        drawn = random.choice(histories, (DRAWN, n))
        half = stats.t.ppf(0.975, n - 1) * drawn.std(axis=1, ddof=1) / sqrt(n)
        held.append(100 * float(np.mean(np.abs(drawn.mean(axis=1) - true) <= half)))
    return held


def larger_lines(tables: Mapping[str, pd.DataFrame]) -> list[str]:
    """The second table of docs/validation.md on intervals."""
    rows = [f"| world | number | {' | '.join(map(str, LARGER))} |", f"|---|---|{'---|' * len(LARGER)}"]
    for name, table in tables.items():
        rows += [
            f"| {name} | {label} | {' | '.join(f'{held:.0f}' for held in row)} |" for label, *row in table.itertuples()
        ]
    return rows


def error(share: float, count: float) -> float:
    """Half of the 95 % binomial interval of a share."""
    return 1.96 * sqrt(share * (1 - share) / count)


def lines(tables: Mapping[str, pd.DataFrame], communities: int) -> list[str]:
    """The table of docs/validation.md from the coverage of every world: per cent covered, and marked."""
    heads = [f"{communities * REPLICATIONS // n:,} of {n}" for n in SIZES]
    rows = [f"| world | number | {' | '.join(heads)} |", f"|---|---|{'---|' * len(SIZES)}"]
    for name, table in tables.items():
        by = table.set_index(["of", "measure", "n"])
        for of, measure in dict.fromkeys(zip(table["of"], table["measure"], strict=True)):
            shown = [_cell(by.loc[(of, measure, n)]) for n in SIZES]
            label = KINDS[measure] if of == "estimate" else f"{KINDS[measure]}, difference"
            rows.append(f"| {name} | {label} | {' | '.join(shown)} |")
    return rows


def _cell(row: pd.Series) -> str:
    share, marked = float(row["covered"]), 1 - float(row["unmarked"])
    return f"{100 * share:.1f} ± {100 * error(share, row['experiments']):.1f} ({100 * marked:.0f})"


def main(communities: int) -> None:
    """Print the tables."""
    values = {name: histories(world, communities) for name, world in WORLDS.items()}
    print("\n".join(lines({name: coverage(world, values[name]) for name, world in WORLDS.items()}, communities)))
    print("\n".join(["", *larger_lines({name: larger(WORLDS[name], values[name]) for name in SKEWED})]))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 250)
