"""Names that a file refers to and does not declare.

They are looked up in the plain data of the file: a thing of which something else could not be read names others
all the same. What is no name, or not where one belongs, has been said by its reader.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from gridsim.scenario.conditions import Condition, parse_condition
from gridsim.scenario.grammar import NAME
from gridsim.scenario.mistakes import Mistake, MistakesError, Where, did_you_mean, shown
from gridsim.scenario.tree import WEEKS

MANY = 12  # names, too many to list in a hint
MOST_HINTS = 100  # in which the nearest name is looked for, which takes a while
KEYS = {"calendar": "calendars", "profile": "profiles", "timetable": "timetables", "role": "roles",
        "category": "issues", "department": "departments"}  # fmt: skip
MOST_PLACES = 20_000
Names = Mapping[str, None]  # in their order
Reference = tuple[str, Any, Where]  # what kind of thing is named, its name, and where


def dangling_names(data: Any) -> Iterator[Mistake]:
    """Names of things that are not in the file, and of sub-districts and districts that its city does not have."""
    for number, (what, name, where, options) in enumerate(_missing(data) if isinstance(data, dict) else ()):
        some = list(islice(options, MANY + 1))
        hint = f"known: {', '.join(some[:3])} and {len(options) - 3} more" if len(some) > MANY else ""
        hint = hint if some else f"name one under {KEYS.get(what, what + 's')}"
        if number < MOST_HINTS or not hint:
            hint = did_you_mean(name, options, hint)
        if what == "category" and name == "all" and where[:1] == ("roles",):
            hint = "write handles: all"
        yield Mistake("unknown_name", f"there is no {what} {shown(name)}", hint, where)


def _missing(data: dict[str, Any]) -> Iterator[tuple[str, str, Where, Names]]:
    """What kind of thing is missed, its name, where it is named, and the names there are."""
    known = {what: _declared(data, key) for what, key in KEYS.items()}
    for what, name, where in _references(data):
        options = known[what]
        if options is not None and isinstance(name, str) and NAME.fullmatch(name) and name not in options:
            yield what, name, where, options
    tiers = {tier: _places_named(data, tier) for tier in ("subdistrict", "district")}
    for condition, where in _conditions(data):
        for one in condition.comparisons():
            options = tiers.get(one.attribute)
            if options and one.value not in options:
                yield one.attribute, str(one.value), where, options


def _declared(data: dict[str, Any], key: str) -> Names | None:
    """The names under a key, whether or not what they name could be read; None if there is no telling."""
    held, built_in = data.get(key), ("always",) if key == "calendars" else ()
    if not isinstance(held, (dict if key in WEEKS else list, type(None))):
        return None
    if isinstance(held, list):
        return dict.fromkeys(str(item["name"]) for _, item in _items(data, key) if "name" in item)
    return dict.fromkeys((*(held or ()), *built_in))


def _items(data: dict[str, Any], key: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """The mappings of a list, with their positions."""
    for position, item in enumerate(data[key] if isinstance(data.get(key), list) else ()):
        if isinstance(item, dict):
            yield position, item


def _listed(what: str, value: Any, where: Where) -> Iterator[Reference]:
    for position, name in enumerate(value if isinstance(value, list) else ()):
        yield what, name, (*where, position)


def _references(data: dict[str, Any]) -> Iterator[Reference]:
    """Every name of another thing."""
    yield "calendar", data.get("clock"), ("clock",)
    command = data.get("command")
    yield "calendar", command.get("calendar") if isinstance(command, dict) else None, ("command", "calendar")
    for at, role in _items(data, "roles"):
        yield from _listed("timetable", role.get("timetables"), ("roles", at, "timetables"))
        yield from _listed("category", role.get("handles"), ("roles", at, "handles"))
        rule = role.get("headcount")
        less = rule.get("less") if isinstance(rule, dict) else None
        yield from _listed("role", less if isinstance(less, list) else [less], ("roles", at, "headcount", "less"))
    for at, category in _items(data, "issues"):
        yield "profile", category.get("profile"), ("issues", at, "profile")
        for _, stop, where in _listed("department", category.get("route"), ("issues", at, "route")):
            for name in stop if isinstance(stop, dict) else [stop]:
                yield "department", name, (*where, name) if isinstance(stop, dict) else where
    for at, department in _items(data, "departments"):
        yield "calendar", department.get("calendar"), ("departments", at, "calendar")
    for at, shock in _items(data, "shocks"):
        yield "category", shock.get("category"), ("shocks", at, "category")


def _conditions(data: dict[str, Any]) -> Iterator[tuple[Condition, Where]]:
    """Every condition that can be read."""
    for text, where in _conditions_written(data):
        try:
            yield parse_condition(text), where
        except MistakesError:
            continue  # its reader has said so


def _conditions_written(data: dict[str, Any]) -> Iterator[tuple[Any, Where]]:
    for at, shock in _items(data, "shocks"):
        yield shock.get("where"), ("shocks", at, "where")
    for at, role in _items(data, "roles"):
        rule = role.get("headcount")
        factors = rule.get("multiply") if isinstance(rule, dict) else None
        where = ("roles", at, "headcount", "multiply")
        for number, one in enumerate(factors if isinstance(factors, list) else [factors]):
            if isinstance(one, dict):
                yield one.get("where"), (*where, *([number] if isinstance(factors, list) else []), "where")


def _places_named(data: dict[str, Any], tier: str) -> Names:
    """The sub-districts or districts of a city: listed, or numbered where it is generated; none if nobody can say."""
    places = data.get("places")
    if not isinstance(places, dict):
        return {}
    if isinstance(places.get("generate"), dict):
        number = places["generate"].get(f"{tier}s") or 1
        counted = isinstance(number, int) and number <= MOST_PLACES
        return dict.fromkeys(f"{tier[0]}{n + 1}" for n in range(number)) if counted else {}
    listed = places["list"] if isinstance(places.get("list"), list) else []
    return dict.fromkeys(str(one.get(tier) or f"{tier[0]}1") for one in listed if isinstance(one, dict))
