"""The pages of docs/ that are made from the code: the references of both kinds of files and the table of errors."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from gridsim.errors import CODES, WARNINGS
from gridsim.scenario import experiment_file
from gridsim.scenario.grammar import PER_UNITS, RATE_TIMES, TIME_UNITS
from gridsim.scenario.laws import EXAMPLES
from gridsim.scenario.schema import json_schema

MADE = "<!-- Made from the code by `make golden`: do not edit. -->"
ORDER = (
    "Time", "Places", "Generate", "Community", "Role", "Walk", "Category", "Limits", "Department", "Command",
    "WrongDepartment", "Verification", "Repeat", "Policy", "Shock", "Evidence",
)  # fmt: skip
OPENING = """\
# The scenario file

{made}

A scenario is a YAML file. This page has every key; [guide.md](guide.md) has an example for each question one asks, and
[errors.md](errors.md) every message. `gridsim new` writes a commented scenario to start from.

What is not said is neutral: no delay, no walk, no rejection, reported at once, round the clock. A file may begin with
`extends: other.yaml` (a path relative to it, or the name of a scenario that comes with gridsim) and say only what
differs: mappings and lists of named things merge by name, `null` removes, and a day, a distribution, a route, `handles`
and `types` are replaced whole. Names have small letters, digits, _ and -. Clock times are quoted. Inside parentheses
parameters are separated by `;`. YAML's anchors, aliases and tags are not used, and what YAML 1.1 and 1.2 read
differently (`no`, `8:30`, `010`) is refused.

## Quantities

| what | how it is written |
|---|---|
| durations | a number and {units} |
| rates | `180 per 1000 residents per year`: per {bases}; per {times} |
| shares | `30%` |
| dates, moments, clock times | `2013-01-31`, `"2013-01-20 08:00"`, `"10:00-14:00"`; a window may run past midnight |
| days | `mon`, `mon-fri`, `"mon,wed"`; dated exceptions under `except` |
| conditions | `type == fringe and households > 1500`; of type, migrant_share, households, subdistrict, district |
| distributions | {laws} |
"""
EXPERIMENT = """\
# The experiment file

{made}

An experiment compares scenarios with a baseline on the same random histories: `gridsim compare EXPERIMENT.yaml` runs
it, `gridsim validate EXPERIMENT.yaml` checks it with every scenario it names, and `gridsim schema --experiment` prints
a JSON Schema for editors. Choices (`scenarios`, `sweep`), uncertainty (`uncertain`) and chance (`replications`) are
three separate axes. The keys of scenarios are in [scenario.md](scenario.md), all messages in [errors.md](errors.md).

```yaml
{example}```

Every scenario is run as it is written, and again at every point of the sweep: here {runs} runs. A file is looked for
beside the experiment first, then among the scenarios that come with gridsim. What no engine does yet is refused with
the code `not_yet`.

"""
EXAMPLE = """\
schema: gridsim/experiment/1
name: staffing
scenarios: [urumqi-street, migrant-top-up]
baseline: urumqi-street
sweep:
  roles.grid_worker.headcount.rule: [1 per 84 households, 1 per 150 households]
  policy.assign: [own-grid-first, community-pool]
seed: 1
replications: 20
measures: [exposure_mean_h, hidden_issue_hours, on_time_share]
smallest_difference: {on_time_share: 2 points, exposure_mean_h: 5%}
"""
EXAMPLE_RUNS = 10  # two scenarios, each as written and at four points
ERRORS = """\
# Errors and warnings

{made}

A problem is told as `file:line:column: path: fact; hint [code]`, with the line it speaks of and a mark under the place;
all problems of a file are told at once, nothing is written, and the exit code is 2. With `--json` each is an object
with `code`, `fact`, `hint`, `place`, `path` and `source`. A code keeps its meaning: search for it here.
"""


def reference() -> str:
    """docs/scenario.md."""
    schema = json_schema()
    parts = [_opening(), _section("The file", schema)]
    parts += [_section(name, schema["$defs"][name]) for name in ORDER]
    assert set(ORDER) == set(schema["$defs"])
    return "\n".join(parts)


def experiment() -> str:
    """docs/experiment.md."""
    opening = EXPERIMENT.format(made=MADE, example=EXAMPLE, runs=EXAMPLE_RUNS)
    return opening + _section("The file", experiment_file.json_schema())


def _opening() -> str:
    return OPENING.format(
        made=MADE,
        units=_listed(TIME_UNITS),
        bases=_listed(PER_UNITS),
        times=_listed(RATE_TIMES),
        laws=", ".join(f"`{example}`" for example in EXAMPLES.values()),
    )


def _listed(words: Mapping[str, object]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def _section(name: str, part: Mapping[str, Any]) -> str:
    lines = [f"## {name}", "", part["description"], "", "| key | what it says | how it is written |", "|---|---|---|"]
    for key, one in part["properties"].items():
        needed = " *Needed.*" if key in part.get("required", ()) else ""
        lines.append(f"| `{key}` | {one.get('description', '')}{needed} | {'; '.join(_forms(one))} |")
    return "\n".join(lines) + "\n"


def _forms(one: Mapping[str, Any]) -> Iterator[str]:
    """How a value is written: words, examples, or another section."""
    if "$ref" in one:
        name = one["$ref"].rpartition("/")[2]
        yield f"see [{name}](#{name.lower()})"
    elif "anyOf" in one:
        for part in one["anyOf"]:
            yield from _forms(part)
    elif "enum" in one:
        yield ", ".join(f"`{word}`" for word in one["enum"])
    elif one.get("examples"):
        yield from (f"`{_written(example)}`" for example in one["examples"])
    elif "patternProperties" in one:
        yield from (f"by name: {form}" for part in one["patternProperties"].values() for form in _forms(part))
    elif isinstance(one.get("additionalProperties"), dict):
        yield from (f"by path: {form}" for form in _forms(one["additionalProperties"]))
    elif one.get("type") == "array":
        yield f"a list: {'; '.join(_forms(one.get('items', {})))}"
    elif one.get("type") != "null":
        yield _plainly(one)


def _plainly(one: Mapping[str, Any]) -> str:
    if "pattern" in one:
        return "a name"
    words = {"string": "text", "boolean": "`true` or `false`", "integer": "a whole number", "number": "a number"}
    least = f" from {one['minimum']}" if "minimum" in one else " above 0" if "exclusiveMinimum" in one else ""
    return words[one["type"]] + least


def _written(example: object) -> str:
    """An example as a person would write it in braces."""
    if isinstance(example, dict):
        return "{" + ", ".join(f"{_key(key)}: {_written(value)}" for key, value in example.items()) + "}"
    if isinstance(example, list):
        return "[" + ", ".join(map(_written, example)) + "]"
    text = str(example)
    return json.dumps(text) if ":" in text else text


def _key(key: str) -> str:
    return json.dumps(key) if ":" in key else key


def errors(invalid: Path) -> str:
    """docs/errors.md, with an example of each code from the first invalid file that has it."""
    examples = _examples(invalid)
    lines = [ERRORS.format(made=MADE), "| code | what it says | for example |", "|---|---|---|"]
    lines += [f"| `{code}` | {means} | {examples.get(code, '')} |" for code, means in sorted(CODES.items())]
    lines += [
        "",
        "## Warnings",
        "",
        "What is allowed and hardly meant, on standard error and in the JSON of a result.",
        "",
    ]
    lines += ["| code | what it says |", "|---|---|"]
    lines += [f"| `{code}` | {means} |" for code, means in sorted(WARNINGS.items())]
    return "\n".join(lines) + "\n"


def _examples(invalid: Path) -> dict[str, str]:
    """The first message of each code."""
    from scenario.problems import problems_of

    found: dict[str, str] = {}
    for path in sorted(invalid.glob("*.yaml")):
        for problem in problems_of(path):
            said = f"{problem.fact}; {problem.hint}".replace("|", "\\|")
            found.setdefault(problem.code, f"`{problem.path}`: {said}" if problem.path else said)
    return found
