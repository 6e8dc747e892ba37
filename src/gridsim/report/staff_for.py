"""The answer of `gridsim staff-for`: the headcount, how sure it is, what the last points cost, what else would help."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any

from gridsim.analysis.catalogue import MEASURES
from gridsim.analysis.inference import FEW
from gridsim.analysis.targets import ATTENDED
from gridsim.report.staff_for_words import TIMES_ZH, WORDS
from gridsim.report.text import POINTS, decimals, folded, number, table
from gridsim.report.words import UNITS_ZH, Lang
from gridsim.report.words import WORDS as COMMON

ROWS = 16  # of the curve that are shown


def answer(
    told: Mapping[str, Any], file: str, settings: Mapping[str, str], lang: Lang = "en", folder: Path | None = None
) -> str:
    """The whole answer; `told` is the document of a search, `file` with its `settings` what was searched."""
    page = Search(told, lang)
    parts = [page.opening(), page.curve(), page.verdict(), page.remedies(), page.parts(), page.scope()]
    parts.append(page.next(file, settings))
    if folder is not None:
        parts.append([page.say("files"), f"  {folder.as_posix()}"])
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


@dataclass(frozen=True)
class Search:
    """What was found, on its way to paper."""

    told: Mapping[str, Any]
    lang: Lang

    def say(self, key: str, **values: object) -> str:
        return WORDS[self.lang][key].format(**values)

    @property
    def target(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.told["target"]
        return found

    @property
    def searched(self) -> list[Mapping[str, Any]]:
        """The points of the curve that the search looked at."""
        return [one for one in self.told["curve"] if one["searched"]]

    # -- numbers ------------------------------------------------------------------------------------------

    def people(self, workers: int) -> str:
        return self.say("one" if workers == 1 else "many", n=f"{workers:,}")

    def value(self, value: float | None, *, unit: bool = True, places: int | None = None) -> str:
        """A value of the target's measure."""
        if value is None or not isfinite(value):
            return self.say("never")
        share = self.target["unit"] == "share"
        scaled = value * (POINTS if share else 1.0)
        shown = number(scaled, (1 if share else decimals([scaled])) if places is None else places)
        return f"{shown} {self.unit()}".rstrip() if unit else shown

    def unit(self) -> str:
        unit = str(self.target["unit"])
        if unit == "share":
            return "%"
        return UNITS_ZH.get(unit, unit) if self.lang == "zh" else unit

    def measure(self) -> str:
        """What the target is about, with its unit."""
        if self.target["measure"] == ATTENDED:
            label = self.say("attended", hours=within(self.target, self.lang))
        else:
            info = MEASURES[self.target["measure"]]
            label = info.label_zh if self.lang == "zh" else info.label_en
        return f"{label}, {self.unit()}"

    def shown(self, one: Mapping[str, Any] | None) -> str:
        """`98.8 (98.7 to 98.9)`."""
        if one is None:
            return ""
        if one["estimate"] is None or not isfinite(one["estimate"]):
            return self.say("never")
        low, high = (self.value(self.possible(one[key]), unit=False) for key in ("low", "high"))
        return f"{self.value(one['estimate'], unit=False)} [{low}, {high}]"

    def possible(self, bound: float | None) -> float | None:
        """A bound, where it is one of a share between none and all."""
        return bound if bound is None or self.target["unit"] != "share" else min(max(bound, 0.0), 1.0)

    def shares(self) -> str:
        """The share of the part that binds, and of the next where they cannot be told apart."""
        return f"{POINTS * self.told['binding']['share']:.0f} %"

    def level(self) -> str:
        return f"{POINTS * self.told['level']:.4g}"

    # -- parts --------------------------------------------------------------------------------------------

    def opening(self) -> list[str]:
        told, seen = self.told, [one["workers"] for one in self.searched]
        head = self.say("head", target=self.target["text"], role=told["role"], scenario=told["scenario"])
        text = self.say(
            "looked", today=self.people(told["today"]), n=len(seen), least=min(seen), most=max(seen),
            limit=told["most"], replications=told["replications"], seed=told["seed"],
        )  # fmt: skip
        return [head, *folded(text)]

    def curve(self) -> list[str]:
        """A line for each headcount: those tested, and others spread over the curve."""
        every = self.told["curve"]
        chosen = _chosen(every, ROWS)
        head = [self.say(one) for one in ("workers", "rule", "searched", "tested", "shown", "binds")]
        rows = [head, *(self.row(every[i]) for i in chosen)]
        if self.told["by"] == "allocation":
            rows = [[row[0], *row[2:]] for row in rows]
        lines = [self.say("curve", measure=self.measure()), *table(rows[0], rows[1:])]
        if len(chosen) < len(every):
            lines += folded(self.say("more", n=len(every) - len(chosen)))
        note = self.say("curve_note", searched=f"{POINTS * self.told['confidence']:g}")
        if self.told["tested"]:
            note += self.say("curve_tested", tested=self.level(), fresh=self.told["fresh"])
        return [*lines, *folded(note + COMMON[self.lang]["full_stop"])]

    def row(self, one: Mapping[str, Any]) -> list[str]:
        word = (one["tested"] or one["searched"])["word"]
        binds = self.say(one["binds"]) if one["binds"] else ""
        return [
            f"{one['workers']:,}", one["rule"], self.shown(one["searched"]), self.shown(one["tested"]),
            self.say(word), binds,
        ]  # fmt: skip

    def verdict(self) -> list[str]:
        """The answer in lines."""
        return [self.say("answer"), *(line for sentence in self.sentences() for line in folded(sentence))]

    def sentences(self) -> Iterator[str]:
        """The answer, the most important first."""
        return {"found": self.found, "unproved": self.unproved, "impossible": self.impossible}[self.told["outcome"]]()

    def found(self) -> Iterator[str]:
        told, best = self.told, self.told["answer"]
        workers = [one["workers"] for one in told["curve"]]
        at = told["curve"][workers.index(best["workers"])]
        shown = at["tested"]
        side = ("at_least", "low") if self.target["better"] == "higher" else ("at_most", "high")
        rule = self.say("bracket", text=best["rule"]) if best["rule"] else ""
        yield self.say(
            "found", workers=self.people(best["workers"]), rule=rule, estimate=self.value(shown["estimate"]),
            confidence=f"{POINTS * told['confidence']:g}",
            bound=self.say(side[0], value=self.value(self.possible(shown[side[1]]))),
        )  # fmt: skip
        yield self.against_today(best["workers"])
        yield from self.neighbours(workers.index(best["workers"]))
        if told["dealt_as_now"]:
            dealt = told["dealt_as_now"]
            yield self.say("dealt", shown=self.shown(dealt), word=self.say(dealt["word"]))
        if told["unseen"]:
            yield self.say("unseen", n=told["unseen"])
        if told["worse_above"]:
            yield self.say("worse_above", list=self.say("and").join(map(str, told["worse_above"])))
        yield self.binds()
        if told["file"]:
            yield self.say("file")
        if told["fresh"] < FEW:
            yield self.say("few", few=FEW)
        yield self.say(
            "rule_of", replications=told["replications"], n=len(self.searched), tested=len(told["tested"]),
            fresh=told["fresh"], level=self.level(), error=f"{POINTS * (1 - told['confidence']):.3g}",
        )  # fmt: skip

    def against_today(self, workers: int) -> str:
        today = self.told["today"]
        if workers == today:
            return self.say("same")
        if workers < today:
            return self.say("enough_today", today=self.people(today), fewer=today - workers)
        return self.say("more_than", today=self.people(today), more=workers - today)

    def neighbours(self, at: int) -> Iterator[str]:
        """The headcounts beside the answer, on the fresh histories."""
        tested = [i for i, one in enumerate(self.told["curve"]) if one["tested"]]
        position = tested.index(at)
        if position:
            one = self.told["curve"][tested[position - 1]]
            word, estimate = self.say(one["tested"]["word"]), self.value(one["tested"]["estimate"])
            yield self.say("below", workers=self.people(one["workers"]), word=word, estimate=estimate)
        else:
            yield self.say("no_below")
        if position + 1 < len(tested):
            one = self.told["curve"][tested[position + 1]]
            estimate = self.value(one["tested"]["estimate"])
            yield self.say("above", workers=self.people(one["workers"]), estimate=estimate)

    def binds(self) -> str:
        binding = self.told["binding"]
        if binding["word"] == "nothing":
            return self.say("because_nothing", workers=self.people(binding["workers"]))
        word = self.say(f"long_{binding['word']}")
        return self.say("binding", workers=self.people(binding["workers"]), word=word, shares=self.shares())

    def unproved(self) -> Iterator[str]:
        told = self.told
        tested = self.say("and").join(map(str, told["tested"]))
        workers = self.people(told["candidate"]["workers"])
        yield self.say("unproved", workers=workers, tested=tested, fresh=told["fresh"], level=self.level())

    def impossible(self) -> Iterator[str]:
        """That no headcount is enough, and why as far as waiting shows."""
        means = [one["searched"]["estimate"] for one in self.searched]
        known = [mean for mean in means if mean is not None]  # a manifest says none for what was never reached
        best = (max if self.target["better"] == "higher" else min)(known, default=None)
        workers = [one["workers"] for one in self.searched]
        yield self.say(
            "impossible_seen" if self.told["unseen"] else "impossible", least=min(workers), most=max(workers),
            n=len(workers), unseen=self.told["unseen"], estimate=self.value(best),
        )  # fmt: skip
        yield self.trend()
        yield self.binds()

    def trend(self) -> str:
        """Whether more workers still help, where the most looked at are not enough."""
        last = self.told["doubled"]
        if last is None:
            return self.say("only")
        half, top = (self.people(last[key]) for key in ("half", "top"))
        start, end = (self.value(last[key]) for key in ("start", "end"))
        return self.say(self.told["trend"], half=half, top=top, start=start, end=end)

    def remedies(self) -> list[str]:
        """Changes that were tried, and those that would do."""
        every = self.told["remedies"]
        if not every:
            return []
        confidence = f"{POINTS * self.told['confidence']:g}"
        head = [self.say(one) for one in ("change", "workers", "reaches", "shown")]
        rows = [
            [self.change(one), f"{one['workers']:,}", self.shown(one["shown"]), self.say(one["shown"]["word"])]
            for one in every
        ]
        title = self.say("remedies", fresh=self.told["fresh"], confidence=confidence)
        return [title, *table(head, rows), *(line for text in self.helping() for line in folded(text))]

    def helping(self) -> Iterator[str]:
        """The changes that meet the target: with as many workers as were looked at, and with today's."""
        met = [one for one in self.told["remedies"] if one["shown"]["word"] == "meets"]
        met = [one for one in met if one["word"] != "everything"] or met
        if not met:
            yield self.say("helps_not")
        today = self.told["today"]
        for one in met:
            key = "helps_today" if one["workers"] == today else "helps"
            if key == "helps" and any(o["workers"] == today and self.change(o) == self.change(one) for o in met):
                continue
            yield self.say(key, change=self.change(one), today=self.people(today))

    def change(self, one: Mapping[str, Any]) -> str:
        return self.say(one["word"], who=one["who"], times=one["times"], role=self.told["role"])

    def parts(self) -> list[str]:
        """What each part of the way costs, and the knee."""
        share = self.target["unit"] == "share"
        unit = self.say("point") if share else self.unit()
        rows = [
            [
                self.say("from_to", start=self.value(one["start"]), end=self.value(one["end"])),
                self.say("cost", workers=number(one["workers"], 2)),
                self.say("each", each=number(one["workers_per_unit"], 2), unit=unit),
            ]
            for one in self.told["last_parts"]
        ]
        bend = self.told["knee"]
        knee = folded(self.say("no_knee") if bend is None else self.say("knee", workers=bend))
        title = self.say("parts", points=self.say("points" if share else "units"))
        return [title, *table(rows[0], rows[1:]), *knee] if rows else knee

    def scope(self) -> list[str]:
        words = COMMON[self.lang]
        return [words["scope_head"], *folded(words["scope"])]

    def next(self, file: str, settings: Mapping[str, str]) -> list[str]:
        """The command that runs the scenario with the headcount found."""
        best = self.told["answer"]
        if best is None or not best["set"]:
            return []
        every = {**settings, **best["set"]}
        words = [word for path, text in every.items() for word in ("--set", f"{path}={text}")]
        return [self.say("next"), f"  {shlex.join(['gridsim', 'run', file, *words])}"]


def within(target: Mapping[str, Any], lang: Lang) -> str:
    """How soon somebody is to be there, as it was written."""
    text = str(target["text"]).partition(" within ")[2]
    amount, _, unit = text.partition(" ")
    return f"{amount} {TIMES_ZH.get(unit, unit)}" if lang == "zh" else text


def _chosen(every: Sequence[Mapping[str, Any]], most: int) -> list[int]:
    """Positions of the points to show: all that were tested, the ends, and others evenly spread."""
    tested = [i for i, one in enumerate(every) if one["tested"]]
    others = [i for i in range(len(every)) if i not in tested]
    room = max(most - len(tested), 2)
    if len(others) > room:
        others = [others[round(k * (len(others) - 1) / (room - 1))] for k in range(room)]
    return sorted({*tested, *others})
