"""From a tree to a Scenario: every mistake of a file at once, each with its place and a hint."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from copy import deepcopy
from itertools import islice
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from gridsim.errors import Problem, ScenarioError
from gridsim.scenario.boundary import is_of_persons, names_outside, no_attribute
from gridsim.scenario.checks import check_parts, check_whole
from gridsim.scenario.grammar import Mistake, Where, cut, did_you_mean, nearest, shown
from gridsim.scenario.keyboard import full_width
from gridsim.scenario.names import dangling_names
from gridsim.scenario.ranges import mistakes_of_ranges
from gridsim.scenario.schema import Scenario
from gridsim.scenario.tree import NAMED_LISTS, WEEKS, Node, locate, paths, plain, step
from gridsim.scenario.values import VERSION
from gridsim.scenario.weeks import DAYS

MOST_PROBLEMS = 200
MOST_COUNTED = 1000
ON_KEY = ("unknown_key", "outside", "unknown_type", "unknown_group", "repeated_day")
REMOVED = object()
STAND_INS: dict[Any, Any] = {  # for what is missing or wrong, so that the rest of the file is checked too
    "schema": VERSION,
    "name": "stand-in",
    "time": {"start": "2000-01-01", "horizon": "1 day"},
    "places": {},
    "roles": [],
    "issues": [],
}
SHAPES = {
    "model_type": ("should be a mapping", "write keys and values"),
    "model_attributes_type": ("should be a mapping", "write keys and values"),
    "dict_type": ("should be a mapping", "write keys and values"),
    "list_type": ("should be a list", "write [...] or lines with '- '"),
}


def settle(problems: Iterable[Problem]) -> None:
    """Raise the problems, if there are any, in the order of the file."""
    found = list(dict.fromkeys(problems))
    if found:
        raise ScenarioError(first_of(sorted(found, key=_order)))


def first_of(problems: list[Problem]) -> list[Problem]:
    """The problems that are told: all, or the first 200 and how many more there are."""
    more, counted = len(problems) - MOST_PROBLEMS, "" if len(problems) < MOST_COUNTED else "at least "
    rest = [Problem("too_many", f"and {counted}{more} more", "put these right first")] if more > 0 else []
    return [*problems[:MOST_PROBLEMS], *rest]


def _order(problem: Problem) -> tuple[str, int, int]:
    file, _, rest = problem.place.partition(":")
    numbers = re.findall(r"\d+", rest)
    return file, int(numbers[-2]) if len(numbers) > 1 else 0, int(numbers[-1]) if numbers else 0


def read_scenario(root: Node, evident: frozenset[str], before: Iterable[Problem] = ()) -> Scenario:
    """The scenario of a tree; ScenarioError with all its problems, those found `before` among them.

    What its evidence speaks of must be among its paths, or was once (`evident`).
    """
    _drop_stale_evidence(root, evident)
    mistakes, problems = list[Mistake](), list(before)
    scenario = _parse(root, mistakes)
    checked = check_parts(scenario) if scenario is not None else []
    mistakes += _not_in_consequence(root, mistakes, checked)
    mistakes += [*islice(dangling_names(plain(root)), MOST_COUNTED), *names_outside(root)]
    mistakes += mistakes_of_ranges(root, frozenset(paths(root)))
    if scenario is not None and not mistakes and not problems:
        mistakes += check_whole(scenario)
    problems += [placed(root, mistake) for mistake in mistakes]
    settle([*_one_a_place(problems), *_evidence_problems(root, evident)])
    assert scenario is not None
    return scenario


def _one_a_place(problems: list[Problem]) -> Iterator[Problem]:
    """Without what a reader says again of a value that YAML's rules refused, and of what an error made missing.

    Where a list is needed, that YAML reads `no` in two ways is no help. What is said of one day's windows is
    said of all days that they are written for.
    """
    seen, told = dict[str, Problem](), set[tuple[str, str, str]]()
    lists = {_spot(problem) for problem in problems if problem.code == "not_a_list"}
    for problem in problems:
        where = _spot(problem)
        if problem.code == "yaml_trap" and where in lists:
            continue
        first, same = seen.setdefault(where, problem), (where, problem.code, problem.fact)
        if same not in told and (first is problem or (first.path and where == problem.place)):
            told.add(same)
            yield problem


def _spot(problem: Problem) -> str:
    """Where a problem is: its place, or its path where the place has no line; the days of a week are one."""
    path = re.sub(rf"^(({'|'.join(WEEKS)})\.[^.]+)\.({'|'.join(DAYS)})\.", r"\1.", problem.path)
    return problem.place if ":" in problem.place else f"{problem.place} {path}"


def _not_in_consequence(root: Node, read: list[Mistake], checked: list[Mistake]) -> list[Mistake]:
    """What is wrong by itself, and not because something in the same thing could not be read."""
    broken = [locate(root, mistake.at)[1] for mistake in read]
    return [
        mistake
        for mistake in checked
        if not any(path[: len(mistake.at[:2])] == locate(root, mistake.at)[1][:2] for path in broken)
    ]


def _drop_stale_evidence(root: Node, evident: frozenset[str]) -> None:
    """Drop evidence for what an extending file removed."""
    evidence = root.value.get("evidence")
    if evidence is None or not isinstance(evidence.value, dict):
        return
    here = set(paths(root))
    for path in [path for path in evidence.value if path not in here and path in evident]:
        del evidence.value[path]


def _evidence_problems(root: Node, evident: frozenset[str]) -> Iterator[Problem]:
    evidence = root.value.get("evidence")
    if evidence is None or not isinstance(evidence.value, dict):
        return
    for path in evidence.value:
        if path not in evident:
            place = str(evidence.keys.get(path, evidence.place))
            hint = did_you_mean(path, evident, "name a value of this scenario")
            yield Problem("unknown_path", f"there is no value {shown(path)}", hint, place, f"evidence.{path}")


def _parse(root: Node, mistakes: list[Mistake]) -> Scenario | None:
    """Parse, note the mistakes, and go on without the values that have some, so that the rest is checked too."""
    data = plain(root)
    for attempt in range(12):
        try:
            return Scenario.model_validate(data)
        except ValidationError as error:
            details = error.errors(include_url=False, include_input=True)
            if attempt == 0:
                mistakes += mistakes_of(details)
            for detail in details:
                if detail["type"] == "missing" and len(detail["loc"]) == 1:
                    data[detail["loc"][0]] = deepcopy(STAND_INS[detail["loc"][0]])
                    continue
                missing = detail["type"] == "missing"
                if not _remove(data, detail["loc"][:-1] if missing else detail["loc"]):
                    return None
            _sweep(data)
    return None


def _remove(data: Any, where: Where) -> bool:
    """Take a value out; of a list that is not of named things take all."""
    for length in range(1, len(where) + 1):
        if length < len(where) and isinstance(where[length], int) and where[:length] not in NAMED_LISTS:
            where = where[:length]
            break
    if not where:
        return False
    *above, last = where
    for key in above:
        data = data[int(key)] if isinstance(data, list) else data.get(key, {}) if isinstance(data, dict) else {}
    if isinstance(data, dict):
        data.pop(last, None)
    elif isinstance(data, list):
        data[int(last)] = REMOVED  # swept later: positions must hold until all are marked
    return True


def _sweep(data: dict[str, Any]) -> None:
    for path in NAMED_LISTS:
        parent: Any = data
        for key in path[:-1]:
            parent = parent.get(key) if isinstance(parent, dict) else None
        if isinstance(parent, dict) and isinstance(parent.get(path[-1]), list):
            parent[path[-1]] = [item for item in parent[path[-1]] if item is not REMOVED]


def mistakes_of(details: Iterable[Any], model: type[BaseModel] = Scenario) -> list[Mistake]:
    """What pydantic found wrong with the data of a model, in our words."""
    return [mistake for detail in islice(details, MOST_COUNTED) for mistake in _mistakes(detail, model)]


def placed(root: Node, mistake: Mistake) -> Problem:
    """The problem that a mistake in a tree makes, with its place."""
    on_value = mistake.at[-1:] in (("name",), ("service",), ("where",))  # these are words of a person's own
    place, path = locate(root, mistake.at, mistake.code in ON_KEY and not on_value)
    hint = _meant(root, mistake) or mistake.hint
    return Problem(mistake.code, mistake.fact, hint, str(place), ".".join(map(cut, path)))


def _meant(root: Node, mistake: Mistake) -> str | None:
    """What a person hardly meant: a sign of a Chinese keyboard, or a new thing with nearly the name of another."""
    node, last = root, ""
    for key in mistake.at:
        found = step(node, key)
        last = str(key) if isinstance(node.value, dict) else ""
        if found is None:
            break
        node = found
    if mistake.code == "missing_key" and node.name:
        near = nearest(node.name, node.added_to)
        return f"did you mean to change '{near}'?" if near else None
    odd = full_width(last) or (full_width(node.value) if isinstance(node.value, str) else None)
    return f"{odd[1]}: {odd[2]}" if odd and mistake.code != "bad_name" else None


def _mistakes(detail: Any, model: type[BaseModel]) -> Iterator[Mistake]:
    where, kind = tuple(detail["loc"]), detail["type"]
    if kind == "written":
        for mistake in detail["ctx"]["mistakes"]:
            yield Mistake(mistake.code, mistake.fact, mistake.hint, _without_marks(where) + mistake.at)
    elif kind == "extra_forbidden":
        yield _unknown_key(where, model)
    elif kind == "missing":
        yield Mistake("missing_key", f"'{where[-1]}' is missing", "it has to be said", where[:-1])
    else:
        fact, hint = SHAPES.get(kind, (detail["msg"], "look at the example in docs/scenario.md"))
        yield Mistake("wrong_shape", f"{shown(detail['input'])} {fact}", hint, where)


def _without_marks(where: Where) -> Where:
    """pydantic says '[key]' after the key of a mapping that is wrong."""
    return where[:-1] if where and where[-1] == "[key]" else where


def _unknown_key(where: Where, model: type[BaseModel]) -> Mistake:
    key = str(where[-1])
    if is_of_persons(key):
        return no_attribute(key, where)
    known = [field.alias or name for name, field in _model_at(where[:-1], model).model_fields.items()]
    return Mistake("unknown_key", f"unknown key {shown(key)}", did_you_mean(key, known), where)


def _model_at(where: Where, model: type[BaseModel]) -> type[BaseModel]:
    """The model that reads the mapping at a place of a file."""
    found: Any = model
    for key in where:
        if isinstance(found, type) and issubclass(found, BaseModel):
            fields = found.model_fields
            found = next(field.annotation for name, field in fields.items() if (field.alias or name) == key)
        else:
            found = get_args(found)[-1]
        if get_origin(found) in (Union, UnionType):
            found = next(part for part in get_args(found) if part is not type(None))
    assert isinstance(found, type)
    assert issubclass(found, BaseModel)
    return found
