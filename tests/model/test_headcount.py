"""Headcount rules, place by place."""

from __future__ import annotations

import numpy as np

from gridsim.model.compile.headcount import headcounts
from gridsim.model.compile.places import largest_remainder
from gridsim.model.plan import Community
from gridsim.scenario.quantities import Band, Headcount, Ratio
from gridsim.vocabulary import CommunityType


def place(households: int, migrant_share: float = 0.0) -> Community:
    return Community("c", CommunityType.RESIDENTIAL, households, households * 2.5, migrant_share, 10, 4, 0, 0)


PER_100 = Ratio(1, 100, "household")
TOP_UP = Headcount(by_migrant_share=(Band(0.5, 1, 4), Band(0.7, 4, 9)))


def test_one_per_hundred_counts_all_staff_and_less_takes_the_others_off() -> None:
    rules = {
        "clerk": Headcount(rule=Ratio(2, 1, "community")),
        "cadre": Headcount(rule=Ratio(6, 1, "community")),
        "grid_worker": Headcount(rule=PER_100, less=("clerk", "cadre"), at_least=1),
    }
    counted = headcounts(rules, [place(1677), place(1650), place(1649), place(500)])
    assert counted == {"clerk": [2] * 4, "cadre": [6] * 4, "grid_worker": [9, 9, 8, 1]}


def test_the_migrant_rule_is_strictly_above_its_thresholds_and_linear_in_between() -> None:
    shares = (0.2, 0.5, 0.501, 0.6, 0.7, 0.701, 0.85, 1.0)
    counted = headcounts({"extra_cadre": TOP_UP}, [place(1000, share) for share in shares])
    assert counted["extra_cadre"] == [0, 0, 1, 3, 4, 4, 7, 9]  # 0.6 is half way from 1 to 4: 2.5, rounded up


def test_a_total_is_dealt_out_by_largest_remainder() -> None:
    rule = {"worker": Headcount(rule=Ratio(10, 1, "total"))}
    assert headcounts(rule, [place(100), place(250), place(650)]) == {"worker": [1, 3, 6]}
    assert largest_remainder(np.array([1.0, 1.0, 1.0]), 5).tolist() == [2, 2, 1]


def test_rounding_floors_and_caps() -> None:
    for rounding, expected in (("up", 17), ("down", 16), ("nearest", 17)):
        rule = {"worker": Headcount(rule=PER_100, rounding=rounding)}
        assert headcounts(rule, [place(1677)]) == {"worker": [expected]}
    assert headcounts({"worker": Headcount(rule=PER_100, at_most=5)}, [place(1677)]) == {"worker": [5]}
    assert headcounts({"worker": Headcount(rule=PER_100, at_least=3)}, [place(120)]) == {"worker": [3]}


def test_a_condition_multiplies_before_rounding() -> None:
    rule = {"worker": Headcount(rule=PER_100, multiply=(("migrant_share > 50%", 1.5),))}
    assert headcounts(rule, [place(1100, 0.4), place(1100, 0.6)]) == {"worker": [11, 17]}
