"""The plain-text answer: what a run or a comparison says, first to last, for somebody who never wrote Python.

It is rendered from a results folder's content alone, and is the same text on a terminal and in a file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf, isfinite
from pathlib import Path
from typing import Any

import pandas as pd

from gridsim.report import places, sure
from gridsim.report.text import POINTS, cells, cut, decimals, folded, number, table
from gridsim.report.words import UNITS_ZH, Lang, said
from gridsim.results import Results

FIGURES = (  # measures of the two tables, in the order in which they are shown
    "exposure_mean_h", "hidden_issue_hours", "resident_response_median_h", "on_time_share", "backlog_mean",
    "staff", "households_per_worker",
)  # fmt: skip
WAITING = ("waiting_calendar_h", "waiting_people_h", "waiting_departments_h")
PARTS = {
    "report.html": "page", "summary.csv": "numbers", "figures": "figures", "tables/measures.csv": "measures",
    "tables/dictionary.csv": "columns",
}  # fmt: skip
SIDE_BY_SIDE = 3
NAME_WIDTH = 21
PAIRS = 4  # fewer have no interval of their correlation


def answer(results: Results, lang: Lang = "en", folder: Path | None = None) -> str:
    """The whole text, ending with what lies in `folder`; lines of at most 100 columns, long names aside."""
    page = Page(results, lang)
    parts = [page.opening(), *page.tables(), *page.by_place(), page.difference_table(), page.sentences()]
    parts += [page.over_draws(), page.precision(), page.failed(), page.warm_up(), page.pairing(), page.scope()]
    parts.append(page.inputs())
    if folder is not None:
        parts.append(page.files(folder))
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


@dataclass(frozen=True)
class Page:
    """Results on their way to paper."""

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

    # -- what was run -------------------------------------------------------------------------------------

    def made_of(self) -> str:
        """How often and how long the scenarios ran, and on how large a city."""
        first = self.facts["scenarios"][0]
        return self.say(
            "made_of", n=self.facts["replications"], days=f"{first['horizon_days']:g}",
            warm_up=f"{first['warm_up_days']:g}", seed=self.facts["seed"], communities=f"{first['communities']:,}",
            households=f"{first['households']:,}",
        )  # fmt: skip

    def opening(self) -> list[str]:
        """The scenarios, and how often and how long they ran."""
        width = max(map(len, self.names))
        lines = [self.say("scenarios"), *folded(self.made_of())]
        for name in self.names:
            mark = (
                self.say("space") + self.say("base") if len(self.names) > 1 and name == self.facts["baseline"] else ""
            )
            lines += folded(f"{name.ljust(width)}  {self.label(name)}{mark}")
        return lines

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

    # -- the two tables -----------------------------------------------------------------------------------

    def tables(self) -> list[list[str]]:
        """What each scenario does, three scenarios beside each other."""
        groups = [self.names[i : i + SIDE_BY_SIDE] for i in range(0, len(self.names), SIDE_BY_SIDE)]
        return [self.scenario_table(group) for group in groups]

    def scenario_table(self, names: Sequence[str]) -> list[str]:
        figures = [(self.measure(one), one, "all", "all") for one in FIGURES]
        figures += [(self.say("busy", who=who), "utilisation_open", by, who) for by, who in self.posts(names)]
        waiting = [(self.measure(one), one, "all", "all") for one in WAITING]
        rows = [row for row in (self.summary_row(*one, names) for one in figures) if any(row[1:])]
        rows += [self.summary_row(*one, names) for one in waiting]
        rows.append([self.say("binds"), *(self.binding(name) for name in names), ""])
        head = ["", *(_column(name) for name in names), "n"]
        every = [(*one[1:], name) for one in (*figures, *waiting) for name in names]
        shown = [self.row(self.results.summary, *one) for one in every]
        lines = [self.say("each"), *table(head, rows), *sure.legend(shown, self.lang)]
        lines += [line for text in sure.unmarked(self.facts["replications"], self.lang) for line in folded(text)]
        return [*lines, *folded(self.say("no_interval"))] if self.facts["replications"] == 1 else lines

    def posts(self, names: Sequence[str]) -> list[tuple[str, str]]:
        """Roles of any of these scenarios, then departments."""
        roles = list(dict.fromkeys(role for name in names for role, n in self.scenario(name)["staff"].items() if n))
        summary = self.results.summary
        rows = summary[(summary["measure"] == "utilisation_open") & (summary["by"] == "department")]
        return [("role", role) for role in roles] + [("department", str(one)) for one in dict.fromkeys(rows["group"])]

    def summary_row(self, label: str, measure: str, by: str, group: str, names: Sequence[str]) -> list[str]:
        """A line of the first table; empty cells where a scenario has no such number."""
        found = [self.row(self.results.summary, measure, by, group, name) for name in names]
        counts = list(dict.fromkeys(str(int(row["n"])) for row in found if row is not None))
        shown = ["" if row is None else self.estimate(row) for row in found]
        return [label, *shown, "/".join(counts) + sure.few(found) if any(shown) else ""]

    def by_place(self) -> list[list[str]]:
        """What one scenario does for types of communities and for places; a comparison says what changes instead."""
        return [] if self.facts["comparisons"] else places.tables(self.results, self.lang, self.estimate)

    def difference_table(self) -> list[str]:
        """Paired differences of the headline measures, a line for each comparison."""
        if not self.facts["comparisons"]:
            return []
        rows, shown = [], []
        for one in self.facts["comparisons"]:
            rows.append([one["scenario"], "", "", "", ""])
            for measure in self.facts["headline"]:
                row = self.row(self.results.differences, measure, "all", "all", one["scenario"])
                if row is not None:
                    rows.append(self.difference_row(measure, row))
                    shown.append(row)
        head = ["", self.say("difference"), self.say("matters"), self.say("verdict"), "n"]
        lines = [self.say("differences", base=self.facts["baseline"]), *table(head, rows)]
        return [*lines, *sure.legend(shown, self.lang)]

    def difference_row(self, measure: str, row: Mapping[str, Any]) -> list[str]:
        (smallest,), places = self.scaled(row, ["smallest_difference"])
        verdict = str(row["verdict"])
        return [
            f"  {self.measure(measure, difference=True)}",
            self.estimate(sure.judged(row), sign=True),
            "" if pd.isna(smallest) else number(smallest, places),
            self.say(f"short_{verdict}") if verdict else "",
            str(int(row["n"])) + sure.few([row]),
        ]

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

    # -- the sentences ------------------------------------------------------------------------------------

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
            yield self.gains(one["communities"])

    def binds_in(self, one: Mapping[str, Any]) -> str:
        """What binds in both scenarios."""
        parts = {name: self.binding(name) for name in (one["scenario"], one["baseline"])}
        return self.say("binds_in", list=self.listed(f"{name} {part}" for name, part in parts.items()))

    def gains(self, found: Mapping[str, Any]) -> str:
        """How many communities gain and lose for certain, and those furthest off."""
        measure, values = found["measure"], {}
        for end in ("best", "worst"):
            row = {"measure": measure, "estimate": found[end][1]}
            (value,), places = self.scaled(row, ["estimate"])
            unit = self.unit(measure, difference=True)
            values[end] = f"{found[end][0]} ({number(value, places, sign=True)} {unit})"
        return self.say(
            "gains", measure=self.label_of(measure), gain=found["gain"], lose=found["lose"], all=found["communities"],
            **values,
        )  # fmt: skip

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
            measure, hours = agreeing[0]
            label = self.label_of(measure)
            change = f"{number(hours, decimals([hours]), sign=True)} {self.unit(measure)}"
            return self.say("drives", cause=label, change=change)
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

    def listed(self, items: Iterable[str]) -> str:
        return self.say("and").join(items)

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

    # -- what an experiment file asks for ------------------------------------------------------------------

    def over_draws(self) -> list[str]:
        """How the comparisons, or one scenario alone, hold over the draws of the uncertain inputs."""
        facts = self.facts.get("uncertain")
        if facts is None:
            return []
        inputs = self.listed(facts["inputs"])
        head = self.say("draws", inputs=inputs, draws=facts["draws"], n=facts["replications"])
        lines = [self.say("draws_head"), *folded(head)]
        lines += [line for text in self.held() for line in folded(text)]
        if facts["failed"]:
            first = facts["failed"][0]
            said = f"{first['name']}{self.say('colon')}{' '.join(first['said'].split())}"
            lines += folded(self.say("draws_failed", n=len(facts["failed"]), draws=facts["draws"], said=said))
        return lines

    def held(self) -> list[str]:
        """A text for each comparison by the measure that decides it, or for each that varies in one scenario."""
        held = self.results.table("over_draws")
        held = held[(held["scenario"] != held["baseline"]) | (held["low"] < held["high"])]
        asked = [(one["scenario"], one["measure"] or self.facts["headline"][0]) for one in self.facts["comparisons"]]
        asked = asked or [(self.facts["baseline"], measure) for measure in self.facts["headline"]]
        rows = {(row["scenario"], row["measure"]): row for row in held.to_dict("records")}
        return [self._held(rows[one]) for one in asked if one in rows]

    def _held(self, row: Mapping[Any, Any]) -> str:
        """Counts, where two scenarios are compared, and the inputs and chance kept apart."""
        values, places = self.scaled(row, ["estimate", "low", "high", "sd_inputs", "sd_chance"])
        two = row["scenario"] != row["baseline"]
        change, low, high = (number(value, places, sign=two) for value in values[:3])
        return self.say(
            "draws_held" if two else "draws_alone",
            other=row["scenario"], base=row["baseline"], measure=self.label_of(row["measure"]),
            **{name: row[name] for name in ("draws", "better", "worse", "same", "unsure")}, low=low, high=high,
            change=f"{change} {self.unit(row['measure'], difference=two)}",
            inputs=number(values[3], places), chance=number(values[4], places),
        )  # fmt: skip

    def precision(self) -> list[str]:
        """Whether the precision asked for was reached, and what was, in the scenario where it is widest."""
        facts = self.facts.get("precision")
        if facts is None:
            return []
        every = [(w, name, one) for name, by in facts["half_widths"].items() for one, w in by.items()]
        widths = [(inf if w is None else float(w), name, one) for w, name, one in every]  # a manifest has no infinity
        width, name, measure = max(widths, key=lambda one: one[0])
        known = number(POINTS * width, 2) if isfinite(width) else "–"
        asked = facts["asked"]
        word = "met" if facts["enough"] else "unproved" if facts["met"] else "missed"
        text = self.say(
            f"precision_{word}", asked=f"{POINTS * asked['share']:g}", n=facts["replications"], most=asked["at_most"],
            enough=facts["enough"], width=known, name=name, measure=self.label_of(measure),
        )  # fmt: skip
        return [self.say("precision_head"), *folded(text)]

    def failed(self) -> list[str]:
        """Points of the sweep that could not be run, and why."""
        failed = self.facts.get("failed", [])
        texts = [f"{one['name']}{self.say('colon')}{one['said']}" for one in failed]
        lines = [line for text in texts for part in text.splitlines() for line in folded(part)]
        return [self.say("failed_head", n=len(failed)), *lines] if lines else []

    # -- how sure -----------------------------------------------------------------------------------------

    def warm_up(self) -> list[str]:
        """Whether the warm-up is long enough; of a comparison the answer has the warnings already."""
        scenarios = self.facts["scenarios"]
        warnings = [] if self.facts["comparisons"] else sure.warnings(scenarios, self.lang)
        lines = [*warnings, *sure.calm(scenarios, self.lang)]
        return [self.say("warm_up"), *lines] if lines else []

    def pairing(self) -> list[str]:
        """What equal histories save, where an interval can say it."""
        if not self.facts["comparisons"] or self.facts["replications"] < PAIRS:
            return []
        return sure.pairing(self.results.differences, self.facts["headline"], self.label_of, self.lang)

    # -- limits -------------------------------------------------------------------------------------------

    def scope(self) -> list[str]:
        return [self.say("scope_head"), *folded(self.say("scope"))]

    def inputs(self) -> list[str]:
        """How much of each scenario is assumed."""
        lines = [self.say("inputs_head")]
        for name in self.names:
            counts = sorted(self.scenario(name)["evidence"].items(), key=lambda one: (-one[1], one[0]))
            parts = self.listed(f"{n} {self.say(kind)}" for kind, n in counts)
            lines += folded(self.say("inputs", name=name, n=sum(n for _, n in counts), list=parts))
        return lines

    def files(self, folder: Path) -> list[str]:
        """Where the results are, and what lies where in them."""
        width = max(map(len, PARTS))
        parts = [f"    {name.ljust(width)}  {self.say(what)}" for name, what in PARTS.items()]
        return [self.say("files"), f"  {folder.as_posix()}", *parts]


def _short(text: str) -> str:
    """A value in one line, its long numbers to four digits."""
    return re.sub(r"\d+\.\d+", lambda found: f"{float(found[0]):.4g}", " ".join(text.split()))


def _column(name: str) -> str:
    """A scenario's name as a heading; of a long point of a sweep the end tells it from others."""
    if "~" not in name or cells(name) <= NAME_WIDTH:
        return cut(name, NAME_WIDTH)
    return f"{name[:5]}…{name[6 - NAME_WIDTH :]}"
