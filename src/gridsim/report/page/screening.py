"""Which uncertain inputs matter, where inputs with a range were screened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from gridsim.report.page import svg
from gridsim.report.page.subject import Figure, Row, Section, Subject, short
from gridsim.report.page.svg import Scale, drawing, text, ticks
from gridsim.report.page.tables import Download, Table, rounded
from gridsim.report.text import cut, decimals, number

SHOWN = 10  # inputs of a measure, the largest first
ENDS = ("low", "high")
BAR, GAP = 14.0, 34.0
NAME_WIDTH = 56
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
    table = Table([say(one) for one in heads], rows, groups=frozenset(groups), wraps=True)
    numbers = [[one["measure"], one["path"], *(_exact(one[key]) for key in NUMBERS), one["word"]]
               for one in found["effects"]]  # fmt: skip
    file = Download(subject.file("effects"), ["measure", "path", *NUMBERS, "word"], numbers)
    return Section("screening", say("screening"), figures=_tornado(subject), tables=[(say("screening_note"), table)],
                   downloads=[file])  # fmt: skip


def _tornado(subject: Subject) -> list[Figure]:
    """The leading measure with each of the largest inputs at the ends of its range, where these were run."""
    table = subject.results.tables.get("ends")
    ends: dict[str, dict[str, list[float]]] = {}
    for row in [] if table is None else table[table["measure"] == subject.leading].to_dict("records"):
        at, _ = subject.told.scaled({str(key): value for key, value in row.items()}, ("estimate", "low", "high"))
        ends.setdefault(str(row["path"]), {})[str(row["end"])] = at
    both = {path: one for path, one in ends.items() if set(one) == set(ENDS)}
    ordered = sorted(both, key=lambda path: -max(abs(values[0]) for values in both[path].values()))[:SHOWN]
    if not ordered:
        return []
    shown = {path: both[path] for path in ordered}
    lines = [_told(subject, path, one) for path, one in shown.items()]
    title = subject.say("tornado_panel", measure=subject.told.measure(subject.leading, difference=True))
    high = svg.TOP + GAP * len(shown) + svg.BOTTOM
    drawn = drawing(f"{title}{subject.say('colon')}{subject.say('semicolon').join(lines)}", _bars(shown), height=high)
    legend = svg.areas([subject.say(f"{end}_end") for end in ENDS])
    return [Figure([svg.panel(title, drawn)], subject.say("tornado_note"), legend)]


def _told(subject: Subject, path: str, ends: Mapping[str, Sequence[float]]) -> str:
    low, high = short([ends[end][0] for end in ENDS])
    return subject.say("tornado_alt_line", path=path, low=low, high=high)


def _bars(shown: Mapping[str, Mapping[str, Sequence[float]]]) -> list[Markup]:
    """An input a row, its name above two half bars from 0, each with its interval across its tip."""
    values = [value for ends in shown.values() for end in ends.values() for value in end if value == value]
    low, high = min(0.0, *values), max(0.0, *values)
    across, marks = Scale(low, high or 1.0, 4.0, svg.WIDTH - 12.0), []
    for row, (path, ends) in enumerate(shown.items()):
        top = svg.TOP + GAP * row + 12.0
        marks.append(text(4.0, top - 3.0, cut(path, NAME_WIDTH)))
        for i, end in enumerate(ENDS):
            marks.append(_bar(across, ends[end], top + i * BAR / 2, i))
        zero = Markup('<path class="zero" d="M{} {}V{}"/>')
        marks.append(zero.format(svg.n(across(0.0)), svg.n(top), svg.n(top + BAR)))
    foot = svg.TOP + GAP * len(shown)
    return [*marks, *(text(across(one), foot + 14.0, svg.tick(one), "middle") for one in ticks(low, high or 1.0))]


def _bar(across: Scale, values: Sequence[float], top: float, i: int) -> Markup:
    """A bar, and its interval if it has one."""
    estimate, low, high = values
    left, right = sorted((across(0.0), across(estimate)))
    shape = Markup('<rect x="{}" y="{}" width="{}" height="{}" fill="{}"/>')
    bar = shape.format(svg.n(left), svg.n(top), svg.n(right - left), svg.n(BAR / 2), svg.colour(i))
    if low != low or high != high:
        return bar
    line = Markup('<path class="line" d="M{} {}H{}" stroke="#111"/>')
    return bar + line.format(svg.n(across(low)), svg.n(top + BAR / 4), svg.n(across(high)))


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
