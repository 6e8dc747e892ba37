"""The scenarios and experiments that come with gridsim: what each says of itself, and what it comes to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from conftest import Golden

from gridsim.analysis.catalogue import HEADLINE, MEASURES
from gridsim.analysis.measures import measures
from gridsim.engines import simulate
from gridsim.model.compile import compile_plan
from gridsim.model.plan import Plan
from gridsim.model.staffing import realised_ratio
from gridsim.model.workload import draw
from gridsim.scenario.experiment import load_experiment
from gridsim.scenario.grammar import QUANTITY
from gridsim.scenario.loader import alone, load, shipped
from gridsim.scenario.ranges import kind_of
from gridsim.scenario.sources import experiments
from gridsim.scenario.tree import leaves, plain

CITY = "urumqi-city"
THESIS = [name for name in shipped() if name not in ("board", "mm3")]
STEPS = [name for name, path in shipped().items() if Path(path).parent.name == "steps"]
LADDER = ["before-the-grid", "platform-filing", "integrated-dispatch", "street-rounds", "verification"]
RATIOS = {50: 0.02, 84: 0.02, 150: 0.02, 300: 0.02, 500: 0.02, 1000: 0.02}
DECIDED = ("schema", "name", "label.", "why", "extends", "time.", "clock", "evidence.", "places.generate.seed")
UNITS = {name: info.unit for name, info in MEASURES.items()}
GOLDEN = (*HEADLINE, "resolution_on_time_share", "escalated_share", "staff", "cost")


@cache
def plan_of(name: str, horizon: str = "", warm_up: str = "0 min") -> Plan:
    return compile_plan(load(name, set={"time.horizon": horizon, "time.warm_up": warm_up} if horizon else {}))


def quantities(name: str) -> Iterator[str]:
    """The paths of the numbers that a scenario's own file says."""
    for path, value, _ in leaves(alone(shipped()[name]).root):
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if not path.startswith(DECIDED) and (
            number or (isinstance(value, str) and (QUANTITY.fullmatch(value) or "(" in value))
        ):
            yield path


def above(path: str) -> Iterator[str]:
    """A path and all that hold it."""
    while path:
        yield path
        path = path.rpartition(".")[0]


# -- what each says of itself -------------------------------------------------------------------------------


def test_there_is_a_scenario_for_every_step_of_the_thesis() -> None:
    assert len(STEPS) >= 30
    assert set(LADDER) < set(STEPS)
    assert {f"one-per-{ratio}" for ratio in RATIOS} < set(THESIS)


@pytest.mark.parametrize("name", THESIS)
def test_each_is_named_as_its_file_told_in_two_languages_and_says_why(name: str) -> None:
    said = plain(alone(shipped()[name]).root, keep_nulls=False)
    assert said["name"] == name
    assert set(said["label"]) == {"en", "zh"}
    assert said["why"].endswith((".", "?"))


@pytest.mark.parametrize("name", THESIS)
def test_every_number_has_its_evidence_in_the_same_file(name: str) -> None:
    said = plain(alone(shipped()[name]).root, keep_nulls=False)
    hours = [f"timetables.{timetable}" for timetable in said.get("timetables", {})]
    told = {path for path, one in said.get("evidence", {}).items() if "source" in one or "range" in one}
    assert [path for path in [*quantities(name), *hours] if not told & set(above(path))] == []


@pytest.mark.parametrize("name", THESIS)
def test_what_is_assumed_has_the_range_it_might_have(name: str) -> None:
    evidence = plain(alone(shipped()[name]).root, keep_nulls=False).get("evidence", {})
    assumed = {path for path, one in evidence.items() if one.get("kind") == "assumption"}
    ranged = {path for path, one in evidence.items() if "range" in one}
    single = [path for path in quantities(name) if kind_of(path) is not None and assumed & set(above(path))]
    without = [path for path in single if not ranged & set(above(path))]
    assert [path for path in without if not path.startswith(("places.", "profiles."))] == []


def test_every_step_is_in_an_experiment_and_every_experiment_can_be_run_by_its_name() -> None:
    assert not set(experiments()) & set(shipped())
    met = set[str]()
    for name in experiments():
        found = load_experiment(name, UNITS)
        assert found.name == name
        met |= {case.name for case in found.cases}
    assert set(STEPS) <= met


# -- what they come to --------------------------------------------------------------------------------------


def test_the_last_step_of_the_ladder_is_the_base_and_every_step_moves_something() -> None:
    hashes = [plan_of(name).hash for name in LADDER]
    assert hashes[-1] == plan_of("urumqi-street").hash
    assert len(set(hashes)) == len(LADDER)


@pytest.mark.parametrize(("ratio", "off"), RATIOS.items())
def test_a_ratio_is_the_ratio_that_comes_out(ratio: int, off: float) -> None:
    staff = realised_ratio(plan_of(f"one-per-{ratio}"))
    realised = sum(one.households for one in staff) / sum(sum(one.workers.values()) for one in staff)
    assert realised == pytest.approx(ratio, rel=off)
    assert all(one.workers["clerk"] for one in staff)


def test_the_twin_of_the_migrant_rule_costs_what_the_base_does() -> None:
    def wages(name: str) -> float:
        plan = plan_of(name)
        return sum(
            plan.roles[worker.role].cost_per_hour for worker in plan.workers if plan.roles[worker.role].name != "clerk"
        )

    assert wages("migrant-budget-neutral") == wages("urumqi-street") < wages("migrant-top-up")
    extra = [
        [one.workers["extra_cadre"] for one in realised_ratio(plan_of(name))]
        for name in ("migrant-top-up", "migrant-budget-neutral")
    ]
    assert extra[0] == extra[1]


@cache
def busy(name: str, days: int, replications: int) -> dict[str, float]:
    """How busy each department is over so many days after two weeks."""
    plan = plan_of(name, f"{days + 14} days", "14 days")
    met = Counter[str]()
    for replication in range(replications):
        table = measures(plan, simulate(plan, draw(plan, 1, replication), engine="compiled"))
        rows = table[(table["measure"] == "utilisation_open") & (table["by"] == "department")]
        met.update(dict(zip(rows["group"], rows["value"], strict=True)))
    return {name: total / replications for name, total in met.items()}


STREET_BUSY = ("urumqi-street", 350, 8)


@pytest.mark.slow
def test_departments_of_the_street_are_70_to_90_per_cent_busy() -> None:
    found = busy(*STREET_BUSY)
    assert len(found) == 7
    assert {name: share for name, share in found.items() if not 0.7 <= round(share, 2) <= 0.9} == {}


@pytest.mark.slow
def test_departments_of_the_city_are_70_to_90_per_cent_busy() -> None:
    assert {name: share for name, share in busy(CITY, 106, 2).items() if not 0.7 <= round(share, 2) <= 0.9} == {}


def summary(name: str) -> str:
    """A scenario's measures over four weeks, the city's over four days, of one history to six digits."""
    days, warm_up = (4, 1) if name == CITY else (28, 7)
    plan = plan_of(name, f"{days} days", f"{warm_up} days")
    table = measures(plan, simulate(plan, draw(plan, 1, 0), engine="compiled"))
    values = table[table["by"] == "all"].set_index("measure")["value"]
    return ",".join([name, *("" if np.isnan(values[one]) else f"{values[one]:.6g}" for one in GOLDEN)])


def test_their_summaries(golden: Golden) -> None:
    golden("scenarios.csv", "\n".join([",".join(["scenario", *GOLDEN]), *map(summary, THESIS), ""]))


@pytest.mark.slow
@pytest.mark.parametrize("name", STEPS)
def test_both_engines_live_every_step_alike(name: str) -> None:
    plan = plan_of(name, "26 days")
    workload = draw(plan, 1, 0)
    reference = simulate(plan, workload, engine="reference")
    assert reference.compare(simulate(plan, workload, engine="compiled")) is None
    assert len(reference.issues) > 1000


# -- the page -----------------------------------------------------------------------------------------------

PAGE = """\
# The scenarios that come with gridsim

<!-- Made from the files by `make golden`: do not edit. -->

Every file is in [src/gridsim/scenarios](../src/gridsim/scenarios) and is known by its name: `gridsim run one-per-300`,
`gridsim diff urumqi-street open-50`, `gridsim compare field-hours`. Each of `steps/` says only what differs from the
file that it extends, why, and for each of its numbers a source or a range: so each effect has an owner. What they come
to in one short history is in [tests/golden/scenarios.csv](../tests/golden/scenarios.csv).

**The base** is `urumqi-street`, ten communities in the proportions of the thesis; `urumqi-city` is all 676. Nobody
published crews of departments: they are sized so that departments are 70 to 90 % busy, which is an assumption. The city
has 12 % more residents per household, and two of its bureaus more crews for that. Over a year of the street
({replications} histories) departments are busy for so much of their hours:
{busy}.

The experiments, each run with `gridsim compare` and its name:

{sections}
"""


def section(name: str) -> str:
    """An experiment: what it asks, and its scenarios."""
    asks = " ".join(
        line[2:] for line in Path(experiments()[name]).read_text("utf-8").splitlines()[1:] if line[:1] == "#"
    )
    cases = load_experiment(name, UNITS).cases
    rows = [f"| {case.name} | {load(case.name).label['en']} | {load(case.name).why} |" for case in cases]
    return "\n".join([f"## {name}", "", asks, "", "| scenario | what | why |", "|---|---|---|", *rows])


@pytest.mark.slow
def test_the_page_tells_them_all(golden: Golden) -> None:
    told = ", ".join(f"{name} {100 * share:.0f} %" for name, share in busy(*STREET_BUSY).items())
    sections = "\n\n".join(map(section, experiments()))
    golden("../../docs/library.md", PAGE.format(replications=STREET_BUSY[2], busy=told, sections=sections))
