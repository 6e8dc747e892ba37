"""Issues dealt to groups: all, by type of community, by migrant band, and so on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gridsim.analysis.columns import Codes, Ints, rows_of

FEW = 16  # groups that are faster found one by one than all by sorting


def dealt(codes: Codes, groups: int) -> list[Ints]:
    """Where each of 0, 1 ... below `groups` stands in `codes`."""
    ends = np.cumsum(np.bincount(codes, minlength=groups))
    return np.split(np.argsort(codes, kind="stable"), ends)[:-1]


@dataclass(frozen=True)
class Groups:
    """A way to deal issues to groups, by their cells: the group of each cell, and the groups' names."""

    by: str
    of_cell: Ints
    names: tuple[str, ...]
    measures: tuple[str, ...]

    def wanted(self, measures: Iterable[str]) -> list[str]:
        """Those of some measures that are to be had by these groups."""
        return [name for name in measures if name in self.measures]

    def sum_up(self, of_cells: Ints) -> Ints:
        """Numbers by cell as numbers by group."""
        return np.bincount(self.of_cell, weights=of_cells, minlength=len(self.names)).astype(np.int64)

    def deal(self, cell: Ints) -> list[Ints | slice]:
        """Which of some issues, told by their cells, belong to each group, in their order."""
        if len(self.names) == 1:
            return [slice(None)]
        codes = self._narrow[cell]
        if len(self.names) <= FEW:
            return [rows_of(codes == g) for g in range(len(self.names))]
        return [*dealt(codes, len(self.names))]

    @cached_property
    def _narrow(self) -> Codes:
        """The group of each cell, in so few bits that a column of them is sorted fast."""
        return self.of_cell.astype(np.min_scalar_type(-len(self.names)))
