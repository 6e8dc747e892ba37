"""Headcount rules: from ratios, bands and totals to workers of each community."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray

from gridsim.errors import Problem, ScenarioError
from gridsim.model.compile.dealing import Floats, Ints, largest_remainder
from gridsim.model.plan import Community
from gridsim.scenario.conditions import parse_condition
from gridsim.scenario.quantities import Band, Headcount, Ratio

MOST = 1e9  # beyond all that is allowed, and still a number
DEALT = ("total", "subdistrict", "district")  # numbers for a place, dealt out to its communities


def headcounts(
    rules: Mapping[str, Headcount],
    communities: Sequence[Community],
    subdistricts: Sequence[str] = (),
    districts: Sequence[str] = (),
    others: Iterable[Problem] = (),
) -> dict[str, list[int]]:
    """Workers of each role in each community. ScenarioError, with `others`, where a total cannot be dealt out."""
    staff = Staff(rules, communities, subdistricts, districts)
    counted = {role: [int(number) for number in staff.of(role)] for role in rules}
    if staff.problems:
        raise ScenarioError([*staff.problems.values(), *others])
    return counted


class Staff:
    """The workers of each role in each community, counted role by role: `less` needs other roles first.

    A ratio is taken community by community: its number, times the factors of `multiply`, is rounded, then
    the roles named in `less` are taken off, then floor and cap apply.

    A total (`20 in total`, `3 per subdistrict`) stays what is stated, whatever else is said. It is the number of
    the role's own workers together with those of the roles named in `less`, and is dealt out in proportion to
    households (or what `by` says) times the factors of `multiply`. A community has at least those of the
    other roles and the role's floor, at most those and its cap. The role's own workers are what the others
    leave. Where floors or caps cannot make the total, it is a problem.
    """

    def __init__(
        self,
        rules: Mapping[str, Headcount],
        communities: Sequence[Community],
        subdistricts: Sequence[str] = (),
        districts: Sequence[str] = (),
    ) -> None:
        self.rules, self.communities = rules, communities
        self.names = {"subdistrict": subdistricts, "district": districts}
        self.attributes = [attributes(one, subdistricts, districts) for one in communities]
        self.problems = dict[str, Problem]()
        self._counted = dict[str, Ints]()

    def of(self, role: str) -> Ints:
        """Workers of a role in each community."""
        if role not in self._counted:
            rule, taken = self.rules[role], self.taken(role)
            if _dealt_out(rule):
                self._counted[role] = self._within_bounds(role, rule, taken)
            else:
                most = rule.at_most if rule.at_most is not None else MOST
                own = np.minimum(self.given(role) - taken, int(most))
                self._counted[role] = np.maximum(own, rule.at_least)
        return self._counted[role]

    def given(self, role: str) -> Ints:
        """What a rule alone gives each community: before `less`, floor and cap."""
        rule = self.rules[role]
        if not _dealt_out(rule):
            pairs = zip(self.communities, self._factors(rule).tolist(), strict=True)
            return np.array([_rounded(_exact(rule, one) * by, rule.rounding) for one, by in pairs], dtype=np.int64)
        weights, given = self._weights(rule), np.zeros(len(self.communities), dtype=np.int64)
        for here, _ in self._places(rule.rule):
            given[here] = largest_remainder(weights[here], _total(rule))
        return given

    def taken(self, role: str) -> Ints:
        """Workers of the roles that a role's rule is `less`."""
        nobody = np.zeros(len(self.communities), dtype=np.int64)
        return sum((self.of(other) for other in self.rules[role].less), start=nobody)

    def _within_bounds(self, role: str, rule: Headcount, taken: Ints) -> Ints:
        """A total dealt out so that it stays the total; a place of no weight gets its floor alone."""
        weights, total = self._weights(rule), _total(rule)
        least = taken + rule.at_least
        most = np.where(weights > 0.0, taken + int(rule.at_most if rule.at_most is not None else MOST), least)
        dealt = least.copy()
        for here, name in self._places(rule.rule):
            if least[here].sum() <= total <= most[here].sum():
                dealt[here] = largest_remainder(weights[here], total, least[here], most[here])
            elif role not in self.problems and not self.problems.keys() & set(rule.less):
                self.problems[role] = _impossible(role, rule, name, taken[here], least[here], most[here])
        return dealt - taken

    def _factors(self, rule: Headcount) -> Floats:
        """The product of the factors whose condition holds, by community."""
        factors = np.ones(len(self.communities))
        for where, by in rule.multiply:
            condition = parse_condition(where)
            factors[[condition.holds(one) for one in self.attributes]] *= by
        return factors

    def _weights(self, rule: Headcount) -> Floats:
        """What a total is dealt out by."""
        weights = np.array([_weight(rule.by, one) for one in self.communities], dtype=np.float64)
        return weights * self._factors(rule)

    def _places(self, ratio: Ratio | None) -> Iterator[tuple[NDArray[np.bool_], str]]:
        """The communities among which a number is dealt out, place by place, and how the place is called."""
        if ratio is None or ratio.of == "total":
            yield np.ones(len(self.communities), dtype=bool), "in total"
            return
        homes = np.array([getattr(one, ratio.of) for one in self.communities])
        word = {"subdistrict": "sub-district"}.get(ratio.of, ratio.of)
        for place in np.unique(homes):
            name = self.names[ratio.of][place] if self.names[ratio.of] else place + 1
            yield homes == place, f"in {word} '{name}'"


def attributes(community: Community, subdistricts: Sequence[str], districts: Sequence[str]) -> dict[str, object]:
    """What a `where` may ask of a community."""
    return {
        "type": community.type.word,
        "migrant_share": community.migrant_share,
        "households": community.households,
        "subdistrict": subdistricts[community.subdistrict] if subdistricts else "",
        "district": districts[community.district] if districts else "",
    }


def _dealt_out(rule: Headcount) -> bool:
    return rule.rule is not None and rule.rule.of in DEALT


def _total(rule: Headcount) -> int:
    """The whole number that is dealt out in each place; `3 per 2 districts` is 1.5 in each, rounded."""
    assert rule.rule is not None
    return _rounded(rule.rule.count / (rule.rule.per or 1.0), rule.rounding)


def _exact(rule: Headcount, one: Community) -> float:
    """A ratio or a band in one community, before factors and rounding."""
    if rule.rule is None:
        return _in_band(rule.by_migrant_share, rule.otherwise, one.migrant_share)
    bases = {"household": one.households, "resident": one.residents, "grid": one.grids, "community": 1}
    return rule.rule.count * (bases[rule.rule.of] / rule.rule.per)


def _weight(by: str, one: Community) -> float:
    return {"households": one.households, "residents": one.residents, "grids": one.grids, "communities": 1}[by]


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


def _impossible(role: str, rule: Headcount, place: str, taken: Ints, least: Ints, most: Ints) -> Problem:
    """A total below its floors, or above its caps; the roles named in `less` are part of it."""
    total, low, high, others = _total(rule), int(least.sum()), int(most.sum()), int(taken.sum())
    reasons = [f"the {others:,} of {', '.join(rule.less)}"] if others else []
    if total < low:
        reasons += [f"'at least' {rule.at_least} in each"] if rule.at_least else []
        bound, hints = f"{low:,} or more", ["write a larger total", *(["lower 'at least'"] if rule.at_least else [])]
        hints += [f"write less: null if these are '{role}' alone"] if others else []
    else:
        capped, emptied = rule.at_most is not None, any(by == 0 for _, by in rule.multiply)
        reasons += [f"'at most' {rule.at_most} in each"] if capped else []
        reasons += ["nobody where a factor is 0"] if emptied else []
        bound, hints = f"{high:,} or fewer", ["write a smaller total", *(["raise 'at most'"] if capped else [])]
    takers = f"the {len(least)} communities take" if len(least) > 1 else "the community takes"
    fact = f"{total:,} {place} cannot be dealt out: with {' and '.join(reasons)}, {takers} {bound}"
    return Problem("impossible_total", fact, ", or ".join(hints), path=f"roles.{role}.headcount.rule")
