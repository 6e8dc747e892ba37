"""What a file of claims may say: each claim's words, how it is read, and the two scenarios that test it."""

from __future__ import annotations

from typing import Annotated, Literal, cast

from pydantic import Field

from gridsim.scenario import experiment_values, grammar
from gridsim.scenario.experiment_values import Draws, Span
from gridsim.scenario.grammar import did_you_mean, shown, wrong
from gridsim.scenario.written import Label, Name, Text, Written, reads

VERSION = "gridsim/claims/1"
SAYS = ("falls", "rises", "stays")
GIVEN = ("quoted", "title", "paraphrase")
WHERE = ("base", "other", "both")
Says = Literal["falls", "rises", "stays"]


def _parse_version(value: object) -> str:
    if value != VERSION:
        raise wrong("unknown_schema", f"{shown(value)} is not a schema this version reads", f"write '{VERSION}'")
    return VERSION


def _word(value: object, words: tuple[str, ...]) -> str:
    if value not in words:
        raise wrong("unknown_word", f"unknown word {shown(value)}", did_you_mean(str(value), words))
    return str(value)


def _parse_size(value: object) -> str:
    number, unit = grammar.split_quantity(value, "a difference", "5%")
    if number <= 0:
        raise wrong("not_positive", f"{shown(value)} is not allowed here", "write a difference above 0")
    return f"{number!r} {unit}"


def _parse_of(value: object) -> tuple[str, str]:
    """`gap migrant_band`, `category dispute`."""
    words = grammar.text_of(value, "a group", "for example 'category dispute'").split()
    if len(words) != 2:
        raise wrong("not_text", f"{shown(value)} is not a group", "write for example 'category dispute'")
    return words[0], words[1]


class Tip(Written):
    """An input along whose range it is asked where the claim flips, all else as written."""

    path: Text
    """Dotted path of the value."""
    range: Annotated[Span, reads(experiment_values.parse_range)]
    """From which value to which; the evidence says how far."""
    set_in: Annotated[str, reads(lambda value: _word(value, WHERE))] = "both"
    """In which of the two scenarios."""
    why: Label = Field(default_factory=dict)
    """Where the range comes from."""


class Claimed(Written):
    """A claim, and either how it is tested or why it is outside."""

    name: Name
    """A short name."""
    words: Label
    """What is claimed."""
    page: Text
    """Where it stands."""
    given: Annotated[str, reads(lambda value: _word(value, GIVEN))]
    """Whether the words are the source's own, a title's, or a paraphrase."""
    reading: Label | None = None
    """How it is read as a statement that can be measured."""
    base: Text | None = None
    """The scenario without what is claimed: a file beside this one, or the name of a shipped one."""
    other: Text | None = None
    """The scenario with it."""
    measure: Text | None = None
    """The measure in which it should show."""
    of: Annotated[tuple[str, str], reads(_parse_of)] = ("all", "all")
    """Of which issues; of all if not said."""
    says: Annotated[Says, reads(lambda value: cast(Says, _word(value, SAYS)))] | None = None
    """What the measure does from base to other, by at least the smallest difference; `stays`: changes by no more."""
    smallest_difference: Annotated[str, reads(_parse_size)] | None = None
    """What would matter: in the measure's unit, in points of a share, or in percent of the base."""
    tips: Tip | None = None
    """The input that may flip it."""
    outside: Label | None = None
    """Instead of a test: why there is none."""


class ClaimsFile(Written):
    """A ledger of claims, each tested by an experiment or said to be outside."""

    schema_: Annotated[str, reads(_parse_version), Field(alias="schema")]
    """Version of this language."""
    name: Name
    """Its name, and that of its results."""
    uncertain: Annotated[dict[str, Span], reads(experiment_values.parse_uncertain)] = Field(default_factory=dict)
    """What is believed of values that every scenario has: the same draws for every claim."""
    draws: Annotated[Draws, reads(experiment_values.parse_draws)] = Draws()
    """Draws of the uncertain values, and replications at each."""
    claims: list[Claimed]
    """The claims."""
