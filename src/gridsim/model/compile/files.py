"""Straight from a file to a plan, with the place of all there is to say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from gridsim.errors import Problem, ScenarioError
from gridsim.model.compile import compile_plan
from gridsim.model.plan import Plan
from gridsim.model.trace import read_trace
from gridsim.scenario.loader import label_of, load, located
from gridsim.scenario.schema import Scenario


def compile_file(path: str, set: Mapping[str, str] | None = None) -> tuple[Scenario, Plan]:
    """The scenario of a file and its plan; a workload file is read too, to see that it can be.

    ScenarioError with the places of all problems; the warnings in the plan's notes have places as well.
    """
    try:
        scenario = load(path, set)
    except ScenarioError as error:  # a file that is not there has no place but the argument
        raise ScenarioError([replace(one, place=one.place or path) for one in error.problems]) from None
    try:
        plan = compile_plan(scenario)
        if plan.trace:
            read_trace(plan, plan.trace)
    except ScenarioError as error:
        raise ScenarioError(located(path, set, error.problems)) from None
    if not plan.notes["warnings"]:
        return scenario, plan
    warnings = tuple(_of_this_file(located(path, set, plan.notes["warnings"]), label_of(path)))
    return scenario, replace(plan, notes={**plan.notes, "warnings": warnings})


def _of_this_file(warnings: Iterable[Problem], label: str) -> Iterator[Problem]:
    """Without names that only a file it extends left unused: an extending file may replace all their users."""
    for one in warnings:
        if one.code != "unused_name" or one.place.startswith((f"{label}:", "--set")):
            yield one
