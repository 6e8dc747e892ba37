"""Results in a reader's language: what scenarios and measures are called, and numbers with their units."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from gridsim.report import sure
from gridsim.report.text import POINTS, decimals, number
from gridsim.report.words import UNITS_ZH, Lang, said
from gridsim.results import Results


@dataclass(frozen=True)
class Spoken:
    """Results on their way to words."""

    results: Results
    lang: Lang

    def say(self, key: str, **values: object) -> str:
        return said(self.lang, key, **values)

    @property
    def facts(self) -> Mapping[str, Any]:
        return self.results.facts

    @property
    def names(self) -> list[str]:
        return [one["name"] for one in self.facts["scenarios"]]

    def scenario(self, name: str) -> Mapping[str, Any]:
        return next(one for one in self.facts["scenarios"] if one["name"] == name)

    def label(self, name: str) -> str:
        """What a point of a sweep sets, else a scenario's own label in the reader's language."""
        if said := self.point(name):
            return said
        label = self.scenario(name)["label"]
        return str(label.get(self.lang) or label.get("en") or "")

    def point(self, name: str) -> str:
        """What a point of a sweep sets, with its number where its name does not tell it; empty for other scenarios."""
        points = self.results.tables.get("points")
        rows = () if points is None else points[points["scenario"] == name][["path", "set_to"]].to_numpy()
        if not len(rows):
            return ""
        sets = self.listed(f"{path} {_short(str(text))}" for path, text in rows)
        _, numbered, number = name.rpartition("~point-")
        return self.say("point", number=number.zfill(2), list=sets) if numbered else self.say("sets", list=sets)

    def row(self, rows: pd.DataFrame, measure: str, by: str, group: str, name: str) -> Mapping[str, Any] | None:
        """The row of a measure, or None."""
        at = (rows["measure"] == measure) & (rows["by"] == by) & (rows["group"] == group) & (rows["scenario"] == name)
        found = rows[at]
        return None if found.empty else {str(k): v for k, v in found.iloc[0].to_dict().items()}

    def measure(self, measure: str, *, difference: bool = False) -> str:
        """A measure's label with its unit."""
        label = self.label_of(measure)
        unit = self.unit(measure, difference=difference)
        said = re.findall(r"[\w-]+", label) if unit.isascii() else label
        return label if unit in said else f"{label}, {unit}"

    def label_of(self, measure: str) -> str:
        """A measure's label alone."""
        return str(self.facts["measures"][measure][f"label_{self.lang}"])

    def unit(self, measure: str, *, difference: bool = False) -> str:
        unit = str(self.facts["measures"][measure]["unit"])
        if unit == "share":
            return self.say("points") if difference else "%"
        return UNITS_ZH.get(unit, unit) if self.lang == "zh" else unit

    def scaled(self, row: Mapping[str, Any], keys: Sequence[str]) -> tuple[list[float], int]:
        """Values of a row in the unit shown, and the decimals that suit them."""
        scale = POINTS if self.facts["measures"][row["measure"]]["unit"] == "share" else 1.0
        values = [float(row[key]) * scale for key in keys]
        return values, decimals(values)

    def estimate(self, row: Mapping[str, Any], *, sign: bool = False) -> str:
        """`12.3 ± 0.4`: the estimate and half of its interval, which lies evenly around it; no half for a fact."""
        (value, low, high), places = self.scaled(row, ["estimate", "low", "high"])
        if pd.isna(value):
            return ""
        shown = number(value, places, sign=sign)
        if pd.isna(low) or (low == high and not sign):
            return shown
        return f"{shown} ± {number((high - low) / 2, places)}{sure.marks(row)}"

    def listed(self, items: Iterable[str]) -> str:
        return self.say("and").join(items)

    def binding(self, name: str) -> str:
        """What binds in a scenario: one part of the waiting, or two that cannot be told apart."""
        return self.say("or").join(self.say(part) for part in self.parts(name))

    def parts(self, name: str) -> list[str]:
        """Which parts bind: the calendar, the people, the departments, or nothing."""
        binding = self.scenario(name)["binding"]
        alone = binding["sure"] or not binding["waiting_h"][binding["next"]]
        return [binding["word"]] if alone else [binding["word"], binding["next"]]

    def shares(self, name: str) -> str:
        """Every part's share of the waiting, largest first."""
        waiting = self.scenario(name)["binding"]["waiting_h"]
        total = sum(waiting.values()) or 1.0
        ordered = sorted(waiting.items(), key=lambda one: -one[1])
        return self.listed(f"{self.say(part)} {number(POINTS * hours / total, 0)} %" for part, hours in ordered)


def _short(text: str) -> str:
    """A value in one line, its long numbers to four digits."""
    return re.sub(r"\d+\.\d+", lambda found: f"{float(found[0]):.4g}", " ".join(text.split()))
