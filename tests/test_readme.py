"""The README keeps its word: the printed output is real, and its commands and Python run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import GOLDEN, Golden
from typer.testing import CliRunner

from gridsim.analysis.catalogue import MEASURES
from gridsim.cli import app
from gridsim.scenario.loader import load

ROOT = Path(__file__).parents[1]
README, CHINESE = ROOT / "README.md", ROOT / "README.zh.md"
BOTH = pytest.mark.parametrize("readme", [README, CHINESE], ids=["en", "zh"])


def told_by(command: list[str]) -> str:
    result = CliRunner().invoke(app, command, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return re.split(r"\n(?:FILES|文件)\n", result.stdout)[0]  # where the files are depends on the day


def code_of(readme: Path) -> list[list[str]]:
    """The blocks of code of a README, line by line without what stands behind a #; the demo's output apart."""
    text = re.sub(r"<!-- demo.*?/demo -->", "", readme.read_text(encoding="utf-8"), flags=re.DOTALL)
    blocks = re.findall(r"```\w*\n(.*?)```", text, re.DOTALL)
    return [[line.partition("#")[0].rstrip() for line in block.splitlines()] for block in blocks]


@pytest.mark.parametrize(("readme", "kept"), [(README, "demo.txt"), (CHINESE, "demo.zh.txt")], ids=["en", "zh"])
def test_the_readme_shows_what_the_demo_prints(readme: Path, kept: str) -> None:
    shown = re.search(r"<!-- demo.*?-->\n```\n(.*?)```\n<!-- /demo -->", readme.read_text(encoding="utf-8"), re.DOTALL)
    assert shown is not None
    parts = [part.strip("\n") for part in shown.group(1).split("\n…\n")]
    told = (GOLDEN / kept).read_text(encoding="utf-8")
    assert len(parts) >= 2
    assert [part for part in parts if part not in told] == []


def test_both_readmes_have_the_same_code_and_lead_to_the_same_places() -> None:
    assert len(code_of(README)) >= 4
    assert code_of(README) == code_of(CHINESE)
    english, chinese = (
        {link.partition("#")[0] for link in re.findall(r"\]\(([^)]+)\)", readme.read_text(encoding="utf-8"))}
        for readme in (README, CHINESE)
    )
    assert english ^ chinese == {"README.md", "README.zh.md"}


@BOTH
def test_what_the_readme_counts_is_so(readme: Path) -> None:
    """The shares of numbers without evidence are those of the demo's base; the textbook cases are those of its page."""
    text = " ".join(readme.read_text(encoding="utf-8").split())
    counted = re.search(
        r"urumqi-street: (\d+) values stated; (\d+) assumptions, (\d+) without",
        (GOLDEN / "demo.txt").read_text("utf-8"),
    )
    assert counted is not None
    stated, assumed, without = map(int, counted.groups())
    assert "more than half of the numbers are assumptions" in text or "一半以上的数值是 假设" in text
    assert 0.5 < assumed / stated < 0.65
    assert without / stated == pytest.approx(0.25, abs=0.02)
    run = re.search(r"cases: (\d+) of them can be said", (ROOT / "docs" / "validation-cases.md").read_text("utf-8"))
    assert run is not None
    assert f"{run[1]} textbook cases" in text or f"{run[1]} 个教科书案例" in text


@pytest.mark.slow
def test_the_demo_prints_what_is_kept(golden: Golden, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    golden("demo.txt", told_by(["demo"]))
    golden("demo.zh.txt", told_by(["demo", "--lang", "zh"]))  # from the replications that are kept


def test_the_python_of_the_readme_runs(capsys: pytest.CaptureFixture[str]) -> None:
    blocks = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) == 1
    names: dict[str, object] = {}
    exec(blocks[0].replace("replications=4", "replications=2"), names)  # the README's own text
    assert "exposure_mean_h" in capsys.readouterr().out


def test_what_the_model_page_counts_is_so() -> None:
    """docs/stress-des.md: measures, categories, and how busy the department is that is below its range in the demo."""
    text = (ROOT / "docs" / "stress-des.md").read_text(encoding="utf-8")
    assert f"{len(MEASURES)} measures in all" in text
    assert f"demand by category ({len(load('urumqi-street').issues)} rates" in text
    told = re.search(r"planning_bureau +([\d.]+) ± ([\d.]+)", (GOLDEN / "demo.txt").read_text(encoding="utf-8"))
    assert told is not None
    assert f"the planning bureau, is {float(told[1]):.0f} ± {float(told[2]):.0f} % busy" in text


@BOTH
def test_the_links_of_the_readme_lead_somewhere(readme: Path) -> None:
    links = re.findall(r"\]\((?!https?://|#)([^)]+)\)", readme.read_text(encoding="utf-8"))
    assert len(links) >= 6
    assert [link for link in links if not (ROOT / link).exists()] == []
