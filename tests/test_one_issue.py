"""docs/one-issue.md keeps its word: what it shows is printed, what it quotes is in it, what it names is there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from conftest import Golden
from typer.testing import CliRunner

from gridsim.cli import app

pytestmark = pytest.mark.usefixtures("undrawn")
PAGE = Path(__file__).parents[1] / "docs" / "one-issue.md"
BLOCK = re.compile(r"(<!-- trace (\d+) -->\n```\n)(.*?)(```\n<!-- /trace -->)", re.DOTALL)


def told_by(*words: str) -> str:
    result = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_the_page_shows_what_is_printed(golden: Golden, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = PAGE.read_text(encoding="utf-8")
    shown = BLOCK.search(text)
    assert shown is not None
    monkeypatch.chdir(tmp_path)
    told_by("run", "urumqi-street", "--replications", "1", "--processes", "1")
    (folder,) = tmp_path.glob("results/urumqi-street/*")
    life = told_by("trace", str(folder.relative_to(tmp_path)), shown[2])
    golden("../../docs/one-issue.md", text[: shown.start(3)] + life + text[shown.end(3) :])


def test_what_the_page_quotes_is_in_what_it_shows() -> None:
    text = PAGE.read_text(encoding="utf-8")
    shown = BLOCK.search(text)
    assert shown is not None
    printed, quoted = " ".join(shown[3].split()), re.findall(r"\*\*(.+?)\*\*", text.replace("\n", " "))
    assert len(quoted) >= 15
    assert [quote for quote in quoted if quote not in printed] == []


def test_every_function_the_page_names_is_in_the_file_it_links() -> None:
    named = re.findall(r"`([\w.]+)` in\s+\[(\w+\.py)\]\(([^)]+)\)", PAGE.read_text(encoding="utf-8"))
    assert len(named) >= 12
    assert [(name, link) for name, file, link in named if not link.endswith(f"/{file}")] == []
    assert [(name, link) for name, _, link in named if name not in functions(PAGE.parent / link)] == []


def functions(path: Path) -> set[str]:
    """The functions of a module, methods as `Class.method`."""
    module = ast.parse(path.read_text(encoding="utf-8"))
    classes = [one for one in module.body if isinstance(one, ast.ClassDef)]
    methods = {f"{one.name}.{part.name}" for one in classes for part in one.body if isinstance(part, ast.FunctionDef)}
    return methods | {one.name for one in module.body if isinstance(one, ast.FunctionDef)}


def test_the_links_of_the_page_lead_somewhere() -> None:
    links = re.findall(r"\]\((?!https?://|#)([^)]+)\)", PAGE.read_text(encoding="utf-8"))
    assert [link for link in links if not (PAGE.parent / link).exists()] == []
