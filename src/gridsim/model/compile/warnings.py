"""What is allowed and hardly meant: cautions that need the communities and the workers to be seen.

Each is a `Problem` with a path and no place; compile/files.py finds the place. A plan keeps them in its notes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from gridsim.errors import Problem
from gridsim.model.compile.dealing import Ints
from gridsim.model.compile.headcount import Staff
from gridsim.model.compile.laws import WORKING
from gridsim.model.compile.posts import nobody_here, refuse_unserved
from gridsim.model.plan import Category, Plan, Worker
from gridsim.model.timetable import ROUND_ACTIVITY
from gridsim.scenario import schema
from gridsim.scenario.checks import unused_names
from gridsim.scenario.conditions import parse_condition
from gridsim.scenario.quantities import Headcount
from gridsim.vocabulary import Assign, First, RoundKind, Tier

OFTEN = 0.1


def warnings_of(scenario: schema.Scenario, plan: Plan) -> tuple[Problem, ...]:
    """All cautions about a scenario and the plan it makes. ScenarioError where nobody is there for a category."""
    refuse_unserved(scenario, plan)
    return (
        *_never_found(plan),
        *nobody_here(scenario, plan),
        *_parts_of_places(scenario, plan),
        *_unwalked_grids(plan),
        *_staffing(scenario, plan),
        *_shocks(scenario, plan),
        *_unused(scenario),
        *_round_the_clock(scenario),
        *_grids_not_attended(plan),
    )


def _never_found(plan: Plan) -> Iterator[Problem]:
    """Categories that nobody reports or brings, and that nobody in post walks past."""
    for one in plan.categories:
        if not plan.trace and not _found(plan, one):
            rounds = " or ".join(kind.word for kind in RoundKind if one.noticed_share[kind] > 0)
            why = f": nobody walks a {rounds} round" if rounds else ""
            hint = "give a worker such a round, or let residents report it" if rounds else "say how it is found"
            fact = f"nothing ever finds '{one.name}'{why}"
            yield Problem("never_found", fact, hint, path=f"issues.{one.name}")


def _found(plan: Plan, one: Category) -> bool:
    """Whether a category is ever found: brought, reported, or noticed on a round that somebody walks."""
    return _told(one) or any(one.noticed_share[kind] > 0 and any(_walkers(plan, kind)) for kind in RoundKind)


def _told(one: Category) -> bool:
    """Whether residents bring or report a category."""
    return one.counter or any(one.reported_share)


def _round_the_clock(scenario: schema.Scenario) -> Iterator[Problem]:
    """Limits in working time, where no clock says when anybody works."""
    if scenario.clock != "always":
        return
    for one in scenario.issues:
        for name in ("response", "resolution"):
            limit = getattr(one.limits, name)
            if limit is not None and limit.measure in WORKING:
                fact = f"this limit of '{one.name}' counts working time, and the clock runs round the clock"
                hint = "write clock: and the calendar of the office, or hours with clock: always"
                yield Problem("round_the_clock", fact, hint, path=f"issues.{one.name}.limits.{name}")
                return  # one is enough to say it


def _grids_not_attended(plan: Plan) -> Iterator[Problem]:
    """Under own-grid-only: grids on the beat of nobody who handles a category that begins in the grid."""
    if plan.policy.assign is not Assign.OWN_GRID_ONLY:
        return
    for k, category in enumerate(plan.categories):
        held = {(one.community, grid) for one in plan.workers if plan.roles[one.role].handles[k] for grid in one.beat}
        grids = sum(one.grids for one in plan.communities)
        if category.first is First.GRID and not category.counter and len(held) < grids:
            fact = f"in {grids - len(held)} of {grids} grids nobody may ever attend '{category.name}': own-grid-only"
            hint = "add workers, write beat: shared, or another policy.assign"
            yield Problem("grids_not_attended", fact, hint, path="policy.assign")
            return


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
    """Grids on nobody's round, where some category is noticed on such rounds.

    Where nobody walks at all, this matters to what is noticed on rounds only, and found on those of the
    other kind; what is found on none has a warning of its own.
    """
    for kind in RoundKind:
        walkers = list(_walkers(plan, kind))
        noticed = [one for one in plan.categories if one.noticed_share[kind] > 0]
        if not walkers:
            noticed = [one for one in noticed if not _told(one) and _found(plan, one)]
        walked = Counter(community for community, _ in {(one.community, grid) for one in walkers for grid in one.beat})
        missing = [one.grids - walked[c] for c, one in enumerate(plan.communities)]
        if any(missing) and noticed:
            grids = sum(one.grids for one in plan.communities)
            short = sum(number > 0 for number in missing)
            where = f"{sum(missing)} of {grids} grids, in {short} of {len(missing)} communities"
            fact, hint = f"{where}, are on nobody's {kind.word} round", "add workers, or write beat: shared"
            yield Problem("grids_not_walked", fact, hint, path="roles")


def _walkers(plan: Plan, kind: RoundKind) -> Iterator[Worker]:
    """The workers who ever walk a kind of round."""
    for one in plan.workers:
        activities = plan.timetables[one.timetable].activities
        if plan.roles[one.role].round_min[kind] > 0 and ROUND_ACTIVITY[kind] in activities:
            yield one


def _staffing(scenario: schema.Scenario, plan: Plan) -> Iterator[Problem]:
    """Headcount rules that do not come to what they seem to say."""
    rules = {role.name: role.headcount for role in scenario.roles}
    staff = Staff(rules, plan.communities, plan.subdistricts, plan.districts)
    for role, rule in rules.items():
        given, taken = staff.given(role), staff.taken(role)
        yield from _eaten_or_raised(rule, given, taken, f"roles.{role}.headcount")
        for position, (where, _) in enumerate(rule.multiply, start=1):
            if not any(parse_condition(where).holds(one) for one in staff.attributes):
                number = f".{position}" if len(rule.multiply) > 1 else ""
                yield _nowhere(f"'{where}'", f"roles.{role}.headcount.multiply{number}.where")


def _eaten_or_raised(rule: Headcount, given: Ints, taken: Ints, path: str) -> Iterator[Problem]:
    """Roles that others leave nothing of, or whose number is their floor; a floor excuses a few communities."""
    eaten, raised, n = given < taken, given - taken < rule.at_least, len(given)
    if eaten.sum() > (OFTEN * n if rule.at_least else 0):
        fact = f"'less' takes {taken[eaten].sum():,} of the {given[eaten].sum():,} that the rule gives"
        where = f"in {eaten.sum()} of {n} communities"
        yield Problem(
            "less_eats_all", f"{fact} {where}", "write less: null, or raise the rule's number", path=f"{path}.less"
        )
    elif raised.sum() > OFTEN * n:
        fact = f"'at least' {rule.at_least} binds in {raised.sum()} of {n} communities"
        hint = "there the floor is the rule: look at the realised ratio"
        yield Problem("floor_binds", fact, hint, path=f"{path}.at least")


def _nowhere(condition: str, path: str) -> Problem:
    return Problem("holds_nowhere", f"{condition} holds in no community", "look at the places", path=path)


def _shocks(scenario: schema.Scenario, plan: Plan) -> Iterator[Problem]:
    """Shocks that hit no community, or at no time that is measured."""
    for number, shock in enumerate(plan.demand.shocks, start=1):
        if not shock.communities:
            yield _nowhere("the condition of the shock", f"shocks.{number}.where")
        if shock.from_min >= plan.horizon_min:
            fact = "the shock begins when the horizon has ended"
        elif shock.to_min <= 0.0:
            fact = "the shock is over before the start"
        elif shock.to_min <= plan.warm_up_min:
            fact = "the shock lies wholly in the warm-up, which is not measured"
        else:
            continue
        yield Problem("shock_outside", fact, "look at 'from', 'for' and time", path=f"shocks.{number}.from")


def _unused(scenario: schema.Scenario) -> Iterator[Problem]:
    """Names that nothing refers to: often one of an extended file, misspelt."""
    for one in unused_names(scenario):
        yield Problem(one.code, one.fact, one.hint, path=".".join(map(str, one.at)))
