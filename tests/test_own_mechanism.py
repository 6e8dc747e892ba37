"""docs/adding-a-mechanism.md and docs/scope.md keep their word: what they name and link to is there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from engines.worlds import ALL

DOCS = Path(__file__).parents[1] / "docs"
STEPS = (DOCS / "adding-a-mechanism.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`([\w.]+)` in\s+\[([^\]]+)\]\(([^)]+)\)", STEPS)


def names(path: Path) -> set[str]:
    """What a module defines: functions, classes, constants; methods and fields as `Class.name`."""
    module = ast.parse(path.read_text(encoding="utf-8"))
    classes = [one for one in module.body if isinstance(one, ast.ClassDef)]
    return {*_said(module.body), *(f"{one.name}.{name}" for one in classes for name in _said(one.body))}


def _said(body: list[ast.stmt]) -> Iterator[str]:
    for one in body:
        if isinstance(one, (ast.FunctionDef, ast.ClassDef)):
            yield one.name
        elif isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name):
            yield one.target.id
        elif isinstance(one, ast.Assign):
            yield from (target.id for target in one.targets if isinstance(target, ast.Name))


def test_every_name_is_in_the_file_it_links() -> None:
    assert len(NAMED) >= 14
    assert [(name, link) for name, file, link in NAMED if not link.endswith(f"/{file}".replace("\\", ""))] == []
    assert [(name, link) for name, _, link in NAMED if name not in names(DOCS / link)] == []


def test_the_mechanism_is_in_the_lists_it_should_be_in() -> None:
    """Neutral values, random cities, what must occur in them: each file says the word."""
    lists = re.findall(r"\[(\w+\.py)\]\((\.\./tests/engines/\w+\.py)\) \|[^|\n]*`?referral`?", STEPS)
    assert {file for file, _ in lists} == {"test_parity.py", "scenarios.py"}
    files = [*(link for _, link in lists), "../tests/engines/test_neutral.py"]
    assert [link for link in files if '"referral"' not in (DOCS / link).read_text(encoding="utf-8")] == []


def test_the_command_for_the_world_finds_it() -> None:
    words = re.search(r'test_worlds\.py -k "(\w+) and (\w+)"', STEPS)
    assert words is not None
    assert [world.name for world in ALL if words[1] in world.name and words[2] in world.name]


@pytest.mark.parametrize("page", ["adding-a-mechanism.md", "scope.md"])
def test_the_links_of_the_page_lead_somewhere(page: str) -> None:
    links = re.findall(r"\]\((?!https?://|#)([^)#]+)(?:#[^)]*)?\)", (DOCS / page).read_text(encoding="utf-8"))
    assert len(links) >= 4
    assert [link for link in links if not (DOCS / link).exists()] == []


def test_who_is_named_in_the_readme_is_named_in_the_scope() -> None:
    """The independent writers: the short form names none whom the long one leaves out."""
    readme, scope = ((DOCS / name).read_text(encoding="utf-8") for name in ("../README.md", "scope.md"))
    writers = ("Leibold", "Zenz", "Xu", "Impiombato", "Pei", "Mittelstaedt")
    assert [name for name in writers if name not in readme or name not in scope] == []
