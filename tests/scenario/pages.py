"""The pages of docs/ that are made from the code: the references of both kinds of files and the table of errors."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from pydantic import BaseModel, PlainValidator
from pydantic_core import PydanticCustomError

from gridsim.errors import CODES, WARNINGS
from gridsim.scenario import experiment_file
from gridsim.scenario import schema as scenario_file
from gridsim.scenario.grammar import PER_UNITS, RATE_TIMES, TIME_UNITS
from gridsim.scenario.headcounts import KEYS, UNITS
from gridsim.scenario.laws import EXAMPLES
from gridsim.scenario.quantities import Headcount
from gridsim.scenario.schema import json_schema
from gridsim.vocabulary import Word

IN_WORDS = {("Category", "rate"), ("Category", "reported")}  # their defaults depend on other keys: the text says how
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
and `types` are replaced whole. `label` and `why` are each file's own. Names have small letters, digits, _ and -. Clock
times are quoted. Inside parentheses parameters are separated by `;`. YAML's anchors, aliases and tags are not used, and
what YAML 1.1 and 1.2 read differently (`no`, `8:30`, `010`) is refused.

## Quantities

| what | how it is written |
|---|---|
| durations | a number and {units} |
| rates | `180 per 1000 residents per year`: per {bases}; per {times} |
| shares | `30%` |
| headcounts | {rules}: per {staffed}; or a mapping, see [Headcount](#headcount) |
| dates, moments, clock times | `2013-01-31`, `"2013-01-20 08:00"`, `"10:00-14:00"`; a window may run past midnight |
| days | `mon`, `mon-fri`, `"mon,wed"`; dated exceptions under `except` |
| conditions | `type == fringe and households > 1500`; of type, migrant_share, households, subdistrict, district |
| distributions | {laws} |

There is one way to write a unit: `60 min`, not `60 minutes`, and `1 h`, not `1 hour`; the message says what to write.
A number has no comma: `1000`, not `1,000`.
"""
HEADCOUNT = """\
## Headcount

How many workers a role has in each community: `headcount: 1 per 100 households`, or a mapping with a `rule` or
`by_migrant_share` and any of the others.

| key | what it says | how it is written |
|---|---|---|
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
beside the experiment first, then among the scenarios that come with gridsim. A value that is wrong by itself is a
mistake of the file; a point that only its combination makes wrong, or whose replication fails, is told apart under
*not run*, all others stand, and the exit code is 3.

## Choices: a Latin hypercube

With many keys every combination is too much. A Latin hypercube (McKay, Beckman and Conover 1979) takes so many points
that each key meets every part of its range once, and every value of a list equally often:

```yaml
{cube}```

A range is two values that differ in one number; `5 to 20 min` says the unit once. Where only whole numbers fit, there
are only whole numbers. `scale 0.5 to 2` multiplies what each scenario says. The points follow from `seed` of the file,
path by path: another path changes no other column, and `--seed` changes histories and draws, not the points. What each
point sets is in `tables/points.parquet`.

## Chance: a precision instead of a number

```yaml
{precision}```

runs until half of the 95 % interval is at most 5 % of the mean, for each measure named (the first one judged, if none
is) and in every scenario, and stays so for five more replications, or for 5 % of them above 100 (Hoad, Robinson and
Davies 2010). After the first replication it says what the rest will cost. Stopping when an interval is narrow makes it
hold a little less often than 95 %: about 94 % were measured, 92 % with skewed values and few replications. Where the
most allowed are not enough, the answer says so, and what was reached. `--precision 5%` does the same for `gridsim run`
and `gridsim compare`. What has run before is not run again.

## Uncertainty: values that nobody knows

```yaml
{uncertain}```

`uniform` and `triangular` (lowest, most likely, highest) say what is believed of a value, in its unit, or of a factor
on what each scenario says (`scale`). Every draw sets all of them, equally in all scenarios, and has replications of its
own: so the runs as written, with their intervals, stay what they are, and the answer says beside them in how many draws
each scenario is better and worse by the interval of that draw, and how much of what varies comes from the inputs and
how much from chance (two levels, O'Hagan, Stevenson and Madan 2007). A factor scales every amount of a distribution, so
its form stays; a count (`1 per 100 households`) is scaled by its first number. What was drawn and what came of it is in
`tables/drawn_inputs.parquet`, `draws.parquet` and `over_draws.parquet`. A draw that cannot be run is left out for all.

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
CUBE = """\
sweep:
  lhs: 64
  over:
    roles.grid_worker.headcount.rule: 1 per 150 households to 1 per 84 households
    roles.grid_worker.round.street: 30 to 90 min per grid
    policy.assign: [own-grid-first, community-pool]
"""
PRECISION = """\
replications: {precision: 5%, of: [exposure_mean_h], at least: 5, at most: 200}
"""
UNCERTAIN = """\
uncertain:
  issues.sanitation.work: uniform scale 0.6 to 1.7
  verification.false_fix: triangular 2% to 4% to 8%
draws: {number: 50, replications: 5}
"""
EXAMPLE_RUNS = 10  # two scenarios, each as written and at four points
ERRORS = """\
# Errors and warnings

{made}

A problem is told as `file:line:column: path: fact; hint [code]`, with the line it speaks of and a mark under the place;
all problems of a file are told at once (of more than 200 the first 200, and how many more there are), nothing is
written, and the exit code is 2. With `--json` each is an object with `code`, `fact`, `hint`, `place`, `path` and
`source`. A code keeps its meaning: search for it here.

What only follows from another mistake is not told, and four things wait for what they are made of. A text that is not
YAML is told as far as it could be read; values of a sweep are read where the scenario as written is right, and not at
all where there are too many; who may work on what is told when roles, timetables and dates can be read; and what needs
the numbers of the city (totals that cannot be dealt out, too many workers or issues, posts that nobody holds) when the
file has no other mistake.

The reader of files is tried on 100,000 texts spoilt at random: each is read, or refused with a place
(`make fuzz`; 25,000 of them in `make test-slow`).
"""


def reference() -> str:
    """docs/scenario.md."""
    schema = json_schema()
    parts = [_opening(), _section("The file", schema, scenario_file.Scenario)]
    for name in ORDER:
        parts.append(_section(name, schema["$defs"][name], getattr(scenario_file, name)))
        parts += [_headcount()] if name == "Role" else []
    assert set(ORDER) == set(schema["$defs"])
    return "\n".join(parts)


def experiment() -> str:
    """docs/experiment.md."""
    blocks = {"example": EXAMPLE, "cube": CUBE, "precision": PRECISION, "uncertain": UNCERTAIN}
    opening = EXPERIMENT.format(made=MADE, runs=EXAMPLE_RUNS, **blocks)
    return opening + _section("The file", experiment_file.json_schema())


def _opening() -> str:
    return OPENING.format(
        made=MADE,
        units=_listed(TIME_UNITS),
        bases=_listed(PER_UNITS),
        times=_listed(RATE_TIMES),
        staffed=_listed(UNITS),
        rules="`1 per 100 households`, `3 per community`, `20 in total`",
        laws=", ".join(f"`{example}`" for example in EXAMPLES.values()),
    )


def _listed(words: Mapping[str, object]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def _headcount() -> str:
    """The keys of a headcount, with the defaults of what they are read into."""
    lines = [HEADCOUNT.rstrip("\n")]
    for key, (says, example) in KEYS.items():
        default = next((f.default for f in fields(Headcount) if f.name == key.replace(" ", "_")), None)
        said = f" Default: `{default}`." if default not in (None, ()) else ""
        lines.append(f"| `{key}` | {says}{said} | `{_written(example)}` |")
    return "\n".join(lines) + "\n"


def default_of(model: type[BaseModel], key: str) -> str:
    """What a key is if it is not said, as a person would write it: the words that are read as its default."""
    name, field = next((name, f) for name, f in model.model_fields.items() if (f.alias or name) == key)
    value = None if field.is_required() else field.get_default(call_default_factory=True)
    read = next((one.func for one in field.metadata if isinstance(one, PlainValidator)), None)
    if isinstance(value, BaseModel) or value in (None, "", (), {}, []) or (model.__name__, name) in IN_WORDS:
        return ""
    assert read is not None, f"{model.__name__}.{name}"
    return next(_written(text) for text in _candidates(value) if _reads(read, text, value))


def _candidates(value: object) -> Iterator[object]:
    """Texts that might be read as a value."""
    if isinstance(value, Word):
        yield value.word
    elif isinstance(value, (bool, str)):
        yield value
    elif isinstance(value, (int, float)):
        yield from (int(value), f"{100 * value:g}%", f"{value:g} min", f"{value:g} per hour", {"slope": f"{value:g}%"})
    yield from ("0 min", "0%", "shared")


def _reads(read: Callable[[Any], object], text: object, value: object) -> bool:
    try:
        return bool(read(text) == value)
    except PydanticCustomError:
        return False


def _section(name: str, part: Mapping[str, Any], model: type[BaseModel] | None = None) -> str:
    lines = [f"## {name}", "", part["description"], "", "| key | what it says | how it is written |", "|---|---|---|"]
    for key, one in part["properties"].items():
        needed = " *Needed.*" if key in part.get("required", ()) else ""
        default = default_of(model, key) if model else ""
        said = f" Default: `{default}`." if default else ""
        lines.append(f"| `{key}` | {one.get('description', '')}{needed}{said} | {'; '.join(_forms(one))} |")
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
    text = str(example).lower() if isinstance(example, bool) else str(example)
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
