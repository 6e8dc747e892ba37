"""The workload as the event loop reads it."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gridsim.engines.compiled.blocks import Block, table
from gridsim.engines.compiled.jit import part
from gridsim.errors import EngineError
from gridsim.model.workload import HOP_COLUMNS, Workload

Floats = NDArray[np.float64]


class Marks(NamedTuple):
    """The columns of `Workload`, and the rows of its `HopMarks`."""

    community: NDArray[Any]
    category: NDArray[Any]
    grid: NDArray[Any]
    occurred_min: Floats
    position: Floats
    report_min: Floats
    clears_min: Floats
    filing_min: Floats
    rejected: Floats
    patience_min: Floats
    first_mark: NDArray[Any]
    later_mark: NDArray[Any]
    hops: Floats  # (rows, marks)


DISPATCH_MIN, WRONG, BACK_MIN, WORK_MIN, SOLVED, FALSE, CHECKED, VERIFY_MIN, REPEAT, REPEAT_MIN, WALK_MIN = range(
    len(HOP_COLUMNS) + 1
)
_WHOLE = {"community": "i4", "category": "i2", "grid": "i4", "first_mark": "i4", "later_mark": "i4"}
MARKS = Block("Marks", {
    name: table(_WHOLE.get(name, "f8"), 2 if name in ("position", "hops") else 1) for name in Marks._fields
})  # fmt: skip


def marks_of(workload: Workload) -> Marks:
    """The columns, copied only where they have another shape in memory. EngineError for more than it can count."""
    if len(workload.hops.rows) > np.iinfo(np.int32).max:
        raise EngineError("a replication of so many issues is too large for this engine; shorten it")
    return Marks(*(
        np.ascontiguousarray(workload.hops.rows if name == "hops" else getattr(workload, name), MARKS.dtype(name))
        for name in Marks._fields
    ))  # fmt: skip


@part
def mark_of(m: Marks, hops: int, issue: int, attempt: int, hop: int) -> int:
    """The row of an attempt's hop; an attempt has a row for the grid and one for each of its `hops` departments."""
    if attempt == 1:
        return int(m.first_mark[issue]) + hop
    return int(m.later_mark[issue]) + (attempt - 2) * (hops + 1) + hop
