"""A table of the page, and the same table as a CSV that the page carries with it."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import StringIO
from urllib.parse import quote

from markupsafe import Markup

BOM = "\ufeff"  # without which Excel and WPS do not show Chinese
UNQUOTED = ",.;:()+*~^/"
NARROW = 3  # a table of more columns becomes a list of cards on a phone

Cell = str | Markup


@dataclass(frozen=True)
class Table:
    """Heads of columns and rows as shown; the first column names the row."""

    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    notes: Sequence[str] = ()
    groups: frozenset[int] = field(default_factory=frozenset)  # rows that head those below them
    facts: bool = False  # words rather than numbers
    wraps: bool = False  # cells may take more lines than one

    @property
    def wide(self) -> bool:
        """Whether it is too wide for a phone."""
        return len(self.heads) > NARROW


@dataclass(frozen=True)
class Download:
    """A table as a file inside a link: its name, and all of it."""

    name: str
    heads: Sequence[str]
    rows: Sequence[Sequence[object]]

    @property
    def text(self) -> str:
        """The CSV."""
        out = StringIO()
        csv.writer(out, lineterminator="\n").writerows([self.heads, *self.rows])
        return out.getvalue()

    @property
    def link(self) -> str:
        """The file as an address."""
        return f"data:text/csv;charset=utf-8,{quote(BOM + self.text, safe=UNQUOTED)}"


def rounded(value: float, digits: int = 6) -> str:
    """A number of a CSV; nothing where there is none."""
    return "" if value != value else f"{value:.{digits}g}"
