"""The answer of `gridsim sensitivity`: the few inputs that matter, measure by measure, and what chance cannot tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from pathlib import Path
from typing import Any

from gridsim.analysis.catalogue import MEASURES
from gridsim.report.text import POINTS, decimals, folded, number, table
from gridsim.report.words import UNITS_ZH, Lang, said
from gridsim.results import Results

MOST_SAID = 3  # inputs in the answer of a measure
MOST_ROWS = 10
MOST_LISTED = 4
Row = Mapping[str, Any]

WORDS: Mapping[Lang, Mapping[str, str]] = {
    "en": {
        "head": "SENSITIVITY of {name}: {inputs} inputs with a range of evidence, {trajectories} trajectories of "
        "{points} points through their ranges, {histories} random histories at each; seed: {seed}",
        "legend": "μ*: mean size of the change over the whole range of an input, wherever the others stand, with its "
        "95 % interval. Differs: how much the change differs with where the others stand (standard deviation, without "
        "chance). Chance: what chance alone leaves in a change (standard deviation).",
        "measure": "{measure}: {estimate} as written (n: {n}); one history differs from another by {chance} (standard "
        "deviation), and {smallest} would matter",
        "input": "input", "mu_star": "μ*", "interval": "95 % interval", "sigma": "differs", "sd_chance": "chance",
        "low": "low", "high": "high", "at_low": "change at low", "at_high": "change at high", "base": "as written",
        "ends": "At the ends of its range, all else as written: paired differences ± half of the 95 % interval; n: {n}",
        "answer": "ANSWER",
        "depends": "{measure} depends most on {list}.",
        "one": "{path} ({low} to {high}; as written {base}): {at_low} at its low and {at_high} at its high end",
        "only": "{path} (μ* {mu_star})",
        "none": "No input with a range moves {measure} by as much as would matter, for certain.",
        "more": "{n} more matter.",
        "small": "For certain, but less than would matter: {list}.",
        "chance": "Within chance: {list}.",
        "nothing": "Changes nothing at all: {list}.", "rest": "{list} and {n} more",
        "warning": "A range is what the evidence allows, and most are assumptions. An input without a range is not "
        "here, whatever it would do. Certain: chance alone would show so much with less than 5 %, over all inputs of "
        "a measure together (Holm).",
        "failed": "LEFT OUT", "figures": "tornado for each measure", "to": "{low} to {high}",
        "tables": "every effect, point and value",
    },
    "zh": {
        "head": "敏感性：{name}。有证据范围的输入 {inputs} 个，轨迹 {trajectories} 条，每条 {points} 个点，"
        "每点 {histories} 个随机历史；种子：{seed}",
        "legend": "μ*：输入走过整个范围时变化的平均大小（其他输入取各种值），附 95% 区间。"
        "差别：变化随其他输入而异的程度（标准差，已去除偶然）。"
        "偶然：仅由偶然留在一次变化中的部分（标准差）。",
        "measure": "{measure}：按文件为 {estimate}（n：{n}）；各随机历史之间相差 {chance}（标准差），"
        "达 {smallest} 才有意义",
        "input": "输入", "mu_star": "μ*", "interval": "95% 区间", "sigma": "差别", "sd_chance": "偶然",
        "low": "低端", "high": "高端", "at_low": "低端变化", "at_high": "高端变化", "base": "文件值",
        "ends": "输入取其范围两端，其余按文件：配对差异 ± 95% 区间的一半，n：{n}",
        "answer": "结论",
        "depends": "{measure}最取决于{list}。",
        "one": "{path}（{low} 至 {high}；文件值 {base}）：低端 {at_low}，高端 {at_high}",
        "only": "{path}（μ* {mu_star}）",
        "none": "没有一个有范围的输入确定地使{measure}变化到有意义的程度。",
        "more": "另有 {n} 个也有意义。",
        "small": "确定有影响，但小于有意义的程度：{list}。",
        "chance": "与偶然无法区分：{list}。",
        "nothing": "毫无影响：{list}。", "rest": "{list}等（另 {n} 个）",
        "warning": "范围是证据所允许的，多数只是假设。没有范围的输入不在此列，无论其影响如何。"
        "“确定”：同一指标的全部输入合在一起，仅由偶然出现如此影响的机会低于 5%（Holm）。",
        "failed": "未计入", "figures": "每个指标的龙卷风图", "to": "{low} 至 {high}",
        "tables": "全部影响、点与数值",
    },
}  # fmt: skip


def answer(results: Results, lang: Lang = "en", folder: Path | None = None) -> str:
    """The whole text, ending with what lies in `folder`."""
    page = _Page(results, lang)
    parts = [page.head(), *(page.measure(one) for one in results.facts["headline"]), page.answer(), page.failed()]
    if folder is not None:
        files = {"figures": page.say("figures"), "tables": page.say("tables")}
        parts.append(
            [said(lang, "files"), f"  {folder.as_posix()}", *(f"    {k.ljust(8)}{v}" for k, v in files.items())]
        )
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


@dataclass(frozen=True)
class _Page:
    """Results on their way to paper."""

    results: Results
    lang: Lang

    def say(self, key: str, **values: object) -> str:
        return WORDS[self.lang][key].format(**values)

    @property
    def facts(self) -> Mapping[str, Any]:
        return dict(self.results.facts["sensitivity"])

    def effects(self, measure: str) -> list[Row]:
        """What was screened, largest first."""
        return [row for row in self.facts["effects"] if row["measure"] == measure]

    def end(self, measure: str, path: str, end: str) -> Row | None:
        """The difference with an input at an end of its range, if that was run."""
        at = (measure, path, end)
        return next((row for row in self.facts["ends"] if (row["measure"], row["path"], row["end"]) == at), None)

    def scaled(self, measure: str, *values: float | None) -> tuple[list[float], int]:
        """Values in the unit shown, and the decimals that suit them."""
        scale = POINTS if MEASURES[measure].unit == "share" else 1.0
        known = [float("nan") if value is None else scale * float(value) for value in values]
        return known, decimals(known)

    def label(self, measure: str) -> str:
        info = MEASURES[measure]
        return info.label_zh if self.lang == "zh" else info.label_en

    def unit(self, measure: str, *, difference: bool = True) -> str:
        unit = MEASURES[measure].unit
        if unit == "share":
            return said(self.lang, "points") if difference else "%"
        return UNITS_ZH.get(unit, unit) if self.lang == "zh" else unit

    def amount(self, measure: str, value: float, *, sign: bool = False, difference: bool = True) -> str:
        (shown,), places = self.scaled(measure, value)
        return f"{number(shown, places, sign=sign)} {self.unit(measure, difference=difference)}"

    # -- the parts ----------------------------------------------------------------------------------------

    def head(self) -> list[str]:
        facts, inputs = self.facts, len(self.facts["inputs"])
        text = self.say(
            "head", name=self.results.facts["baseline"], inputs=inputs, trajectories=facts["trajectories"],
            points=inputs + 1, histories=facts["histories"], seed=self.results.facts["seed"],
        )  # fmt: skip
        return [*folded(text, ""), *folded(self.say("legend"))]

    def measure(self, measure: str) -> list[str]:
        """The largest effects on a measure, and what the same inputs do at the ends of their ranges."""
        rows = self.effects(measure)
        summary = self.results.summary
        own = summary[(summary["measure"] == measure) & (summary["by"] == "all")].iloc[0]
        text = self.say(
            "measure", measure=_begun(self.label(measure)), n=int(own["n"]),
            estimate=self.base(measure, *own[["estimate", "low", "high"]]),
            chance=self.amount(measure, self.facts["chance"][measure]),
            smallest=self.amount(measure, rows[0]["smallest_difference"]),
        )  # fmt: skip
        shown = [row for row in rows if row["word"] == "matters"][:MOST_ROWS] or rows[:MOST_SAID]
        head = [self.say(one) for one in ("input", "mu_star", "interval", "sigma", "sd_chance")]
        return [
            *folded(text, ""),
            *table(head, [self.cells(measure, row) for row in shown]),
            *self.ends(measure, shown),
        ]

    def base(self, measure: str, *interval: float) -> str:
        """`29.6 ± 7.3 h`: the scenario as written, by its estimate, low and high."""
        (value, low, high), places = self.scaled(measure, *interval)
        half = "" if isnan(low) else f" ± {number((high - low) / 2, places)}"
        return f"{number(value, places)}{half} {self.unit(measure, difference=False)}"

    def cells(self, measure: str, row: Row) -> list[str]:
        values, places = self.scaled(measure, *(row[key] for key in ("mu_star", "sd_inputs", "sd_chance")))
        (low, high), _ = self.scaled(measure, row["mu_star_low"], row["mu_star_high"])
        mu_star, sigma, chance = (number(value, places) for value in values)
        return [row["path"], mu_star, self.say("to", low=number(low, places), high=number(high, places)), sigma, chance]

    def ends(self, measure: str, rows: Sequence[Row]) -> list[str]:
        """The table of the tornado."""
        lines, n = [], 0
        for row in rows:
            ends = [self.end(measure, row["path"], end) for end in ("low", "high")]
            if ends[0] and ends[1]:
                low, high = self.short(row["path"])
                n = int(ends[0]["n"])
                lines.append([row["path"], low, self.change(measure, ends[0]), high, self.change(measure, ends[1])])
        head = [self.say(one) for one in ("input", "low", "at_low", "high", "at_high")]
        return [*folded(self.say("ends", n=n)), *table(head, lines)] if lines else []

    def short(self, path: str) -> tuple[str, str]:
        """Both ends of a range, without the unit that follows where the numbers alone tell them apart."""
        one = self.input(path)
        low, high = one["low"].split(" ")[0], one["high"].split(" ")[0]
        return (low, high) if low != high else (one["low"], one["high"])

    def input(self, path: str) -> Row:
        return next(dict(one) for one in self.facts["inputs"] if one["path"] == path)

    def change(self, measure: str, row: Row) -> str:
        """`+1.2 ± 0.3`."""
        half = (row["high"] - row["low"]) / 2
        (value, reach), places = self.scaled(measure, row["estimate"], half)
        return f"{number(value, places, sign=True)} ± {number(reach, places)}"

    def answer(self) -> list[str]:
        """For each measure the few inputs that matter, in words; then those that do not, and what to bear in mind."""
        lines = [self.say("answer")]
        for measure in self.results.facts["headline"]:
            lines += folded(said(self.lang, "space").join(self.sentences(measure)))
        return [*lines, *folded(self.say("warning"))]

    def sentences(self, measure: str) -> list[str]:
        named: dict[str, list[Row]] = {}
        for row in self.effects(measure):
            named.setdefault(row["word"], []).append(row)
        matter = named.get("matters", [])
        label = self.label(measure)
        parts = said(self.lang, "semicolon").join(self.one(measure, row) for row in matter[:MOST_SAID])
        lines = [self.say("depends", measure=label, list=parts) if matter else self.say("none", measure=label)]
        if len(matter) > MOST_SAID:
            lines.append(self.say("more", n=len(matter) - MOST_SAID))
        listed = {word: self.listed([str(row["path"]) for row in rows]) for word, rows in named.items()}
        lines += [self.say(word, list=listed[word]) for word in ("small", "chance", "nothing") if word in listed]
        return [_begun(line) for line in lines]

    def listed(self, paths: Sequence[str]) -> str:
        """The first of them, and how many there are besides."""
        shown, rest = said(self.lang, "and").join(paths[:MOST_LISTED]), len(paths) - MOST_LISTED
        return self.say("rest", list=shown, n=rest) if rest > 0 else shown

    def one(self, measure: str, row: Row) -> str:
        """An input that matters, with its range and what it does at both ends."""
        path, changes = row["path"], {}
        for end in ("low", "high"):
            found = self.end(measure, path, end)
            if found is None:
                return self.say("only", path=path, mu_star=self.amount(measure, row["mu_star"]))
            changes[f"at_{end}"] = self.amount(measure, found["estimate"], sign=True)
        return self.say("one", **self.input(path), **changes)

    def failed(self) -> list[str]:
        """Inputs that cannot be set to the ends of their ranges, and trajectories that could not be run."""
        texts = [
            f"{one['name']}{said(self.lang, 'colon')}{' '.join(one['said'].split())}" for one in self.facts["failed"]
        ]
        return [self.say("failed"), *(line for text in texts for line in folded(text))] if texts else []


def _begun(text: str) -> str:
    """As a sentence begins."""
    return text[:1].upper() + text[1:]
