"""Which uncertain inputs matter, where inputs with a range were screened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gridsim.report.page.subject import Row, Section, Subject
from gridsim.report.page.tables import Download, Table, rounded
from gridsim.report.text import decimals, number

SHOWN = 10  # inputs of a measure, the largest first
MATTERS = "matters"
NUMBERS = ("mu_star", "mu_star_low", "mu_star_high", "sigma", "sd_chance")


def verdict(subject: Subject) -> str | None:
    """What matters most for the leading measure; None where nothing was screened."""
    effects = _effects(subject, subject.leading)
    if "sensitivity" not in subject.facts:
        return None
    label, first = subject.told.label_of(subject.leading), next(iter(effects), None)
    if first is None or first["word"] != MATTERS:
        return subject.say("screened_none", measure=label)
    change = f"{_numbers(subject, first)[0]} {subject.told.unit(subject.leading, difference=True)}"
    return subject.say("screened_most", measure=label, path=first["path"], change=change)


def screening(subject: Subject) -> Section | None:
    """Each measure's inputs by their effect over their ranges."""
    found = subject.facts.get("sensitivity")
    if found is None:
        return None
    say, groups = subject.say, set()
    rows: list[list[str]] = []
    ends: Mapping[str, Row] = {one["path"]: one for one in found["inputs"]}
    for measure in subject.facts["headline"]:
        groups.add(len(rows))
        rows.append([subject.told.measure(measure, difference=True), *[""] * 6])
        rows += [_row(subject, one, ends[one["path"]]) for one in _effects(subject, measure)[:SHOWN]]
    heads = ("input", "low_end", "as_written", "high_end", "mu_star", "interval_95", "says_chance")
    table = Table([say(one) for one in heads], rows, groups=frozenset(groups))
    numbers = [[one["measure"], one["path"], *(_exact(one[key]) for key in NUMBERS), one["word"]]
               for one in found["effects"]]  # fmt: skip
    file = Download(subject.file("effects"), ["measure", "path", *NUMBERS, "word"], numbers)
    return Section("screening", say("screening"), [say("screening_note")], tables=[("", table)], downloads=[file])


def _effects(subject: Subject, measure: str) -> Sequence[Row]:
    found: Mapping[str, Any] = subject.facts.get("sensitivity") or {}
    return [one for one in found.get("effects", ()) if one["measure"] == measure]


def _row(subject: Subject, one: Row, ends: Row) -> list[str]:
    mean, low, high = _numbers(subject, one)
    word = subject.say(f"screened_{one['word']}")
    return [one["path"], ends["low"], ends["base"], ends["high"], mean, subject.say("map_to", low=low, high=high), word]


def _numbers(subject: Subject, one: Row) -> list[str]:
    """The mean size of the change and the ends of its interval, in the unit shown."""
    known = {key: float("nan") if one[key] is None else one[key] for key in NUMBERS[:3]}
    values, _ = subject.told.scaled({**known, "measure": one["measure"]}, NUMBERS[:3])
    places = decimals([value for value in values if value == value])
    return [number(value, places) for value in values]


def _exact(value: float | None) -> str:
    return "" if value is None else rounded(float(value))
