"""Streams: numpy's own generators, by name."""

from __future__ import annotations

import numpy as np
import pytest

from gridsim.model.streams import Stream, streams

NAMES = [
    (1, 0, "a", "litter", 0, "points"), (1, 0, "a", "litter", 3, "marks"), (2**40, 7, "b", "lamp", 0, "later"),
    (0,), ("places", 5), (1, 2, 3, 4, 5, 6, 7, 8, 9),
]  # fmt: skip


def test_a_number_is_the_seed_that_numpy_makes_of_it() -> None:
    numpys = np.random.Generator(np.random.PCG64(np.random.SeedSequence([1, 2**40, 0]))).random((4, 3))
    assert (Stream(3, 1, 2**40, 0).next(4) == numpys).all()


def test_streams_made_together_are_those_made_one_by_one() -> None:
    for name, stream in zip(NAMES, streams(5, NAMES), strict=True):
        assert (stream.next(7) == Stream(5, *name).next(7)).all()
    alike = [(1, community, layer) for community in ("a", "b", "c") for layer in range(40)]
    together = np.stack([stream.next(2) for stream in streams(3, alike)])
    assert (together == np.stack([Stream(3, *name).next(2) for name in alike])).all()
    assert not list(streams(5, []))


def test_rows_are_those_of_the_whole_table_in_any_gaps() -> None:
    rng = np.random.default_rng(1)
    for width in (3, 78, 198):
        table = Stream(width, width, "x").next(400)
        for count in (1, 2, 30, 399):
            wanted = np.sort(rng.choice(400, count, replace=False))
            out = np.empty((count, 2))
            Stream(width, width, "x").rows(wanted, out)
            assert (out == table[wanted, :2]).all()


def test_a_name_has_no_negative_numbers() -> None:
    with pytest.raises(ValueError, match="-1"):
        Stream(1, -1)
