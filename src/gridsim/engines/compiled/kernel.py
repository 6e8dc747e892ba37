"""The event loop compiled, once for a machine: kept on disk under a key that notices edits of any of its sources."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from inspect import getsourcefile
from pathlib import Path
from typing import Any

import numpy as np
from numba import float64, int32, int64
from numpy.typing import NDArray

from gridsim import vocabulary
from gridsim.compiling import compiled, folder_of
from gridsim.engines.compiled.blocks import opener, words_of
from gridsim.engines.compiled.jit import SHARED
from gridsim.engines.compiled.loop import run_until
from gridsim.engines.compiled.marks import MARKS, Marks
from gridsim.engines.compiled.state import STATE, State
from gridsim.engines.compiled.tables import TABLES, Tables
from gridsim.model import workload

Advance = Callable[[State, float, float, int], tuple[int, float]]

_tables, _marks, _state = opener(TABLES), opener(MARKS), opener(STATE)


def ready(tables: Tables, marks: Marks) -> Advance:
    """`loop.run_until`, compiled, for these tables and marks; they must live as long as it is used."""
    fixed = words_of(TABLES, tables), words_of(MARKS, marks)
    loop = _compiled(_kernel)

    def advance(state: State, until_min: float, now_min: float, spare: int) -> tuple[int, float]:
        ended: tuple[int, float] = loop(*fixed, words_of(STATE, state), until_min, now_min, spare)
        return ended

    return advance


def by_issue(issue: NDArray[np.int32], issues: int) -> tuple[NDArray[np.int32], NDArray[np.int16]]:
    """The order of pieces by issue, those of one as they were queued, and the step that each is then."""
    found: tuple[NDArray[np.int32], NDArray[np.int16]] = _compiled(_by_issue)(issue, issues)
    return found


def is_compiled() -> bool:
    """Whether the loop need not be compiled first, which takes a while."""
    return bool(_compiled(_kernel).signatures) or len(list(folder_of("engine", _sources()).glob("**/*.nbc"))) > 1


def compile_now() -> None:
    """Compile all, or load it."""
    words = int64[::1]
    _compiled(_kernel).compile((words, words, words, float64, float64, int64))
    _compiled(_by_issue).compile((int32[::1], int64))


def _compiled(function: Any) -> Any:
    return compiled(function, "engine", _sources())


def _kernel(tables: Any, marks: Any, state: Any, until_min: float, now_min: float, spare: int) -> tuple[int, float]:
    return run_until(_tables(tables), _marks(marks), _state(state), until_min, now_min, spare)


def _by_issue(issue: Any, issues: int) -> Any:
    ends = np.zeros(issues + 1, np.int32)
    for one in issue:
        ends[one + 1] += 1
    for one in range(issues):
        ends[one + 1] += ends[one]
    order, step = np.empty(len(issue), np.int32), np.empty(len(issue), np.int16)
    for i, one in enumerate(issue):
        order[ends[one]] = i
        ends[one] += 1
    begin = 0
    for one in range(issues):
        for here in range(begin, ends[one]):
            step[here] = here - begin
        begin = ends[one]
    return order, step


@cache
def _sources() -> frozenset[Path]:
    """All that the loop is compiled from."""
    modules = {getsourcefile(function) for function in SHARED} | {vocabulary.__file__, workload.__file__}
    return frozenset([*Path(__file__).parent.glob("*.py"), *map(Path, filter(None, modules))])
