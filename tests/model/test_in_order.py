"""The order in which pieces of work are looked through for overlaps."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest

from gridsim.model.rows import is_sorted, sorting


@pytest.mark.parametrize("actors", [2, 50, 2**40], ids=["few", "many", "more than keys can hold"])
@pytest.mark.parametrize("instants", [4, 10**6])
def test_pieces_are_ordered_by_actor_then_start_then_end(actors: int, instants: int) -> None:
    rng = np.random.default_rng(actors + instants)
    actor, started_min = rng.integers(0, actors, 400), rng.integers(0, instants, 400).astype(float)
    finished_min = np.where(rng.random(400) < 0.1, np.nan, started_min + rng.integers(0, 3, 400))
    ends = np.where(np.isnan(finished_min), inf, finished_min)
    expected = sorted(range(400), key=lambda i: (actor[i], started_min[i], ends[i], i))
    assert not is_sorted(actor, started_min, finished_min)
    assert sorting(actor, started_min, finished_min).tolist() == expected
    again = actor[expected], started_min[expected], finished_min[expected]
    assert is_sorted(*again)
    assert sorting(*again).tolist() == list(range(400))
    assert is_sorted(actor[:0], started_min[:0], finished_min[:0])
