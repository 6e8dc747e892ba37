"""Warm-up warnings are true where theory knows, and pairing saves what it is said to save."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from validation.pairing import lines, values, widths
from validation.settling import experiments

PAGE = Path(__file__).parents[2] / "docs" / "validation.md"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def demo() -> pd.DataFrame:
    """Every measure of the demo by replication."""
    return values()


def test_a_queue_at_half_load_is_never_warned_of() -> None:
    """It settles within hours: 3 workers with calls of an hour."""
    found = experiments(0.5, 20, count=10)
    assert {one.word for one in found} <= {"settled", "unsure"}


def test_overload_is_always_noticed() -> None:
    """3.3 calls an hour for 3 workers: 0.3 an hour are left, 50.4 a week."""
    found = experiments(1.1, 20, count=10)
    assert {one.word for one in found} == {"grows"}
    assert sum(one.growth_per_week for one in found) / 10 == pytest.approx(50.4, rel=0.1)  # a standard error is 1.3


def test_the_page_shows_this_pairing(demo: pd.DataFrame) -> None:
    page = PAGE.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines(demo) if line not in page] == []


def test_pairs_of_different_histories_are_as_wide_as_independent_seeds_are_said_to_be(demo: pd.DataFrame) -> None:
    """A half-width from 20 values has a standard error of 16 %; 60 % is more than three of them."""
    found = widths(demo)
    assert len(found) == 10
    assert (found["wrong"] / found["foreseen"]).between(1 / 1.6, 1.6).all()
    assert (found["wrong"] / found["half"]).min() > 2, "pairing helps for every headline measure of the demo"
