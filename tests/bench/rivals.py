"""The other simulators of W2: found in the shared bench folder, which is no part of this repository.

The environment variable GRIDSIM_SHARED names the folder that holds it; by default it lies beside the repository.
None of them, and nothing they need, is required: what is missing is left out, and said.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import ModuleType

from bench import w2

SHARED = Path(os.environ.get("GRIDSIM_SHARED", Path(__file__).parents[3] / "shared")) / "bench"
ABSENT = f"W2 is left out: there is no {SHARED}; GRIDSIM_SHARED may name the folder that holds bench/workload.py"
SIMPY, C_LOOP = "simpy_idiomatic", "loop_c"
NAMES = {  # with what each one is
    SIMPY: "SimPy, a process per issue, `PriorityResource`",
    "cimba_model": "cimba, a process per issue; draws its own issues",
    "cimba_workers": "cimba, worker processes on stores; draws its own issues",
    "loop_numba": "bare loop in numba, two instants an issue",
    C_LOOP: "bare loop in C, two instants an issue",
}
SMALL = 60  # issues per community: enough to load and compile

Rival = Callable[[w2.Arrays], object]


def found() -> bool:
    """Whether the folder is there."""
    return (SHARED / "workload.py").is_file()


def ready() -> tuple[dict[str, Rival], list[str]]:
    """Every rival that runs here, loaded and compiled, and a line on each that does not."""
    runs: dict[str, Rival] = {}
    missing = []
    for name in NAMES:
        try:
            run = module(name).run
            run(draw(1, SMALL))
            runs[name] = run
        except Exception as why:  # whatever is wrong with a rival, it is not ours to mend
            said = (str(why).splitlines() or [""])[0].replace(f"{SHARED}{os.sep}", "")
            missing.append(f"{name} is left out ({type(why).__name__}: {said})")
    return runs, missing


def module(name: str) -> ModuleType:
    """A module of that folder. ImportError if it, or what it needs, is missing."""
    if str(SHARED) not in sys.path:
        sys.path.append(str(SHARED))
    return import_module(name)


def draw(seed: int, issues_per_community: int) -> w2.Arrays:
    """W2's demand in whole ticks."""
    workload = module("workload")
    size = (workload.NCOMM, workload.CW, workload.NDEPT, workload.KD)
    assert size == (w2.COMMUNITIES, w2.WORKERS, w2.DEPARTMENTS, w2.CREWS), "W2 has another size now"
    return w2.ticked(workload.draw(seed, issues_per_community))


def exact(arrays: w2.Arrays) -> tuple[w2.Floats, w2.Floats]:
    """First response and closing as the bare C loop has them. OSError without gcc."""
    first, closed = module(C_LOOP).run(arrays)
    return first, closed
