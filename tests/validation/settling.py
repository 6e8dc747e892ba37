"""What is said of the warm-up of a queue that starts empty, at several loads, over many small experiments.

PYTHONPATH=src:tests python -m validation.settling     # prints the table of docs/validation.md
"""

from __future__ import annotations

from collections import Counter

import pandas as pd

from gridsim.analysis.backlog import backlog_over_time
from gridsim.analysis.warmup import Settling, settling
from gridsim.engines import simulate
from gridsim.model.compile import compile_plan
from gridsim.model.plan import Plan
from gridsim.model.workload import draw
from gridsim.scenario.loader import load

WARM_UP_DAYS = 4.0
LOADS = (0.5, 0.8, 0.9, 0.95, 1.1)
SIZES = (1, 5, 20)
EXPERIMENTS = 20


def queue(load_share: float) -> Plan:
    """The shipped scenario mm3 for 60 days at a load: 3 workers, calls of an hour."""
    per_hour = f"{3 * load_share:g} per community per hour"
    said = {"issues.call.rate": per_hour, "time.horizon": "60 days", "time.warm_up": f"{WARM_UP_DAYS:g} days"}
    return compile_plan(load("mm3", set=said))


def experiments(load_share: float, replications: int, count: int = EXPERIMENTS) -> list[Settling]:
    """What is found by each of so many experiments, each with a seed of its own."""
    plan = queue(load_share)
    found = []
    for seed in range(count):
        runs = (simulate(plan, draw(plan, seed, r), engine="compiled") for r in range(replications))
        tables = [backlog_over_time(plan, records).assign(replication=r) for r, records in enumerate(runs)]
        found.append(settling(pd.concat(tables), WARM_UP_DAYS))
    return found


def main() -> None:
    """Print the table in the form of docs/validation.md."""
    print("| load | n | what is said of 20 experiments |\n|---|---|---|")
    for load_share in LOADS:
        for size in SIZES:
            words = Counter(one.word for one in experiments(load_share, size))
            print(f"| {100 * load_share:.0f} % | {size} | {', '.join(f'{w} {n}' for w, n in words.most_common())} |")


if __name__ == "__main__":
    main()
