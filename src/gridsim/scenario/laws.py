"""Distributions as a person writes them: `lognormal(mean 35 min; sd 20 min)`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from gridsim.scenario.grammar import QUANTITY, parse_amount, parse_number, parse_share, refuse_commas
from gridsim.scenario.mistakes import MistakesError, did_you_mean, shown, wrong
from gridsim.scenario.quantities import Distribution
from gridsim.vocabulary import Measure

Kind = Literal["time", "delay", "number", "share"]
PARAMETERS = {
    "constant": ("value",),
    "uniform": ("low", "high"),
    "triangular": ("low", "mode", "high"),
    "exponential": ("mean",),
    "erlang": ("mean", "shape"),
    "gamma": ("mean", "sd"),
    "lognormal": ("mean", "sd"),
    "weibull": ("mean", "shape"),
}
EXAMPLES = {
    "constant": "constant(1 h)",
    "uniform": "uniform(10 min to 30 min)",
    "triangular": "triangular(1 h; 2 h; 5 h)",
    "exponential": "exponential(mean 1 h)",
    "erlang": "erlang(mean 1 h; shape 4)",
    "gamma": "gamma(mean 1 h; sd 30 min)",
    "lognormal": "lognormal(mean 35 min; sd 20 min)",
    "weibull": "weibull(mean 1 h; shape 2)",
    "empirical": "empirical(times.csv; min)",
    "mixture": "mixture(88% of exponential(mean 30 min); 12% of exponential(mean 4 h))",
}
POSITIONAL = ("constant", "uniform", "triangular")
BOUNDED = ("constant", "uniform", "triangular", "mixture", "empirical")
SEMICOLONS = "separate parameters with ';' (a comma ends a value inside {...} and [...])"
NESTING = 4


def parse_time(value: object) -> Distribution:
    """A law of durations on the wall clock."""
    return parse_law(value, "time")


def parse_delay(value: object) -> Distribution:
    """A law of durations on the wall clock or in working time."""
    return parse_law(value, "delay")


def parse_numbers(value: object) -> Distribution:
    """A law of numbers."""
    return parse_law(value, "number")


def parse_shares(value: object) -> Distribution:
    """A law of shares, which must stay within 0 and 100 %."""
    return parse_law(value, "share")


def parse_law(value: object, kind: Kind, depth: int = 0) -> Distribution:
    """A distribution; a bare quantity is a constant."""
    text = " ".join(value.split()) if isinstance(value, str) else value
    if not isinstance(text, str) or ("(" not in text and ")" not in text):
        number, measure = _quantity(text, kind)
        return Distribution("constant", {"value": number}, measure)
    found = re.fullmatch(r"([A-Za-z_]*) ?\((.*)\)", text)
    if not found or text.count("(") != text.count(")"):
        raise _unclosed(text)
    family, inside = found[1], list(_split(found[2]))
    if family == "mixture":
        return _mixture(inside, kind, depth)
    if family == "empirical":
        return _empirical(inside, kind)
    if family not in PARAMETERS:
        raise _unknown(family)
    if kind == "share" and family not in BOUNDED:
        hint = "write constant, uniform or triangular"
        raise wrong("unbounded_share", f"'{family}' can pass 100 %", hint)
    return _law(family, inside, kind)


def _unclosed(text: str) -> MistakesError:
    if text.count("(") > text.count(")"):
        return wrong("unclosed_parenthesis", f"unclosed parenthesis in {shown(text)}", SEMICOLONS)
    return wrong("not_a_distribution", f"{shown(text)} is not a distribution", f"write {EXAMPLES['exponential']}")


def _unknown(family: str) -> MistakesError:
    hint = did_you_mean(family, EXAMPLES)
    return wrong("unknown_distribution", f"unknown distribution {shown(family)}", hint)


def _split(text: str) -> Iterator[str]:
    """The parameters, at semicolons outside inner parentheses."""
    depth, part = 0, ""
    for letter in text:
        depth += (letter == "(") - (letter == ")")
        if letter == ";" and depth == 0:
            yield part.strip()
            part = ""
        else:
            part += letter
    yield part.strip()


def _quantity(value: object, kind: Kind) -> tuple[float, Measure]:
    if isinstance(value, str) and "," in value:
        refuse_commas(value)
        raise wrong("comma", f"a comma in {shown(value)}", SEMICOLONS)
    if kind == "number":
        return _plain(value), Measure.NUMBER
    if kind == "share":
        return parse_share(value), Measure.SHARE
    amount = parse_amount(value)
    if kind == "time" and amount.measure is not Measure.MINUTES:
        hint = "write min, h or days"
        raise wrong("working_time", f"{shown(value)} is working time, this runs on the wall clock", hint)
    return amount.value, amount.measure


def _plain(value: object) -> float:
    """A number, in a file or inside parentheses."""
    if isinstance(value, str):
        try:
            return parse_number(float(value))
        except ValueError:
            raise wrong("not_a_number", f"{shown(value)} is not a number", "write a number without a unit") from None
    return parse_number(value)


SHAPES = (0.1, 1000)  # beyond them a law is a slip, and its numbers overflow


def _law(family: str, inside: list[str], kind: Kind) -> Distribution:
    written = _positional(family, inside) if family in POSITIONAL else _named(family, inside)
    parameters, measures = {}, set()
    for name, text in written.items():
        if name == "shape":
            parameters[name] = _plain(text)
        else:
            parameters[name], measure = _quantity(text, kind)
            measures.add(measure)
    if len(measures) > 1:
        raise wrong("mixed_units", "one distribution mixes wall-clock and working time", "use one of them")
    _check(family, parameters)
    return Distribution(family, parameters, measures.pop())


def _positional(family: str, inside: list[str]) -> dict[str, str]:
    values = re.split(r"\s+to\s+", inside[0]) if family == "uniform" and len(inside) == 1 else inside
    if len(values) != len(PARAMETERS[family]) or not all(values):
        raise _wrong_parameters(family, "; ".join(inside))
    return dict(zip(PARAMETERS[family], values, strict=True))


def _named(family: str, inside: list[str]) -> dict[str, str]:
    result: dict[str, str] = {}
    for part in inside:
        name, _, text = part.partition(" ")
        if "," in part:
            refuse_commas(text)
            raise wrong("comma", f"a comma in {shown(part)}", SEMICOLONS)
        if name not in PARAMETERS[family]:
            hint = did_you_mean(name, PARAMETERS[family], f"write {EXAMPLES[family]}")
            raise wrong("unknown_parameter", f"'{family}' has no parameter {shown(name)}", hint)
        if name in result:
            raise wrong("repeated_parameter", f"'{name}' is said twice", f"write {EXAMPLES[family]}")
        result[name] = text
    missing = [name for name in PARAMETERS[family] if name not in result]
    if missing:
        raise wrong("missing_parameter", f"'{family}' needs '{missing[0]}'", f"write {EXAMPLES[family]}")
    return result


def _wrong_parameters(family: str, text: str) -> MistakesError:
    if "," in text:
        return wrong("comma", f"a comma in {shown(text)}", SEMICOLONS)
    return wrong("wrong_parameters", f"{shown(text)} does not fit '{family}'", f"write {EXAMPLES[family]}")


def _check(family: str, parameters: dict[str, float]) -> None:
    """What a law needs of its parameters beyond their units."""
    for name in ("mean", "sd", "shape"):
        if parameters.get(name) == 0:
            hint = "write a constant" if name == "sd" else "write a number above 0"
            raise wrong("not_positive", f"'{name}' is 0", hint)
    least, most = SHAPES
    if not least <= parameters.get("shape", least) <= most:
        raise wrong("out_of_range", f"the shape {parameters['shape']:g} is out of range", f"write {least} to {most}")
    if family == "erlang" and parameters["shape"] != int(parameters["shape"]):
        raise wrong("not_whole", f"the shape {parameters['shape']:g} is not whole", "write gamma(mean ...; sd ...)")
    bounds = [parameters[name] for name in ("low", "mode", "high") if name in parameters]
    if bounds != sorted(bounds) or (bounds and bounds[0] == bounds[-1]):
        raise wrong("wrong_order", f"the bounds of '{family}' do not rise", f"write {EXAMPLES[family]}")


def _empirical(inside: list[str], kind: Kind) -> Distribution:
    """Values that are equally likely; the loader has put them in the place of the file that holds them."""
    if not all(QUANTITY.match(text) for text in inside):
        fact = f"{shown('; '.join(inside))} is neither a CSV file nor values"
        raise wrong("wrong_parameters", fact, f"write {EXAMPLES['empirical']}")
    values, measures = zip(*(_quantity(text, kind) for text in inside), strict=True)
    if len(set(measures)) > 1:
        raise wrong("mixed_units", "one distribution mixes wall-clock and working time", "use one of them")
    return Distribution("empirical", {}, measures[0], values=tuple(sorted(values)))


def _mixture(inside: list[str], kind: Kind, depth: int) -> Distribution:
    if depth >= NESTING:
        raise wrong("too_deep", f"mixtures nest more than {NESTING} deep", "write one mixture")
    parts = []
    for text in inside:
        weight, found, law = text.partition(" of ")
        if not found:
            raise wrong("wrong_parameters", f"{shown(text)} does not fit 'mixture'", f"write {EXAMPLES['mixture']}")
        parts.append((parse_share(weight), parse_law(law, kind, depth + 1)))
    total = sum(weight for weight, _ in parts)
    if abs(total - 1) > 1e-9:
        raise wrong("not_100_percent", f"the shares of the mixture make {100 * total:.6g} %", "make them 100 %")
    if len({law.measure for _, law in parts}) > 1:
        raise wrong("mixed_units", "one distribution mixes wall-clock and working time", "use one of them")
    return replace(parts[0][1], family="mixture", parameters={}, parts=tuple(parts), values=())
