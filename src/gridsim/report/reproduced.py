"""The answer of `gridsim reproduce`: which tables are the same again, and where the first row parts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gridsim.report.text import folded, table
from gridsim.report.words import Lang

SHOWN = 12  # letters of a hash

WORDS: Mapping[Lang, Mapping[str, str]] = {
    "en": {
        "head": "{folder} RUN AGAIN", "table": "table", "rows": "rows", "folder": "in the folder", "here": "run again",
        "verdict": "", "equal": "equal", "differs": "DIFFERS",
        "first": "{table}: row {row} is the first that differs ({named}): {column} was {folder} and is {here}.",
        "left_out": "Not made again, because the claims are not in the folder: {list}.",
        "other": "Not as when the folder was made: {list}.", "was": "{name} {then} (here {now})",
        "answer": "ANSWER", "yes": "All {n} tables are equal to the last digit.",
        "no": "{differ} of {n} tables differ.", "and": ", ", "is": "{name} {value}",
    },
    "zh": {
        "head": "重新运行 {folder}", "table": "表", "rows": "行数", "folder": "文件夹中", "here": "重新运行",
        "verdict": "", "equal": "一致", "differs": "不一致",
        "first": "{table}：第一处不同在第 {row} 行（{named}）：{column} 原为 {folder}，现为 {here}。",
        "left_out": "未重新生成（论断不在文件夹中）：{list}。",
        "other": "与生成该文件夹时不同：{list}。", "was": "{name} {then}（现为 {now}）",
        "answer": "结论", "yes": "全部 {n} 张表逐位一致。",
        "no": "{n} 张表中有 {differ} 张不一致。", "and": "、", "is": "{name} {value}",
    },
}  # fmt: skip


def answer(told: Mapping[str, Any], lang: Lang) -> str:
    """The whole answer in a language; `told` is the document of a reproduction."""
    say, tables = WORDS[lang], told["tables"]
    differing = [one for one in tables if not one["equal"]]
    head = [say[name] for name in ("table", "rows", "folder", "here", "verdict")]
    lines = [say["head"].format(folder=told["folder"]), *table(head, [_cells(one, say) for one in tables])]
    lines += ["", say["answer"]]
    lines += folded(say["no" if differing else "yes"].format(n=len(tables), differ=len(differing)))
    for one in differing:
        named = say["and"].join(say["is"].format(name=k, value=v) for k, v in one["first"]["named"].items())
        lines += folded(say["first"].format(**{**one["first"], "table": one["name"], "named": named}))
    lines += _asides(told, say)
    return "\n".join(lines) + "\n"


def _cells(one: Mapping[str, Any], say: Mapping[str, str]) -> list[str]:
    verdict = say["equal" if one["equal"] else "differs"]
    return [one["name"], str(one["rows"]), one["folder"][:SHOWN], one["here"][:SHOWN], verdict]


def _asides(told: Mapping[str, Any], say: Mapping[str, str]) -> list[str]:
    """What was left out, and what is another program."""
    lines = []
    if told["left_out"]:
        lines += folded(say["left_out"].format(list=say["and"].join(told["left_out"])))
    if told["other"]:
        changed = (say["was"].format(name=k, then=then, now=now) for k, (then, now) in told["other"].items())
        lines += folded(say["other"].format(list=say["and"].join(changed)))
    return lines
