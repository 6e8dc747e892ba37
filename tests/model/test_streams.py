"""Streams: numpy's own generators, by name."""

from __future__ import annotations

import numpy as np
import pytest

from gridsim.model.streams import Stream, names_of, seeds_of, words_of
from gridsim.model.uniforms import rows_of

NAMES = [
    (1, 0, "a", "litter", 0, "points"), (1, 0, "a", "litter", 3, "marks"), (2**40, 7, "b", "lamp", 0, "later"),
    (0,), ("places", 5), (1, 2, 3, 4, 5, 6, 7, 8, 9),
]  # fmt: skip


def test_a_number_is_the_seed_that_numpy_makes_of_it() -> None:
    numpys = np.random.Generator(np.random.PCG64(np.random.SeedSequence([1, 2**40, 0]))).random((4, 3))
    assert (Stream(3, 1, 2**40, 0).next(4) == numpys).all()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("width", [1, 3, 78, 198])
def test_rows_and_columns_are_those_of_the_whole_table_in_any_gaps(name: tuple[str | int, ...], width: int) -> None:
    rng = np.random.default_rng(1)
    table = Stream(width, *name).next(400)
    for count in (0, 1, 30, 399):
        wanted = np.sort(rng.choice(400, count, replace=False))
        columns = np.sort(rng.choice(width, rng.integers(1, width + 1), replace=False))
        read = rows_of(seeds_of(names_of(*name)), np.array([count]), wanted, width, columns)
        assert (read == table[wanted][:, columns].T).all()


def test_a_row_far_away_is_jumped_to() -> None:
    numpys = np.random.PCG64(np.random.SeedSequence([1]))
    numpys.advance(3 * 2**40)
    read = rows_of(seeds_of(names_of(1)), np.array([1]), np.array([2**40]), 3, np.arange(3))
    assert (read[:, 0] == np.random.Generator(numpys).random(3)).all()


def test_streams_read_together_are_those_read_one_by_one() -> None:
    communities, layers = words_of(("a", "b", "c")), np.arange(5, dtype=np.uint32)[:, None]
    seeds = seeds_of(names_of(1, communities[[0, 0, 1, 2, 2]], layers, "points"))
    rows = [[4, 9], [], [0, 1, 2], [7], [300]]
    read = rows_of(seeds, np.cumsum([len(some) for some in rows]), np.concatenate(rows).astype(int), 2, np.arange(2))
    one_by_one = [
        Stream(2, 1, name, layer, "points").next(301)[some]
        for name, layer, some in zip("aabcc", range(5), rows, strict=True)
        if some
    ]
    assert (read == np.concatenate(one_by_one).T).all()


def test_a_name_has_no_negative_numbers() -> None:
    with pytest.raises(ValueError, match="-1"):
        Stream(1, -1)
