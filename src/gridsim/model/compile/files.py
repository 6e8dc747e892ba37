"""Straight from a file to a plan, with the place of all there is to say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from gridsim.errors import ScenarioError
from gridsim.model.compile import compile_plan
from gridsim.model.plan import Plan
from gridsim.model.trace import read_trace
from gridsim.scenario.loader import load, located
from gridsim.scenario.schema import Scenario


def compile_file(path: str, set: Mapping[str, str] | None = None) -> tuple[Scenario, Plan]:
    """The scenario of a file and its plan; a workload file is read too, to see that it can be.

    ScenarioError with the places of all problems; the warnings in the plan's notes have places as well.
    """
    scenario = load(path, set)
    try:
        plan = compile_plan(scenario)
        if plan.trace:
            read_trace(plan, plan.trace)
    except ScenarioError as error:
        raise ScenarioError(located(path, set, error.problems)) from None
    if not plan.notes["warnings"]:
        return scenario, plan
    return scenario, replace(plan, notes={**plan.notes, "warnings": tuple(located(path, set, plan.notes["warnings"]))})
