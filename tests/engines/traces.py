"""Small worlds run on a given trace, and their tables as literal rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from gridsim.engines import simulate
from gridsim.model.compile import compile_plan
from gridsim.model.plan import Plan
from gridsim.model.records import Records
from gridsim.model.workload import Workload, draw
from gridsim.scenario.loader import load

Cell = str | float | None

NEUTRAL = {  # what a world says only where it differs
    "schema": "gridsim/scenario/1",
    "name": "tiny",
    "time": "{start: 2013-01-07, horizon: 2 days, resolution: 1 min}",
    "places": "{list: [{name: c1, type: residential, households: 200, persons_per_household: 2.5, grids: 2}]}",
    "workload": "trace.csv",
}
STANDBY = 'timetables: {standby: {mon-sun: {"00:00-24:00": standby}}}\n'


@dataclass(frozen=True)
class World:
    """A tiny city, its issues with all their marks, and the rows that follow from MODEL.md by hand.

    `scenario` is YAML without what NEUTRAL says. The others are tables as text: the first line names columns
    (`_min` may be left out of those expected), `-` is none, and what follows `#` is the reason. Under an issue's
    marks, `+ a2_h1 work_min=5` are more of them, here of hop 1 of attempt 2. `also` has further columns of the issues.
    `absent` lists (worker, day): a trace has no column for them.
    """

    name: str
    scenario: str
    marks: str
    issues: str
    work: str
    also: str = ""
    absent: tuple[tuple[int, int], ...] = ()

    def yaml(self) -> str:
        """The whole scenario file."""
        said = {line.partition(":")[0] for line in self.scenario.splitlines()}
        return "".join(f"{key}: {value}\n" for key, value in NEUTRAL.items() if key not in said) + self.scenario

    def csv(self) -> str:
        """The workload file; all happens in c1 unless it says where."""
        header, *lines = _lines(self.marks)
        issues: list[dict[str, str]] = []
        for cells in lines:
            if cells[0] == "+":
                pairs = (cell.split("=") for cell in cells[2:])
                issues[-1].update({f"{name}_{cells[1]}": value for name, value in pairs})
            else:
                issues.append({"community": "c1", **dict(zip(header, cells, strict=True))})
        columns = sorted({name for issue in issues for name in issue})
        cells_of = [[issue.get(name, "-") for name in columns] for issue in issues]
        return "".join(",".join("" if cell == "-" else cell for cell in row) + "\n" for row in (columns, *cells_of))

    def prepare(self, folder: Path) -> tuple[Plan, Workload]:
        """Its plan and its marks, for any engine; `folder` holds its two files."""
        plan, workload = prepare(folder, self.yaml(), self.csv())
        if self.absent:
            presence = np.zeros((len(plan.workers), int(plan.horizon_min // 1440)))
            for worker, day in self.absent:
                presence[worker, day] = np.nextafter(1.0, 0.0)
            workload = replace(workload, presence=presence)
        return plan, workload

    def play(self, folder: Path, engine: str = "reference") -> Records:
        """What an engine makes of it, its identities checked."""
        plan, workload = self.prepare(folder)
        records = simulate(plan, workload, engine=engine)
        records.check(plan)
        return records


def prepare(folder: Path, world: str, trace: str) -> tuple[Plan, Workload]:
    """The plan of a world that reads `trace.csv`, and what it reads."""
    (folder / "world.yaml").write_text(world, encoding="utf-8")
    (folder / "trace.csv").write_text(trace, encoding="utf-8")
    plan = compile_plan(load(folder / "world.yaml"))
    return plan, draw(plan, seed=1, replication=0)


def run(folder: Path, world: str, trace: str, engine: str = "reference") -> Records:
    """The records of a world that reads `trace.csv`, its identities checked."""
    plan, workload = prepare(folder, world, trace)
    records = simulate(plan, workload, engine=engine)
    records.check(plan)
    return records


def rows(table: pd.DataFrame, columns: list[str]) -> list[tuple[object, ...]]:
    """Rows of plain values, None where there is none."""
    values = table[columns].astype(object)
    return [tuple(None if cell != cell else cell for cell in row) for row in values.itertuples(index=False)]


def expected(text: str, table: pd.DataFrame) -> tuple[list[str], list[tuple[Cell, ...]]]:
    """The columns of `table` that a text names, and its rows of plain values."""
    header, *lines = _lines(text)
    columns = [name if name in table else f"{name}_min" for name in header]
    for line in lines:
        assert len(line) == len(header), f"{len(header)} columns, {len(line)} cells: {' '.join(line)}"
    return columns, [tuple(_cell(cell) for cell in line) for line in lines]


def _lines(text: str) -> list[list[str]]:
    """The cells of each line that is not empty, reasons left out."""
    return list(_cells(text))


def _cells(text: str) -> Iterator[list[str]]:
    for line in text.splitlines():
        cells = line.partition("#")[0].split()
        if cells:
            yield cells


def _cell(text: str) -> Cell:
    if text == "-":
        return None
    try:
        return float(text)
    except ValueError:
        return text
