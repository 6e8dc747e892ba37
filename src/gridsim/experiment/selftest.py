"""Queueing theory asked of the program itself: known answers of small scenarios against simulated ones.

The cases come with gridsim: ordinary scenario files, and a table of what theory says of each and where that stands.
A quantity agrees if theory lies inside its interval and the interval is narrow enough to matter. The luck of what was
drawn is taken out of it (analysis/controls); so that this hides no wrong drawing, theory must lie inside the wider
interval too in which it is left. All intervals of a look hold together with probability 1 - ERROR if the program is
right: each is Student's t over independent replications, at a level that shares the error out evenly (Bonferroni).
Histories worked by hand are met to the tick.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from math import ceil
from os import cpu_count
from typing import Any, Literal
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from gridsim.analysis.controls import adjusted, controls
from gridsim.analysis.queueing import MEASURES, Observed
from gridsim.engines import is_ready, make_ready, simulate
from gridsim.experiment.backends import hush_restarts, ignore_interrupt
from gridsim.experiment.replications import Job
from gridsim.experiment.running import Progress, Step
from gridsim.model.calendar import DAY_MIN
from gridsim.model.compile import compile_plan
from gridsim.model.plan import Plan
from gridsim.model.workload import draw
from gridsim.scenario.loader import load

ERROR = 0.01  # that any quantity of a right program fails a look
REPLICATIONS = 40
LONGEST_DAYS = 7300  # of a scenario
HALF_WIDTH = {"short": 0.05, "long": 0.02}  # the widest half of an interval that proves something, a share of theory
TICKS = 1e-5  # what rounding to ticks may do to a history worked by hand
IN_AN_HOUR = {"min": 60.0, "h": 1.0}
FOLDER = files("gridsim") / "scenarios" / "validation"

Floats = NDArray[np.float64]
Look = Literal["short", "long"]
Verdict = Literal["agrees", "differs", "too wide"]


@dataclass(frozen=True)
class Quantity:
    """One number that theory gives: its textbook name, the measure of analysis/queueing that estimates it, its unit.

    `at` is what the measure asks for: hours, an hour of the day, or a share. A `heavy` one is judged by a long look
    alone: a short one would take too many issues.
    """

    name: str
    measure: str
    unit: str
    theory: float
    category: str | None = None
    at: float = 0.0
    heavy: bool = False


@dataclass(frozen=True)
class Case:
    """A scenario file and what theory says of it.

    A long look observes it `longer` times as long as a short one. `exact`: a history worked by hand, without chance.
    `fast`: light enough to be looked at after every change of the program.
    """

    id: str
    scenario: str
    source: str
    quantities: tuple[Quantity, ...]
    settings: Mapping[str, str] = field(default_factory=dict)
    longer: float = 1.0
    exact: bool = False
    fast: bool = False

    def judged(self, look: Look) -> tuple[Quantity, ...]:
        """The quantities that a look is long enough for."""
        return tuple(one for one in self.quantities if look == "long" or not one.heavy)

    def plan(self, look: Look = "short", settings: Mapping[str, str] | None = None) -> Plan:
        """The plan for a look, with values set."""
        return self.plans(look, settings)[0]

    def plans(self, look: Look = "short", settings: Mapping[str, str] | None = None) -> tuple[Plan, int]:
        """The plan for a look, and how many times the usual replications it takes: no run lasts over LONGEST_DAYS."""
        path, values = str(FOLDER / self.scenario), {**self.settings, **(settings or {})}
        plan = compile_plan(load(path, values))
        if self.exact or look == "short":
            return plan, 1
        warm_up_days = plan.warm_up_min / DAY_MIN
        observed_days = (plan.horizon_min / DAY_MIN - warm_up_days) * self.longer
        times = ceil(observed_days / (LONGEST_DAYS - warm_up_days))
        horizon = f"{ceil(observed_days / times) + warm_up_days:g} days"
        return compile_plan(load(path, {**values, "time.horizon": horizon})), times


@dataclass(frozen=True)
class Checked:
    """What came of a quantity: its estimate with the joint interval, over `n` replications, and the verdict."""

    case: Case
    quantity: Quantity
    estimate: float
    low: float
    high: float
    n: int
    verdict: Verdict


def cases() -> tuple[Case, ...]:
    """All cases that come with gridsim."""
    table = json.loads((FOLDER / "cases.json").read_text(encoding="utf-8"))
    return tuple(Case(**{**row, "quantities": tuple(Quantity(**one) for one in row["quantities"])}) for row in table)


def selftest(
    chosen: Sequence[Case], look: Look = "short", *, seed: int = 1, replications: int = REPLICATIONS,
    engine: str = "compiled", settings: Mapping[str, str] | None = None, processes: int | None = None,
    progress: Progress | None = None,
) -> tuple[Checked, ...]:  # fmt: skip
    """Check every quantity of the chosen cases that the look is for; `settings` are set in each scenario.

    Another `seed` gives every case other histories. The result is the same for any number of processes (None: every
    core). EngineError if a replication fails.
    """
    chosen = [case for case in chosen if case.judged(look)]
    jobs = list(_jobs(chosen, look, seed, replications, engine, settings))
    tell = progress or (lambda step: None)
    if not is_ready(engine):
        tell(Step(0, len(jobs), 0, compiling=True))
    make_ready(engine)
    values: dict[str, list[list[float]]] = {case.id: [] for case in chosen}
    apart: dict[str, list[Floats]] = {case.id: [] for case in chosen}
    for done, ((case, _), found) in enumerate(zip(jobs, _all_estimates(jobs, look, processes), strict=True), start=1):
        values[case.id].append(found[0])
        apart[case.id].append(found[1])
        tell(Step(done, len(jobs), 0))
    level = ERROR / 2 / max(1, sum(len(case.judged(look)) for case in chosen if not case.exact))  # each has two
    return tuple(
        _checked(case, quantity, np.array(column), np.array(apart[case.id]), HALF_WIDTH[look], level)
        for case in chosen
        for quantity, column in zip(case.judged(look), zip(*values[case.id], strict=True), strict=True)
    )


def failed(checked: Iterable[Checked]) -> tuple[Checked, ...]:
    """Those that do not agree."""
    return tuple(one for one in checked if one.verdict != "agrees")


def document(checked: Sequence[Checked]) -> dict[str, Any]:
    """What came of a look, for a reader and for other programs."""
    return {
        "error": ERROR,
        "replications": max((one.n for one in checked), default=0),
        "agrees": not failed(checked),
        "checked": [_row(one) for one in checked],
    }


def _row(one: Checked) -> dict[str, Any]:
    quantity = one.quantity
    return {
        "case": one.case.id, "scenario": one.case.scenario, "quantity": quantity.name, "measure": quantity.measure,
        "unit": quantity.unit, "theory": quantity.theory, "estimate": one.estimate, "low": one.low, "high": one.high,
        "n": one.n, "verdict": one.verdict, "source": one.case.source,
    }  # fmt: skip


def estimates(case: Case, look: Look, job: Job) -> tuple[list[float], Floats]:
    """The judged quantities of a case in one replication, each in its unit, and its controls."""
    workload = draw(job.plan, job.seed, job.replication)
    records = simulate(job.plan, workload, engine=job.engine)
    records.check(job.plan)
    observed = Observed(job.plan, records)
    quantities = [
        MEASURES[one.measure](observed, one.category, one.at) * IN_AN_HOUR.get(one.unit, 1.0)
        for one in case.judged(look)
    ]
    return quantities, controls(job.plan, workload)


def _jobs(
    chosen: Sequence[Case], look: Look, seed: int, replications: int, engine: str,
    settings: Mapping[str, str] | None,
) -> Iterator[tuple[Case, Job]]:  # fmt: skip
    """The replications of every case; each case has seeds of its own."""
    for case in chosen:
        (plan, times), own_seed = case.plans(look, settings), crc32(case.id.encode(), seed - 1)
        for replication in range(1 if case.exact else times * replications):
            yield case, Job(case.id, plan, own_seed, replication, engine)


def _all_estimates(
    jobs: Sequence[tuple[Case, Job]], look: Look, processes: int | None
) -> Iterator[tuple[list[float], Floats]]:
    """What `estimates` says of each job, in the order of the jobs."""
    wanted = min(processes or cpu_count() or 1, len(jobs))
    if wanted <= 1:
        return (estimates(case, look, job) for case, job in jobs)
    from joblib import Parallel, delayed

    hush_restarts()
    parallel = Parallel(n_jobs=wanted, return_as="generator", max_nbytes=None, initializer=ignore_interrupt)
    results: Iterator[Any] = parallel(delayed(estimates)(case, look, job) for case, job in jobs)
    return results


def _checked(
    case: Case, quantity: Quantity, values: Floats, apart: Floats, half_width: float, level: float
) -> Checked:  # fmt: skip
    """The verdict on a quantity from its values, and the controls, in each replication."""
    mean, n = float(values.mean()), len(values)
    if case.exact:
        agrees = abs(mean - quantity.theory) <= TICKS
        return Checked(case, quantity, mean, mean, mean, n, "agrees" if agrees else "differs")
    half = float(stats.t.ppf(1.0 - level / 2.0, n - 1) * values.std(ddof=1) / np.sqrt(n))
    is_near = abs(mean - quantity.theory) <= half
    if n > 2 + apart.shape[1]:
        mean, half = adjusted(values, apart, level)
    verdict: Verdict = "agrees" if is_near and abs(mean - quantity.theory) <= half else "differs"
    if verdict == "agrees" and half > half_width * abs(quantity.theory):
        verdict = "too wide"
    return Checked(case, quantity, mean, mean - half, mean + half, n, verdict)
