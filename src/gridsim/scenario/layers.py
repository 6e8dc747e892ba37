"""A scenario file laid over what it extends, with what is set on top: one tree in which every value has its place."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

from gridsim.errors import Problem, ScenarioError
from gridsim.scenario.empirical import put_in_values, relative_to
from gridsim.scenario.mistakes import shown
from gridsim.scenario.reader import settle
from gridsim.scenario.sources import UnreadableError, find_file, read_rows, read_text
from gridsim.scenario.tree import Merger, Node, Place, addressed, duplicates, paths

Build = Callable[[str, str, list[Problem], str], Node]


LONGEST_CHAIN = 50


class Layers:
    """A file, what it extends, and what is set on top: one tree.

    `evident` has every path that some layer had: evidence for what another layer removed is no mistake.
    `build` makes the tree of a text, given what the file is called, where its problems go, and the path it is set at.
    """

    def __init__(self, build: Build) -> None:
        self.build = build
        self.problems: list[Problem] = []
        self.evident: set[str] = set()
        self.root = Node({}, Place(""))
        self.real = ""  # where the file of `of_one` is
        self.texts: dict[str, str] = {}  # of every file read, by what it is called

    @contextmanager
    def quoting(self) -> Iterator[None]:
        """Problems met inside get the lines they speak of."""
        try:
            yield
        except ScenarioError as error:
            raise ScenarioError([self.quoted(problem) for problem in error.problems]) from None

    def quoted(self, problem: Problem) -> Problem:
        """A problem with its line, where it has one."""
        found = re.fullmatch(r"(.+?):(\d+):\d+", problem.place)
        if not found:
            return problem
        lines = self.texts.get(found[1], "").split("\n")[int(found[2]) - 1 :][:1]
        return replace(problem, source="".join(lines).rstrip("\r"))

    def of_file(self, path: str) -> Layers:
        """A file with all it extends."""
        real, label = find_file(path, "", "")
        self.root = self._layer(read_text(real, label), label, real, (os.path.realpath(real),))
        return self

    def of_one(self, path: str) -> Layers:
        """One file as it stands, without what it extends."""
        self.real, label = find_file(path, "", "")
        self.texts[label] = read_text(self.real, label)
        self.root = self.build(self.texts[label], label, self.problems, "")
        return self

    def of_text(self, text: str, name: str) -> Layers:
        """A text with all it extends, as if it were a file called `name`."""
        self.root = self._layer(text, name, name, ())
        return self

    def with_set(self, set: Mapping[str, str] | None) -> Layers:
        """With values set, and what CSV files hold read."""
        for path, text in (set or {}).items():
            self._lay_over(path, str(text))
        self._read_csv()
        put_in_values(self.root, self.problems, self.texts)
        return self

    def _layer(self, text: str, label: str, real: str, above: tuple[str, ...]) -> Node:
        """One file laid over what it extends."""
        self.texts[label] = text
        over = self.build(text, label, self.problems, "")
        settle(self.problems if not isinstance(over.value, dict) else ())
        self.evident.update(paths(over))
        self._note_duplicates(over)
        base = self._base(over, label, real, above)
        for node in (over.value.get("workload"), _csv_of(over)):
            if node is not None and isinstance(node.value, str):
                node.value = os.path.join(os.path.dirname(real), node.value)
        relative_to(os.path.dirname(real), over)
        return self._merged(_without_words(base), over) if base is not None else over

    def _base(self, over: Node, label: str, real: str, above: tuple[str, ...]) -> Node | None:
        said = over.value.pop("extends", None)
        if said is None or said.value is None:
            return None
        where = str(said.place)
        if not isinstance(said.value, str):
            problem = Problem("not_text", f"{shown(said.value)} is not a file", "name one file", where, "extends")
            raise ScenarioError([*self.problems, problem])
        try:
            if len(above) >= LONGEST_CHAIN:
                raise UnreadableError(
                    "long_chain", f"more than {LONGEST_CHAIN} files extend each other", "put some of them together"
                )
            base, base_label = find_file(said.value, os.path.dirname(real), os.path.dirname(label))
            if os.path.realpath(base) in above:
                raise UnreadableError(
                    "cycle", f"{shown(said.value)} extends this file in turn", "let one of them stand alone"
                )
            return self._layer(read_text(base, base_label), base_label, base, (*above, os.path.realpath(base)))
        except UnreadableError as error:
            problem = Problem(error.code, error.fact, error.hint, where, "extends")
            raise ScenarioError([*self.problems, problem]) from None

    def _note_duplicates(self, over: Node) -> None:
        for slip in duplicates(over):
            place, path = str(slip.place), ".".join(slip.path)
            self.problems.append(Problem(slip.code, slip.fact, slip.hint, place, path))

    def _merged(self, base: Node, over: Node, address: tuple[str, ...] = ()) -> Node:
        merger = Merger(address)
        root = merger.merge(base, over)
        for slip in merger.slips:
            self.problems.append(Problem(slip.code, slip.fact, slip.hint, str(slip.place), ".".join(slip.path)))
        return root

    def _lay_over(self, path: str, text: str) -> None:
        """Set the value at a dotted path."""
        place = Place("--set")
        tree = addressed(path, self.build(text, "--set", self.problems, path), place)
        if tree is None:
            hint = "write for example 'roles.grid_worker.headcount.rule=1 per 80 households'"
            self.problems.append(Problem("bad_path", f"{shown(path)} is not a path", hint, "--set"))
        else:
            self.evident.update(paths(tree))
            self.root = self._merged(self.root, tree, tuple(path.split(".")))

    def _read_csv(self) -> None:
        """Put the rows of `places: csv` in a list."""
        said = _csv_of(self.root)
        if said is None or not isinstance(said.value, str):
            return
        places = self.root.value["places"]
        rows = read_rows(said, self.problems, self.texts)
        keys = {"list": places.keys["csv"], **{key: place for key, place in places.keys.items() if key != "csv"}}
        others = {key: item for key, item in places.value.items() if key != "csv"}
        self.root.value["places"] = Node({"list": rows, **others}, places.place, keys)
        self._note_duplicates(Node({"places": Node({"list": rows}, places.place)}, places.place))


WORDS = ("label", "why")


def _without_words(base: Node) -> Node:
    """A file without what it says to readers of itself: said of a file that changes it, that would be false."""
    kept = {key: item for key, item in base.value.items() if key not in WORDS}
    evidence = kept.get("evidence")
    if evidence is not None and isinstance(evidence.value, dict):
        of_others = {path: one for path, one in evidence.value.items() if str(path).split(".")[0] not in WORDS}
        kept["evidence"] = replace(evidence, value=of_others)
    return replace(base, value=kept)


def _csv_of(root: Node) -> Node | None:
    places = root.value.get("places")
    found = places.value.get("csv") if places and isinstance(places.value, dict) else None
    return found if isinstance(found, Node) else None
