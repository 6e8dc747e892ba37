"""Sizes that are slips of the pen and would fill the memory: refused before they do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gridsim.errors import Problem, ScenarioError
from gridsim.model.calendar import DAY_MIN
from gridsim.model.compile.staff import Counts
from gridsim.model.plan import Community, Demand
from gridsim.scenario import schema

MOST_WORKERS = 500_000
MOST_STOPS = 5_000_000  # grids of all beats together
MOST_ISSUES = 1e8  # of a replication


def refuse_crowds(roles: Iterable[schema.Role], counts: Counts, communities: Sequence[Community]) -> None:
    """Refuse more workers, or longer beats, than a city has."""
    problems = []
    for role in roles:
        pairs = [(number, home.grids) for number, home in zip(counts[role.name], communities, strict=True)]
        workers = sum(number for number, _ in pairs)
        each = {"all": MOST_STOPS, "grids": role.beat.grids}.get(role.beat.kind, 1)
        stops = sum(max(number * min(each, grids), grids) for number, grids in pairs if number)
        where = f"roles.{role.name}"
        if workers > MOST_WORKERS:
            fact = f"'{role.name}' has {workers:,} workers, more than {MOST_WORKERS:,}"
            problems.append(Problem("too_many_workers", fact, "look at the rule's number", path=f"{where}.headcount"))
        elif stops > MOST_STOPS:
            fact = f"the beats of '{role.name}' have {stops:,} grids, more than {MOST_STOPS:,}"
            problems.append(Problem("too_many_grids", fact, "look at grids and beats", path=where))
    if problems:
        raise ScenarioError(problems)


def refuse_floods(scenario: schema.Scenario, demand: Demand, horizon_min: float) -> None:
    """Refuse rates that make more issues than any computer keeps; shocks and seasons apart."""
    if scenario.workload is not None:
        return
    expected = demand.per_day.sum(axis=0) * (horizon_min / DAY_MIN)
    problems = [
        Problem("too_many_issues", f"about {number:,.0f} issues of '{one.name}' in a replication",
                f"write a rate for at most {MOST_ISSUES:,.0f}", path=f"issues.{one.name}.rate")
        for one, number in zip(scenario.issues, expected.tolist(), strict=True)
        if not number <= MOST_ISSUES
    ]  # fmt: skip
    if problems:
        raise ScenarioError(problems)
