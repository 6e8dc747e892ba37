"""One random history after another: each replication draws its workload, runs, is checked and leaves small tables.

Where they run changes nothing: one process or several, in any order, give the same tables.
"""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import ceil
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gridsim.analysis.backlog import backlog_over_time
from gridsim.analysis.measures import by_community, measures, workers_table
from gridsim.engines import DEFAULT, ENGINES, Passing, is_ready, make_ready
from gridsim.engines import simulate as run_engine
from gridsim.errors import EngineError, GridsimError
from gridsim.model.calendar import DAY_MIN
from gridsim.model.plan import Plan
from gridsim.model.records import Records
from gridsim.model.workload import draw, expected_issues

if TYPE_CHECKING:
    from gridsim.experiment.cache import Cache

BYTES_PER_ISSUE = 700  # of marks, state and records at the peak, measured by make bench, and of measuring them


@dataclass(frozen=True)
class Job:
    """One replication of one scenario, to be run."""

    scenario: str
    plan: Plan
    seed: int
    replication: int
    engine: str = DEFAULT


@dataclass(frozen=True)
class Replicate:
    """What a replication leaves: small tables by name, and sha256 of its two tables of records."""

    tables: Mapping[str, pd.DataFrame]
    hashes: Mapping[str, str]


@dataclass(frozen=True)
class Failure:
    """A replication that failed: the sentence of an expected error, the whole traceback of any other."""

    job: Job
    said: str


@dataclass(frozen=True)
class Step:
    """How far a run has come: counts of replications, and of the one that runs in this process simulated days.

    `memory_bytes` is about what all processes together will need at their peak.
    """

    done: int
    total: int
    reused: int
    memory_bytes: int = 0
    compiling: bool = False  # the engine first, which takes a while
    day: int = 0
    days: int = 0


Progress = Callable[[Step], None]


@dataclass(frozen=True)
class Finished:
    """The replications of a run in the order of its jobs, and how many came from the cache."""

    replicates: tuple[Replicate, ...]
    reused: tuple[bool, ...]


def records_of(job: Job, passing: Passing | None = None) -> Records:
    """The two tables of one replication, its identities checked."""
    workload = draw(job.plan, job.seed, job.replication)
    records = run_engine(job.plan, workload, engine=job.engine, passing=passing)
    records.check(job.plan)
    return records


def replicate(job: Job, passing: Passing | None = None) -> Replicate:
    """Run one replication and keep what a run needs of it."""
    plan, records = job.plan, records_of(job, passing)
    tables = {
        "replications": measures(plan, records),
        "backlog": backlog_over_time(plan, records),
        "communities": by_community(plan, records),
        "workers": workers_table(plan, records),
        "responses": responses(plan, records),
    }
    return Replicate(
        tables={name: _plain(table) for name, table in tables.items()},
        hashes=records.hashes,
    )


def responses(plan: Plan, records: Records) -> pd.DataFrame:
    """Residents' response of the cohort, for curves: response_h, and whether it ended (else censored there).

    A report that is rejected gets no answer and is left out, as in the measure of response.
    """
    issues = records.issues
    cohort = issues[
        (issues["occurred_min"] >= plan.warm_up_min)
        & (issues["channel"] == "resident")
        & (issues["status"] != "rejected")
    ]
    attended = cohort["attended_min"].notna().to_numpy()
    until = np.where(attended, cohort["attended_min"], records.until_min)
    hours = (until - cohort["discovered_min"].to_numpy()) / 60.0
    return pd.DataFrame({"response_h": hours, "attended": attended})


def run_jobs(
    jobs: Sequence[Job], processes: int | None = None, progress: Progress | None = None, cache: Cache | None = None
) -> Finished:
    """Run every job not yet in the cache and keep each as it ends.

    `processes` None takes every core. EngineError names the replications that failed; all others are in the
    cache by then, as they are when the person stops the run (KeyboardInterrupt).
    """
    done: dict[int, Replicate] = {}
    for i, job in enumerate(jobs):
        if cache is not None and (found := cache.find(job)) is not None:
            done[i] = found
    reused = tuple(i in done for i in range(len(jobs)))
    left = [(i, job) for i, job in enumerate(jobs) if not reused[i]]
    wanted = min(processes or os.cpu_count() or 1, len(left))
    begin = Step(len(done), len(jobs), sum(reused), wanted * max((_peak_bytes(job) for _, job in left), default=0))
    tell = progress or (lambda step: None)
    _make_ready({job.engine for _, job in left}, begin, tell)
    tell(begin)
    failures: list[Failure] = []

    def passing(job: Job, now_min: float) -> None:
        day, days = int(now_min // DAY_MIN), ceil(job.plan.horizon_min / DAY_MIN)
        tell(replace(begin, done=len(done) + len(failures), day=day, days=days))

    for i, outcome in _outcomes(left, wanted, passing):
        if isinstance(outcome, Failure):
            failures.append(outcome)
        else:
            done[i] = outcome
            if cache is not None:
                cache.keep(jobs[i], outcome)
        tell(replace(begin, done=len(done) + len(failures)))
    if failures:
        raise EngineError(_complaint(failures, len(jobs), kept=cache is not None))
    return Finished(tuple(done[i] for i in range(len(jobs))), reused)


def _peak_bytes(job: Job) -> int:
    """About what a replication needs in memory at its peak."""
    return int(BYTES_PER_ISSUE * expected_issues(job.plan))


def _make_ready(engines: set[str], begin: Step, tell: Progress) -> None:
    """Compile what has to be compiled here, once, before several processes would."""
    for engine in engines & set(ENGINES):
        if not is_ready(engine):
            tell(replace(begin, compiling=True))
        make_ready(engine)


def _outcomes(
    jobs: Sequence[tuple[int, Job]], wanted: int, passing: Callable[[Job, float], None]
) -> Iterator[tuple[int, Replicate | Failure]]:
    """Each job's number and outcome, in the order in which they end."""
    if wanted <= 1:
        yield from (_attempt(i, job, partial(passing, job)) for i, job in jobs)
        return
    from joblib import Parallel, delayed
    from joblib.externals.loky.process_executor import TerminatedWorkerError

    # max_nbytes: plans are small; a memory map would leave files behind
    parallel = Parallel(
        n_jobs=wanted, return_as="generator_unordered", batch_size=1, max_nbytes=None, initializer=ignore_interrupt
    )
    try:
        yield from parallel(delayed(_attempt)(i, job) for i, job in jobs)
    except TerminatedWorkerError as stopped:
        raise EngineError(
            "a process was ended from outside, perhaps for lack of memory; try --processes 1"
        ) from stopped


def ignore_interrupt() -> None:
    """Ctrl-C reaches every process of a terminal; the parent alone answers it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _attempt(i: int, job: Job, passing: Passing | None = None) -> tuple[int, Replicate | Failure]:
    """Run a job; an error becomes a Failure so that the others go on."""
    try:
        return i, replicate(job, passing)
    except GridsimError as error:
        return i, Failure(job, f"{type(error).__name__}: {error}")
    except Exception:
        return i, Failure(job, traceback.format_exc().rstrip())


def _complaint(failures: Sequence[Failure], total: int, *, kept: bool) -> str:
    """All that failed, in one text; what several replications say is said once."""
    fate = "the others are kept" if kept else "the others are lost: no cache was given"
    met: dict[str, list[str]] = {}
    for one in sorted(failures, key=lambda failure: (failure.job.scenario, failure.job.replication)):
        met.setdefault(one.said, []).append(f"{one.job.scenario} {one.job.replication}")
    lines = [f"{len(failures)} of {total} replications failed; {fate}"]
    for text, names in met.items():
        lines.append(f"seed {failures[0].job.seed}, replication {', '.join(names)}:")
        lines.append("  " + text.replace("\n", "\n  "))
    return "\n".join(lines)


def _plain(table: pd.DataFrame) -> pd.DataFrame:
    """The table without index, its categoricals as plain text, so that a kept one is equal to a new one."""
    names = {name: str for name in table.columns if isinstance(table[name].dtype, pd.CategoricalDtype)}
    return table.reset_index(drop=True).astype(names)
