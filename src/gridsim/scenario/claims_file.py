"""What a file of claims may say: each claim's words, how it is read, and the two scenarios that test it."""

from __future__ import annotations

from typing import Annotated, Any, Literal, cast

from pydantic import Field

from gridsim.scenario import experiment_values, grammar
from gridsim.scenario import written as form
from gridsim.scenario.experiment_file import DRAWS_FORM
from gridsim.scenario.experiment_values import LAW, Draws, Span
from gridsim.scenario.mistakes import did_you_mean, shown, wrong
from gridsim.scenario.values import parse_label
from gridsim.scenario.written import Label, Name, Text, Written, json_schema_of, one_of, reads

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


def _parse_page(value: object) -> dict[str, str]:
    return parse_label(value) if isinstance(value, dict) else {"en": grammar.parse_text(value)}


class Tip(Written):
    """An input along whose range it is asked where the claim flips, all else as written."""

    path: Text
    """Dotted path of the value."""
    range: Annotated[Span, reads(experiment_values.parse_range), form.said("20 to 120 min per grid", "scale 0.5 to 2")]
    """From which value to which; the evidence says how far."""
    set_in: Annotated[str, reads(lambda value: _word(value, WHERE)), one_of(list(WHERE))] = "both"
    """In which of the two scenarios."""
    why: Label = Field(default_factory=dict)
    """Where the range comes from."""


class Claimed(Written):
    """A claim, and either how it is tested or why it is outside."""

    name: Name
    """A short name."""
    words: Label
    """What is claimed."""
    page: Annotated[dict[str, str], reads(_parse_page), form.either("p. 19", {"en": "chapter 4", "zh": "第四章"})]
    """Where it stands, in one language or both."""
    given: Annotated[str, reads(lambda value: _word(value, GIVEN)), one_of(list(GIVEN))]
    """Whether the words are the source's own, a title's, or a paraphrase."""
    reading: Label | None = None
    """How it is read as a statement that can be measured."""
    base: Text | None = None
    """The scenario without what is claimed: a file beside this one, or the name of a shipped one."""
    other: Text | None = None
    """The scenario with it."""
    measure: Text | None = None
    """The measure in which it should show."""
    of: Annotated[tuple[str, str], reads(_parse_of), form.said("category dispute", "gap migrant_band")] = ("all", "all")
    """Of which issues; of all if not said."""
    says: Annotated[Says, reads(lambda value: cast(Says, _word(value, SAYS))), one_of(list(SAYS))] | None = None
    """What the measure does from base to other, by at least the smallest difference; `stays`: changes by no more."""
    smallest_difference: Annotated[str, reads(_parse_size), form.said("5%", "2 points", "2 h")] | None = None
    """What would matter: in the measure's unit, in points of a share, or in percent of the base."""
    tips: Tip | None = None
    """The input that may flip it."""
    outside: Label | None = None
    """Instead of a test: why there is none."""


class ClaimsFile(Written):
    """A ledger of claims, each tested by an experiment or said to be outside."""

    schema_: Annotated[str, reads(_parse_version), one_of([VERSION]), Field(alias="schema")]
    """Version of this language."""
    name: Name
    """Its name, and that of its results."""
    uncertain: Annotated[
        dict[str, Span], reads(experiment_values.parse_uncertain), form.mapping({"issues.sanitation.work": LAW})
    ] = Field(default_factory=dict)
    """What is believed of values that every scenario has: the same draws for every claim."""
    draws: Annotated[Draws, reads(experiment_values.parse_draws), DRAWS_FORM] = Draws()
    """Draws of the uncertain values, and replications at each."""
    claims: list[Claimed]
    """The claims."""


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a file of claims, for editors."""
    return json_schema_of(ClaimsFile)
