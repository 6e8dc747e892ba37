"""The workload's columns as plain lists: one number at a time is what processes read."""

from __future__ import annotations

from dataclasses import dataclass

from gridsim.model.workload import Workload


@dataclass(frozen=True)
class HopColumns:
    """As `HopMarks`."""

    dispatch_min: list[float]
    wrong: list[float]
    back_min: list[float]
    walk_min: list[list[float]]
    work_min: list[float]
    solved: list[float]
    false: list[float]
    checked: list[float]
    verify_min: list[float]
    repeat: list[float]
    repeat_min: list[float]


@dataclass(frozen=True)
class Marks:
    """As `Workload`."""

    community: list[int]
    category: list[int]
    grid: list[int]
    occurred_min: list[float]
    position: list[list[float]]
    meetings: list[list[int]]
    report_min: list[float]
    clears_min: list[float]
    filing_min: list[float]
    rejected: list[float]
    patience_min: list[float]
    first_mark: list[int]
    later_mark: list[int]
    hops_of: list[int]  # rows of an attempt, by issue
    hops: HopColumns

    @staticmethod
    def of(workload: Workload, hops_by_category: list[int]) -> Marks:
        """The same marks in lists."""
        names = [name for name in Marks.__dataclass_fields__ if name not in ("hops", "hops_of")]
        columns = {name: getattr(workload, name).tolist() for name in names}
        hops = {name: getattr(workload.hops, name).tolist() for name in HopColumns.__dataclass_fields__}
        width = [hops_by_category[category] for category in columns["category"]]
        return Marks(**columns, hops_of=width, hops=HopColumns(**hops))

    def row(self, issue_id: int, attempt: int, hop: int) -> int:
        """The row of `hops` for a hop of an attempt."""
        if attempt == 1:
            return self.first_mark[issue_id] + hop
        return self.later_mark[issue_id] + (attempt - 2) * self.hops_of[issue_id] + hop
