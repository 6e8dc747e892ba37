"""The experiment file: which scenarios are compared, with which values swept, how often, by which measures.

Choices (`scenarios`, `sweep`), uncertainty (`uncertain`) and chance (`replications`) are three separate axes.
The scenarios are compared as they are written, and again at every point of the sweep.
"""

from __future__ import annotations

import math
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from typing import Any, Literal

from pydantic import ValidationError

from gridsim.errors import Problem, ScenarioError
from gridsim.scenario.experiment_file import VERSION, ExperimentFile
from gridsim.scenario.grammar import Mistake, did_you_mean, shown
from gridsim.scenario.loader import alone, dump, load
from gridsim.scenario.reader import mistakes_of, placed, settle
from gridsim.scenario.schema import Scenario
from gridsim.scenario.tree import Node, plain, step

SAYS_SO = re.compile(r"""^\s*["']?schema["']?\s*:\s*["']?gridsim/experiment""", re.MULTILINE)
MOST_CASES = 256
LONG_NAME = 120
Smallest = tuple[Literal["absolute", "relative"], float]


@dataclass(frozen=True)
class Case:
    """A scenario of an experiment: its file with the values of a point set."""

    name: str
    file: str
    set: Mapping[str, str]


@dataclass(frozen=True)
class Experiment:
    """An experiment ready to run: `baseline` is the name of a case, `points` the points of the sweep."""

    name: str
    cases: tuple[Case, ...]
    baseline: str
    points: int
    seed: int
    replications: int
    measures: tuple[str, ...]
    smallest: Mapping[str, Smallest]


def is_experiment(path: str) -> bool:
    """Whether a file says that it is an experiment."""
    if not os.path.isfile(path):
        return False
    try:
        with open(path, encoding="utf-8-sig") as file:
            return bool(SAYS_SO.search(file.read(100_000)))
    except (OSError, ValueError):
        return False


def load_experiment(path: str, units: Mapping[str, str], set: Mapping[str, str] | None = None) -> Experiment:
    """The experiment of a file; `units` are those of the measures there are, `set` is set in every scenario.

    ScenarioError with all that is wrong in it and in its scenarios, at every point of the sweep.
    """
    layers = alone(path)
    root, mistakes = layers.root, list[Mistake]()
    said = _read(root, mistakes)
    smallest = _smallest(said, units, mistakes)
    problems = [layers.quoted(one) for one in [*layers.problems, *(placed(root, one) for one in mistakes)]]
    cases = _Cases(said, root, layers.real, set or {})
    listed = step(root, "scenarios")
    if listed is not None and listed.value and not any(one.at[:1] == ("scenarios",) for one in mistakes):
        cases.load()
    problems += [layers.quoted(one) if one.place in cases.places else one for one in cases.problems]
    settle(problems)
    baseline = said.baseline or cases.names[0]
    measures = tuple(said.measures)
    return Experiment(
        said.name, tuple(cases.all), baseline, cases.points, said.seed, said.replications, measures, smallest
    )


def _read(root: Node, mistakes: list[Mistake]) -> ExperimentFile:
    """The file without what is wrong in it, so that the rest is checked too."""
    data = plain(root)
    stand_ins = {"schema": VERSION, "name": "stand-in", "scenarios": ["stand-in"]}
    try:
        return ExperimentFile.model_validate(data)
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=True)
        mistakes += mistakes_of(details, ExperimentFile)
        wrong_keys = {detail["loc"][0] for detail in details if detail["loc"]}
        sound = {key: item for key, item in data.items() if key not in wrong_keys} if isinstance(data, dict) else {}
        return ExperimentFile.model_validate({**stand_ins, **sound})


def _smallest(said: ExperimentFile, units: Mapping[str, str], mistakes: list[Mistake]) -> dict[str, Smallest]:
    """Differences that matter, in the units of their measures; unknown measures and units are noted."""
    for position, measure in enumerate(said.measures):
        if measure not in units:
            mistakes.append(_no_measure(measure, units, ("measures", position)))
    found = dict[str, Smallest]()
    for measure, size in said.smallest_difference.items():
        number, _, unit = size.partition(" ")
        where = ("smallest_difference", measure)
        if measure not in units:
            mistakes.append(_no_measure(measure, units, where))
            continue
        own = {"share": "points", "issues": "issues"}.get(units[measure], units[measure])
        if unit == "%":
            found[measure] = ("relative", float(number) / 100)
        elif unit == own:
            found[measure] = ("absolute", float(number) / (100 if own == "points" else 1))
        else:
            hint = f"write for example '2 {own}', or '5%' of the baseline"
            mistakes.append(Mistake("unknown_unit", f"{shown(measure)} is not in {shown(unit)}", hint, where))
        if float(number) == 0:
            mistakes.append(Mistake("not_positive", "0 is not allowed here", "write a difference above 0", where))
    return found


def _no_measure(name: str, units: Mapping[str, str], where: tuple[str | int, ...]) -> Mistake:
    hint = did_you_mean(name, units, "see tables/measures.csv of any results folder")
    return Mistake("unknown_measure", f"there is no measure {shown(name)}", hint, where)


class _Cases:
    """Loads the scenarios of an experiment, as written and at every point, and collects what is wrong."""

    def __init__(self, said: ExperimentFile, root: Node, real: str, set: Mapping[str, str]) -> None:
        self.said, self.root, self.real, self.set = said, root, real, set
        self.all: list[Case] = []
        self.names: list[str] = []
        self.problems: list[Problem] = []
        self.places = frozenset(str(place) for place in _places(root))
        self.points = 0

    def load(self) -> None:
        """Load all; the cases come in the order of the scenarios, each followed by its points."""
        points = list(self._points())
        self.points = len(points)
        if len(self.said.scenarios) * (1 + len(points)) > MOST_CASES:
            fact = f"{len(self.said.scenarios)} scenarios at {len(points)} points are more than {MOST_CASES} runs"
            self.problems.append(self._problem("too_many_runs", fact, "sweep fewer values", "sweep"))
            points = []
        for position, file in enumerate(self.said.scenarios):
            path = os.path.join(os.path.dirname(self.real), file)
            self._scenario(path if os.path.exists(path) else file, position, points)
        if self.said.baseline is not None and self.names and self.said.baseline not in self.names and not self.problems:
            hint = did_you_mean(self.said.baseline, self.names)
            fact = f"no scenario is called {shown(self.said.baseline)}"
            self.problems.append(self._problem("unknown_baseline", fact, hint, "baseline"))

    def _points(self) -> Iterator[dict[str, int]]:
        """Every combination of the values swept, by their numbers; none where nothing is."""
        if self.said.sweep:
            for numbers in product(*(range(len(swept)) for swept in self.said.sweep.values())):
                yield dict(zip(self.said.sweep, numbers, strict=True))

    def _scenario(self, file: str, position: int, points: list[dict[str, int]]) -> None:
        place = str(self.root.value["scenarios"].value[position].place)
        written = self._loaded(file, {}, place)
        if written is None:
            return
        if written.name in self.names:
            fact = f"two scenarios are called {shown(written.name)}"
            self.problems.append(Problem("repeated_name", fact, "give each a name of its own", place, "scenarios"))
        self.names.append(written.name)
        self.all.append(Case(written.name, file, dict(self.set)))
        broken = self._broken(file)
        for number, point in enumerate(points, start=1):
            if any((path, value) in broken for path, value in point.items()):
                continue
            texts = {path: _yaml(self.said.sweep[path][value]) for path, value in point.items()}
            found = self._loaded(file, texts, str(self.root.value["sweep"].place)) if len(point) > 1 else written
            if found is not None:
                name = _name(written.name, {path: self.said.sweep[path][i] for path, i in point.items()}, number)
                self.all.append(Case(name, file, {**self.set, **texts}))

    def _broken(self, file: str) -> list[tuple[str, int]]:
        """Values of the sweep that are wrong by themselves, with their problems noted at their places."""
        broken = []
        for path, swept in self.said.sweep.items():
            for number, value in enumerate(swept):
                place = str(self.root.value["sweep"].value[path].value[number].place)
                if self._loaded(file, {path: _yaml(value)}, place) is None:
                    broken.append((path, number))
        return broken

    def _loaded(self, file: str, set: Mapping[str, str], place: str) -> Scenario | None:
        """The scenario; what is wrong in values set for the experiment is put at `place` in its file."""
        try:
            return load(file, {**self.set, **set})
        except ScenarioError as error:
            for problem in error.problems:
                ours = not problem.place or (problem.place == "--set" and bool(set))
                one = replace(problem, place=place, source="") if ours else problem
                if one not in self.problems:
                    self.problems.append(one)
            return None

    def _problem(self, code: str, fact: str, hint: str, key: str) -> Problem:
        return Problem(code, fact, hint, str(self.root.value[key].place), key)


def _places(node: Node) -> Iterator[Any]:
    yield node.place
    for item in node.value.values() if isinstance(node.value, dict) else ():
        yield from _places(item)
    for item in node.value if isinstance(node.value, list) else ():
        yield from _places(item)


def _yaml(value: Any) -> str:
    """A value as YAML that reads back to it."""
    text = dump({"k": value}, width=math.inf).removeprefix("k:")
    return text if isinstance(value, (dict, list)) else text.strip()


def _name(scenario: str, point: Mapping[str, Any], number: int) -> str:
    """`base~roles.grid_worker.headcount.rule=1_per_84_households`; a number where that is too long."""
    parts = [f"{path}={_yaml(value)}" for path, value in point.items()]
    name = "~".join([scenario, *(re.sub(r"[^A-Za-z0-9_.%=-]+", "_", part).strip("_") for part in parts)])
    return name if len(name) <= LONG_NAME else f"{scenario}~point-{number}"
