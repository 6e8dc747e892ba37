"""How much faster two processes run the demo's replications than one: alternating rounds, a ratio for each.

PYTHONPATH=src:tests python -m bench.bench_processes     # what docs/running.md says
"""

from __future__ import annotations

import argparse
import time

import gridsim as gs
from gridsim.cli.runs import DEMO
from gridsim.scenario.schema import Scenario


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--replications", type=int, default=20, help="of each of the three scenarios")
    options = parser.parse_args()
    scenarios = [gs.load(name) for name in DEMO]
    seconds(scenarios, 2, 2)  # begins the processes, which compile the engine or read it
    for number in range(1, options.rounds + 1):
        one, two = (seconds(scenarios, options.replications, processes) for processes in (1, 2))
        print(f"round {number}: {one:.1f} s with one process, {two:.1f} s with two: {one / two:.2f} times as fast")


def seconds(scenarios: list[Scenario], replications: int, processes: int) -> float:
    """What a comparison takes that no cache helps."""
    began = time.perf_counter()
    gs.compare(scenarios, replications=replications, processes=processes)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
