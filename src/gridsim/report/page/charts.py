"""The curves of the page: backlog, response, waiting, staff."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from markupsafe import Markup
from numpy.typing import NDArray

from gridsim.analysis import survival
from gridsim.report.page import svg
from gridsim.report.page.subject import Figure, Section, Subject, short
from gridsim.report.page.svg import Panel, Scale, drawing, legend, text, ticks
from gridsim.report.page.tables import Download, Table, rounded
from gridsim.report.text import POINTS, cut, decimals, number
from gridsim.vocabulary import CommunityType

Floats = NDArray[np.float64]

BAND = (0.1, 0.9)  # of replications
BANDS = 2  # lines that have one: three bands over each other are no band any more
DAYS_SHOWN = 92  # more points on a line cannot be seen
HOURS = (0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 24.0, 72.0, 168.0, 720.0, 2160.0)
WITHIN = (1.0, 4.0, 24.0, 72.0)
STEPS = 90
FAR = 0.99  # the axis of hours ends where so many are attended
WAITING = {"calendar": "waiting_calendar_h", "people": "waiting_people_h", "departments": "waiting_departments_h"}
BAR, GAP = 18.0, 36.0
NAME_WIDTH = 40
MANY, NAMED = 3, 5  # numbers of workers make a curve: of points of a sweep, of scenarios with names of their own


def backlog(subject: Subject) -> Section:
    """The backlog over time by type of community: a panel each, a line per scenario, a band over replications."""
    say, table = subject.say, subject.results.table("backlog")
    found = dict.fromkeys(map(str, table["community_type"]))
    kinds = [one for one in CommunityType.words() if one in found]
    kinds = ["all", *kinds] if len(kinds) > 1 else ["all"]
    panels, rows = [], []
    for kind in kinds:
        lines = {name: _of_days(table, name, kind) for name in subject.drawn}
        panels.append(_backlog_panel(subject, kind, lines))
        beside = pd.concat(lines.values(), axis=1)
        rows += [(kind, *(rounded(value, 4) for value in row)) for row in beside.itertuples()]
    figure = Figure(panels, _note(subject, "backlog_note"), _legend(subject))
    heads = [f"{name} {column}" for name in subject.drawn for column in ("mean", "p10", "p90")]
    download = Download(subject.file("backlog"), ["community_type", "day", *heads], rows)
    return Section("backlog", say("backlog"), figures=[figure], downloads=[download])


def _of_days(table: pd.DataFrame, name: str, kind: str) -> pd.DataFrame:
    """By day: the mean over replications and the edges of the band; of many days every so many."""
    rows = table[(table["scenario"] == name) & (table["community_type"] == kind)]
    groups = rows.groupby("time_min")["backlog"]
    line = pd.DataFrame({"mean": groups.mean(), "low": groups.quantile(BAND[0]), "high": groups.quantile(BAND[1])})
    line.index = line.index / 1440.0
    every = -(-len(line) // DAYS_SHOWN)
    return line.iloc[sorted({*range(0, len(line), every), len(line) - 1})]


def _backlog_panel(subject: Subject, kind: str, lines: Mapping[str, pd.DataFrame]) -> Markup:
    days = max(float(line.index.max()) for line in lines.values())
    most = max(float(line["high"].max()) for line in lines.values()) or 1.0
    panel, said = Panel.of((0.0, days), (0.0, 1.05 * most)), subject.say(kind)
    warm_up = float(subject.told.scenario(subject.base)["warm_up_days"])
    marks = [panel.grey(warm_up)]
    marks.append(panel.axes(ticks(0.0, days), ticks(0.0, 1.05 * most), subject.say("backlog_axis")))
    parts = []
    for i, (name, line) in enumerate(lines.items()):
        at = list(map(float, line.index))
        if _banded(subject, i):
            marks.append(panel.band(at, list(line["low"]), list(line["high"]), i))
        marks.append(panel.line(zip(at, line["mean"], strict=True), i))
        after = line.loc[line.index >= warm_up, "mean"]
        mean, top, end = short([after.mean(), after.max(), after.iloc[-1]])
        parts.append(subject.say("backlog_alt_line", name=subject.short[name], mean=mean, most=top, end=end))
    alt = subject.say("backlog_alt", kind=said, days=f"{days:g}", lines=subject.say("semicolon").join(parts))
    return svg.panel(subject.say("backlog_panel", kind=said), drawing(alt, marks))


def response(subject: Subject) -> Section | None:
    """The share of residents' reports attended within so many hours: Kaplan-Meier, with open ones censored."""
    say, every = subject.say, subject.results.table("responses")
    of = {name: rows for name in subject.drawn if len(rows := every[every["scenario"] == name])}
    if not of:
        return None
    curves = {name: _curve(rows) for name, rows in of.items()}
    shown = [h for h in WITHIN if any(rows["response_h"].max() >= h for rows in of.values())]
    heads = [say("scenario"), *(say("within", hours=f"{h:g}") for h in shown)]
    heads += [say("median"), say("reports"), say("censored")]
    table = Table(heads, [_response_row(subject.short[name], curves[name], of[name], shown) for name in of])
    grid = _grid(curves)
    edges = {name: _edges(of[name], grid) for name in of}
    figure = Figure([_response_panel(subject, curves, edges, grid)], _note(subject, "response_note"),
                    _legend(subject))  # fmt: skip
    columns = [POINTS * one for name in of for one in (_attended(curves[name], grid), *edges[name])]
    numbers = [[rounded(float(one), 4) for one in row] for row in np.column_stack([grid, *columns])]
    columns_of = [f"{name} {column}" for name in of for column in ("attended_percent", "p10", "p90")]
    download = Download(subject.file("response"), ["hours", *columns_of], numbers)
    return Section("response", say("response"), figures=[figure], tables=[("", table)],
                   downloads=[download])  # fmt: skip


def _curve(rows: pd.DataFrame) -> survival.Curve:
    return survival.kaplan_meier(rows["response_h"].to_numpy(np.float64), rows["attended"].to_numpy(np.bool_))


def _attended(curve: survival.Curve, hours: Floats) -> Floats:
    return 1.0 - survival.at(curve, hours)


def _grid(curves: Mapping[str, survival.Curve]) -> Floats:
    """Hours from 0 to where nearly all are attended in every scenario, or to the last known."""
    last = 1.0
    for curve in curves.values():
        far = survival.quantile(curve, FAR)
        last = max(last, float(curve.times.max()) if np.isnan(far) else far)
    return np.concatenate(([0.0], np.geomspace(0.05, last, STEPS)))


def _edges(rows: pd.DataFrame, grid: Floats) -> tuple[Floats, Floats]:
    """The edges of the band: curves of single replications."""
    each = [_attended(_curve(one), grid) for _, one in rows.groupby("replication")]
    low, high = np.quantile(each, BAND, axis=0)
    return low, high


def _response_row(name: str, curve: survival.Curve, rows: pd.DataFrame, within: Sequence[float]) -> list[str]:
    shares = [number(POINTS * float(one), 1) for one in _attended(curve, np.array(within))]
    median = survival.quantile(curve, 0.5)
    return [name, *shares, number(median, decimals([median])), f"{len(rows):,}", f"{int((~rows['attended']).sum()):,}"]


def _response_panel(
    subject: Subject, curves: Mapping[str, survival.Curve], edges: Mapping[str, tuple[Floats, Floats]], grid: Floats
) -> Markup:
    panel = Panel.of((0.0, float(grid[-1])), (0.0, POINTS), hours=True)
    hours = [h for h in HOURS if h <= grid[-1]]
    marks = [panel.axes(hours, ticks(0.0, POINTS), subject.say("response_axis"))]
    at, parts = list(map(float, grid)), []
    for i, (name, curve) in enumerate(curves.items()):
        low, high = (list(POINTS * one) for one in edges[name])
        if _banded(subject, i):
            marks.append(panel.band(at, low, high, i))
        marks.append(panel.line(zip(at, POINTS * _attended(curve, grid), strict=True), i))
        shares = _attended(curve, np.array(WITHIN))
        within = [
            subject.say("response_within", share=number(POINTS * float(share), 0), hours=f"{h:g}")
            for h, share in zip(WITHIN, shares, strict=True)
        ]
        parts.append(subject.say("response_alt_line", name=subject.short[name], shares=subject.listed(within)))
    alt = subject.say("response_alt", lines=subject.say("semicolon").join(parts))
    return svg.panel(subject.say("response_panel"), drawing(alt, marks))


def waits(subject: Subject) -> Section:
    """What binds: waiting by what it waits for, and how busy everyone is."""
    say = subject.say
    hours = {name: [_hours(subject, name, measure) for measure in WAITING.values()] for name in subject.drawn}
    lines = [
        say("waits_alt_line", name=subject.short[name], binding=subject.told.binding(name),
            parts=subject.listed(f"{say(part)} {one}" for part, one in zip(WAITING, short(values), strict=True)))
        for name, values in hours.items()
    ]  # fmt: skip
    drawn = drawing(
        say("waits_alt", lines=say("semicolon").join(lines)), _bars(subject, hours), height=_bars_high(hours)
    )
    figure = Figure([svg.panel(say("waits_panel"), drawn)], say("waits_note"), svg.areas(list(map(say, WAITING))))
    asked = [(subject.told.measure(one), one, "all", "all") for one in WAITING.values()]
    asked += [(say("busy", who=who), "utilisation_open", by, who) for by, who in subject.told.posts(subject.drawn)]
    rows = [row for row in (subject.told.summary_row(*one, subject.drawn) for one in asked) if any(row[1:])]
    table = Table([say("measure"), *(subject.short[name] for name in subject.drawn), say("n")], rows)
    paragraphs = [say("single_binds", binding=_because(subject), shares=subject.told.shares(subject.base))]
    return Section("waits", say("waits"), paragraphs if subject.comparisons else [], [figure], [("", table)],
                   brief="claims" not in subject.facts)  # fmt: skip


def _because(subject: Subject) -> str:
    parts = subject.told.parts(subject.base)
    return subject.say("or").join(subject.say(f"because_{part}") for part in parts)


def _hours(subject: Subject, name: str, measure: str) -> float:
    row = subject.row(measure, name)
    return 0.0 if row is None or pd.isna(row["estimate"]) else float(row["estimate"])


def _bars_high(hours: Mapping[str, Sequence[float]]) -> float:
    return svg.TOP + GAP * len(hours) + svg.BOTTOM


def _bars(subject: Subject, hours: Mapping[str, Sequence[float]]) -> list[Markup]:
    """A bar per scenario in three parts, its name above it."""
    most = max(sum(values) for values in hours.values()) or 1.0
    across = Scale(0.0, most, 4.0, svg.WIDTH - 12.0)
    marks = []
    for i, (name, values) in enumerate(hours.items()):
        top, left = svg.TOP + GAP * i + 14.0, 0.0
        named = subject.say(
            "waits_binds", name=cut(subject.short[name], NAME_WIDTH), binding=subject.told.binding(name)
        )
        marks.append(text(4.0, top - 3.0, named))
        for k, value in enumerate(values):
            shape = Markup('<rect x="{}" y="{}" width="{}" height="{}" fill="{}"/>')
            width = svg.n(across(value) - across(0.0))
            marks.append(shape.format(svg.n(across(left)), svg.n(top), width, svg.n(BAR), svg.colour(k)))
            left += value
    foot = svg.TOP + GAP * len(hours) + 14.0
    marks += [text(across(one), foot, svg.tick(one), "middle" if one else "") for one in ticks(0.0, most)]
    return marks


def curve(subject: Subject) -> Section | None:
    """What more staff brings: each judged measure by workers, where scenarios differ in their number."""
    staff = {name: subject.staff(name) for name in subject.names}
    points = "points" in subject.results.tables
    if "claims" in subject.facts or len(set(staff.values())) < (MANY if points else NAMED):
        return None
    panels, rows = [], []
    for measure in subject.facts["headline"]:
        found = {name: row for name in subject.names if (row := subject.row(measure, name)) is not None}
        known = {name: row for name, row in found.items() if not pd.isna(row["estimate"])}
        if known:
            panels.append(_curve_panel(subject, measure, known, staff))
        rows += [
            (name, staff[name], measure, *(rounded(float(row[key])) for key in ("estimate", "low", "high")), row["n"])
            for name, row in known.items()
        ]
    heads = ["scenario", "staff", "measure", "estimate", "low", "high", "n"]
    download = Download(subject.file("staff"), heads, rows)
    figure = Figure(panels, subject.say("curve_note" if points else "curve_named"))
    return Section("curve", subject.say("curve"), figures=[figure], downloads=[download])


def _curve_panel(
    subject: Subject, measure: str, found: Mapping[str, Mapping[str, object]], staff: Mapping[str, int]
) -> Markup:
    scaled = {name: subject.told.scaled(row, ["estimate", "low", "high"])[0] for name, row in found.items()}
    ordered = sorted(scaled, key=lambda name: staff[name])
    known = [value for values in scaled.values() for value in values if not pd.isna(value)]
    low, high = min(known), max(known)
    low = 0.0 if low >= 0 and low < 0.5 * high else low
    people = [staff[name] for name in ordered]
    room = 0.05 * (people[-1] - people[0])
    panel = Panel.of((people[0] - room, people[-1] + room), (low, high + 0.05 * (high - low or 1.0)))
    xs = ticks(people[0] - room, people[-1] + room)
    marks = [panel.axes(xs, ticks(low, panel.y.high), subject.say("curve_axis"))]
    if _swept(subject):
        marks.append(panel.line([(staff[name], scaled[name][0]) for name in ordered], 0))
    for name in ordered:
        value, under, over = scaled[name]
        marks.append(panel.interval(staff[name], under, value, over, 0, hollow=name == subject.base))
    points = [subject.say("curve_alt_point", staff=staff[name], value=subject.valued(found[name])) for name in ordered]
    alt = subject.say("curve_alt", measure=subject.told.label_of(measure), points=subject.listed(points))
    return svg.panel(subject.title(measure), drawing(alt, marks))


def _swept(subject: Subject) -> bool:
    """Whether the scenarios are the points of one swept value."""
    points = subject.results.tables.get("points")
    return points is not None and bool(points["path"].nunique() == 1)


def _banded(subject: Subject, i: int) -> bool:
    """Whether the i-th line has a band: of many only the base's, for bands upon bands cannot be told apart."""
    return i == 0 or len(subject.drawn) <= BANDS


def _note(subject: Subject, key: str) -> str:
    """A note on lines with bands."""
    few = len(subject.drawn) <= BANDS
    more = "" if few else subject.say("space") + subject.say("band_of_base")
    return subject.say(key, n=subject.replications) + more


def _legend(subject: Subject) -> Markup:
    return legend({subject.short[name]: i for i, name in enumerate(subject.drawn)})
