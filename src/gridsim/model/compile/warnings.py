"""What is allowed and hardly meant: cautions that need the communities and the workers to be seen.

Each is a `Problem` with a path and no place; compile/files.py finds the place. A plan keeps them in its notes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from gridsim.errors import Problem
from gridsim.model.compile.headcount import headcounts
from gridsim.model.plan import Plan, Worker
from gridsim.scenario import checks, schema
from gridsim.vocabulary import RoundKind, Tier

OFTEN = 0.1


def warnings_of(scenario: schema.Scenario, plan: Plan) -> tuple[Problem, ...]:
    """All cautions about a scenario and the plan it makes."""
    return (
        *(Problem(one.code, one.fact, one.hint, path=".".join(map(str, one.at))) for one in checks.warnings(scenario)),
        *_parts_of_places(scenario, plan),
        *_unwalked_grids(plan),
        *_binding_floors(scenario, plan),
    )


def _parts_of_places(scenario: schema.Scenario, plan: Plan) -> Iterator[Problem]:
    """Departments with a number of crews, where the scenario has one place of the tier below and so hardly all."""
    below = {
        Tier.SUBDISTRICT: Counter(one.subdistrict for one in plan.communities),
        Tier.DISTRICT: Counter(district for _, district in {(c.subdistrict, c.district) for c in plan.communities}),
        Tier.CITY: Counter([0] * len(plan.districts)),
    }
    words = {Tier.SUBDISTRICT: "community", Tier.DISTRICT: "sub-district", Tier.CITY: "district"}
    for one in scenario.departments:
        if one.crews.of == "total" and max(below[one.tier].values()) == 1:
            fact = f"'{one.name}' has its crews for a {one.tier.word} of one {words[one.tier]}"
            hint = "count the crews that serve this part, or write a ratio as 1 per 6000 households"
            yield Problem("part_of_a_place", fact, hint, path=f"departments.{one.name}.crews")


def _unwalked_grids(plan: Plan) -> Iterator[Problem]:
    """Grids on nobody's round, where some category is noticed on such rounds."""
    for kind in RoundKind:
        walkers = [one for one in plan.workers if _walks(plan, one, kind)]
        walked = Counter(community for community, _ in {(one.community, grid) for one in walkers for grid in one.beat})
        missing = [one.grids - walked[c] for c, one in enumerate(plan.communities)]
        if walkers and any(missing) and any(one.noticed_share[kind] > 0 for one in plan.categories):
            grids = sum(one.grids for one in plan.communities)
            short = sum(number > 0 for number in missing)
            where = f"{sum(missing)} of {grids} grids, in {short} of {len(missing)} communities"
            fact, hint = f"{where}, are on nobody's {kind.word} round", "add workers, or write beat: shared"
            yield Problem("grids_not_walked", fact, hint, path="roles")


def _walks(plan: Plan, worker: Worker, kind: RoundKind) -> bool:
    activities = plan.timetables[worker.timetable].activities
    return plan.roles[worker.role].round_min[kind] > 0 and any(checks.ROUND_OF.get(one) is kind for one in activities)


def _binding_floors(scenario: schema.Scenario, plan: Plan) -> Iterator[Problem]:
    """Roles whose number is their floor, and not their rule, in many communities."""
    rules = {role.name: role.headcount for role in scenario.roles}
    for role in scenario.roles:
        least = role.headcount.at_least
        if least:
            free = {**rules, role.name: replace(role.headcount, at_least=0)}
            counts = headcounts(free, plan.communities, plan.subdistricts, plan.districts)[role.name]
            raised = sum(number < least for number in counts)
            if raised > OFTEN * len(plan.communities):
                fact = f"'at least' {least} binds in {raised} of {len(plan.communities)} communities"
                hint = "there the floor is the rule: look at the realised ratio"
                yield Problem("floor_binds", fact, hint, path=f"roles.{role.name}.headcount.at least")
