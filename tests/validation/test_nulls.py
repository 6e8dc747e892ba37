"""Comparisons of nothing with nothing find nothing, 19 times in 20; those of a known difference find it."""

from __future__ import annotations

import pytest
from validation.nulls import QUEUE, TOWNS, WORLDS, answered, faster, nulls, ran, shorter_h

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("world", WORLDS)
def test_seeds_of_demand_alone_are_called_a_difference_in_5_per_cent_at_most(world: str) -> None:
    found = nulls(world)
    assert sum(found.words.values()) == TOWNS
    assert found.seen <= 0.05 * TOWNS
    assert found.unadjusted > found.seen  # which is what adjusting is for


def test_a_known_difference_is_found_and_pairing_finds_smaller_ones() -> None:
    """A worker 5 % faster shortens the mean exposure of M/M/1 at 70 % by 0.238 h."""
    base = ran(QUEUE, "base", 1)
    paired, alone = (answered(base, ran(faster(1.05), "other", seed)) for seed in (1, 2))
    assert shorter_h(1.05) == pytest.approx(0.2381, rel=1e-3)
    assert -sum(paired.differences) / TOWNS == pytest.approx(shorter_h(1.05), rel=0.03)
    assert paired.words["better"] == TOWNS
    assert 0.1 * TOWNS < alone.words["better"] < 0.4 * TOWNS
    assert alone.words["worse"] <= 0.025 * TOWNS
