"""The README keeps its word: the printed output is real, and its commands and Python run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import GOLDEN, Golden
from typer.testing import CliRunner

from gridsim.cli import app

README = Path(__file__).parents[1] / "README.md"


def told_by(command: list[str]) -> str:
    result = CliRunner().invoke(app, command, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return re.split(r"\n(?:FILES|文件)\n", result.stdout)[0]  # where the files are depends on the day


def test_the_readme_shows_what_the_demo_prints() -> None:
    shown = re.search(r"<!-- demo.*?-->\n```\n(.*?)```\n<!-- /demo -->", README.read_text(encoding="utf-8"), re.DOTALL)
    assert shown is not None
    parts = [part.strip("\n") for part in shown.group(1).split("\n…\n")]
    told = (GOLDEN / "demo.txt").read_text(encoding="utf-8")
    assert len(parts) >= 2
    assert [part for part in parts if part not in told] == []


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


def test_the_links_of_the_readme_lead_somewhere() -> None:
    links = re.findall(r"\]\((?!https?://|#)([^)]+)\)", README.read_text(encoding="utf-8"))
    assert len(links) >= 6
    assert [link for link in links if not (README.parent / link).exists()] == []
