"""What an experiment file may say: scenarios, values swept, replications and measures."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import Field, WithJsonSchema

from gridsim.scenario import grammar, values
from gridsim.scenario.grammar import NUMBER, Gather, did_you_mean, list_of, mapping_of, shown, wrong
from gridsim.scenario.written import Name, Seed, Written, json_schema_of, mapping, one_of, reads

VERSION = "gridsim/experiment/1"
SCALE = re.compile(rf"(uniform|triangular) (?:scale )?(?:{NUMBER} ?[\w%]*)(?: to (?:{NUMBER} ?[\w%]*))+")
MOST_REPLICATIONS = 100_000
EXAMPLE = "uniform scale 0.6 to 1.7"


def _parse_version(value: object) -> str:
    if value != VERSION:
        raise wrong("unknown_schema", f"{shown(value)} is not a schema this version reads", f"write '{VERSION}'")
    return VERSION


def _parse_files(value: object) -> tuple[str, ...]:
    gather, files = Gather(), list[str]()
    for position, item in enumerate(list_of(value, "[base.yaml, other.yaml]")):
        with gather.at(position):
            files.append(grammar.text_of(item, "a file", "for example base.yaml"))
            if files[-1] in files[:-1]:
                raise wrong("repeated_name", f"{shown(item)} is said twice", "name each once")
    gather.settle()
    if not files:
        raise wrong("empty_list", "the list is empty", "name at least one scenario")
    return tuple(files)


def _parse_sweep(value: object) -> dict[str, list[Any]]:
    """Values by path; every combination of them is a point."""
    if isinstance(value, str) and value.startswith("lhs"):
        raise _not_yet("a Latin hypercube cannot be swept yet", "list the values: {time.warm_up: [7 days, 14 days]}")
    gather, sweep = Gather(), dict[str, list[Any]]()
    for path, item in mapping_of(value, "{roles.grid_worker.headcount.rule: [1 per 84 households]}").items():
        with gather.at(path):
            if path == "lhs" or (isinstance(item, str) and item.startswith("lhs")):
                raise _not_yet("a Latin hypercube cannot be swept yet", "list the values")
            sweep[path] = list_of(item, "a list of values")
            if not sweep[path]:
                raise wrong("empty_list", "the list is empty", "write at least one value")
            for position, one in enumerate(sweep[path]):
                if one in sweep[path][:position]:
                    raise wrong("repeated_value", f"{shown(one)} is said twice", "write each value once", (position,))
    gather.settle()
    return sweep


def _parse_uncertain(value: object) -> None:
    """Read, so that a mistake is found, and then refused."""
    gather = Gather()
    for path, item in mapping_of(value, f"{{issues.sanitation.work: {EXAMPLE}}}").items():
        with gather.at(path):
            if not SCALE.fullmatch(grammar.text_of(item, "a range", f"for example '{EXAMPLE}'")):
                raise wrong("not_a_range", f"{shown(item)} is not a range", f"write for example '{EXAMPLE}'")
    gather.settle()
    raise _not_yet("uncertain values cannot be drawn yet", "leave 'uncertain' out, or sweep them")


def _parse_replications(value: object) -> int:
    if not isinstance(value, dict):
        return grammar.parse_whole(value, least=1, most=MOST_REPLICATIONS)
    gather = Gather()
    for key, item in value.items():
        with gather.at(key):
            if key == "precision":
                grammar.parse_share(item)
            elif key == "of":
                values.parse_names(item)
            elif key == "at most":
                grammar.parse_whole(item, least=1)
            else:
                hint = did_you_mean(key, ["precision", "of", "at most"])
                raise wrong("unknown_key", f"unknown key {shown(key)}", hint)
    gather.settle()
    raise _not_yet("replications up to a precision cannot be run yet", "write a number: 20")


def _parse_sizes(value: object) -> dict[str, str]:
    gather, sizes = Gather(), dict[str, str]()
    for measure, item in mapping_of(value, "{on_time_share: 2 points}").items():
        with gather.at(measure):
            number, unit = grammar.split_quantity(item, "a difference", "5%")
            sizes[measure] = f"{number!r} {unit}"
    gather.settle()
    return sizes


def _not_yet(fact: str, hint: str) -> grammar.MistakesError:
    return wrong("not_yet", fact, hint)


def _listed(*examples: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "array", "items": {"type": "string"}, "examples": [list(examples)]})


_SWEEP = WithJsonSchema(
    {
        "type": "object",
        "additionalProperties": {"type": "array"},
        "examples": [{"roles.grid_worker.headcount.rule": ["1 per 84 households", "1 per 150 households"]}],
    }
)
_WHOLE = WithJsonSchema({"type": "integer", "minimum": 1, "maximum": MOST_REPLICATIONS})


class ExperimentFile(Written):
    """An experiment: which scenarios are compared, with which values swept, how often and by which measures."""

    schema_: Annotated[str, reads(_parse_version), one_of([VERSION]), Field(alias="schema")]
    """Version of this language."""
    name: Name
    """Its name, and that of its results."""
    scenarios: Annotated[tuple[str, ...], reads(_parse_files), _listed("urumqi-street.yaml", "one-per-150.yaml")]
    """Scenario files beside it, or names of shipped ones."""
    baseline: Name | None = None
    """Name of the scenario all others are compared with; the first if not said."""
    sweep: Annotated[
        dict[str, list[Any]],
        reads(_parse_sweep),
        _SWEEP,
    ] = Field(default_factory=dict)
    """Values by path, in every combination (not yet: a Latin hypercube, `lhs 64`, is refused)."""
    uncertain: Annotated[None, reads(_parse_uncertain), mapping({"issues.sanitation.work": EXAMPLE})] = None
    """Ranges by path, the same draws for every scenario (not yet: refused)."""
    seed: Seed = 1
    """Seed of the random histories."""
    replications: Annotated[int, reads(_parse_replications), _WHOLE] = 20
    """Random histories of each scenario (not yet: up to a precision, `{precision: 5%}`, is refused)."""
    measures: Annotated[tuple[str, ...], reads(values.parse_names), _listed("exposure_mean_h", "on_time_share")] = ()
    """Measures that are compared, the most important first; the headline measures if not said."""
    smallest_difference: Annotated[
        dict[str, str], reads(_parse_sizes), mapping({"on_time_share": "2 points", "exposure_mean_h": "5%"})
    ] = Field(default_factory=dict)
    """What would matter, by measure: in its unit, in points of a share, or in percent of the baseline."""


def json_schema() -> dict[str, Any]:
    """The JSON Schema of an experiment file, for editors."""
    return json_schema_of(ExperimentFile)
