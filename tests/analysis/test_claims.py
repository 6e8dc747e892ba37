"""The rule of the verdict: where an interval lies, in how many draws, at which ends of a range."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest

from gridsim.analysis.claims import Held, Says, Standing, Verdict, effect, held_over, size_of, standing, verdict

NAN = float("nan")
ALL = Held(10, 10, 0.69, 1.0)
NONE = Held(0, 10, 0.0, 0.31)
HALF = Held(5, 10, 0.19, 0.81)
NOT_RUN = Held(0, 0, NAN, NAN)


@pytest.mark.parametrize(
    ("low", "high", "says", "word"),
    [
        (-9.0, -2.0, "falls", "holds"), (-9.0, -1.9, "falls", "open"), (-1.9, 5.0, "falls", "fails"),
        (-2.1, 5.0, "falls", "open"), (3.0, 4.0, "falls", "fails"),
        (2.0, 9.0, "rises", "holds"), (1.9, 9.0, "rises", "open"), (-5.0, 1.9, "rises", "fails"),
        (-2.0, 2.0, "stays", "holds"), (-2.1, 2.0, "stays", "open"), (2.1, 9.0, "stays", "fails"),
        (-9.0, -2.1, "stays", "fails"), (1.0, 2.1, "stays", "open"), (NAN, NAN, "falls", "open"),
    ],
)  # fmt: skip
def test_a_claim_holds_where_all_of_the_interval_is_and_fails_where_none_is(
    low: float, high: float, says: Says, word: Standing
) -> None:
    assert standing(low, high, says, 2.0) == word


def test_no_difference_is_no_fall_even_of_nothing() -> None:
    assert standing(0.0, 0.0, "falls", 0.0) == "fails"
    assert standing(0.0, 0.0, "stays", 0.0) == "holds"


def test_an_effect_is_the_paired_difference_with_students_interval() -> None:
    found = effect(np.array([10.0, 20.0, 30.0, NAN]), np.array([11.0, 22.0, 33.0, 1.0]), "rises", ("relative", 0.05))
    assert (found.estimate, found.n, found.size) == (2.0, 3, 1.0)
    assert (found.low, found.high) == pytest.approx((2.0 - 2.484, 2.0 + 2.484), abs=1e-3)
    assert found.standing == "open"


def test_one_pair_has_no_interval() -> None:
    found = effect(np.array([10.0]), np.array([5.0]), "falls", ("absolute", 1.0))
    assert (found.n, found.standing) == (1, "open")
    assert np.isnan(found.low)


def test_a_size_is_in_the_unit_or_a_share_of_the_base() -> None:
    assert size_of(np.array([-3.0, -5.0]), ("relative", 0.5)) == 2.0
    assert size_of(np.array([3.0]), ("absolute", 0.02)) == 0.02


def test_draws_are_counted_by_their_mean_and_the_share_has_an_exact_interval() -> None:
    found = held_over([-3.0, -2.0, -1.0, 4.0, NAN], [2.0, 2.0, 2.0, 2.0, 2.0], "falls")
    assert (found.held, found.draws) == (2, 4)
    assert (found.low, found.high) == pytest.approx((0.0676, 0.9324), abs=1e-4)  # Clopper and Pearson 1934
    assert held_over([NAN], [1.0], "falls").draws == 0


@pytest.mark.parametrize(
    ("written", "held", "ends", "word"),
    [
        ("holds", ALL, ("holds", "holds"), "supported"), ("holds", ALL, ("holds", "open"), "supported"),
        ("holds", ALL, (), "supported"), ("holds", NOT_RUN, (), "supported"),
        ("holds", Held(9, 10, 0, 1), (), "supported"), ("holds", Held(8, 10, 0, 1), (), "holds only if"),
        ("holds", ALL, ("holds", "fails"), "holds only if"), ("holds", HALF, (), "holds only if"),
        ("fails", NONE, ("fails", "fails"), "contradicted"), ("fails", NONE, ("open", "fails"), "contradicted"),
        ("fails", NONE, ("holds", "fails"), "holds only if"), ("fails", HALF, (), "holds only if"),
        ("fails", Held(1, 10, 0, 1), (), "contradicted"),
        ("open", ALL, ("holds", "holds"), "undecidable with these data"),
    ],
)  # fmt: skip
def test_a_verdict_is_computed(written: Standing, held: Held, ends: tuple[Standing, ...], word: Verdict) -> None:
    assert verdict(written, held, ends) == word


def test_every_verdict_but_outside_is_reached_above() -> None:
    (table,) = (mark.args[1] for mark in test_a_verdict_is_computed.pytestmark)  # type: ignore[attr-defined]
    assert {row[-1] for row in table} == set(get_args(Verdict)) - {"outside, not tested"}
