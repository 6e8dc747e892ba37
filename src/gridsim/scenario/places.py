"""What a file may say of places: communities one by one, or a city drawn from a summary."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from pydantic import Field, WithJsonSchema

from gridsim.scenario import grammar, laws, values
from gridsim.scenario.quantities import Distribution
from gridsim.scenario.written import (
    Label,
    Name,
    Positive,
    Seed,
    Share,
    Text,
    Whole,
    Written,
    either,
    mapping,
    one_of,
    reads,
    said,
)
from gridsim.vocabulary import CommunityType, Measure

MOST_PERSONS = 100  # in a household
MOST_GRIDS = 10_000  # in a community

Persons = Annotated[
    float,
    reads(partial(grammar.parse_positive, most=MOST_PERSONS)),
    WithJsonSchema({"type": "number", "exclusiveMinimum": 0, "maximum": MOST_PERSONS}),
]
Grids = Annotated[
    int,
    reads(partial(grammar.parse_whole, least=1, most=MOST_GRIDS)),
    WithJsonSchema({"type": "integer", "minimum": 1, "maximum": MOST_GRIDS}),
]


class Generate(Written):
    """A city drawn from a summary, with a seed of its own."""

    seed: Seed = 1
    """Seed of the city, the same in every replication."""
    types: Annotated[dict[CommunityType, float], reads(values.parse_types), mapping({"residential": 4, "migrant": 2})]
    """Communities by type: numbers, or shares of `communities`."""
    communities: Whole | None = None
    """How many communities, where `types` are shares."""
    households: Annotated[Distribution, reads(laws.parse_numbers), said("lognormal(mean 1677; sd 450)")]
    """Households of a community."""
    persons_per_household: Persons
    """Residents per household."""
    migrant_share: Annotated[
        Distribution | dict[CommunityType, Distribution],
        reads(values.parse_migrant_share),
        either("30%", {"fringe": "45%", "migrant": "uniform(45% to 90%)"}),
    ] = Distribution("constant", {"value": 0.0}, Measure.SHARE)
    """Share of migrants, for all or by type."""
    households_per_grid: Positive
    """How many households make a grid."""
    subdistricts: Whole = 1
    """How many sub-districts (街道)."""
    districts: Whole = 1
    """How many districts."""


class Community(Written):
    """A community (社区)."""

    name: Name
    """Its name."""
    label: Label = Field(default_factory=dict)
    """What readers call it, by language; in a CSV the columns label_en and label_zh."""
    type: Annotated[
        CommunityType,
        reads(partial(grammar.parse_word, words=CommunityType, what="type")),
        one_of(CommunityType.words()),
    ]
    """residential, fringe, commercial or migrant."""
    households: Annotated[int, reads(values.parse_households), WithJsonSchema({"type": "integer", "minimum": 1})]
    """Households."""
    persons_per_household: Persons
    """Residents per household."""
    migrant_share: Share = 0.0
    """Share of migrants."""
    grids: Grids = 1
    """Grids (网格)."""
    subdistrict: Name = "s1"
    """Its sub-district (街道)."""
    district: Name = "d1"
    """Its district."""


class Places(Written):
    """The communities: generated, listed, or read from a CSV with the columns of a list."""

    generate: Generate | None = None
    """A city drawn from a summary."""
    listed: Annotated[list[Community] | None, Field(alias="list")] = None
    """Communities one by one."""
    csv: Text | None = None
    """A file of communities; the loader puts its rows into the list."""
