"""docs/proofs.md keeps its word: each proof it names is there, each world is named, and it counts right."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from engines.test_parity import FAST, SLOW
from engines.traces import World
from engines.worlds import ALL, THEMES

TESTS = Path(__file__).parent
PAGE = (TESTS.parent / "docs" / "proofs.md").read_text(encoding="utf-8")
ROWS = [line.strip("| ").split(" | ") for line in PAGE.splitlines() if line.startswith("| ") and "`" in line]
PROOFS = sorted({proof for row in ROWS for proof in re.findall(r"`([^`]+)`", row[-1])})
WORLDS = {
    f"{theme.__name__.rpartition('.')[2]}.{name}": world
    for theme in THEMES for name, world in vars(theme).items() if isinstance(world, World)
}  # fmt: skip


@pytest.mark.parametrize("proof", PROOFS)
def test_a_proof_that_is_named_is_there(proof: str) -> None:
    """A world that is played, or a file with tests in it."""
    if proof.endswith(".py"):
        assert "\ndef test_" in (TESTS / proof).read_text(encoding="utf-8")
    else:
        assert WORLDS[proof] in ALL


def test_every_row_has_a_proof_and_every_world_a_row() -> None:
    mechanisms = [line for line in PAGE.splitlines() if line.startswith("| ") and line != "| mechanism | proof |"]
    assert len(ROWS) == len(mechanisms) > 40
    assert set(WORLDS) - set(PROOFS) == set()
    assert all(world in WORLDS.values() for world in ALL)


def test_what_is_counted_is_right() -> None:
    assert f"There are {len(ALL)}, in" in PAGE
    assert f"{FAST + SLOW:,} random cities ({FAST:,} in `make test`,\n{SLOW:,} more in" in PAGE
