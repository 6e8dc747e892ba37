"""Random numbers by name: a stream is f(seed, replication, names), never a position.

So adding a community, a category or a worker changes no other number, and row `i` of a stream is the
same however many rows are read.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Words = NDArray[np.uint32]

Seeds = NDArray[
    np.uint64
]  # (streams, 4): what numpy's PCG64 is seeded with, state and increment, the upper halves first


class Stream:
    """A table of uniforms in [0, 1) with `width` columns and as many rows as anyone asks for.

    A row costs one 64-bit word a column, so any row can be reached by a jump (`uniforms.rows_of`).
    """

    def __init__(self, width: int, *name: str | int) -> None:
        self.width = width
        self._random = np.random.Generator(np.random.PCG64(np.random.SeedSequence(names_of(*name)[0]))).random

    def next(self, rows: int) -> Floats:
        """The next `rows` rows."""
        return self._random((rows, self.width))


def seeds_of(names: Words) -> Seeds:
    """The seeds of streams, from their names as words (streams, words)."""
    return np.stack(_generated(_pool(names)), axis=1)


def names_of(*parts: str | int | Words) -> Words:
    """Names as words (streams, words): a part is the same for all, or given in words (streams, words) of their own."""
    columns = [part if isinstance(part, np.ndarray) else words_of((part,)) for part in parts]
    streams = next((len(part) for part in parts if isinstance(part, np.ndarray)), 1)
    return np.concatenate([np.broadcast_to(column, (streams, column.shape[1])) for column in columns], axis=1)


@lru_cache(maxsize=1 << 8)
def words_of(parts: tuple[str | int, ...]) -> Words:
    """Parts of names as words (parts, words). ValueError unless all take as many: texts take two words."""
    return np.array([_words_of(part) for part in parts], np.uint32).reshape(len(parts), -1 if parts else 2)


@lru_cache(maxsize=1 << 16)
def _words_of(part: str | int) -> tuple[int, ...]:
    """A part of a name as 32-bit words, the lowest first; texts and numbers below 2**63 never meet."""
    if isinstance(part, str):
        return _words_of(int.from_bytes(blake2b(part.encode(), digest_size=8).digest(), "little") | 1 << 63)
    if part < 0:
        raise ValueError(f"a stream's name has no negative numbers: {part}")
    return (part & 0xFFFFFFFF, *(_words_of(part >> 32) if part >> 32 else ()))


# numpy.random.SeedSequence, column by column: documented, and promised never to change
PCG_MULTIPLIER = 0x2360ED051FC65DA44385DF649FCCF645
_POOL_WORDS = 4
_INIT_A, _MULT_A, _INIT_B, _MULT_B = 0x43B0D7E5, 0x931E8875, 0x8B51F9DD, 0x58F38DED
_MIX_LEFT, _MIX_RIGHT = np.uint32(0xCA01F9DD), np.uint32(0x4973F715)


class _Hash:
    """A hash whose constant moves on with every word."""

    def __init__(self, constant: int, multiplier: int) -> None:
        self.constant = constant
        self.multiplier = multiplier

    def __call__(self, words: Words) -> Words:
        words = words ^ np.uint32(self.constant)
        self.constant = self.constant * self.multiplier & 0xFFFFFFFF
        words = words * np.uint32(self.constant)
        return words ^ words >> np.uint32(16)


def _mix(left: Words, right: Words) -> Words:
    mixed: Words = _MIX_LEFT * left - _MIX_RIGHT * right
    return mixed ^ mixed >> np.uint32(16)


def _pool(names: Words) -> list[Words]:
    """The pool of entropy of each name (names, words)."""
    hashed = _Hash(_INIT_A, _MULT_A)
    words = [*names.T, *[np.zeros(len(names), np.uint32)] * max(0, _POOL_WORDS - names.shape[1])]
    pool = [hashed(word) for word in words[:_POOL_WORDS]]
    for source in range(_POOL_WORDS):
        for target in range(_POOL_WORDS):
            if source != target:
                pool[target] = _mix(pool[target], hashed(pool[source]))
    for word in words[_POOL_WORDS:]:
        pool = [_mix(one, hashed(word)) for one in pool]
    return pool


def _generated(pool: Sequence[Words]) -> list[NDArray[np.uint64]]:
    """Four 64-bit words from each pool."""
    hashed = _Hash(_INIT_B, _MULT_B)
    words = [hashed(pool[i % _POOL_WORDS]).astype(np.uint64) for i in range(8)]
    return [low | high << np.uint64(32) for low, high in zip(words[::2], words[1::2], strict=True)]
