"""A ledger of claims put to the test: the scenarios as written, at draws of the uncertain inputs, along one input.

All scenarios of a ledger meet the same random histories, and the same draws. The input that may flip a claim is moved
through its range by bisection on the mean difference, on the histories of the scenarios as written; where all of the
interval says so, the flip is sure. analysis/claims.py has the rule of the verdict.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from gridsim.analysis.catalogue import MEASURES
from gridsim.analysis.claims import Effect, Held, Verdict, effect, held_over, size_of, standing, verdict
from gridsim.analysis.columns import Floats
from gridsim.analysis.inference import SMALLEST, Size
from gridsim.engines import DEFAULT
from gridsim.errors import Problem, ScenarioError
from gridsim.experiment.comparison import Comparison, compare
from gridsim.experiment.pool import Pool
from gridsim.experiment.precision import Watch
from gridsim.experiment.replications import Replicate
from gridsim.experiment.running import Progress
from gridsim.experiment.uncertain import at_draws, drawn_table, numbers_of
from gridsim.model.compile import compile_plan
from gridsim.model.plan import Plan
from gridsim.scenario.cases import Failed
from gridsim.scenario.claims import Claim, Ledger, Tipping
from gridsim.scenario.experiment_values import Draws
from gridsim.scenario.loader import load

_WORD = {True: "holds", False: "fails"}
STEPS = 4  # of bisection: a sixteenth of the range
Span = tuple[float, float]
Flip = tuple[tuple["Point", ...], Span | None, Span | None]  # points run, between, sure
Values = Mapping[tuple[str, str], Floats]  # by scenario and claim, an entry for each replication


@dataclass(frozen=True)
class Point:
    """A claim with the input that may flip it set to a number."""

    number: float
    effect: Effect
    by_mean: bool  # whether it holds by the mean difference


@dataclass(frozen=True)
class Found:
    """What came of a claim; `between` are numbers of the input between which it flips by its mean, none if it does not.

    `sure` are the nearest around them at which it stands for certain as on their side; none if it does so nowhere.
    """

    claim: Claim
    verdict: Verdict
    written: Effect | None = None
    held: Held | None = None
    points: tuple[Point, ...] = ()  # of the input, in the order in which they were run: both ends first
    between: Span | None = None
    sure: Span | None = None


@dataclass(frozen=True)
class Judged:
    """A ledger with its verdicts. `over` has the mean difference of each claim at each draw; `failed` is left out."""

    ledger: Ledger
    comparison: Comparison
    found: tuple[Found, ...]
    wanted: Draws
    over: pd.DataFrame
    drawn: pd.DataFrame
    failed: tuple[Failed, ...]
    computed: int
    reused: int

    @property
    def contradicted(self) -> bool:
        """Whether a claim is."""
        return any(one.verdict == "contradicted" for one in self.found)


@dataclass
class _Runs:
    """Where the runs of a ledger take place, and how many there were."""

    ledger: Ledger
    replications: int
    seed: int
    engine: str
    processes: int | None
    watch: Watch
    cache: Path | None
    computed: int = 0
    reused: int = 0
    failed: list[Failed] = field(default_factory=list)

    def pool(self, plans: Mapping[str, Plan], first: int, number: int) -> Pool:
        pool = Pool(dict(plans), self.seed, self.engine, self.processes, self.watch, self.cache, first=first)
        pool.extend(number)
        reused = sum(kept for done in pool.done.values() for _, kept in done)
        self.reused += reused
        self.computed += number * len(plans) - reused
        return pool


def judge(
    ledger: Ledger, replications: int = 5, seed: int = 1, *, draws: int | None = None, engine: str = DEFAULT,
    processes: int | None = None, progress: Progress | None = None, cache: Path | None = None,
) -> Judged:  # fmt: skip
    """Test every claim of a ledger, with so many replications of each scenario, and `draws` instead of the file's.

    ScenarioError if a claim is of a group that its scenarios do not have.
    """
    wanted = replace(ledger.draws, number=draws or ledger.draws.number)
    watch = Watch(progress, processes or os.cpu_count() or 1, _expected(ledger, replications, wanted))
    runs = _Runs(ledger, replications, seed, engine, processes, watch, cache)
    judged = dict.fromkeys(claim.measure for claim in ledger.tested if MEASURES[claim.measure].better)
    comparison = compare(
        [load(case.file, case.set) for case in ledger.cases], 0, replications, seed, engine=engine,
        processes=processes, progress=watch, cache=cache, measures=tuple(judged),
    )  # fmt: skip
    values = _as_written(ledger, comparison)
    _refuse_no_values(ledger, values)
    over, drawn = _over_draws(runs, wanted)
    tips = _Tips(runs, values).searched()
    found = tuple(_found(claim, values, over, tips.get(claim.name, ((), None, None))) for claim in ledger.claims)
    computed, reused = (sum(getattr(run, key) for run in comparison.runs) for key in ("computed", "reused"))
    return Judged(
        ledger, comparison, found, wanted, over, drawn, tuple(runs.failed), computed + runs.computed,
        reused + runs.reused,
    )  # fmt: skip


def _expected(ledger: Ledger, replications: int, wanted: Draws) -> int:
    """Replications in all, bisections aside."""
    over = wanted.number * wanted.replications if ledger.uncertain else 0
    ends = 2 * sum(len(claim.tipping.cases) for claim in ledger.tested if claim.tipping)
    return len(ledger.cases) * (replications + over) + ends * replications


def _found(claim: Claim, values: Values, over: pd.DataFrame, flip: Flip) -> Found:
    if claim.outside:
        return Found(claim, "outside, not tested")
    as_written = _effect(claim, values[claim.base, claim.name], values[claim.other, claim.name])
    rows = over[over["claim"] == claim.name]
    held = held_over(rows["estimate"].tolist(), rows["smallest_difference"].tolist(), claim.says)
    word = verdict(as_written.standing, held, [one.effect.standing for one in flip[0][:2]])
    return Found(claim, word, as_written, held, *flip)


def _effect(claim: Claim, base: Floats, other: Floats) -> Effect:
    return effect(base, other, claim.says, _smallest(claim))


def _smallest(claim: Claim) -> Size:
    """The difference that matters: as the claim says, else that of every comparison."""
    return claim.smallest or SMALLEST.get(claim.measure, ("relative", 0.05))


# -- values -----------------------------------------------------------------------------------------------


def _chosen(table: pd.DataFrame, claim: Claim) -> pd.DataFrame:
    """The rows of replications that a claim speaks of."""
    return table[(table["measure"] == claim.measure) & (table["by"] == claim.by) & (table["group"] == claim.group)]


def _as_written(ledger: Ledger, comparison: Comparison) -> Values:
    """The values of both scenarios of every claim, as they are written."""
    numbers = range(len(comparison.base.hashes["issues"]))
    return {
        (name, claim.name): rows[rows["scenario"] == name]
        .set_index("replication")["value"]
        .reindex(numbers)
        .to_numpy(np.float64)
        for claim in ledger.tested
        for rows in [_chosen(comparison.replications, claim)]
        for name in (claim.base, claim.other)
    }


def _values(claim: Claim, done: Sequence[tuple[Replicate, bool]]) -> Floats:
    """What a claim speaks of, in replications of one scenario; NaN where there is none."""
    rows = [_chosen(one.tables["replications"], claim)["value"] for one, _ in done]
    return np.array([float(row.iloc[0]) if len(row) else float("nan") for row in rows])


def _refuse_no_values(ledger: Ledger, values: Values) -> None:
    problems = [
        Problem(
            "unknown_name", f"{name} has no {claim.measure} of {claim.by} '{claim.group}'",
            "look into summary.csv of any results folder", path=f"claims.{claim.name}",
        )
        for claim in ledger.tested for name in (claim.base, claim.other)
        if np.isnan(values[name, claim.name]).all()
    ]  # fmt: skip
    if problems:
        raise ScenarioError(problems)


# -- uncertain inputs -------------------------------------------------------------------------------------


def _over_draws(runs: _Runs, wanted: Draws) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The mean difference of every claim at every draw, and what was drawn."""
    ledger, rows = runs.ledger, list[tuple[str, int, float, float]]()
    numbers = numbers_of(ledger.uncertain, wanted.number, runs.seed)

    def plans(at: Mapping[str, float]) -> dict[str, Plan]:
        cases = [ledger.drawn(case, at) for case in ledger.cases]
        return {case.name: compile_plan(load(case.file, case.set)) for case in cases}

    for draw, pool in at_draws(numbers, plans, lambda every, first: runs.pool(every, first, wanted.replications)):
        if isinstance(pool, Failed):
            runs.failed.append(pool)
            continue
        for claim in ledger.tested:
            base, other = (_values(claim, pool.done[name]) for name in (claim.base, claim.other))
            rows.append((claim.name, draw, float(np.mean(other - base)), size_of(base, _smallest(claim))))
    over = pd.DataFrame(rows, columns=["claim", "draw", "estimate", "smallest_difference"])
    return over, drawn_table(numbers, ledger.uncertain)[["draw", "path", "number"]]


# -- the value at which a claim flips ---------------------------------------------------------------------


class _Tips:
    """Searches, all claims side by side, for the number of an input at which each flips."""

    def __init__(self, runs: _Runs, values: Values) -> None:
        self.runs, self.values = runs, values
        self.cases = {case.name: case for case in runs.ledger.cases}
        self.claims = {claim.name: claim for claim in runs.ledger.tested if claim.tipping}
        self.points: dict[str, list[Point]] = {name: [] for name in self.claims}
        self.between: dict[str, Span] = {}

    def searched(self) -> dict[str, Flip]:
        """Every point that was run, and the numbers between which a claim flips."""
        ends = {name: (span.ends[0], span.ends[-1]) for name, span in self._spans()}
        self._run([(name, number) for name, both in ends.items() for number in both])
        flips = {name for name, points in self.points.items() if {one.by_mean for one in points} == {True, False}}
        self.between = {name: ends[name] for name in sorted(flips)}
        narrowing = list(self.between)
        for _ in range(STEPS):
            middles = {name: self._middle(name) for name in narrowing}
            narrowing = self._run([(name, at) for name, at in middles.items() if at not in self.between[name]])
            for name in narrowing:
                self._narrow(name)
        return {name: (tuple(points), self.between.get(name), self._sure(name)) for name, points in self.points.items()}

    def _spans(self) -> Iterator[tuple[str, Any]]:
        yield from ((name, claim.tipping.span) for name, claim in self.claims.items() if claim.tipping)

    def _middle(self, name: str) -> float:
        low, high = self.between[name]
        tipping = self.claims[name].tipping
        return float(round((low + high) / 2)) if tipping and tipping.span.whole else (low + high) / 2

    def _narrow(self, name: str) -> None:
        """Take the half in which it flips by its mean."""
        (first, *_, middle), (low, high) = self.points[name], self.between[name]
        as_low = middle.by_mean == first.by_mean
        self.between[name] = (middle.number, high) if as_low else (low, middle.number)

    def _sure(self, name: str) -> Span | None:
        """The nearest numbers on both sides of the flip at which all of the interval says the same as the mean."""
        if name not in self.between:
            return None
        low, high = self.between[name]
        certain = [one.number for one in self.points[name] if one.effect.standing == _WORD[one.by_mean]]
        below, above = [at for at in certain if at <= low], [at for at in certain if at >= high]
        return (max(below), min(above)) if below and above else None

    def _run(self, wanted: Sequence[tuple[str, float]]) -> list[str]:
        """Run claims with their inputs at numbers, in all scenarios in which they are set: those that could be."""
        plans = dict[str, Plan]()
        kept = list[tuple[str, float]]()
        for name, number in wanted:
            tipping = self.claims[name].tipping
            assert tipping is not None
            try:
                plans |= {_key(name, number, case): self._plan(tipping, number, case) for case in tipping.cases}
                kept.append((name, number))
            except ScenarioError as error:
                self.runs.failed.append(Failed(f"{name}, {tipping.path}: {tipping.shown(number)}", str(error)))
        if not plans:
            return []
        done = self.runs.pool(plans, 0, self.runs.replications).done
        for name, number in kept:
            claim = self.claims[name]
            base, other = (self._moved(claim, number, one, done) for one in (claim.base, claim.other))
            found = _effect(claim, base, other)
            mean = standing(found.estimate, found.estimate, claim.says, found.size)
            self.points[name].append(Point(number, found, mean == "holds"))
        return [name for name, _ in kept]

    def _plan(self, tipping: Tipping, number: float, name: str) -> Plan:
        case = self.cases[name]
        return compile_plan(load(case.file, {**case.set, tipping.path: tipping.text(number, case)}))

    def _moved(self, claim: Claim, number: float, case: str, done: Mapping[str, Any]) -> Floats:
        """The values of a scenario of a claim: moved, or as written where the input is set in the other alone."""
        key = _key(claim.name, number, case)
        return _values(claim, done[key]) if key in done else self.values[case, claim.name]


def _key(claim: str, number: float, case: str) -> str:
    return f"{claim} {number!r} {case}"
