"""The cases of an experiment made ready: points of a Latin hypercube, which need random numbers, and all compiled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from gridsim.errors import Problem, ScenarioError
from gridsim.model.compile.files import compile_file
from gridsim.model.sampling import stratified
from gridsim.scenario.cases import Case, Failed, case_at, lost_point, point_name, written, yaml_of
from gridsim.scenario.experiment import Experiment
from gridsim.scenario.experiment_values import Hypercube, Span
from gridsim.scenario.schema import Scenario


def with_points(experiment: Experiment) -> Experiment:
    """The experiment with every scenario followed by its points, the same for all, by the seed of its file."""
    if experiment.hypercube is None:
        return experiment
    cases = [one for case in experiment.cases for one in _at_points(case, experiment.hypercube, experiment.seed)]
    return replace(experiment, cases=tuple(cases), hypercube=None)


def points_of(cube: Hypercube, seed: int) -> Iterator[Mapping[str, Any]]:
    """What each point takes of every path: a listed value, or the number of a range."""
    columns = {path: stratified(seed, path, cube.points) for path in cube.over}
    for i in range(cube.points):
        yield {path: item.at(float(columns[path][i])) for path, item in cube.over.items()}


def _at_points(case: Case, cube: Hypercube, seed: int) -> Iterator[Case]:
    """The scenario as it is written, then at every point."""
    yield case
    says = {path: written(case, path) for path, item in cube.over.items() if isinstance(item, Span) and item.scale}
    for number, point in enumerate(points_of(cube, seed), start=1):
        texts = {path: _text(cube, path, value, says.get(path)) for path, value in point.items()}
        yield case_at(case, texts, point_name(case.name, number))


def _text(cube: Hypercube, path: str, value: Any, says: object) -> str:
    item = cube.over[path]
    return (item.text(value, says) or "") if isinstance(item, Span) else yaml_of(value)


@dataclass(frozen=True)
class Prepared:
    """Cases that can be run, each with its scenario and warnings, and the points that cannot."""

    cases: tuple[Case, ...]
    scenarios: tuple[Scenario, ...]
    warnings: tuple[tuple[Problem, ...], ...]
    failed: tuple[Failed, ...]


def prepared(cases: Iterable[Case], failed: Iterable[Failed] = ()) -> Prepared:
    """All cases compiled; a point that is wrong joins those that have `failed`, and spares the others.

    ScenarioError with the problems of every other case that is wrong.
    """
    ready, lost, problems = list[tuple[Case, Scenario, tuple[Problem, ...]]](), list(failed), list[Problem]()
    for case in cases:
        try:
            scenario, plan = compile_file(case.file, case.set)
            named = scenario.model_copy(update={"name": case.name or scenario.name})
            ready.append((case, named, plan.notes["warnings"]))
        except ScenarioError as error:
            if case.point:
                lost.append(lost_point(case.name, case.point, str(error)))
            else:
                problems += error.problems
    if problems:
        raise ScenarioError(list(dict.fromkeys(problems)))
    known, scenarios, warnings = zip(*ready, strict=True)
    return Prepared(known, scenarios, warnings, tuple(lost))
