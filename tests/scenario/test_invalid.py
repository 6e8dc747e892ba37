"""Every invalid file of the folder says exactly what its last comments (`#! message`) say, and so does the command."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from scenario.problems import problems_of
from typer.testing import CliRunner, Result

from gridsim.cli import app
from gridsim.errors import CODES, Problem

FOLDER = Path(__file__).parent / "invalid"
FILES = sorted(path.name for path in FOLDER.glob("*.yaml"))
MOST_SECONDS = 2.0


def gridsim_says(*words: str) -> tuple[Result, float]:
    began = time.perf_counter()
    result = CliRunner().invoke(app, list(words), catch_exceptions=False)
    return result, time.perf_counter() - began


def heads(stderr: str) -> list[str]:
    """The first lines of problems, without their codes."""
    return [line.rpartition(" [")[0] for line in stderr.splitlines() if not line.startswith("  ")]


@pytest.mark.parametrize("name", FILES)
def test_says_exactly_what_is_wrong(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FOLDER)
    lines = Path(name).read_text(encoding="utf-8").splitlines()
    expected = [line.removeprefix("#! ") for line in lines if line.startswith("#! ")]
    before = sorted(os.listdir())
    for words in (["validate", name], ["run", name, "--out", str(tmp_path / "results")]):
        result, seconds = gridsim_says(*words)
        assert (result.exit_code, result.stdout) == (2, "")
        assert heads(result.stderr) == expected
        assert seconds < MOST_SECONDS
    assert sorted(os.listdir()) == before
    assert list(tmp_path.iterdir()) == []


def test_the_folder_is_there() -> None:
    assert len(FILES) >= 180


def test_every_problem_has_a_known_code_a_hint_and_a_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FOLDER)
    problems = [problem for name in FILES for problem in problems_of(name)]
    assert [one for one in problems if one.code not in CODES or not one.hint] == []
    assert [one for one in problems if one.place.count(":") != 2] == []


def test_the_line_stands_below_with_a_mark_under_the_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FOLDER)
    result, _ = gridsim_says("validate", "comma_in_braces.yaml")
    assert result.stderr == (
        "comma_in_braces.yaml:4:29: unclosed parenthesis in 'lognormal(mean 35 min'; "
        "inside {...} and [...] a comma ends a value: separate parameters with ';' [unclosed_parenthesis]\n"
        "  issues: [{name: call, work: lognormal(mean 35 min, sd 20 min), priority: 2}]\n"
        "                              ^\n"
    )
    result, _ = gridsim_says("validate", "csv_row.yaml")
    assert result.stderr.splitlines()[:3] == [
        "rows.csv:3:11: places.list.c2.households: 'many' is not a whole number; "
        "write a number without a unit [not_a_number]",
        "  c2,fringe,many,2.5,0.3",
        "            ^",
    ]


@pytest.mark.parametrize(
    ("source", "column", "below"),
    [
        ("label: {zh: 网格, en: 5}", 21, ["  label: {zh: 网格, en: 5}", "                        ^"]),
        ("\tname: x", 1, ["   name: x", "  ^"]),
        ("a" * 300, 200, ["  …" + "a" * 110 + "…", " " * 57 + "^"]),
        ("a" * 300, 300, ["  …" + "a" * 110, " " * 112 + "^"]),
        ("", 1, []),
    ],
)
def test_wide_and_long_lines(source: str, column: int, below: list[str]) -> None:
    problem = Problem("tab", "so", "do", f"town.yaml:7:{column}", source=source)
    assert problem.told().splitlines() == [f"town.yaml:7:{column}: so; do [tab]", *below]


def _large(path: Path) -> None:
    path.write_bytes(b"# a comment\n" * (50_000_000 // 12))


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (Path.mkdir, "town.yaml: this is a directory; name a file in it"),
        (_large, "town.yaml: the file has 49999992 bytes, more than 1 MB; put communities into a CSV"),
        (
            lambda path: path.write_bytes(b"\x7fELF\x02\x01\x00\x00"),
            "town.yaml: this is a binary file; name a text file",
        ),
        (
            lambda path: path.write_bytes("schema: gridsim/scenario/1\nlabel: {zh: 网格}\n".encode("gbk")),
            "town.yaml:2:1: this is not UTF-8; save it as UTF-8",
        ),
        (
            lambda path: path.write_bytes("name: town\n".encode("utf-16")),
            "town.yaml:1:1: this is not UTF-8; save it as UTF-8",
        ),
    ],
)
def test_what_is_no_scenario_at_all(
    make: Callable[[Path], object], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    make(Path("town.yaml"))
    result, seconds = gridsim_says("validate", "town.yaml")
    assert (result.exit_code, result.stdout, heads(result.stderr)) == (2, "", [said])
    assert seconds < MOST_SECONDS
    assert [path.name for path in tmp_path.iterdir()] == ["town.yaml"]


def test_what_the_plan_refuses_has_its_place_in_the_file_that_said_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("base.yaml").write_text("extends: mm3\nname: base\nworkload: lost.csv\n", encoding="utf-8")
    Path("town.yaml").write_text("extends: base.yaml\nname: town\n", encoding="utf-8")
    (problem,) = problems_of("town.yaml")
    assert (problem.place, problem.source) == ("base.yaml:3:11", "workload: lost.csv")
