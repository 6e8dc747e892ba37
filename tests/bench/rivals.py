"""The other simulators of W2: found in the shared bench folder, which is no part of this repository.

The environment variable GRIDSIM_SHARED names the folder that holds it; by default it lies beside the repository.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

from bench import w2

SHARED = Path(os.environ.get("GRIDSIM_SHARED", Path(__file__).parents[3] / "shared")) / "bench"
ABSENT = f"W2 is left out: there is no {SHARED}; GRIDSIM_SHARED may name the folder that holds bench/workload.py"


def found() -> bool:
    """Whether the folder is there."""
    return (SHARED / "workload.py").is_file()


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
    first, closed = module("loop_c").run(arrays)
    return first, closed
