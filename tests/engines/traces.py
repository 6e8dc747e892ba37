"""Small worlds run on a given trace, and their tables as literal rows."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from gridsim.engines import simulate
from gridsim.model.compile import compile_plan
from gridsim.model.records import Records
from gridsim.model.workload import draw
from gridsim.scenario.loader import load


def run(folder: Path, world: str, trace: str) -> Records:
    """The records of a world that reads `trace.csv`, its identities checked."""
    (folder / "world.yaml").write_text(world, encoding="utf-8")
    (folder / "trace.csv").write_text(trace, encoding="utf-8")
    plan = compile_plan(load(folder / "world.yaml"))
    records = simulate(plan, draw(plan, seed=1, replication=0))
    records.check(plan)
    return records


def rows(table: pd.DataFrame, columns: list[str]) -> list[tuple[object, ...]]:
    """Rows of plain values, None where there is none."""
    values = table[columns].astype(object)
    return [tuple(None if cell != cell else cell for cell in row) for row in values.itertuples(index=False)]
