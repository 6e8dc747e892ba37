"""Issues dealt to groups: all, by type of community, by migrant band, and so on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gridsim.analysis.columns import Bools, Columns, Ints


@dataclass(frozen=True, eq=False)
class Groups:
    """Issues dealt to groups by the cells of `columns`: the group of each cell, and the groups' names."""

    by: str
    columns: Columns
    of_cell: Ints
    names: tuple[str, ...]
    measures: tuple[str, ...]

    @cached_property
    def codes(self) -> NDArray[np.int16] | Ints:
        """The group of every issue, in so few bits that it is sorted fast."""
        of_cell = self.of_cell if len(self.names) >= 1 << 15 else self.of_cell.astype(np.int16)
        return of_cell[self.columns.cell]

    @cached_property
    def order(self) -> Ints:
        """The issues, group by group."""
        return np.argsort(self.codes, kind="stable")

    @cached_property
    def edges(self) -> Ints:
        """Where each group begins in `order`, and the end."""
        return np.concatenate(([0], np.cumsum(self.sum_up(self.columns.count(slice(None))))))

    def sum_up(self, of_cells: Ints) -> Ints:
        """Numbers by cell as numbers by group."""
        return np.bincount(self.of_cell, weights=of_cells, minlength=len(self.names)).astype(np.int64)

    def split(self, column: NDArray[Any], chosen: Bools) -> list[NDArray[Any]]:
        """The chosen values of a column, group by group, else in their order."""
        if len(self.names) == 1:
            return [column[chosen]]
        kept = chosen[self.order]
        counts = [np.count_nonzero(part) for part in np.split(kept, self.edges[1:-1])[:-1]]
        return np.split(column[self.order[kept]], np.cumsum(counts))

    def deal(self, rows: Ints) -> list[Ints]:
        """Some issues, group by group, else in their order."""
        if len(self.names) == 1:
            return [rows]
        codes = self.codes[rows]
        ends = np.cumsum(np.bincount(codes, minlength=len(self.names)))[:-1]
        return np.split(rows[np.argsort(codes, kind="stable")], ends)
