"""Sizes that are slips of the pen and would fill the memory: refused before they do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from gridsim.errors import Problem, ScenarioError
from gridsim.model.calendar import DAY_MIN
from gridsim.model.compile.staff import Counts
from gridsim.model.plan import Community, Demand
from gridsim.scenario import schema

MOST_WORKERS = 500_000
MOST_STOPS = 5_000_000  # grids of all beats together
MOST_ISSUES = 1e8  # of a replication
MOST_DRAWN = 1e9  # points under the peak of a rate


def refuse_crowds(
    roles: Iterable[schema.Role], counts: Counts, communities: Sequence[Community], others: Iterable[Problem] = ()
) -> None:
    """Refuse more workers, or longer beats, than a city has, together with `others` found before."""
    problems = [*others]
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


def too_many_issues(scenario: schema.Scenario, demand: Demand, horizon_min: float) -> list[Problem]:
    """Rates that make more issues than any computer keeps, and peaks that take for ever to draw.

    A rate is drawn in layers up to its peak: a shock costs as if it lasted for the whole run.
    """
    if scenario.workload is not None:
        return []
    with np.errstate(over="ignore"):
        expected = demand.per_day.sum(axis=0) * (horizon_min / DAY_MIN)
        peaks = expected * demand.profile.max(axis=1, initial=1.0) * demand.season.max(axis=1, initial=1.0)
        for shock in demand.shocks:
            peaks[shock.category] *= max(1.0, shock.factor)
    return [
        *_floods(scenario, expected, MOST_ISSUES, "in a replication"),
        *_floods(
            scenario, np.where(expected <= MOST_ISSUES, peaks, 0.0), MOST_DRAWN, "if its peak lasted for the whole run"
        ),
    ]


def _floods(scenario: schema.Scenario, numbers: NDArray[np.float64], most: float, when: str) -> Iterable[Problem]:
    for one, number in zip(scenario.issues, numbers.tolist(), strict=True):
        if not number <= most:
            fact = f"about {number:,.0f} issues" if isfinite(number) else "more issues than can be counted"
            hint = f"write a rate for at most {most:,.0f}"
            yield Problem("too_many_issues", f"{fact} of '{one.name}' {when}", hint, path=f"issues.{one.name}.rate")
