"""Times and memory of runs, measured so that a busy machine does not decide who is faster."""

from __future__ import annotations

import gc
import re
import resource
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median
from time import perf_counter

Run = Callable[[], object]


def seconds(run: Run) -> float:
    """How long one run takes; garbage of earlier ones is not on its bill."""
    gc.collect()
    start = perf_counter()
    run()
    return perf_counter() - start


def interleaved(runs: Mapping[str, Run], rounds: int) -> dict[str, float]:
    """Median seconds of each run: one of each in every round, so that all meet the same noise."""
    times: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            times[name].append(seconds(run))
    return {name: median(measured) for name, measured in times.items()}


def peak_bytes() -> int:
    """The most memory this process has held.

    Linux says so under VmHWM; `ru_maxrss`, which others have, would begin at what the parent process held.
    """
    status = Path("/proc/self/status")
    if status.exists() and (found := re.search(r"VmHWM:\s+(\d+) kB", status.read_text())):
        return int(found[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """Columns of text, the first to the left, the others to the right."""
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]
    return "\n".join(
        "  ".join(
            cell.ljust(w) if i == 0 else cell.rjust(w) for i, (cell, w) in enumerate(zip(row, widths, strict=True))
        )
        for row in [head, *rows]
    )
