"""A results folder run again from what is in it alone, and compared table by table, to the last digit."""

from __future__ import annotations

import csv
import json
import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from io import StringIO
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pandas as pd

import gridsim
from gridsim.analysis.inference import Size
from gridsim.experiment.cache import program_key
from gridsim.experiment.comparison import Comparison, compare
from gridsim.experiment.contents import contents
from gridsim.experiment.retrace import kept_scenario
from gridsim.experiment.running import Progress
from gridsim.experiment.sensitivity import folder_of, sensitivity
from gridsim.experiment.staffing import staff_for
from gridsim.experiment.staffing_results import results_of
from gridsim.experiment.uncertain import drawn_again
from gridsim.results import MANIFEST, Results, libraries, read
from gridsim.scenario.cases import Case
from gridsim.scenario.schema import Scenario

NAMING = ("scenario", "baseline", "replication", "measure", "by", "group", "community", "role", "time_min")
CSV = ("summary", "differences")
RECORDS = "records"  # the table of hashes of each replication's records, which the folder does not keep

Text = list[list[str]]


@dataclass(frozen=True)
class First:
    """The first row that differs: its number from 1, what names it, and what the two say in the first such column."""

    row: int
    named: Mapping[str, str]
    column: str
    folder: str
    here: str


@dataclass(frozen=True)
class Table:
    """A table of the folder and the same one made here: rows, sha256 of each as CSV, and where they part."""

    name: str
    rows: int
    folder: str
    here: str
    first: First | None = None

    @property
    def equal(self) -> bool:
        """Whether they are the same to the last digit."""
        return self.folder == self.here


@dataclass(frozen=True)
class Reproduced:
    """What running a folder again came to: its tables, those not made again, and what is another program here."""

    folder: Path
    tables: tuple[Table, ...]
    left_out: tuple[str, ...]
    other: Mapping[str, tuple[str, str]]  # by name: in the folder, here

    @property
    def equal(self) -> bool:
        """Whether every table is the same."""
        return all(table.equal for table in self.tables)


def reproduce(folder: Path, *, processes: int | None = None, progress: Progress | None = None) -> Reproduced:
    """Run a results folder again; nothing comes from a cache.

    ResultsError if it is no results folder, or was changed, or its scenarios can no longer be used.
    """
    results = read(folder)
    again = _again(results, folder, {"processes": processes, "progress": progress})
    kept = _texts(results) | {name: _file(folder / f"{name}.csv") for name in CSV}
    made = _texts(again) | {
        name: _csv(table) for name, table in zip(CSV, (again.summary, again.differences), strict=True)
    }
    tables = tuple(compared(name, kept[name], made[name]) for name in kept if name in made)
    return Reproduced(folder, tables, tuple(_left_out(kept, made)), _other(folder, results))


def _again(results: Results, folder: Path, run: Mapping[str, Any]) -> Results:
    """What the folder's scenarios come to here."""
    facts = results.facts
    scenarios = {one["name"]: kept_scenario(results, one["name"], folder)[0] for one in facts["scenarios"]}
    where = {**run, "engine": facts["engine"]}
    if "sensitivity" in facts:
        return _screened(facts, folder, where)
    comparison = compare(
        list(scenarios.values()), facts["baseline"], facts["replications"], facts["seed"], measures=facts["headline"],
        smallest=_sizes(facts), points=_points(results), **where,
    )  # fmt: skip
    if "uncertain" in facts:
        comparison = drawn_again(comparison, folder, facts, **run)
    if "staff_for" in facts:
        return _searched(scenarios[facts["baseline"]], comparison, facts["staff_for"], where)
    return contents(comparison, {}, results.name)


def _screened(facts: Mapping[str, Any], folder: Path, where: Mapping[str, Any]) -> Results:
    """The inputs of the folder's scenario screened again."""
    said, name = facts["sensitivity"], facts["baseline"]
    case = Case(name, str(folder / "inputs" / f"{name}.yaml"), {})
    asked = {"number": said["trajectories"], "measures": facts["headline"]}
    return folder_of(sensitivity(case, facts["replications"], facts["seed"], **asked, **where), case)


def _searched(
    scenario: Scenario, comparison: Comparison, said: Mapping[str, Any], where: Mapping[str, Any]
) -> Results:  # fmt: skip
    """The headcount of the folder's scenario looked for again."""
    asked = {key: said[key] for key in ("role", "by", "confidence", "replications", "seed")}
    found = staff_for(scenario, said["target"]["text"], at_most=said.get("at_most", said["most"]), **asked, **where)
    return results_of(found, comparison, {})


def _sizes(facts: Mapping[str, Any]) -> dict[str, Size]:
    """The differences that matter, where a person said so."""
    return {measure: (kind, float(value)) for measure, (kind, value) in facts.get("smallest", {}).items()}


def _points(results: Results) -> dict[str, dict[str, str]]:
    """What each point of a sweep set, by path."""
    points: dict[str, dict[str, str]] = {}
    if "points" in results.tables:
        for name, path, text in results.tables["points"][["scenario", "path", "set_to"]].itertuples(index=False):
            points.setdefault(name, {})[path] = text
    return points


def _texts(results: Results) -> dict[str, Text]:
    """The tables as text, which has every digit; first of all the hashes of the records of each replication."""
    hashes = results.facts["hashes"]
    rows = [
        [scenario, str(replication), *one]
        for scenario, kinds in hashes.items()
        for replication, one in enumerate(zip(*kinds.values(), strict=True))
    ]
    records = [["scenario", "replication", *next(iter(hashes.values()))], *rows]
    return {RECORDS: records, **{name: _csv(table) for name, table in results.tables.items()}}


def _csv(table: pd.DataFrame) -> Text:
    """A table as it stands in a CSV file: rows of cells, the names of the columns first."""
    return list(csv.reader(StringIO(table.to_csv(index=False, lineterminator="\n"))))


def _file(path: Path) -> Text:
    """A CSV file's rows of cells."""
    return list(csv.reader(StringIO(path.read_text(encoding="utf-8-sig"))))


def _left_out(kept: Mapping[str, Text], made: Mapping[str, Text]) -> Iterator[str]:
    """Tables and columns of the folder that are not made again: of claims, whose ledger is not in it."""
    for name, table in kept.items():
        if name not in made:
            yield name
        else:
            yield from (f"{name}.{column}" for column in table[0] if column not in made[name][0])


def compared(name: str, kept: Text, made: Text) -> Table:
    """Compare the columns that the table made again has."""
    columns = [column for column in kept[0] if column in made[0]]
    folder, here = _only(kept, columns), _only(made, columns)
    first = None if folder == here else _first(columns, folder, here)
    return Table(name, len(kept) - 1, _hash(folder), _hash(here), first)


def _only(table: Text, columns: Sequence[str]) -> Text:
    places = [table[0].index(column) for column in columns]
    return [[row[i] for i in places] for row in table[1:]]


def _hash(rows: Text) -> str:
    return sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()


def _first(columns: Sequence[str], folder: Text, here: Text) -> First:
    """Where two tables part; a row that only one has differs in its first cell."""
    none = [""] * len(columns)
    number, one, other = next(
        (i, one, other) for i, (one, other) in enumerate(zip_longest(folder, here, fillvalue=none), 1) if one != other
    )
    i = next(i for i in range(len(columns)) if one[i] != other[i])
    row = other if one is none else one
    named = {column: value for column, value in zip(columns, row, strict=True) if column in NAMING}
    return First(number, named, columns[i], one[i], other[i])


def _other(folder: Path, results: Results) -> dict[str, tuple[str, str]]:
    """What is not as it was when the folder was made: a reason why hashes may differ."""
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    then: dict[str, Any] = {
        "gridsim": manifest["gridsim"],
        "program": results.facts["program"],
        "python": manifest["python"],
    }
    now: dict[str, Any] = {
        "gridsim": gridsim.__version__,
        "program": program_key(),
        "python": platform.python_version(),
    }
    then, now = {**then, **manifest["libraries"]}, {**now, **libraries()}
    return {name: (str(then[name]), str(now.get(name))) for name in then if then[name] != now.get(name)}


def document(told: Reproduced) -> dict[str, Any]:
    """What it came to, for a reader and for other programs."""
    return {
        "folder": told.folder.as_posix(),
        "equal": told.equal,
        "tables": [{**asdict(table), "equal": table.equal} for table in told.tables],
        "left_out": list(told.left_out),
        "other": {name: list(pair) for name, pair in told.other.items()},
    }
