"""Random numbers by name: a stream is f(seed, replication, names), never a position.

So adding a community, a category or a worker changes no other number, and row `i` of a stream is the
same however many rows are read.
"""

from __future__ import annotations

from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def _word(part: str | int) -> int:
    """A part of a stream's name as a whole number below 2**64; texts and numbers never meet."""
    if isinstance(part, int):
        return part
    return int.from_bytes(blake2b(part.encode(), digest_size=8).digest(), "little") | 1 << 63


class Stream:
    """A table of uniforms in [0, 1) with `width` columns and as many rows as anyone asks for.

    A row costs one 64-bit word a column, so any row can be reached by a jump.
    """

    def __init__(self, width: int, *name: str | int) -> None:
        self.width = width
        self._bits = np.random.PCG64(np.random.SeedSequence([_word(part) for part in name]))
        self._read = 0

    def next(self, rows: int) -> Floats:
        """The next `rows` rows."""
        self._read += rows
        return np.random.Generator(self._bits).random((rows, self.width))

    def skip(self, rows: int) -> None:
        """Jump over the next `rows` rows (or back, when negative)."""
        self._read += rows
        self._bits.advance(rows * self.width)

    def rows(self, wanted: NDArray[np.int64]) -> Floats:
        """The rows numbered `wanted` (ascending), read one run of neighbours at a time."""
        out = np.empty((len(wanted), self.width))
        breaks = np.flatnonzero(np.diff(wanted) > GAP_ROWS) + 1
        for run in np.split(np.arange(len(wanted)), breaks):
            if len(run):
                first, last = int(wanted[run[0]]), int(wanted[run[-1]])
                self.skip(first - self._read)
                out[run] = self.next(last - first + 1)[wanted[run] - first]
        return out


GAP_ROWS = 16  # a jump costs about as much as reading this many rows
