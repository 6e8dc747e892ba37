"""A run: what the cache has is taken from there, the rest is computed and kept as it ends.

Where replications run changes nothing: one process or several, in any order, give the same tables.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from math import ceil
from typing import TYPE_CHECKING

from gridsim.engines import ENGINES, is_ready, make_ready
from gridsim.errors import EngineError, ResultsError
from gridsim.experiment.backends import beside_each_other, here, outcomes
from gridsim.experiment.replications import Failure, Job, Lean, Replicate
from gridsim.experiment.shards import ShareDone
from gridsim.model.calendar import DAY_MIN
from gridsim.model.workload import expected_issues
from gridsim.results import refuse_unwritable

if TYPE_CHECKING:
    from gridsim.experiment.cache import Cache

BYTES_PER_ISSUE = 550  # of marks, state and records at the peak, measured by make bench, and of measuring them

DAMAGED = "kept replications that are torn or were changed, and run again"


@dataclass(frozen=True)
class Step:
    """How far a run has come: counts of replications, and of the one that runs in this process simulated days.

    `memory_bytes` is about what all processes of this machine together will need at their peak.
    """

    done: int
    total: int
    reused: int
    memory_bytes: int = 0
    compiling: bool = False  # the engine first, which takes a while
    day: int = 0
    days: int = 0
    note: str = ""  # something to be said once, as what the rest will cost


Progress = Callable[[Step], None]


@dataclass(frozen=True)
class Finished:
    """The replications of a run in the order of its jobs, and which came from the cache.

    Where scenarios were spared, without all those of a scenario that has `failures`.
    """

    replicates: tuple[Replicate, ...]
    reused: tuple[bool, ...]
    failures: tuple[Failure, ...] = ()


def run_jobs(
    jobs: Sequence[Job], processes: int | None = None, progress: Progress | None = None, cache: Cache | None = None,
    *, spared: Collection[str] = (),
) -> Finished:  # fmt: skip
    """Run every job not yet in the cache and keep each as it ends; where, `backends.at` says.

    `processes` None takes every core. EngineError names the replications that failed; all others are in the
    cache by then, as they are when the person stops the run (KeyboardInterrupt). ResultsError if the cache
    cannot be written. ShareDone when a share of the jobs was asked for and is done. Of `spared` scenarios a
    failure is no error.
    """
    where = here()
    if where.share is not None:
        jobs = where.share.of(jobs)
    lean = Lean()
    kept = ((i, job, cache.find(job)) for i, job in enumerate(jobs)) if cache is not None else ()
    done = {i: lean(job, found) for i, job, found in kept if found is not None}
    reused = tuple(i in done for i in range(len(jobs)))
    left = [(i, job) for i, job in enumerate(jobs) if not reused[i]]
    if cache is not None and left:
        refuse_unwritable(cache.folder)
    beside = beside_each_other(processes, len(left))
    peak_bytes = 0 if where.address else beside * max((_peak_bytes(job) for _, job in left), default=0)
    begin = Step(len(done), len(jobs), sum(reused), peak_bytes)
    tell = progress or (lambda step: None)
    _make_ready({job.engine for _, job in left}, begin, tell)
    tell(begin)
    if cache is not None and cache.damaged:
        tell(replace(begin, note=f"{DAMAGED}: {cache.damaged}"))
    failures: list[Failure] = []

    def passing(job: Job, now_min: float) -> None:
        day, days = int(now_min // DAY_MIN), ceil(job.plan.horizon_min / DAY_MIN)
        tell(replace(begin, done=len(done) + len(failures), day=day, days=days))

    def died(again: int) -> None:
        said = "a process was ended from outside: replications that run again"
        tell(replace(begin, done=len(done) + len(failures), note=f"{said}: {again}"))

    with closing(outcomes(left, beside, passing, died)) as ended:
        for i, outcome in ended:
            if isinstance(outcome, Failure):
                failures.append(outcome)
            else:
                if cache is not None:
                    _keep(cache, jobs[i], outcome, kept=len(done), total=len(jobs))
                done[i] = lean(jobs[i], outcome)
            tell(replace(begin, done=len(done) + len(failures)))
    lost = {one.job.scenario for one in failures}
    if lost - set(spared):
        raise EngineError(_complaint(failures, len(jobs), kept=cache is not None))
    if where.share is not None:
        raise ShareDone(where.share, len(left), sum(reused))
    whole = [i for i, job in enumerate(jobs) if job.scenario not in lost]
    return Finished(tuple(done[i] for i in whole), tuple(reused[i] for i in whole), tuple(failures))


def _keep(cache: Cache, job: Job, outcome: Replicate, *, kept: int, total: int) -> None:
    """Keep a replication. ResultsError that says how to go on, if there is no room."""
    try:
        cache.keep(job, outcome)
    except OSError as error:
        raise ResultsError(
            f"cannot write in {cache.folder}: {error.strerror or error}; {kept} of {total} replications are kept "
            "there: make room, and the same command goes on"
        ) from error


def _peak_bytes(job: Job) -> int:
    """About what a replication needs in memory at its peak."""
    return int(BYTES_PER_ISSUE * expected_issues(job.plan))


def _make_ready(engines: set[str], begin: Step, tell: Progress) -> None:
    """Compile what has to be compiled here, once, before several processes would."""
    for engine in engines & set(ENGINES):
        if not is_ready(engine):
            tell(replace(begin, compiling=True))
        make_ready(engine)


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
