"""Headcount rules: from ratios and bands to workers of each community."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil, floor

import numpy as np

from gridsim.model.compile.places import largest_remainder
from gridsim.model.plan import Community
from gridsim.scenario.conditions import parse_condition
from gridsim.scenario.quantities import Band, Headcount, Ratio

MOST = 1e9  # beyond all that is allowed, and still a number


def headcounts(
    rules: Mapping[str, Headcount],
    communities: Sequence[Community],
    subdistricts: Sequence[str] = (),
    districts: Sequence[str] = (),
) -> dict[str, list[int]]:
    """Workers of each role in each community. `less` takes off the roles it names, already counted."""
    counted: dict[str, list[int]] = {}

    def count(role: str) -> list[int]:
        if role not in counted:
            rule = rules[role]
            exact = _exact(rule, communities)
            for where, by in rule.multiply:
                condition = parse_condition(where)
                exact = [
                    x * by if condition.holds(attributes(one, subdistricts, districts)) else x
                    for x, one in zip(exact, communities, strict=True)
                ]
            others = [sum(column) for column in zip(*(count(other) for other in rule.less), strict=True)]
            whole = [_rounded(x, rule.rounding) for x in exact]
            left = [x - taken for x, taken in zip(whole, others or [0] * len(whole), strict=True)]
            most = rule.at_most if rule.at_most is not None else max(left, default=0)
            counted[role] = [max(0, rule.at_least, min(x, most)) for x in left]
        return counted[role]

    return {role: count(role) for role in rules}


def attributes(community: Community, subdistricts: Sequence[str], districts: Sequence[str]) -> dict[str, object]:
    """What a `where` may ask of a community."""
    return {
        "type": community.type.word,
        "migrant_share": community.migrant_share,
        "households": community.households,
        "subdistrict": subdistricts[community.subdistrict] if subdistricts else "",
        "district": districts[community.district] if districts else "",
    }


def _exact(rule: Headcount, communities: Sequence[Community]) -> list[float]:
    """Before rounding. Totals are dealt out whole, by largest remainder."""
    if rule.rule is None:
        return [_in_band(rule.by_migrant_share, rule.otherwise, one.migrant_share) for one in communities]
    if rule.rule.of in ("household", "resident", "grid", "community"):
        return [rule.rule.count * size(rule.rule, one) for one in communities]
    homes = np.array([_home(rule.rule, one) for one in communities])
    weights = np.array([_weight(rule.by, one) for one in communities], dtype=np.float64)
    dealt = np.zeros(len(communities))
    for place in np.unique(homes):
        dealt[homes == place] = largest_remainder(weights[homes == place], round(rule.rule.count))
    return [float(x) for x in dealt]


def _home(ratio: Ratio, one: Community) -> int:
    """The place among whose communities a number is dealt out."""
    return {"total": 0, "subdistrict": one.subdistrict, "district": one.district}[ratio.of]


def _weight(by: str, one: Community) -> float:
    return {"households": one.households, "residents": one.residents, "grids": one.grids, "communities": 1}[by]


def size(ratio: Ratio, one: Community) -> float:
    """How many times a ratio's base goes into a community."""
    bases = {"household": one.households, "resident": one.residents, "grid": one.grids, "community": 1}
    return bases[ratio.of] / ratio.per


def _in_band(bands: Sequence[Band], otherwise: float, share: float) -> float:
    """Strictly above a threshold; within its band the number rises linearly to the next threshold."""
    above = [band for band in sorted(bands, key=lambda band: band.above) if share > band.above]
    if not above:
        return otherwise
    band = above[-1]
    end = min((other.above for other in bands if other.above > band.above), default=1.0)
    return band.low + (band.high - band.low) * (share - band.above) / (end - band.above)


def _rounded(x: float, rounding: str) -> int:
    x = min(x, MOST)
    return {"nearest": floor(x + 0.5), "up": ceil(x), "down": floor(x)}[rounding]
