"""The JSON Schemas of scenario, experiment and claims files for editors: completion, help on hovering, underlined
mistakes.

An editor sees one file alone: a scenario that `extends` another may leave everything out, change things by their
names alone, and remove with null. What JSON Schema cannot say (units, names that exist) `gridsim validate` checks.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from gridsim.scenario import claims_file, experiment_file
from gridsim.scenario import schema as scenario_file

DRAFT = "http://json-schema.org/draft-07/schema#"
FILE, EXPERIMENT_FILE, CLAIMS_FILE = "scenario.schema.json", "experiment.schema.json", "claims.schema.json"
NAMED = ("Role", "Category", "Department", "Community")
EXTENDS = "A scenario this one changes: a file beside it, or the name of one that comes with gridsim."
FREE = ("label", "evidence", "calendars", "profiles", "timetables")  # null removes an entry


def editor_schema() -> dict[str, Any]:
    """The schema, for a file with `extends` as for one without."""
    schema = scenario_file.json_schema()
    needed = schema.pop("required")
    for name, part in schema["$defs"].items():
        _loosen(part, ["name"] if name in NAMED else [])
    _loosen(schema, [])
    schema["properties"]["extends"] = {"description": EXTENDS, "type": "string", "examples": ["urumqi-street.yaml"]}
    for key in ("roles", "issues", "departments"):
        schema["properties"][key] = _by_name(schema["properties"][key])
    for key in FREE:
        _nullable_entries(schema["properties"][key])
    schema["anyOf"] = [{"required": ["extends"]}, {"required": needed}]
    schema["title"] = "gridsim scenario"
    return {"$schema": DRAFT, **schema}


def experiment_schema() -> dict[str, Any]:
    """The schema of experiment files."""
    schema = experiment_file.json_schema()
    _loosen(schema, schema["required"])
    return {"$schema": DRAFT, **schema, "title": "gridsim experiment"}


def claims_schema() -> dict[str, Any]:
    """The schema of files of claims."""
    schema = claims_file.json_schema()
    for part in (schema, *schema["$defs"].values()):
        _loosen(part, part["required"])
    return {"$schema": DRAFT, **schema, "title": "gridsim claims"}


SCHEMAS = {FILE: editor_schema, EXPERIMENT_FILE: experiment_schema, CLAIMS_FILE: claims_schema}


def text(file: str = FILE) -> str:
    """A schema as it is shipped."""
    return json.dumps(SCHEMAS[file](), ensure_ascii=False, indent=1) + "\n"


def _loosen(part: dict[str, Any], required: list[str]) -> None:
    """Require a name at most, and let null remove any value."""
    part.pop("required", None)
    if required:
        part["required"] = required
    part["properties"] = {
        key: value if key in required else _nullable(value) for key, value in part["properties"].items()
    }


def _nullable(value: dict[str, Any]) -> dict[str, Any]:
    rules = {key: item for key, item in value.items() if key not in ("description", "title") and item != []}
    about = {"description": value["description"]} if "description" in value else {}
    if not rules:
        return about
    options = [one for one in rules.get("anyOf", [rules]) if one != {"type": "null"}]
    return {**about, "anyOf": [*options, {"type": "null"}]}


def _by_name(value: dict[str, Any]) -> dict[str, Any]:
    """A list of named things may be changed by a mapping from their names too."""
    item = value["anyOf"][0]["items"]
    changes = {"type": "object", "additionalProperties": {"anyOf": [{"type": "object"}, {"type": "null"}]}}
    return {**value, "anyOf": [{"type": "array", "items": item}, changes, {"type": "null"}]}


def _nullable_entries(value: Mapping[str, Any]) -> None:
    for option in value["anyOf"]:
        for key in ("additionalProperties", "patternProperties"):
            entries = option.get(key)
            if key == "patternProperties" and entries:
                option[key] = {pattern: _nullable(entry) for pattern, entry in entries.items()}
            elif entries:
                option[key] = _nullable(entries)
