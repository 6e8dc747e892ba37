"""The pages of docs/: the reference and the errors are made from the code, the guide's examples do what it says."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import Golden
from scenario.pages import EXAMPLE, EXAMPLE_RUNS, errors, experiment, reference

import gridsim
from gridsim.analysis.catalogue import MEASURES
from gridsim.errors import CODES, WARNINGS
from gridsim.model.compile.files import compile_file
from gridsim.model.plan import Plan
from gridsim.scenario.experiment import load_experiment
from gridsim.vocabulary import Activity, Assign, OnOverdue

ROOT = Path(__file__).parents[2]
PAGES = "../../docs"  # from tests/golden: `make golden` writes them anew
NOTES = {"_problem", "Problem", "Mistake", "wrong", "UnreadableError", "Slip", "_note", "_say"}


def test_the_reference_is_the_schema(golden: Golden) -> None:
    golden(f"{PAGES}/scenario.md", reference())


def test_the_reference_of_experiments_is_their_schema(golden: Golden) -> None:
    golden(f"{PAGES}/experiment.md", experiment())


def test_the_example_of_an_experiment_makes_the_runs_it_says(tmp_path: Path) -> None:
    path = tmp_path / "staffing.yaml"
    path.write_text(EXAMPLE, encoding="utf-8")
    units = {measure: info.unit for measure, info in MEASURES.items()}
    assert len(load_experiment(str(path), units).cases) == EXAMPLE_RUNS


def test_the_errors_are_those_of_the_code(golden: Golden, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT / "tests" / "scenario" / "invalid")
    golden(f"{PAGES}/errors.md", errors(Path()))


def _codes_in_use() -> Iterator[str]:
    """The first arguments of all that notes a problem, and the words whose codes are made of their kind."""
    for module in Path(gridsim.__file__).parent.rglob("*.py"):
        for call in (node for node in ast.walk(ast.parse(module.read_text("utf-8"))) if isinstance(node, ast.Call)):
            name = getattr(call.func, "id", getattr(call.func, "attr", ""))
            if name in NOTES and call.args and not isinstance(call.args[0], ast.JoinedStr):
                yield from (one.value for one in ast.walk(call.args[0]) if isinstance(one, ast.Constant))
            if name in ("parse_word", "parse_by_word", "partial"):
                words = [*call.args[2:3], *(keyword.value for keyword in call.keywords if keyword.arg == "what")]
                yield from (f"unknown_{one.value.replace(' ', '_')}" for one in words if isinstance(one, ast.Constant))


def test_every_code_is_documented_and_every_documented_code_is_in_use() -> None:
    assert set(_codes_in_use()) == set(CODES) | set(WARNINGS)
    assert [code for code in {**CODES, **WARNINGS} if not re.fullmatch("[a-z0-9_]+", code)] == []


BLOCKS = re.findall(r"```yaml\n(.+?)```", (ROOT / "docs" / "guide.md").read_text("utf-8"), re.DOTALL)


def _plans(folder: Path) -> dict[str, Plan]:
    plans = {}
    for block in BLOCKS:
        path = folder / "town.yaml"
        path.write_text(block, encoding="utf-8")
        plan = compile_file(str(path))[1]
        plans[plan.name] = plan
    return plans


def test_the_examples_of_the_guide_do_what_it_says(tmp_path: Path) -> None:
    base, plans = compile_file("urumqi-street")[1], _plans(tmp_path)
    assert list(plans) == ["one-per-80", "more-where-many-rent", "pooled", "mornings-outside", "on-paper", "snow"]
    assert all(plan.notes["warnings"] == () for plan in plans.values())
    assert len({plan.hash for plan in (base, *plans.values())}) == 7
    assert len(base.workers) == 168
    assert [len(plan.workers) for plan in plans.values()] == [208, 187, 168, 168, 168, 168]
    pooled = plans["pooled"].policy
    assert (pooled.assign, pooled.on_overdue) == (Assign.COMMUNITY_POOL, OnOverdue.EXPEDITE)
    weekdays = plans["mornings-outside"].timetables[1]
    for activity in (Activity.OFFICE, Activity.STREET_ROUND):
        assert weekdays.of[activity].week_open_min == base.timetables[1].of[activity].week_open_min
    paper = plans["on-paper"].command
    assert (paper.filing.law.mean, paper.dispatch.law.mean, paper.wrong_share) == (120.0, 480.0, 0.15)
    assert [(one.factor, len(one.communities), one.to_min - one.from_min) for one in plans["snow"].demand.shocks] == [
        (4.0, 2, 7 * 1440.0)
    ] * 2
