"""What all tests share: the golden files, and a command line that is built once."""

from __future__ import annotations

import gc
from collections.abc import Callable
from difflib import unified_diff
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer.testing

GOLDEN = Path(__file__).parent / "golden"

Golden = Callable[[str, str], None]

# The command line is built anew for every call, which takes longer than most calls: once is enough for all tests.
typer.testing._get_command = cache(typer.testing._get_command)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--refresh-golden", action="store_true", help="write tests/golden anew instead of comparing")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "golden" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.golden)


def pytest_collection_finish() -> None:
    """What is there by now stays to the end: looking for garbage in it again and again takes a tenth of the time."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """`golden(name, text)`: the text (a page, a CSV) is, to the letter, what tests/golden/<name> holds."""
    refresh: bool = request.config.getoption("--refresh-golden")

    def same(name: str, text: str) -> None:
        path = GOLDEN / name
        if refresh:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
            return
        assert path.exists(), f"there is no tests/golden/{name}; write it with `make golden` and review it"
        held = path.read_bytes().decode()
        moved = unified_diff(held.splitlines(), text.splitlines(), f"golden/{name}", "now", lineterm="", n=2)
        assert text == held, "\n".join([f"tests/golden/{name} differs:", *moved])

    return same


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Results folders come without figures: drawing takes longer than a small run, and has tests of its own."""
    monkeypatch.setattr("gridsim.report.folder.draw", lambda *_: None)


_REMEMBERED: dict[tuple[object, ...], Any] = {}


@pytest.fixture
def remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a replication came to is remembered from test to test, so that an equal one does not run again."""
    from gridsim.experiment import replications

    whole = replications.replicate

    def replicate(job: replications.Job, passing: Any = None) -> replications.Replicate:
        how = (job.plan.hash, job.seed, job.replication, job.engine, replications.records_of)
        if how not in _REMEMBERED:
            _REMEMBERED[how] = whole(job, passing)
        return _REMEMBERED[how]

    monkeypatch.setattr(replications, "replicate", replicate)
