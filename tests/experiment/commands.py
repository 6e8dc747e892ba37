"""`gridsim` as a process of its own, with its children, in a working folder of two small scenarios."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import gridsim

LONGER = ["--set", "time.horizon=200 days"]  # a replication of some tenths of a second
PATIENCE_S = 120.0


def plant(folder: Path, broken: str) -> Path:
    """A folder for PYTHONPATH: every process that starts with it does `broken` instead of replication 3."""
    folder.mkdir()
    code = f"""\
import os, signal, sys
from gridsim.errors import EngineError
from gridsim.experiment import replications

whole = replications.records_of

def records_of(job, passing=None):
    if job.replication == 3:
        {broken}
    return whole(job, passing)

replications.records_of = records_of
"""
    (folder / "sitecustomize.py").write_text(code, encoding="utf-8")
    return folder


def environment(planted: Path | None = None) -> dict[str, str]:
    """That of this process, with the gridsim that is tested, and what is planted."""
    source = str(Path(gridsim.__file__).parents[1])
    return {**os.environ, "PYTHONPATH": os.pathsep.join([*([str(planted)] if planted else []), source])}


def begun(*words: str, planted: Path | None = None) -> subprocess.Popen[str]:
    """The command, running."""
    command = [sys.executable, "-m", "gridsim", *words]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment(planted)
    )  # fmt: skip


def done(*words: str, planted: Path | None = None) -> tuple[int, str, str]:
    """The command's code, output and errors."""
    process = begun(*words, planted=planted)
    out, err = process.communicate(timeout=PATIENCE_S)
    return process.returncode, out, err


def answered(*words: str) -> dict[str, Any]:
    """What the command says as JSON."""
    code, out, err = done(*words, "--json")
    assert code == 0, err
    document: dict[str, Any] = json.loads(out)
    return document


def wait_until(true: Callable[[], Any]) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def kept(folder: Path = Path()) -> dict[str, int]:
    """The replications in the cache, each with the time when it was written, in nanoseconds."""
    return {path.name: path.stat().st_mtime_ns for path in (folder / "results/.cache").rglob("*.json.gz")}


def crew_of(pid: int) -> list[int]:
    """The processes that run replications for a command: its children that have used the most time, not helpers."""
    children = [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return [child for child in children if "resource_tracker" not in Path(f"/proc/{child}/cmdline").read_text()]


def record_hashes(document: dict[str, Any]) -> Sequence[Any]:
    """The hashes of all records of a run."""
    return [document["hashes"][name] for name in sorted(document["hashes"])]
