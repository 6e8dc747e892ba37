"""What this Python and its libraries make of shipped scenarios: the tables of records, by their hashes.

    PYTHONPATH=src python tests/determinism/hashes.py

prints them as JSON, with the versions and the encoding that they were made with.
"""

from __future__ import annotations

import json
import locale
import platform
import time
from importlib.metadata import version

from gridsim.engines import ENGINES, simulate
from gridsim.model.compile import compile_plan
from gridsim.model.workload import draw
from gridsim.scenario.loader import load

LENGTHS = {"mm3": "20 days", "urumqi-street": "10 days"}
LIBRARIES = ("numpy", "scipy", "pandas", "numba")
Hashes = dict[str, dict[str, str]]  # by scenario and column: plan, workload, and every table of every engine


def hashes(seed: int = 1, replication: int = 0) -> Hashes:
    """Hashes of shipped scenarios, shortened."""
    return {name: _of(name, length, seed, replication) for name, length in LENGTHS.items()}


def _of(name: str, length: str, seed: int, replication: int) -> dict[str, str]:
    plan = compile_plan(load(name, set={"time.horizon": length, "time.warm_up": "0 min"}))
    workload = draw(plan, seed, replication)
    found = {"plan": plan.hash, "workload": workload.hash}
    for engine in ENGINES:
        tables = simulate(plan, workload, engine=engine).hashes
        found |= {f"{engine} {table}": digest for table, digest in tables.items()}
    return found


def here() -> dict[str, str]:
    """What might matter and must not."""
    versions = {name: version(name) for name in LIBRARIES}
    return {
        "python": platform.python_version(),
        **versions,
        "encoding": locale.getpreferredencoding(False).lower(),
        "time zone": time.tzname[0],
    }


if __name__ == "__main__":
    print(json.dumps({"here": here(), "hashes": hashes()}))
