"""Conditions on a community (`where`): a closed grammar, read into a small tree and never evaluated as code.

condition:  alternative {"or" alternative}      alternative: part {"and" part}
part:       "not" part | "(" condition ")" | attribute operator value
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from gridsim.scenario.boundary import is_of_persons, no_attribute
from gridsim.scenario.grammar import NAME, parse_number, parse_share, refuse_commas
from gridsim.scenario.mistakes import MistakesError, did_you_mean, shown, wrong
from gridsim.vocabulary import CommunityType

OPERATORS: Mapping[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
}
ATTRIBUTES = ("type", "migrant_share", "households", "subdistrict", "district")
TOKEN = re.compile(r"\s*(==|!=|<=|>=|<|>|\(|\)|[^\s()<>=!]+|[=!])")
EXAMPLE = "type == fringe and households > 1500"
NESTING = 24


class Condition:
    """Whether a community is meant."""

    def holds(self, community: Mapping[str, object]) -> bool:
        """Whether it holds of a community with these attributes (`type` as a word or a CommunityType)."""
        raise NotImplementedError

    def comparisons(self) -> Iterator[Comparison]:
        """Every comparison it makes."""
        raise NotImplementedError


@dataclass(frozen=True)
class Comparison(Condition):
    """An attribute against a value."""

    attribute: str
    comparison: str
    value: str | float

    def holds(self, community: Mapping[str, object]) -> bool:
        found = community[self.attribute]
        found = found.word if isinstance(found, CommunityType) else found
        return bool(OPERATORS[self.comparison](found, self.value))

    def comparisons(self) -> Iterator[Comparison]:
        yield self


@dataclass(frozen=True)
class Not(Condition):
    """Its part does not hold."""

    part: Condition

    def holds(self, community: Mapping[str, object]) -> bool:
        return not self.part.holds(community)

    def comparisons(self) -> Iterator[Comparison]:
        return self.part.comparisons()


@dataclass(frozen=True)
class All(Condition):
    """Every part holds."""

    parts: tuple[Condition, ...]

    def holds(self, community: Mapping[str, object]) -> bool:
        return all(part.holds(community) for part in self.parts)

    def comparisons(self) -> Iterator[Comparison]:
        return chain.from_iterable(part.comparisons() for part in self.parts)


@dataclass(frozen=True)
class Some(Condition):
    """One part holds, or more."""

    parts: tuple[Condition, ...]

    def holds(self, community: Mapping[str, object]) -> bool:
        return any(part.holds(community) for part in self.parts)

    def comparisons(self) -> Iterator[Comparison]:
        return chain.from_iterable(part.comparisons() for part in self.parts)


def parse_condition(text: object) -> Condition:
    """The condition a person wrote."""
    if not isinstance(text, str) or not text.strip():
        raise wrong("not_a_condition", f"{shown(text)} is not a condition", f"write for example '{EXAMPLE}'")
    reader = _Reader(TOKEN.findall(text), text)
    condition = reader.some(0)
    if reader.left:
        raise reader.unexpected()
    return condition


class _Reader:
    """Reads a condition from its words, left to right."""

    def __init__(self, words: list[str], text: str) -> None:
        self.left = words[::-1]
        self.text = text

    def next(self) -> str:
        return self.left.pop() if self.left else ""

    def take(self, word: str) -> bool:
        found = bool(self.left) and self.left[-1] == word
        if found:
            self.left.pop()
        return found

    def unexpected(self) -> MistakesError:
        if not self.left:
            return wrong("not_a_condition", f"{shown(self.text)} ends too early", f"write for example '{EXAMPLE}'")
        fact = f"unexpected {shown(self.left[-1])} in a condition"
        return wrong("not_a_condition", fact, f"write for example '{EXAMPLE}'")

    def some(self, depth: int) -> Condition:
        if depth > NESTING:
            raise wrong("too_deep", f"parentheses nest more than {NESTING} deep", "write it more simply")
        parts = [self.all(depth)]
        while self.take("or"):
            parts.append(self.all(depth))
        return parts[0] if len(parts) == 1 else Some(tuple(parts))

    def all(self, depth: int) -> Condition:
        parts = [self.part(depth)]
        while self.take("and"):
            parts.append(self.part(depth))
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def part(self, depth: int) -> Condition:
        negated = 0
        while self.take("not"):
            negated += 1
        part = self.inner(depth)
        return Not(part) if negated % 2 else part

    def inner(self, depth: int) -> Condition:
        if not self.take("("):
            return self.comparison()
        condition = self.some(depth + 1)
        if not self.take(")"):
            raise self.unexpected()
        return condition

    def comparison(self) -> Condition:
        if self.left and is_of_persons(self.left[-1]):
            raise MistakesError(no_attribute(self.left[-1]))
        if not self.left or not NAME.fullmatch(self.left[-1]):
            raise self.unexpected()
        attribute = self.next()
        if attribute not in ATTRIBUTES:
            hint = did_you_mean(attribute, ATTRIBUTES)
            raise wrong("unknown_attribute", f"a community has no attribute {shown(attribute)} in conditions", hint)
        if not self.left or self.left[-1] not in OPERATORS:
            raise self.unexpected()
        comparison = self.next()
        if not self.left or self.left[-1] in ("(", ")", *OPERATORS):
            raise self.unexpected()
        return Comparison(attribute, comparison, _value(attribute, comparison, self.next()))


def _value(attribute: str, comparison: str, word: str) -> str | float:
    """The value compared with, in what the attribute is measured in."""
    if attribute == "migrant_share":
        return parse_share(word)
    if attribute == "households":
        refuse_commas(word)
        try:
            return parse_number(float(word))
        except ValueError:
            raise wrong("not_a_number", f"{shown(word)} is not a number of households", f"as in '{EXAMPLE}'") from None
    if comparison not in ("==", "!="):
        raise wrong("no_order", f"'{attribute}' has no order", "write == or !=")
    if attribute == "type" and word not in CommunityType.words():
        raise wrong("unknown_type", f"unknown type {shown(word)}", did_you_mean(word, CommunityType.words()))
    return word.strip("'\"")
