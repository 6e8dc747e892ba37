"""The experiment file: which scenarios are compared, with which values swept, how often, by which measures.

Choices (`scenarios`, `sweep`), uncertainty (`uncertain`) and chance (`replications`) are three separate axes.
The scenarios are compared as they are written, and again at every point of the sweep. The points of a Latin
hypercube need random numbers, and are put in by the layer above (model/compile/sweep.py).
"""

from __future__ import annotations

import math
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any, Literal

from pydantic import ValidationError

from gridsim.errors import Problem, ScenarioError
from gridsim.scenario.experiment_file import VERSION, ExperimentFile
from gridsim.scenario.experiment_values import Choice, Draws, Hypercube, Precision, Span, parse_precision
from gridsim.scenario.grammar import Mistake, MistakesError, Where, did_you_mean, shown
from gridsim.scenario.loader import alone, dump, load, tree
from gridsim.scenario.reader import mistakes_of, placed, settle
from gridsim.scenario.schema import Scenario
from gridsim.scenario.tree import Node, locate, plain, step

SAYS_SO = re.compile(r"""^\s*["']?schema["']?\s*:\s*["']?gridsim/experiment""", re.MULTILINE)
MOST_CASES = 256
LONG_NAME = 120
NEVER_WHOLE = 0.381966  # a share of a range at which a number that may have decimals has some
Smallest = tuple[Literal["absolute", "relative"], float]


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


@dataclass(frozen=True)
class Experiment:
    """An experiment ready to run: `baseline` is the name of a case, `points` the points of the sweep.

    A `hypercube` is not yet among the cases. `uncertain` values are drawn `draws.number` times for all of them.
    """

    name: str
    cases: tuple[Case, ...]
    baseline: str
    points: int
    seed: int
    replications: int | Precision
    measures: tuple[str, ...]
    smallest: Mapping[str, Smallest]
    hypercube: Hypercube | None = None
    uncertain: Mapping[str, Span] = field(default_factory=dict)
    draws: Draws = field(default_factory=Draws)
    failed: tuple[Failed, ...] = ()


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
    baseline, cube = said.baseline or cases.names[0], said.sweep
    return Experiment(
        said.name, tuple(cases.all), baseline, cases.points, said.seed, said.replications, tuple(said.measures),
        smallest, Hypercube(cube.points, cases.ranges) if isinstance(cube, Hypercube) else None, cases.beliefs,
        said.draws, tuple(cases.failed),
    )  # fmt: skip


def precision_of(text: str) -> Precision:
    """The precision of an option `--precision 5%`. ScenarioError if it is none."""
    try:
        return parse_precision(text)
    except MistakesError as error:
        raise ScenarioError([Problem(one.code, one.fact, one.hint, "--precision") for one in error.mistakes]) from None


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
    if isinstance(said.replications, Precision):
        for position, measure in enumerate(said.replications.of):
            if measure not in units:
                mistakes.append(_no_measure(measure, units, ("replications", "of", position)))
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
        self.failed: list[Failed] = []
        self.ranges: dict[str, Span | Choice] = dict(said.sweep.over) if isinstance(said.sweep, Hypercube) else {}
        self.beliefs = dict(said.uncertain)

    def load(self) -> None:
        """Load all; the cases come in the order of the scenarios, each followed by its points."""
        points = list(self._points())
        self.points = self.said.sweep.points if isinstance(self.said.sweep, Hypercube) else len(points)
        if len(self.said.scenarios) * (1 + self.points) > MOST_CASES:
            fact = f"{len(self.said.scenarios)} scenarios at {self.points} points are more than {MOST_CASES} runs"
            self.problems.append(self._problem("too_many_runs", fact, "sweep fewer values", "sweep"))
            points = []
        for path in self.beliefs:
            if path in self.listed or path in self.ranges:
                place = str(self.root.value["uncertain"].keys[path])
                fact = f"{shown(path)} is swept and uncertain"
                self.problems.append(Problem("bad_option", fact, "leave it out of one", place, f"uncertain.{path}"))
        for position, file in enumerate(self.said.scenarios):
            path = os.path.join(os.path.dirname(self.real), file)
            self._scenario(path if os.path.exists(path) else file, position, points)
        if self.said.baseline is not None and self.names and self.said.baseline not in self.names and not self.problems:
            hint = did_you_mean(self.said.baseline, self.names)
            fact = f"no scenario is called {shown(self.said.baseline)}"
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

    def _scenario(self, file: str, position: int, points: list[dict[str, int]]) -> None:
        place = str(self.root.value["scenarios"].value[position].place)
        found = self._loaded(file, {}, place)
        if found is None:
            return
        if found.name in self.names:
            fact = f"two scenarios are called {shown(found.name)}"
            self.problems.append(Problem("repeated_name", fact, "give each a name of its own", place, "scenarios"))
        self.names.append(found.name)
        case = Case(found.name, file, dict(self.set))
        self.all.append(case)
        self._check_spans(case)
        broken = self._broken(file)
        for number, point in enumerate(points, start=1):
            if not any((path, value) in broken for path, value in point.items()):
                self._point(case, point, number)

    def _point(self, case: Case, point: Mapping[str, int], number: int) -> None:
        """Add a combination; one that only together is wrong fails alone."""
        texts = {path: yaml_of(self.listed[path][i]) for path, i in point.items()}
        at = case_at(case, texts, _name(case.name, texts, number))
        try:
            load(at.file, at.set)
            self.all.append(at)
        except ScenarioError as error:
            self.failed.append(Failed(at.name, str(error)))

    def _broken(self, file: str) -> list[tuple[str, int]]:
        """Values of the sweep that are wrong by themselves, with their problems noted at their places."""
        broken = []
        for path, swept in self.listed.items():
            for number, value in enumerate(swept):
                place = str(self.root.value["sweep"].value[path].value[number].place)
                if self._loaded(file, {path: yaml_of(value)}, place) is None:
                    broken.append((path, number))
        return broken

    def _check_spans(self, case: Case) -> None:
        """Note what is wrong with the ends of ranges and with listed values, each by itself."""
        for path, item in self.ranges.items():
            where: Where = ("sweep", "over", path)
            if isinstance(item, Span):
                self.ranges[path] = self._checked(case, path, item, where)
                continue
            for number, value in enumerate(item.values):
                self._loaded(case.file, {path: yaml_of(value)}, self._at(*where, number))
        for path, belief in self.beliefs.items():
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
        whole = span.whole or self._refused(case.file, {path: texts[2]}) == {"not_whole"}
        span = replace(span, whole=whole)
        for end in (low, high):
            self._loaded(case.file, {path: span.text(end, says) or ""}, self._at(*where))
        return span

    def _refused(self, file: str, values: Mapping[str, str]) -> frozenset[str]:
        """The codes of what is wrong with values."""
        try:
            load(file, {**self.set, **values})
        except ScenarioError as error:
            return frozenset(problem.code for problem in error.problems)
        return frozenset()

    def _at(self, *where: str | int) -> str:
        """The place of what is said in the experiment file."""
        return str(locate(self.root, where)[0])

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


def yaml_of(value: Any) -> str:
    """A value as YAML that reads back to it."""
    text = dump({"k": value}, width=math.inf).removeprefix("k:")
    return text if isinstance(value, (dict, list)) else text.strip()


def _name(scenario: str, point: Mapping[str, str], number: int) -> str:
    """`base~roles.grid_worker.headcount.rule=1_per_84_households`; a number where that is too long."""
    parts = [f"{path}={text}" for path, text in point.items()]
    name = "~".join([scenario, *(re.sub(r"[^A-Za-z0-9_.%=-]+", "_", part).strip("_") for part in parts)])
    return name if len(name) <= LONG_NAME else point_name(scenario, number)


def point_name(scenario: str, number: int) -> str:
    """The name of a point that is told by its number."""
    return f"{scenario}~point-{number}"
