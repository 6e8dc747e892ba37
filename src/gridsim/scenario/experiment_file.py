"""What an experiment file may say: scenarios, values swept, uncertain values, replications and measures."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, WithJsonSchema

from gridsim.scenario import experiment_values, grammar, values
from gridsim.scenario.experiment_values import LAW, MOST_REPLICATIONS, Draws, Hypercube, Precision, Span
from gridsim.scenario.grammar import list_of, mapping_of
from gridsim.scenario.mistakes import Gather, shown, wrong
from gridsim.scenario.written import Name, Seed, Written, json_schema_of, mapping, one_of, reads

VERSION = "gridsim/experiment/1"


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


def _parse_sizes(value: object) -> dict[str, str]:
    gather, sizes = Gather(), dict[str, str]()
    for measure, item in mapping_of(value, "{on_time_share: 2 points}").items():
        with gather.at(measure):
            number, unit = grammar.split_quantity(item, "a difference", "5%")
            sizes[measure] = f"{number!r} {unit}"
    gather.settle()
    return sizes


def _listed(*examples: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "array", "items": {"type": "string"}, "examples": [list(examples)]})


_SWEEP = WithJsonSchema(
    {
        "type": "object",
        "properties": {"lhs": {"type": "integer", "minimum": 2}, "over": {"type": "object"}},
        "additionalProperties": {"type": "array"},
        "examples": [
            {"roles.grid_worker.headcount.rule": ["1 per 84 households", "1 per 150 households"]},
            {"lhs": 64, "over": {"roles.grid_worker.round.street": "30 to 90 min per grid"}},
        ],
    }
)
_REPLICATIONS = WithJsonSchema(
    {
        "anyOf": [
            {"type": "integer", "minimum": 1, "maximum": MOST_REPLICATIONS},
            {
                "type": "object",
                "properties": {
                    "precision": {"type": "string", "examples": ["5%"]},
                    "of": {"type": "array", "items": {"type": "string"}},
                    "at least": {"type": "integer", "minimum": 3},
                    "at most": {"type": "integer", "minimum": 3},
                },
                "required": ["precision"],
                "additionalProperties": False,
                "examples": [{"precision": "5%", "of": ["exposure_mean_h"], "at least": 5, "at most": 200}],
            },
        ]
    }
)
DRAWS_FORM = WithJsonSchema(
    {
        "anyOf": [
            {"type": "integer", "minimum": 2},
            {
                "type": "object",
                "properties": {name: {"type": "integer", "minimum": 2} for name in ("number", "replications")},
                "additionalProperties": False,
                "examples": [{"number": 50, "replications": 5}],
            },
        ]
    }
)


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
    sweep: Annotated[dict[str, list[Any]] | Hypercube, reads(experiment_values.parse_sweep), _SWEEP] = Field(
        default_factory=dict
    )
    """Lists of values by path, in every combination; or so many points of a Latin hypercube over ranges and lists."""
    uncertain: Annotated[
        dict[str, Span],
        reads(experiment_values.parse_uncertain),
        mapping({"issues.sanitation.work": LAW, "verification.false_fix": "triangular 2% to 4% to 8%"}),
    ] = Field(default_factory=dict)
    """What is believed of values by path, in their unit or as a factor (`scale`): the same draws for every scenario."""
    draws: Annotated[Draws, reads(experiment_values.parse_draws), DRAWS_FORM] = Draws()
    """Draws of the uncertain values, and replications at each; 50 of 5 if not said."""
    seed: Seed = 1
    """Seed of the random histories, of the points of a Latin hypercube and of the draws."""
    replications: Annotated[int | Precision, reads(experiment_values.parse_replications), _REPLICATIONS] = 20
    """Random histories of each scenario: a number, or until half of each 95 % interval is so much of its mean."""
    measures: Annotated[tuple[str, ...], reads(values.parse_names), _listed("exposure_mean_h", "on_time_share")] = ()
    """Measures that are compared, the most important first; the headline measures if not said."""
    smallest_difference: Annotated[
        dict[str, str], reads(_parse_sizes), mapping({"on_time_share": "2 points", "exposure_mean_h": "5%"})
    ] = Field(default_factory=dict)
    """What would matter, by measure: in its unit, in points of a share, or in percent of the baseline."""


def json_schema() -> dict[str, Any]:
    """The JSON Schema of an experiment file, for editors."""
    return json_schema_of(ExperimentFile)
