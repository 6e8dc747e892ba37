"""How drawing a workload grows, and with it a whole run: `python -m bench.growth_draw --engine reference`.

The city of the thesis with more and more communities, a year each, every size in a process of its own: seconds by
stage and the bytes by which its peak of memory exceeds that of the process before the first draw, per issue.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from time import perf_counter

from bench.timing import peak_bytes, table

from gridsim.analysis.measures import measures
from gridsim.engines import ENGINES, simulate
from gridsim.model.compile import compile_plan
from gridsim.model.plan import Plan
from gridsim.model.workload import draw
from gridsim.scenario.loader import load

CITY = "urumqi-city"
TYPES = {"residential": 290, "fringe": 160, "commercial": 103, "migrant": 123}
COMMUNITIES = (4, 16, 64, 256, 676)  # about 10 thousand to 2 million issues in a year
STAGES = ("draw", "run", "check", "measures")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--communities", nargs="+", type=int, default=COMMUNITIES)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--engine", choices=ENGINES, help="run it too, check it and measure it")
    parser.add_argument("--alone", action="store_true", help=argparse.SUPPRESS)  # in a process of its own
    options = parser.parse_args()
    if options.alone:
        print(json.dumps(measured(city(options.communities[0], options.days), options.engine)))
        return
    stages = STAGES if options.engine else STAGES[:1]
    rows = [_row(n, options.days, options.engine, stages) for n in options.communities]
    print(table(("communities", "issues", *(f"{one}, us per issue" for one in stages), "bytes per issue"), rows))


def city(communities: int, days: int) -> Plan:
    """The city with its types of community in their proportions."""
    types = {name: max(1, round(n * communities / 676)) for name, n in TYPES.items()}
    subdistricts, districts = max(1, communities // 10), max(1, communities // 85)
    sizes = {"places.generate.subdistricts": subdistricts, "places.generate.districts": districts}
    return compile_plan(load(CITY, set={"places.generate.types": types, **sizes, "time.horizon": f"{days} days"}))


def measured(plan: Plan, engine: str | None) -> dict[str, float]:
    """Seconds by stage, the issues, and the bytes each takes at the peak."""
    warm(engine)
    before, clock = peak_bytes(), perf_counter()
    workload = draw(plan, seed=1, replication=0)
    spent = {"issues": len(workload), "draw": perf_counter() - clock}
    if engine:
        clock = perf_counter()
        records = simulate(plan, workload, engine=engine)
        spent["run"] = perf_counter() - clock
        del workload
        for stage, run in (("check", lambda: records.check(plan)), ("measures", lambda: measures(plan, records))):
            clock = perf_counter()
            run()
            spent[stage] = perf_counter() - clock
    spent["communities"] = len(plan.communities)
    return {**spent, "bytes": (peak_bytes() - before) / spent["issues"]}


def warm(engine: str | None) -> None:
    """Load and compile everything once, on a small city."""
    small = city(4, 30)
    workload = draw(small, seed=1, replication=0)
    if engine:
        measures(small, simulate(small, workload, engine=engine))


def _row(communities: int, days: int, engine: str | None, stages: tuple[str, ...]) -> tuple[str, ...]:
    command = [sys.executable, "-m", "bench.growth_draw", "--alone", "--communities", str(communities)]
    command += ["--days", str(days), *(["--engine", engine] if engine else [])]
    found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    us = (f"{found[stage] / found['issues'] * 1e6:.2f}" for stage in stages)
    return f"{found['communities']}", f"{found['issues']:,}", *us, f"{found['bytes']:,.0f}"


if __name__ == "__main__":
    main()
