"""The realised ratio: what the headcount rules come to, community by community."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from gridsim.model.plan import Plan


@dataclass(frozen=True)
class Realised:
    """The staff of a community: workers by role, and households for each of them all (infinite where nobody is)."""

    community: str
    type: str
    households: int
    workers: Mapping[str, int]
    households_per_worker: float


def realised_ratio(plan: Plan) -> tuple[Realised, ...]:
    """The staff of every community, in the plan's order."""
    counts = Counter((one.community, one.role) for one in plan.workers)
    rows = []
    for c, home in enumerate(plan.communities):
        workers = {role.name: counts[c, r] for r, role in enumerate(plan.roles)}
        total = sum(workers.values())
        ratio = home.households / total if total else float("inf")
        rows.append(Realised(home.name, home.type.word, home.households, workers, ratio))
    return tuple(rows)
