"""What all tests share: the golden files."""

from __future__ import annotations

from collections.abc import Callable
from difflib import unified_diff
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parent / "golden"

Golden = Callable[[str, str], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--refresh-golden", action="store_true", help="write tests/golden anew instead of comparing")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "golden" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.golden)


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
