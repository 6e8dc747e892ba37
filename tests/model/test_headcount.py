"""Headcount rules, place by place."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridsim.errors import ScenarioError
from gridsim.model.compile.dealing import largest_remainder
from gridsim.model.compile.headcount import headcounts
from gridsim.model.plan import Community
from gridsim.scenario.quantities import Band, Headcount, Ratio
from gridsim.vocabulary import CommunityType


def place(households: int, migrant_share: float = 0.0, subdistrict: int = 0) -> Community:
    return Community("c", CommunityType.RESIDENTIAL, households, households * 2.5, migrant_share, 10, 4, subdistrict, 0)


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


# -- totals stay what is stated ------------------------------------------------------------------------------

TOTAL = Ratio(10, 0, "total")
TOWN = [place(100), place(250), place(650)]  # 1, 2.5 and 6.5 of 10: the tie goes to the earlier place


def workers(towns: list[Community], **said: object) -> list[int]:
    return headcounts({"worker": Headcount(**{"rule": TOTAL, **said})}, towns)["worker"]  # type: ignore[arg-type]


def test_a_total_is_dealt_out_within_floors_and_caps() -> None:
    assert workers(TOWN) == [1, 3, 6]
    assert workers(TOWN, at_least=2) == [2, 2, 6]  # 8 for 250 and 650: 2.22 and 5.78
    assert workers(TOWN, at_most=5) == [1, 4, 5]  # 5 for 100 and 250: 1.43 and 3.57
    assert workers(TOWN, at_least=2, at_most=5) == [2, 3, 5]
    assert workers(TOWN, at_least=3, at_most=4) == [3, 3, 4]


def test_a_factor_changes_the_shares_of_a_total_and_not_the_total() -> None:
    town = [place(100, 0.2), place(100, 0.6), place(100, 0.6)]
    assert workers(town, multiply=(("migrant_share > 50%", 2.0),)) == [2, 4, 4]
    assert workers(town, multiply=(("migrant_share > 50%", 0.0),)) == [10, 0, 0]
    assert workers(town, multiply=(("migrant_share > 50%", 0.0),), at_least=1) == [8, 1, 1]
    assert workers(town, multiply=(("migrant_share > 50%", 4.0), ("migrant_share > 50%", 0.5))) == [2, 4, 4]


def test_a_total_is_that_of_the_role_and_those_it_is_less_of_together() -> None:
    """2 clerks each; 16 in all are 1.6, 4 and 10.4 by households, but 2 are in the first place already."""
    rules = {
        "clerk": Headcount(rule=Ratio(2, 1, "community")),
        "worker": Headcount(rule=Ratio(16, 0, "total"), less=("clerk",)),
    }
    counted = headcounts(rules, TOWN)
    assert counted == {"clerk": [2, 2, 2], "worker": [0, 2, 8]}  # 14 for 250 and 650: 3.89 and 10.11
    rules["worker"] = Headcount(rule=Ratio(16, 0, "total"), less=("clerk",), at_least=1, at_most=6)
    assert headcounts(rules, TOWN)["worker"] == [1, 3, 6]


def test_a_number_for_each_subdistrict_is_dealt_out_in_each() -> None:
    town = [place(100), place(300), place(100, subdistrict=1), place(100, subdistrict=1)]
    assert workers(town, rule=Ratio(3, 1, "subdistrict")) == [1, 2, 2, 1]
    assert workers(town, rule=Ratio(3, 1, "subdistrict"), at_least=1) == [1, 2, 2, 1]
    assert workers(town, rule=Ratio(3, 2, "subdistrict")) == [1, 1, 1, 1]  # 1.5 in each
    assert workers(town, rule=Ratio(3, 2, "subdistrict"), rounding="down") == [0, 1, 1, 0]
    assert workers(town, rule=Ratio(2.5, 1, "district")) == [1, 2, 0, 0]  # 3: all are half a worker short


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"at_least": 4}, "10 in total: 'at least' 4 in each, the 3 communities take 12 or more"),
        ({"at_most": 3}, "10 in total: 'at most' 3 in each, the 3 communities take 9 or fewer"),
        ({"multiply": (("households > 0", 0.0),)},
         "10 in total: nobody where a factor is 0, the 3 communities take 0 or fewer"),
        ({"less": ("clerk",), "at_least": 1},
         "10 in total: the 12 of clerk and 'at least' 1 in each, the 3 communities take 15 or more"),
        ({"rule": Ratio(3, 1, "district"), "at_least": 2},
         "3 in district 'd1': 'at least' 2 in each, the 3 communities take 6 or more"),
    ],
)  # fmt: skip
def test_a_total_that_cannot_be_is_refused(said: dict[str, object], reason: str) -> None:
    worker = Headcount(**{"rule": TOTAL, **said})  # type: ignore[arg-type]
    rules = {"clerk": Headcount(rule=Ratio(4, 1, "community")), "worker": worker}
    with pytest.raises(ScenarioError) as caught:
        headcounts(rules, TOWN, ["s1"], ["d1"])
    (problem,) = caught.value.problems
    assert (problem.code, problem.path) == ("impossible_total", "roles.worker.headcount.rule")
    assert problem.fact.replace(" cannot be dealt out: with", ":") == reason


def test_what_follows_from_an_impossible_total_is_not_said_again() -> None:
    rules = {
        "worker": Headcount(rule=Ratio(5, 0, "total"), less=("clerk",)),
        "clerk": Headcount(rule=Ratio(2, 0, "total"), at_least=2),
        "guide": Headcount(rule=TOTAL, at_most=1),
    }
    with pytest.raises(ScenarioError) as caught:
        headcounts(rules, TOWN)
    assert sorted(one.path for one in caught.value.problems) == [
        "roles.clerk.headcount.rule", "roles.guide.headcount.rule"
    ]  # fmt: skip


@given(st.data())
def test_what_is_dealt_out_is_proportional_wherever_the_bounds_let_it_be(data: st.DataObject) -> None:
    """Each number is within one of the share that some level gives, cut at its bounds; the level found by halving."""
    n = data.draw(st.integers(1, 7))
    weights = np.array(data.draw(st.lists(st.integers(1, 3000), min_size=n, max_size=n)), dtype=np.float64)
    least = np.array(data.draw(st.lists(st.integers(0, 9), min_size=n, max_size=n)), dtype=np.int64)
    most = least + np.array(data.draw(st.lists(st.integers(0, 9), min_size=n, max_size=n)), dtype=np.int64)
    total = data.draw(st.integers(int(least.sum()), int(most.sum())))
    dealt = largest_remainder(weights, total, least, most)
    low, high = 0.0, 20.0
    for _ in range(80):
        level = (low + high) / 2
        low, high = (level, high) if np.clip(weights * level, least, most).sum() < total else (low, level)
    assert dealt.sum() == total
    assert ((least <= dealt) & (dealt <= most)).all()
    assert (abs(dealt - np.clip(weights * high, least, most)) < 1 + 1e-6).all()
