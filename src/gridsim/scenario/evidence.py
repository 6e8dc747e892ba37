"""How much of a scenario is known and how much assumed: its stated values by kind of evidence."""

from __future__ import annotations

from collections.abc import Iterator

from gridsim.scenario.schema import Scenario
from gridsim.scenario.written import Written

# what a person decides or names, which no source could tell
DECIDED = frozenset({"schema_", "name", "label", "why", "time", "clock", "policy", "workload", "evidence"})
NAMING = frozenset({"name", "label", "service", "counter", "handles", "timetables"})
NO_EVIDENCE = "none"


def evidence_counts(scenario: Scenario) -> dict[str, int]:
    """Number of stated values by kind of evidence, `none` for those of which the file says nothing."""
    return {kind: len(paths) for kind, paths in by_kind(scenario).items()}


def by_kind(scenario: Scenario) -> dict[str, list[str]]:
    """Dotted paths of the stated values by kind of evidence, in the order of the kinds' names."""
    kinds = {path: one.kind or "unverified" for path, one in scenario.evidence.items()}
    paths: dict[str, list[str]] = {}
    for path in stated(scenario):
        paths.setdefault(_kind_of(path, kinds), []).append(path)
    return dict(sorted(paths.items()))


def stated(scenario: Scenario) -> Iterator[str]:
    """Dotted paths of the values a scenario states, one for each thing a source could tell."""
    for section in sorted(scenario.model_fields_set - DECIDED):
        value = getattr(scenario, section)
        if isinstance(value, dict):
            yield from (f"{section}.{name}" for name in value)
        elif isinstance(value, (list, tuple)):
            for i, item in enumerate(value):
                yield from _fields(f"{section}.{getattr(item, 'name', i + 1)}", item)
        elif isinstance(value, Written):
            yield from _fields(section, value)
        else:
            yield section


def _fields(path: str, model: Written) -> Iterator[str]:
    """The fields a person set; places may hold a table of them one level further down."""
    for name in sorted(model.model_fields_set - NAMING):
        value = getattr(model, name)
        written = type(model).model_fields[name].alias or name
        if path == "places" and isinstance(value, Written):
            yield from _fields(f"{path}.{written}", value)
        else:
            yield f"{path}.{written}"


def _kind_of(path: str, kinds: dict[str, str]) -> str:
    """The kind stated for a path, for what holds it, or for a part of it."""
    parts = path.split(".")
    above = [".".join(parts[: n + 1]) for n in reversed(range(len(parts)))]
    within = (kind for stated_path, kind in kinds.items() if stated_path.startswith(f"{path}."))
    return next((kinds[one] for one in above if one in kinds), next(within, NO_EVIDENCE))
