"""Patterns: what is looked at in a history, how a verdict comes, and the page that says what was found."""

from __future__ import annotations

import pandas as pd
import pytest
from conftest import Golden
from validation.patterns import BASE, PATTERNS, drawn, interval, page, run, runs

from gridsim.analysis.measures import measures
from gridsim.engines import simulate
from gridsim.model.compile import compile_plan
from gridsim.model.workload import draw
from gridsim.scenario.loader import load

SHORT = {"time.horizon": "42 days", "time.warm_up": "7 days"}


def test_the_patterns_are_those_of_the_facts() -> None:
    assert [one.id for one in PATTERNS] == [f"V{number}" for number in range(1, 9)]


@pytest.mark.parametrize(
    ("low", "high", "word"),
    [
        (5.2, 7.0, "found"), (5.0, 6.0, "undecided"), (1.0, 9.0, "undecided"),
        (7.1, 8.0, "not found"), (1.0, 5.1, "not found"),
    ],
)  # fmt: skip
def test_a_level_is_found_if_all_of_its_interval_lies_where_it_holds(low: float, high: float, word: str) -> None:
    assert PATTERNS[0].verdict(low, high) == word


def test_a_direction_is_found_if_its_interval_is_on_one_side_of_zero() -> None:
    falls = PATTERNS[6]
    assert [falls.verdict(*ends) for ends in ((-2.0, -1.0), (-2.0, 1.0), (1.0, 2.0))] == [
        "found",
        "undecided",
        "not found",
    ]


def test_an_interval_is_students() -> None:
    assert interval(pd.Series([1.0, 2.0, 3.0])) == pytest.approx((2.0, 2.0 - 2.484, 2.0 + 2.484), abs=1e-3)


def test_what_is_looked_at_agrees_with_the_measures() -> None:
    (row,) = run(BASE, SHORT, 1).to_dict("records")
    plan = compile_plan(load(BASE, set=SHORT))
    table = measures(plan, simulate(plan, draw(plan, 1, 0), engine="compiled"))
    values = table[table["by"] == "all"].set_index("measure")["value"]
    rounds, residents = values["found_by_street_round_share"], values["found_by_resident_share"]
    assert row["on_time"] == pytest.approx(values["resolution_on_time_share"], abs=0.01)
    assert row["by_rounds"] > rounds / (rounds + residents)  # street cases are what rounds can see
    assert row["from_discovery_h"] >= row["handled_h"]
    assert 0 < row["on_the_spot"] < values["solved_on_site_share"]


def test_rounds_find_more_the_longer_they_take() -> None:
    found = runs(lambda _: SHORT, 2)
    assert float(PATTERNS[4].number(found).min()) > 0.01


def test_a_point_sets_the_same_share_of_every_range_in_each_scenario() -> None:
    point = drawn(3)[0]
    in_base, before = point(BASE), point("before-the-grid")
    assert len(in_base) > 80
    other = {path for path in in_base if in_base[path] != before.get(path)}
    assert other == {
        "command.filing", "command.dispatch", "command.wrong_department.back_after", "verification.checked",
    }  # fmt: skip
    assert "verification.checked" not in before  # nothing is checked there
    load(BASE, set=in_base)
    load("before-the-grid", set=before)


@pytest.mark.slow
def test_the_page_says_what_was_found(golden: Golden) -> None:
    golden("../../docs/patterns.md", page())
