"""Runs of scenarios on the same random histories, and what the differences between them say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from gridsim.analysis.binding import Binding, binds
from gridsim.analysis.catalogue import HEADLINE, MEASURES
from gridsim.analysis.inference import Gains, Size, differences, gains, smallest_difference, summarise, verdict
from gridsim.analysis.places import with_places
from gridsim.analysis.warmup import Settling, settling
from gridsim.engines import DEFAULT
from gridsim.errors import Problem, ScenarioError
from gridsim.experiment.asked import refuse
from gridsim.experiment.pool import Pool
from gridsim.experiment.precision import Reached
from gridsim.experiment.replications import Job, Replicate, records_of
from gridsim.experiment.running import Progress
from gridsim.experiment.uncertain import Uncertain
from gridsim.model.calendar import DAY_MIN
from gridsim.model.compile import compile_plan
from gridsim.model.plan import Plan
from gridsim.model.records import Records
from gridsim.scenario.cases import Failed, lost_point
from gridsim.scenario.evidence import evidence_counts
from gridsim.scenario.experiment_values import Precision
from gridsim.scenario.schema import Scenario

ENOUGH = ("better", "worse")
SAME = "no difference that matters"
UNSURE = "not enough replications to tell"
CAUSES = ("hidden_mean_h", "waiting_calendar_h", "waiting_people_h", "waiting_departments_h")


@dataclass(frozen=True)
class RunResult:
    """All replications of one scenario: its tables by name, and how many came from the cache."""

    name: str
    plan: Plan
    seed: int
    engine: str
    evidence: Mapping[str, int]
    tables: Mapping[str, pd.DataFrame]  # each with the columns scenario and replication first
    hashes: Mapping[str, tuple[str, ...]]  # of the tables of records, by replication
    computed: int
    reused: int
    reached: Reached | None = None  # where a precision was wanted

    @property
    def replications(self) -> pd.DataFrame:
        """Every measure of every replication, one row each."""
        return self.tables["replications"]

    @cached_property
    def summary(self) -> pd.DataFrame:
        """Every measure with its 95 % interval over replications."""
        return summarise(self.replications)

    @cached_property
    def binding(self) -> Binding:
        """What holds issues up: the calendar, the people or the departments."""
        return binds(self.summary, self.name)

    @cached_property
    def settling(self) -> Settling:
        """Whether the backlog settles, and within the warm-up."""
        return settling(self.tables["backlog"], self.plan.warm_up_min / DAY_MIN)


@dataclass(frozen=True)
class Answer:
    """What a comparison comes to, in one of four words, by the headline measures together.

    `measure` decides the word (None where none does), `moved` has the word of every headline measure, `causes`
    the parts of exposure that changed for certain, largest first, in hours per issue.
    """

    scenario: str
    baseline: str
    verdict: str
    measure: str | None
    moved: Mapping[str, str]
    causes: Mapping[str, float]
    touched: Mapping[str, int]  # communities whose staff differs, by type
    staff: int
    staff_difference: int
    communities: Gains | None = None  # who gains and who loses, by `measure` or else the first that is judged


@dataclass(frozen=True)
class Comparison:
    """Several runs on the same workloads, each compared with the baseline replication by replication."""

    runs: tuple[RunResult, ...]
    baseline: str
    measures: tuple[str, ...] = HEADLINE  # that are judged, the most important first
    smallest: Mapping[str, Size] = field(default_factory=dict)  # differences that matter, where a person says so
    points: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # of a sweep: what each sets, by path
    failed: tuple[Failed, ...] = ()  # points that could not be run
    uncertain: Uncertain | None = None  # what uncertain inputs do to the differences

    @property
    def base(self) -> RunResult:
        """The run all others are compared with."""
        return next(run for run in self.runs if run.name == self.baseline)

    @property
    def others(self) -> tuple[RunResult, ...]:
        """The runs that are compared with it."""
        return tuple(run for run in self.runs if run.name != self.baseline)

    def table(self, name: str) -> pd.DataFrame:
        """A table of all runs together."""
        return pd.concat([run.tables[name] for run in self.runs], ignore_index=True)

    @property
    def replications(self) -> pd.DataFrame:
        """Every measure of every replication of every scenario."""
        return self.table("replications")

    @cached_property
    def summary(self) -> pd.DataFrame:
        """Every measure of every scenario with its 95 % interval."""
        return pd.concat([run.summary for run in self.runs], ignore_index=True)

    @cached_property
    def differences(self) -> pd.DataFrame:
        """Paired differences from the baseline with 95 % intervals; judged measures with Holm's and their verdict."""
        table = differences(self.replications, self.baseline, self.measures)
        judged = [self._judged({str(k): v for k, v in row.items()}) for row in table.to_dict("records")]
        table = table.assign(
            smallest_difference=[smallest for smallest, _ in judged], verdict=[word for _, word in judged]
        )
        return table if self.uncertain is None else self.uncertain.beside(table)

    def smallest_of(self, measure: str) -> float:
        """The difference of a measure that would matter, in its unit."""
        return smallest_difference(measure, self.base.summary, self.smallest)

    def _judged(self, row: Mapping[str, Any]) -> tuple[float, str]:
        """The difference that would matter and the verdict by Holm's interval; nothing for what is not judged."""
        measure = str(row["measure"])
        better = MEASURES[measure].better
        if row["by"] != "all" or measure not in self.measures or better is None:
            return float("nan"), ""
        smallest = self.smallest_of(measure)
        return smallest, verdict({"low": row["holm_low"], "high": row["holm_high"]}, smallest, better)

    @property
    def verdicts(self) -> pd.DataFrame:
        """The judged measures' differences alone, in the order of the catalogue."""
        rows = self.differences[self.differences["measure"].isin(self.measures) & (self.differences["by"] == "all")]
        return rows.reset_index(drop=True)

    @cached_property
    def binding(self) -> dict[str, Binding]:
        """What binds, by scenario."""
        return {run.name: run.binding for run in self.runs}

    @cached_property
    def answers(self) -> tuple[Answer, ...]:
        """One answer for each scenario but the baseline."""
        return tuple(self._answer(run) for run in self.others)

    def _answer(self, run: RunResult) -> Answer:
        rows = self.verdicts[self.verdicts["scenario"] == run.name]
        words = dict(zip(rows["measure"], rows["verdict"], strict=True))
        moved = {name: words[name] for name in self.measures if words.get(name)}
        word, measure = overall(moved, self.measures)
        return Answer(
            run.name, self.baseline, word, measure, moved, self._causes(run.name), touched(self.base.plan, run.plan),
            len(run.plan.workers), len(run.plan.workers) - len(self.base.plan.workers),
            self._gains(run.name, measure),
        )  # fmt: skip

    def _gains(self, scenario: str, decides: str | None) -> Gains | None:
        """Who gains and who loses by the measure that decides, or else by the first judged that communities have."""
        every = ((one, MEASURES[one].better) for one in ([decides] if decides else self.measures))
        found = (gains(self.differences, scenario, one, better) for one, better in every if better is not None)
        return next((one for one in found if one is not None), None)

    def _causes(self, scenario: str) -> dict[str, float]:
        """Parts of exposure whose difference has an interval without zero, largest first."""
        table = self.differences
        rows = table[(table["scenario"] == scenario) & (table["by"] == "all") & table["measure"].isin(CAUSES)]
        sure = rows[(rows["low"] > 0) | (rows["high"] < 0)]
        ordered = sure.reindex(sure["estimate"].abs().sort_values(ascending=False, kind="stable").index)
        return dict(zip(ordered["measure"], ordered["estimate"], strict=True))


def overall(moved: Mapping[str, str], measures: Sequence[str] = HEADLINE) -> tuple[str, str | None]:
    """One word for a comparison and the measure that decides it, from the words of the `measures` in their order.

    The first measure that is better or worse decides; the answer names those that go the other way. With none,
    all must show no difference that matters, else more replications are needed.
    """
    ordered = [name for name in measures if moved.get(name)]
    for name in ordered:
        if moved[name] in ENOUGH:
            return moved[name], name
    unsure = [name for name in ordered if moved[name] != SAME]
    return (UNSURE, unsure[0]) if unsure else (SAME, None)


def touched(base: Plan, other: Plan) -> dict[str, int]:
    """Number of communities by type whose workers, counted by role, are not those of the base."""
    before, after = _posts(base), _posts(other)
    return dict(Counter(one.type.word for one in other.communities if before.get(one.name) != after[one.name]))


def _posts(plan: Plan) -> dict[str, Counter[str]]:
    """Workers of every community by role."""
    posts = {community.name: Counter[str]() for community in plan.communities}
    for worker in plan.workers:
        posts[plan.communities[worker.community].name][plan.roles[worker.role].name] += 1
    return posts


def simulate(scenario: Scenario, seed: int = 1, replication: int = 0, engine: str = DEFAULT) -> Records:
    """One replication of a scenario: its two tables of records, checked."""
    return records_of(Job(scenario.name, compile_plan(scenario), seed, replication, engine))


def run(
    scenario: Scenario, replications: int | Precision = 20, seed: int = 1, *, engine: str = DEFAULT,
    processes: int | None = None, progress: Progress | None = None, cache: Path | None = None,
) -> RunResult:  # fmt: skip
    """Run a scenario; `cache` is a folder of finished replications to reuse and add to, None keeps nothing.

    The result is the same for any number of processes (None: every core). EngineError if a replication failed.
    """
    return _run_all([scenario], replications, seed, engine, processes, progress, cache)[0][0]


def compare(
    scenarios: Sequence[Scenario], baseline: int | str = 0, replications: int | Precision = 20, seed: int = 1, *,
    engine: str = DEFAULT, processes: int | None = None, progress: Progress | None = None,
    cache: Path | None = None, measures: Sequence[str] = (), smallest: Mapping[str, Size] | None = None,
    points: Mapping[str, Mapping[str, str]] | None = None, failed: Sequence[Failed] = (),
) -> Comparison:  # fmt: skip
    """Run scenarios on the same seeds and compare each with the baseline, given by its place or name.

    `measures` are judged instead of the headline measures; `smallest` says what difference matters. A failing
    replication of a scenario that is one of the `points` of a sweep loses that point alone, which joins those that
    have `failed` before.
    """
    refuse(engine, seed, measures, smallest)
    options = (replications, seed, engine, processes, progress, cache, measures, tuple(points or ()))
    runs, lost = _run_all(scenarios, *options)
    names = [run.name for run in runs]
    if isinstance(baseline, str) and baseline not in names:
        raise ScenarioError([Problem("unknown_baseline", f"no scenario is called '{baseline}'", ", ".join(names))])
    base = baseline if isinstance(baseline, str) else names[baseline]
    known = {name: texts for name, texts in (points or {}).items() if name in names}
    told = (lost_point(one.name, (points or {}).get(one.name, {}), one.said) for one in lost)
    return Comparison(runs, base, tuple(measures) or HEADLINE, dict(smallest or {}), known, (*failed, *told))


def _run_all(
    scenarios: Sequence[Scenario], replications: int | Precision, seed: int, engine: str, processes: int | None,
    progress: Progress | None, cache: Path | None, measures: Sequence[str] = (), spared: Collection[str] = (),
) -> tuple[tuple[RunResult, ...], tuple[Failed, ...]]:  # fmt: skip
    """Run all replications of all scenarios side by side; those that failed apart."""
    of = replications.of if isinstance(replications, Precision) else ()
    refuse(engine, seed, (*measures, *of))
    if not scenarios:
        raise ScenarioError([Problem("bad_option", "there is no scenario to run", "give one or more")])
    plans = [compile_plan(scenario) for scenario in scenarios]
    _refuse_other_times(plans)
    names = _distinct([scenario.name for scenario in scenarios])
    pool = Pool(dict(zip(names, plans, strict=True)), seed, engine, processes, progress, cache, spared)
    reached = None
    if isinstance(replications, Precision):
        reached = pool.until(replications, replications.of or (tuple(measures) or HEADLINE)[:1])
    elif replications < 1:
        raise ScenarioError([Problem("no_replications", f"{replications} replications", "at least 1 is needed")])
    else:
        pool.extend(replications)
    runs = (
        _result(name, pool.plans[name], seed, engine, evidence_counts(scenario), pool.done.pop(name), reached)
        for name, scenario in zip(names, scenarios, strict=True)
        if name in pool.plans
    )
    return tuple(runs), tuple(pool.failed)


def _result(
    name: str, plan: Plan, seed: int, engine: str, evidence: Mapping[str, int],
    outcomes: Sequence[tuple[Replicate, bool]], reached: Reached | None,
) -> RunResult:  # fmt: skip
    """Put the replications of a scenario together."""
    done, reused = [one for one, _ in outcomes], sum(kept for _, kept in outcomes)
    joined = {kind: _joined(name, [one.tables[kind] for one in done]) for kind in done[0].tables}
    tables = with_places(plan, joined)
    hashes = {kind: tuple(one.hashes[kind] for one in done) for kind in done[0].hashes}
    return RunResult(name, plan, seed, engine, evidence, tables, hashes, len(done) - reused, reused, reached)


def _joined(name: str, tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """The tables of all replications in one, told apart by scenario and replication."""
    told: Iterable[pd.DataFrame] = (
        pd.concat([pd.DataFrame({"scenario": [name] * len(table), "replication": r}), table], axis=1)
        for r, table in enumerate(tables)
    )
    return pd.concat(told, ignore_index=True)


def _distinct(names: Sequence[str]) -> list[str]:
    """The names, told apart by a number where one comes again: a scenario may be compared with itself."""
    met = Counter[str]()
    distinct = []
    for name in names:
        met[name] += 1
        distinct.append(name if met[name] == 1 else f"{name} ({met[name]})")
    return distinct


def _refuse_other_times(plans: Sequence[Plan]) -> None:
    """Only scenarios over the same stretch of time can be compared."""
    facts: Mapping[str, Callable[[Plan], Any]] = {
        "start": lambda plan: plan.start.date(),
        "horizon": lambda plan: f"{plan.horizon_min / 1440:g} days",
        "warm_up": lambda plan: f"{plan.warm_up_min / 1440:g} days",
    }
    problems = [
        Problem("other_time", f"{told(other)}, but {told(plans[0])} in {plans[0].name}", "give them the same",
                place=other.name, path=f"time.{name}")
        for other in plans[1:]
        for name, told in facts.items()
        if told(other) != told(plans[0])
    ]  # fmt: skip
    if problems:
        raise ScenarioError(problems)
