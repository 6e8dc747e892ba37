"""What differs between two scenarios, in words: one line for each difference, under the name of what it is about.

Two values differ where they mean something else, however they are written: `1 h` is no change of `60 min`.
The words are those of the files. Names, labels, reasons and evidence change no run; they are told if asked.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from gridsim.scenario.loader import load, resolved
from gridsim.scenario.quantities import Week
from gridsim.scenario.schema import Scenario
from gridsim.scenario.weeks import DAYS, days_of

LISTS = {"roles": "role", "issues": "category", "departments": "department"}
MAPPINGS = {"calendars": "calendar", "profiles": "profile", "timetables": "timetable"}
READING = ("schema_", "name", "label", "why", "evidence")
ARROW = " -> "
UNSAID = "not said"


def differences(
    before: str | os.PathLike[str], after: str | os.PathLike[str], set: Mapping[str, str] | None = None, *,
    reading: bool = False,
) -> list[str]:  # fmt: skip
    """The lines, in the order of the language; `set` is set in the second; `reading` adds labels and evidence.

    ScenarioError with the problems of a file that is not valid.
    """
    scenarios = load(before), load(after, set)
    scenarios = scenarios if reading else (_unlabelled(scenarios[0]), _unlabelled(scenarios[1]))
    data = resolved(before), resolved(after, set)
    return list(_scenario(scenarios, data, reading))


def _scenario(scenarios: tuple[Scenario, Scenario], data: tuple[Any, Any], reading: bool) -> Iterator[str]:
    names = Counter(str(item["name"]) for key in LISTS for item in _list(data[0], key))
    names += Counter(str(item["name"]) for key in LISTS for item in _list(data[1], key) if not names[item["name"]])
    for field, info in Scenario.model_fields.items():
        key = info.alias or field
        values = getattr(scenarios[0], field), getattr(scenarios[1], field)
        said = data[0].get(key), data[1].get(key)
        if values[0] == values[1] or (field in READING and not reading):
            continue
        if key in LISTS:
            yield from _named(LISTS[key], values, said, names)
        elif key in MAPPINGS:
            yield from _mapping(MAPPINGS[key], values, said)
        elif key == "shocks":
            yield from _numbered("shock", values, said)
        else:
            yield from _value(key, values, said)


def _unlabelled(scenario: Scenario) -> Scenario:
    """The scenario with communities that have no labels."""
    listed = scenario.places.listed
    bare = listed and [one.model_copy(update={"label": {}}) for one in listed]
    return scenario.model_copy(update={"places": scenario.places.model_copy(update={"listed": bare})})


def _list(data: Any, key: str) -> list[Any]:
    return data.get(key) or []


def _named(kind: str, values: tuple[Any, Any], said: tuple[Any, Any], names: Counter[str]) -> Iterator[str]:
    """Things of a list by their names; a name that several kinds of things have is told with its kind."""
    parsed, texts = ({one.name: one for one in side} for side in values), (_by_name(side) for side in said)
    (a, b), (x, y) = parsed, texts
    for name in [*a, *(name for name in b if name not in a)]:
        head = f"{kind} {name}" if names[name] > 1 else name
        yield from _one(kind, head, (a.get(name), b.get(name)), (x.get(name), y.get(name)))
    shared = [[name for name in side if name in other] for side, other in ((a, b), (b, a))]
    if shared[0] != shared[1]:
        plural = next(key for key, word in LISTS.items() if word == kind) if kind in LISTS.values() else "communities"
        yield f"{plural}: order: {', '.join(shared[0])}{ARROW}{', '.join(shared[1])}"


def _by_name(items: Any) -> dict[str, Any]:
    return {str(item["name"]): item for item in items or []}


def _mapping(kind: str, values: tuple[Any, Any], said: tuple[Any, Any]) -> Iterator[str]:
    (a, b), (x, y) = values, (said[0] or {}, said[1] or {})
    for name in [*a, *(name for name in b if name not in a)]:
        yield from _one(kind, f"{kind} {name}", (a.get(name), b.get(name)), (x.get(name), y.get(name)))


def _numbered(kind: str, values: tuple[Any, Any], said: tuple[Any, Any]) -> Iterator[str]:
    for number in range(max(len(values[0]), len(values[1]))):
        pair = [side[number] if number < len(side) else None for side in values]
        texts = [side[number] if number < len(side or []) else None for side in said]
        yield from _one(kind, f"{kind} {number + 1}", (pair[0], pair[1]), (texts[0], texts[1]))


def _one(kind: str, head: str, values: tuple[Any, Any], said: tuple[Any, Any]) -> Iterator[str]:
    """One thing that was added, removed or changed."""
    if values[0] is None or values[1] is None:
        word, text = ("added", said[1]) if values[0] is None else ("removed", said[0])
        about = {key: item for key, item in text.items() if key != "name"} if isinstance(text, dict) else text
        title = head if head.startswith(f"{kind} ") else f"{kind} {head}"
        yield f"{title}: {word} ({told(about, top=True)})"
    elif values[0] != values[1]:
        yield from _value(head, values, said)


def _value(head: str, values: tuple[Any, Any], said: tuple[Any, Any]) -> Iterator[str]:
    """A value that differs: the parts of it that do, where both have parts."""
    if values[0] == values[1]:
        return
    model = next((type(one) for one in values if isinstance(one, BaseModel)), None)
    if model is not None:
        for field, info in model.model_fields.items():
            key = info.alias or field
            pair = [getattr(one, field) if one is not None else _default(model, field) for one in values]
            if pair[0] != pair[1]:
                texts = [side.get(key) if isinstance(side, dict) else None for side in said]
                yield from _part(head, key, (pair[0], pair[1]), (texts[0], texts[1]))
    elif all(isinstance(one, Week) for one in values):
        yield from _week(head, values, said)
    else:
        yield from _texts(head, said)


def _part(head: str, key: str, values: tuple[Any, Any], said: tuple[Any, Any]) -> Iterator[str]:
    if key == "list" and all(isinstance(one, list) for one in values):
        yield from _named("community", values, said, Counter())
    elif key == "headcount":
        yield from _texts(f"{head}: {key}", (_rule(said[0]), _rule(said[1])), silent="rule")
    else:
        yield from _value(f"{head}: {key}", values, said)


def _default(model: type[BaseModel], field: str) -> Any:
    """What a part is where the whole is not said."""
    info = model.model_fields[field]
    return None if info.is_required() else info.get_default(call_default_factory=True)


def _rule(said: Any) -> Any:
    return {"rule": said} if isinstance(said, str) else said


def _texts(head: str, said: tuple[Any, Any], silent: str = "") -> Iterator[str]:
    """Two texts as written, or the keys in which two mappings differ; the key `silent` goes without saying."""
    before, after = said
    if isinstance(before, dict) and isinstance(after, dict):
        for key in [*before, *(key for key in after if key not in before)]:
            if before.get(key) != after.get(key):
                part = head if key == silent else f"{head}: {key}"
                yield from _texts(part, (before.get(key), after.get(key)))
    elif told(before) != told(after):
        yield f"{head}: {told(before)}{ARROW}{told(after)}"


def _week(head: str, values: tuple[Any, Any], said: tuple[Any, Any]) -> Iterator[str]:
    """The days on which two weeks differ, those that changed in the same way together, and the exceptions."""
    sides = [_days(side) for side in said]
    groups = dict[str, list[int]]()
    for day in range(7):
        if values[0].days[day] != values[1].days[day]:
            text = f"{told(sides[0].get(day, 'closed'))}{ARROW}{told(sides[1].get(day, 'closed'))}"
            groups.setdefault(text, []).append(day)
    for text, days in groups.items():
        yield f"{head}: {_spoken(days)}: {text}"
    if values[0].exceptions != values[1].exceptions:
        exceptions = [side.get("except") or {} if isinstance(side, dict) else {} for side in said]
        yield from _texts(head, (exceptions[0], exceptions[1]))


def _days(said: Any) -> dict[int, Any]:
    """What is said of each day, Monday 0."""
    if not isinstance(said, dict):
        return dict.fromkeys(range(7), said)
    return {day: item for key, item in said.items() for day in days_of(key) or ()}


def _spoken(days: list[int]) -> str:
    """`mon-fri`, `sat`, `mon, wed`."""
    if len(days) > 1 and days == list(range(days[0], days[-1] + 1)):
        return f"{DAYS[days[0]]}-{DAYS[days[-1]]}"
    return ", ".join(DAYS[day] for day in days)


def told(value: Any, top: bool = False) -> str:
    """A value as one reads it aloud, in one line."""
    if value is None:
        return UNSAID
    if isinstance(value, dict):
        inside = ", ".join(f"{key} {told(item)}" if item != {} else key for key, item in value.items())
        return inside if top else f"{{{inside}}}"
    if isinstance(value, list):
        inside = ", ".join(map(told, value))
        return inside if top or all(isinstance(one, str) for one in value) else f"[{inside}]"
    return str(value).lower() if isinstance(value, bool) else str(value)
