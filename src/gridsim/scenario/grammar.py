"""The words and numbers of a scenario file: how a person's text becomes a quantity, and what to say if it does not."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Literal, TypeVar, cast

from gridsim.scenario.mistakes import Gather, MistakesError, did_you_mean, shown, wrong
from gridsim.scenario.quantities import Amount, Beat, Growth, Rate
from gridsim.vocabulary import Measure, RoundKind, Word

AnyWord = TypeVar("AnyWord", bound=Word)

NAME = re.compile(r"[a-z][a-z0-9_-]*")
NUMBER = r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?"
QUANTITY = re.compile(rf"({NUMBER})\s*(.*)", re.DOTALL)
DAY_MIN = 1440.0
MOST_YEARS = 50
MOST_COST = 1_000_000
TIME_UNITS: Mapping[str, tuple[Measure, float]] = {
    "min": (Measure.MINUTES, 1.0),
    "h": (Measure.MINUTES, 60.0),
    "day": (Measure.MINUTES, DAY_MIN),
    "days": (Measure.MINUTES, DAY_MIN),
    "week": (Measure.MINUTES, 7 * DAY_MIN),
    "weeks": (Measure.MINUTES, 7 * DAY_MIN),
    "month": (Measure.MINUTES, 365 * DAY_MIN / 12),
    "months": (Measure.MINUTES, 365 * DAY_MIN / 12),
    "year": (Measure.MINUTES, 365 * DAY_MIN),
    "years": (Measure.MINUTES, 365 * DAY_MIN),
    "working hour": (Measure.WORKING_MINUTES, 60.0),
    "working hours": (Measure.WORKING_MINUTES, 60.0),
    "working day": (Measure.WORKING_DAYS, 1.0),
    "working days": (Measure.WORKING_DAYS, 1.0),
}
USUAL_MISTAKES: Mapping[str, tuple[str, float]] = {  # the unit that is meant, and how many of it one is
    **dict.fromkeys(("hour", "hours", "hr", "hrs", "H"), ("h", 1.0)),
    **dict.fromkeys(("minute", "minutes", "mins", "m"), ("min", 1.0)),
    **dict.fromkeys(("s", "sec", "second", "seconds"), ("min", 1 / 60)),
    **dict.fromkeys(("d", "D"), ("days", 1.0)),
    "w": ("weeks", 1.0),
    "wh": ("working hours", 1.0),
    "wd": ("working days", 1.0),
}
GROUPED = re.compile(r"(?<![0-9.,])[0-9]{1,3}(?:,[0-9]{3})+(?![0-9,])")
RATE_TIMES = {"hour": 60.0, "day": DAY_MIN, "week": 7 * DAY_MIN, "month": 365 * DAY_MIN / 12, "year": 365 * DAY_MIN}
PER_UNITS = {
    **dict.fromkeys(("household", "households"), "household"),
    **dict.fromkeys(("resident", "residents"), "resident"),
    **dict.fromkeys(("grid", "grids"), "grid"),
    **dict.fromkeys(("community", "communities"), "community"),
}


def mapping_of(value: object, example: str) -> dict[str, object]:
    """`value` as a mapping."""
    if not isinstance(value, Mapping):
        fact = "nothing is said here" if value is None else f"{shown(value)} should be a mapping"
        raise wrong("not_a_mapping", fact, f"write {example}")
    return cast("dict[str, object]", value)


def list_of(value: object, example: str) -> list[object]:
    """`value` as a list."""
    if not isinstance(value, list):
        fact = "nothing is said here" if value is None else f"{shown(value)} should be a list"
        raise wrong("not_a_list", fact, f"write {example}")
    return value


def text_of(value: object, what: str, example: str) -> str:
    """`value` as text."""
    if not isinstance(value, str) or not value.strip():
        raise wrong("not_text", f"{shown(value)} is not {what}", f"write {example}")
    return " ".join(value.split())


def parse_text(value: object) -> str:
    """Any text."""
    return text_of(value, "text", "it in quotes")


def parse_name(value: object) -> str:
    """A name."""
    if not isinstance(value, str) or not NAME.fullmatch(value):
        hint = "a name begins with a small letter and has small letters, digits, _ and - only"
        raise wrong("bad_name", f"{shown(value)} is not a name", hint)
    return value


def parse_flag(value: object) -> bool:
    """true or false."""
    if not isinstance(value, bool):
        raise wrong("not_a_flag", f"{shown(value)} is neither true nor false", "write true or false")
    return value


def parse_number(value: object, least: float = 0.0, most: float = 1e9, what: str = "a number") -> float:
    """A plain number from `least` to `most`; no unit."""
    if isinstance(value, str):
        refuse_commas(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise wrong("not_a_number", f"{shown(value)} is not {what}", "write a number without a unit")
    number, hint = float(value), f"write {least:g} to {most:.15g}" if most < 1e9 else f"write at least {least:g}"
    if number > most and (most >= 1e9 or least == 0):
        hint = f"write at most {most:.15g}"
    if number < 0 <= least:
        raise wrong("negative", f"{shown(value)} is negative", hint)
    if not least <= number <= most:
        raise wrong("out_of_range", f"{shown(value)} is out of range", hint)
    return number


def parse_whole(value: object, least: int = 0, most: int = 1_000_000_000) -> int:
    """A whole number from `least` to `most`."""
    number = parse_number(value, least, most, "a whole number")
    if number != int(number):
        raise wrong("not_whole", f"{shown(value)} is not a whole number", "write it without decimals")
    return int(number)


def parse_positive(value: object, most: float = 1e9) -> float:
    """A number above 0, and at most `most`."""
    number = parse_number(value, most=most)
    if number == 0:
        raise wrong("not_positive", "0 is not allowed here", "write a number above 0")
    return number


def split_quantity(value: object, what: str, example: str) -> tuple[float, str]:
    """The number and the unit of a quantity; the unit must be there, the number must not be negative."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        raise wrong("missing_unit", f"{shown(value)} has no unit", f"write for example '{example}'")
    text = text_of(value, what, f"for example '{example}'")
    refuse_commas(text)
    found = QUANTITY.fullmatch(text)
    if not found:
        raise wrong("not_a_quantity", f"{shown(text)} is not {what}", f"write for example '{example}'")
    number, unit = float(found[1]), found[2]
    if not unit:
        raise wrong("missing_unit", f"{shown(text)} has no unit", f"write for example '{example}'")
    if math.copysign(1.0, number) < 0:
        raise wrong("negative", f"{shown(text)} is negative", f"{what} cannot be negative")
    if not math.isfinite(number):
        raise wrong("out_of_range", f"{shown(text)} is too large", f"write for example '{example}'")
    return number, unit


def refuse_commas(text: str) -> None:
    """Refuse `1,000`: in YAML's braces a comma ends the value."""
    found = GROUPED.search(text)
    if found:
        hint = f"no comma in numbers: write {found[0].replace(',', '')}"
        raise wrong("not_a_number", f"a comma in {shown(found[0])}", hint)


def counted_in(number: float, unit: str) -> str:
    """`1 day`, `1.5 days`, `2 h`."""
    return f"{number:.6g} {unit.removesuffix('s') if number == 1 else unit}"


def unknown_unit(unit: str, known: Iterable[str], number: float = 1.0) -> MistakesError:
    """The mistake of a unit nobody knows, or of two units."""
    options = list(known)
    meant, each = USUAL_MISTAKES.get(unit, ("", 1.0))
    if meant in options:
        hint = f"write '{counted_in(number * each, meant)}'"
        return wrong("unknown_unit", f"unknown unit {shown(unit)}", hint)
    if " " in unit and unit.split()[0] in options:
        return wrong("doubled_unit", f"{shown(unit)} is more than one unit", "write one number with one unit")
    return wrong("unknown_unit", f"unknown unit {shown(unit)}", did_you_mean(unit, options))


def parse_amount(value: object, most_years: int = MOST_YEARS) -> Amount:
    """A duration with its unit, on the wall clock or in working time."""
    number, unit = split_quantity(value, "a duration", "30 min")
    if unit not in TIME_UNITS:
        raise unknown_unit(unit, TIME_UNITS, number)
    measure, factor = TIME_UNITS[unit]
    in_years = number * factor / (DAY_MIN * 365 if measure is not Measure.WORKING_DAYS else 365)
    if not in_years <= most_years:
        raise wrong("out_of_range", f"{shown(value)} is too long", f"write at most {most_years} years")
    return Amount(number * factor, measure)


def parse_minutes(value: object, most_years: int = MOST_YEARS) -> Amount:
    """A duration on the wall clock."""
    amount = parse_amount(value, most_years)
    if amount.measure is not Measure.MINUTES:
        raise wrong(
            "working_time", f"{shown(value)} is working time, this runs on the wall clock", "write min, h or days"
        )
    return amount


def parse_positive_minutes(value: object, most_years: int = MOST_YEARS) -> Amount:
    """A duration on the wall clock, above 0."""
    amount = parse_minutes(value, most_years)
    if amount.value == 0:
        raise wrong("not_positive", f"{shown(value)} is not allowed here", "write a duration above 0")
    return amount


def parse_share(value: object, most: float = 1.0) -> float:
    """A share of 0 to 100 %."""
    number, unit = split_quantity(value, "a share", "30%")
    if unit != "%":
        raise unknown_unit(unit, ["%"])
    share = number / 100
    if share > most:
        raise wrong("share_out_of_range", f"{shown(value)} is not a share", f"write 0% to {100 * most:g}%")
    return share


def parse_coefficient(value: object) -> float:
    """A coefficient of variation, which may pass 100 %."""
    return parse_share(value, most=10.0)


def parse_rate(value: object) -> Rate:
    """`180 per 1000 residents per year`, as issues per minute and unit."""
    example = "2 per 100 households per day"
    number, rest = split_quantity(value, "a rate", example)
    found = re.fullmatch(rf"per (?:({NUMBER}) )?(\S+) per (\S+)", rest)
    if not found:
        raise wrong("not_a_rate", f"{shown(value)} is not a rate", f"write for example '{example}'")
    if found[2] not in PER_UNITS:
        raise unknown_unit(found[2], PER_UNITS)
    if found[3] not in RATE_TIMES:
        raise unknown_unit(found[3], RATE_TIMES)
    divisor = float(found[1] or 1)
    if not 0 < divisor < math.inf:
        raise wrong("out_of_range", f"{shown(found[1])} is out of range", f"write for example '{example}'")
    per = cast("Literal['household', 'resident', 'grid', 'community']", PER_UNITS[found[2]])
    return Rate(number / divisor / RATE_TIMES[found[3]], per)


def parse_growth(value: object) -> Growth:
    """`5% per day up to 2x`."""
    found = re.fullmatch(rf"(\S+) per day up to ({NUMBER})x", text_of(value, "a growth", "'5% per day up to 2x'"))
    if not found:
        raise wrong("not_a_growth", f"{shown(value)} is not a growth", "write for example '5% per day up to 2x'")
    return Growth(parse_share(found[1], most=100.0), parse_number(float(found[2]), 1.0, 1000.0))


def parse_beat(value: object) -> Beat:
    """`shared`, `3 grids` or `all grids`."""
    text = text_of(value, "a beat", "'shared', '3 grids' or 'all grids'")
    if text == "shared":
        return Beat("shared")
    if text == "all grids":
        return Beat("all")
    found = re.fullmatch(r"([0-9]{1,6}) grids?", text)
    if not found or int(found[1]) == 0:
        raise wrong("not_a_beat", f"{shown(text)} is not a beat", "write 'shared', '3 grids' or 'all grids'")
    return Beat("grids", int(found[1]))


def parse_round_min(value: object) -> float:
    """`60 min per grid`, in minutes."""
    text = text_of(value, "a round time", "'60 min per grid'")
    if not text.endswith(" per grid"):
        raise wrong("not_a_round_time", f"{shown(text)} is not a round time", "write for example '60 min per grid'")
    return parse_positive_minutes(text.removesuffix(" per grid")).value


def parse_cost(value: object) -> float:
    """`30 per hour`."""
    number, unit = split_quantity(value, "a cost", "30 per hour")
    if unit != "per hour":
        raise wrong("not_a_cost", f"{shown(value)} is not a cost", "write for example '30 per hour'")
    if number > MOST_COST:
        raise wrong("out_of_range", f"{shown(value)} is too much", f"write at most {MOST_COST} per hour")
    return number


def parse_word(
    value: object, words: type[AnyWord], what: str, reason: str = "", without: tuple[AnyWord, ...] = ()
) -> AnyWord:
    """A word of a closed list, some of them excepted."""
    known = {member.word: member for member in words if member not in without}
    if isinstance(value, str) and value in known:
        return known[value]
    hint = did_you_mean(str(value), known, reason)
    raise wrong(f"unknown_{what.replace(' ', '_')}", f"unknown {what} {shown(value)}", hint)


def parse_by_word(value: object, words: type[AnyWord], what: str, read: object, example: str) -> dict[AnyWord, float]:
    """A mapping from the words of a closed list to what `read` makes of each value."""
    assert callable(read)
    gather, result = Gather(), {}
    for key, item in mapping_of(value, example).items():
        with gather.at(key):
            result[parse_word(key, words, what)] = float(read(item))
    gather.settle()
    return result


def parse_rounds(value: object) -> dict[RoundKind, float]:
    """Minutes per grid by kind of round."""
    return parse_by_word(value, RoundKind, "round", parse_round_min, "{street: 60 min per grid}")


def parse_seen_on(value: object) -> dict[RoundKind, float]:
    """The share noticed per meeting by kind of round."""
    return parse_by_word(value, RoundKind, "round", parse_share, "{street: 60%}")


def parse_date(value: object) -> date:
    """A day as 2013-01-31."""
    text = text_of(value, "a date", "for example 2013-01-31")
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        raise wrong("not_a_date", f"{shown(text)} is not a date", "write for example 2013-01-31")
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise wrong("impossible_date", f"there is no day {shown(text)}", "look at the calendar") from None
    if not 1900 <= day.year <= 2200:
        raise wrong("out_of_range", f"{shown(text)} is out of range", "write a year from 1900 to 2200")
    return day


def parse_moment(value: object) -> datetime:
    """A day and clock time as `2013-01-20 00:00`."""
    text = text_of(value, "a moment", 'for example "2013-01-20 08:00"')
    day, _, clock = text.partition(" ")
    found = re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)", clock or "00:00", re.ASCII)
    if not found:
        raise wrong("not_a_clock_time", f"{shown(clock)} is not a clock time", 'write for example "2013-01-20 08:00"')
    first = parse_date(day)
    return datetime(first.year, first.month, first.day, int(found[1]), int(found[2]))
