"""Where replications run: processes of this machine (loky), or the workers of a Dask cluster.

A process that dies takes with it what runs in it. That runs again, at last alone, so that what kills is told from
what only ran beside it. Both kinds are asked through futures: joblib's own Dask backend waits for ever for the
answer of a worker that was killed.
"""

from __future__ import annotations

import os
import signal
import tempfile
import time
import warnings
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from socket import gethostname
from threading import Thread
from typing import Any, Protocol

from gridsim.engines import Passing
from gridsim.errors import EngineError, Problem, ScenarioError
from gridsim.experiment.cache import program_key
from gridsim.experiment.replications import Failure, Job, Replicate, attempt
from gridsim.experiment.shards import Share

IN_COMPANY = 2  # deaths in company after which a replication runs alone
AHEAD = 2  # jobs at hand for every process, so that none waits
CONNECT_S = 10
LOOK_S = 1.0
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
DIED = "the process that ran it was ended from outside {times} times, the last time alone; is there enough memory?"

Numbered = tuple[int, Job]
Outcome = tuple[int, Replicate | Failure]


@dataclass(frozen=True)
class Where:
    """Where runs take place: on a Dask cluster if there is an `address`; a `share` of them, if not all."""

    address: str = ""
    share: Share | None = None


EVERYTHING_HERE = Where()
_WHERE: ContextVar[Where] = ContextVar("where", default=EVERYTHING_HERE)


@contextmanager
def at(where: Where | None) -> Iterator[None]:
    """Everything that runs inside the block runs there; None: on this machine, all of it."""
    before = _WHERE.set(where or EVERYTHING_HERE)
    try:
        yield
    finally:
        _WHERE.reset(before)


def here() -> Where:
    """Where runs take place now."""
    return _WHERE.get()


class Crew(Protocol):
    """Processes that run jobs."""

    @property
    def width(self) -> int:
        """Processes beside each other."""

    @property
    def died(self) -> tuple[type[BaseException], ...]:
        """Errors of a job whose process ended before it was done."""

    def submit(self, i: int, job: Job) -> Future[Outcome]:
        """Run a job as soon as a process is free."""

    def close(self, *, stopped: bool) -> None:
        """End what still runs, if the run was stopped."""


class Loky:
    """Processes of this machine; a crew whose process died is replaced by the next job."""

    def __init__(self, width: int) -> None:
        from joblib.externals.loky.process_executor import BrokenProcessPool

        self.width, self.died = width, (BrokenProcessPool,)
        hush_restarts()

    def _executor(self) -> Any:
        from joblib.executor import get_memmapping_executor  # loky's, as joblib.Parallel has it: they share processes

        return get_memmapping_executor(
            self.width, timeout=300, initializer=begin_work, initargs=(os.getpid(),), env=ONE_THREAD, max_nbytes=None
        )

    def submit(self, i: int, job: Job) -> Future[Outcome]:
        """Run a job as soon as a process is free."""
        try:
            future: Future[Outcome] = self._executor().submit(attempt, i, job)
        except self.died:  # a process died at this very moment
            future = self._executor().submit(attempt, i, job)
        return future

    def close(self, *, stopped: bool) -> None:
        """Kill what still runs, if the run was stopped."""
        if stopped:
            self._executor().shutdown(kill_workers=True)


class Dask:
    """The workers of a Dask cluster: they need this gridsim, and nothing of this machine's files."""

    def __init__(self, address: str) -> None:
        try:
            from distributed import Client, KilledWorker
        except ImportError as error:
            hint = "pip install 'gridsim-gov[dask]'"
            raise ScenarioError([Problem("bad_option", "Dask is not installed", hint, "--backend")]) from error
        try:
            self.client = Client(address, timeout=CONNECT_S, set_as_default=False)
            self.client.wait_for_workers(1, timeout=CONNECT_S)
        except (OSError, ValueError, TimeoutError) as error:
            hint = "give the address that its scheduler says"
            fact = f"no Dask cluster with a worker answers at {address}"
            raise ScenarioError([Problem("bad_option", fact, hint, "--address")]) from error
        self.width = sum(self.client.ncores().values())
        self.died = (KilledWorker,)
        self.executor = self.client.get_executor(pure=False)

    def submit(self, i: int, job: Job) -> Future[Outcome]:
        """Run a job as soon as a worker is free."""
        trace = Path(job.plan.trace).read_bytes() if job.plan.trace else b""
        future: Future[Outcome] = self.executor.submit(attempt_elsewhere, i, job, program_key(), trace)
        return future

    def close(self, *, stopped: bool) -> None:
        """Take back what still runs, and leave the cluster."""
        self.executor.shutdown(wait=not stopped)
        self.client.close()


def attempt_elsewhere(i: int, job: Job, program: str, trace: bytes) -> Outcome:
    """Run a job on a machine that has this gridsim and perhaps nothing else; `trace` is its workload file."""
    if program_key() != program:
        return i, Failure(job, f"EngineError: {gethostname()} has another gridsim, or other libraries")
    if not trace:
        return attempt(i, job)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / Path(job.plan.trace).name
        path.write_bytes(trace)
        return attempt(i, replace(job, plan=replace(job.plan, trace=str(path))))


def hush_restarts() -> None:
    """Loky ends a process whose memory has grown and begins another one: that is nothing to warn of."""
    warnings.filterwarnings("ignore", "A worker stopped while some jobs were given", UserWarning)


def ignore_interrupt() -> None:
    """Ctrl-C reaches every process of a terminal; the parent alone answers it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def begin_work(parent: int) -> None:
    """Begin a process that runs jobs for another; it ends with it, were that killed."""
    ignore_interrupt()
    Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_S)
    os._exit(1)


def beside_each_other(processes: int | None, count: int) -> int:
    """Processes beside each other that a run of `count` jobs takes here; None: every core."""
    return min(processes or os.cpu_count() or 1, count)


def outcomes(
    jobs: Sequence[Numbered], processes: int, passing: Callable[[Job, float], None], died: Callable[[int], None]
) -> Generator[Outcome]:
    """Each job's number and outcome, in the order in which they end; `died` is told how many have to run again."""
    address = here().address
    if not jobs:
        return
    if not address and processes <= 1:
        yield from (attempt(i, job, _told(passing, job)) for i, job in jobs)
        return
    crew: Crew = Dask(address) if address else Loky(processes)
    stopped = True
    try:
        yield from _mustered(jobs, crew, died)
        stopped = False
    finally:
        crew.close(stopped=stopped)


def _told(passing: Callable[[Job, float], None], job: Job) -> Passing:
    return partial(passing, job)


def _mustered(jobs: Sequence[Numbered], crew: Crew, died: Callable[[int], None]) -> Iterator[Outcome]:
    """The outcomes of all jobs; those whose process died run again, in the end one by one."""
    deaths = Counter[int]()
    left = deque(jobs)
    while left:
        company = [one for one in left if deaths[one[0]] < IN_COMPANY]
        group, beside = (company, AHEAD * crew.width) if company else ([left[0]], 1)
        done, fallen = set[int](), 0
        for i, outcome in _once(group, crew, beside):
            if outcome is None:
                deaths[i] += 1
                if company:
                    fallen += 1
                    continue
                outcome = Failure(left[0][1], DIED.format(times=deaths[i]))
            done.add(i)
            yield i, outcome
        left = deque(one for one in left if one[0] not in done)
        if fallen:
            died(fallen)


def _once(jobs: Sequence[Numbered], crew: Crew, beside: int) -> Iterator[tuple[int, Replicate | Failure | None]]:
    """Each job's outcome, None where its process died; at most `beside` of them are at hand at a time."""
    waiting = deque(jobs)
    running: dict[Future[Outcome], int] = {}
    while waiting or running:
        while waiting and len(running) < beside:
            i, job = waiting.popleft()
            running[crew.submit(i, job)] = i
        for future in wait(running, return_when=FIRST_COMPLETED).done:
            i = running.pop(future)
            error = _error(future)
            if error is None:
                yield i, future.result()[1]
            elif isinstance(error, crew.died):
                yield i, None
            else:
                raise EngineError(
                    f"replications cannot be run: {type(error).__name__}: {error}; the same command goes on"
                ) from error


def _error(future: Future[Outcome]) -> BaseException | None:
    """What ended a future instead of its outcome; that a cluster forgot it is an error too."""
    try:
        return future.exception()
    except CancelledError as forgotten:
        return forgotten
