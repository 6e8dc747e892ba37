"""A scenario written out: YAML that reads back to the same plan, each value with the line that set it if asked."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from gridsim.scenario.loader import dump, tree
from gridsim.scenario.tree import Node, leaves

LONG_KEY = 100  # YAML writes longer keys another way


def show(
    path: str | os.PathLike[str], set: Mapping[str, str] | None = None, *, whole: bool = False, origin: bool = False
) -> str:
    """YAML of what a file says, or of the `whole` scenario after what it extends, `set` and CSV files.

    `origin` puts `# file:line` after each value. A value that is set is always shown with the whole.
    """
    root = tree(path, set, whole=whole or bool(set))
    lines = list(_mapping(root, 0, nulls=not (whole or set)))
    if not origin:
        return "\n".join(line for line, _ in lines) + "\n"
    return "\n".join(f"{line}  # {said}" if said else line for line, said in lines) + "\n"


def values(
    path: str | os.PathLike[str], set: Mapping[str, str] | None = None, *, whole: bool = False
) -> list[dict[str, Any]]:
    """Every value as {path, value, place}, for machines."""
    root = tree(path, set, whole=whole or bool(set))
    told = [{"path": where, "value": value, "place": str(place)} for where, value, place in leaves(root)]
    return [one for one in told if one["value"] is not None or not (whole or set)]


def _mapping(node: Node, depth: int, nulls: bool) -> Iterator[tuple[str, str]]:
    """Lines of a mapping, each with the place of the value it says, if it says one."""
    for key, item in node.value.items():
        if item.value is not None or nulls:
            yield from _item(f"{' ' * depth}{_key(key)}:", item, depth, nulls)


def _list(node: Node, depth: int, nulls: bool) -> Iterator[tuple[str, str]]:
    for item in node.value:
        inner = list(_mapping(item, depth + 2, nulls)) if isinstance(item.value, dict) and item.value else []
        if inner:  # its first key goes on the line of the dash
            first, said = inner[0]
            yield f"{' ' * depth}- {first.lstrip()}", said
            yield from inner[1:]
        else:
            yield from _item(" " * depth + "-", item, depth, nulls)


def _item(head: str, item: Node, depth: int, nulls: bool) -> Iterator[tuple[str, str]]:
    if isinstance(item.value, dict) and any(nulls or part.value is not None for part in item.value.values()):
        yield head, ""
        yield from _mapping(item, depth + 2, nulls)
    elif isinstance(item.value, list) and item.value:
        yield head, ""
        yield from _list(item, depth + 2, nulls)
    else:
        empty = "{}" if isinstance(item.value, dict) else "[]"
        yield f"{head} {empty if isinstance(item.value, (dict, list)) else _scalar(item.value)}", _line(item)


@cache
def _key(key: str) -> str:
    return _quoted(key) if len(key) > LONG_KEY or "\n" in key else dump({key: None}).removesuffix(": null\n")


def _scalar(value: Any) -> str:
    """A scalar in one line."""
    if isinstance(value, str) and "\n" in value:
        return _quoted(value)
    return dump({"k": value}, width=math.inf).removeprefix("k:").strip()


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'


def _line(item: Node) -> str:
    place = item.place
    return f"{place.file}:{place.line}" if place.line else place.file
