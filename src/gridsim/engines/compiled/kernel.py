"""The event loop compiled, once for all: kept on disk under a key that notices edits of any of its sources."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from numba import njit

from gridsim.engines.compiled.blocks import opener, words_of
from gridsim.engines.compiled.loop import run_until
from gridsim.engines.compiled.marks import MARKS, Marks
from gridsim.engines.compiled.state import STATE, State
from gridsim.engines.compiled.tables import TABLES, Tables

_tables, _marks, _state = opener(TABLES), opener(MARKS), opener(STATE)


def _kernel(tables: Any, marks: Any, state: Any, until_min: float, now_min: float, spare: int) -> tuple[int, float]:
    return run_until(_tables(tables), _marks(marks), _state(state), until_min, now_min, spare)


@cache
def _compiled() -> Callable[..., tuple[int, float]]:
    compiled: Callable[..., tuple[int, float]] = njit(error_model="numpy")(_kernel)
    return compiled


def advance(
    tables: Tables, marks: Marks, state: State, until_min: float, now_min: float, spare: int
) -> tuple[int, float]:
    """`run_until`, compiled."""
    words = words_of(TABLES, tables), words_of(MARKS, marks), words_of(STATE, state)
    return _compiled()(*words, until_min, now_min, spare)
