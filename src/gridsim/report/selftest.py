"""The answer of `gridsim selftest`: what theory says of each case, what the simulation gives, and the verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gridsim.report.text import folded, table
from gridsim.report.words import Lang

DIGITS = 4
Row = Mapping[str, Any]

WORDS: Mapping[Lang, Mapping[str, str]] = {
    "en": {
        "head": "THEORY AND SIMULATION: {cases} cases, {replications} replications of each but those worked by hand",
        "error": "Intervals are joint: if the program is right, theory lies inside all of them with {sure} %. One that "
        "is wider than 5 % of the value to either side would prove nothing, and counts as failed.",
        "case": "case", "quantity": "quantity", "theory": "theory", "estimate": "simulated", "interval": "interval",
        "to": "{low} to {high}", "exact": "exact", "verdict": "verdict",
        "agrees": "agrees", "differs": "DIFFERS", "too wide": "TOO WIDE",
        "sources": "SOURCES", "source": "{source}: {cases}", "and": ", ",
        "answer": "ANSWER",
        "all": "All {n} quantities agree with theory.",
        "failed": "{failed} of {n} quantities do not agree with theory: {list}.",
        "min": "min", "h": "h", "share": "", "issues": "issues", "per h": "per h",
    },
    "zh": {
        "head": "理论与模拟：{cases} 个案例，每个重复 {replications} 次（手算案例 1 次）",
        "error": "区间为联合区间：如果程序正确，理论值全部落在区间内的概率为 {sure}%。"
        "半宽超过理论值 5% 的区间说明不了什么，算作未通过。",
        "case": "案例", "quantity": "量", "theory": "理论值", "estimate": "模拟值", "interval": "区间",
        "to": "{low} 至 {high}", "exact": "精确", "verdict": "判断",
        "agrees": "相符", "differs": "不符", "too wide": "区间过宽",
        "sources": "出处", "source": "{source}：{cases}", "and": "、",
        "answer": "结论",
        "all": "全部 {n} 个量与理论相符。",
        "failed": "{n} 个量中有 {failed} 个与理论不符：{list}。",
        "min": "分钟", "h": "小时", "share": "", "issues": "件", "per h": "件/小时",
    },
}  # fmt: skip


def answer(told: Mapping[str, Any], lang: Lang) -> str:
    """The whole answer in a language; `told` is the document of a selftest."""
    say, rows = WORDS[lang], told["checked"]
    cases = len({row["case"] for row in rows})
    lines = [say["head"].format(cases=cases, replications=told["replications"])]
    lines += folded(say["error"].format(sure=round(100 * (1 - told["error"]))))
    lines += ["", *_table(rows, say), "", say["sources"], *_sources(rows, say), "", say["answer"]]
    return "\n".join([*lines, *folded(_verdict(rows, say))]) + "\n"


def _table(rows: Sequence[Row], say: Mapping[str, str]) -> list[str]:
    """A line for each quantity."""
    head = [say[name] for name in ("case", "quantity", "theory", "estimate", "interval", "verdict")]
    return table(head, [_cells(row, say) for row in rows])


def _cells(row: Row, say: Mapping[str, str]) -> list[str]:
    theory = f"{_number(row['theory'])} {say[row['unit']]}".rstrip()
    interval = say["to"].format(low=_number(row["low"]), high=_number(row["high"]))
    interval = say["exact"] if row["low"] == row["high"] else interval
    return [row["case"], row["quantity"], theory, _number(row["estimate"]), interval, say[row["verdict"]]]


def _sources(rows: Sequence[Row], say: Mapping[str, str]) -> list[str]:
    """Where the theory of which cases stands."""
    cases: dict[str, dict[str, None]] = {}
    for row in rows:
        cases.setdefault(row["source"], {})[row["case"]] = None
    return [
        line
        for source, of in cases.items()
        for line in folded(say["source"].format(source=source, cases=say["and"].join(of)))
    ]


def _verdict(rows: Sequence[Row], say: Mapping[str, str]) -> str:
    wrong = [f"{row['case']} {row['quantity']}" for row in rows if row["verdict"] != "agrees"]
    if not wrong:
        return say["all"].format(n=len(rows))
    return say["failed"].format(n=len(rows), failed=len(wrong), list=say["and"].join(wrong))


def _number(value: float) -> str:
    """A number to a few significant digits."""
    return f"{value:.{DIGITS}g}".replace("-", "−")
