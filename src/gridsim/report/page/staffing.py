"""The curve of a search for a headcount: what each headcount reaches, the target, and the answer."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import Any

from markupsafe import Markup

from gridsim.report.page import svg
from gridsim.report.page.subject import Figure, Section, Subject
from gridsim.report.page.svg import Panel, drawing, ticks
from gridsim.report.page.tables import Download, Table, rounded
from gridsim.report.staff_for import Search
from gridsim.report.text import POINTS

SENTENCES = 3
NUMBERS = ("estimate", "low", "high")
HEADS = ("workers", "rule", "searched", "tested", "shown", "binds")
Point = tuple[float, float, float, float]  # workers, mean, and its bounds


def search_of(subject: Subject) -> Search | None:
    """The search that the results are of, if they are of one."""
    told = subject.facts.get("staff_for")
    return None if told is None else Search(told, subject.lang)


def verdict(search: Search) -> list[str]:
    """The first sentences of its answer."""
    return list(search.sentences())[:SENTENCES]


def curve(subject: Subject) -> Section | None:
    """What each headcount reached in the search, and where the target is."""
    search = search_of(subject)
    if search is None:
        return None
    points, told = _points(search), search.told
    figures = (
        [Figure([_panel(subject, search, points)], subject.say("sought_note", target=told["target"]["text"]))]
        if points
        else []
    )
    rows = [search.row(one) for one in told["curve"]]
    numbers = [
        [one["workers"], one["rule"], histories, *(_number(one[key][name]) for name in NUMBERS), one[key]["word"]]
        for key, histories in (("searched", "search"), ("tested", "fresh"))
        for one in told["curve"] if one[key]
    ]  # fmt: skip
    file = Download(subject.file("search"), ["workers", "rule", "histories", *NUMBERS, "word"], numbers)
    return Section("sought", subject.say("curve"), list(search.sentences())[SENTENCES:], figures,
                   [(search.measure(), Table([search.say(one) for one in HEADS], rows))], downloads=[file],
                   brief=True)  # fmt: skip


def _points(search: Search) -> list[Point]:
    """The headcounts of the search in the unit shown; a bound that is none is the mean."""
    scale = POINTS if search.target["unit"] == "share" else 1.0
    points = []
    for one in search.searched:
        mean, *bounds = (one["searched"][name] for name in NUMBERS)
        if mean is not None and isfinite(mean):
            low, high = (mean if end is None or not isfinite(end) else end for end in bounds)
            points.append((float(one["workers"]), scale * mean, scale * low, scale * high))
    return points


def _panel(subject: Subject, search: Search, points: list[Point]) -> Markup:
    target = float(search.target["value"]) * (POINTS if search.target["unit"] == "share" else 1.0)
    workers = [x for x, *_ in points]
    values = [target, *(value for _, *each in points for value in each)]
    room, spare = 0.05 * (workers[-1] - workers[0] or 1.0), 0.05 * (max(values) - min(values) or 1.0)
    spans = (workers[0] - room, workers[-1] + room), (min(values) - spare, max(values) + spare)
    panel = Panel.of(*spans)
    answer: Mapping[str, Any] = search.told["answer"] or {}
    marks = [panel.axes(ticks(*spans[0]), ticks(*spans[1]), subject.say("curve_axis"))]
    marks += [panel.line([(spans[0][0], target), (spans[0][1], target)], 1), panel.line([p[:2] for p in points], 0)]
    marks += [panel.interval(x, low, mean, high, 0, hollow=x == answer.get("workers")) for x, mean, low, high in points]
    shown = subject.listed(f"{x:g}{subject.say('colon')}{mean:.4g}" for x, mean, *_ in points)
    alt = subject.say("curve_alt", measure=search.measure(), points=shown)
    return svg.panel(search.measure(), drawing(alt, marks))


def _number(value: float | None) -> str:
    return "" if value is None else rounded(float(value))
