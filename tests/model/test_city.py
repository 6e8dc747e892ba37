"""The whole city of the thesis: compiled, not simulated."""

from __future__ import annotations

import time
from collections import Counter
from statistics import mean

import pytest

from gridsim.model.compile import compile_plan
from gridsim.model.plan import Plan
from gridsim.model.staffing import realised_ratio
from gridsim.scenario.loader import dump, load, loads, resolved
from gridsim.vocabulary import CommunityType, Tier


@pytest.fixture(scope="module")
def city() -> Plan:
    began = time.perf_counter()
    plan = compile_plan(load("urumqi-city"))
    print(f"urumqi-city read and compiled in {time.perf_counter() - began:.2f} s")
    return plan


def test_the_table_of_the_thesis_is_exact(city: Plan) -> None:
    assert Counter(one.type for one in city.communities) == {
        CommunityType.RESIDENTIAL: 290,
        CommunityType.FRINGE: 160,
        CommunityType.COMMERCIAL: 103,
        CommunityType.MIGRANT: 123,
    }
    assert (len(city.communities), len(city.subdistricts), len(city.districts)) == (676, 68, 8)
    assert sum(one.households for one in city.communities) == 1_133_652 == 676 * 1677
    assert round(sum(one.residents for one in city.communities)) == 3_112_559
    assert city.horizon_min == 365 * 1440


def test_places_are_consecutive_blocks_of_nearly_one_size(city: Plan) -> None:
    assert [one.subdistrict for one in city.communities] == sorted(one.subdistrict for one in city.communities)
    assert Counter(Counter(one.subdistrict for one in city.communities).values()) == {10: 64, 9: 4}
    subdistricts = Counter(district for _, district in {(one.subdistrict, one.district) for one in city.communities})
    assert sorted(subdistricts.values()) == [8, 8, 8, 8, 9, 9, 9, 9]


def test_crews_keep_the_ratio_to_households_of_the_street(city: Plan) -> None:
    crews = Counter[str]()
    for office in city.departments:
        crews[office.name] += office.crews
    assert crews == {
        "street_team": 204, "civil_affairs": 68, "mediation": 68, "sanitation_bureau": 67, "facility_bureau": 269,
        "planning_bureau": 67, "utilities": 68,
    }  # fmt: skip
    assert Counter(office.tier for office in city.departments) == {
        Tier.SUBDISTRICT: 3 * 68,
        Tier.DISTRICT: 24,
        Tier.CITY: 1,
    }
    street = compile_plan(load("urumqi-street"))
    assert [office.crews for office in street.departments] == [3, 1, 1, 1, 4, 1, 1]


def test_the_realised_ratio_by_community(city: Plan) -> None:
    rows = realised_ratio(city)
    first = rows[0]
    assert (first.community, first.type, first.households) == ("c1", "fringe", 1562)
    assert first.workers == {"clerk": 2, "cadre": 6, "grid_worker": 8}
    assert first.households_per_worker == 1562 / 16
    assert len(rows) == 676
    assert sum(sum(row.workers.values()) for row in rows) == len(city.workers) == 11353
    assert 99 < mean(row.households_per_worker for row in rows) < 101
    staff = [(sum(row.workers.values()), row.households / 100) for row in rows]
    assert {number for number, rule in staff if abs(number - rule) > 0.5} == {9}  # clerks, cadres and the floor of 1


def test_nobody_has_no_ratio() -> None:
    one_of_each = {f"roles.{role}.headcount": "1 in total" for role in ("clerk", "cadre", "grid_worker")}
    rows = realised_ratio(compile_plan(load("urumqi-street", set=one_of_each)))
    assert [row.community for row in rows if any(row.workers.values())] == ["c3"]  # the largest
    assert [row.households_per_worker for row in rows].count(float("inf")) == 9


def test_resolved_it_is_the_same_city(city: Plan) -> None:
    assert compile_plan(loads(dump(resolved("urumqi-city")))).hash == city.hash
