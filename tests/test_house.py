"""The house: layers, doors, what is loaded when, what is shipped, and that the versions agree."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

import gridsim

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "gridsim"
HEAVY = {"matplotlib", "numba", "pandas", "scipy", "simpy"}

# Runs `gridsim` with the arguments it is given, then says which modules that loaded.
LOADED = """
import json, sys
from gridsim.cli import main
try:
    main()
except SystemExit as end:
    code = end.code
else:
    code = 0
print(json.dumps({"code": code or 0, "loaded": sorted(sys.modules)}))
"""


def _python(*arguments: str) -> subprocess.CompletedProcess[str]:
    """What `python <arguments>` does in the house's top folder."""
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, encoding="utf-8")


def test_imports_go_downward_and_each_library_has_one_door() -> None:
    lint = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = _python("-c", lint, "--no-cache", "--no-logo")
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"\b5 kept, 0 broken", done.stdout), done.stdout


def test_every_folder_of_modules_is_a_package() -> None:
    """The contract does not see a folder without `__init__.py`, and would keep silent about it."""
    folders = {module.parent for module in PACKAGE.rglob("*.py")}
    assert [str(folder.relative_to(ROOT)) for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []


@pytest.mark.parametrize("arguments", [["--help"], ["validate", "src/gridsim/scenarios/urumqi-street.yaml"]])
def test_help_and_validation_load_nothing_heavy(arguments: list[str]) -> None:
    done = _python("-c", LOADED, *arguments)
    assert done.stdout, done.stderr
    said = json.loads(done.stdout.splitlines()[-1])
    assert said["code"] == 0, done.stdout + done.stderr
    assert HEAVY & set(said["loaded"]) == set()


def test_importing_gridsim_loads_nothing_else_of_it() -> None:
    code = "import sys, gridsim; print([name for name in sys.modules if name.startswith('gridsim.')])"
    assert _python("-c", code).stdout == "[]\n"


@pytest.mark.parametrize("name", sorted(gridsim.__all__))
def test_every_public_name_can_be_reached(name: str) -> None:
    assert getattr(gridsim, name) is not None


def test_what_is_not_public_is_said_to_be_missing() -> None:
    with pytest.raises(AttributeError, match="module 'gridsim' has no attribute 'forecast'"):
        _ = gridsim.forecast


def test_scenarios_are_shipped_and_the_top_folder_links_to_them() -> None:
    shipped = {entry.name for entry in files("gridsim").joinpath("scenarios").iterdir()}
    assert {"urumqi-street.yaml", "migrant-top-up.yaml", "one-per-150.yaml"} <= shipped
    assert files("gridsim").joinpath("py.typed").is_file()
    assert (ROOT / "scenarios").resolve() == (PACKAGE / "scenarios").resolve()


def test_changelog_and_citation_name_this_version() -> None:
    newest = re.search(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    cited = re.search(r"^version: (.+)$", (ROOT / "CITATION.cff").read_text("utf-8"), re.MULTILINE)
    assert newest is not None
    assert cited is not None
    assert (newest[1], cited[1]) == (gridsim.__version__, gridsim.__version__)


def test_every_release_says_which_results_moved() -> None:
    releases = re.split(r"^## ", (ROOT / "CHANGELOG.md").read_text("utf-8"), flags=re.MULTILINE)[1:]
    assert [release.splitlines()[0] for release in releases if "### Results\n" not in release] == []
