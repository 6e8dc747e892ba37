"""Where scenarios come from: files, shipped scenarios and tables of communities, and the scalars in them."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Mapping
from difflib import get_close_matches
from importlib.resources import files
from typing import Any

from gridsim.errors import Problem, ScenarioError
from gridsim.scenario.boundary import is_of_persons, no_attribute
from gridsim.scenario.mistakes import Mistake, counted, did_you_mean, nearest, shown
from gridsim.scenario.places import Community
from gridsim.scenario.tree import Node, Place

MOST_BYTES = 1_000_000
NEEDED = ("name", "type", "households", "persons_per_household")
LABELS = {"label_en": "en", "label_zh": "zh"}  # columns, and the languages they are in
COLUMNS = (*(name for name in Community.model_fields if name != "label"), *LABELS)
OF_TABLES = {  # what to do about a table of communities that cannot be read
    "encoding": "save it as CSV in UTF-8",
    "binary": "save it as CSV in UTF-8",
    "too_large": "leave out rows and columns that are not of communities",
}
SEPARATORS = {";": "a semicolon", "\t": "a tab"}
INTEGER = re.compile(r"[-+]?[0-9]+")
FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
TRAPS = (
    (re.compile(r"(?i:yes|no|on|off)"), "reads differently in YAML 1.1 and 1.2", "write true or false, or quote it"),
    (re.compile(r"[-+]?[0-9]+(?::[0-9]+)+(?:\.[0-9]*)?"), "is a number in YAML 1.1", 'quote clock times: "{0}"'),
    (re.compile(r"[-+]?0[0-9_]+"), "is an octal number in YAML 1.1", "drop the leading 0, or quote it"),
    (re.compile(r"[-+]?0[xob][0-9a-fA-F_]+"), "is not a decimal number", "write it in decimal, or quote it"),
    (re.compile(r"[-+]?[0-9][0-9_]*_[0-9_]*(?:\.[0-9_]*)?"), "is a number in YAML 1.1", "drop the _, or quote it"),
    (re.compile(r"(?i:[-+]?\.inf|\.nan)"), "is not a finite number", "write a number"),
)


def shipped() -> dict[str, str]:
    """The scenarios that come with gridsim, name and path: the bases first, then the steps on them."""
    return _files("") | _files("steps")


def experiments() -> dict[str, str]:
    """The experiments that come with gridsim: name and path."""
    return _files("experiments")


def _files(folder: str) -> dict[str, str]:
    """The files in a folder of those that come with gridsim, by name."""
    within = os.path.join(str(files("gridsim") / "scenarios"), folder)
    found = sorted(name for name in os.listdir(within) if name.endswith(".yaml"))
    return {name.removesuffix(".yaml"): os.path.join(within, name) for name in found}


class UnreadableError(ScenarioError):
    """A file that cannot be read at all."""

    def __init__(self, code: str, fact: str, hint: str, place: str = "") -> None:
        super().__init__([Problem(code, fact, hint, place)])
        self.code, self.fact, self.hint = code, fact, hint


def find_file(path: str, folder: str, label_folder: str) -> tuple[str, str]:
    """Where a file is and what to call it: a path relative to `folder`, or the name of one that comes with gridsim."""
    if "\0" in path:
        raise UnreadableError("no_file", f"{shown(path)} is not a file name", "write a path")
    real, known = os.path.join(folder, path), shipped() | experiments()
    if not os.path.exists(real):
        name = path.removesuffix(".yaml")
        if name in known:
            return known[name], f"{name}.yaml"
        raise UnreadableError("no_file", f"there is no file {shown(path)}", _nearby(real, known))
    return real, os.path.join(label_folder, path)


def _nearby(real: str, known: Mapping[str, str]) -> str:
    """A file of that folder with a name like it, or one that comes with gridsim."""
    folder, name = os.path.split(real)
    beside = os.listdir(folder or ".") if os.path.isdir(folder or ".") else []
    stems = {name: name for name in known} | {
        entry.rpartition(".")[0]: entry for entry in beside if entry.endswith((".yaml", ".yml"))
    }
    near = get_close_matches(name.removesuffix(".yaml").removesuffix(".yml")[:60], stems, n=1, cutoff=0.66)
    return f"did you mean '{stems[near[0]]}'?" if near else f"shipped: {', '.join(shipped())}"


def read_text(path: str, label: str) -> str:
    """The text of a file: UTF-8, not too large, no control characters."""
    if os.path.isdir(path):
        raise UnreadableError("directory", "this is a directory", "name a file in it", label)
    if not os.path.isfile(path):
        raise UnreadableError("no_file", "this is not an ordinary file", "name a file", label)
    size = os.path.getsize(path)
    if size > MOST_BYTES:
        raise UnreadableError(
            "too_large", f"the file has {size} bytes, more than 1 MB", "put communities into a CSV", label
        )
    try:
        with open(path, "rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise UnreadableError(
            "no_file", f"the file cannot be read: {error.strerror}", "look at its rights", label
        ) from None
    if b"\0" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableError("binary", "this is a binary file", "name a text file", label)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UnreadableError("encoding", "this is not UTF-8", "save it as UTF-8", f"{label}:{line}:1") from None


def trap_of(text: str) -> tuple[str, str] | None:
    """What is wrong with a plain scalar that YAML 1.1 reads otherwise, and a hint."""
    for pattern, fact, hint in TRAPS:
        if pattern.fullmatch(text):
            return f"{shown(text)} {fact}", hint.format(text)
    return None


def plain_scalar(text: str) -> Any:
    """The value of a plain scalar in YAML 1.2."""
    if text in ("", "~", "null", "Null", "NULL"):
        return None
    if text in ("true", "True", "TRUE", "false", "False", "FALSE"):
        return text.lower() == "true"
    if INTEGER.fullmatch(text) and len(text) < 20:
        return int(text)
    return float(text) if FLOAT.fullmatch(text) else text


def read_rows(said: Node, problems: list[Problem], texts: dict[str, str]) -> Node:
    """The communities of a CSV, one node each, with the places of its cells; its text is put into `texts`."""
    path = said.value
    label = os.path.basename(path)
    try:
        if not os.path.exists(path):
            raise UnreadableError("no_file", f"there is no file {shown(label)}", "look at the path")
        texts[label] = read_text(path, label)
        lines = texts[label].splitlines()
    except UnreadableError as error:
        found, hint = error.problems[0].place, OF_TABLES.get(error.code, error.hint)
        place = found if found.startswith(f"{label}:") else str(said.place)
        problems.append(Problem(error.code, error.fact, hint, place, "places.csv"))
        return Node([], said.place)
    header = [cell.strip() for cell in _cells("".join(lines[:1]))]
    other = next((what for mark, what in SEPARATORS.items() if len(header) == 1 and mark in header[0]), None)
    if other:
        fact = f"{other} separates the cells"
        problems.append(Problem("bad_column", fact, "separate them with ','", f"{label}:1:1", "places.csv"))
        return Node([], said.place)
    if _bad_header(header, label, problems):
        return Node([], said.place)
    rows = []
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip():
            continue
        cells = _cells(line)
        if len(cells) != len(header):
            fact = f"the row has {counted(len(cells), 'cell')}, the header {len(header)}"
            problems.append(Problem("bad_row", fact, "give every column one cell", f"{label}:{number}:1", "places.csv"))
            continue
        rows.append(_row(header, cells, label, number))
    return Node(rows, said.place)


def _cells(line: str) -> list[str]:
    """The cells of a line; none if there is no end to one of them."""
    try:
        return next(csv.reader([line]), [])
    except csv.Error:
        return []


def _bad_header(header: list[str], label: str, problems: list[Problem]) -> bool:
    """Whether the columns are not those of communities; each mistake is told once, at its column."""
    before, at, missing = len(problems), 1, [name for name in NEEDED if name not in header]
    for position, column in enumerate(header):
        near = nearest(column.lower(), COLUMNS)
        if column in COLUMNS:
            said = Mistake("bad_column", f"two columns {shown(column)}", "keep one")
        elif is_of_persons(column):
            said = no_attribute(column)
        else:
            said = Mistake("bad_column", f"unknown column {shown(column)}", did_you_mean(near or column, COLUMNS))
            missing = [name for name in missing if name != near]
        if column not in COLUMNS or column in header[:position]:
            problems.append(Problem(said.code, said.fact, said.hint, f"{label}:1:{at}", "places.csv"))
        at += len(column) + 1
    for column in missing:
        hint = f"needed: {', '.join(NEEDED)}"
        problems.append(Problem("bad_column", f"there is no column '{column}'", hint, f"{label}:1:1", "places.csv"))
    return len(problems) > before


def _row(header: list[str], cells: list[str], label: str, number: int) -> Node:
    node, column = Node({}, Place(label, number, 1)), 1
    for name, cell in zip(header, cells, strict=True):
        place = Place(label, number, column)
        text = cell.strip()
        is_number = name in ("households", "persons_per_household", "grids")
        if text:
            inside, key = node, LABELS.get(name, name)
            if name in LABELS:
                inside = node.value.setdefault("label", Node({}, place))
                node.keys.setdefault("label", place)
            inside.value[key] = Node(plain_scalar(text) if is_number else text, place)
            inside.keys[key] = place
        column += len(cell) + 1
    return node
