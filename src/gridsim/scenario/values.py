"""Readers of the values that only one key has: labels, types of communities, routes, who reports."""

from __future__ import annotations

from functools import partial
from typing import Any, Literal

from gridsim.scenario import grammar, laws
from gridsim.scenario.grammar import list_of, mapping_of
from gridsim.scenario.mistakes import Gather, did_you_mean, shown, wrong
from gridsim.scenario.quantities import Amount, Distribution, Reported
from gridsim.vocabulary import CommunityType

VERSION = "gridsim/scenario/1"
MOST_YEARS = 20  # of a run
MOST_HOUSEHOLDS = 1_000_000  # of a community
MOST_DEPARTMENTS = 5  # the workload draws marks for the grid and so many departments
GROUPS = "the groups are 'local' and 'migrant', aggregates of a community, and there are no others"
KINDS = ["official", "press", "academic", "independent", "calculated", "assumption", "unverified"]


def parse_version(value: object) -> str:
    if value != VERSION:
        raise wrong("unknown_schema", f"{shown(value)} is not a schema this version reads", f"write '{VERSION}'")
    return VERSION


def parse_resolution(value: object) -> Amount:
    amount = grammar.parse_minutes(value)
    if amount.value != 1:
        raise wrong("unknown_resolution", f"{shown(value)} is not a resolution", "write '1 min' or nothing")
    return amount


def parse_horizon(value: object) -> Amount:
    return grammar.parse_positive_minutes(value, MOST_YEARS)


def parse_per_step(value: object) -> float:
    """The time of a step between grids, in minutes."""
    return grammar.parse_minutes(value).value


def parse_label(value: object) -> dict[str, str]:
    gather, result = Gather(), {}
    for language, text in mapping_of(value, "{en: Extra cadres}").items():
        with gather.at(language):
            if language not in ("en", "zh"):
                raise wrong("unknown_key", f"unknown key {shown(language)}", "known: en, zh")
            result[language] = grammar.parse_text(text)
    gather.settle()
    return result


def parse_households(value: object) -> int:
    """Households of a community; one without any would have workers and nobody to serve."""
    if value == 0 and not isinstance(value, bool):
        raise wrong("no_households", "the community has no households", "leave it out: its workers would serve nobody")
    return grammar.parse_whole(value, least=1, most=MOST_HOUSEHOLDS)


def parse_types(value: object) -> dict[CommunityType, float]:
    """Counts, or shares of a number of communities: one or the other for all types."""
    given = mapping_of(value, "{residential: 4, migrant: 2}")
    shares = any(isinstance(item, str) for item in given.values())
    read = grammar.parse_share if shares else partial(grammar.parse_whole, most=100_000)
    types = grammar.parse_by_word(given, CommunityType, "type", read, "{residential: 4, migrant: 2}")
    total = sum(types.values())
    if shares and abs(total - 1) > 1e-9:
        raise wrong("not_100_percent", f"the shares of the types make {100 * total:.6g} %", "make them 100 %")
    if total == 0:
        raise wrong("not_positive", "there are no communities", "give some type a number above 0")
    return types


def parse_migrant_share(value: object) -> Distribution | dict[CommunityType, Distribution]:
    """One law for all, or one by type."""
    if not isinstance(value, dict):
        return laws.parse_shares(value)
    gather, result = Gather(), {}
    for key, item in value.items():
        with gather.at(key):
            result[grammar.parse_word(key, CommunityType, "type")] = laws.parse_shares(item)
    gather.settle()
    return result


def parse_type_factors(value: object) -> dict[CommunityType, float]:
    example = "{type: {commercial: 1.4}}"
    given = mapping_of(value, example)
    if set(given) != {"type"}:
        raise wrong("wrong_keys", "demand is multiplied by 'type' of community only", f"write {example}")
    gather, factors = Gather(), dict[CommunityType, float]()
    read = partial(grammar.parse_number, most=1000.0)
    with gather.at("type"):
        factors = grammar.parse_by_word(given["type"], CommunityType, "type", read, example)
    gather.settle()
    return factors


def parse_reported(value: object) -> Reported:
    """`at once`, `never`, or shares by group and a delay."""
    if value in ("at once", "never"):
        share = float(value == "at once")
        return Reported(share, share)
    example = "'at once', 'never' or {local: 35%, migrant: 25%, after: exponential(mean 10 h)}"
    gather, parts = Gather(), dict[str, Any](local=1.0, migrant=1.0)
    for key, item in mapping_of(value, example).items():
        with gather.at(key):
            if key not in ("local", "migrant", "after"):
                raise wrong("unknown_group", f"unknown key {shown(key)}", GROUPS)
            parts[key] = laws.parse_time(item) if key == "after" else grammar.parse_share(item)
    gather.settle()
    return Reported(**parts)


def parse_handles(value: object) -> Literal["all"] | tuple[str, ...]:
    """`all`, or a list of names; who handles nothing may still find issues on his rounds."""
    if value == [] or value == "all":
        return "all" if value else ()
    if not isinstance(value, list):
        fact = "nothing is said here" if value is None else f"{shown(value)} is no list of categories"
        raise wrong("not_a_list", fact, "write [welfare, dispute], or all, or [] for none")
    return parse_names(value)


def parse_turns(value: object) -> tuple[str, ...]:
    """A list of names that are taken in turn, not empty; a name said twice comes twice as often."""
    return parse_names(value, differing=False)


def parse_names(value: object, differing: bool = True) -> tuple[str, ...]:
    """A list of (different) names, not empty."""
    gather, names = Gather(), list[str]()
    for position, item in enumerate(list_of(value, "[name, other_name]")):
        with gather.at(position):
            names.append(grammar.parse_name(item))
            if differing and names[-1] in names[:-1]:
                raise wrong("repeated_name", f"{shown(item)} is said twice", "name each once")
    gather.settle()
    if not names:
        raise wrong("empty_list", "the list is empty", "name at least one")
    return tuple(names)


def parse_route(value: object) -> tuple[tuple[str, float | None], ...]:
    """Departments in order, each but the last with the share it solves; the last always solves."""
    gather, route = Gather(), list[tuple[str, float | None]]()
    stops = list_of(value, "[street_team: 90%, sanitation_bureau]")
    for position, stop in enumerate(stops):
        with gather.at(position):
            route.append(_stop(stop, position == len(stops) - 1))
            if route[-1][0] in [name for name, _ in route[:-1]]:
                raise wrong("repeated_name", f"{shown(route[-1][0])} is said twice", "name each department once")
    if len(route) > MOST_DEPARTMENTS:
        raise wrong(
            "too_many_departments", f"{len(route)} departments are too many", f"name at most {MOST_DEPARTMENTS}"
        )
    gather.settle()
    return tuple(route)


def _stop(value: object, last: bool) -> tuple[str, float | None]:
    if isinstance(value, dict) and len(value) == 1:
        ((name, share),) = value.items()
        if last and share != "100%":
            raise wrong(
                "last_always_solves", f"the last department always solves, {shown(name)} has a share", "drop it"
            )
        return grammar.parse_name(name), grammar.parse_share(share)
    if not last:
        raise wrong("missing_share", f"{shown(value)} comes before others and has no share", f"write '{value}: 90%'")
    return grammar.parse_name(value), None


def parse_referral(value: object) -> float:
    given, gather, slope = mapping_of(value, "{slope: 5%}"), Gather(), 0.0
    for key, item in given.items():
        with gather.at(key):
            if key != "slope":
                raise wrong("unknown_key", f"unknown key {shown(key)}", did_you_mean(key, ["slope"]))
            slope = grammar.parse_share(item, most=100.0)
    gather.settle()
    return slope


def parse_clock_of_limits(value: object) -> str:
    if value != "always":
        raise wrong("unknown_word", f"unknown word {shown(value)}", "only 'clock: always' may be said in limits")
    return "always"


def parse_kind(value: object) -> str:
    if value not in KINDS:
        raise wrong("unknown_kind", f"unknown kind of evidence {shown(value)}", did_you_mean(str(value), KINDS))
    return str(value)
