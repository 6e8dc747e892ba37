"""Headcounts run for real: ladders and their rules, allocations, Erlang's answer, and what blocks a target."""

from __future__ import annotations

from itertools import pairwise, product
from math import exp, factorial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from experiment.small import write_small

import gridsim as gs
from gridsim.analysis.targets import parse_target
from gridsim.errors import ScenarioError
from gridsim.experiment.allocation import BESIDE, best_counts, best_ladder
from gridsim.experiment.ladder import by_of, ladder, numbers, role_of
from gridsim.experiment.staffing import Runner, StaffFor, staff_for
from gridsim.experiment.staffing_results import document
from gridsim.model.compile import compile_plan
from gridsim.scenario.schema import Scenario

pytestmark = pytest.mark.usefixtures("remembered")
VALIDATION = Path(gs.__file__).parent / "scenarios" / "validation"
STREET = """\
name: street
extends: small.yaml
roles:
  - name: clerk
    headcount: 1 per community
    handles: all
    timetables: [day]
    round: {street: 60 min per grid}
  - name: worker
    headcount:
      {rule: 1 per 50 households, less: [clerk], at least: 1, at most: 4, multiply: {where: type == migrant, by: 2}}
"""
OFFICE = """\
name: office
extends: small.yaml
time: {horizon: 120 days, warm_up: 20 days}
timetables: {day: {mon-sun: {"00:00-24:00": standby}}}
issues:
  - {name: litter, rate: 2.5 per community per day, reported: at once, seen_on: null, clears: null, solved_on_site: 0%,
     work: constant(1 min), limits: {response: 8 h, resolution: 8 h, clock: always}}
calendars: {office: null}
departments: [{name: team, calendar: always, work: exponential(mean 4 h)}]
"""
HOURS = """\
name: hours
extends: small.yaml
time: {horizon: 60 days, warm_up: 10 days}
timetables: {day: {mon-fri: {"09:00-13:00": office, "13:00-17:00": standby}}}
issues: [{name: litter, reported: at once, seen_on: null, clears: null, work: constant(1 min)}]
"""
UNEVEN = """\
name: uneven
extends: small.yaml
time: {horizon: 40 days, warm_up: 5 days}
timetables: {day: {mon-sun: {"00:00-24:00": standby}}}
roles: [{name: worker, headcount: 6 in total}]
places: {list: [{name: c1, type: residential}, {name: c2, type: commercial}]}
issues: [{name: litter, rate: 15 per community per day, reported: at once, seen_on: null, clears: null,
          multiply: {type: {commercial: 4}}, solved_on_site: 100%}]
"""


@pytest.fixture
def world(tmp_path: Path) -> Path:
    write_small(tmp_path)
    for name, text in (("street", STREET), ("office", OFFICE), ("hours", HOURS), ("uneven", UNEVEN)):
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def load(world: Path, name: str, **set: str) -> Scenario:
    return gs.load(world / f"{name}.yaml", set=set)


def look(scenario: Scenario, target: str, **options: Any) -> StaffFor:
    return staff_for(scenario, parse_target(target), processes=1, **{"replications": 5, **options})


# -- ladders ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", ["total", "community", "ratio"])
def test_a_rung_is_the_plan_that_its_rule_makes_in_the_file(world: Path, by: Any) -> None:
    scenario = load(world, "street")
    rungs = ladder(scenario, "worker", by)
    for i in range(0, len(rungs.rungs), 3):
        written = compile_plan(load(world, "street", **rungs.settings(i)))
        assert written.hash == rungs.plan(i).hash
        number = [one.name for one in written.roles].index("worker")
        assert sum(one.role == number for one in written.workers) == rungs.rungs[i].workers


def test_rungs_rise_and_no_two_are_the_same(world: Path) -> None:
    for by in ("total", "community", "ratio"):
        rungs = ladder(load(world, "street"), "worker", by, at_most=60).rungs  # type: ignore[arg-type]
        assert [one.workers for one in rungs] == sorted(one.workers for one in rungs)
        assert len({one.counts for one in rungs}) == len(rungs)
        assert 30 < rungs[-1].workers <= 60


def test_a_ratio_keeps_what_it_is_less_of_and_its_floor_but_no_cap(world: Path) -> None:
    rungs = ladder(load(world, "street"), "worker", "ratio", at_most=60)
    assert rungs.now == (4, 4)  # 6 - 1 and 4 * 2 - 1 are capped
    assert rungs.rungs[0].counts == (1, 1)
    assert max(max(one.counts) for one in rungs.rungs) > 4
    assert rungs.settings(5)["roles.worker.headcount"].endswith("households, at most: null}")


def test_totals_below_the_floors_are_no_rungs(world: Path) -> None:
    assert ladder(load(world, "street"), "worker", "total").rungs[0].counts == (1, 1)


def test_numbers_are_whole_up_to_a_hundred_and_then_two_per_cent_apart() -> None:
    found = list(numbers(1000))
    assert found[:102] == [*range(1, 101), 102, 104]
    assert all(b <= max(1.02 * a, a + 1) for a, b in pairwise(found))


def test_headcounts_are_counted_as_the_rule_counts(world: Path) -> None:
    street, uneven = load(world, "street"), load(world, "uneven")
    assert [by_of(street, "clerk", ""), by_of(street, "worker", ""), by_of(uneven, "worker", "")] == [
        "community", "ratio", "total",
    ]  # fmt: skip
    assert by_of(street, "worker", "total") == "total"


def test_the_role_and_the_way_to_count_have_to_be_there(world: Path) -> None:
    street = load(world, "street")
    assert role_of(load(world, "uneven"), "") == "worker"
    for said, do in (
        ("--role: street has 2 roles; name one of worker, clerk", lambda: role_of(street, "")),
        ("--role: there is no role 'clark'; did you mean 'clerk'?", lambda: role_of(street, "clark")),
        ("--by: 'totals' is no way to count workers; did you mean 'total'?", lambda: by_of(street, "clerk", "totals")),
        ("--at-most: no headcount of 'worker' by total has at most 1 workers; allow more, or leave --by out",
         lambda: ladder(street, "worker", "total", at_most=1)),
    ):  # fmt: skip
        with pytest.raises(ScenarioError) as caught:
            do()
        assert str(caught.value) == said


# -- allocations --------------------------------------------------------------------------------------------


def test_the_best_allocation_is_the_best_of_all_also_of_gains_that_are_not_concave() -> None:
    gains = np.array([[0.0, 1.0, 1.0, 9.0], [0.0, 4.0, 5.0, 5.0], [0.0, 0.0, 7.0, 8.0]])
    found = best_counts(gains, 9)
    for total, counts in enumerate(found):
        every = [one for one in product(range(4), repeat=3) if sum(one) == total]
        assert sum(counts) == total
        best = max(sum(gain[k] for gain, k in zip(gains, one, strict=True)) for one in every)
        assert sum(gain[k] for gain, k in zip(gains, counts, strict=True)) == best
    assert found[3] == [0, 1, 2]
    assert found[4] == [3, 1, 0]


@pytest.mark.slow
def test_a_total_dealt_out_best_needs_fewer_workers_than_one_dealt_out_by_households(world: Path) -> None:
    scenario, target = load(world, "uneven"), "90% attended within 2 h"
    best, own = (look(scenario, target, by=by) for by in ("allocation", "total"))
    assert best.found.answer is not None
    assert own.found.answer is not None
    rung = best.ladder.rungs[best.found.answer]
    assert rung.workers < own.ladder.rungs[own.found.answer].workers
    assert rung.counts[1] > rung.counts[0]  # the commercial one has four times the issues and fewer households
    assert best.dealt is not None
    assert best.dealt.word == "misses"


@pytest.mark.parametrize("text", ["70% attended within 8 h", "backlog_mean below 3 issues"])
def test_what_communities_gain_is_kept_and_run_once(world: Path, tmp_path: Path, text: str) -> None:
    scenario = load(world, "small")
    runner = Runner(parse_target(text), 1, "compiled", 1, None, tmp_path / "cache")
    first, again = (best_ladder(scenario, "worker", runner.target, 1, "compiled", 1, runner.profiles, 4) for _ in "12")
    assert first == again
    assert runner.computed == runner.reused >= BESIDE
    other = Runner(parse_target("50% on time"), 1, "compiled", 1, None, tmp_path / "cache")
    assert best_ladder(scenario, "worker", other.target, 1, "compiled", 1, other.profiles, 4).rungs
    assert other.reused == 0  # what is kept says what it is worth by one target


def test_a_target_is_taken_as_it_is_written(world: Path) -> None:
    street = load(world, "street")
    asked: dict[str, Any] = {"role": "worker", "at_most": 4, "replications": 2, "processes": 1}
    found = gs.staff_for(street, "1% attended within 200 h", **asked)
    assert found.at_most == 4
    assert found.answer is not None
    assert found.answer.workers == sum(found.answer.counts) <= 4
    with pytest.raises(ScenarioError, match="'soon' is not a target; write for example '90% attended within 2 h'"):
        gs.staff_for(street, "soon", **asked)


def test_an_allocation_needs_a_target_that_adds_up(world: Path) -> None:
    with pytest.raises(ScenarioError) as caught:
        look(load(world, "uneven"), "resident_response_median_h below 2 h", by="allocation")
    assert str(caught.value) == (
        "--by: 'resident_response_median_h below 2 h' does not add up over communities; take a share, a mean or a "
        "backlog"
    )


# -- Erlang's answer ----------------------------------------------------------------------------------------


def erlang_c_attended(workers: int, load: float, work_h: float, within_h: float) -> float:
    """The share attended within so long in M/M/c (Erlang 1917), 0 where the queue grows for ever."""
    if workers <= load:
        return 0.0
    busy = load**workers / factorial(workers) * workers / (workers - load)
    waits = busy / (sum(load**k / factorial(k) for k in range(workers)) + busy)
    return 1.0 - waits * exp(-(workers - load) * within_h / work_h)


@pytest.mark.slow
@pytest.mark.parametrize(("share", "within", "within_h"), [(90, "2 h", 2.0), (75, "2 h", 2.0), (98, "1 h", 1.0)])
def test_of_m_m_c_it_finds_erlangs_answer(share: int, within: str, within_h: float) -> None:
    """2.4 calls an hour of an hour each: the smallest c whose Erlang-C share is high enough."""
    theory = next(c for c in range(1, 60) if erlang_c_attended(c, 2.4, 1.0, within_h) >= share / 100)
    scenario = gs.load(VALIDATION / "m-m-3.yaml")
    done = look(scenario, f"{share}% attended within {within}", replications=8)
    assert done.found.answer is not None
    assert done.ladder.rungs[done.found.answer].workers == theory
    for i, shown in done.found.confirmed.items():
        workers = done.ladder.rungs[i].workers
        assert shown.low <= erlang_c_attended(workers, 2.4, 1.0, within_h) <= shown.high


@pytest.mark.slow
def test_of_a_hotline_it_finds_erlangs_answer() -> None:
    """12 erlangs: 14 operators answer 75 % within a third of a call, 15 answer 88 %, the target is 82 %."""
    assert [round(erlang_c_attended(c, 12.0, 1.0, 1 / 3), 2) for c in (14, 15)] == [0.75, 0.88]
    hotline = {"issues.call.work": "exponential(mean 1 h)", "roles.worker.headcount": "10 per community"}
    done = look(gs.load(VALIDATION / "erlang-c-55.yaml", set=hotline), "82% attended within 20 min", replications=10)
    assert document(done)["answer"]["rule"] == "15 per community"


# -- what blocks a target -----------------------------------------------------------------------------------


def _helping(done: StaffFor, workers: int) -> set[tuple[str, str, int]]:
    return {(one.word, one.who, one.times) for one in done.remedies
            if one.shown.word == "meets" and one.workers == workers}  # fmt: skip


@pytest.mark.slow
def test_a_target_that_a_department_blocks_is_met_by_more_crews_and_no_workers(world: Path) -> None:
    """One crew at 83 %: a day on average. Two crews: some five hours, and 80 % within eight."""
    done = look(load(world, "office"), "75% resolved on time", at_most=6, replications=8)
    told = document(done)
    assert (told["outcome"], told["answer"]) == ("impossible", None)
    assert told["binding"]["word"] == "departments"
    assert all(one["searched"]["word"] == "misses" for one in told["curve"])
    assert told["trend"] == "flat"
    more_crews = {("crews", "team", 2), ("crews", "team", 4), ("everything", "", 4)}
    assert _helping(done, told["most"]) == more_crews
    assert _helping(done, told["today"]) == more_crews
    tried = {one.word for one in done.remedies}
    assert tried == {"crews", "everything"}  # the office is open at any hour, and nothing else delays


@pytest.mark.slow
def test_a_target_that_the_timetable_blocks_is_met_at_any_hour(world: Path) -> None:
    done = look(load(world, "hours"), "95% attended within 2 h", at_most=7, replications=4)
    told = document(done)
    assert told["binding"]["word"] == "calendar"
    assert _helping(done, told["most"]) == {("clock", "", 1), ("everything", "", 4)}
    assert {one.word for one in done.remedies} >= {"shift", "clock", "crews", "offices"}
    shift = next(one for one in done.remedies if one.word == "shift")
    assert shift.shown.estimate > max(one.estimate for one in done.found.searched.values()) + 0.1


@pytest.mark.slow
def test_too_few_workers_are_not_taken_for_a_target_out_of_reach(world: Path) -> None:
    told = document(look(load(world, "uneven"), "90% attended within 2 h", at_most=2))
    assert (told["outcome"], told["binding"]["word"]) == ("impossible", "people")
    assert told["trend"] == "unclear"  # two are too few to gain anything, and five would do
    assert document(look(load(world, "uneven"), "90% attended within 2 h", at_most=1))["trend"] == "only"


@pytest.mark.slow
def test_where_the_answer_is_there_nothing_else_is_tried(world: Path) -> None:
    done = look(load(world, "uneven"), "90% attended within 2 h")
    assert done.remedies == ()


def test_a_target_that_nothing_can_be_read_off_is_refused(world: Path) -> None:
    scenario = load(world, "small", **{"issues.litter.limits": "null"})
    with pytest.raises(ScenarioError) as caught:
        look(scenario, "95% on time")
    assert str(caught.value) == (
        "--target: no replication has anything that '95% on time' could be read off; observe for longer, or name "
        "another measure"
    )


@pytest.mark.slow
def test_the_same_seed_gives_the_same_answer_and_another_one_other_numbers(world: Path) -> None:
    scenario = load(world, "uneven", **{"time.horizon": "12 days"})
    target = "90% attended within 2 h"
    one, again, other = (document(look(scenario, target, seed=seed, replications=2)) for seed in (1, 1, 2))
    assert one == again
    assert one["curve"] != other["curve"]
