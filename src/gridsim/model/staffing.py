"""The realised ratio: what the headcount rules come to, community by community and type by type."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from math import inf, isfinite

from gridsim.model.plan import Plan
from gridsim.vocabulary import CommunityType


@dataclass(frozen=True)
class Realised:
    """The staff of a community: workers by role, and households for each of them all (infinite where nobody is)."""

    community: str
    type: str
    households: int
    workers: Mapping[str, int]
    households_per_worker: float


@dataclass(frozen=True)
class RealisedOfType:
    """The staff of all communities of a type: all their households for each of all their workers.

    `least` and `most` are the households for each worker of single communities, those without a worker
    (`unstaffed`) left out; infinite where all are.
    """

    type: str
    communities: int
    unstaffed: int
    workers: int
    households_per_worker: float
    least: float
    most: float


def realised_ratio(plan: Plan) -> tuple[Realised, ...]:
    """The staff of every community, in the plan's order."""
    counts = Counter((one.community, one.role) for one in plan.workers)
    rows = []
    for c, home in enumerate(plan.communities):
        workers = {role.name: counts[c, r] for r, role in enumerate(plan.roles)}
        ratio = _per_worker(home.households, sum(workers.values()))
        rows.append(Realised(home.name, home.type.word, home.households, workers, ratio))
    return tuple(rows)


def realised_by_type(plan: Plan) -> tuple[RealisedOfType, ...]:
    """The staff of every type of community there is, in the order of the types."""
    every, rows = realised_ratio(plan), []
    for type_ in CommunityType.words():
        homes = [one for one in every if one.type == type_]
        if homes:
            workers = sum(sum(one.workers.values()) for one in homes)
            mean = _per_worker(sum(one.households for one in homes), workers)
            ratios = [one.households_per_worker for one in homes if isfinite(one.households_per_worker)]
            unstaffed, (least, most) = len(homes) - len(ratios), (min(ratios, default=inf), max(ratios, default=inf))
            rows.append(RealisedOfType(type_, len(homes), unstaffed, workers, mean, least, most))
    return tuple(rows)


def _per_worker(households: int, workers: int) -> float:
    return households / workers if workers else inf
