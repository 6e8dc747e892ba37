"""Times, memory and tables of runs, measured so that a busy machine does not decide who is faster."""

from __future__ import annotations

import ctypes
import gc
import re
import resource
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median
from time import process_time as clock
from typing import NamedTuple, TypeVar

import numpy as np

__all__ = [
    "NONE", "Run", "Table", "clock", "forget_peak", "held_bytes", "interleaved", "keep_memory",
    "memory", "peak_bytes", "seconds",
]  # fmt: skip

Given = TypeVar("Given")
Run = Callable[[], object]
STATUS, REFERENCES = Path("/proc/self/status"), Path("/proc/self/clear_refs")  # where Linux says it, and forgets it
NONE = "–"
MMAP_MAX, TRIM_THRESHOLD = -4, -1  # what malloc.h calls M_MMAP_MAX and M_TRIM_THRESHOLD


class Table(NamedTuple):
    """What was measured, as the page shows it."""

    name: str
    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]

    def text(self) -> str:
        """Caption and table in Markdown, columns one below the other; the first to the left, numbers to the right."""
        cells = [list(self.head), *(list(row) for row in self.rows)]
        widths = [max(len(row[i]) for row in cells) for i in range(len(self.head))]
        right = [i > 0 and all(_is_number(row[i]) for row in cells[1:]) for i in range(len(self.head))]
        aligned = [
            [cell.rjust(w) if r else cell.ljust(w) for cell, w, r in zip(row, widths, right, strict=True)]
            for row in cells
        ]
        rule = ["-" * (w - 1) + (":" if r else "-") for w, r in zip(widths, right, strict=True)]
        return f"{self.caption}\n\n" + "\n".join(f"| {' | '.join(row)} |" for row in [aligned[0], rule, *aligned[1:]])


def _is_number(cell: str) -> bool:
    return cell == NONE or re.fullmatch(r"[0-9.,]+", cell) is not None


def seconds(run: Run) -> float:
    """What one run takes of the processors' time, all threads together; garbage of earlier ones is not on its bill."""
    gc.collect()
    start = clock()
    run()
    return clock() - start


def interleaved(runs: Mapping[str, Run], rounds: int) -> dict[str, float]:
    """Median seconds of each run: one of each in every round, so that all meet the same noise."""
    times: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            times[name].append(seconds(run))
    return {name: median(measured) for name, measured in times.items()}


def memory(run: Callable[[], Given]) -> tuple[Given, int, int]:
    """What a run gives, the bytes that the process held before it, and the most it held meanwhile.

    Only Linux forgets an earlier peak; elsewhere a run that stays below one shows nothing.
    """
    gc.collect()
    forget_peak()
    before = held_bytes()
    given = run()
    return given, before, peak_bytes()


def keep_memory(much_bytes: int) -> None:
    """Let this process have so much memory already touched, and give none of it back.

    The first touch of a page is the kernel's work and, on a virtual machine, may be the host's too: 2 ms a megabyte
    were seen, more than all else. Only glibc can be asked; elsewhere first touches stay on the bill.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if mallopt is not None:
        mallopt(MMAP_MAX, 0)
        mallopt(TRIM_THRESHOLD, 2**31 - 1)
        np.ones(much_bytes // 8)


def peak_bytes() -> int:
    """The most memory this process has held, since its peak was last forgotten."""
    return _status("VmHWM") or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def held_bytes() -> int:
    """The memory this process holds; its peak where nobody says."""
    return _status("VmRSS") or peak_bytes()


def forget_peak() -> None:
    """Let the peak begin anew at what is held now, where that can be asked for."""
    if REFERENCES.exists():
        try:
            REFERENCES.write_text("5")
        except OSError:
            return


def _status(name: str) -> int:
    found = re.search(rf"{name}:\s+(\d+) kB", STATUS.read_text()) if STATUS.exists() else None
    return int(found[1]) * 1024 if found else 0
