"""Scenarios side by side on the same random histories: as many as are asked for, or as a precision needs."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from gridsim.analysis.columns import Floats
from gridsim.errors import Problem, ScenarioError
from gridsim.experiment.backends import here
from gridsim.experiment.cache import Cache
from gridsim.experiment.precision import (
    TOLD,
    Reached,
    Watch,
    enough,
    half_widths,
    look_ahead,
    needed_in_all,
    next_number,
)
from gridsim.experiment.replications import Job, Replicate
from gridsim.experiment.running import Progress, run_jobs
from gridsim.model.plan import Plan
from gridsim.scenario.cases import Failed
from gridsim.scenario.experiment_values import Precision


@dataclass
class Pool:
    """Scenarios by name with the replications that are done; one of the `spared` leaves it when one of them fails.

    Replication by replication, so that any stop leaves pairs.
    """

    plans: dict[str, Plan]
    seed: int
    engine: str
    processes: int | None = None
    progress: Progress | None = None
    cache: Path | None = None
    spared: Collection[str] = ()
    first: int = 0  # number of the first replication
    done: dict[str, list[tuple[Replicate, bool]]] = field(default_factory=dict)  # each with whether it was reused
    failed: list[Failed] = field(default_factory=list)

    @property
    def have(self) -> int:
        """Replications done of every scenario."""
        return min(map(len, self.done.values()), default=0)

    def extend(self, to: int) -> None:
        """Run what is missing until there are `to` replications. EngineError if one failed that is not spared."""
        numbers = range(self.first + self.have, self.first + to)
        jobs = [Job(name, plan, self.seed, r, self.engine) for r in numbers for name, plan in self.plans.items()]
        cache = None if self.cache is None else Cache(self.cache)
        finished = run_jobs(jobs, self.processes, self.progress, cache, spared=self.spared)
        for failure in finished.failures:
            if self.plans.pop(failure.job.scenario, None) is not None:
                self.done.pop(failure.job.scenario, None)
                said = f"replication {failure.job.replication}: {failure.said}"
                self.failed.append(Failed(failure.job.scenario, said))
        outcomes = list(zip(finished.replicates, finished.reused, strict=True))
        for i, name in enumerate(self.plans):
            self.done.setdefault(name, []).extend(outcomes[i :: len(self.plans)])

    def until(self, wanted: Precision, measures: Sequence[str]) -> Reached:
        """Run until the intervals of the measures are as narrow as wanted in every scenario, and no longer."""
        if here().share is not None:
            hint = "give a number of replications"
            raise ScenarioError([Problem("bad_option", "a share of a precision cannot be run", hint, "--shard")])
        watch = Watch(self.progress, self.processes or os.cpu_count() or 1, wanted.at_least * len(self.plans))
        self.progress, told = watch, 0
        self.extend(1)
        least = min(wanted.at_least + look_ahead(wanted.at_least), wanted.at_most)
        self._tell(watch, "one replication of each scenario is done; the others", least, wanted.at_most)
        while (number := enough(widest := self.widest(measures), wanted)) is None and self.have < wanted.at_most:
            if self.have >= max(2 * told, wanted.at_least):
                told = self.have
                self._tell_needed(watch, widest, wanted)
            to = next_number(widest, wanted)
            watch.total = max(watch.total, to * len(self.plans))
            self.extend(to)
        total = self.have if number is None else number + look_ahead(number)
        self.done = {name: done[:total] for name, done in self.done.items()}
        widths = {name: {one: float(self._widths(name, one)[-1]) for one in measures} for name in self.plans}
        return Reached(wanted, float(widest[total - 1]) <= wanted.share, number, total, widths)

    def _tell_needed(self, watch: Watch, widest: Floats, wanted: Precision) -> None:
        """Say how many replications will be needed, as far as those there are can tell."""
        watch.total = needed_in_all(widest, wanted) * len(self.plans)
        low, high = (needed_in_all(widest, wanted, chance) for chance in TOLD)
        between, limit = f"{low} to {high}" if low < high else f"{low}", ""
        if high == wanted.at_most:
            between, limit = f"{low} or more", f" ({high} are allowed)"
        needed = f"{between} replications will be needed{limit}"
        said = f"{needed}, as far as {self.have} can tell (9 times in 10); those left"
        self._tell(watch, said, low, high)

    def _tell(self, watch: Watch, said: str, least: int, most: int) -> None:
        left = [max(number - self.have, 0) * len(self.plans) for number in (least, most)]
        watch.tell_cost(said, left[0], left[1], self.have * len(self.plans))

    def widest(self, measures: Sequence[str]) -> Floats:
        """The widest half-width of any scenario and measure after each replication (n,), as a share of its mean."""
        every = [self._widths(name, one) for name in self.plans for one in measures]
        return np.asarray(np.max(every, axis=0))

    def _widths(self, name: str, measure: str) -> Floats:
        return half_widths(np.array([value_of(one, measure) for one, _ in self.done[name]]))


def value_of(one: Replicate, measure: str) -> float:
    """A measure of all issues together in a replication; NaN where it has none."""
    table = one.tables["replications"]
    rows = table[(table["measure"] == measure) & (table["by"] == "all") & (table["group"] == "all")]
    return float(rows["value"].iloc[0]) if len(rows) else float("nan")
