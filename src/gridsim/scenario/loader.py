"""Reads scenario files: the only module that knows YAML.

YAML is read with the meaning of 1.2, and what 1.1 would have read otherwise (`8:30`, `yes`, `010`) is refused.
"""

from __future__ import annotations

import math
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from typing import Any

import yaml

from gridsim.errors import Problem, ScenarioError
from gridsim.scenario.keyboard import full_width
from gridsim.scenario.layers import Layers
from gridsim.scenario.mistakes import shown
from gridsim.scenario.reader import first_of, read_scenario
from gridsim.scenario.schema import Scenario
from gridsim.scenario.sources import find_file, plain_scalar, read_text, shipped, trap_of
from gridsim.scenario.tree import Node, Place, copied, leaves, place_of, plain
from gridsim.scenario.yaml_text import BAD_ESCAPE, YamlText

__all__ = ["alone", "dump", "label_of", "load", "loads", "located", "origins", "resolved", "shipped", "tree"]

DEEPEST = 24
Parser: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load(path: str | os.PathLike[str], set: Mapping[str, str] | None = None) -> Scenario:
    """The scenario of a file, or a shipped one by its name, with values `set` by dotted path.

    Raises ScenarioError with all that is wrong.
    """
    layers = _layers()
    with layers.quoting():
        layers.of_file(os.fspath(path)).with_set(set)
        return read_scenario(layers.root, frozenset(layers.evident), layers.problems)


def loads(text: str, set: Mapping[str, str] | None = None, name: str = "scenario.yaml") -> Scenario:
    """The scenario a text says, as if it were a file called `name`."""
    layers = _layers()
    with layers.quoting():
        layers.of_text(text, name).with_set(set)
        return read_scenario(layers.root, frozenset(layers.evident), layers.problems)


def resolved(path: str | os.PathLike[str], set: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The plain data of a scenario after `extends`, `set` and CSV: one file that says the same."""
    data: dict[str, Any] = plain(_whole(path, set).root, keep_nulls=False)
    return data


def origins(path: str | os.PathLike[str], set: Mapping[str, str] | None = None) -> dict[str, tuple[Any, str]]:
    """Every value of a scenario by its dotted path, with the place that said it."""
    root = _layers().of_file(os.fspath(path)).with_set(set).root
    return {where: (value, str(place)) for where, value, place in leaves(root) if value is not None}


def located(path: str | os.PathLike[str], set: Mapping[str, str] | None, problems: Iterable[Problem]) -> list[Problem]:
    """The problems, found later in what a file says, with the places of their paths in it."""
    layers = _layers().of_file(os.fspath(path)).with_set(set)
    workload = layers.root.value.get("workload")
    with suppress(ScenarioError):
        if workload is not None and isinstance(workload.value, str):
            layers.texts[workload.value] = read_text(workload.value, "")
    return first_of(
        [
            layers.quoted(one if one.place else replace(one, place=str(place_of(layers.root, one.path))))
            for one in problems
        ]
    )


def label_of(path: str) -> str:
    """What a file is called where its lines are named."""
    return find_file(path, "", "")[1]


def tree(path: str | os.PathLike[str], set: Mapping[str, str] | None = None, *, whole: bool = True) -> Node:
    """What a valid scenario says, with the places that said it: all of it, or what its own file says."""
    everything = _whole(path, set).root
    return everything if whole else alone(path).root


def _whole(path: str | os.PathLike[str], set: Mapping[str, str] | None) -> Layers:
    """A valid scenario that means the same wherever it is kept: its workload is found from any folder."""
    layers = _layers()
    with layers.quoting():
        layers.of_file(os.fspath(path)).with_set(set)
        read_scenario(layers.root, frozenset(layers.evident), layers.problems)
    workload = layers.root.value.get("workload")
    if workload is not None and isinstance(workload.value, str):
        workload.value = os.path.abspath(workload.value)
    return layers


def alone(path: str | os.PathLike[str]) -> Layers:
    """A file of another kind than a scenario: its tree (`root`) and problems, and the quoting of its lines."""
    return _layers().of_one(os.fspath(path))


def dump(data: Mapping[str, Any], width: float = 120) -> str:
    """YAML that reads back to the same data."""
    return str(yaml.dump(dict(data), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=width))


class _Dumper(yaml.SafeDumper):
    """Quotes all text that would not read back as itself."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    safe = not trap_of(text) and plain_scalar(text) == text
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if safe else '"')


_Dumper.add_representer(str, _represent_text)


def _layers() -> Layers:
    return Layers(_built)


def _built(text: str, label: str, problems: list[Problem], at_set: str) -> Node:
    """The tree of a text; that of a file is kept, as an experiment reads its scenarios again at every point."""
    if at_set:
        return _Builder(text, label, problems, at_set).document()
    root, noted, fatal = _document(text, label)
    problems += noted
    if fatal:
        raise ScenarioError(problems)
    return copied(root)


@lru_cache(maxsize=16)
def _document(text: str, label: str) -> tuple[Node, tuple[Problem, ...], bool]:
    """The tree of a text, its problems, and whether they leave nothing to go on with."""
    problems = list[Problem]()
    try:
        return _Builder(text, label, problems).document(), tuple(problems), False
    except ScenarioError:
        return Node({}, Place(label)), tuple(problems), True


def _goes_on(said: Any, key: Any) -> bool:
    """Whether nothing but one sign stands between a plain value and the key after it."""
    if not all(isinstance(one, yaml.ScalarEvent) and not one.style for one in (said, key)):
        return False
    end, begin = said.end_mark, key.start_mark
    return bool(end.line == begin.line and end.column + 1 == begin.column)


class _Builder(YamlText):
    """Builds the tree of one document from YAML's events, and collects what is not allowed."""

    def __init__(self, text: str, label: str, problems: list[Problem], at_set: str = "") -> None:
        super().__init__(text, label, problems, at_set)
        self.events: Iterator[Any] = iter(())

    def document(self) -> Node:
        """The tree; an empty mapping with its problem noted where there is none."""
        nothing = Node({}, self._place(None))
        control = re.search(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", self.text)
        if control:
            line = self.text.count("\n", 0, control.start()) + 1
            place = Place(self.label, line, control.start() - self.text.rfind("\n", 0, control.start()))
            self._note("binary", f"the character U+{ord(control[0]):04X} is not text", "name a text file", place)
            raise ScenarioError(self.problems)
        try:
            self.events = iter(yaml.parse(self.text, Loader=Parser))  # lazily: depth is refused before it costs
            return self._root()
        except yaml.MarkedYAMLError as error:
            self._syntax(error)
            raise ScenarioError(self.problems) from None
        except (OverflowError, ValueError):  # YAML's own reader of escapes in Python has no other word for it
            self._note("bad_escape", *BAD_ESCAPE, nothing.place)
            raise ScenarioError(self.problems) from None
        except yaml.YAMLError as error:
            self._note("not_yaml", f"this is not YAML: {shown(str(error))}", "look at it", nothing.place)
            raise ScenarioError(self.problems) from None

    def _root(self) -> Node:
        next(self.events)
        begin = next(self.events)
        if isinstance(begin, yaml.StreamEndEvent):
            if self.at_set:
                return Node(None, self._place(None))
            self._note("empty_file", "the file is empty", "see gridsim new", Place(self.label, 1, 1))
            raise ScenarioError(self.problems)
        node = self._node(next(self.events), 0)
        next(self.events)
        after = next(self.events)
        if not isinstance(after, yaml.StreamEndEvent):
            self._note("two_documents", "a second document begins", "one file, one scenario", self._place(after))
        if not self.at_set and isinstance(node.value, str) and self._full_width(0, self.text.count("\n")):
            raise ScenarioError(self.problems)
        if not self.at_set and not isinstance(node.value, dict):
            self._note("not_a_mapping", f"{shown(node.value)} is not a scenario", "write keys and values", node.place)
        return node

    def _node(self, event: Any, depth: int) -> Node:
        place = self._place(event)
        if isinstance(event, yaml.AliasEvent):
            self._note("alias", f"the alias '*{event.anchor}' is not allowed", "write the value again", place)
            return Node("", place)
        if event.anchor:
            self._note("anchor", f"the anchor '&{event.anchor}' is not allowed", "use extends", place)
        if event.tag:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self._note("tag", f"the tag {shown(tag)} is not allowed", "leave it out", place)
        if depth > DEEPEST:
            self._note("too_deep", f"brackets nest more than {DEEPEST} deep", "write less deep", place)
            raise ScenarioError(self.problems)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(place, depth)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(place, depth)
        return Node(self._value(event, place), place)

    def _value(self, event: Any, place: Place) -> Any:
        if event.style:  # quoted
            return self._quoted(event.value, place)
        trap = trap_of(event.value)
        if trap:
            self._note("yaml_trap", *trap, place)
            return event.value
        value = plain_scalar(event.value)
        if isinstance(value, float) and not math.isfinite(value):
            self._note("not_finite", f"{shown(event.value)} is too large", "write a smaller number", place)
            return 0.0
        return value

    def _list(self, place: Place, depth: int) -> Node:
        items = []
        for event in self.events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            items.append(self._node(event, depth + 1))
        return Node(items, place)

    def _mapping(self, place: Place, depth: int) -> Node:
        node, cut = Node({}, place), False
        said, item = None, node
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            if _goes_on(said, event) and self._thousands(item, event.value):
                said, cut = event, False
                self._node(next(self.events), depth + 1)
                continue
            at, key = self._place(event), self._key(event, depth)
            said = next(self.events)
            item = self._node(said, depth + 1)
            if cut and item.value is None:  # the rest of a value that a comma cut off
                cut = key is None or ")" not in key
                continue
            cut = self._unclosed(item)
            if key is None:
                continue
            if key in node.value:
                hint = f"see line {node.keys[key].line}" if node.keys[key].line else "say it once"
                self._note("repeated_key", f"the key {shown(key)} stands twice", hint, at)
                continue
            node.value[key], node.keys[key] = item, at
        return node

    def _thousands(self, item: Node, rest: str) -> bool:
        """Whether the comma of `1,000` inside braces cut a value in two; it is put together without the comma."""
        number = re.search(r"(?<![0-9.])[0-9]{1,12}$", str(item.value))
        if not number or not re.match(r"[0-9]{3}(?![0-9])", rest):
            return False
        if self.problems and (self.problems[-1].place, self.problems[-1].path) == (str(item.place), self.at_set):
            self.problems.pop()  # what was said of the value before it was whole
        whole = int(number[0] + rest[:3])
        self._note("not_a_number", f"a comma in '{whole:,}'", f"no comma in numbers: write {whole}", item.place)
        item.value = plain_scalar(f"{item.value}{rest}")
        return True

    def _key(self, event: Any, depth: int) -> str | None:
        place = self._place(event)
        if not isinstance(event, yaml.ScalarEvent):
            self._node(event, depth + 1)
            if not isinstance(event, yaml.AliasEvent):
                self._note("bad_key", "a key is a word, not a list or mapping", "quote text with brackets", place)
            return None
        if event.anchor or event.tag:
            self._note("anchor" if event.anchor else "tag", "a key has no anchor and no tag", "leave it out", place)
        if not event.style and event.value == "<<":
            self._note("merge_key", "the merge key '<<' is not allowed", "use extends", place)
            return None
        trap = None if event.style else trap_of(event.value)
        if trap:
            self._note("yaml_trap", *trap, place)
        return self._quoted(str(event.value), place)

    def _quoted(self, text: str, place: Place) -> str:
        """Quoted text, in which an escape may have put half of a character."""
        if re.search("[\ud800-\udfff]", text):
            self._note("bad_escape", *BAD_ESCAPE, place)
            return ""
        return text

    def _unclosed(self, item: Node) -> bool:
        """Whether a comma inside braces ended a value in the middle of its parentheses."""
        text = item.value
        if not isinstance(text, str) or text.count("(") <= text.count(")"):
            return False
        hint, odd = "inside {...} and [...] a comma ends a value: separate parameters with ';'", full_width(text)
        hint = f"{odd[1]}: {odd[2]}" if odd else hint
        self._note("unclosed_parenthesis", f"unclosed parenthesis in {shown(text)}", hint, item.place)
        return True
