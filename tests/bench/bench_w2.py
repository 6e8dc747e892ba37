"""gridsim's engines on W2 beside idiomatic SimPy: `python -m bench.bench_w2 --engines reference --rounds 3`.

All meet the same issues, in interleaved runs; ratios hold from machine to machine, times do not. Before the table it
says whether every engine had each first response and each closing at the very instant of a bare loop in C.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Callable
from statistics import median

import numpy as np
from bench import rivals, w2
from bench.timing import peak_bytes, seconds, table

from gridsim.engines import ENGINES, simulate

RIVAL = "simpy_idiomatic"
HEAD = ("engine", "us per issue", f"x {RIVAL}", "bytes per issue at the peak")
SMALL = 200  # issues per community: to warm up, and the base from which memory grows

Run = Callable[[], object]


def main() -> None:
    options = _options()
    if not rivals.found():
        print(rivals.ABSENT)
    elif options.memory_of:
        _runner(options.memory_of, rivals.draw(1, options.issues))()
        print(peak_bytes())
    else:
        _report(options.engines, options.issues, options.rounds)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=ENGINES)
    parser.add_argument("--issues", type=int, default=6000, help="per community (default 6000: W2)")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--memory-of", help=argparse.SUPPRESS)  # in a process of its own
    return parser.parse_args()


def _report(engines: list[str], issues: int, rounds: int) -> None:
    names = [RIVAL, *engines]
    for name in names:
        _runner(name, rivals.draw(1, SMALL))()  # loads, compiles
    times: dict[str, list[float]] = {name: [] for name in names}
    for k in range(rounds):
        arrays = rivals.draw(100 + k, issues)
        for name in names:
            times[name].append(seconds(_runner(name, arrays)))
    print(f"W2: {w2.COMMUNITIES * issues:,} issues, medians of {rounds} interleaved rounds")
    for engine in engines:
        print(f"{engine}: {exactness(engine, arrays)}")
    print(table(HEAD, [_row(name, times, issues) for name in names]))


def _row(name: str, times: dict[str, list[float]], issues: int) -> tuple[str, ...]:
    us_per_issue = median(times[name]) / (w2.COMMUNITIES * issues) * 1e6
    ratio = median(times[RIVAL]) / median(times[name])
    return name, f"{us_per_issue:.2f}", f"{ratio:.2f}", f"{_bytes_per_issue(name, issues):,.0f}"


def _runner(name: str, arrays: w2.Arrays) -> Run:
    """One run of an engine or of the rival, its input ready."""
    if name == RIVAL:
        rival = rivals.module(RIVAL)
        return lambda: rival.run(arrays)
    plan, workload = w2.plan(), w2.workload(arrays)
    return lambda: simulate(plan, workload, engine=name)


def exactness(engine: str, arrays: w2.Arrays) -> str:
    """How many of the instants that W2 is about are those of the C loop, to the last bit."""
    try:
        exact = rivals.exact(arrays)
    except OSError:
        return "not compared with the C loop: gcc is missing"
    records = simulate(w2.plan(), w2.workload(arrays), engine=engine)
    ours = w2.first_and_closed(records, arrays)
    same = [int(np.count_nonzero(a == b)) for a, b in zip(ours, exact, strict=True)]
    return f"first response equal to the bit for {same[0]:,} issues, closing for {same[1]:,}, of {len(ours[0]):,}"


def _bytes_per_issue(name: str, issues: int) -> float:
    """By how much the peak of a process grows with its issues, the workload included."""
    more, fewer = (_peak_of_a_process(name, n) for n in (issues, SMALL))
    return (more - fewer) / (w2.COMMUNITIES * (issues - SMALL))


def _peak_of_a_process(name: str, issues: int) -> int:
    command = [sys.executable, "-m", "bench.bench_w2", "--memory-of", name, "--issues", str(issues)]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


if __name__ == "__main__":
    main()
