"""Who is there for what: the posts that headcounts fill, and what nobody in them may ever work on.

The schema has seen that some role may by its name and timetables; whether anybody holds the post shows only here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from gridsim.errors import Problem, ScenarioError
from gridsim.model.plan import Plan
from gridsim.scenario import checks, schema

DOES = {"serve": "serves", "attend": "attends", "verify": "verifies"}


class Gap(NamedTuple):
    """Communities in which nobody may ever do something about a category."""

    verb: str
    category: int
    communities: tuple[int, ...]


def refuse_unserved(scenario: schema.Scenario, plan: Plan) -> None:
    """Refuse categories that nobody on the staff may ever serve, attend or verify."""
    everywhere = {
        gap.category: gap for gap in reversed(_gaps(scenario, plan)) if len(gap.communities) == len(plan.communities)
    }  # of one category the first: who attends comes before who verifies
    if everywhere and not plan.workers:
        fact, hint = "nobody is on the staff: every headcount comes to 0", "give some role a headcount"
        raise ScenarioError([Problem("nobody_attends", fact, hint, path="roles")])
    if everywhere:
        raise ScenarioError([_nobody_at_all(everywhere[k], scenario) for k in sorted(everywhere)])


def nobody_here(scenario: schema.Scenario, plan: Plan) -> Iterator[Problem]:
    """Categories that nobody may ever work on in some communities where they arise, those alike in one warning."""
    alike: dict[tuple[str, tuple[int, ...]], list[str]] = {}
    said = set[tuple[int, int]]()
    for verb, k, communities in _gaps(scenario, plan):
        here = tuple(c for c in communities if _arises(plan, k, c) and (k, c) not in said)
        said.update((k, c) for c in here)
        if here:
            alike.setdefault((verb, here), []).append(plan.categories[k].name)
    for (verb, here), names in alike.items():
        listed = ", ".join(f"'{name}'" for name in names)
        fact = f"in {len(here)} of {len(plan.communities)} communities nobody {DOES[verb]} {listed}"
        hint = f"look at the headcounts of '{plan.communities[here[0]].name}' with gridsim show --staff"
        yield Problem("nobody_here", fact, hint, path=f"issues.{names[0]}" if len(names) == 1 else "roles")


def _arises(plan: Plan, category: int, community: int) -> bool:
    return bool(plan.trace) or plan.demand.per_day[community, category] > 0.0


def _gaps(scenario: schema.Scenario, plan: Plan) -> list[Gap]:
    """What nobody may ever do, and where; category by category, who verifies last."""
    filled: list[set[tuple[int, int]]] = [set() for _ in plan.communities]
    for worker in plan.workers:
        filled[worker.community].add((worker.role, worker.timetable))
    posts, gaps = set[tuple[int, int]]().union(*filled), list[Gap]()
    activities = [checks.scheduled(scenario, one.name) for one in plan.timetables]
    for k, category in enumerate(scenario.issues):
        for verb, needed in checks.tasks(category, scenario).items():
            able = {(r, t) for r, t in posts if plan.roles[r].handles[k] and needed & activities[t]}
            communities = tuple(c for c, held in enumerate(filled) if not held & able)
            gaps += [Gap(verb, k, communities)] if communities else []
    return gaps


def _nobody_at_all(gap: Gap, scenario: schema.Scenario) -> Problem:
    """The refusal, with the roles that may do it and whose posts nobody holds."""
    category = scenario.issues[gap.category]
    needed = checks.tasks(category, scenario)[gap.verb]
    roles = [
        role.name
        for role in checks.handlers(category, scenario)
        if any(needed & checks.scheduled(scenario, name) for name in role.timetables)
    ]
    fact = f"nobody on the staff may ever {gap.verb} '{category.name}'"
    hint = f"raise the headcount of {' or '.join(roles)}"
    if gap.verb == "verify":
        return Problem("nobody_verifies", fact, hint, path="verification.checked")
    return Problem("nobody_attends", fact, hint, path=f"issues.{category.name}")
