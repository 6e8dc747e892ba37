"""The experiment file: which scenarios are compared, with which values swept, how often, by which measures.

Choices (`scenarios`, `sweep`), uncertainty (`uncertain`) and chance (`replications`) are three separate axes.
The scenarios are compared as they are written, and again at every point of the sweep. The points of a Latin
hypercube need random numbers, and are put in by the layer above (model/compile/sweep.py).
"""

from __future__ import annotations

import math
import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any, Literal

from pydantic import ValidationError

from gridsim.errors import Problem, ScenarioError
from gridsim.scenario.experiment_file import VERSION, ExperimentFile
from gridsim.scenario.experiment_values import Choice, Draws, Hypercube, Precision, Span, precision_by_key
from gridsim.scenario.grammar import DAY_MIN, Mistake, MistakesError, Where, did_you_mean, shown
from gridsim.scenario.loader import alone, dump, load, tree
from gridsim.scenario.reader import mistakes_of, placed, settle
from gridsim.scenario.schema import Scenario
from gridsim.scenario.sources import experiments
from gridsim.scenario.tree import Node, locate, plain, step

STAND_INS: dict[str, Any] = {"schema": VERSION, "name": "stand-in", "scenarios": ["stand-in"]}
DEPTHS = {"scenarios": 2, "replications": 2, "draws": 2, "smallest_difference": 2, "uncertain": 2, "sweep": 3}
NO_SUCH = ("unknown_key", "unknown_name", "outside")  # what is said of a path that there is not
SAYS = r"""^\s*["']?schema["']?\s*:\s*["']?gridsim/{}"""
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
    """Whether a file, or the name of one that comes with gridsim, says that it is an experiment."""
    real = path if os.path.isfile(path) else experiments().get(path.removesuffix(".yaml"), "")
    return bool(real) and says_it_is(real, "experiment")


def says_it_is(path: str, kind: str) -> bool:
    """Whether a file says that it is of a kind; not so where it cannot be read."""
    try:
        with open(path, encoding="utf-8-sig") as file:
            return re.search(SAYS.format(kind), file.read(100_000), re.MULTILINE) is not None
    except (OSError, ValueError):
        return False


def load_experiment(path: str, units: Mapping[str, str], set: Mapping[str, str] | None = None) -> Experiment:
    """The experiment of a file; `units` are those of the measures there are, `set` is set in every scenario.

    ScenarioError with all that is wrong in it and in its scenarios, at every point of the sweep.
    """
    layers = alone(path)
    root, mistakes = layers.root, list[Mistake]()
    said, sound = _read(root, mistakes)
    smallest = _smallest(said, units, mistakes)
    problems = [layers.quoted(one) for one in [*layers.problems, *(placed(root, one) for one in mistakes)]]
    cases = _Cases(said, sound, root, layers.real, set or {})
    if step(sound, "scenarios"):
        cases.load()
    problems += [layers.quoted(one) if one.place in cases.places else one for one in cases.problems]
    settle(problems)
    baseline, cube = said.baseline or cases.names[0], said.sweep
    return Experiment(
        said.name, tuple(cases.all), baseline, cases.points, said.seed, said.replications, tuple(said.measures),
        smallest, Hypercube(cube.points, cases.ranges) if isinstance(cube, Hypercube) else None, cases.beliefs,
        said.draws, tuple(cases.failed),
    )  # fmt: skip


def precision_of(said: Mapping[str, object], measures: Collection[str]) -> Precision:
    """The precision of options, by the words of `replications:`; of `measures` that there are.

    ScenarioError with all that is wrong in them.
    """
    asked, mistakes = said.get("of"), list[Mistake]()
    try:
        found = precision_by_key(said)
    except MistakesError as error:
        mistakes += error.mistakes
    named = asked if isinstance(asked, list) else []
    mistakes += [_no_measure(one, measures, ("of",)) for one in named if one not in measures]
    if mistakes:
        raise ScenarioError([Problem(one.code, one.fact, one.hint, _option(one)) for one in mistakes])
    return found


def _option(mistake: Mistake) -> str:
    """The option that is wrong."""
    return f"--{str(mistake.at[0]).replace(' ', '-')}"


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


def _read(root: Node, mistakes: list[Mistake]) -> tuple[ExperimentFile, Node]:
    """The file without what is wrong in it, so that the rest is checked too, and the tree of what is left."""
    sound = root
    for attempt in range(3):
        try:
            return ExperimentFile.model_validate({**STAND_INS, **plain(sound)} if attempt else plain(sound)), sound
        except ValidationError as error:
            found = mistakes_of(error.errors(include_url=False, include_input=True), ExperimentFile)
            mistakes += found if attempt == 0 else []
            places = {one.at for one in found if one.at and (attempt or one.code != "missing_key")}
            sound = _without(sound, {at[: 1 if attempt else DEPTHS.get(str(at[0]), 1)] for at in places})
    return ExperimentFile.model_validate(STAND_INS), Node({}, root.place)


def _without(node: Node, wrong: Collection[Where], at: Where = ()) -> Node:
    """A tree without what is wrong in it; what a precision or a hypercube cannot do without is put in."""
    if isinstance(node.value, list) and at:
        return replace(node, value=[item for i, item in enumerate(node.value) if (*at, i) not in wrong])
    if not isinstance(node.value, dict):
        return node if at else Node({}, node.place)
    items = {key: _without(item, wrong, (*at, key)) for key, item in node.value.items() if (*at, key) not in wrong}
    if at == ("replications",):
        items.setdefault("precision", Node("5%", node.place))
    if at == ("sweep",) and "over" in items:
        items.setdefault("lhs", Node(2, node.place))
    return replace(node, value=items)


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


def _no_measure(name: str, units: Collection[str], where: tuple[str | int, ...]) -> Mistake:
    hint = did_you_mean(name, units, "see tables/measures.csv of any results folder")
    return Mistake("unknown_measure", f"there is no measure {shown(name)}", hint, where)


class _Cases:
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
            self.failed.append(Failed(at.name, str(found)))
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
