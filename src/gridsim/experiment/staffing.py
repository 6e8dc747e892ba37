"""The headcount that a target needs: the search of a ladder run for real, and what would help where none is enough."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from gridsim.analysis.binding import Binding, binds
from gridsim.analysis.columns import Floats
from gridsim.analysis.inference import summarise
from gridsim.analysis.targets import Shown, Target, judged, parse_target
from gridsim.engines import DEFAULT
from gridsim.errors import Problem, ScenarioError
from gridsim.experiment.allocation import best_ladder
from gridsim.experiment.asked import refuse
from gridsim.experiment.cache import Cache
from gridsim.experiment.ladder import By, Ladder, Rung, by_of, ladder, role_of
from gridsim.experiment.pool import Pool
from gridsim.experiment.remedies import Change, changes
from gridsim.experiment.replications import Job, Replicate
from gridsim.experiment.running import Progress, Step, run_jobs
from gridsim.experiment.staffing_search import Found, search
from gridsim.model.compile.allocation import with_counts
from gridsim.model.plan import Plan
from gridsim.scenario.experiment_values import MOST_DRAWS, MOST_REPLICATIONS
from gridsim.scenario.schema import Scenario

FRESH = (MOST_DRAWS + 1) * MOST_REPLICATIONS  # the first history that no run or draw meets
TIMES_FRESH = 2  # as many replications of a test as of the search
SHORT = 4  # names on a line
WAITS = ("waiting_calendar_h", "waiting_people_h", "waiting_departments_h", "hidden_mean_h")


@dataclass(frozen=True)
class Remedy:
    """A change with the workers of a rung, and what it shows of the target."""

    word: str
    who: str
    times: int
    workers: int
    shown: Shown


@dataclass(frozen=True)
class StaffFor:
    """What came of looking for a headcount.

    `binding` says of rungs what binds there. `dealt` is what the answer's number of workers shows when the scenario's
    own weights deal it out, where an allocation was looked for. `remedies` are tested where no headcount is enough,
    all together with the error that `remedy_level` leaves each.
    """

    target: Target
    confidence: float
    ladder: Ladder
    found: Found
    replications: int
    fresh: int
    seed: int
    engine: str
    binding: Mapping[int, Binding]
    dealt: Shown | None
    remedies: tuple[Remedy, ...]
    remedy_level: float
    computed: int
    reused: int
    at_most: int | None = None  # as it was asked for

    @property
    def answer(self) -> Rung | None:
        """The smallest headcount that meets the target; None if there is none, or none could be shown to."""
        return None if self.found.answer is None else self.ladder.rungs[self.found.answer]


@dataclass
class Runner:
    """Runs plans and reads off what a target is about."""

    target: Target
    seed: int
    engine: str
    processes: int | None
    progress: Progress | None
    cache: Path | None
    computed: int = 0
    reused: int = 0
    binding: dict[str, Binding] = field(default_factory=dict)
    busy: dict[str, Mapping[str, float]] = field(default_factory=dict)  # departments, by plan

    def values(self, plans: Mapping[str, Plan], first: int, number: int) -> dict[str, Floats]:
        """The target's measure in so many replications of each plan, from the `first` on.

        ScenarioError if the scenario has nothing to measure; a replication that has nothing is left out.
        """
        names = list(plans)
        listed = ", ".join(names) if len(names) <= SHORT else f"{names[0]} ... {names[-1]}, {len(names)} in all"
        self.note(f"{number} replications of each: {listed}")
        pool = Pool(dict(plans), self.seed, self.engine, self.processes, self.progress, self.cache, first=first)
        pool.extend(number)
        return {name: self._read(name, done) for name, done in pool.done.items()}

    def profiles(self, jobs: Sequence[Job]) -> Sequence[Replicate]:
        """Jobs of an allocation done, in their order."""
        cache = None if self.cache is None else Cache(self.cache)
        finished = run_jobs(jobs, self.processes, self.progress, cache)
        self.reused += sum(finished.reused)
        self.computed += len(jobs) - sum(finished.reused)
        return finished.replicates

    def note(self, said: str) -> None:
        """Tell what comes next."""
        if self.progress is not None:
            self.progress(Step(0, 0, 0, note=said))

    def _read(self, name: str, done: Sequence[tuple[Replicate, bool]]) -> Floats:
        self.reused += sum(kept for _, kept in done)
        self.computed += sum(not kept for _, kept in done)
        self._note(name, [one for one, _ in done])
        values = np.array([self.target.of(one.tables) for one, _ in done])
        if np.isnan(values).all():
            fact = f"no replication has anything that '{self.target.text}' could be read off"
            hint = "observe for longer, or name another measure"
            raise ScenarioError([Problem("nothing_to_judge", fact, hint, "--target")])
        known: Floats = values[~np.isnan(values)]
        return known

    def _note(self, name: str, done: Sequence[Replicate]) -> None:
        """What binds under a plan, and how busy its departments are."""
        rows = pd.concat(
            [_few_rows(one.tables["replications"]).assign(scenario=name, replication=r) for r, one in enumerate(done)],
            ignore_index=True,
        )
        summary = summarise(rows)
        self.binding[name] = binds(summary, name)
        offices = summary[summary["by"] == "department"]
        self.busy[name] = dict(zip(offices["group"], offices["estimate"], strict=True))


def staff_for(
    scenario: Scenario, target: Target | str, *, role: str = "", by: str = "", confidence: float = 0.95,
    at_most: int | None = None, replications: int = 20, seed: int = 1, engine: str = DEFAULT,
    processes: int | None = None, progress: Progress | None = None, cache: Path | None = None,
) -> StaffFor:  # fmt: skip
    """The smallest headcount of a role that meets a target with a confidence; how: staffing_search.py.

    A target may be given as it is written: `90% attended within 2 h`. ScenarioError if it is none or cannot be
    measured, or if the role or the way to count is none.
    """
    refuse(engine, seed)
    if not 0.5 <= confidence < 1.0 or replications < 2:
        fact = f"a confidence of {confidence} and {replications} replications do not go"
        raise ScenarioError([Problem("bad_option", fact, "give for example 0.95, and 2 or more")])
    target = parse_target(target) if isinstance(target, str) else target
    runner = Runner(target, seed, engine, processes, progress, cache)
    rungs = _ladder(scenario, role_of(scenario, role), by, at_most, runner, replications)
    fresh = TIMES_FRESH * replications
    found = search(
        rungs.sizes, rungs.start, target, confidence,
        _looks(runner, rungs, 0, replications), _looks(runner, rungs, FRESH, fresh),
    )  # fmt: skip
    binding = {i: runner.binding[rungs.name(i)] for i in sorted(found.searched)}
    remedies, level = _remedies(runner, rungs, found, confidence, fresh)
    dealt = _dealt(runner, rungs, found, fresh)
    return StaffFor(
        target, confidence, rungs, found, replications, fresh, seed, engine, binding, dealt, remedies, level,
        runner.computed, runner.reused, at_most,
    )  # fmt: skip


def _ladder(
    scenario: Scenario, role: str, by: str, at_most: int | None, runner: Runner, replications: int
) -> Ladder:  # fmt: skip
    way: By = by_of(scenario, role, by)
    if way != "allocation":
        return ladder(scenario, role, way, at_most)
    runner.note(f"what each community gains from each worker: {replications} replications of each number")
    runs = (runner.seed, runner.engine, replications, runner.profiles)
    return best_ladder(scenario, role, runner.target, *runs, at_most)


def _looks(
    runner: Runner, rungs: Ladder, first: int, number: int
) -> Callable[[Sequence[int]], Mapping[int, Floats]]:  # fmt: skip
    """The rungs run on the histories from `first` on."""

    def look(wanted: Sequence[int]) -> dict[int, Floats]:
        done = runner.values({rungs.name(i): rungs.plan(i) for i in wanted}, first, number)
        return {i: done[rungs.name(i)] for i in wanted}

    return look


def _dealt(runner: Runner, rungs: Ladder, found: Found, fresh: int) -> Shown | None:
    """The best allocation's workers dealt out as the scenario's own rule would."""
    if found.answer is None or rungs.by != "allocation":
        return None
    workers = rungs.rungs[found.answer].workers
    own = ladder(rungs.scenario, rungs.role, "total", workers).rungs[-1]
    if own.workers != workers:
        return None
    plan = with_counts(rungs.scenario, rungs.role, own.counts)
    name = f"{workers} {rungs.role} (by the scenario's own weights)"
    return judged(runner.values({name: plan}, FRESH, fresh)[name], runner.target, found.level)


def _remedies(
    runner: Runner, rungs: Ladder, found: Found, confidence: float, fresh: int
) -> tuple[tuple[Remedy, ...], float]:  # fmt: skip
    """Where nothing met the target: each change with the most workers, and those that help with today's too."""
    if found.candidate is not None:
        return (), confidence
    top = len(rungs.rungs) - 1
    every = changes(rungs.scenario, rungs.role, runner.busy[rungs.name(top)])
    if not every:
        return (), confidence
    level = 1.0 - (1.0 - confidence) / (2 * len(every))
    most = rungs.rungs[top].counts
    with_most = _tested(runner, rungs, every, most, fresh, level)
    helping = [one for one, remedy in zip(every, with_most, strict=True) if remedy.shown.word == "meets"]
    return (*with_most, *_tested(runner, rungs, helping, rungs.now, fresh, level)), level


def _tested(
    runner: Runner, rungs: Ladder, every: Sequence[Change], counts: Sequence[int], fresh: int, level: float
) -> tuple[Remedy, ...]:  # fmt: skip
    """What changes show with so many workers in each community."""
    if not every:
        return ()
    plans = {one.name: with_counts(one.scenario, rungs.role, counts) for one in every}
    done = runner.values(plans, FRESH, fresh)
    return tuple(
        Remedy(one.word, one.who, one.times, sum(counts), judged(done[name], runner.target, level))
        for name, one in zip(plans, every, strict=True)
    )


def _few_rows(table: pd.DataFrame) -> pd.DataFrame:
    """The rows that say what binds and how busy departments are."""
    waits = (table["by"] == "all") & table["measure"].isin(WAITS)
    return table[waits | ((table["by"] == "department") & (table["measure"] == "utilisation_open"))]


__all__ = ["Remedy", "StaffFor", "staff_for"]
