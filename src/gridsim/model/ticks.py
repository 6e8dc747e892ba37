"""Exact arithmetic: every time is a whole multiple of one tick (MODEL.md 2).

Sums and differences of ticked times are exact in float64, so their order does not matter and two
engines can agree to the last bit. Products and quotients are ticked before they enter a sum.
"""

from __future__ import annotations

from math import floor

import numpy as np
from numpy.typing import NDArray

FINE_TICKS_PER_MIN = 2.0**20  # 57 microseconds
LATTICE_TICKS_PER_MIN = 1.0  # `resolution: 1 min`, the way to test ties


def tick(x_min: float, ticks_per_min: float) -> float:
    """`x_min` rounded to the nearest tick, halves up."""
    return floor(x_min * ticks_per_min + 0.5) / ticks_per_min


def tick_all(x_min: NDArray[np.float64], ticks_per_min: float) -> NDArray[np.float64]:
    """`tick` of a whole array; infinities and NaN stay."""
    return np.asarray(np.floor(x_min * ticks_per_min + 0.5) / ticks_per_min)
