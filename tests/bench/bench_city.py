"""A year of the shipped city as `gridsim run` lives it, stage by stage: `python -m bench.bench_city --days 60`.

The engine beside the other stages, and beside the reference engine on the same city, which is too slow for the year.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from unittest.mock import patch

from bench import city
from bench.timing import NONE, Table, clock, forget_peak, held_bytes, interleaved, keep_memory, peak_bytes

from gridsim import results
from gridsim.engines import ENGINES, simulate
from gridsim.experiment import comparison, contents, replications
from gridsim.experiment.cache import Cache
from gridsim.model.records import Records
from gridsim.model.workload import Workload, draw, expected_issues
from gridsim.report import folder
from gridsim.scenario.loader import dump, resolved
from gridsim.scenario.schema import Scenario

FAST, SLOW = "compiled", "reference"
CALLED = (  # what a run calls, where it looks it up, and as which stage that counts
    (comparison, "compile_plan", "plan"), (replications, "run_engine", "engine"),
    (Records, "check", "check"), (replications, "measures", "measures"),
    *((replications, name, "other tables") for name in (
        "backlog_over_time", "by_community", "workers_table", "responses", "counted",
    )),
    (Cache, "keep", "writing"),
)  # fmt: skip
BYTES_AT_MOST, BYTES_OF_REFERENCE = 800, 2000  # an issue, at the peak
STAGES = ("plan", "draw", "engine", "check", "measures", "other tables", "hashes", "writing", "figures", "rest")
BESIDE_THE_ENGINE = ("draw", "measures", "other tables", "hashes", "writing")


class Spent(NamedTuple):
    """What a stage took: seconds, and the bytes above those held before the run at its peak."""

    seconds: float
    bytes: float


class Watch:
    """Seconds and peaks by stage; of stages within each other the outer one counts."""

    def __init__(self) -> None:
        self.held = held_bytes()
        self.spent = dict.fromkeys(STAGES, Spent(0.0, 0))
        self.running = False
        self.issues = 0

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """What happens within counts as this stage."""
        if self.running:
            yield
            return
        self.running, start = True, clock()
        forget_peak()
        try:
            yield
        finally:
            before, peak = self.spent[name], peak_bytes() - self.held
            self.spent[name] = Spent(before.seconds + clock() - start, max(before.bytes, peak))
            self.running = False

    def watched(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, its time counted as this stage."""

        def within(*arguments: Any, **named: Any) -> Any:
            with self.stage(name):
                return function(*arguments, **named)

        return within

    def drawn(self, *arguments: Any) -> Workload:
        """A workload, its issues counted."""
        workload = draw(*arguments)
        self.issues = len(workload)
        return workload


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--reference-days", type=int, default=56)
    parser.add_argument("--communities", type=int, default=city.COMMUNITIES)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--alone", action="store_true", help=argparse.SUPPRESS)  # one round, in a process of its own
    parser.add_argument("--memory", action="store_true", help=argparse.SUPPRESS)  # and what it holds, not how long
    options = parser.parse_args()
    if options.alone:
        if not options.memory:
            keep_memory(int(BYTES_AT_MOST * expected_issues(city.plan(options.days, options.communities))))
        lived(city.scenario(28, 8))  # loads, compiles
        print(json.dumps(lived(city.scenario(options.days, options.communities))))
        return
    for one in tables(options.days, options.reference_days, options.rounds, options.communities):
        print(one.text(), end="\n\n")


def tables(
    days: int = 365, reference_days: int = 56, rounds: int = 3, communities: int = city.COMMUNITIES
) -> list[Table]:
    """The stages of a run, and the two engines on the same city."""
    runs = [_lived_in_a_process(days, communities) for _ in range(rounds)]
    issues = runs[0][1]
    held, _ = _lived_in_a_process(days, communities, "--memory")
    spent = {name: Spent(median(run[name][0] for run, _ in runs), held[name][1]) for name in STAGES}
    of = f"{communities} communities, {days} days, {issues:,} issues"
    return [
        _stages(f"{of}; medians of {rounds} processes, bytes of one more.", spent, issues),
        _engines(spent["engine"].seconds / issues, (days, reference_days), issues, rounds, communities),
    ]


def lived(scenario: Scenario) -> tuple[dict[str, Spent], int]:
    """One replication from the scenario to the results folder: what each stage took, and the issues."""
    watch, start = Watch(), clock()
    with ExitStack() as stack:
        into = Path(stack.enter_context(TemporaryDirectory()))
        for where, name, stage in CALLED:
            stack.enter_context(patch.object(where, name, watch.watched(stage, getattr(where, name))))
        stack.enter_context(patch.object(replications, "draw", watch.watched("draw", watch.drawn)))
        hashes = property(watch.watched("hashes", Records.hashes.fget))
        stack.enter_context(patch.object(Records, "hashes", hashes))
        run = comparison.run(scenario, replications=1, engine=FAST, processes=1, cache=into / "cache")
        with watch.stage("writing"):
            written = contents(run, {f"{run.name}.yaml": dump(resolved(city.CITY))})
            results.write(written, into)
        with watch.stage("figures"):
            folder.draw(written, into)
    whole = clock() - start
    rest = whole - sum(one.seconds for one in watch.spent.values())
    return {**watch.spent, "rest": Spent(rest, 0)}, watch.issues


def _lived_in_a_process(days: int, communities: int, *options: str) -> tuple[dict[str, list[float]], int]:
    command = [sys.executable, "-m", "bench.bench_city", "--alone", *options]
    command += ["--days", str(days), "--communities", str(communities)]
    spent, issues = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return spent, issues


def _stages(caption: str, spent: dict[str, Spent], issues: int) -> Table:
    engine = spent["engine"].seconds

    def row(name: str, seconds: float, held: float) -> tuple[str, ...]:
        us, at_peak = seconds / issues * 1e6, f"{held / issues:,.0f}" if held else NONE
        return name, f"{seconds:.2f}", f"{us:.2f}", f"{seconds / engine:.2f}", at_peak

    rows = [row(name, *one) for name, one in spent.items()]
    rows.append(row(" + ".join(BESIDE_THE_ENGINE), sum(spent[name].seconds for name in BESIDE_THE_ENGINE), 0))
    rows.append(row("all", sum(one.seconds for one in spent.values()), max(one.bytes for one in spent.values())))
    return Table("city", caption, ("stage", "s", "µs per issue", "× the engine", "bytes per issue at the peak"), rows)


def _engines(seconds_in_the_year: float, days: Sequence[int], issues: int, rounds: int, communities: int) -> Table:
    """Both engines on the first days of the city, and the fast one on all of them."""
    plan = city.plan(days[1], communities)
    workload = draw(plan, seed=1, replication=0)
    runs = {engine: lambda engine=engine: simulate(plan, workload, engine=engine) for engine in ENGINES}
    keep_memory(BYTES_OF_REFERENCE * len(workload))
    times = interleaved(runs, rounds)
    slow = times[SLOW] / len(workload)
    rows = [
        (SLOW, f"{days[1]}", f"{len(workload):,}", f"{slow * 1e6:.2f}", "1.0"),
        (FAST, f"{days[1]}", f"{len(workload):,}", *_beside(slow, times[FAST] / len(workload))),
        (FAST, f"{days[0]}", f"{issues:,}", *_beside(slow, seconds_in_the_year)),
    ]
    caption = f"{communities} communities; medians of {rounds} interleaved rounds."
    return Table("city-engines", caption, ("engine", "days", "issues", "µs per issue", "× reference"), rows)


def _beside(slow: float, fast: float) -> tuple[str, str]:
    return f"{fast * 1e6:.2f}", f"{slow / fast:.1f}"


if __name__ == "__main__":
    main()
