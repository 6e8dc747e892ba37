"""Headcounts of one role as the rungs of a ladder, from few workers to many, and the plan of each.

Up to 100 workers every number is a rung; above, each is 1 to 2 % more than the one before: two headcounts that are
closer cannot be told apart by any number of replications one would wait for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil, floor
from typing import Literal, get_args

from gridsim.errors import Problem, ScenarioError
from gridsim.model.compile import compile_plan
from gridsim.model.compile.allocation import counts_of, with_counts
from gridsim.model.plan import Plan
from gridsim.scenario.mistakes import did_you_mean
from gridsim.scenario.quantities import Headcount, Ratio
from gridsim.scenario.schema import Scenario

By = Literal["total", "community", "ratio", "allocation"]
STEP = 1.02
DEALT = ("total", "subdistrict", "district")  # numbers of a place, which `by` deals out
TIMES, LEAST = 8, 16  # as many times today's workers as are looked at, and at least so many


@dataclass(frozen=True)
class Rung:
    """A headcount: its rule as it is written, and the workers of the role in each community.

    The rule is empty for an allocation that no rule makes.
    """

    rule: str
    counts: tuple[int, ...]

    @property
    def workers(self) -> int:
        """Workers of the role, all communities together."""
        return sum(self.counts)


@dataclass(frozen=True)
class Ladder:
    """The headcounts of a role of a scenario, and the number of the rung that is nearest to what it has."""

    scenario: Scenario
    role: str
    by: By
    rungs: tuple[Rung, ...]
    now: tuple[int, ...]  # workers in each community as the scenario says

    @property
    def sizes(self) -> list[float]:
        """Workers of each rung."""
        return [float(rung.workers) for rung in self.rungs]

    @property
    def start(self) -> int:
        """The rung nearest to what the scenario says."""
        return min(range(len(self.rungs)), key=lambda i: abs(self.rungs[i].workers - sum(self.now)))

    def name(self, i: int) -> str:
        """What the plan of a rung is called where it fails."""
        return f"{self.rungs[i].workers} {self.role} ({self.rungs[i].rule or 'the best allocation'})"

    def plan(self, i: int, scenario: Scenario | None = None) -> Plan:
        """The plan of a rung; of another `scenario` of the same places and roles, if one is given."""
        return with_counts(scenario or self.scenario, self.role, self.rungs[i].counts)

    def settings(self, i: int) -> dict[str, str]:
        """What to set in the scenario's file for a rung; nothing where no rule makes it."""
        written = self.rungs[i].rule
        if not written:
            return {}
        said = {one.name: one.headcount for one in self.scenario.roles}[self.role]
        away = [key for key, there in (("by_migrant_share", said.by_migrant_share), ("at most", said.at_most)) if there]
        away += ["less"] if said.less and self.by != "ratio" else []
        away += ["by"] if said.rule and said.rule.of in DEALT and self.by != "total" else []
        rest = "".join(f", {key}: null" for key in away)
        plain = said == Headcount(rule=said.rule)
        return {f"roles.{self.role}.headcount": written if plain else f"{{rule: {written}{rest}}}"}


def role_of(scenario: Scenario, name: str) -> str:
    """The role whose headcount is looked for: the one named, or the only one. ScenarioError if there is none."""
    names = [role.name for role in scenario.roles]
    if not name and len(names) == 1:
        return names[0]
    if name in names:
        return name
    fact = f"there is no role '{name}'" if name else f"{scenario.name} has {len(names)} roles"
    hint = did_you_mean(name, names) if name else f"name one of {', '.join(names)}"
    raise ScenarioError([Problem("unknown_name", fact, hint, "--role")])


def by_of(scenario: Scenario, role: str, by: str) -> By:
    """What headcounts are counted by: as named, or as the role's own rule counts. ScenarioError for no such way."""
    if by:
        if by not in get_args(By):
            fact, hint = f"'{by}' is no way to count workers", did_you_mean(by, get_args(By))
            raise ScenarioError([Problem("unknown_word", fact, hint, "--by")])
        return by  # type: ignore[return-value]
    rule = next(one.headcount.rule for one in scenario.roles if one.name == role)
    of: Mapping[str, By] = {"community": "community", "household": "ratio", "resident": "ratio"}
    return of.get(rule.of, "total") if rule is not None else "total"


def ladder(scenario: Scenario, role: str, by: By, at_most: int | None = None) -> Ladder:
    """All rungs up to `at_most` workers of the role; those that no community can be dealt are left out.

    An allocation needs to be known first: see allocation.py. ScenarioError if there is no rung.
    """
    plan = compile_plan(scenario)
    said = next(one.headcount for one in scenario.roles if one.name == role)
    now = counts_of(scenario, plan, role, said)
    most = at_most or most_of(now)
    rungs = list[Rung]()
    for rule in _rules(by, most, [one.households for one in plan.communities]):
        try:
            counts = counts_of(scenario, plan, role, _headcount(said, rule, by))
        except ScenarioError:
            continue
        if sum(counts) > most:
            break
        if sum(counts) and (not rungs or counts != rungs[-1].counts):
            rungs.append(Rung(_written(rule, by), counts))
    if not rungs:
        fact, hint = f"no headcount of '{role}' by {by} has at most {most} workers", "allow more, or leave --by out"
        raise ScenarioError([Problem("bad_option", fact, hint, "--at-most")])
    return Ladder(scenario, role, by, tuple(rungs), now)


def most_of(now: tuple[int, ...]) -> int:
    """The most workers that are looked at, unless a person says otherwise."""
    return max(TIMES * sum(now), LEAST, len(now))


def numbers(most: float, step: float = STEP) -> Iterator[int]:
    """1, 2, 3, ... 99, 100, 102, ...: the rungs of a ladder up to `most`."""
    number = 1
    while number <= most:
        yield number
        number = max(number + 1, floor(number * step))


def _rules(by: By, most: int, households: Sequence[int]) -> Iterator[int]:
    """The numbers of the rules, from few workers to many, for communities of so many households."""
    if by != "ratio":
        return numbers(most if by == "total" else ceil(most / len(households)))
    return reversed(list(numbers(2 * max(households))))


def _headcount(said: Headcount, number: int, by: By) -> Headcount:
    """The role's headcount with another rule; floors, rounding and weights stay, a cap does not."""
    ratios: Mapping[str, Callable[[], Ratio]] = {
        "community": lambda: Ratio(float(number), 1.0, "community"),
        "ratio": lambda: Ratio(1.0, float(number), "household"),
    }
    rule = ratios[by]() if by in ratios else Ratio(float(number), 0.0, "total")
    less = said.less if by == "ratio" else ()
    return replace(said, rule=rule, by_migrant_share=(), otherwise=0.0, at_most=None, less=less)


def _written(number: int, by: By) -> str:
    """A rule as a file says it."""
    forms = {"community": f"{number} per community", "ratio": f"1 per {number} households"}
    return forms.get(by, f"{number} in total")
