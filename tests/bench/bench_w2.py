"""gridsim's engines on W2 beside other simulators: `python -m bench.bench_w2 --engines compiled --rounds 5`.

All meet the same issues, in interleaved runs; ratios hold from machine to machine, times do not. Above the table it
says whether every engine had each first response and each closing at the very instant of a bare loop in C.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from statistics import median

import numpy as np
from bench import rivals, w2
from bench.timing import NONE, Run, Table, memory, seconds

from gridsim.engines import ENGINES, simulate

HEAD = (
    "engine", "µs per issue", "× idiomatic SimPy", "× best cimba", "C loops in its time", "bytes per issue at the peak",
)  # fmt: skip
OURS = {"reference": "**gridsim, reference**", "compiled": "**gridsim, compiled**"}


def main() -> None:
    options = _options()
    if not rivals.found():
        print(rivals.ABSENT)
    elif options.memory_of:
        print(peak_bytes_per_issue(options.memory_of, options.issues))
    else:
        print(table(options.engines, options.issues, options.rounds).text())


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=ENGINES)
    parser.add_argument("--issues", type=int, default=6000, help="per community (default 6000: W2)")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--memory-of", choices=ENGINES, help=argparse.SUPPRESS)  # in a process of its own
    return parser.parse_args()


def table(engines: Sequence[str] = ENGINES, issues: int = 6000, rounds: int = 3) -> Table:
    """Medians of interleaved rounds, the slowest first; each round has issues of its own."""
    others, missing = rivals.ready()
    for engine in engines:
        _run_of(engine, rivals.draw(1, rivals.SMALL))()  # loads, compiles
    times: dict[str, list[float]] = {name: [] for name in [*others, *engines]}
    for k in range(rounds):
        arrays = rivals.draw(100 + k, issues)
        for name in times:
            times[name].append(seconds(partial(others[name], arrays) if name in others else _run_of(name, arrays)))
    us = {name: median(spent) / (w2.COMMUNITIES * issues) * 1e6 for name, spent in times.items()}
    caption = [
        f"{w2.COMMUNITIES * issues:,} issues, medians of {rounds} interleaved rounds.",
        *(f"{engine} engine: {exactness(engine, arrays)}." for engine in engines),
        *(f"{said}." for said in missing),
    ]
    ordered = sorted(us, key=lambda name: -us[name])
    return Table("w2", "\n".join(caption), HEAD, [_row(name, us, issues) for name in ordered])


def _row(name: str, us: Mapping[str, float], issues: int) -> tuple[str, ...]:
    simpy, c_loop = us.get(rivals.SIMPY), us.get(rivals.C_LOOP)
    cimba = min((spent for other, spent in us.items() if other.startswith("cimba")), default=None)
    return (
        OURS.get(name) or rivals.NAMES[name],
        f"{us[name]:.2f}",
        NONE if simpy is None else f"{simpy / us[name]:.2f}",
        NONE if cimba is None else f"{cimba / us[name]:.2f}",
        NONE if c_loop is None else f"{us[name] / c_loop:.1f}",
        f"{_in_a_process(name, issues):,.0f}" if name in OURS else NONE,
    )


def _run_of(engine: str, arrays: w2.Arrays) -> Run:
    """One run of an engine, its workload ready."""
    plan, workload = w2.plan(), w2.workload(arrays)
    return lambda: simulate(plan, workload, engine=engine)


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


def peak_bytes_per_issue(engine: str, issues: int) -> float:
    """By how much this process grows at most: workload, state and records."""
    _run_of(engine, rivals.draw(1, rivals.SMALL))()
    arrays = rivals.draw(1, issues)
    _, before, peak = memory(lambda: _run_of(engine, arrays)())
    return (peak - before) / (w2.COMMUNITIES * issues)


def _in_a_process(engine: str, issues: int) -> float:
    command = [sys.executable, "-m", "bench.bench_w2", "--memory-of", engine, "--issues", str(issues)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


if __name__ == "__main__":
    main()
