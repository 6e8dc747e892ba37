"""Replications kept on disk: a stopped run goes on where it was, a longer one adds to a shorter one.

A kept replication is found again only by the same plan, workload, engine, seed, number and program text.
"""

from __future__ import annotations

import gzip
import json
import os
import platform
from functools import lru_cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from platform import python_version
from typing import Any

import pandas as pd

import gridsim
from gridsim.experiment.replications import Job, Replicate

DECIDING = ("analysis", "engines", "experiment", "model", "vocabulary.py")  # what can change a replication
KEPT = "*/*/*.json.gz"  # program, plan, replication


@lru_cache(maxsize=1)
def program_key() -> str:
    """A digest of the version and of the text that makes a replication: a changed rule finds no old result."""
    root = Path(gridsim.__file__).parent
    versions = [f"{name} {version(name)}" for name in ("numba", "numpy", "pandas", "scipy", "simpy")]
    versions.append(f"python {python_version()}")
    digest = blake2b(" ".join([gridsim.__version__, *versions]).encode(), digest_size=8)
    folders = [root / part for part in DECIDING]
    for path in sorted(path for one in folders for path in ([one] if one.is_file() else one.rglob("*.py"))):
        digest.update(path.relative_to(root).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def workload_key(trace: str) -> str:
    """`drawn`, or a digest of the trace's content: the plan knows only where a trace lies."""
    return blake2b(Path(trace).read_bytes(), digest_size=8).hexdigest() if trace else "drawn"


class Cache:
    """A folder of finished replications, `<plan hash>/<workload key>-<engine>-<seed>-<replication>.json.gz`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, job: Job) -> Path:
        """Where a replication is kept."""
        name = f"{workload_key(job.plan.trace)}-{job.engine}-{job.seed}-{job.replication}.json.gz"
        return self.folder / program_key() / job.plan.hash / name

    def find(self, job: Job) -> Replicate | None:
        """The kept replication, or None; a file that cannot be read counts as missing and is written anew."""
        path = self.path(job)
        if not path.exists():
            return None
        try:
            kept = json.loads(gzip.decompress(path.read_bytes()))
            tables = {name: _table(columns) for name, columns in kept["tables"].items()}
            return Replicate(tables=tables, hashes=kept["hashes"])
        except (OSError, EOFError, ValueError, KeyError, TypeError):
            return None

    def keep(self, job: Job, done: Replicate) -> None:
        """Write a finished replication, whole or not at all."""
        text = json.dumps(
            {"tables": {name: _columns(table) for name, table in done.tables.items()}, "hashes": dict(done.hashes)}
        )
        write_whole(self.path(job), gzip.compress(text.encode(), mtime=0))


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all; another machine may write the same one in a shared folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{platform.node()}.{os.getpid()}.tmp")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _columns(table: pd.DataFrame) -> list[list[Any]]:
    """A table as (name, dtype, values) by column; Python writes and reads its floats without loss."""
    return [[name, str(table[name].dtype), table[name].tolist()] for name in table.columns]


def _table(columns: list[list[Any]]) -> pd.DataFrame:
    """The table of `_columns`."""
    return pd.DataFrame({name: pd.Series(values, dtype=dtype) for name, dtype, values in columns})
