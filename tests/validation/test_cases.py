"""The table of cases says what theory says, and every scenario of it is the same in both engines."""

from __future__ import annotations

import json
import os
from math import pi, sin
from pathlib import Path
from typing import Any

import pytest
from conftest import Golden
from validation.pages import NOT_SAID, TOO_DEAR, page, sources_of
from validation.theory import Day, by_hour, infinite_mean

from gridsim.engines import ENGINES, simulate
from gridsim.experiment.selftest import Case, cases
from gridsim.model.workload import draw

CASES = {case.id: case for case in cases()}
SHARED = Path(os.environ.get("GRIDSIM_SHARED", Path(__file__).parents[3] / "shared")) / "validation_cases.json"
BY_STEPS = ("Mt-M-10-sin", "MtGinf-sin")  # whose demand is a step an hour here, and smooth in the shared table
ISSUES = 150  # about, for a look at both engines


@pytest.fixture(scope="module")
def shared() -> dict[str, dict[str, Any]]:
    if not SHARED.exists():
        pytest.skip("the shared table of cases is not here")
    return {one["id"]: one for one in json.loads(SHARED.read_text(encoding="utf-8"))["cases"]}


def test_every_shared_case_is_said_or_listed(shared: dict[str, dict[str, Any]]) -> None:
    said = [name for case in CASES.values() for name in sources_of(case)]
    assert sorted({*said, *NOT_SAID, *TOO_DEAR}) == sorted(shared)
    assert not {*said} & {*NOT_SAID, *TOO_DEAR}


def test_theory_is_what_the_shared_table_expects(shared: dict[str, dict[str, Any]]) -> None:
    for case in CASES.values():
        expected = {key: value for name in sources_of(case) for key, value in shared[name]["expected"].items()}
        if case.id not in BY_STEPS:
            assert {one.name: one.theory for one in case.quantities} == {
                one.name: expected[one.name] for one in case.quantities
            }, case.id
            assert any(shared[name]["source"].startswith(case.source.rstrip(")")) for name in sources_of(case))


def rates(case: Case) -> list[float]:
    """The demand of a scenario by hour of the day, per hour."""
    demand = case.plan().demand
    return [float(weight * demand.per_day.sum() / 24.0) for weight in demand.profile[0][:24]]


def hours(case: Case) -> dict[int, float]:
    """The theory of a backlog by hour of the day."""
    return {int(one.at): one.theory for one in case.quantities if one.measure == "backlog_at_mean"}


def test_ten_workers_under_a_swinging_demand() -> None:
    case = CASES["Mt-M-10-sin"]
    day = Day(by_hour(rates(case)), workers=10)
    mean = day.mean()
    assert hours(case) == {hour: pytest.approx(mean[hour], rel=1e-5) for hour in hours(case)}
    by_name = {one.name: one.theory for one in case.quantities}
    assert by_name["Wq_arrival_avg"] == pytest.approx(day.mean_wait_h(), rel=1e-4)
    assert by_name["P_delay_arrival_avg"] == pytest.approx(day.waited_of_arrivals(), rel=1e-4)


def test_the_same_equations_give_the_shared_values_for_the_smooth_demand(shared: dict[str, dict[str, Any]]) -> None:
    expected = shared["Mt-M-10-sin"]["expected"]
    day = Day(lambda t: 8 + 6 * sin(2 * pi * (t - 8) / 24), workers=10)
    assert day.mean() == pytest.approx(expected["E_L_by_hour"], abs=1e-4)
    assert day.waited() == pytest.approx(expected["P_delay_by_hour"], abs=1e-4)
    assert day.mean_wait_h() == pytest.approx(expected["Wq_arrival_avg"], abs=1e-4)
    assert day.waited_of_arrivals() == pytest.approx(expected["P_delay_arrival_avg"], abs=1e-4)


def test_so_many_workers_that_nobody_waits() -> None:
    case = CASES["MtGinf-sin"]
    mean = infinite_mean(rates(case), work_h=2.0)
    assert hours(case) == {hour: pytest.approx(mean[hour], rel=1e-5) for hour in hours(case)}


def test_steps_of_an_hour_are_close_to_the_smooth_demand(shared: dict[str, dict[str, Any]]) -> None:
    by_hour_of_table = shared["Mt-M-10-sin"]["expected"]["E_L_by_hour"]
    for hour, theory in hours(CASES["Mt-M-10-sin"]).items():
        assert theory == pytest.approx(by_hour_of_table[hour], rel=0.025)
    for hour, theory in hours(CASES["MtGinf-sin"]).items():
        assert theory == pytest.approx(shared["MtGinf-sin"]["expected"][f"m_{hour}"], rel=0.006)


@pytest.mark.parametrize("id", CASES)
def test_both_engines_give_the_same_tables(id: str) -> None:
    case = CASES[id]
    plan = case.plan()
    assert {one.code for one in plan.notes["warnings"]} <= {"part_of_a_place"}  # a bureau of one community
    if not case.exact:
        days = max(1, round(ISSUES / plan.demand.per_day.sum()))
        plan = case.plan(settings={"time.horizon": f"{days} days", "time.warm_up": "0 days"})
    workload = draw(plan, seed=1, replication=0)
    by_engine = [simulate(plan, workload, engine=engine) for engine in ENGINES]
    assert len(by_engine[0].issues) >= 6
    assert by_engine[0].hashes == by_engine[1].hashes


def test_the_page_is_made_from_the_table(golden: Golden) -> None:
    golden("../../docs/validation-cases.md", page())
