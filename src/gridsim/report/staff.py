"""The staff of a plan, for a reader and for a machine: by type of community, and community by community."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from math import isfinite
from typing import Any

from gridsim.model.plan import Plan
from gridsim.model.staffing import Realised, RealisedOfType, realised_by_type, realised_ratio
from gridsim.report.text import number, table


def lines_by_type(plan: Plan) -> list[str]:
    """A line for each type of community: how many, their workers, and households for each of them."""
    return [_line(one) for one in realised_by_type(plan)]


def table_by_community(plan: Plan) -> list[str]:
    """Lines of a table: the workers of each community by role and in all, and households for each of them."""
    roles = [role.name for role in plan.roles]
    head = ["community", "type", "households", *roles, "all", "households per worker"]
    rows = [
        [one.community, one.type, number(one.households, 0), *(str(one.workers[role]) for role in roles),
         str(sum(one.workers.values())), _ratio(one.households_per_worker)]
        for one in realised_ratio(plan)
    ]  # fmt: skip
    return table(head, rows)


def data_by_type(plan: Plan) -> list[dict[str, Any]]:
    """The lines by type as data."""
    return _data(realised_by_type(plan))


def data_by_community(plan: Plan) -> list[dict[str, Any]]:
    """The table by community as data."""
    return _data(realised_ratio(plan))


def _line(one: RealisedOfType) -> str:
    said = f"  {one.type}: communities {one.communities}, workers {one.workers}"
    if one.workers:
        spread = f" ({_ratio(one.least)} to {_ratio(one.most)})" if one.most > one.least else ""
        said += f", households per worker {_ratio(one.households_per_worker)}{spread}"
    return said + (f", communities without a worker {one.unstaffed}" if one.unstaffed else "")


def _ratio(value: float) -> str:
    return number(value, 1) if isfinite(value) else "–"


def _data(rows: Iterable[Realised | RealisedOfType]) -> list[dict[str, Any]]:
    """Rows as JSON can say them: nothing where a number is infinite."""
    return [
        {key: None if isinstance(value, float) and not isfinite(value) else value for key, value in asdict(row).items()}
        for row in rows
    ]
