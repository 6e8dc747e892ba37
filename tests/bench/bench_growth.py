"""What makes a run dear, and what must not: `python -m bench.bench_growth --long`.

Cost grows with issues, and with nothing else: with more communities or a longer horizon as with the issues they bring,
and hardly with ten times the workers, or a year in which nothing happens.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from statistics import median

from bench import city, w2
from bench.timing import Table, interleaved, keep_memory, memory, seconds

from gridsim.engines import ENGINES, simulate
from gridsim.model.compile import compile_plan
from gridsim.model.plan import Plan
from gridsim.model.workload import draw
from gridsim.scenario.loader import load

STREET = "urumqi-street"
CATEGORIES = (
    "hazard", "sanitation", "street_order", "facility", "home_utilities", "dispute", "welfare", "enquiry",
    "illegal_building",
)  # fmt: skip
FAST = "compiled"
YEAR, CITIES = 365, (4, 29, 290, 2900)  # communities that have ten thousand to ten million issues in a year
BESIDE, HORIZONS = 150, (7, 71, 707, 7070)  # days in which 150 communities have as many; none lasts over 20 years
HEADCOUNTS = {"clerk": 2, "cadre": 6, "grid_worker": 9}  # per community: together as many as it has grids
DAYS = {"compiled": 12, "reference": 3}  # of W2, which lasts 12 days
BYTES_AT_MOST = 2000  # an issue, at the peak
MANY = 1_000_000  # issues from which one round is enough


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=ENGINES)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sizes", type=int, default=3, help="10 thousand issues, 100 thousand, ... (default 3)")
    parser.add_argument("--long", action="store_true", help="10 million issues too")
    parser.add_argument("--alone", nargs=2, type=int, help=argparse.SUPPRESS)  # communities, days: its own process
    options = parser.parse_args()
    if options.alone:
        print(json.dumps(measured(*options.alone, options.rounds)))
        return
    for one in tables(options.engines, options.rounds, 4 if options.long else options.sizes):
        print(one.text(), end="\n\n")


def tables(engines: Sequence[str] = ENGINES, rounds: int = 3, sizes: int = 3) -> list[Table]:
    """How a run grows with its issues, and what ten times the workers and idle years cost."""
    return [_growth(rounds, sizes), _workers(engines, rounds)]


def _growth(rounds: int, sizes: int) -> Table:
    cities = [_measured_in_a_process(n, YEAR, rounds) for n in CITIES[:sizes]]
    horizons = [_measured_in_a_process(BESIDE, days, rounds) for days in HORIZONS[:sizes]]
    rows = [*_grown(f"communities, {YEAR} days", cities), *_grown(f"days, {BESIDE} communities", horizons)]
    head = (
        "what grows", "issues", "drawing, µs per issue", "engine, µs per issue", "engine, × the first",
        "bytes per issue at the peak", "of them the engine's",
    )  # fmt: skip
    caption = f"The shipped city, {FAST} engine, each size in a process of its own."
    return Table("growth", caption, head, rows)


def _grown(what: str, sizes: Sequence[dict[str, float]]) -> Iterator[tuple[str, ...]]:
    for one in sizes:
        yield (
            what, f"{one['issues']:,}", f"{one['draw_us']:.2f}", f"{one['engine_us']:.2f}",
            f"{one['engine_us'] / sizes[0]['engine_us']:.2f}", f"{one['bytes']:,.0f}", f"{one['engine_bytes']:,.0f}",
        )  # fmt: skip


def measured(communities: int, days: int, rounds: int) -> dict[str, float]:
    """µs per issue of drawing and of the engine, and the bytes that both and the engine alone take at the peak."""
    warm = city.plan(28, 4)
    simulate(warm, draw(warm, seed=1, replication=0), engine=FAST)  # loads, compiles
    plan = city.plan(days, communities)
    workload, before, drawn = memory(lambda: draw(plan, seed=1, replication=0))
    records, with_workload, lived = memory(lambda: simulate(plan, workload, engine=FAST))
    n = len(workload)
    del records
    keep_memory(max(drawn, lived) - before)
    again = 1 if n >= MANY else rounds
    draws = [seconds(lambda: draw(plan, seed=1, replication=0)) for _ in range(again)]
    runs = [seconds(lambda: simulate(plan, workload, engine=FAST)) for _ in range(again)]
    return {
        "issues": n, "draw_us": median(draws) / n * 1e6, "engine_us": median(runs) / n * 1e6,
        "bytes": (max(drawn, lived) - before) / n, "engine_bytes": (lived - with_workload) / n,
    }  # fmt: skip


def _measured_in_a_process(communities: int, days: int, rounds: int) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.bench_growth", "--alone", str(communities), str(days)]
    command += ["--rounds", str(rounds)]
    found: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return found


def _workers(engines: Sequence[str], rounds: int) -> Table:
    rows = [_ten_times(engine, rounds) for engine in engines]
    rows += [_ten_times_on_rounds(beat, rounds) for beat in ("shared", "all grids")]
    rows += [_idle(engine) for engine in engines]
    caption = f"The same issues with ten times the workers, and a year without any; medians of {rounds}."
    return Table("workers", caption, ("what", "engine", "cost", "which is"), rows)


def ten_times_the_workers(engine: str, rounds: int) -> tuple[float, float, int]:
    """Seconds with W2's workers and with ten times as many, on the same issues; how many issues."""
    days = DAYS[engine]
    few, many = w2.plan(days), w2.plan(days, workers=10 * w2.WORKERS)
    return _few_and_many(few, many, engine, rounds)


def _few_and_many(few: Plan, many: Plan, engine: str, rounds: int) -> tuple[float, float, int]:
    workload = draw(few, seed=1, replication=0)
    runs = {
        "few": lambda: simulate(few, workload, engine=engine),
        "many": lambda: simulate(many, workload, engine=engine),
    }
    runs["few"]()  # loads, compiles
    keep_memory(BYTES_AT_MOST * len(workload))
    times = interleaved(runs, rounds)
    return times["few"], times["many"], len(workload)


def _ten_times(engine: str, rounds: int) -> tuple[str, ...]:
    few, many, issues = ten_times_the_workers(engine, rounds)
    return "ten times the workers, on standby (W2)", engine, *_beside(few, many, issues)


def _ten_times_on_rounds(beat: str, rounds: int, communities: int = 60, days: int = YEAR) -> tuple[str, ...]:
    """A worker per grid, then ten; with `all grids` everybody walks all of his community."""
    few, many = (
        city.plan(days, communities, {
            **{f"roles.{role}.headcount": f"{times * n} per community" for role, n in HEADCOUNTS.items()},
            **{f"roles.{role}.beat": beat for role in HEADCOUNTS},
        })
        for times in (1, 10)
    )  # fmt: skip
    found = _few_and_many(few, many, FAST, rounds)
    return f"ten times the workers, all on rounds, beat: {beat}", FAST, *_beside(*found)


def _beside(few: float, many: float, issues: int) -> tuple[str, str]:
    us = f"{few / issues * 1e6:.2f} and {many / issues * 1e6:.2f} µs per issue, {issues:,} issues"
    return f"× {many / few:.2f}", us


def _idle(engine: str) -> tuple[str, ...]:
    """A year of the shipped street in which next to nothing happens: all staff on rounds and at counters."""
    rates = {f"issues.{name}.rate": "1 per community per year" for name in CATEGORIES}
    plan = compile_plan(load(STREET, set={"time.horizon": "365 days", **rates}))
    workload = draw(plan, seed=1, replication=0)
    simulate(plan, workload, engine=engine)  # loads, compiles
    spent = seconds(lambda: simulate(plan, workload, engine=engine)) / len(plan.communities)
    what = f"{len(workload)} issues, {len(plan.workers)} workers, {len(plan.communities)} communities"
    return "an idle year", engine, f"{spent * 1e3:.1f} ms per community", what


if __name__ == "__main__":
    main()
