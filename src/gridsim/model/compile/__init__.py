"""From a scenario to a Plan: names to indices, clock times to minutes, ratios to workers.

The only part of the model that reads what a person wrote.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from hashlib import blake2b
from pathlib import Path

from gridsim.errors import Problem, ScenarioError
from gridsim.model.calendar import DAY_MIN
from gridsim.model.compile.demand import compile_category, compile_demand
from gridsim.model.compile.headcount import headcounts
from gridsim.model.compile.laws import minutes_of
from gridsim.model.compile.places import settle
from gridsim.model.compile.services import compile_command, compile_departments, compile_verification
from gridsim.model.compile.sizes import refuse_crowds, too_many_issues
from gridsim.model.compile.staff import compile_role, compile_workers, distinct_walks
from gridsim.model.compile.terms import Terms
from gridsim.model.compile.warnings import warnings_of
from gridsim.model.compile.weeks import compile_timetable
from gridsim.model.plan import Plan, Policy
from gridsim.scenario.schema import Scenario
from gridsim.vocabulary import Tier


def compile_plan(scenario: Scenario) -> Plan:
    """The plan of a scenario. ScenarioError for what only shows once numbers are put in."""
    _refuse_lost_workload(scenario)
    terms = Terms(scenario)
    communities, subdistricts, districts = settle(scenario.places)
    rules = {role.name: role.headcount for role in scenario.roles}
    demand = compile_demand(scenario, communities, subdistricts, districts, terms)
    floods = too_many_issues(scenario, demand, terms.horizon_min)
    counts = headcounts(rules, communities, subdistricts, districts, floods)
    refuse_crowds(scenario.roles, counts, communities, floods)
    walks = distinct_walks(scenario.roles, terms)
    categories = [one.name for one in scenario.issues]
    roles = tuple(compile_role(role, categories, walks, terms) for role in scenario.roles)
    places = {Tier.SUBDISTRICT: len(subdistricts), Tier.DISTRICT: len(districts), Tier.CITY: 1}
    departments, department_kinds = compile_departments(scenario, communities, places, terms)
    kinds = {one.name: k for k, one in enumerate(department_kinds)}
    plan = Plan(
        name=scenario.name,
        start=datetime.combine(terms.start, datetime.min.time()),
        horizon_min=terms.horizon_min,
        warm_up_min=minutes_of(scenario.time.warm_up, DAY_MIN),
        ticks_per_min=terms.ticks_per_min,
        districts=districts,
        subdistricts=subdistricts,
        communities=communities,
        calendars=tuple(terms.calendars),
        clock=terms.clock,
        timetables=tuple(compile_timetable(name, week, terms.start) for name, week in scenario.timetables.items()),
        roles=roles,
        workers=tuple(compile_workers(scenario, counts, roles, communities, terms)),
        categories=tuple(compile_category(one, kinds, terms) for one in scenario.issues),
        department_kinds=department_kinds,
        departments=departments,
        command=compile_command(scenario.command, terms),
        verification=compile_verification(scenario.verification, terms),
        policy=Policy(
            scenario.policy.assign, scenario.policy.queue, scenario.policy.on_overdue, scenario.referral_slope
        ),
        demand=demand,
        walks=walks,
        trace=scenario.workload or "",
        trace_digest=_digest(scenario),
        notes={
            "label": dict(scenario.label),
            "why": scenario.why,
            "evidence": {path: one.model_dump(exclude_none=True) for path, one in scenario.evidence.items()},
        },
    )
    return replace(plan, notes={**plan.notes, "warnings": warnings_of(scenario, plan)})


def _refuse_lost_workload(scenario: Scenario) -> None:
    """Refuse a workload that cannot be read."""
    try:
        _digest(scenario)
    except (OSError, ValueError) as error:
        fact = f"the workload cannot be read: {getattr(error, 'strerror', None) or error}"
        raise ScenarioError([Problem("unreadable", fact, "name a CSV file", path="workload")]) from None


def _digest(scenario: Scenario) -> str:
    """A digest of the file of a workload, nothing where rates make it. OSError."""
    return blake2b(Path(scenario.workload).read_bytes(), digest_size=16).hexdigest() if scenario.workload else ""
