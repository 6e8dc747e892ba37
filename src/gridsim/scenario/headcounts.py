"""How many workers a role has, and crews a department, as a person writes it (MODEL.md 6, Headcount rules)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal, cast

from gridsim.scenario.conditions import parse_condition
from gridsim.scenario.grammar import (
    NUMBER,
    PER_UNITS,
    mapping_of,
    parse_name,
    parse_number,
    parse_positive,
    parse_share,
    parse_whole,
    split_quantity,
    unknown_unit,
)
from gridsim.scenario.mistakes import Gather, did_you_mean, shown, wrong
from gridsim.scenario.quantities import Band, Headcount, Ratio

EXAMPLE = "1 per 100 households"
UNITS = {
    **PER_UNITS,
    **dict.fromkeys(("subdistrict", "subdistricts"), "subdistrict"),
    **dict.fromkeys(("district", "districts"), "district"),
}
KEYS: Mapping[str, tuple[str, object]] = {  # what each says, and an example
    "rule": ("A ratio, rounded in each community; or a number in total or in each place, dealt out.", "20 in total"),
    "by_migrant_share": (
        "Instead of a rule: posts strictly above a share of migrants, rising within the band.",
        {"otherwise": 0, "above 50%": "1 to 4", "above 70%": "4 to 9"},
    ),
    "by": ("What a total is dealt out by: households, residents, grids or communities.", "residents"),
    "less": ("Roles that the number includes: their workers are taken off.", ["clerk", "cadre"]),
    "at least": ("Floor in each community.", 1),
    "at most": ("Cap in each community; none if not said.", 9),
    "rounding": ("nearest, up or down.", "up"),
    "multiply": ("A factor where a condition holds, or a list of them.", {"where": "type == fringe", "by": 1.5}),
}
PEOPLE = ("person", "persons", "people", "worker", "workers", "staff", "posts", "clerk", "clerks", "cadre", "cadres")
Of = Literal["household", "resident", "grid", "community", "subdistrict", "district", "total"]


def parse_ratio(value: object) -> Ratio:
    """`1 per 100 households`, `3 per community`, `20 in total`."""
    count, rest = split_quantity(value, "a number of workers", EXAMPLE)
    if rest == "in total":
        return Ratio(float(parse_whole(count)), 0.0, "total")
    found = re.fullmatch(rf"per (?:({NUMBER}) )?(\S+)", rest)
    if not found:
        hint = f"write for example '{EXAMPLE}', '3 per community' or '20 in total'"
        if rest in PEOPLE:
            hint = f"write '{count:.6g} per community' or '{count:.6g} in total'"
        if re.match(r"in (?:[0-9]|a\b|each\b|every\b)", rest):
            hint = f"write '{count:.6g} per {rest.partition(' ')[2]}'"
        raise wrong("not_a_headcount", f"{shown(value)} is not a number of workers", hint)
    if found[2] not in UNITS:
        raise unknown_unit(found[2], UNITS)
    return Ratio(count, parse_positive(float(found[1] or 1)), cast("Of", UNITS[found[2]]))


def parse_crews(value: object) -> Ratio:
    """The crews of each office of a department: a number (`Ratio(2, 0, "total")`), or a ratio to what it serves."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return Ratio(float(parse_whole(value, least=1, most=100_000)), 0.0, "total")
    ratio = parse_ratio(value)
    if ratio.of in ("total", "subdistrict", "district"):
        raise wrong("not_crews", f"{shown(value)} is not crews of an office", f"write 2 or '{EXAMPLE}'")
    if ratio.count == 0:
        raise wrong("not_positive", f"{shown(value)} is no crew at all", f"write 2 or '{EXAMPLE}'")
    return ratio


def parse_headcount(value: object) -> Headcount:
    """A rule as text, or a mapping with its conditions, floors and caps."""
    if not isinstance(value, dict):
        return Headcount(rule=parse_ratio(value))
    gather, parts = Gather(), dict[str, Any]()
    for key, item in mapping_of(value, f"{{rule: {EXAMPLE}}}").items():
        if item is not None:
            with gather.at(key):
                parts.update(_part(key, item))
    gather.settle()
    if ("rule" in value) == ("by_migrant_share" in value):
        raise wrong("one_of", "say either 'rule' or 'by_migrant_share'", f"write {{rule: {EXAMPLE}}}")
    result = Headcount(**parts)
    if "by" in value and (result.rule is None or result.rule.of != "total"):
        raise wrong("needs_total", "'by' deals out a total, and there is none", "write {rule: 20 in total}", ("by",))
    if result.at_most is not None and result.at_most < result.at_least:
        raise wrong("wrong_order", "'at most' is less than 'at least'", "let it be as much", ("at most",))
    return result


def _part(key: str, item: object) -> dict[str, Any]:
    """What one key says, under the names of Headcount."""
    match key:
        case "rule":
            return {"rule": parse_ratio(item)}
        case "by_migrant_share":
            return _bands(item)
        case "at least":
            return {"at_least": parse_whole(item, most=100_000)}
        case "at most":
            return {"at_most": parse_whole(item, most=100_000)}
        case "less":
            return {"less": _names(item)}
        case "multiply":
            return {"multiply": _multipliers(item)}
        case "by":
            return {"by": _choice(item, ("households", "residents", "grids", "communities"))}
        case "rounding":
            return {"rounding": _choice(item, ("nearest", "up", "down"))}
    raise wrong("unknown_key", f"unknown key {shown(key)}", did_you_mean(key, KEYS))


def _choice(value: object, options: tuple[str, ...]) -> str:
    if value not in options:
        raise wrong("unknown_word", f"unknown word {shown(value)}", did_you_mean(str(value), options))
    return str(value)


def _names(value: object) -> tuple[str, ...]:
    gather, names = Gather(), list[str]()
    for position, name in enumerate(value if isinstance(value, list) else [value]):
        with gather.at(position):
            names.append(parse_name(name))
            if name in names[:-1]:
                raise wrong("repeated_name", f"{shown(name)} is said twice", "name each once")
    gather.settle()
    return tuple(names)


def _multipliers(value: object) -> tuple[tuple[str, float], ...]:
    """Pairs of a condition (checked, kept as text) and a factor."""
    if not isinstance(value, list):
        return (_multiplier(value),)
    gather, result = Gather(), []
    for position, item in enumerate(value):
        with gather.at(position):
            result.append(_multiplier(item))
    gather.settle()
    return tuple(result)


def _multiplier(value: object) -> tuple[str, float]:
    said, gather, factor = mapping_of(value, "{where: type == fringe, by: 1.5}"), Gather(), 1.0
    if set(said) != {"where", "by"}:
        raise wrong("wrong_keys", "a multiplier has 'where' and 'by'", "write {where: type == fringe, by: 1.5}")
    with gather.at("where"):
        parse_condition(said["where"])
    with gather.at("by"):
        factor = parse_number(said["by"], most=1000.0)
    gather.settle()
    return str(said["where"]), factor


def _bands(value: object) -> dict[str, Any]:
    """`{otherwise: 0, above 50%: 1 to 4, above 70%: 4 to 9}`, thresholds rising."""
    gather, bands, otherwise = Gather(), list[Band](), 0.0
    for key, item in mapping_of(value, "{otherwise: 0, above 50%: 1 to 4}").items():
        with gather.at(key):
            if key == "otherwise":
                otherwise = parse_number(item, most=100_000)
            else:
                bands.append(_band(key, item))
    gather.settle()
    if not bands:
        raise wrong("missing_key", "no band is given", "write {otherwise: 0, above 50%: 1 to 4}")
    bands.sort(key=lambda band: band.above)
    if len({band.above for band in bands}) < len(bands):
        raise wrong("repeated_key", "two bands have one threshold", "give each its own")
    return {"by_migrant_share": tuple(bands), "otherwise": otherwise}


def _band(key: str, item: object) -> Band:
    if not key.startswith("above "):
        raise wrong("unknown_key", f"unknown key {shown(key)}", "write 'above 50%' or 'otherwise'")
    above = parse_share(key.removeprefix("above "))
    if above >= 1:
        raise wrong("share_out_of_range", "no share is above 100 %", "write for example 'above 50%'")
    if not isinstance(item, str):
        number = parse_number(item, most=100_000)
        return Band(above, number, number)
    found = re.fullmatch(rf"({NUMBER}) to ({NUMBER})", " ".join(item.split()))
    if not found:
        raise wrong("not_posts", f"{shown(item)} is not a number of posts", "write for example '1 to 4'")
    low, high = (parse_number(float(text), most=100_000) for text in found.groups())
    if low > high:
        raise wrong("wrong_order", f"{shown(item)} falls", f"write '{found[2]} to {found[1]}'")
    return Band(above, low, high)
