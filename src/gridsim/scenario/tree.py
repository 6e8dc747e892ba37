"""A scenario file as a tree whose every value knows the line that said it, and how one tree changes another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from gridsim.scenario.grammar import NAME
from gridsim.scenario.mistakes import Where, did_you_mean, shown
from gridsim.scenario.weeks import DAYS, days_of

Path = tuple[str, ...]
NAMED_LISTS: tuple[Path, ...] = (("roles",), ("issues",), ("departments",), ("places", "list"))
WEEKS = ("calendars", "timetables", "profiles")
SOURCES = ("generate", "list", "csv")
RULES = ("rule", "by_migrant_share")


@dataclass(frozen=True)
class Place:
    """A line and column (from 1) of a file; line 0 where there are none."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass
class Node:
    """A value: a scalar, a list of nodes, or a mapping to nodes whose keys have places too."""

    value: Any
    place: Place
    keys: dict[str, Place] = field(default_factory=dict)
    added_to: tuple[str, ...] = ()  # the names a list had, where an extending file added this to it

    @property
    def name(self) -> str | None:
        """The name of a mapping that has one."""
        named = self.value.get("name") if isinstance(self.value, dict) else None
        return named.value if named and isinstance(named.value, str) else None


@dataclass(frozen=True)
class Slip:
    """A mistake found in a tree: what, and where."""

    code: str
    fact: str
    hint: str
    place: Place
    path: Path


def plain(node: Node, keep_nulls: bool = True) -> Any:
    """The bare data of a tree."""
    if isinstance(node.value, dict):
        items = node.value.items()
        return {key: plain(item, keep_nulls) for key, item in items if keep_nulls or item.value is not None}
    if isinstance(node.value, list):
        return [plain(item, keep_nulls) for item in node.value]
    return node.value


def copied(node: Node) -> Node:
    """A tree of its own, to be changed."""
    value = node.value
    if isinstance(value, dict):
        value = {key: copied(item) for key, item in value.items()}
    elif isinstance(value, list):
        value = [copied(item) for item in value]
    return Node(value, node.place, dict(node.keys), node.added_to)


def step(node: Node, key: str | int) -> Node | None:
    """The part of a mapping or list under a key, a position (from 0) or the name of an item."""
    if isinstance(node.value, dict):
        return node.value.get(str(key))
    if isinstance(node.value, list):
        if isinstance(key, int):
            return node.value[key] if key < len(node.value) else None
        return next((item for item in node.value if item.name == key), None)
    return None


def locate(root: Node, where: Where, on_key: bool = False) -> tuple[Place, Path]:
    """The place of what is at `where` (or of its key), or of the nearest thing around it, and its dotted path.

    Items of lists are spoken of by their names, or by their numbers from 1.
    """
    node, path, place = root, list[str](), root.place
    for depth, key in enumerate(where):
        found = step(node, key)
        by_number = isinstance(key, int) and isinstance(node.value, list)
        path.append(((found and found.name) or str(int(key) + 1)) if by_number else str(key))
        if found is None:
            return place, (*path, *map(str, where[depth + 1 :]))
        place = found.place
        if isinstance(node.value, dict) and str(key) in node.keys and (on_key and depth == len(where) - 1):
            place = node.keys[str(key)]
        node = found
    return place, tuple(path)


def place_of(root: Node, path: str) -> Place:
    """The place of what a dotted path names, or of the nearest thing around it."""
    node, place = root, root.place
    for key in path.split("."):
        found = step(node, key)
        if found is None and isinstance(node.value, list) and key.isdecimal():
            found = step(node, int(key) - 1)
        if found is None:
            break
        node, place = found, found.place
    return place


def leaves(node: Node, path: Path = ()) -> Iterator[tuple[str, Any, Place]]:
    """Every scalar of a tree: dotted path, value and place."""
    if isinstance(node.value, dict):
        for key, item in node.value.items():
            yield from leaves(item, (*path, key))
    elif isinstance(node.value, list):
        for number, item in enumerate(node.value, start=1):
            yield from leaves(item, (*path, item.name or str(number)))
    else:
        yield ".".join(path), node.value, node.place


def paths(node: Node, path: Path = ()) -> Iterator[str]:
    """The dotted path of every value of a tree, mappings and lists included."""
    yield ".".join(path)
    if isinstance(node.value, dict):
        for key, item in node.value.items():
            yield from paths(item, (*path, key))
    elif isinstance(node.value, list):
        for number, item in enumerate(node.value, start=1):
            yield from paths(item, (*path, item.name or str(number)))


def duplicates(root: Node) -> Iterator[Slip]:
    """Names that stand twice in one list of named things."""
    for path in NAMED_LISTS:
        node: Node | None = root
        for key in path:
            node = step(node, key) if node else None
        seen: dict[str, Place] = {}
        for item in node.value if node and isinstance(node.value, list) else ():
            if item.name in seen:
                place = item.value["name"].place
                fact = f"the name {shown(item.name)} is taken"
                yield Slip("repeated_name", fact, f"see line {seen[item.name].line}", place, (*path, item.name, "name"))
            elif item.name is not None:
                seen[item.name] = item.value["name"].place


class Merger:
    """Lays one tree over another: mappings and lists of named things by name, null removes, all else is replaced.

    Where a value is set at an `address`, what lies on the way to it is not replaced.
    """

    def __init__(self, address: Path = ()) -> None:
        self.address = address
        self.slips: list[Slip] = []

    def merge(self, base: Node, over: Node, path: Path = ()) -> Node:
        """What stands when `over` is said after `base`."""
        if path in NAMED_LISTS and isinstance(base.value, list) and isinstance(over.value, (list, dict)):
            return self._by_name(base, over, path)
        if isinstance(base.value, list) and isinstance(over.value, dict) and _numbers(over, len(base.value)):
            return self._by_number(base, over, path)
        if isinstance(over.value, dict) and _is_headcount(path) and isinstance(base.value, str):
            base = Node({"rule": base}, base.place, {"rule": base.place})
        laid_over = len(path) < len(self.address) or not _replaced_whole(path)
        if isinstance(base.value, dict) and isinstance(over.value, dict) and laid_over:
            return self._mappings(base, over, path)
        return over

    def _mappings(self, base: Node, over: Node, path: Path) -> Node:
        if len(path) == 2 and path[0] in WEEKS:
            base, over = _by_day(base), _by_day(over)
        values, keys = dict(base.value), dict(base.keys)
        exclusive = SOURCES if path == ("places",) else RULES if _is_headcount(path) else ()
        if any(key in over.value and over.value[key].value is not None for key in exclusive):
            values = {key: item for key, item in values.items() if key not in exclusive or key in over.value}
        for key, item in over.value.items():
            if item.value is None and key in values:
                del values[key]
                continue
            values[key] = self.merge(values[key], item, (*path, key)) if key in values else item
            keys[key] = over.keys.get(key, item.place)
        return Node(values, over.place, keys, base.added_to)

    def _by_name(self, base: Node, over: Node, path: Path) -> Node:
        """A list of named things changed by a list, or by a mapping from the names of some of them."""
        items: dict[str, Node] = {item.name or f"#{number}": item for number, item in enumerate(base.value)}
        addressed, known = isinstance(over.value, dict), tuple(items)
        said = over.value.items() if addressed else [(i.name or f"+{n}", i) for n, i in enumerate(over.value)]
        for name, item in said:
            if addressed and name not in items:
                fact, hint = f"there is no {shown(name)} in {'.'.join(path)}", did_you_mean(name, items)
                self.slips.append(Slip("unknown_name", fact, hint, over.keys[name], (*path, name)))
            elif item.value is None and name in items:
                del items[name]
            else:
                added = replace(item, added_to=known)
                items[name] = self.merge(items[name], item, (*path, name)) if name in items else added
        return Node(list(items.values()), over.place)

    def _by_number(self, base: Node, over: Node, path: Path) -> Node:
        items = list(base.value)
        for key, item in over.value.items():
            items[int(key) - 1] = self.merge(items[int(key) - 1], item, (*path, key))
        return Node([item for item in items if item.value is not None], base.place)


def _numbers(node: Node, most: int) -> bool:
    return bool(node.value) and all(key.isdecimal() and 1 <= int(key[:9]) <= most for key in node.value)


def _is_headcount(path: Path) -> bool:
    return len(path) == 3 and path[0] == "roles" and path[2] == "headcount"


def _replaced_whole(path: Path) -> bool:
    """A day of a week, the windows of an exception, and the types of a generated city."""
    in_week = len(path) >= 3 and path[0] in WEEKS and (path[2] != "except" or len(path) >= 4)
    return in_week or path == ("places", "generate", "types")


def _by_day(week: Node) -> Node:
    """A week with a key for each day, so that one day can replace another."""
    values, keys = dict[str, Node](), dict[str, Place]()
    for key, item in week.value.items():
        days = days_of(key)
        for day in [key] if days is None else [DAYS[number] for number in days]:
            if day in values:  # said twice: keep both, for the reader of weeks to refuse
                day = key
            values[day], keys[day] = item, week.keys.get(key, item.place)
    return Node(values, week.place, keys)


def addressed(path: str, value: Node, place: Place) -> Node | None:
    """The tree that says one value at a dotted path; None if that is no path."""
    parts = path.split(".")
    if not all(NAME.fullmatch(part) or part.isdecimal() or _is_phrase(part) for part in parts) or len(parts) > 12:
        return None
    for part in reversed(parts):
        value = Node({part: value}, place, {part: place})
    return value


def _is_phrase(part: str) -> bool:
    """Keys such as `at least`, `above 50%` or `2013-02-09`."""
    return bool(part) and part == part.strip() and all(letter.isalnum() or letter in " %_-:," for letter in part)
