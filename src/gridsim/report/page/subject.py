"""What the page is about: the results, what made them, the language, and the scenarios that drawings show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from markupsafe import Markup

from gridsim.report.answer import Page
from gridsim.report.page import words
from gridsim.report.page.tables import Download, Table
from gridsim.report.text import POINTS, decimals, number
from gridsim.report.words import Lang
from gridsim.results import Results

DRAWN = 5  # scenarios of one drawing: more lines cannot be told apart
TOLD = ("all", "role", "department")
OTHERWISE = "exposure_mean_h"  # leads where no judged measure is known by community
POINT = 60  # letters of what a point of a sweep sets

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Figure:
    """Drawings that are read together, with the note below them and their numbers."""

    panels: Sequence[Markup]
    note: str
    legend: Markup = field(default_factory=Markup)


@dataclass(frozen=True)
class Section:
    """A part of the page: its anchor and title, then what it has, in this order. A summary holds the `brief` ones."""

    name: str
    title: str
    paragraphs: Sequence[str] = ()
    figures: Sequence[Figure] = ()
    tables: Sequence[tuple[str, Table]] = ()  # each with the sentence above it
    lists: Sequence[tuple[str, Sequence[str]]] = ()  # paths in a scenario, each list with the sentence above it
    commands: Sequence[tuple[str, str]] = ()
    downloads: Sequence[Download] = ()
    brief: bool = False


@dataclass(frozen=True)
class Subject:
    """Results to be shown in a language; `manifest` says what made them."""

    results: Results
    manifest: Mapping[str, Any]
    lang: Lang
    most: int = DRAWN  # scenarios that drawings show

    def say(self, key: str, **values: object) -> str:
        return words.said(self.lang, key, **values)

    @cached_property
    def told(self) -> Page:
        """The same results as plain text tells them; of places only what it names: a row is found sooner among few."""
        summary, differences = self.results.summary, self.results.differences
        named = {one["communities"]["measure"] for one in self.comparisons if one.get("communities")}
        of_places = (differences["by"] == "community") & differences["measure"].isin(named)
        summary, differences = summary[summary["by"].isin(TOLD)], differences[differences["by"].isin(TOLD) | of_places]
        return Page(replace(self.results, summary=summary, differences=differences), self.lang)

    @property
    def facts(self) -> Mapping[str, Any]:
        return self.results.facts

    @property
    def base(self) -> str:
        return str(self.facts["baseline"])

    @cached_property
    def names(self) -> list[str]:
        """The scenarios, the base first."""
        others = [one["name"] for one in self.facts["scenarios"] if one["name"] != self.base]
        return [self.base, *others]

    @property
    def drawn(self) -> list[str]:
        """The scenarios that drawings show: the base, and of many others some spread over their list."""
        others = self.names[1:]
        chosen = np.linspace(0, len(others) - 1, min(self.most - 1, len(others))).round().astype(int)
        return [self.base, *(others[i] for i in chosen)]

    @cached_property
    def short(self) -> Mapping[str, str]:
        """What scenarios are called in drawings and heads: a point of a sweep by what it sets, if that tells it."""
        points = self.results.tables.get("points")
        if points is None:
            return {name: name for name in self.names}
        found = {
            str(name): ", ".join(map(str, rows["set_to"])) for name, rows in points.groupby("scenario", sort=False)
        }
        told = {name: found.get(name, name).strip() for name in self.names}
        clear = len(set(told.values())) == len(told) and all(len(one) <= POINT for one in told.values())
        return told if clear else {name: name for name in self.names}

    @property
    def replications(self) -> int:
        return int(self.facts["replications"])

    @property
    def comparisons(self) -> Sequence[Row]:
        found: Sequence[Row] = self.facts["comparisons"]
        return found

    @cached_property
    def leading(self) -> str:
        """The measure by which communities are told apart: the first that decides and that they have."""
        known = self.results.table("communities").columns
        return next((str(one) for one in self.facts["headline"] if one in known), OTHERWISE)

    @property
    def scale(self) -> float:
        """What turns values of the leading measure into the unit in which they are shown."""
        return POINTS if self.facts["measures"][self.leading]["unit"] == "share" else 1.0

    @property
    def meanings(self) -> str:
        """What the judged measures mean, as far as words are not enough."""
        known = [
            words.said(self.lang, key) for one in self.facts["headline"] if (key := f"means_{one}") in words.WORDS["en"]
        ]
        said = self.say("semicolon").join(known)
        return self.say("means", meanings=said[:1].upper() + said[1:]) if known else ""

    def listed(self, items: Iterable[str]) -> str:
        return self.say("and").join(items)

    def staff(self, name: str) -> int:
        """The workers of a scenario."""
        counts: Mapping[str, int] = self.told.scenario(name)["staff"]
        return sum(counts.values())

    def row(self, measure: str, name: str, *, differs: bool = False) -> Row | None:
        """A measure's estimate over all in a scenario, or its difference from the base."""
        return (self._differing if differs else self._summed).get((measure, name))

    @cached_property
    def _summed(self) -> Mapping[tuple[str, str], Row]:
        return _of_all(self.results.summary)

    @cached_property
    def _differing(self) -> Mapping[tuple[str, str], Row]:
        return _of_all(self.results.differences)

    def valued(self, row: Row, *, differs: bool = False) -> str:
        """`12.3 h`: an estimate with its unit."""
        (value,), places = self.told.scaled(row, ["estimate"])
        return f"{number(value, places, sign=differs)} {self.told.unit(row['measure'], difference=differs)}".strip()

    def amount(self, measure: str, value: float) -> str:
        """`12.3 h`: a value of a measure with its unit."""
        return self.valued({"measure": measure, "estimate": value})

    def title(self, measure: str) -> str:
        """The measure's label with its unit, to stand over something."""
        label = self.told.measure(measure)
        return label[:1].upper() + label[1:]

    def file(self, part: str) -> str:
        """The name of a file to download."""
        return f"{self.results.name}-{part}.csv"

    def of_communities(self, name: str) -> pd.DataFrame:
        """The communities of a scenario in their order, one row each, with the mean of the leading measure."""
        table = self.results.table("communities")
        rows = table[table["scenario"] == name]
        means = rows.groupby("community", sort=False)[self.leading].mean()
        return rows.drop_duplicates("community").set_index("community").assign(**{self.leading: means})


def _of_all(table: pd.DataFrame) -> Mapping[tuple[str, str], Row]:
    """The rows over all issues or workers, by measure and scenario: looked up often."""
    rows = table[(table["by"] == "all") & (table["group"] == "all")].to_dict("records")
    return {(row["measure"], row["scenario"]): {str(key): value for key, value in row.items()} for row in rows}


def short(values: Sequence[float]) -> list[str]:
    """Numbers with the decimals that suit them together."""
    places = decimals([value for value in values if not pd.isna(value)])
    return [number(value, places) for value in values]
