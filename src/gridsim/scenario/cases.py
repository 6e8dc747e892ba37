"""A scenario of an experiment: its file, what is set in it, and what it is called at a point of the sweep."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gridsim.scenario.loader import dump, tree
from gridsim.scenario.tree import Node, step

NUMBERED = "~point-"  # between a scenario and the number of its point


@dataclass(frozen=True)
class Case:
    """A scenario of an experiment: its file with values set, among them those of a `point` of the sweep."""

    name: str
    file: str
    set: Mapping[str, str]
    point: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Failed:
    """A point of a sweep that cannot be run, and why."""

    name: str
    said: str


def lost_point(name: str, point: Mapping[str, str], why: str) -> Failed:
    """A point that cannot be run; with what it sets, where its name is a number."""
    sets = ", ".join(f"{path}={text}" for path, text in point.items())
    return Failed(name, f"{sets}: {why}" if NUMBERED in name else why)


def written(case: Case, path: str) -> object:
    """What a valid scenario says at a dotted path; None where it says nothing or more than one thing."""
    node: Node | None = tree(case.file, case.set)
    for key in path.split("."):
        short = node is not None and key == "rule" and isinstance(node.value, str)  # headcount: 5 in total
        node = node if short or node is None else step(node, key)
    return None if node is None or isinstance(node.value, (dict, list)) else node.value


def case_at(scenario: Case, point: Mapping[str, str], name: str) -> Case:
    """A scenario at a point of the sweep, given as YAML by path."""
    return Case(name, scenario.file, {**scenario.set, **point}, point)


def yaml_of(value: Any) -> str:
    """A value as YAML that reads back to it."""
    text = dump({"k": value}, width=math.inf).removeprefix("k:")
    return text if isinstance(value, (dict, list)) else text.strip()


def point_name(scenario: str, number: int) -> str:
    """The name of a point that is told by its number."""
    return f"{scenario}{NUMBERED}{number}"
