"""Whether two runs recorded the same, to the last bit; if not, where they first part (ARCHITECTURE, two engines)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gridsim.model.records import Records

TABLES = ("issues", "work", "absences")
INTEGRALS = ("waiting_ticks", "busy_ticks")
CONTEXT = 5  # rows shown before and after the first that differs

Column = NDArray[Any]


def difference(a: Records, b: Records) -> str | None:
    """The first difference of two records, in words with the rows around it from both; None if there is none.

    Tables are compared first: their columns, types and words, then every cell in order. No tolerance: NaN is equal to
    NaN alone, and 0.0 is not -0.0. Then come the integrals, place by place and actor by actor, and how long they ran.
    """
    for name in TABLES:
        one, other = getattr(a, name), getattr(b, name)
        found = _of_form(name, one, other) or _of_rows(name, one, other)
        if found:
            return found
    for name in INTEGRALS:
        found = _of_integrals(name, getattr(a, name), getattr(b, name))
        if found:
            return found
    return None if a.until_min == b.until_min else f"a ran until {a.until_min!r}, b until {b.until_min!r}"


def _of_form(name: str, a: pd.DataFrame, b: pd.DataFrame) -> str | None:
    """Columns, types and words: what the cells of a table may say."""
    if list(a.columns) != list(b.columns):
        return f"{name} has the columns {', '.join(a.columns)} in a, {', '.join(b.columns)} in b"
    for column in a.columns:
        one, other = _form(a[column]), _form(b[column])
        if one != other:
            return f"{name}.{column} is {one} in a, {other} in b"
    one, other = str(a.index.dtype), str(b.index.dtype)
    return None if one == other else f"rows of {name} are numbered in {one} in a, {other} in b"


def _form(column: pd.Series) -> str:
    if isinstance(column.dtype, pd.CategoricalDtype):
        return f"one of {', '.join(map(str, column.cat.categories))}"
    return str(column.dtype)


def _of_rows(name: str, a: pd.DataFrame, b: pd.DataFrame) -> str | None:
    """Cells, in two tables of one form, and how many rows there are."""
    both = min(len(a), len(b))
    differs = {column: _differs(_values(a[column])[:both], _values(b[column])[:both]) for column in a.columns}
    rows = np.any([*differs.values(), a.index[:both] != b.index[:both]], axis=0)
    if not rows.any():
        if len(a) == len(b):
            return None
        head = f"{name} differs in length: {len(a)} rows in a, {len(b)} in b, the first {both} the same"
        return _with_rows(head, a, b, both)
    first = int(rows.argmax())
    columns = ", ".join(column for column, at in differs.items() if at[first]) or "its number"
    head = f"{name} differs first in row {first}, in {columns} ({rows.sum()} of {both} rows differ"
    more = "" if len(a) == len(b) else f"; {len(a)} rows in a, {len(b)} in b"
    return _with_rows(f"{head}{more})", a, b, first)


def _differs(a: Column, b: Column) -> NDArray[np.bool_]:
    """Row by row, whether two columns of one type differ in any bit."""
    differs = np.asarray(a != b)
    if a.dtype.kind == "f":
        differs |= np.signbit(a) != np.signbit(b)
        differs &= ~(np.isnan(a) & np.isnan(b))
    return differs


def _values(column: pd.Series) -> Column:
    return np.asarray(column.cat.codes if isinstance(column.dtype, pd.CategoricalDtype) else column)


def _with_rows(head: str, a: pd.DataFrame, b: pd.DataFrame, row: int) -> str:
    near = slice(max(0, row - CONTEXT), row + CONTEXT + 1)
    return "\n".join([head, "a:", _shown(a.iloc[near]), "b:", _shown(b.iloc[near])])


def _shown(rows: pd.DataFrame) -> str:
    """Rows with every digit they have, `-` where there is none."""
    if rows.empty:
        return "(no such row)"
    cells = {name: ["-" if cell != cell else str(cell) for cell in rows[name].tolist()] for name in rows.columns}
    return pd.DataFrame(cells, index=rows.index).to_string()


def _of_integrals(name: str, a: NDArray[np.int64], b: NDArray[np.int64]) -> str | None:
    if (a.dtype, a.shape) != (b.dtype, b.shape):
        return f"{name} are {len(a)} of {a.dtype} in a, {len(b)} of {b.dtype} in b"
    if np.array_equal(a, b):
        return None
    first = int((a != b).argmax())
    return f"{name} differ first at {first}: {a[first]} in a, {b[first]} in b ({(a != b).sum()} of {len(a)} differ)"
