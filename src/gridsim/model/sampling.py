"""Uniforms that choose values rather than histories: points of a Latin hypercube, draws of uncertain inputs.

Each path of an experiment has a stream of its own, f(seed, purpose, path): one path more changes no other.
"""

from __future__ import annotations

import numpy as np

from gridsim.model.streams import Floats, Stream


def stratified(seed: int, path: str, points: int) -> Floats:
    """A column of a Latin hypercube (McKay, Beckman and Conover 1979): one uniform in each of `points` equal parts.

    In random order, and at a random place of its part.
    """
    drawn = Stream(2, seed, "hypercube", path).next(points)
    return (np.argsort(drawn[:, 0], kind="stable") + drawn[:, 1]) / points


def draws(seed: int, path: str, number: int) -> Floats:
    """A uniform for each of `number` draws of an uncertain value; more draws begin with the same ones."""
    return Stream(1, seed, "uncertain", path).next(number)[:, 0]
