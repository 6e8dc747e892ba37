"""What only an experiment file says: a precision, ranges and lists of a Latin hypercube, uncertain values, draws."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import floor, sqrt
from typing import Any

from gridsim.scenario import grammar, values
from gridsim.scenario.grammar import NUMBER, list_of, mapping_of
from gridsim.scenario.mistakes import Gather, Mistake, MistakesError, did_you_mean, nearest, shown, wrong

MOST_REPLICATIONS = 100_000
MOST_DRAWS = 10_000
LEAST_OF_A_PRECISION = 3  # with fewer a spread says nothing
NEVER_WHOLE = 0.381966  # a share of a range at which a number that may have decimals has some
RANGE = "5 min to 20 min"
LAW = "uniform scale 0.6 to 1.7"
_NUMBERS = re.compile(f"({NUMBER})")
_LAW_NUMBERS = re.compile(rf"(shape\s+)?({NUMBER})(\s*%\s+of\b)?")


@dataclass(frozen=True)
class Precision:
    """As many replications as make the 95 % intervals of the measures `of` narrow: half of each at most `share` of it.

    Of no measure named, the first that is judged. Never fewer than `at_least` nor more than `at_most`.
    """

    share: float
    of: tuple[str, ...] = ()
    at_least: int = 5
    at_most: int = 200

    def __str__(self) -> str:
        return f"{self.at_least} to {self.at_most} for {100 * self.share:g}%"


@dataclass(frozen=True)
class Draws:
    """How many draws of the uncertain values, and how many replications of every scenario at each."""

    number: int = 50
    replications: int = 5


@dataclass(frozen=True)
class Span:
    """A number from a lowest to a highest end, the rest of its text staying; or a factor on what a scenario says.

    `ends` are low and high of a uniform law, or low, mode and high of a triangular one. Where only `whole` numbers
    fit, both ends are among them.
    """

    ends: tuple[float, ...]
    before: str = ""
    after: str = ""
    scale: bool = False
    whole: bool = False

    def at(self, u: float) -> float:
        """The quantile at `u` in [0, 1)."""
        low, high = self.ends[0], self.ends[-1]
        if len(self.ends) == 2:
            return floor(low + u * (high - low + 1)) if self.whole else low + u * (high - low)
        mode = self.ends[1]
        if u * (high - low) < mode - low:
            number = low + sqrt(u * (high - low) * (mode - low))
        else:
            number = high - sqrt((1 - u) * (high - low) * (high - mode))
        return round(number) if self.whole else number

    def text(self, number: float, written: object = None) -> str | None:
        """What is set for a number; of a factor times what is `written`, None where that is no quantity."""
        if not self.scale:
            return f"{self.before}{_digits(number)}{self.after}"
        return scaled(written, number, whole=self.whole)


@dataclass(frozen=True)
class Choice:
    """Values of which each is taken as often as any other."""

    values: tuple[Any, ...]

    def at(self, u: float) -> Any:
        """The value at `u` in [0, 1)."""
        return self.values[floor(u * len(self.values))]


@dataclass(frozen=True)
class Hypercube:
    """A Latin hypercube: so many `points` over ranges and lists by path. Each path meets every part of its own."""

    points: int
    over: Mapping[str, Span | Choice] = field(default_factory=dict)


def scaled(written: object, factor: float, *, whole: bool = False) -> str | None:
    """A quantity times a factor: every amount of a law but its shape, else the first number. None for no quantity."""
    if isinstance(written, bool) or not isinstance(written, (int, float, str)):
        return None
    text = str(written)
    if not _NUMBERS.search(text):
        return None
    if "(" not in text:
        number = float(_NUMBERS.findall(text)[0]) * factor
        return _NUMBERS.sub(_digits(round(number) if whole else number), text, count=1)

    def times(found: re.Match[str]) -> str:
        if found[1] or found[3]:
            return found[0]
        return _digits(float(found[2]) * factor)

    return _LAW_NUMBERS.sub(times, text)


def _digits(number: float) -> str:
    return f"{number:.9g}"


def parse_precision(value: object) -> Precision:
    """`5%`, above 0."""
    share = grammar.parse_share(value)
    if share == 0:
        raise wrong("not_positive", f"{shown(value)} is not allowed here", "write for example 5%")
    return Precision(share)


def parse_replications(value: object) -> int | Precision:
    """A number, or the precision that is wanted."""
    if not isinstance(value, dict):
        return grammar.parse_whole(value, least=1, most=MOST_REPLICATIONS)
    return precision_by_key(value)


def precision_by_key(value: Mapping[str, object]) -> Precision:
    """A precision with its measures and bounds."""
    least, most = LEAST_OF_A_PRECISION, MOST_REPLICATIONS
    readers: Mapping[str, Callable[[object], Any]] = {
        "precision": lambda item: parse_precision(item).share,
        "of": values.parse_names,
        "at least": lambda item: grammar.parse_whole(item, least=least, most=most),
        "at most": lambda item: grammar.parse_whole(item, least=least, most=most),
    }
    with _by_key(value, readers, ("precision",), "{precision: 5%, of: [exposure_mean_h]}") as (said, gather):
        fewest, most_of_all = said.get("at least", Precision.at_least), said.get("at most", Precision.at_most)
        if fewest > most_of_all:
            fact = f"at least {fewest} are more than at most {most_of_all}"
            with gather.at("at least" if "at least" in said else "at most"):
                raise wrong("wrong_order", fact, "write the smaller number at 'at least'")
    return Precision(**{{"precision": "share"}.get(key, key.replace(" ", "_")): item for key, item in said.items()})


def parse_draws(value: object) -> Draws:
    """`50`, or with the replications of each draw."""
    if not isinstance(value, dict):
        return Draws(_several(value))
    with _by_key(value, {"number": _several, "replications": _several}) as (said, _):
        pass
    return Draws(**said)


def _several(value: object) -> int:
    return grammar.parse_whole(value, least=2, most=MOST_DRAWS)


@contextmanager
def _by_key(
    value: Mapping[str, object], readers: Mapping[str, Callable[[object], Any]], needed: Sequence[str] = (),
    example: str = "",
) -> Iterator[tuple[dict[str, Any], Gather]]:  # fmt: skip
    """What each key's reader makes of it, for more to be found wrong inside; then all that is wrong."""
    gather, said = Gather(), dict[str, Any]()
    for key, item in value.items():
        with gather.at(key):
            if key not in readers:
                raise wrong("unknown_key", f"unknown key {shown(key)}", did_you_mean(key, readers))
            said[key] = readers[key](item)
    meant = {nearest(key, readers) for key in value if key not in readers}
    for key in needed:
        if key not in value and key not in meant:
            gather.mistakes.append(Mistake("missing_key", f"'{key}' is not said", f"write {example}"))
    yield said, gather
    gather.settle()


def parse_sweep(value: object) -> dict[str, list[Any]] | Hypercube:
    """Lists of values by path, of which every combination is a point; or a Latin hypercube."""
    example = "{lhs: 64, over: {issues.litter.work: 5 min to 20 min}}"
    if isinstance(value, str) and value.startswith("lhs"):
        raise wrong("not_a_mapping", f"{shown(value)} does not say over what", f"write {example}")
    said = mapping_of(value, "{roles.grid_worker.headcount.rule: [1 per 84 households]}")
    if "lhs" in said or "over" in said:
        return _hypercube(said, example)
    gather, sweep = Gather(), dict[str, list[Any]]()
    for path, item in said.items():
        with gather.at(path):
            sweep[path] = _different(item)
    gather.settle()
    return sweep


def _hypercube(said: Mapping[str, object], example: str) -> Hypercube:
    with _by_key(said, {"lhs": _several, "over": _parse_over}, ("lhs", "over"), example) as (found, _):
        pass
    return Hypercube(found["lhs"], found["over"])


def _parse_over(value: object) -> dict[str, Span | Choice]:
    gather, over = Gather(), dict[str, Span | Choice]()
    for path, item in mapping_of(value, f"{{issues.litter.work: {RANGE}}}").items():
        with gather.at(path):
            over[path] = Choice(tuple(_different(item))) if isinstance(item, list) else parse_range(item)
    gather.settle()
    if not over:
        raise wrong("not_a_mapping", "nothing is swept", f"write {{issues.litter.work: {RANGE}}}")
    return over


def _different(value: object) -> list[Any]:
    """A list of values, none of them twice."""
    found = list_of(value, "a list of values")
    if not found:
        raise wrong("empty_list", "the list is empty", "write at least one value")
    for position, one in enumerate(found):
        if one in found[:position]:
            raise wrong("repeated_value", f"{shown(one)} is said twice", "write each value once", (position,))
    return found


def parse_range(value: object) -> Span:
    """`5 min to 20 min`, or `scale 0.5 to 2`."""
    text = grammar.text_of(value, "a range or a list", f"for example '{RANGE}', or [a, b]")
    return _span(text, text, 2, RANGE)


def parse_uncertain(value: object) -> dict[str, Span]:
    """What is believed of values, by path."""
    gather, found = Gather(), dict[str, Span]()
    for path, item in mapping_of(value, f"{{issues.sanitation.work: {LAW}}}").items():
        with gather.at(path):
            text = grammar.text_of(item, "a law", f"for example '{LAW}'")
            law, _, rest = text.partition(" ")
            if law not in ("uniform", "triangular"):
                raise _no_range(text, LAW)
            example = "triangular 20% to 35% to 60%" if law == "triangular" else LAW
            found[path] = _span(rest, text, 3 if law == "triangular" else 2, example)
    gather.settle()
    return found


def _span(text: str, whole_text: str, count: int, example: str) -> Span:
    """`count` ends with `to` between them, which differ in one number alone."""
    scale = text.startswith("scale ")
    ends = _with_unit(_ends(text.removeprefix("scale ")))
    pieces = [_NUMBERS.split(end) for end in ends]
    if len(ends) != count or any(len(one) < 3 or len(one) != len(pieces[0]) for one in pieces):
        raise _no_range(whole_text, example)
    moving = [i for i, same in enumerate(zip(*pieces, strict=True)) if len(set(_numbers(same) if i % 2 else same)) > 1]
    if len(moving) > 1 or any(i % 2 == 0 for i in moving):
        fact = f"the ends of {shown(whole_text)} differ in more than one number"
        raise wrong("not_a_range", fact, f"write for example '{example}'")
    at = moving[0] if moving else 1
    numbers = tuple(float(one[at]) for one in pieces)
    if scale and any("".join(one[:at] + one[at + 1 :]) for one in pieces):
        raise wrong("not_a_range", f"a scale has no unit, and {shown(whole_text)} has", f"write '{LAW}'")
    if numbers[0] == numbers[-1] or list(numbers) not in (sorted(numbers), sorted(numbers, reverse=True)):
        raise wrong("wrong_order", f"{shown(whole_text)} does not go from one end to the other", f"write '{example}'")
    numbers = tuple(sorted(numbers))  # 1 per 150 households to 1 per 84: more staff, and a smaller number
    if scale and numbers[0] <= 0:
        raise wrong("not_positive", f"{shown(whole_text)} goes to nothing", "write factors above 0")
    return Span(numbers, "".join(pieces[0][:at]), "".join(pieces[0][at + 1 :]), scale)


def _numbers(texts: Sequence[str]) -> list[float]:
    return [float(text) for text in texts]


def _ends(text: str) -> list[str]:
    """The parts of a range, at `to` outside parentheses."""
    ends, depth = [""], 0
    for word in text.split():
        if word == "to" and depth == 0:
            ends.append("")
        else:
            ends[-1] = f"{ends[-1]} {word}".strip()
        depth += word.count("(") - word.count(")")
    return ends


def _with_unit(ends: list[str]) -> list[str]:
    """All ends with the unit that stands once, at the last: `20 to 60 min`."""
    last = grammar.QUANTITY.fullmatch(ends[-1])
    if not last or not last[2]:
        return ends
    tail = ends[-1][len(last[1]) :]
    return [f"{end}{tail}" if re.fullmatch(NUMBER, end) else end for end in ends]


def _no_range(text: str, example: str) -> MistakesError:
    return wrong("not_a_range", f"{shown(text)} is not a range", f"write for example '{example}'")
