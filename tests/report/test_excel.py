"""The workbook of a results folder, read back."""

from __future__ import annotations

from pathlib import Path

import pytest
from experiment.small import write_small

import gridsim as gs
from gridsim.experiment import contents
from gridsim.results import Results

pytest.importorskip("xlsxwriter", reason="the extra `excel` is not installed")
openpyxl = pytest.importorskip("openpyxl")

from gridsim.report.excel import write_workbook  # noqa: E402


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    scenarios = [gs.load(path) for path in write_small(tmp_path_factory.mktemp("small"))]
    return contents(gs.compare(scenarios, replications=3, processes=1), {})


def test_every_number_comes_back_with_its_unit(results: Results, tmp_path: Path) -> None:
    write_workbook(results, tmp_path / "book.xlsx")
    book = openpyxl.load_workbook(tmp_path / "book.xlsx")
    assert book.sheetnames == ["summary", "differences", "places", "notes"]
    head, *rows = book["summary"].iter_rows(values_only=True)
    column = {name: i for i, name in enumerate(head)}
    assert len(rows) == len(results.summary)
    for row, (_, kept) in zip(rows, results.summary.iterrows(), strict=True):
        for name in ("scenario", "measure", "by", "group", "unit"):
            assert row[column[name]] == kept[name]
        estimate = row[column["estimate"]]
        assert estimate == pytest.approx(kept["estimate"], rel=1e-14) if estimate is not None else kept.isna().any()
    share = next(i for i, row in enumerate(rows, start=2) if row[column["unit"]] == "share")
    assert book["summary"].cell(share, column["estimate"] + 1).number_format == "0.0%"


def test_heads_stay_in_sight_and_columns_are_wide_enough(results: Results, tmp_path: Path) -> None:
    write_workbook(results, tmp_path / "book.xlsx", "zh")
    book = openpyxl.load_workbook(tmp_path / "book.xlsx")
    assert book.sheetnames == ["汇总", "差异", "地点", "说明"]
    for sheet in book:
        assert sheet.freeze_panes.endswith("2")
        assert sheet.auto_filter.ref
    assert book["汇总"].column_dimensions["B"].width >= 2 * max(len(cell.value) for cell in book["汇总"]["B"])
    head = [cell.value for cell in book["地点"][1]]
    assert head[3] == "问题存续时间\nh"
    assert book["地点"].max_row == 1 + 2 * 2  # two scenarios of two communities; there is one district alone


def test_one_scenario_has_no_differences_and_the_same_content_the_same_bytes(results: Results, tmp_path: Path) -> None:
    alone = contents(gs.run(gs.load(write_small(tmp_path)[0]), replications=1, processes=1), {})
    write_workbook(alone, tmp_path / "alone.xlsx")
    assert openpyxl.load_workbook(tmp_path / "alone.xlsx").sheetnames == ["summary", "places", "notes"]
    for name in ("one.xlsx", "two.xlsx"):
        write_workbook(results, tmp_path / name)
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()
