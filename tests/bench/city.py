"""The shipped city, larger or smaller, for longer or shorter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gridsim.model.compile import compile_plan
from gridsim.model.plan import Plan
from gridsim.scenario.loader import load
from gridsim.scenario.schema import Scenario

CITY = "urumqi-city"
TYPES = {"residential": 290, "fringe": 160, "commercial": 103, "migrant": 123}
COMMUNITIES = sum(TYPES.values())
WARM_UP_DAYS = 14


def scenario(days: int, communities: int = COMMUNITIES, set: Mapping[str, Any] | None = None) -> Scenario:
    """The city with its types of community in their proportions; a short run has a short warm-up."""
    time = {"time.horizon": f"{days} days", "time.warm_up": f"{min(WARM_UP_DAYS, days // 2)} days"}
    return load(CITY, set={**time, **_places(communities), **(set or {})})


def plan(days: int, communities: int = COMMUNITIES, set: Mapping[str, Any] | None = None) -> Plan:
    """The plan of that city."""
    return compile_plan(scenario(days, communities, set))


def _places(communities: int) -> dict[str, Any]:
    """Nothing for the city itself: that one is as it is shipped."""
    if communities == COMMUNITIES:
        return {}
    share = communities / COMMUNITIES
    return {
        "places.generate.types": {name: max(1, round(n * share)) for name, n in TYPES.items()},
        "places.generate.subdistricts": max(1, round(68 * share)),
        "places.generate.districts": max(1, round(8 * share)),
    }
