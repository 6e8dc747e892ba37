"""`range: 20 min to 60 min`: the values that one of a scenario might have, in the unit of that value.

What a range is written in follows from the key it speaks of, not from what is said there: a file that
extends another may say a value anew and keep its range. The range of a distribution is that of its mean.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, PlainValidator

from gridsim.scenario import grammar, headcounts, laws, values, weeks
from gridsim.scenario.grammar import NUMBER, QUANTITY
from gridsim.scenario.mistakes import Mistake, MistakesError, shown, wrong
from gridsim.scenario.schema import Scenario
from gridsim.scenario.tree import Node, step

Bound = tuple[float, Hashable]  # a number, and what it is a number of


@dataclass(frozen=True)
class Kind:
    """How the ends of a range are read, and an example of one."""

    read: Callable[[str], Bound]
    example: str


@dataclass(frozen=True)
class Range:
    """From `low` to `high`, in the units of the model: minutes, working days, shares, issues a minute, workers."""

    low: float
    high: float
    unit: Hashable


def _amount(text: str) -> Bound:
    amount = grammar.parse_amount(text)
    return amount.value, amount.measure


def _minutes(text: str) -> Bound:
    return grammar.parse_minutes(text).value, "minutes"


def _number(text: str) -> Bound:
    try:
        return grammar.parse_number(float(text)), "number"
    except ValueError:
        raise wrong("not_a_number", f"{shown(text)} is not a number", "write a number without a unit") from None


def _rate(text: str) -> Bound:
    rate = grammar.parse_rate(text)
    return rate.per_min, rate.per


def _ratio(text: str) -> Bound:
    ratio = headcounts.parse_ratio(text)
    return ratio.count / (ratio.per or 1.0), ratio.of


def _crews(text: str) -> Bound:
    return _ratio(text) if "per" in text else _number(text)


def _types(text: str) -> Bound:
    return (grammar.parse_share(text), "share") if "%" in text else _number(text)


def _growth(text: str) -> Bound:
    if not text.endswith(" per day"):
        raise wrong("not_a_growth", f"{shown(text)} is not a growth", "write for example '5% per day'")
    return grammar.parse_share(text.removesuffix(" per day"), most=100.0), "share per day"


TIME = Kind(_minutes, "20 min to 60 min")
AMOUNT = Kind(_amount, "1 working day to 3 working days")
SHARE = Kind(lambda text: (grammar.parse_share(text), "share"), "10% to 30%")
COEFFICIENT = Kind(lambda text: (grammar.parse_coefficient(text), "share"), "10% to 120%")
FACTOR = Kind(_number, "1 to 1.5")
RATIO = Kind(_ratio, "1 per 300 households to 1 per 80 households")
CREWS = Kind(_crews, "1 per 9000 households to 1 per 5000 households")
ROUND = Kind(lambda text: (grammar.parse_round_min(text), "minutes"), "20 min per grid to 60 min per grid")
KINDS: Mapping[Callable[..., object], Kind] = {
    grammar.parse_minutes: TIME,
    grammar.parse_positive_minutes: TIME,
    values.parse_horizon: TIME,
    values.parse_per_step: TIME,
    laws.parse_time: TIME,
    laws.parse_delay: AMOUNT,
    grammar.parse_amount: AMOUNT,
    grammar.parse_share: SHARE,
    values.parse_migrant_share: SHARE,
    grammar.parse_coefficient: COEFFICIENT,
    grammar.parse_number: FACTOR,
    grammar.parse_positive: FACTOR,
    grammar.parse_whole: FACTOR,
    values.parse_households: FACTOR,
    laws.parse_numbers: FACTOR,
    grammar.parse_rate: Kind(_rate, "60 per 1000 residents per year to 500 per 1000 residents per year"),
    grammar.parse_growth: Kind(_growth, "0% per day to 10% per day"),
    grammar.parse_cost: Kind(lambda text: (grammar.parse_cost(text), "per hour"), "25 per hour to 40 per hour"),
    headcounts.parse_headcount: RATIO,
    headcounts.parse_crews: CREWS,
}
PARTS: Mapping[Callable[..., object], Mapping[str, Kind]] = {  # by what is below, as regular expressions
    grammar.parse_rounds: {".+": ROUND},
    grammar.parse_seen_on: {".+": SHARE},
    weeks.parse_seasons: {".+": FACTOR},
    values.parse_types: {".+": Kind(_types, "2 to 6")},
    values.parse_type_factors: {r"type\..+": FACTOR},
    values.parse_migrant_share: {".+": SHARE},
    values.parse_reported: {"local|migrant": SHARE, "after": TIME},
    values.parse_route: {r"\d+\..+": SHARE},
    values.parse_referral: {"slope": COEFFICIENT},
    headcounts.parse_headcount: {
        "rule": RATIO,
        "at least|at most": FACTOR,
        r"by_migrant_share\..+": FACTOR,
        r"multiply(\.\d+)?\.by": FACTOR,
    },
}


def mistakes_of_ranges(root: Node, known: frozenset[str]) -> Iterator[Mistake]:
    """What is wrong with the ranges of a file's evidence, of which only that for `known` paths is looked at."""
    evidence = root.value.get("evidence")
    for path, item in evidence.value.items() if evidence is not None and isinstance(evidence.value, dict) else ():
        said = step(item, "range")
        if path not in known or said is None or not isinstance(said.value, str) or not said.value.strip():
            continue
        try:
            read_range(path, said.value)
        except MistakesError as error:
            for one in error.mistakes:
                yield Mistake(one.code, one.fact, one.hint, ("evidence", path, "range"))


@lru_cache(maxsize=4096)
def read_range(path: str, text: str) -> Range:
    """The range that a text gives the value at a path. MistakesError if it is none."""
    kind = kind_of(path)
    if kind is None:
        hint = "name a single value, as issues.litter.reported.local, or leave 'range' out"
        raise wrong("no_range", f"{shown(path)} is not a single quantity", hint)
    ends = " ".join(text.split()).split(" to ")
    example = f"write for example '{kind.example}'"
    if len(ends) != 2:
        raise wrong("not_a_range", f"{shown(text)} is not a range", example)
    (low, unit), (high, other) = (kind.read(end) for end in _with_units(ends))
    if unit != other:
        raise wrong("not_a_range", f"the ends of {shown(text)} are not in one unit", example)
    if low >= high:
        raise wrong("wrong_order", f"{shown(text)} does not rise", "write the smaller end first")
    return Range(low, high, unit)


def _with_units(ends: Sequence[str]) -> Iterator[str]:
    """Both ends with the unit that stands once: `20 to 60 min`."""
    quantity = QUANTITY.fullmatch(ends[1])
    alone = re.fullmatch(NUMBER, ends[0]) and quantity and quantity[2]
    yield f"{ends[0]} {quantity[2]}" if alone and quantity else ends[0]
    yield ends[1]


def kind_of(path: str) -> Kind | None:
    """What a range for the value at a dotted path is written in; None for what is not a single quantity."""
    found, keys = Scenario, path.split(".")
    while keys and found is not None:
        found, keys = _below(found, keys[0]), keys[1:]
        parse = _parser_of(found)
        if parse is not None:
            below = ".".join(keys)
            parts = PARTS.get(parse, {}).items()
            return next((kind for form, kind in parts if re.fullmatch(form, below)), None) if keys else KINDS.get(parse)
    return None


def _below(found: Any, key: str) -> Any:
    """What the schema says of a key of a mapping, or of any thing of a list; None if there is no such key."""
    if get_origin(found) in (list, dict):
        return _stated(get_args(found)[-1])
    fields = found.model_fields.items() if isinstance(found, type) and issubclass(found, BaseModel) else ()
    info = next((field for name, field in fields if (field.alias or name) == key), None)
    if info is None:
        return None
    return _stated(Annotated[info.annotation, *info.metadata] if info.metadata else info.annotation)


def _stated(annotation: Any) -> Any:
    """An annotation without the None of what may be left out."""
    if get_origin(annotation) in (Union, UnionType):
        return next(part for part in get_args(annotation) if part is not type(None))
    return annotation


def _parser_of(annotation: Any) -> Callable[..., object] | None:
    """The parser that reads a value, if one does."""
    for one in getattr(annotation, "__metadata__", ()):
        if isinstance(one, PlainValidator):
            parse: Callable[..., object] = getattr(one.func, "__wrapped__", one.func)
            return parse.func if isinstance(parse, partial) else parse
    return None
