"""What the axes of an experiment file become: its scenarios as written and at every point, read and checked."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from itertools import product
from typing import Any

from gridsim.errors import Problem, ScenarioError
from gridsim.scenario.cases import Case, Failed, case_at, lost_point, point_name, written, yaml_of
from gridsim.scenario.experiment_file import ExperimentFile
from gridsim.scenario.experiment_values import NEVER_WHOLE, Choice, Hypercube, Span
from gridsim.scenario.grammar import DAY_MIN
from gridsim.scenario.loader import alone, load
from gridsim.scenario.mistakes import Where, did_you_mean, shown
from gridsim.scenario.schema import Scenario
from gridsim.scenario.tree import Node, locate, step

NO_SUCH = ("unknown_key", "unknown_name", "outside")  # what is said of a path that there is not
MOST_CASES = 256
LONG_NAME = 120


class Cases:
    """Loads the scenarios of an experiment, as written and at every point, and collects what is wrong.

    `sound` is the tree of the file (`root`) without what was found wrong in it.
    """

    def __init__(self, said: ExperimentFile, sound: Node, root: Node, real: str, set: Mapping[str, str]) -> None:
        self.said, self.sound, self.root, self.real, self.set = said, sound, root, real, set
        self.all: list[Case] = []
        self.names: list[str] = []
        self.problems: list[Problem] = []
        self.places = frozenset(str(place) for place in _places(root))
        self.points = 0
        self.failed: list[Failed] = []
        self.ranges: dict[str, Span | Choice] = dict(said.sweep.over) if isinstance(said.sweep, Hypercube) else {}
        self.beliefs = dict(said.uncertain)
        self._first: Scenario | None = None  # of the scenarios as they are written
        self._written: Scenario | None = None  # the one whose points are read
        self._kept: dict[tuple[str, str], Scenario | ScenarioError] = {}

    def load(self) -> None:
        """Load all; the cases come in the order of the scenarios, each followed by its points."""
        number = math.prod(len(swept) for swept in self.listed.values()) if self.listed else 0
        self.points = self.said.sweep.points if isinstance(self.said.sweep, Hypercube) else number
        too_many = len(self.said.scenarios) * (1 + self.points) > MOST_CASES
        if too_many:
            fact = f"{len(self.said.scenarios)} scenarios at {self.points} points are more than {MOST_CASES} runs"
            self.problems.append(self._problem("too_many_runs", fact, "sweep fewer values", "sweep"))
        for path in self.beliefs:
            if path in self.listed or path in self.ranges:
                place = str(self.root.value["uncertain"].keys[path])
                fact = f"{shown(path)} is swept and uncertain"
                self.problems.append(Problem("bad_option", fact, "leave it out of one", place, f"uncertain.{path}"))
        unread = []
        for position, file in enumerate(self.said.scenarios):
            path = os.path.join(os.path.dirname(self.real), file)
            if not self._scenario(path if os.path.exists(path) else file, position, too_many):
                unread.append(_name_of(path if os.path.exists(path) else file))
        self._check_baseline(unread)

    def _check_baseline(self, unread: Collection[str]) -> None:
        """Note a baseline that is no scenario's name; what could not be read is taken to have its file's name."""
        wanted = self.said.baseline
        if wanted is not None and wanted not in self.names and wanted not in unread:
            hint = did_you_mean(wanted, self.names or list(unread))
            fact = f"no scenario is called {shown(wanted)}"
            self.problems.append(self._problem("unknown_baseline", fact, hint, "baseline"))

    def _points(self) -> Iterator[dict[str, int]]:
        """Every combination of the values listed, by their numbers; none where nothing is."""
        if self.listed:
            for numbers in product(*(range(len(swept)) for swept in self.listed.values())):
                yield dict(zip(self.listed, numbers, strict=True))

    @property
    def listed(self) -> Mapping[str, list[Any]]:
        """The values of a sweep of lists, by path."""
        return self.said.sweep if isinstance(self.said.sweep, dict) else {}

    def _scenario(self, file: str, position: int, too_many: bool) -> bool:
        """Load a scenario with its points; whether it could be read."""
        place = str(self.sound.value["scenarios"].value[position].place)
        found = self._loaded(file, {}, place)
        if found is None:
            return False
        if found.name in self.names:
            fact = f"two scenarios are called {shown(found.name)}"
            self.problems.append(Problem("repeated_name", fact, "give each a name of its own", place, "scenarios"))
        self.names.append(found.name)
        case = Case(found.name, file, dict(self.set))
        self.all.append(case)
        lost = self._lost_paths(file)
        self._check_spans(case, lost)
        if too_many:
            return True
        broken = self._broken(file, lost)
        for number, point in enumerate(self._points(), start=1):
            if not any(path in lost or (path, value) in broken for path, value in point.items()):
                self._point(case, point, number)
        return True

    def _lost_paths(self, file: str) -> frozenset[str]:
        """The paths that a scenario does not have, noted at their keys; those whose values are wrong too."""
        lost = set[str]()
        for where in (("sweep",), ("sweep", "over"), ("uncertain",)):
            said = _under(self.root, where)
            paths = said.value if said is not None and isinstance(said.value, dict) else {}
            for path in paths if where != ("sweep",) or not paths.keys() & {"lhs", "over"} else ():
                missed = [one for one in self._refused(file, {path: "null"}) if _is_lost(path, one)]
                lost.update([path] if missed else [])
                self._note(missed, str(locate(self.root, (*where, path), on_key=True)[0]), values=True)
        return frozenset(lost)

    def _point(self, case: Case, point: Mapping[str, int], number: int) -> None:
        """Add a combination; one that only together is wrong fails alone."""
        texts = {path: yaml_of(self.listed[path][i]) for path, i in point.items()}
        at = case_at(case, texts, _name(case.name, texts, number))
        found = self._read(at.file, texts)
        if isinstance(found, ScenarioError):
            self.failed.append(lost_point(at.name, at.point, str(found)))
        else:
            self.all.append(at)

    def _broken(self, file: str, lost: Collection[str]) -> list[tuple[str, int]]:
        """Values of the sweep that are wrong by themselves, with their problems noted at their places."""
        broken = []
        for path, swept in self.listed.items():
            for number, value in enumerate(swept if path not in lost else ()):
                place = str(self.sound.value["sweep"].value[path].value[number].place)
                if self._loaded(file, {path: yaml_of(value)}, place) is None:
                    broken.append((path, number))
        return broken

    def _check_spans(self, case: Case, lost: Collection[str]) -> None:
        """Note what is wrong with the ends of ranges and with listed values, each by itself."""
        for path, item in self.ranges.items():
            where: Where = ("sweep", "over", path)
            if isinstance(item, Span) and path not in lost:
                self.ranges[path] = self._checked(case, path, item, where)
            elif isinstance(item, Choice) and path not in lost:
                for number, value in enumerate(item.values):
                    self._loaded(case.file, {path: yaml_of(value)}, self._at(*where, number))
        for path, belief in self.beliefs.items():
            if path not in lost:
                self.beliefs[path] = self._checked(case, path, belief, ("uncertain", path))

    def _checked(self, case: Case, path: str, span: Span, where: Where) -> Span:
        """The span, found out to be of whole numbers alone where no other fits."""
        says = written(case, path) if span.scale else None
        low, high = span.ends[0], span.ends[-1]
        texts = [span.text(number, says) for number in (low, high, low + (high - low) * NEVER_WHOLE)]
        if texts[0] is None or texts[1] is None or texts[2] is None:
            fact = f"{case.name} has no single quantity {shown(path)} to scale"
            self.problems.append(Problem("nothing_to_scale", fact, "name one, or leave 'scale' out", self._at(*where)))
            return span
        refused = {problem.code for problem in self._refused(case.file, {path: texts[2]})}
        span = replace(span, whole=span.whole or refused == {"not_whole"})
        for end in (low, high):
            values = {path: span.text(end, says) or ""}
            self._loaded(case.file, values, self._at(*where), timed=where[0] != "uncertain")
        return span

    def _read(self, file: str, values: Mapping[str, str]) -> Scenario | ScenarioError:
        """A scenario with values set, or what is wrong with it; read once."""
        key = (file, repr(values))
        if key not in self._kept:
            try:
                self._kept[key] = load(file, {**self.set, **values})
            except ScenarioError as error:
                self._kept[key] = error
        return self._kept[key]

    def _refused(self, file: str, values: Mapping[str, str]) -> tuple[Problem, ...]:
        """What is wrong with values."""
        found = self._read(file, values)
        return found.problems if isinstance(found, ScenarioError) else ()

    def _at(self, *where: str | int) -> str:
        """The place of what is said in the experiment file."""
        return str(locate(self.sound, where)[0])

    def _loaded(self, file: str, values: Mapping[str, str], place: str, *, timed: bool = True) -> Scenario | None:
        """The scenario; what is wrong in values set for the experiment is put at `place` in its file.

        Where not `timed`, all are over the same stretch of time whatever is set.
        """
        found = self._read(file, values)
        if isinstance(found, ScenarioError):
            self._note(found.problems, place, values=bool(values))
            return None
        first = self._first = self._first or found
        if not values:
            self._check_time(found, first, place, f"{found.name}.time")
            self._written = found
        elif timed and self._written is not None:
            self._check_time(found, self._written, place, "time")
        return found

    def _note(self, problems: Iterable[Problem], place: str, *, values: bool) -> None:
        """Note problems, each once; those of values set, and of no file, at a place of the experiment."""
        for problem in problems:
            ours = not problem.place or (problem.place == "--set" and values)
            one = replace(problem, place=place, source="") if ours else problem
            if one not in self.problems:
                self.problems.append(one)

    def _check_time(self, found: Scenario, other: Scenario, place: str, path: str) -> None:
        """Note a scenario over another stretch of time, with which it cannot be compared."""
        for key in ("start", "horizon", "warm_up"):
            here, there = _told_time(found, key), _told_time(other, key)
            if here != there:
                fact = f"{here}, but {there} in {other.name}: they cannot be compared"
                one = Problem("other_time", fact, "give them the same", place, f"{path}.{key}")
                self._note([one], place, values=False)

    def _problem(self, code: str, fact: str, hint: str, key: str) -> Problem:
        return Problem(code, fact, hint, str(self.root.value[key].place), key)


def _under(root: Node, where: Where) -> Node | None:
    """What is at `where` in a tree."""
    node: Node | None = root
    for key in where:
        node = None if node is None else step(node, key)
    return node


def _is_lost(path: str, problem: Problem) -> bool:
    """Whether a problem says that there is nothing at a path."""
    return problem.code == "bad_path" or (problem.code in NO_SUCH and f"{path}.".startswith(f"{problem.path}."))


def _name_of(file: str) -> str:
    """The name of a scenario that cannot be read: what its file says, or is called."""
    with suppress(ScenarioError):
        said = step(alone(file).root, "name")
        if said is not None and isinstance(said.value, str):
            return said.value
    return os.path.basename(file).removesuffix(".yaml")


def _told_time(scenario: Scenario, key: str) -> str:
    """A key of a scenario's time as it is told: a date, or days."""
    said = getattr(scenario.time, key)
    return str(said) if key == "start" else f"{said.value / DAY_MIN:g} {'day' if said.value == DAY_MIN else 'days'}"


def _places(node: Node) -> Iterator[Any]:
    yield node.place
    for item in node.value.values() if isinstance(node.value, dict) else ():
        yield from _places(item)
    for item in node.value if isinstance(node.value, list) else ():
        yield from _places(item)


def _name(scenario: str, point: Mapping[str, str], number: int) -> str:
    """`base~roles.grid_worker.headcount.rule=1_per_84_households`; a number where more is set, or that is too long."""
    parts = [f"{path}={text}" for path, text in point.items()]
    name = "~".join([scenario, *(re.sub(r"[^A-Za-z0-9_.%=-]+", "_", part).strip("_") for part in parts)])
    return name if len(point) == 1 and len(name) <= LONG_NAME else point_name(scenario, number)
