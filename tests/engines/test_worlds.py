"""Every tiny world of `worlds/` comes out of every engine as it was worked by hand, row by row."""

from __future__ import annotations

from pathlib import Path

import pytest
from engines.traces import World, expected, rows
from engines.worlds import ALL

from gridsim.engines import ENGINES


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("world", ALL, ids=lambda world: world.name)
def test_rows_worked_by_hand(tmp_path: Path, world: World, engine: str) -> None:
    records = world.play(tmp_path, engine)
    tables = [(records.issues, world.issues), (records.work, world.work)]
    if world.also:
        tables.append((records.issues, world.also))
    for table, text in tables:
        columns, literal = expected(text, table)
        assert rows(table, columns) == literal


def test_every_world_has_a_name_of_its_own() -> None:
    names = [world.name for world in ALL]
    assert len(set(names)) == len(names) >= 24
