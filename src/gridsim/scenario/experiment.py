"""The experiment file: which scenarios are compared, with which values swept, how often, by which measures.

Choices (`scenarios`, `sweep`), uncertainty (`uncertain`) and chance (`replications`) are three separate axes.
The scenarios are compared as they are written, and again at every point of the sweep. The points of a Latin
hypercube need random numbers, and are put in by the layer above (model/compile/sweep.py).
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from pydantic import ValidationError

from gridsim.errors import Problem, ScenarioError
from gridsim.scenario.axes import Cases
from gridsim.scenario.cases import Case, Failed
from gridsim.scenario.experiment_file import VERSION, ExperimentFile
from gridsim.scenario.experiment_values import Draws, Hypercube, Precision, Span, precision_by_key
from gridsim.scenario.loader import alone
from gridsim.scenario.mistakes import Mistake, MistakesError, Where, did_you_mean, shown
from gridsim.scenario.reader import mistakes_of, placed, settle
from gridsim.scenario.sources import experiments
from gridsim.scenario.tree import Node, plain, step

STAND_INS: dict[str, Any] = {"schema": VERSION, "name": "stand-in", "scenarios": ["stand-in"]}
DEPTHS = {"scenarios": 2, "replications": 2, "draws": 2, "smallest_difference": 2, "uncertain": 2, "sweep": 3}
SAYS = r"""^\s*["']?schema["']?\s*:\s*["']?gridsim/{}"""
Smallest = tuple[Literal["absolute", "relative"], float]


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
    cases = Cases(said, sound, root, layers.real, set or {})
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
