"""results/: the published answers are what their one command prints."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import Golden
from typer.testing import CliRunner

from gridsim.cli import app
from gridsim.scenario.sources import experiments

pytestmark = pytest.mark.usefixtures("undrawn", "remembered")
FOLDER = Path(__file__).parents[1] / "results"
PUBLISHED = ("before-to-after", "migrant-rules", "ratios", "recommendations")
LARGEST = 200_000


@pytest.mark.slow
@pytest.mark.parametrize("name", PUBLISHED)
def test_a_published_answer_is_what_is_printed(
    golden: Golden, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, ["compare", name, "--processes", "1"], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    answer = re.split(r"\nFILES\n", result.stdout)[0]  # where the files are depends on the day
    golden(f"../../results/{name}.txt", answer + "\n")


def test_the_page_names_what_is_published() -> None:
    page = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert sorted(path.stem for path in FOLDER.glob("*.txt")) == sorted(PUBLISHED)
    assert [name for name in PUBLISHED if f"`{name}`" not in page or name not in experiments()] == []
    assert [path.name for path in FOLDER.glob("*.txt") if path.stat().st_size > LARGEST] == []
    links = re.findall(r"\]\(([^)]+)\)", page)
    assert [link for link in links if not (FOLDER / link).exists()] == []
