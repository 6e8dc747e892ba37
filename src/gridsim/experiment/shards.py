"""A run dealt out over machines that know nothing of each other, and their replications brought together again."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from gridsim.errors import Problem, ResultsError, ScenarioError
from gridsim.experiment.cache import KEPT, program_key, write_whole

Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Share:
    """The `number`-th of `of_all` shares of a run, from 1."""

    number: int
    of_all: int

    def of(self, things: Sequence[Thing]) -> list[Thing]:
        """Its share of things: every `of_all`-th, so that shares differ by one at most."""
        return list(things[self.number - 1 :: self.of_all])


def share(text: str) -> Share:
    """`3/10` as a share. ScenarioError if it is none."""
    number, slash, of_all = text.partition("/")
    if slash and number.strip().isdecimal() and of_all.strip().isdecimal() and 1 <= int(number) <= int(of_all):
        return Share(int(number), int(of_all))
    raise ScenarioError([Problem("bad_option", f"'{text}' is no share", "write 3/10 for the third of ten", "--shard")])


class ShareDone(Exception):  # noqa: N818 - no error: it ends a run that has no answer yet
    """A share is done: so many replications were computed, and so many found in the cache."""

    def __init__(self, share: Share, computed: int, reused: int) -> None:
        self.share, self.computed, self.reused = share, computed, reused
        super().__init__(f"share {share.number} of {share.of_all}")


@dataclass(frozen=True)
class Merged:
    """What merging caches came to: numbers of replications, and the files that say something else here."""

    new: int
    known: int
    other: int  # of another gridsim, which this one would never find
    differing: tuple[Path, ...]


def merge(folders: Sequence[Path], cache: Path) -> Merged:
    """Copy the replications of other caches into this one; a folder may be a cache, or one that holds results/.cache.

    ResultsError if a folder holds no cache, or this one cannot be written. What is kept here already stays.
    """
    sources = [_cache_in(folder) for folder in folders]
    new, known, other = 0, 0, 0
    differing: list[Path] = []
    for source in sources:
        for path in sorted(source.rglob(KEPT)):
            inside = path.relative_to(source)
            other += inside.parts[0] != program_key()
            target = cache / inside
            if target.exists():
                known += 1
                if not _same(path, target):
                    differing.append(path)
            else:
                write_whole(target, path.read_bytes())
                new += 1
    return Merged(new, known, other, tuple(differing))


def _same(one: Path, other: Path) -> bool:
    """Whether two kept replications say the same, however they were compressed."""
    return gzip.decompress(one.read_bytes()) == gzip.decompress(other.read_bytes())


def _cache_in(folder: Path) -> Path:
    """The cache that a folder is or holds."""
    for one in (folder / "results" / ".cache", folder / ".cache", folder):
        if one.is_dir() and any(one.rglob(KEPT)):
            return one
    raise ResultsError(f"{folder} holds no finished replications: name a folder of results, or its .cache")
