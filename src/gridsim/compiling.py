"""Compiling with numba, once for a machine: what was compiled is kept on disk under a key of its sources."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import cache
from hashlib import blake2b
from pathlib import Path
from shutil import rmtree
from typing import Any, TypeVar

from numba import njit
from numba.core import config

Function = TypeVar("Function", bound=Callable[..., Any])

KEPT = 3  # versions of what was compiled that stay on disk


def part(function: Function) -> Function:
    """A part of what is compiled: called by other parts alone, never by Python."""
    compiled: Function = njit(error_model="numpy", no_cpython_wrapper=True, no_cfunc_wrapper=True)(function)
    return compiled


def inlined(function: Function) -> Function:
    """A part whose text stands where it is called: it hands out arrays, dear to pass on."""
    options = {"error_model": "numpy", "no_cpython_wrapper": True, "no_cfunc_wrapper": True, "forceinline": True}
    compiled: Function = njit(**options)(function)
    return compiled


@cache
def compiled(function: Function, what: str, sources: frozenset[Path]) -> Function:
    """The function compiled, when it is first called; edits of any of the sources are noticed (numba sees one file)."""
    folder, before = folder_of(what, sources), config.CACHE_DIR
    config.CACHE_DIR = str(folder)
    try:
        made: Function = njit(error_model="numpy", cache=_can_keep(folder))(function)
        return made
    finally:
        config.CACHE_DIR = before


@cache
def folder_of(what: str, sources: frozenset[Path]) -> Path:
    """Where this version is kept."""
    if sys.platform == "win32":
        home = os.environ.get("LOCALAPPDATA", "~")
    else:
        home = os.environ.get("XDG_CACHE_HOME", "~/.cache")
    digest = blake2b(digest_size=8)
    for path in sorted(sources | {Path(__file__)}):
        digest.update(path.read_bytes())
    return Path(home).expanduser() / "gridsim" / f"{what}-{digest.hexdigest()}"


def _can_keep(folder: Path) -> bool:
    """Whether files can be written there; if not, every process compiles again."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        what = folder.name.rpartition("-")[0]
        others = [other for other in folder.parent.glob(f"{what}-*") if other != folder]
        for other in sorted(others, key=lambda one: one.stat().st_mtime)[:-KEPT]:
            rmtree(other, ignore_errors=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK)
