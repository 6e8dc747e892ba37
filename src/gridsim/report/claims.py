"""The ledger of claims as plain text: a table of verdicts, then for each claim what was asked and what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gridsim.analysis.catalogue import MEASURES
from gridsim.report.claims_words import VERDICTS, WORDS
from gridsim.report.text import POINTS, decimals, folded, number, table
from gridsim.report.words import UNITS_ZH, Lang, said
from gridsim.results import Results

Row = Mapping[str, Any]


def answer(results: Results, lang: Lang = "en", folder: Path | None = None) -> str:
    """The whole text, ending with what lies in `folder`."""
    page = Told(results.facts, lang)
    parts = [page.head(), page.table(), *page.claims(), page.rule(), page.scope()]
    if folder is not None:
        parts.append([said(lang, "files"), f"  {folder.as_posix()}"])
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


@dataclass(frozen=True)
class Told:
    """A ledger's facts on their way to paper."""

    facts: Mapping[str, Any]
    lang: Lang

    def say(self, key: str, **values: object) -> str:
        return WORDS[self.lang][key].format(**values)

    @property
    def ledger(self) -> Row:
        return dict(self.facts["claims"])

    @property
    def found(self) -> list[Row]:
        return list(self.ledger["found"])

    def of(self, text: Mapping[str, str]) -> str:
        """A text of the file, in the language of the page or else in the other."""
        return text.get(self.lang) or next(iter(text.values()), "")

    def verdict(self, one: Row) -> str:
        return VERDICTS[self.lang][one["verdict"]]

    # -- numbers ----------------------------------------------------------------------------------------------

    def unit(self, one: Row) -> str:
        unit = MEASURES[one["measure"]].unit
        if unit == "share":
            return said(self.lang, "points")
        return UNITS_ZH.get(unit, unit) if self.lang == "zh" else unit

    def size(self, one: Row, value: float) -> str:
        """`2.3 h`."""
        scaled = self.scaled(one, value)
        return f"{number(scaled, decimals([scaled]))} {self.unit(one)}"

    def change(self, one: Row, effect: Row) -> str:
        """`−35.5 h (−38.1 to −32.9)`."""
        values = [self.scaled(one, effect[key]) for key in ("estimate", "low", "high")]
        places = decimals(values)
        estimate, low, high = (number(value, places, sign=True) for value in values)
        return self.say("change", estimate=estimate, unit=self.unit(one), low=low, high=high)

    def scaled(self, one: Row, value: float | None) -> float:
        scale = POINTS if MEASURES[one["measure"]].unit == "share" else 1.0
        return float("nan") if value is None else scale * float(value)

    def label(self, one: Row) -> str:
        info = MEASURES[one["measure"]]
        label = info.label_zh if self.lang == "zh" else info.label_en
        return label if one["by"] == "all" else self.say("of", measure=label, by=one["by"], group=one["group"])

    # -- the parts --------------------------------------------------------------------------------------------

    def head(self) -> list[str]:
        draws = self.ledger["draws"]
        text = self.say(
            "head", name=self.ledger["name"], claims=len(self.found), scenarios=len(self.facts["scenarios"]),
            n=self.facts["replications"], seed=self.facts["seed"], draws=draws["number"], each=draws["replications"],
            inputs=len(self.ledger["uncertain"]),
        )  # fmt: skip
        lines = folded(text, "")
        if self.facts["replications"] < self.ledger["few"]:
            lines += folded(self.say("quick", few=self.ledger["few"]), "")
        return lines + [line for one in self.ledger["failed"] for line in folded(self.say("failed", **one))]

    def table(self) -> list[str]:
        head = [self.say(key) for key in ("claim", "difference", "matters", "n", "held", "verdict")]
        counts = Counter(self.verdict(one) for one in self.found)
        counted = said(self.lang, "semicolon").join(f"{word} {n}" for word, n in counts.items())
        return [*table(head, [self.row(one) for one in self.found]), "", *folded(counted)]

    def row(self, one: Row) -> list[str]:
        if one["outside"]:
            return [one["name"], "", "", "", "", self.verdict(one)]
        written, held = one["written"], one["held"]
        over = self.say("in", held=held["held"], draws=held["draws"]) if held["draws"] else "–"
        size = self.size(one, written["size"])
        return [one["name"], self.change(one, written), size, str(written["n"]), over, self.verdict(one)]

    def claims(self) -> list[list[str]]:
        return [self.claim(number, one) for number, one in enumerate(self.found, start=1)]

    def claim(self, number: int, one: Row) -> list[str]:
        """A paragraph: the words, how they are read, the result, over the draws, along the input, the verdict."""
        return [self.title(number, one), *(line for text in self.texts(one) for line in folded(text))]

    def title(self, number: int, one: Row) -> str:
        return f"{number}. {one['name']}{said(self.lang, 'colon')}{self.verdict(one)}"

    def texts(self, one: Row) -> list[str]:
        """What is said of a claim, in its order."""
        words = self.say("words", words=self.of(one["words"]), page=self.of(one["page"]), given=self.say(one["given"]))
        if one["outside"]:
            return [words, self.of(one["outside"])]
        return [words, self.reading(one), self.result(one), self.over(one), self.along(one), self.because(one)]

    def reading(self, one: Row) -> str:
        return self.say("reading", reading=self.of(one["reading"]), other=one["other"], base=one["base"])

    def result(self, one: Row) -> str:
        effect = one["written"]
        return self.say(
            "result", measure=self.label(one), change=self.change(one, effect), n=effect["n"],
            says=self.say(one["says"], size=self.size(one, effect["size"])), standing=self.say(effect["standing"]),
        )  # fmt: skip

    def over(self, one: Row) -> str:
        held = one["held"]
        if not held["draws"]:
            return self.say("no_draws")
        low, high = round(100 * held["low"]), round(100 * held["high"])
        return self.say("over", held=held["held"], draws=held["draws"], low=low, high=high)

    def along(self, one: Row) -> str:
        """What moving the one input does, both ends with their intervals."""
        tipping = one["tipping"]
        if tipping is None or len(tipping["points"]) < 2:
            return self.say("not_moved")
        both = [
            self.say(
                "at", set_to=point["set_to"], change=self.change(one, point["effect"]), n=point["effect"]["n"],
                standing=self.say(point["effect"]["standing"]),
            )
            for point in tipping["points"][:2]
        ]  # fmt: skip
        where = said(self.lang, "and").join(tipping["set_in"])
        text = self.say("along", path=tipping["path"], where=where, low=both[0], high=both[1])
        return text + said(self.lang, "space") + self.flips(tipping)

    def flips(self, tipping: Row) -> str:
        if not tipping["between"]:
            return self.say("never")
        low, high = tipping["between"]
        if tipping["sure"] == tipping["between"]:
            return self.say("flips_surely", low=low, high=high)
        text = self.say("flips", low=low, high=high)
        if not tipping["sure"]:
            return text + self.say("unsure")
        below, above = tipping["sure"]
        return text + self.say("sure", low=below, high=above)

    def because(self, one: Row) -> str:
        """Why the verdict is what it is, by the rule."""
        reasons = list(self.reasons(one))
        key = {"holds only if": "only_if", "undecidable with these data": "undecidable"}.get(one["verdict"], "plain")
        return self.say(key, verdict=self.verdict(one), why=said(self.lang, "semicolon").join(reasons))

    def reasons(self, one: Row) -> Sequence[str]:
        tipping, held, stands = one["tipping"], one["held"], one["written"]["standing"]
        if stands == "open":
            return [self.say("why_open")]
        against = [] if tipping is None else self.along_reasons(tipping, stands)
        agree = held["held"] if stands == "holds" else held["draws"] - held["held"]
        if agree < self.ledger["agree"] * held["draws"]:
            against.append(self.say("why_draws", held=held["held"], draws=held["draws"]))
        return against or [self.say("why_holds" if stands == "holds" else "why_fails")]

    def along_reasons(self, tipping: Row, stands: str) -> list[str]:
        """What the input moved by itself says against how a claim stands as written."""
        ends = [point["effect"]["standing"] for point in tipping["points"][:2]]
        if set(ends) == {"holds", "fails"}:
            key, at = ("why_below", 0) if ends[0] == "holds" else ("why_above", 1)
            return [self.say(key, path=tipping["path"], number=tipping["sure"][at])]
        other = [i for i, end in enumerate(ends) if {end, stands} == {"holds", "fails"}]
        key = "why_not_at" if stands == "holds" else "why_at"
        return [self.say(key, path=tipping["path"], number=tipping["ends"][i]) for i in other]

    def rule(self) -> list[str]:
        return [self.say("rule_head"), *folded(self.say("rule", agree=round(100 * self.ledger["agree"])))]

    def scope(self) -> list[str]:
        return [said(self.lang, "scope_head"), *folded(said(self.lang, "scope"))]
