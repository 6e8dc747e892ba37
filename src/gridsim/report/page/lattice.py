"""The communities as squares on a lattice: how they fare, and what a scenario changes. No map of a place."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, sqrt

import numpy as np
import pandas as pd
from markupsafe import Markup
from numpy.typing import NDArray

from gridsim.report.page import svg
from gridsim.report.page.subject import Figure, Section, Subject
from gridsim.report.page.svg import drawing, text
from gridsim.report.text import decimals, number

Floats = NDArray[np.float64]

LONGER = ("#fde725", "#7ad151", "#22a884", "#2a788e", "#414487")  # viridis: light is little
CHANGES = ("#542788", "#998ec3", "#d8daeb", "#f7f7f7", "#fee0b6", "#f1a340", "#b35806")  # PuOr: white is no change
NOTHING = "#c8c8c8"  # of communities without such issues
CROWD = (2.0, 98.0)  # percentiles that the colours span: one odd community does not make all others alike
WRITTEN = 40  # of so few communities each square says its number
SIDE = svg.WIDTH - 24.0
SWATCH = 15.0
LINE = 15.0


def maps(subject: Subject) -> Section | None:
    """The base's communities, and what each drawn comparison changes for them."""
    base = subject.of_communities(subject.base)
    if len(base) < 2 or base[subject.leading].isna().all():
        return None
    changes = {name: _changes(subject, base, name) for name in subject.drawn[1:]}
    known = {name: rows for name, rows in changes.items() if rows["estimate"].notna().any()}
    panels = [_of_base(subject, base), *(_of_difference(subject, base, rows, name) for name, rows in known.items())]
    note = subject.say("map_note") + (subject.say("space") + subject.say("map_dots") if known else "")
    return Section("map", subject.say("map"), figures=[Figure(panels, note)])


def _changes(subject: Subject, base: pd.DataFrame, name: str) -> pd.DataFrame:
    """The differences of the base's communities in their order."""
    table = subject.results.differences
    rows = table[(table["scenario"] == name) & (table["by"] == "community") & (table["measure"] == subject.leading)]
    return rows.set_index("group").reindex(base.index)


def _of_base(subject: Subject, base: pd.DataFrame) -> Markup:
    values = subject.scale * base[subject.leading].to_numpy(np.float64)
    edges = np.linspace(*_span(values), len(LONGER) + 1)
    low, high = (subject.amount(subject.leading, float(one)) for one in base[subject.leading].agg(["min", "max"]))
    named, told = subject.short[subject.base], subject.told
    title = subject.say("map_alone", name=named, measure=told.measure(subject.leading))
    alt = subject.say("map_alone_alt", measure=told.label_of(subject.leading), n=len(base), name=named, low=low,
                      high=high, most=base[subject.leading].idxmax())  # fmt: skip
    return _drawn(subject, base, values, edges, LONGER, (title, subject.say("map_darker"), alt))


def _of_difference(subject: Subject, base: pd.DataFrame, rows: pd.DataFrame, name: str) -> Markup:
    values = subject.scale * rows["estimate"].to_numpy(np.float64)
    reach = float(np.nanpercentile(np.abs(values), CROWD[1])) or 1.0
    names = {"name": subject.short[name], "base": subject.short[subject.base]}
    title = subject.say("map_difference", measure=subject.told.measure(subject.leading, difference=True), **names)
    alt = subject.say("map_difference_alt", measure=subject.told.label_of(subject.leading), n=len(base),
                      less=int((values < 0).sum()), more=int((values > 0).sum()), most=rows["estimate"].abs().idxmax(),
                      **names)  # fmt: skip
    sure = ((rows["low"] > 0) | (rows["high"] < 0)).to_numpy(np.bool_)
    edges = np.linspace(-reach, reach, len(CHANGES) + 1)
    return _drawn(subject, base, values, edges, CHANGES, (title, subject.say("map_changes"), alt), sure)


def _span(values: Floats) -> tuple[float, float]:
    known = values[~np.isnan(values)]
    low, high = np.percentile(known, CROWD) if len(known) else (0.0, 1.0)
    return (float(low), float(high)) if low < high else (float(low) - 0.5, float(low) + 0.5)


def _drawn(
    subject: Subject, base: pd.DataFrame, values: Floats, edges: Floats, colours: Sequence[str],
    said: tuple[str, str, str], sure: NDArray[np.bool_] | None = None,
) -> Markup:  # fmt: skip
    """Squares in the colours of their classes, the borders of districts, numbers or dots, and what a colour means."""
    title, scale, alt = said
    side = ceil(sqrt(len(base)))
    rows, step = -(-len(base) // side), SIDE / side
    marks = []
    classes = np.clip(np.searchsorted(edges[1:-1], values, side="right"), 0, len(colours) - 1)
    classes = np.where(np.isnan(values), -1, classes)
    for k, colour in enumerate((*colours, NOTHING)):
        wanted = k if k < len(colours) else -1
        marks.append(_squares(np.flatnonzero(classes == wanted), side, step, colour))
    marks.append(_borders(list(map(str, base["district"])), side, step))
    if len(base) <= WRITTEN:
        marks += _numbers(values, classes, side, step, colours, signed=sure is not None)
    if sure is not None:
        marks.append(_dots(np.flatnonzero(sure), side, step, corner=len(base) <= WRITTEN))
    top = svg.TOP + rows * step + 16.0
    marks.append(text(12.0, top, scale))
    marks += _key(subject, edges, colours, top + 8.0)
    height = top + 8.0 + LINE * -(-len(colours) // 2) + 6.0
    return svg.panel(title, drawing(alt, marks, height=height))


def _place(i: int, side: int, step: float) -> tuple[float, float]:
    """The corner of a community's square."""
    return 12.0 + (i % side) * step, svg.TOP + (i // side) * step


def _squares(at: NDArray[np.int64], side: int, step: float, colour: str) -> Markup:
    """The squares of one colour in one path."""
    corners = (_place(int(i), side, step) for i in at)
    path = "".join(f"M{svg.n(x)} {svg.n(y)}h{step:.2f}v{step:.2f}h-{step:.2f}z" for x, y in corners)
    return Markup('<path class="square" d="{}" fill="{}"/>').format(path, colour) if path else Markup("")


def _borders(names: Sequence[str], side: int, step: float) -> Markup:
    """Edges between squares of different districts."""
    parts = []
    for i, name in enumerate(names):
        x, y = _place(i, side, step)
        if (i + 1) % side and i + 1 < len(names) and names[i + 1] != name:
            parts.append(f"M{svg.n(x + step)} {svg.n(y)}v{step:.2f}")
        if i + side < len(names) and names[i + side] != name:
            parts.append(f"M{svg.n(x)} {svg.n(y + step)}h{step:.2f}")
    return Markup('<path class="border" d="{}"/>').format("".join(parts)) if parts else Markup("")


def _numbers(
    values: Floats, classes: NDArray[np.int64], side: int, step: float, colours: Sequence[str], *, signed: bool
) -> list[Markup]:
    """The value of each square in it, light upon dark."""
    places = decimals([float(value) for value in values if not np.isnan(value)])
    marks = []
    for i, value in enumerate(values):
        x, y = _place(i, side, step)
        light = _dark(colours[classes[i]]) if classes[i] >= 0 else False
        shown = number(float(value), places, sign=signed)
        marks.append(text(x + step / 2, y + step / 2 + 4.0, shown, "middle light" if light else "middle"))
    return marks


def _dark(colour: str) -> bool:
    """Whether white is easier to read upon a colour than black (relative luminance of WCAG 2)."""
    parts = [int(colour[i : i + 2], 16) / 255.0 for i in (1, 3, 5)]
    r, g, b = (one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b < 0.18


def _dots(at: NDArray[np.int64], side: int, step: float, *, corner: bool) -> Markup:
    """A dot in the middle of a square, or in its corner where a number stands in the middle."""
    shift, r = (0.14, 3.0) if corner else (0.5, step / 8.0)
    circle = Markup('<circle cx="{}" cy="{}" r="{}"/>')
    places = (_place(int(i), side, step) for i in at)
    dots = (circle.format(svg.n(x + shift * step), svg.n(y + shift * step), svg.n(r)) for x, y in places)
    return Markup('<g class="dots">{}</g>').format(Markup("").join(dots))


def _key(subject: Subject, edges: Floats, colours: Sequence[str], top: float) -> list[Markup]:
    """What each colour means, in two columns."""
    places = decimals([float(one) for one in edges])
    ends = [number(float(one), places) for one in edges]
    half = -(-len(colours) // 2)
    marks = []
    for k, colour in enumerate(colours):
        x, y = 12.0 + SIDE / 2 * (k // half), top + LINE * (k % half)
        swatch = Markup('<rect class="swatch" x="{}" y="{}" width="{}" height="11" fill="{}"/>')
        marks.append(swatch.format(svg.n(x), svg.n(y), svg.n(SWATCH), colour))
        low, high = ends[k], ends[k + 1]
        said = (
            f"≤ {high}"
            if k == 0
            else f"> {low}"
            if k == len(colours) - 1
            else subject.say("map_to", low=low, high=high)
        )
        marks.append(text(x + SWATCH + 6.0, y + 9.5, said))
    return marks
