"""Replications kept on disk: a stopped run goes on where it was, a longer one adds to a shorter one.

A kept replication is found again only by the same plan, workload, engine, seed, number and program text, and only as
it was written: each file begins with a digest of all that it says.
"""

from __future__ import annotations

import gzip
import json
import os
import platform
import zlib
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
    """A folder of finished replications, `<plan hash>/<workload key>-<engine>-<seed>-<replication>.json.gz`.

    Of a job of another kind the kind comes before `.json.gz`.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.damaged = 0  # files found that are not as they were written

    def path(self, job: Job) -> Path:
        """Where a replication is kept."""
        kind = f"-{job.kind}" if job.kind else ""
        name = f"{workload_key(job.plan.trace)}-{job.engine}-{job.seed}-{job.replication}{kind}.json.gz"
        return self.folder / program_key() / job.plan.hash / name

    def find(self, job: Job) -> Replicate | None:
        """The kept replication, or None; a damaged file counts as missing and is written anew."""
        path = self.path(job)
        if not path.exists():
            return None
        try:
            digest, _, text = gzip.decompress(path.read_bytes()).partition(b"\n")
        except (OSError, EOFError, zlib.error):
            digest = text = b""
        if digest != self._digest(job, text):
            self.damaged += 1
            return None
        kept = json.loads(text)
        tables = {name: _table(columns) for name, columns in kept["tables"].items()}
        return Replicate(tables=tables, hashes=kept["hashes"])

    def _digest(self, job: Job, text: bytes) -> bytes:
        """Of all that a file says, and of the replication that it is."""
        inside = self.path(job).relative_to(self.folder).as_posix()
        return blake2b(inside.encode() + b"\n" + text, digest_size=16).hexdigest().encode()

    def keep(self, job: Job, done: Replicate) -> None:
        """Write a finished replication, whole or not at all."""
        tables = {name: _columns(table) for name, table in done.tables.items()}
        text = json.dumps({"tables": tables, "hashes": dict(done.hashes)}).encode()
        write_whole(self.path(job), gzip.compress(self._digest(job, text) + b"\n" + text, mtime=0))


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
