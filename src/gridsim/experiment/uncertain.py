"""Uncertain inputs: the same draws of them for every scenario, and replications at each draw.

Choices, uncertainty and chance stay three axes: the runs of the scenarios as they are written know nothing of the
draws, and a draw has random histories of its own, equal in all scenarios.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from gridsim.analysis.draws import over_draws
from gridsim.errors import EngineError, ScenarioError
from gridsim.experiment.pool import Pool, value_of
from gridsim.experiment.precision import Watch
from gridsim.model.compile import compile_plan
from gridsim.model.sampling import draws as uniforms
from gridsim.scenario.cases import Case, Failed, written
from gridsim.scenario.experiment_values import MOST_REPLICATIONS, Draws, Span
from gridsim.scenario.loader import load

if TYPE_CHECKING:
    from gridsim.experiment.comparison import Comparison
    from gridsim.experiment.running import Progress
    from gridsim.model.plan import Plan

BESIDE = {"draws": "draws", "better": "draws_better", "worse": "draws_worse"}


@dataclass(frozen=True)
class Uncertain:
    """What uncertain inputs do to a comparison.

    `drawn` has draw, path and number (a factor where `scaled`), `values` the judged measures by scenario, draw and
    replication, `held` how each difference, or one scenario alone, holds over the draws. Draws that `failed` are left
    out for all scenarios.
    """

    inputs: Mapping[str, Span]
    wanted: Draws
    drawn: pd.DataFrame
    values: pd.DataFrame
    held: pd.DataFrame
    failed: tuple[Failed, ...]
    computed: int
    reused: int

    def beside(self, differences: pd.DataFrame) -> pd.DataFrame:
        """The differences with the number of draws in which each is better and worse; none for what is not judged."""
        counts = self.held.rename(columns=BESIDE)[["scenario", "measure", *BESIDE.values()]].assign(by="all")
        return differences.merge(counts, how="left", on=["scenario", "measure", "by"])


def with_uncertain(
    comparison: Comparison, cases: Sequence[Case], inputs: Mapping[str, Span], wanted: Draws, seed: int, *,
    engine: str, processes: int | None = None, progress: Progress | None = None, cache: Path | None = None,
) -> Comparison:  # fmt: skip
    """The comparison with its scenarios, which are `cases` by name, run at every draw of the inputs too.

    EngineError if not a single draw can be run.
    """
    named = {case.name: case for case in cases}
    chosen = [named[run.name] for run in comparison.runs]
    numbers = numbers_of(inputs, wanted.number, seed)
    says = {case.name: {path: written(case, path) for path, one in inputs.items() if one.scale} for case in chosen}
    each = wanted.replications * len(chosen)
    watch = Watch(progress, processes or os.cpu_count() or 1, wanted.number * each)
    parts, failed, reused = list[pd.DataFrame](), list[Failed](), 0

    def run(plans: Mapping[str, Plan], first: int) -> Pool:
        pool = Pool(dict(plans), seed, engine, processes, watch, cache, first=first)
        pool.extend(wanted.replications)
        return pool

    for draw, pool in at_draws(numbers, lambda at: dict(_plans(chosen, inputs, at, says)), run):
        if isinstance(pool, Failed):
            failed.append(pool)
            continue
        parts.append(_values(pool, draw, comparison.measures))
        reused += sum(kept for done in pool.done.values() for _, kept in done)
        if len(parts) == 1:
            left = (wanted.number - draw) * each
            watch.tell_cost("one draw of the uncertain inputs is done; the others", left, left, each)
    if not parts:
        raise EngineError(f"no draw of the uncertain inputs could be run; {failed[0].name}: {failed[0].said}")
    values = pd.concat(parts, ignore_index=True)
    held = over_draws(values, comparison.baseline, {one: comparison.smallest_of(one) for one in comparison.measures})
    computed = len(parts) * each - reused
    found = Uncertain(inputs, wanted, drawn_table(numbers, inputs), values, held, tuple(failed), computed, reused)
    return replace(comparison, uncertain=found)


def drawn_again(
    comparison: Comparison, folder: Path, facts: Mapping[str, Any], *, processes: int | None = None,
    progress: Progress | None = None,
) -> Comparison:  # fmt: skip
    """The comparison with the draws that the facts of a results folder tell of, run again from the folder alone."""
    said = facts["uncertain"]
    cases = [Case(run.name, str(folder / "inputs" / f"{run.name}.yaml"), {}) for run in comparison.runs]
    inputs = {path: Span(**{**span, "ends": tuple(span["ends"])}) for path, span in said["inputs"].items()}
    wanted, engine = Draws(said["draws"], said["replications"]), facts["engine"]
    options: dict[str, Any] = {"engine": engine, "processes": processes, "progress": progress}
    return with_uncertain(comparison, cases, inputs, wanted, facts["seed"], **options)


def numbers_of(inputs: Mapping[str, Span], number: int, seed: int) -> dict[str, list[float]]:
    """What is drawn of every input, by path: as many numbers as draws."""
    return {path: [span.at(float(u)) for u in uniforms(seed, path, number)] for path, span in inputs.items()}


def at_draws(
    numbers: Mapping[str, Sequence[float]], plans: Callable[[Mapping[str, float]], Mapping[str, Plan]],
    run: Callable[[Mapping[str, Plan], int], Pool],
) -> Iterator[tuple[int, Pool | Failed]]:  # fmt: skip
    """Every draw from 1 with its replications, or why it cannot be run.

    `plans` makes the scenarios at the numbers of a draw, `run` runs them from a first history on.
    """
    for draw, row in enumerate(zip(*numbers.values(), strict=True)):
        found: Pool | Failed
        try:
            found = run(plans(dict(zip(numbers, row, strict=True))), first_of(draw))
        except (ScenarioError, EngineError) as error:
            found = Failed(f"draw {draw + 1}", str(error))
        yield draw + 1, found


def first_of(draw: int) -> int:
    """The number of a draw's first replication: no draw shares a history with another, or with the runs as written."""
    return (draw + 1) * MOST_REPLICATIONS


def _plans(
    cases: Sequence[Case], inputs: Mapping[str, Span], at: Mapping[str, float],
    says: Mapping[str, Mapping[str, object]],
) -> Iterator[tuple[str, Plan]]:  # fmt: skip
    """Every scenario at a draw."""
    for case in cases:
        texts = {path: span.text(at[path], says[case.name].get(path)) or "" for path, span in inputs.items()}
        yield case.name, compile_plan(load(case.file, {**case.set, **texts}))


def _values(pool: Pool, draw: int, measures: Sequence[str]) -> pd.DataFrame:
    """The judged measures of all issues together, in every replication of a draw."""
    rows = [
        (name, draw, r, measure, value_of(one, measure))
        for name, done in pool.done.items()
        for r, (one, _) in enumerate(done)
        for measure in measures
    ]
    return pd.DataFrame(rows, columns=["scenario", "draw", "replication", "measure", "value"])


def drawn_table(numbers: Mapping[str, Sequence[float]], inputs: Mapping[str, Span]) -> pd.DataFrame:
    """What was drawn, in long form."""
    rows = [
        (draw, path, number, "" if span.scale else f"{span.before}…{span.after}", span.scale)
        for path, span in inputs.items()
        for draw, number in enumerate(numbers[path], start=1)
    ]
    return pd.DataFrame(rows, columns=["draw", "path", "number", "written", "scaled"])
