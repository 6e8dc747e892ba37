"""The staff of a plan, for a reader and for a machine: by type of community, in all, and community by community."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from math import isfinite
from typing import Any

from gridsim.model.plan import Plan
from gridsim.model.staffing import Realised, RealisedOfType, realised_by_type, realised_ratio
from gridsim.report.text import number, table


def lines_by_type(plan: Plan) -> list[str]:
    """A line for each type of community: how many, their workers, and households for each of them.

    Of a city of several districts, two lines more: all of it, and what makes its residents.
    """
    lines = [_line(one) for one in realised_by_type(plan)]
    return [*lines, *_city_lines(plan)] if len(plan.districts) > 1 else lines


def table_by_community(plan: Plan) -> list[str]:
    """Lines of a table: the workers of each community by role and in all, and households for each of them."""
    roles = [role.name for role in plan.roles]
    head = ["community", "type", "households", *roles, "all", "households per worker"]
    rows = [
        [_named(one.community, home.label), one.type, number(one.households, 0),
         *(str(one.workers[role]) for role in roles), str(sum(one.workers.values())),
         _ratio(one.households_per_worker)]
        for one, home in zip(realised_ratio(plan), plan.communities, strict=True)
    ]  # fmt: skip
    return table(head, rows)


def data_by_type(plan: Plan) -> list[dict[str, Any]]:
    """The lines by type as data."""
    return _data(realised_by_type(plan))


def data_by_community(plan: Plan) -> list[dict[str, Any]]:
    """The table by community as data."""
    rows = zip(_data(realised_ratio(plan)), plan.communities, strict=True)
    return [{**row, "label": dict(home.label)} if home.label else row for row, home in rows]


def data_of_city(plan: Plan) -> dict[str, Any]:
    """The city in all as data: its places, households, residents and the persons per household that give them."""
    households, residents = (
        sum(one.households for one in plan.communities),
        sum(one.residents for one in plan.communities),
    )
    return {
        "districts": len(plan.districts),
        "subdistricts": len(plan.subdistricts),
        "communities": len(plan.communities),
        "workers": len(plan.workers),
        "households": households,
        "persons_per_household": residents / households,
        "residents": residents,
    }


def _city_lines(plan: Plan) -> list[str]:
    city = data_of_city(plan)
    alike = len({f"{one.residents / one.households:.7g}" for one in plan.communities}) == 1
    return [
        f"  in all: districts {city['districts']}, sub-districts {city['subdistricts']}, "
        f"communities {city['communities']}, workers {number(city['workers'], 0)}",
        f"  residents {number(city['residents'], 0)}: households {number(city['households'], 0)} x "
        f"{city['persons_per_household']:.7g} persons{'' if alike else ' on average'}",
    ]


def _line(one: RealisedOfType) -> str:
    said = f"  {one.type}: communities {one.communities}, workers {one.workers}"
    if one.workers:
        spread = f" ({_ratio(one.least)} to {_ratio(one.most)})" if one.most > one.least else ""
        said += f", households per worker {_ratio(one.households_per_worker)}{spread}"
    return said + (f", communities without a worker {one.unstaffed}" if one.unstaffed else "")


def _named(name: str, label: Mapping[str, str]) -> str:
    """A community by its name, and as readers call it in each language."""
    called = " / ".join(dict.fromkeys(label.values()))
    return f"{name} {called}" if called else name


def _ratio(value: float) -> str:
    return number(value, 1) if isfinite(value) else "–"


def _data(rows: Iterable[Realised | RealisedOfType]) -> list[dict[str, Any]]:
    """Rows as JSON can say them: nothing where a number is infinite."""
    return [
        {key: None if isinstance(value, float) and not isfinite(value) else value for key, value in asdict(row).items()}
        for row in rows
    ]
