"""The tables of a results folder as an Excel workbook, for those who work in one.

XlsxWriter writes the same bytes for the same content, so that the folder's hash stays one of its content alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from pathlib import Path
from typing import Any

import pandas as pd

from gridsim.errors import Problem, ScenarioError
from gridsim.report.words import Lang
from gridsim.results import DESCRIBED, Results

MADE = datetime(2000, 1, 1)  # a workbook says when it was made; the manifest knows
WIDEST = 60
FIRST_COLUMNS = 3  # that stay in sight: they say what a row is of
PLACES = ("district", "subdistrict", "community")
COLUMNS: Mapping[str, Sequence[str]] = {
    "summary": ("scenario", "label", "group", "estimate", "low", "high", "unit", "n", "caution", "by", "measure"),
    "differences": (
        "scenario", "label", "group", "estimate", "low", "high", "unit", "n", "relative", "smallest_difference",
        "verdict", "holm_low", "holm_high", "holm_p", "baseline", "by", "measure",
    ),
}  # fmt: skip
SHARES = ("relative", "migrant_share")
AS_MEASURED = ("estimate", "low", "high", "smallest_difference", "holm_low", "holm_high")  # in the unit of the row

WORDS: Mapping[Lang, Mapping[str, str]] = {
    "en": {
        "summary": "summary", "differences": "differences", "places": "places", "notes": "notes",
        "what": "what", "says": "what it says", "unit": "unit",
        "limits": "Comparisons under stated assumptions, never forecasts of a place. Intervals are 95 % intervals.",
        "places_are": "Each place's mean over replications; the unit stands under the name of a measure.",
        "seed": "seed", "replications": "replications of each scenario", "engine": "engine", "name": "name",
        "baseline": "baseline", "program": "program",
    },
    "zh": {
        "summary": "汇总", "differences": "差异", "places": "地点", "notes": "说明",
        "what": "项目", "says": "含义", "unit": "单位",
        "limits": "在所述假设下的比较，不是对某地的预测。区间为 95% 区间。",
        "places_are": "各地点为各次重复的均值；单位写在指标名称下方。",
        "seed": "种子", "replications": "每个方案的重复次数", "engine": "引擎", "name": "名称",
        "baseline": "基准方案", "program": "程序",
    },
}  # fmt: skip


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name, the heads of its columns, its rows, and the row's or column's unit of every cell or ''."""

    name: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Any]]
    units: Sequence[Sequence[str]]


def needed() -> None:
    """ScenarioError if what writes workbooks is not installed."""
    try:
        import xlsxwriter  # noqa: F401
    except ImportError as error:
        hint = "pip install 'gridsim-gov[excel]'"
        raise ScenarioError([Problem("bad_option", "XlsxWriter is not installed", hint, "--to")]) from error


def write_workbook(results: Results, path: Path, lang: Lang = "en") -> None:
    """Write summary, differences, places and notes as sheets with units, frozen heads and filters."""
    from xlsxwriter import Workbook

    book = Workbook(str(path), {"in_memory": True})
    book.set_properties({"title": results.name, "created": MADE})
    formats = {"share": book.add_format({"num_format": "0.0%"}), "": book.add_format({"num_format": "#,##0.###"})}
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    for sheet in _sheets(results, lang):
        _write(book.add_worksheet(sheet.name), sheet, formats, head)
    book.close()


def _write(page: Any, sheet: Sheet, formats: Mapping[str, Any], head: Any) -> None:
    """Put a sheet on its page."""
    page.write_row(0, 0, sheet.heads, head)
    for i, (row, units) in enumerate(zip(sheet.rows, sheet.units, strict=True), start=1):
        for j, (value, unit) in enumerate(zip(row, units, strict=True)):
            if isinstance(value, str):
                page.write_string(i, j, value)
            elif isfinite(value):
                page.write_number(i, j, value, formats["share" if unit == "share" else ""])
    page.freeze_panes(1, min(FIRST_COLUMNS, len(sheet.heads)))
    page.autofilter(0, 0, max(1, len(sheet.rows)), len(sheet.heads) - 1)
    for j, one in enumerate(sheet.heads):
        cells = [str(row[j]) for row in sheet.rows if isinstance(row[j], str)]
        widest = max(map(_wide, [*one.split("\n"), *cells]), default=0)
        page.set_column(j, j, min(WIDEST, max(10, widest + 2)))


def _wide(text: str) -> int:
    """Columns a text takes; a Chinese character takes two."""
    return sum(1 + (ord(letter) > 0x2E80) for letter in text)


def _sheets(results: Results, lang: Lang) -> list[Sheet]:
    """The sheets in their order; one without rows is left out."""
    sheets = [
        _table("summary", results.summary, results, lang),
        _table("differences", results.differences, results, lang),
        _places(results, lang),
        _notes(results, lang),
    ]
    return [sheet for sheet in sheets if sheet.rows]


def _table(name: str, table: pd.DataFrame, results: Results, lang: Lang) -> Sheet:
    """A tidy table with the measures' names in words."""
    labels, measures = _labels(results, lang), results.facts["measures"]
    table = table.assign(label=[labels[one] for one in table["measure"]])
    if "unit" not in table.columns:
        table = table.assign(unit=[measures[one]["unit"] for one in table["measure"]])
    columns = [column for column in COLUMNS[name] if column in table.columns]
    rows = [[_cell(value) for value in row] for row in table[columns].itertuples(index=False)]
    units = [[_unit(column, unit) for column in columns] for unit in table["unit"]]
    return Sheet(WORDS[lang][name], columns, rows, units)


def _places(results: Results, lang: Lang) -> Sheet:
    """A row for each place of each scenario, a column for each headline measure."""
    summary, labels, measures = results.summary, _labels(results, lang), results.facts["measures"]
    rows = summary[summary["by"].isin(PLACES) & summary["measure"].isin(results.facts["headline"])]
    wide = rows.pivot_table(index=["scenario", "by", "group"], columns="measure", values="estimate", sort=False)
    shown = [one for one in results.facts["headline"] if one in wide.columns]
    wide = wide[shown].reset_index()
    heads = ["scenario", "by", "group", *(f"{labels[one]}\n{measures[one]['unit']}" for one in shown)]
    units = ["", "", "", *(measures[one]["unit"] for one in shown)]
    cells = [[_cell(value) for value in row] for row in wide.itertuples(index=False)]
    return Sheet(WORDS[lang]["places"], heads, cells, [units] * len(cells))


def _notes(results: Results, lang: Lang) -> Sheet:
    """What a reader has to know: the run, the columns, the measures."""
    say, facts, labels = WORDS[lang], results.facts, _labels(results, lang)
    rows = [[say["limits"], "", ""], [say["places_are"], "", ""], [say["name"], results.name, ""]]
    rows += [[say[key], str(facts[key]), ""] for key in ("baseline", "seed", "replications", "engine", "program")]
    columns = dict.fromkeys(column for table in COLUMNS.values() for column in table if column in DESCRIBED)
    rows += [[column, DESCRIBED[column], ""] for column in columns]
    rows += [[labels[one], info["meaning"], info["unit"]] for one, info in facts["measures"].items()]
    return Sheet(say["notes"], [say["what"], say["says"], say["unit"]], rows, [["", "", ""]] * len(rows))


def _labels(results: Results, lang: Lang) -> dict[str, str]:
    """The measures' names in a language."""
    return {name: str(info[f"label_{lang}"]) for name, info in results.facts["measures"].items()}


def _unit(column: str, unit: str) -> str:
    """The unit of a column's cell in a row of that unit."""
    if column in SHARES:
        return "share"
    return unit if column in AS_MEASURED else ""


def _cell(value: Any) -> Any:
    """Text or a number; what is missing is no number."""
    if isinstance(value, str):
        return value
    return float("nan") if value is None else float(value)
