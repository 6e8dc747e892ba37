"""The results folder: complete, whole or absent, the same name for the same content, and read back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from gridsim.errors import ResultsError
from gridsim.results import Results, document, read, write

DAY = date(2026, 3, 1)


@pytest.fixture
def results() -> Results:
    nan = float("nan")
    summary = pd.DataFrame(
        {"scenario": ["a"], "measure": ["left_share"], "estimate": [0.1], "low": [nan], "high": [nan], "n": [1]}
    )
    return Results(
        name="a",
        facts={
            "seed": 1,
            "computed": 1,
            "reused": 0,
            "scenarios": [{"name": "a", "label": {"zh": "甲"}, "hidden_h": nan}],
        },
        summary=summary,
        differences=pd.DataFrame(columns=["scenario", "estimate"]),
        tables={"workers": pd.DataFrame({"role": ["clerk"], "workers": [2]})},
        inputs={"a.yaml": "name: a\n"},
    )


def draw(folder: Path) -> None:
    (folder / "backlog.svg").write_text("<svg/>")


def test_the_folder_is_complete(results: Results, tmp_path: Path) -> None:
    folder = write(results, tmp_path, command="gridsim run a.yaml", draw=draw, today=DAY)
    assert folder.parent == tmp_path / "a"
    assert folder.name.startswith("2026-03-01_")
    assert len(folder.name) == 19
    assert sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()) == [
        "differences.csv", "figures/backlog.svg", "inputs/a.yaml", "manifest.json", "summary.csv",
        "tables/dictionary.csv", "tables/measures.csv", "tables/workers.parquet",
    ]  # fmt: skip
    assert [path.name for path in (tmp_path / "a").iterdir()] == [folder.name]


def test_csv_opens_in_a_spreadsheet_and_every_column_is_explained(results: Results, tmp_path: Path) -> None:
    folder = write(results, tmp_path, today=DAY)
    assert (folder / "summary.csv").read_bytes().startswith(b"\xef\xbb\xbfscenario,measure,estimate,low,high,n\n")
    dictionary = pd.read_csv(folder / "tables" / "dictionary.csv", encoding="utf-8-sig")
    assert dictionary.loc[dictionary["column"] == "workers", "meaning"].tolist() == ["number of workers"]
    assert set(dictionary["file"]) == {"summary.csv", "differences.csv", "tables/workers.parquet"}


def test_what_is_read_back_is_what_was_written(results: Results, tmp_path: Path) -> None:
    again = read(write(results, tmp_path, draw=draw, today=DAY))
    assert (again.name, again.inputs) == (results.name, results.inputs)
    assert again.facts["scenarios"] == [{"name": "a", "label": {"zh": "甲"}, "hidden_h": None}]
    pd.testing.assert_frame_equal(again.summary, results.summary)
    pd.testing.assert_frame_equal(again.table("workers"), results.tables["workers"])
    with pytest.raises(ResultsError, match="no table 'works'; there are workers"):
        again.table("works")


def test_where_nothing_is_judged_no_word_is_missing(results: Results, tmp_path: Path) -> None:
    unjudged = replace(results, differences=pd.DataFrame({"scenario": ["b"], "verdict": [""], "caution": [""]}))
    again = read(write(unjudged, tmp_path, today=DAY)).differences
    assert again.iloc[0].tolist() == ["b", "", ""]


def test_the_same_content_has_the_same_name_whatever_the_wall_time(results: Results, tmp_path: Path) -> None:
    first = write(results, tmp_path / "x", wall_s=1.0, command="one", today=DAY)
    assert write(results, tmp_path / "x", wall_s=9.0, command="two", today=DAY) == first
    assert write(results, tmp_path / "y", wall_s=9.0, today=DAY).name == first.name
    assert write(results, tmp_path / "y", draw=draw, today=DAY).name != first.name


def test_a_failure_while_writing_leaves_nothing(results: Results, tmp_path: Path) -> None:
    def fails(folder: Path) -> None:
        (folder / "half.svg").write_text("<svg")
        raise OSError(28, "No space left on device")

    with pytest.raises(ResultsError, match=r"cannot write results in .*: No space left on device"):
        write(results, tmp_path, draw=fails, today=DAY)
    assert not list((tmp_path / "a").iterdir())


def test_a_changed_file_is_noticed(results: Results, tmp_path: Path) -> None:
    folder = write(results, tmp_path, today=DAY)
    (folder / "inputs" / "a.yaml").write_text("name: b\n")
    with pytest.raises(ResultsError, match=r"missing or changed since it was written: inputs/a\.yaml"):
        read(folder)
    with pytest.raises(ResultsError, match="is not a results folder"):
        read(tmp_path)


def test_the_document_says_null_for_what_is_no_number(results: Results, tmp_path: Path) -> None:
    content = document(results, tmp_path)
    assert content["replications"] == {"computed": 1, "reused": 0}
    assert content["summary"] == [
        {"scenario": "a", "measure": "left_share", "estimate": 0.1, "low": None, "high": None, "n": 1}
    ]
