"""Random numbers by name: a stream is f(seed, replication, names), never a position.

So adding a community, a category or a worker changes no other number, and row `i` of a stream is the
same however many rows are read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Words = NDArray[np.uint32]

GAP_WORDS = 600  # a jump costs about as much as reading this many


class Stream:
    """A table of uniforms in [0, 1) with `width` columns and as many rows as anyone asks for.

    A row costs one 64-bit word a column, so any row can be reached by a jump.
    """

    def __init__(self, width: int, *name: str | int) -> None:
        self.width = width
        self._bits = np.random.PCG64(np.random.SeedSequence(_words(name)))
        self._random = np.random.Generator(self._bits).random
        self._read = 0

    def begin(self, state: int, increment: int) -> None:
        """Become the stream whose generator begins in this state."""
        begins: Any = {"state": state, "inc": increment}
        self._bits.state = {"bit_generator": "PCG64", "state": begins, "has_uint32": 0, "uinteger": 0}
        self._read = 0

    def next(self, rows: int) -> Floats:
        """The next `rows` rows."""
        self._read += rows
        return self._random((rows, self.width))

    def skip(self, rows: int) -> None:
        """Jump over the next `rows` rows (or back, when negative)."""
        self._read += rows
        self._bits.advance(rows * self.width)

    def rows(self, wanted: NDArray[np.signedinteger[Any]], out: Floats) -> None:
        """The rows numbered `wanted` (ascending, not none), as many first columns as `out` (wanted, columns) has.

        They are read one run of neighbours at a time.
        """
        steps = np.diff(wanted)
        breaks = np.flatnonzero(steps * self.width > GAP_WORDS) + 1
        edges = [0, *breaks.tolist(), len(wanted)]
        ends = (wanted[np.array(edges[1:]) - 1] + 1).tolist()
        begins = wanted[edges[:-1]].tolist()
        table = np.empty((sum(ends) - sum(begins), self.width))
        filled = 0
        for begin, end in zip(begins, ends, strict=True):
            if begin != self._read:
                self.skip(begin - self._read)
            self._random(out=table[filled : filled + end - begin])
            self._read = end
            filled += end - begin
        left_out = np.zeros(len(wanted), np.int64)
        left_out[breaks] = steps[breaks - 1] - 1
        out[:] = table[wanted - wanted[0] - np.cumsum(left_out), : out.shape[1]]


def streams(width: int, names: Sequence[tuple[str | int, ...]]) -> Iterator[Stream]:
    """The streams of several names, one after the other: each lasts until the next is asked for.

    Equal to a `Stream` each, at a fifth of its cost.
    """
    stream = Stream(width, 0)
    for state, increment in _states([_words(name) for name in names]):
        stream.begin(state, increment)
        yield stream


def _words(name: tuple[str | int, ...]) -> Words:
    """A name as 32-bit words."""
    return np.array([word for part in name for word in _words_of(part)], dtype=np.uint32)


@lru_cache(maxsize=1 << 16)
def _words_of(part: str | int) -> tuple[int, ...]:
    """A part of a name as 32-bit words, the lowest first; texts and numbers below 2**63 never meet."""
    if isinstance(part, str):
        return _words_of(int.from_bytes(blake2b(part.encode(), digest_size=8).digest(), "little") | 1 << 63)
    if part < 0:
        raise ValueError(f"a stream's name has no negative numbers: {part}")
    return (part & 0xFFFFFFFF, *(_words_of(part >> 32) if part >> 32 else ()))


def _states(names: Sequence[Words]) -> list[tuple[int, int]]:
    """State and increment with which numpy's PCG64 begins for each seed sequence of these words, all at once."""
    if len({len(name) for name in names}) != 1:
        return [state for name in names for state in _states([name])]
    seeds = [column.tolist() for column in _generated(_pool(np.array(names, dtype=np.uint32)))]
    states = []
    for high, low, inc_high, inc_low in zip(*seeds, strict=True):
        increment = ((inc_high << 64 | inc_low) << 1 | 1) & _MASK_128
        states.append((((high << 64 | low) + increment) * _PCG_MULTIPLIER + increment & _MASK_128, increment))
    return states


# numpy.random.SeedSequence, column by column: documented, and promised never to change
_PCG_MULTIPLIER = 0x2360ED051FC65DA44385DF649FCCF645
_MASK_128 = (1 << 128) - 1
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
