"""What every part of a file is made of: strict mappings, and the kinds of values a person writes in them.

Each value is read by its parser into the quantities of quantities.py, and tells editors how it is written.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, PlainValidator, WithJsonSchema, model_validator
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import PydanticCustomError
from pydantic_core.core_schema import WithDefaultSchema

from gridsim.scenario import grammar, laws, values, weeks
from gridsim.scenario.mistakes import MistakesError
from gridsim.scenario.quantities import Amount, Distribution, Week
from gridsim.vocabulary import QueueRule

MOST_TIMES = 1000  # more than that no factor can mean


def reads(parse: Callable[[Any], object]) -> PlainValidator:
    """A validator that reads a value with `parse` and keeps all of its mistakes."""

    @wraps(parse)  # ranges.py asks what a value is read with
    def read(value: object) -> object:
        try:
            return parse(value)
        except MistakesError as error:
            raise PydanticCustomError("written", "mistakes", {"mistakes": error.mistakes}) from None

    return PlainValidator(read)


def said(*examples: str) -> WithJsonSchema:
    """The JSON schema of a quantity written as text."""
    return WithJsonSchema({"type": "string", "examples": list(examples)})


def one_of(words: list[str]) -> WithJsonSchema:
    """The JSON schema of a word of a closed list."""
    return WithJsonSchema({"type": "string", "enum": words})


def either(*examples: object) -> WithJsonSchema:
    """The JSON schema of what has several forms."""
    return WithJsonSchema({"examples": list(examples)})


def mapping(example: dict[str, object]) -> WithJsonSchema:
    """The JSON schema of a mapping with keys of its own."""
    return WithJsonSchema({"type": "object", "examples": [example]})


Text = Annotated[str, reads(grammar.parse_text), said()]
Name = Annotated[str, reads(grammar.parse_name), WithJsonSchema({"type": "string", "pattern": "^[a-z][a-z0-9_-]*$"})]
Label = Annotated[dict[str, str], reads(values.parse_label), mapping({"en": "Extra cadres", "zh": "增配干部"})]
Turns = Annotated[
    tuple[str, ...], reads(values.parse_turns), WithJsonSchema({"type": "array", "items": {"type": "string"}})
]
Flag = Annotated[bool, reads(grammar.parse_flag), WithJsonSchema({"type": "boolean"})]
Whole = Annotated[int, reads(partial(grammar.parse_whole, least=1)), WithJsonSchema({"type": "integer", "minimum": 1})]
Seed = Annotated[int, reads(grammar.parse_whole), WithJsonSchema({"type": "integer", "minimum": 0})]
Positive = Annotated[float, reads(grammar.parse_positive), WithJsonSchema({"type": "number", "exclusiveMinimum": 0})]
Factor = Annotated[
    float,
    reads(partial(grammar.parse_number, most=MOST_TIMES)),
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": MOST_TIMES}),
]
Speed = Annotated[
    float,
    reads(partial(grammar.parse_positive, most=MOST_TIMES)),
    WithJsonSchema({"type": "number", "exclusiveMinimum": 0, "maximum": MOST_TIMES}),
]
Share = Annotated[float, reads(grammar.parse_share), said("30%")]
Minutes = Annotated[Amount, reads(grammar.parse_minutes), said("14 days", "30 min")]
Time_ = Annotated[Distribution, reads(laws.parse_time), said("lognormal(mean 35 min; sd 20 min)", "30 min")]
Delay = Annotated[Distribution, reads(laws.parse_delay), said("exponential(mean 1 working day)", "20 min")]
Calendar = Annotated[
    Week,
    reads(weeks.parse_calendar),
    either("24/7", {"mon-fri": ["10:00-14:00", "15:30-19:30"], "except": {"2013-02-09 to 2013-02-15": "closed"}}),
]
Queue = Annotated[
    QueueRule, reads(partial(grammar.parse_word, words=QueueRule, what="queue rule")), one_of(QueueRule.words())
]


class Written(BaseModel):
    """A mapping of the file: no unknown keys, nothing changes after reading; a key with null is as if not said."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, use_attribute_docstrings=True)

    @model_validator(mode="before")
    @classmethod
    def _drop_nulls(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        known = {field.alias or name for name, field in cls.model_fields.items()}
        return {key: value for key, value in data.items() if value is not None or key not in known}


class _WithoutDefaults(GenerateJsonSchema):
    """Defaults are parsed quantities, which JSON cannot say."""

    def default_schema(self, schema: WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])


def json_schema_of(model: type[BaseModel]) -> dict[str, Any]:
    """The JSON Schema of what a model reads."""
    return model.model_json_schema(schema_generator=_WithoutDefaults)
