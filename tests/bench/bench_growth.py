"""What makes a run dear, and what must not: `python -m bench.bench_growth --engines reference`.

Cost grows with issues, never with workers times time: ten times the workers who wait on standby, a year in which
nothing happens, and the shipped street with all its mechanisms.
"""

from __future__ import annotations

import argparse

from bench import w2
from bench.timing import interleaved, seconds, table

from gridsim.engines import ENGINES, simulate
from gridsim.model.compile import compile_plan
from gridsim.model.workload import draw
from gridsim.scenario.loader import load

HEAD = ("what", "engine", "cost", "")
STREET = "urumqi-street"
CATEGORIES = (
    "hazard", "sanitation", "street_order", "facility", "home_utilities", "dispute", "welfare", "enquiry",
    "illegal_building",
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=ENGINES)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    rows = []
    for engine in options.engines:
        rows += [ten_times_row(engine, options.rounds), idle_row(engine), street_row(engine, options.rounds)]
    print(table(HEAD, rows))


def ten_times_the_workers(engine: str, rounds: int, days: int = 3) -> tuple[float, float, int]:
    """Seconds with W2's workers and with ten times as many, on the same issues; how many issues."""
    few, many = w2.plan(days), w2.plan(days, workers=10 * w2.WORKERS)
    workload = draw(few, seed=1, replication=0)
    runs = {
        "few": lambda: simulate(few, workload, engine=engine),
        "many": lambda: simulate(many, workload, engine=engine),
    }
    times = interleaved(runs, rounds)
    return times["few"], times["many"], len(workload)


def ten_times_row(engine: str, rounds: int) -> tuple[str, ...]:
    few, many, issues = ten_times_the_workers(engine, rounds)
    us = f"{few / issues * 1e6:.1f} and {many / issues * 1e6:.1f} us per issue"
    return "ten times the workers, on standby", engine, f"x {many / few:.2f}", us


def idle_row(engine: str) -> tuple[str, ...]:
    """A year of the shipped street in which next to nothing happens: all staff on rounds and at counters."""
    rates = {f"issues.{name}.rate": "1 per community per year" for name in CATEGORIES}
    plan = compile_plan(load(STREET, set={"time.horizon": "365 days", **rates}))
    workload = draw(plan, seed=1, replication=0)
    simulate(plan, workload, engine=engine)  # loads, compiles
    spent = seconds(lambda: simulate(plan, workload, engine=engine)) / len(plan.communities)
    what = f"{len(workload)} issues, {len(plan.workers)} workers, {len(plan.communities)} communities"
    return "an idle year", engine, f"{spent * 1e3:.1f} ms per community", what


def street_row(engine: str, rounds: int) -> tuple[str, ...]:
    """The shipped street with all mechanisms."""
    plan = compile_plan(load(STREET))
    workload = draw(plan, seed=1, replication=0)
    times = interleaved(
        {"draw": lambda: draw(plan, seed=1, replication=0), "run": lambda: simulate(plan, workload, engine=engine)},
        rounds,
    )
    us = {name: f"{spent / len(workload) * 1e6:.1f} us per issue" for name, spent in times.items()}
    return "the shipped street", engine, us["run"], f"{len(workload):,} issues; drawing them {us['draw']}"


if __name__ == "__main__":
    main()
