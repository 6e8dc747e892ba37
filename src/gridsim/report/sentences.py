"""The answer of a comparison in sentences: a word, what decides it, what drives it, whom it touches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from gridsim.report import sure
from gridsim.report.spoken import Spoken
from gridsim.report.text import POINTS, folded, number


@dataclass(frozen=True)
class Sentences(Spoken):
    """Comparisons, each told in one of four forms."""

    def sentences(self) -> list[str]:
        """One sentence for each comparison in one of four forms, and what goes with it."""
        if not self.facts["comparisons"]:
            return []
        lines = [self.say("answer")]
        for one in self.facts["comparisons"]:
            lines += folded(self.say("space").join(self.sentence(one)))
        lines += sure.warnings(self.facts["scenarios"], self.lang)
        return [*lines, *folded(self.given() + self.say("assumed"))]

    def given(self) -> str:
        """The differences that matter where a person said so: `exposure 2.1 h (5 % of small)`."""
        first, said = self.facts["comparisons"][0]["scenario"], list[str]()
        for measure in self.facts["headline"]:
            row = self.row(self.results.differences, measure, "all", "all", first)
            if measure not in self.facts.get("smallest", {}) or row is None or pd.isna(row["smallest_difference"]):
                continue
            kind, share = self.facts["smallest"][measure]
            (size,), places = self.scaled(row, ["smallest_difference"])
            part = self.say("given_share", share=f"{POINTS * share:g}", base=self.facts["baseline"])
            amount = f"{number(size, places)} {self.unit(measure, difference=True)}".rstrip()
            said.append(f"{self.label_of(measure)} {amount}{part if kind == 'relative' else ''}")
        return self.say("given", list=self.say("semicolon").join(said)) + self.say("space") if said else ""

    def sentence(self, one: Mapping[str, Any]) -> Iterable[str]:
        """The word and what decides it, what goes the other way, what drives it; then staff and communities."""
        moved = self.change(one["scenario"], one["measure"]) if one["measure"] else ""
        start = self.say(one["verdict"], other=one["scenario"], base=one["baseline"], moved=moved)
        yield start + self.others(one) + self.cause(one) + self.say("full_stop")
        yield self.binds_in(one)
        yield self.staff(one)
        yield self.touched(one)
        if one.get("communities"):
            yield self.gains(one)

    def binds_in(self, one: Mapping[str, Any]) -> str:
        """What binds in both scenarios."""
        parts = {name: self.binding(name) for name in (one["scenario"], one["baseline"])}
        return self.say("binds_in", list=self.listed(f"{name} {part}" for name, part in parts.items()))

    def gains(self, one: Mapping[str, Any]) -> str:
        """How many communities gain and lose for certain, and those furthest off."""
        found = one["communities"]
        measure, values = found["measure"], {}
        for end in ("best", "worst"):
            row = self.row(self.results.differences, measure, "community", found[end][0], one["scenario"])
            values[end] = found[end][0] if row is None else f"{found[end][0]} ({self.by_itself(row)})"
        return self.say(
            "gains", measure=self.label_of(measure), gain=found["gain"], lose=found["lose"], all=found["communities"],
            **values,
        )  # fmt: skip

    def by_itself(self, row: Mapping[str, Any]) -> str:
        """`−1.2 h, by itself −1.5 to −0.9`: a difference and its interval, adjusted for no others."""
        (value, low, high), places = self.scaled(row, ["estimate", "low", "high"])
        change = f"{number(value, places, sign=True)} {self.unit(row['measure'], difference=True)}"
        if pd.isna(low) or low == high:
            return change
        ends = {"low": number(low, places, sign=True), "high": number(high, places, sign=True)}
        return self.say("by_itself", change=change, **ends)

    def others(self, one: Mapping[str, Any]) -> str:
        """The headline measures that go the same way as the deciding one, and those that go the other."""
        ways = {"better": "worse", "worse": "better"}
        labels: dict[str, list[str]] = {"better": [], "worse": []}
        for measure, word in one["moved"].items():
            if word in ways and measure != one["measure"]:
                labels[word].append(self.label_of(measure))
        if one["verdict"] not in ways:
            return ""
        same, other = labels[one["verdict"]], labels[ways[one["verdict"]]]
        text = self.say("same_way", list=self.listed(same)) if same else ""
        return text + (self.say(f"but_{ways[one['verdict']]}", list=self.listed(other)) if other else "")

    def cause(self, one: Mapping[str, Any]) -> str:
        """What drives a difference; where there is none, what binds in the base."""
        agreeing = [
            (name, hours) for name, hours in one["causes"].items() if (hours < 0) == (one["verdict"] == "better")
        ]
        if one["verdict"] in ("better", "worse") and agreeing:
            row = self.row(self.results.differences, agreeing[0][0], "all", "all", one["scenario"])
            change = "" if row is None else self.by_itself(row)
            return self.say("drives", cause=self.label_of(agreeing[0][0]), change=change)
        base = one["baseline"]
        because = self.say("or").join(self.say(f"because_{part}") for part in self.parts(base))
        return self.say("because", binding=because, shares=self.shares(base))

    def change(self, scenario: str, measure: str) -> str:
        """`exposure −1.2 h (−1.5 to −0.9)`."""
        row = self.row(self.results.differences, measure, "all", "all", scenario)
        if row is None:
            return ""
        (value, low, high), places = self.scaled(sure.judged(row), ["estimate", "low", "high"])
        return self.say(
            "changed", measure=self.label_of(measure),
            change=f"{number(value, places, sign=True)} {self.unit(measure, difference=True)}",
            low=number(low, places, sign=True), high=number(high, places, sign=True),
        )  # fmt: skip

    def staff(self, one: Mapping[str, Any]) -> str:
        before = one["staff"] - one["staff_difference"]
        if not one["staff_difference"]:
            return self.say("same_staff", staff=one["staff"], base=one["baseline"])
        change = f"{one['staff_difference']:+d}".replace("-", "−")
        return self.say("staff", staff=one["staff"], before=before, change=change)

    def touched(self, one: Mapping[str, Any]) -> str:
        parts = self.listed(f"{self.say(kind)} {n}" for kind, n in one["touched"].items())
        total = self.scenario(one["scenario"])["communities"]
        return self.say(
            "touched", n=sum(one["touched"].values()), all=total, types=self.say("types", list=parts) if parts else ""
        )
