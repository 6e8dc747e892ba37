"""The workload's columns as processes read them: one number at a time."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from gridsim.model.workload import Workload

Column = Any  # a view into an array that gives plain numbers: a memoryview, of one dimension or of two


@dataclass(frozen=True)
class HopColumns:
    """As `HopMarks`."""

    dispatch_min: Column
    wrong: Column
    back_min: Column
    walk_min: Column
    work_min: Column
    solved: Column
    false: Column
    checked: Column
    verify_min: Column
    repeat: Column
    repeat_min: Column


@dataclass(frozen=True)
class Marks:
    """As `Workload`."""

    community: Column
    category: Column
    grid: Column
    occurred_min: Column
    position: Column
    meetings: Column
    report_min: Column
    clears_min: Column
    filing_min: Column
    rejected: Column
    patience_min: Column
    first_mark: Column
    later_mark: Column
    hops: HopColumns
    ever_noticed: Column  # whether some round would ever notice it

    @staticmethod
    def of(workload: Workload) -> Marks:
        """The same marks, not copied: lists of numbers would hold four times the memory."""
        own = [f.name for f in fields(Marks) if f.name not in ("hops", "ever_noticed")]
        return Marks(
            **{name: _view(getattr(workload, name)) for name in own},
            hops=HopColumns(**{f.name: getattr(workload.hops, f.name).data for f in fields(HopColumns)}),
            ever_noticed=_view(np.any(workload.meetings > 0, axis=1)),
        )


def _view(column: np.ndarray[Any, Any]) -> Column:
    return np.ascontiguousarray(column).data
