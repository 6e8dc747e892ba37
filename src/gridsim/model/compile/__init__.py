"""From a scenario to a Plan: names to indices, clock times to minutes, ratios to workers.

The only part of the model that reads what a person wrote.
"""

from __future__ import annotations

from collections.abc import Sequence
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
from gridsim.model.compile.staff import Counts, compile_counters, compile_role, compile_workers, distinct_walks
from gridsim.model.compile.terms import Terms
from gridsim.model.compile.weeks import compile_timetable
from gridsim.model.plan import Community, Plan, Policy
from gridsim.scenario.schema import Scenario
from gridsim.vocabulary import Tier


def compile_plan(scenario: Scenario) -> Plan:
    """The plan of a scenario. ScenarioError for what only shows once numbers are put in."""
    _refuse_what_no_engine_does_yet(scenario)
    terms = Terms(scenario)
    communities, subdistricts, districts = settle(scenario.places)
    rules = {role.name: role.headcount for role in scenario.roles}
    counts = headcounts(rules, communities, subdistricts, districts)
    _refuse_workers_without_households(counts, communities)
    walks = distinct_walks(scenario.roles, terms)
    categories = [one.name for one in scenario.issues]
    roles = tuple(compile_role(role, categories, walks, terms) for role in scenario.roles)
    places = {Tier.SUBDISTRICT: len(subdistricts), Tier.DISTRICT: len(districts), Tier.CITY: 1}
    departments, department_kinds = compile_departments(scenario, communities, places, terms)
    kinds = {one.name: k for k, one in enumerate(department_kinds)}
    return Plan(
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
        policy=Policy(scenario.policy.assign, scenario.policy.queue, scenario.policy.on_overdue),
        demand=compile_demand(scenario, communities, subdistricts, districts, terms),
        counters=compile_counters(scenario, counts, len(communities), terms),
        walks=walks,
        trace=scenario.workload or "",
        trace_digest=_digest(scenario.workload) if scenario.workload else "",
        notes={
            "label": dict(scenario.label),
            "why": scenario.why,
            "evidence": {path: one.model_dump(exclude_none=True) for path, one in scenario.evidence.items()},
        },
    )


def _refuse_what_no_engine_does_yet(scenario: Scenario) -> None:
    """The language is ahead of the engines in two places; better refused than quietly ignored."""
    problems = [
        Problem("not-yet", "no engine knows absence yet", "leave 'present' out", path=f"roles.{role.name}.present")
        for role in scenario.roles
        if role.present < 1.0
    ]
    if scenario.referral_slope:
        fact = "no engine knows load-dependent referral yet"
        problems.append(Problem("not-yet", fact, "leave 'referral' out", path="referral"))
    if problems:
        raise ScenarioError(problems)


def _refuse_workers_without_households(counts: Counts, communities: Sequence[Community]) -> None:
    for c, community in enumerate(communities):
        if community.households == 0 and any(number[c] for number in counts.values()):
            fact = f"community '{community.name}' has workers but no households"
            raise ScenarioError([Problem("workers-without-households", fact, path="places")])


def _digest(path: str) -> str:
    """A digest of a file; the error of a missing one is said where it is read."""
    try:
        return blake2b(Path(path).read_bytes(), digest_size=16).hexdigest()
    except OSError as error:
        raise ScenarioError([Problem("unreadable", f"the trace cannot be read ({error})", place=path)]) from None
