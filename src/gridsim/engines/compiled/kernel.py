"""The event loop compiled, once for a machine: kept on disk under a key that notices edits of any of its sources."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import cache
from hashlib import blake2b
from inspect import getsourcefile
from pathlib import Path
from shutil import rmtree
from typing import Any

import numpy as np
from numba import float64, int32, int64, njit
from numba.core import config
from numpy.typing import NDArray

from gridsim import vocabulary
from gridsim.engines.compiled.blocks import opener, words_of
from gridsim.engines.compiled.jit import SHARED
from gridsim.engines.compiled.loop import run_until
from gridsim.engines.compiled.marks import MARKS, Marks
from gridsim.engines.compiled.state import STATE, State
from gridsim.engines.compiled.tables import TABLES, Tables
from gridsim.model import workload

Advance = Callable[[State, float, float, int], tuple[int, float]]

KEPT = 3  # compiled loops of other versions that stay on disk
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
    return _compiled.cache_info().currsize > 0 or len(list(_folder().glob("**/*.nbc"))) > 1


def compile_now() -> None:
    """Compile all, or load it."""
    words = int64[::1]
    _compiled(_kernel).compile((words, words, words, float64, float64, int64))
    _compiled(_by_issue).compile((int32[::1], int64))


@cache
def _compiled(function: Any) -> Any:
    folder, before = _folder(), config.CACHE_DIR
    config.CACHE_DIR = str(folder)
    try:
        return njit(error_model="numpy", cache=_can_keep(folder))(function)
    finally:
        config.CACHE_DIR = before


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


def _folder() -> Path:
    """Where this version's loop is kept."""
    if sys.platform == "win32":
        home = os.environ.get("LOCALAPPDATA", "~")
    else:
        home = os.environ.get("XDG_CACHE_HOME", "~/.cache")
    return Path(home).expanduser() / "gridsim" / f"engine-{_key()}"


@cache
def _key() -> str:
    """A digest of all that the loop is compiled from: numba itself only looks at this file."""
    modules = {getsourcefile(function) for function in SHARED} | {vocabulary.__file__, workload.__file__}
    digest = blake2b(digest_size=8)
    for path in sorted([*Path(__file__).parent.glob("*.py"), *map(Path, filter(None, modules))]):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _can_keep(folder: Path) -> bool:
    """Whether files can be written there; if not, every process compiles again."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        others = [other for other in folder.parent.glob("engine-*") if other != folder]
        for other in sorted(others, key=lambda one: one.stat().st_mtime)[:-KEPT]:
            rmtree(other, ignore_errors=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK)
