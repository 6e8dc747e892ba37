"""Many streams at once: chosen rows and columns of each, read by compiled code.

The numbers are those of `streams.Stream`, which numpy reads; tests hold them to each other. What nobody wants costs
next to nothing: PCG64 jumps over any number of words in a few steps.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic
from numpy.typing import NDArray

from gridsim.compiling import compiled, inlined
from gridsim.model.streams import PCG_MULTIPLIER, Floats, Seeds

Ints = NDArray[np.signedinteger[Any]]
U = np.uint64


def rows_of(seeds: Seeds, ends: Ints, rows: Ints, width: int, columns: Ints) -> Floats:
    """Uniforms (columns, rows) of streams whose rows are `width` wide: the rows numbered `rows`, ascending in each.

    The rows of stream s are `rows[ends[s - 1]:ends[s]]`; `columns` ascend too.
    """
    out = np.empty((len(columns), len(rows)))
    compiled(_read, "uniforms", frozenset({Path(__file__)}))(seeds, ends, rows, width, columns, out)
    return out


def _jumps() -> NDArray[np.uint64]:
    """What 1, 2, 4, ... steps do to a state: it is multiplied, and the increment a number of times added."""
    table, multiplier, times = [], PCG_MULTIPLIER, 1
    for _ in range(48):
        table.append([multiplier >> 64, multiplier & 2**64 - 1, times >> 64, times & 2**64 - 1])
        multiplier, times = multiplier * multiplier % 2**128, (multiplier + 1) * times % 2**128
    return np.array(table, U)


JUMPS = _jumps()


def _read(seeds: Any, ends: Any, rows: Any, width: int, columns: Any, out: Any) -> None:
    row = 0
    for s in range(len(seeds)):
        high, low = seeds[s, 0], seeds[s, 1]
        step_high, step_low = seeds[s, 2] << U(1) | seeds[s, 3] >> U(63), seeds[s, 3] << U(1) | U(1)  # its increment
        high, low = _sum(high, low, step_high, step_low)
        high, low = _next(high, low, step_high, step_low)  # now numpy's generator is seeded
        words = 0  # read, or jumped over
        for i in range(row, ends[s]):
            for c in range(len(columns)):
                word = rows[i] * width + columns[c]
                if word == words:
                    high, low = _next(high, low, step_high, step_low)
                else:
                    high, low = _moved(high, low, step_high, step_low, word + 1 - words)
                words = word + 1
                out[c, i] = _uniform(high, low)
        row = ends[s]


@inlined
def _next(high: Any, low: Any, step_high: Any, step_low: Any) -> Any:
    """The next state."""
    high, low = _product(high, low, JUMPS[0, 0], JUMPS[0, 1])
    return _sum(high, low, step_high, step_low)


@inlined
def _moved(high: Any, low: Any, step_high: Any, step_low: Any, steps: Any) -> Any:
    """A state so many steps on."""
    power = 0
    while steps > 0:
        if steps & 1:
            add_high, add_low = _product(step_high, step_low, JUMPS[power, 2], JUMPS[power, 3])
            high, low = _product(high, low, JUMPS[power, 0], JUMPS[power, 1])
            high, low = _sum(high, low, add_high, add_low)
        steps >>= 1
        power += 1
    return high, low


@inlined
def _uniform(high: Any, low: Any) -> Any:
    """The number in [0, 1) that a state gives: its halves mixed and turned about (XSL-RR), the upper 53 bits of it."""
    mixed, turn = high ^ low, high >> U(58)
    return float(((mixed >> turn) | (mixed << (U(64) - turn & U(63)))) >> U(11)) * 2.0**-53


@inlined
def _sum(high: Any, low: Any, other_high: Any, other_low: Any) -> Any:
    total = low + other_low
    return high + other_high + (U(1) if total < low else U(0)), total


@inlined
def _product(high: Any, low: Any, other_high: Any, other_low: Any) -> Any:
    """Of two numbers of 128 bits, modulo 2**128."""
    return _upper_half(low, other_low) + high * other_low + low * other_high, low * other_low


@intrinsic  # type: ignore[untyped-decorator]
def _upper_half(_: Any, x: Any, y: Any) -> Any:
    """The upper 64 of the 128 bits of a product: the machine has it, numba does not."""

    def make(_context: Any, builder: Any, _signature: Any, numbers: Any) -> Any:
        wide = ir.IntType(128)
        product = builder.mul(*(builder.zext(number, wide) for number in numbers))
        return builder.trunc(builder.lshr(product, wide(64)), ir.IntType(64))

    return types.uint64(types.uint64, types.uint64), make
