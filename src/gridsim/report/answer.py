"""The plain-text answer: what a run or a comparison says, first to last, for somebody who never wrote Python.

It is rendered from a results folder's content alone, and is the same text on a terminal and in a file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf, isfinite
from pathlib import Path
from typing import Any

import pandas as pd

from gridsim.report import places, sure
from gridsim.report.sentences import Sentences
from gridsim.report.text import POINTS, SUBJECT_WIDTH, ends_kept, folded, number, table
from gridsim.report.words import Lang
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
class Page(Sentences):
    """Results on their way to paper."""

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
        head = ["", *(ends_kept(name, NAME_WIDTH) for name in names), "n"]
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
            rows.append([ends_kept(one["scenario"], SUBJECT_WIDTH), "", "", "", ""])
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
        every = {**PARTS, **{path.name: "workbook" for path in sorted(folder.glob("*.xlsx"))}}
        width = max(map(len, every))
        parts = [f"    {name.ljust(width)}  {self.say(what)}" for name, what in every.items()]
        return [self.say("files"), f"  {folder.as_posix()}", *parts]
