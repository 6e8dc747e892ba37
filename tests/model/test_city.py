"""The whole city of the thesis: compiled, not simulated."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path
from statistics import mean

import pytest

from gridsim.model.compile import compile_plan
from gridsim.model.plan import Plan
from gridsim.model.staffing import realised_ratio
from gridsim.report.staff import data_by_community, data_of_city, lines_by_type, table_by_community
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


def test_crews_keep_their_ratio_to_households(city: Plan) -> None:
    crews = Counter[str]()
    for office in city.departments:
        crews[office.name] += office.crews
    assert crews == {
        "street_team": 204, "civil_affairs": 68, "mediation": 68, "sanitation_bureau": 75, "facility_bureau": 305,
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


def test_validate_explains_the_residents(city: Plan) -> None:
    """The census's residents over the thesis's communities at the rounded mean of households."""
    assert lines_by_type(city)[-2:] == [
        "  in all: districts 8, sub-districts 68, communities 676, workers 11,353",
        "  residents 3,112,559: households 1,133,652 x 2.745604 persons",
    ]
    told = data_of_city(city)
    assert told["residents"] == pytest.approx(told["households"] * 2.745604)
    assert {key: told[key] for key in ("districts", "subdistricts", "communities", "workers", "households")} == {
        "districts": 8, "subdistricts": 68, "communities": 676, "workers": 11353, "households": 1_133_652,
    }  # fmt: skip
    rows = [("c1", 100, 2, 1), ("c2", 300, 4, 2)]
    listed = ", ".join(
        f"{{name: {name}, type: fringe, households: {n}, persons_per_household: {persons}, "
        f"subdistrict: s{place}, district: d{place}}}"
        for name, n, persons, place in rows
    )
    mixed = compile_plan(loads(f"extends: mm3\nplaces: {{list: [{listed}]}}\n"))
    assert lines_by_type(mixed)[-1] == "  residents 1,400: households 400 x 3.5 persons on average"
    assert len(lines_by_type(compile_plan(load("urumqi-street")))) == 4  # of one district, types alone


def test_communities_may_be_called_something(tmp_path: Path) -> None:
    (tmp_path / "named.csv").write_text(
        'name,label_zh,label_en,type,households,persons_per_household\nc1,北门社区,"North, Gate",fringe,90,2.5\n'
        "c2,,,fringe,90,2.5\n", encoding="utf-8",
    )  # fmt: skip
    (tmp_path / "town.yaml").write_text("extends: mm3\nplaces: {csv: named.csv}\n", encoding="utf-8")
    plan = compile_plan(load(tmp_path / "town.yaml"))
    assert [one.label for one in plan.communities] == [{"zh": "北门社区", "en": "North, Gate"}, {}]
    assert [line.split("  ")[1] for line in table_by_community(plan)[1:]] == ["c1 北门社区 / North, Gate", "c2"]
    assert [one.get("label") for one in data_by_community(plan)] == [plan.communities[0].label, None]
    again = loads(dump(resolved(tmp_path / "town.yaml")))
    assert [one.label for one in compile_plan(again).communities] == [one.label for one in plan.communities]
    bare = (tmp_path / "named.csv").read_text("utf-8").replace("北门社区", "").replace('"North, Gate"', "")
    (tmp_path / "named.csv").write_text(bare, encoding="utf-8")
    assert compile_plan(load(tmp_path / "town.yaml")).hash == plan.hash


def test_nobody_has_no_ratio() -> None:
    one_of_each = {f"roles.{role}.headcount": "1 in total" for role in ("clerk", "cadre", "grid_worker")}
    rows = realised_ratio(compile_plan(load("urumqi-street", set=one_of_each)))
    assert [row.community for row in rows if any(row.workers.values())] == ["c3"]  # the largest
    assert [row.households_per_worker for row in rows].count(float("inf")) == 9


def test_resolved_it_is_the_same_city(city: Plan) -> None:
    assert compile_plan(loads(dump(resolved("urumqi-city")))).hash == city.hash
