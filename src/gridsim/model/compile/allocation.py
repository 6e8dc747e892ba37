"""Plans whose workers of one role are dealt out over communities number by number, as no rule of a file would."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gridsim.model.compile import compile_plan
from gridsim.model.compile.headcount import headcounts
from gridsim.model.compile.sizes import refuse_crowds
from gridsim.model.compile.staff import compile_workers
from gridsim.model.compile.terms import Terms
from gridsim.model.plan import Plan
from gridsim.scenario.quantities import Headcount
from gridsim.scenario.schema import Scenario


def counts_of(scenario: Scenario, plan: Plan, role: str, rule: Headcount) -> tuple[int, ...]:
    """Workers of a role in each community (communities,) under another rule. ScenarioError if it deals out nothing."""
    rules = {one.name: one.headcount for one in scenario.roles} | {role: rule}
    return tuple(headcounts(rules, plan.communities, plan.subdistricts, plan.districts)[role])


def with_counts(scenario: Scenario, role: str, counts: Sequence[int]) -> Plan:
    """The plan of a scenario with so many workers of a role in each community (communities,).

    Other roles have what their rules give them; a role that is `less` this one counts this one's rule, not `counts`.
    """
    plan = compile_plan(scenario)
    rules = {one.name: one.headcount for one in scenario.roles}
    every = {**headcounts(rules, plan.communities, plan.subdistricts, plan.districts), role: list(counts)}
    refuse_crowds(scenario.roles, every, plan.communities)
    workers = compile_workers(scenario, every, plan.roles, plan.communities, Terms(scenario))
    return replace(plan, workers=tuple(workers))
