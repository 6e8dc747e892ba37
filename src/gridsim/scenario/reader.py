"""From a tree to a Scenario: every mistake of a file at once, each with its place and a hint."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from copy import deepcopy
from itertools import islice
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from gridsim.errors import Problem, ScenarioError
from gridsim.scenario.boundary import is_of_persons, names_outside, no_attribute
from gridsim.scenario.checks import check_parts, check_whole
from gridsim.scenario.keyboard import full_width
from gridsim.scenario.mistakes import Mistake, Where, cut, did_you_mean, nearest, shown
from gridsim.scenario.names import dangling_names
from gridsim.scenario.ranges import kind_of, mistakes_of_ranges
from gridsim.scenario.schema import Scenario
from gridsim.scenario.tree import NAMED_LISTS, WEEKS, Node, Path, locate, paths, plain, step
from gridsim.scenario.values import VERSION
from gridsim.scenario.weeks import DAYS

MOST_PROBLEMS = 200
MOST_COUNTED = 1000
ON_KEY = ("unknown_key", "outside", "unknown_type", "unknown_group", "repeated_day")
ON_WINDOW = ("empty_window", "impossible_time", "not_a_clock_time", "not_a_window", "not_whole_hours")
OF_PERSONS = ("person", "persons", "people", "population", "residents")  # as keys of a file
REMOVED = object()
STAND_INS: dict[Any, Any] = {  # for what is missing or wrong, so that the rest of the file is checked too
    "schema": VERSION,
    "time": {"start": "2000-01-01", "horizon": "1 day"},
    "places": {},
    "roles": [],
    "issues": [],
    "start": "2000-01-01",
    "horizon": "20 years",
    "headcount": "1 in total",
    "handles": "all",
    "timetables": ["stand-in"],
    "work": "1 min",
    "tier": "city",
    "crews": 1,
    "types": {"residential": 1},
    "type": "residential",
    "households": 100,
    "households_per_grid": 100,
    "persons_per_household": 1,
    "migrant_share": "0%",
}
THINGS = {("time",): 1, ("places", "generate"): 2, ("places", "list"): 3, ("places",): 1}  # lengths of paths; else 2
NEEDS: dict[str, tuple[Path, ...]] = {  # what a check looks at in its thing, beside what it speaks of
    "warm_up": (("horizon",),),
    "one_of": (("generate",), ("list",), ("csv",)),
    "types_are_counts": (("communities",), ("types",)),
    "types_are_shares": (("communities",), ("types",)),
    "too_many_communities": (("communities",), ("types",)),
    "too_many_places": (("communities",), ("types",), ("subdistricts",), ("districts",)),
    "two_districts": (("subdistrict",),),
    "always": ((),),
    "never_open": ((),),
    "no_round_time": (("round",), ("timetables",)),
    "no_route": (("route",),),
    "no_counter": (("counter",),),
    "counter_reported": (("counter",), ("reported",)),
    "outside": (("service",),),
    "wall_clock_limit": (("limits", "clock"),),
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
    mistakes, problems, broken = list[Mistake](), list(before), set[Path]()
    scenario = _parse(root, mistakes, broken)
    mistakes += [one for one in check_parts(scenario) if not _in_consequence(one, broken)] if scenario else []
    dangling = [*islice(dangling_names(plain(root)), MOST_COUNTED)]
    mistakes += [*dangling, *names_outside(root), *mistakes_of_ranges(root, frozenset(paths(root)))]
    broken |= {locate(root, one.at)[1] for one in dangling} | ({("places",)} if problems else set())
    if scenario is not None and all(one.path.startswith("places.") for one in problems):
        mistakes += check_whole(scenario, broken)
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
        if same not in told and (first is problem or (_may_be_joined(first) and where == problem.place)):
            told.add(same)
            yield problem


def _may_be_joined(first: Problem) -> bool:
    """Whether more may be told at the place of a problem: not of what YAML's rules refused, which has no path."""
    return bool(first.path) or first.code == "missing_key"  # a key of the file itself has no path either


def _spot(problem: Problem) -> str:
    """Where a problem is: its place, or its path where the place has no line; the days of a week are one."""
    path = re.sub(rf"^(({'|'.join(WEEKS)})\.[^.]+)\.({'|'.join(DAYS)})\.", r"\1.", problem.path)
    return problem.place if ":" in problem.place else f"{problem.place} {path}"


def _in_consequence(mistake: Mistake, broken: Collection[Path]) -> bool:
    """Whether something that could not be read is what makes this wrong, and not what is said."""
    at = tuple(map(str, mistake.at))
    thing = at[: THINGS.get(at[:2], THINGS.get(at[:1], 2))]
    needs = [(*thing, *key) for key in NEEDS.get(mistake.code, ())]
    if mistake.code == "missing_key":  # the rate of a category, or the migrant share of a type
        needs = [(*thing, "rate"), (*thing, "types"), (*thing, "migrant_share"), ("workload",)]
    above = any(path == one[: len(path)] for path in broken for one in (at, *needs))
    below = mistake.code != "one_of" and any(path[: len(one)] == one for path in broken for one in needs)
    return above or below


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
            others = [one for one in evident if not one.startswith("evidence")]
            hint = did_you_mean(path, others, "name a value that this scenario says")
            if path.rpartition(".")[0] in evident and kind_of(path) is not None:
                hint = "it is as if not said: say the value, or leave its evidence out"
            yield Problem("unknown_path", f"there is no value {shown(path)}", hint, place, f"evidence.{path}")


def _parse(root: Node, mistakes: list[Mistake], broken: set[Path]) -> Scenario | None:
    """Parse, note the mistakes, and go on without the values that have some, so that the rest is checked too.

    What could not be read, or is not there, is `broken`.
    """
    data = plain(root)
    for attempt in range(12):
        try:
            return Scenario.model_validate(data)
        except ValidationError as error:
            details = error.errors(include_url=False, include_input=True)
            if attempt == 0:
                mistakes += mistakes_of(details)
                broken.update(locate(root, at)[1] for detail in details for at in _broken(detail))
            for detail in details:
                missing = detail["type"] == "missing"
                if missing and detail["loc"][-1] in STAND_INS:
                    _put(data, detail["loc"], deepcopy(STAND_INS[detail["loc"][-1]]))
                elif not _remove(data, detail["loc"][:-1] if missing else detail["loc"]):
                    return None
            _sweep(data)
    return None


def _broken(detail: Any) -> Iterator[Where]:
    """What could not be read: of a key there is not, the one it is like."""
    where = _without_marks(tuple(detail["loc"]))
    if detail["type"] == "missing":
        yield where
    elif detail["type"] == "extra_forbidden":
        near = nearest(str(where[-1]).partition(":")[0], _keys_at(where[:-1], Scenario))
        yield from [(*where[:-1], near)] if near else []
    else:
        yield from (one.at for one in _mistakes(detail, Scenario))


def _put(data: Any, where: Where, value: Any) -> None:
    """Put a value where one is missing, unless the thing it belongs to is taken out."""
    for key in where[:-1]:
        data = data[key]
    if data is not REMOVED:
        data[where[-1]] = value


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
    of_window = mistake.code in ON_WINDOW and mistake.at[:1] in (("timetables",), ("profiles",))
    place, path = locate(root, mistake.at, (mistake.code in ON_KEY and not on_value) or of_window)
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
    if is_of_persons(key) or (len(where) == 1 and key in OF_PERSONS):
        return no_attribute(key, where)
    known = _keys_at(where[:-1], model)
    if key.partition(":")[0] in known:
        return Mistake("unknown_key", f"unknown key {shown(key)}", "type a space after ':'", where)
    return Mistake("unknown_key", f"unknown key {shown(key)}", did_you_mean(key, known), where)


def _keys_at(where: Where, model: type[BaseModel]) -> list[str]:
    """The keys that a mapping at a place of a file may have."""
    return [field.alias or name for name, field in _model_at(where, model).model_fields.items()]


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
