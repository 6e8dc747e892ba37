"""Which inputs of a scenario matter: those with a range of evidence are screened, the largest drawn as a tornado.

Two stages. Morris's trajectories through all ranges, every point of one on the same random histories (analysis/morris).
Then, for the inputs that turn out to matter, the scenario with one of them at either end of its range and all others as
written, compared with the scenario itself on the histories that `gridsim run` has.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from gridsim.analysis.catalogue import HEADLINE
from gridsim.analysis.columns import Floats
from gridsim.analysis.inference import ALPHA, differences, smallest_difference
from gridsim.analysis.morris import COLUMNS, needed, screened, trajectories
from gridsim.engines import DEFAULT
from gridsim.errors import EngineError, Problem, ScenarioError
from gridsim.experiment.comparison import RunResult, run
from gridsim.experiment.contents import contents
from gridsim.experiment.pool import Pool, value_of
from gridsim.experiment.precision import Watch
from gridsim.experiment.running import Progress
from gridsim.experiment.uncertain import first_of
from gridsim.model.compile import compile_plan
from gridsim.model.compile.inputs import Input, inputs_of
from gridsim.model.plan import Plan
from gridsim.results import Results
from gridsim.scenario.cases import Case, Failed
from gridsim.scenario.loader import dump, load, resolved

NUMBER = 10  # trajectories
HISTORIES = 2  # of every point, the fewest that show chance
MOST_BARS = 10  # of a tornado
LEAST_BARS = 3  # where nothing matters
ENDS = ("low", "high")
NO_VALUE = "nothing in this scenario has such a measure"


@dataclass(frozen=True)
class Sensitivity:
    """What moving the inputs of a scenario does to its judged measures.

    `base` is the scenario as written. `effects` has a row for each measure and input as `screened` makes it, with the
    smallest difference that matters, the `word` (matters, small, chance, nothing) and `rank`, largest first; `values`
    the measures at every point of every trajectory; `points` what each point sets; `ends` the paired differences of
    the largest at either end of the range. Inputs and trajectories that could not be run are `failed`.
    """

    base: RunResult
    inputs: tuple[Input, ...]
    measures: tuple[str, ...]
    trajectories: int
    effects: pd.DataFrame
    points: pd.DataFrame
    values: pd.DataFrame
    ends: pd.DataFrame
    failed: tuple[Failed, ...]
    computed: int
    reused: int


@dataclass
class _Runs:
    """Where the runs of a sensitivity take place, and how many there were."""

    case: Case
    seed: int
    engine: str
    processes: int | None
    watch: Watch
    cache: Path | None
    computed: int = 0
    reused: int = 0

    def pool(self, settings: Mapping[str, Mapping[str, str]], first: int, number: int) -> Pool:
        """The scenario with values set, by name, in so many histories from the `first` on."""
        plans = {name: self._plan(set) for name, set in settings.items()}
        pool = Pool(plans, self.seed, self.engine, self.processes, self.watch, self.cache, first=first)
        pool.extend(number)
        reused = sum(kept for done in pool.done.values() for _, kept in done)
        self.reused += reused
        self.computed += number * len(plans) - reused
        return pool

    def _plan(self, set: Mapping[str, str]) -> Plan:
        return compile_plan(load(self.case.file, {**self.case.set, **set}))


def sensitivity(
    case: Case, replications: int = 10, seed: int = 1, *, number: int = NUMBER, measures: Sequence[str] = HEADLINE,
    engine: str = DEFAULT, processes: int | None = None, progress: Progress | None = None, cache: Path | None = None,
) -> Sensitivity:  # fmt: skip
    """Screen the inputs of a scenario over `number` trajectories, and run the largest at the ends of their ranges.

    ScenarioError if SALib is not installed, or if no input has a range; EngineError if no trajectory could be run.
    """
    needed()
    inputs, failed = inputs_of(case)
    if not inputs:
        hint = "say for example 'evidence: {issues.litter.work: {range: 20 min to 60 min}}'"
        raise ScenarioError([Problem("bad_option", "no value of this scenario has a range", hint, case.file)])
    each = (len(inputs) + 1) * HISTORIES
    watch = Watch(progress, processes or os.cpu_count() or 1, replications + number * each)
    runs = _Runs(case, seed, engine, processes, watch, cache)
    base = run(load(case.file, case.set), replications, seed, engine=engine, processes=processes, progress=watch,
               cache=cache)  # fmt: skip
    left = number * each + 2 * len(measures) * MOST_BARS * replications
    watch.tell_cost("the scenario itself is done; the others", number * each, left, replications)
    judged = [one for one in measures if (base.replications["measure"] == one).any()]
    if not judged:
        raise ScenarioError([Problem("unknown_measure", f"the scenario has no {', '.join(measures)}", "", case.file)])
    failed += tuple(Failed(one, NO_VALUE) for one in measures if one not in judged)
    points = trajectories([one.path for one in inputs], number, seed)
    values, lost = _screen(runs, inputs, points, judged)
    effects = _judged(base, inputs, points, values, judged, seed)
    ends = _ends(runs, base, _largest(effects, inputs), judged, replications)
    return Sensitivity(
        base, inputs, tuple(judged), number, effects, _told(inputs, points), values, ends, (*failed, *lost),
        base.computed + runs.computed, base.reused + runs.reused,
    )  # fmt: skip


def _screen(
    runs: _Runs, inputs: Sequence[Input], points: Floats, measures: Sequence[str]
) -> tuple[pd.DataFrame, list[Failed]]:
    """The measures at every point (trajectory, point, replication, measure, value); what could not be run apart."""
    rows, lost = list[tuple[int, int, int, str, float]](), list[Failed]()
    for t, along in enumerate(points):
        settings = {f"{t + 1}.{p}": _set(inputs, shares) for p, shares in enumerate(along)}
        try:
            pool = runs.pool(settings, first_of(t), HISTORIES)
        except (ScenarioError, EngineError) as error:
            lost.append(Failed(f"trajectory {t + 1}", str(error)))
            continue
        rows += [
            (t + 1, p, r, measure, value_of(one, measure))
            for p, name in enumerate(settings)
            for r, (one, _) in enumerate(pool.done[name])
            for measure in measures
        ]
    if len(points) - len(lost) < 2:
        raise EngineError(f"fewer than two trajectories could be run; {lost[0].name}: {lost[0].said}")
    return pd.DataFrame(rows, columns=["trajectory", "point", "replication", "measure", "value"]), lost


def _set(inputs: Sequence[Input], shares: Floats) -> dict[str, str]:
    return {one.at: one.set_to(float(share)) for one, share in zip(inputs, shares, strict=True)}


def _judged(
    base: RunResult, inputs: Sequence[Input], points: Floats, values: pd.DataFrame, measures: Sequence[str], seed: int
) -> pd.DataFrame:
    """The effects on every measure, largest first, with a word for each."""
    names, tables = [one.path for one in inputs], []
    ran = points[sorted(set(values["trajectory"] - 1))]
    for measure in measures:
        of = values.loc[values["measure"] == measure, "value"].to_numpy(np.float64)
        effects = screened(names, ran, of.reshape(*ran.shape[:2], HISTORIES), seed)
        smallest = smallest_difference(measure, base.summary)
        effects["word"] = [_word(row["mu_star"], row["holm_p"], smallest) for _, row in effects.iterrows()]
        ordered = effects.sort_values("mu_star", ascending=False, kind="stable").reset_index(drop=True)
        tables.append(ordered.assign(measure=measure, smallest_difference=smallest, rank=ordered.index + 1))
    table = pd.concat(tables, ignore_index=True)
    return table[["measure", "rank", *COLUMNS, "smallest_difference", "word"]]


def _word(mu_star: float, p: float, smallest: float) -> str:
    """What is to be said of an effect."""
    if mu_star == 0:
        return "nothing"
    if np.isnan(mu_star) or p >= ALPHA:
        return "chance"
    return "small" if mu_star < smallest else "matters"


def _largest(effects: pd.DataFrame, inputs: Sequence[Input]) -> list[Input]:
    """The inputs that matter most for any measure; where none does, the largest."""
    matter = (effects["word"] == "matters") & (effects["rank"] <= MOST_BARS)
    some = matter.groupby(effects["measure"]).transform("any")
    chosen = set(effects.loc[matter | (~some & (effects["rank"] <= LEAST_BARS)), "path"])
    return [one for one in inputs if one.path in chosen]


def _ends(
    runs: _Runs, base: RunResult, inputs: Sequence[Input], measures: Sequence[str], replications: int
) -> pd.DataFrame:
    """Paired differences from the scenario as written, with each input at either end: path, end, set_to and these."""
    settings = {f"{one.path} {end}": {one.at: one.set_to(i)} for one in inputs for i, end in enumerate(ENDS)}
    pool = runs.pool(settings, 0, replications)
    rows = [
        (name, r, measure, "all", "all", value_of(one, measure))
        for name, done in pool.done.items()
        for r, (one, _) in enumerate(done)
        for measure in measures
    ]
    columns = ["scenario", "replication", "measure", "by", "group", "value"]
    own = base.replications
    own = own[(own["by"] == "all") & own["measure"].isin(list(measures))]
    found = differences(pd.concat([own[columns], pd.DataFrame(rows, columns=columns)]), base.name, measures)
    paths = found["scenario"].str.rsplit(" ", n=1, expand=True)
    texts = found["scenario"].map({name: next(iter(set.values())) for name, set in settings.items()})
    kept = found[["measure", "estimate", "low", "high", "n", "correlation", "caution"]]
    return pd.concat([pd.DataFrame({"path": paths[0], "end": paths[1], "set_to": texts}), kept], axis=1)


def _told(inputs: Sequence[Input], points: Floats) -> pd.DataFrame:
    """What each point of each trajectory sets."""
    rows = [
        (t, p, one.path, one.at, one.set_to(float(share)))
        for t, along in enumerate(points, start=1)
        for p, shares in enumerate(along)
        for one, share in zip(inputs, shares, strict=True)
    ]
    return pd.DataFrame(rows, columns=["trajectory", "point", "path", "at", "set_to"])


def folder_of(found: Sensitivity, case: Case) -> Results:
    """What goes into the results folder: that of the scenario as written, with what was screened."""
    inputs = {f"{found.base.name}.yaml": dump(resolved(case.file, case.set))}
    results = contents(found.base, inputs, f"{found.base.name}-sensitivity")
    facts = {
        **results.facts,
        "computed": found.computed,
        "reused": found.reused,
        "headline": list(found.measures),
        "sensitivity": {
            "trajectories": found.trajectories,
            "histories": HISTORIES,
            "inputs": [
                {"path": one.path, "low": one.ends[0], "base": one.base_text, "high": one.ends[1]}
                for one in found.inputs
            ],
            "failed": [asdict(one) for one in found.failed],
            "chance": dict(_chance(found)),
            "effects": found.effects.to_dict("records"),
            "ends": found.ends.to_dict("records"),
        },
    }
    tables = {"effects": found.effects, "trajectories": found.points, "screened": found.values, "ends": found.ends}
    return replace(results, facts=facts, tables={**results.tables, **tables})


def _chance(found: Sensitivity) -> Iterator[tuple[str, float]]:
    """By how much each measure of the scenario as written varies from history to history (standard deviation)."""
    rows = found.base.replications
    for measure in found.measures:
        yield measure, float(rows.loc[(rows["measure"] == measure) & (rows["by"] == "all"), "value"].std())
