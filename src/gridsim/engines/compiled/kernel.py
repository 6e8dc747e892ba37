"""The event loop compiled, once for a machine: kept on disk under a key that notices edits of any of its sources."""

from __future__ import annotations

import os
import sys
from functools import cache
from hashlib import blake2b
from inspect import getsourcefile
from pathlib import Path
from shutil import rmtree
from typing import Any

from numba import float64, int64, njit
from numba.core import config

from gridsim import vocabulary
from gridsim.engines.compiled.blocks import opener, words_of
from gridsim.engines.compiled.jit import SHARED
from gridsim.engines.compiled.loop import run_until
from gridsim.engines.compiled.marks import MARKS, Marks
from gridsim.engines.compiled.state import STATE, State
from gridsim.engines.compiled.tables import TABLES, Tables
from gridsim.model import workload

KEPT = 3  # compiled loops of other versions that stay on disk
_tables, _marks, _state = opener(TABLES), opener(MARKS), opener(STATE)


def advance(
    tables: Tables, marks: Marks, state: State, until_min: float, now_min: float, spare: int
) -> tuple[int, float]:
    """`loop.run_until`, compiled."""
    words = words_of(TABLES, tables), words_of(MARKS, marks), words_of(STATE, state)
    return _compiled()(*words, until_min, now_min, spare)


def is_compiled() -> bool:
    """Whether the loop need not be compiled first, which takes a while."""
    return _compiled.cache_info().currsize > 0 or any(_folder().glob("**/*.nbc"))


def compile_now() -> None:
    """Compile the loop, or load it."""
    words = int64[::1]
    _compiled().compile((words, words, words, float64, float64, int64))


@cache
def _compiled() -> Any:
    folder, before = _folder(), config.CACHE_DIR
    config.CACHE_DIR = str(folder)
    try:
        return njit(error_model="numpy", cache=_can_keep(folder))(_kernel)
    finally:
        config.CACHE_DIR = before


def _kernel(tables: Any, marks: Any, state: Any, until_min: float, now_min: float, spare: int) -> tuple[int, float]:
    return run_until(_tables(tables), _marks(marks), _state(state), until_min, now_min, spare)


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
