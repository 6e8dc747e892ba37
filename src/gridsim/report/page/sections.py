"""The parts of the page that answer: the verdict, what differs, what each scenario does, what is outside."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

import pandas as pd
from markupsafe import Markup

from gridsim.analysis.inference import FEW as FEW_REPLICATIONS
from gridsim.report import sure
from gridsim.report.answer import FIGURES
from gridsim.report.page import claims, screening, staffing, svg
from gridsim.report.page.subject import Row, Section, Subject
from gridsim.report.page.svg import drawing
from gridsim.report.page.tables import Cell, Download, Table, rounded
from gridsim.report.text import POINTS, decimals, number

FEW = 3  # comparisons that are each told in three sentences; of more, all together
BRIEF = 2  # comparisons whose differences fit on the sheet of the summary
SIDE_BY_SIDE = 3  # scenarios that are columns of one table
STRIP_WIDTH, STRIP_HEIGHT = 200.0, 20.0
GROUPS = ("all", "role", "department")  # that the table of measures to download has


def verdict(subject: Subject) -> list[list[str]]:
    """The answer: three sentences for each of few comparisons, for one scenario, or for many together."""
    search, ledger = staffing.search_of(subject), claims.ledger_of(subject)
    if ledger is not None:
        return [claims.verdict(subject, ledger)]
    if search is not None:
        return [staffing.verdict(search)]
    if not subject.comparisons:
        screened = screening.verdict(subject)
        return [_single(subject) if screened is None else [screened, *_single(subject)[:2]]]
    if len(subject.comparisons) > FEW:
        return [_many(subject)]
    return [_of_one(subject, one) for one in subject.comparisons]


def _of_one(subject: Subject, one: Row) -> list[str]:
    """The word with what decides and drives it; the staff; who gains and loses, or where staff differs."""
    told, found, name = subject.told, one.get("communities"), one["scenario"]
    first = next(iter(told.sentence(one)))
    if subject.short[name] != name:  # the long name of a point of a sweep
        first = first.replace(name, subject.short[name])
    return [first, told.staff(one), told.gains(one) if found else told.touched(one)]


def _single(subject: Subject) -> list[str]:
    say = subject.say
    shown = dict.fromkeys(("exposure", "hidden", "response", "on_time"), "–")
    measures = ("exposure_mean_h", "hidden_mean_h", "resident_response_median_h", "on_time_share")
    for key, measure in zip(shown, measures, strict=True):
        row = subject.row(measure, subject.base)
        shown[key] = "–" if row is None else subject.valued(row)
    parts = subject.told.parts(subject.base)
    binding = say("or").join(say(f"because_{part}") for part in parts)
    return [
        say("single_lasts", name=subject.short[subject.base], exposure=shown["exposure"], hidden=shown["hidden"]),
        say("single_response", response=shown["response"], on_time=shown["on_time"]),
        say("single_binds", binding=binding, shares=subject.told.shares(subject.base)),
    ]


def _many(subject: Subject) -> list[str]:
    words = [str(one["verdict"]) for one in subject.comparisons]
    counts = {"better": words.count("better"), "worse": words.count("worse")}
    counts["same"] = words.count("no difference that matters")
    counts["unsure"] = len(words) - sum(counts.values())
    sentences = [subject.say("many_counts", n=len(words), base=subject.base, **counts)]
    rows = {one["scenario"]: row for one in subject.comparisons
            if (row := subject.row(subject.leading, one["scenario"], differs=True)) is not None}  # fmt: skip
    ordered = sorted(rows, key=lambda name: float(rows[name]["estimate"]))
    if subject.facts["measures"][subject.leading]["better"] == "higher":
        ordered.reverse()
    for key, name in (("many_best", ordered[0]), ("many_worst", ordered[-1])) if ordered else ():
        moved = subject.told.change(name, subject.leading)
        sentences.append(subject.say(key, name=subject.short[name], moved=moved, staff=subject.staff(name),
                                     before=subject.staff(subject.base)))  # fmt: skip
    return sentences


def differences(subject: Subject) -> Section | None:
    """What differs from the base: each judged measure with a strip that shows its interval."""
    if not subject.comparisons:
        return None
    say, reach = subject.say, _reach(subject)
    heads = [say("measure"), say("in_base"), say("difference"), say("range"), say("matters"), say("verdict"), say("n")]
    rows: list[list[Cell]] = []
    groups, met = set(), []
    for one in subject.comparisons:
        groups.add(len(rows))
        rows.append([subject.short[one["scenario"]], *[""] * (len(heads) - 1)])
        for measure in subject.facts["headline"]:
            row = subject.row(measure, one["scenario"], differs=True)
            if row is not None:
                rows.append(_difference(subject, measure, row, reach))
                met.append(row)
    table = Table(heads, rows, _legend(subject, met), frozenset(groups))
    note = say("range_note", low=svg.tick(-reach), high=svg.tick(reach))
    brief = len(subject.comparisons) <= BRIEF and staffing.search_of(subject) is None
    return Section("differences", say("differences_title"), [note],
                   tables=[(say("differences_head", base=subject.base), table)],
                   downloads=[_difference_file(subject)], brief=brief)  # fmt: skip


def _difference(subject: Subject, measure: str, row: Row, reach: float) -> list[Cell]:
    label, *cells = subject.told.difference_row(measure, row)
    base = subject.row(measure, subject.base)
    known = "" if base is None else _in_base(subject, base)
    change, smallest, word, n = cells
    return [label.strip(), known, change, _strip(subject, measure, row, base, reach), smallest, word, n]


def _in_base(subject: Subject, row: Row) -> str:
    """A value of the base, with its unit where the row's label names another."""
    (value,), places = subject.told.scaled(row, ["estimate"])
    unit = subject.told.unit(row["measure"], difference=False)
    return (
        f"{number(value, places)} {unit if unit != subject.told.unit(row['measure'], difference=True) else ''}".strip()
    )


def _shares(row: Row, base: Row | None) -> tuple[float, float, float, float] | None:
    """Difference, ends of its interval and what would matter, in per cent of the base; None where that is nothing."""
    if base is None or not base["estimate"] or pd.isna(base["estimate"]) or pd.isna(row["estimate"]):
        return None
    scale = POINTS / abs(float(base["estimate"]))
    keys = ("estimate", "low", "high", "smallest_difference")
    value, low, high, matters = (float(sure.judged(row)[key]) * scale for key in keys)
    return value, low, high, matters


def _reach(subject: Subject) -> float:
    """How far the strips go to both sides: round, and as far as any interval."""
    most = 1.0
    for one in subject.comparisons:
        for measure in subject.facts["headline"]:
            row, base = subject.row(measure, one["scenario"], differs=True), subject.row(measure, subject.base)
            shares = None if row is None else _shares(row, base)
            most = max([most, *(abs(one) for one in shares or () if isfinite(one))])
    step = 10.0 ** (len(str(int(most))) - 1)
    return next(step * part for part in (1, 2, 3, 5, 7, 10) if step * part >= most)


def _strip(subject: Subject, measure: str, row: Row, base: Row | None, reach: float) -> Markup:
    """The difference on a line: grey where it would not matter, the interval, the dot."""
    shares = _shares(row, base)
    if shares is None:
        return Markup("")
    value, low, high, matters = shares
    at = svg.Scale(-reach, reach, 2.0, STRIP_WIDTH - 2.0)
    middle, marks = STRIP_HEIGHT / 2, []
    if isfinite(matters):
        grey = Markup('<rect class="grey" x="{}" y="1" width="{}" height="{}"/>')
        start, end = at(max(-matters, -reach)), at(min(matters, reach))
        marks.append(grey.format(svg.n(start), svg.n(end - start), svg.n(STRIP_HEIGHT - 2)))
    marks.append(Markup('<path class="zero" d="M{} 0V{}"/>').format(svg.n(at(0.0)), svg.n(STRIP_HEIGHT)))
    colour = {"better": svg.COLOURS[0], "worse": svg.COLOURS[1]}.get(str(row["verdict"]), "#444")
    if isfinite(low) and isfinite(high):
        line = Markup('<path class="line" d="M{} {}H{}" stroke="{}"/>')
        marks.append(line.format(svg.n(at(low)), svg.n(middle), svg.n(at(high)), colour))
    dot = Markup('<circle cx="{}" cy="{}" r="4" fill="{}"/>')
    marks.append(dot.format(svg.n(at(value)), svg.n(middle), colour))
    shown = [number(one, decimals([value, low, high]), sign=True) for one in (value, low, high)]
    word = subject.say(f"short_{row['verdict']}") if row["verdict"] else ""
    alt = subject.say("range_alt", measure=subject.told.label_of(measure), change=f"{shown[0]} %", low=shown[1],
                      high=shown[2], verdict=word)  # fmt: skip
    return drawing(alt, marks, STRIP_WIDTH, STRIP_HEIGHT, "strip")


def _difference_file(subject: Subject) -> Download:
    table = subject.results.differences
    table = table[(table["by"] == "all") & table["measure"].isin(list(subject.facts["headline"]))]
    keys = ["estimate", "low", "high", "holm_low", "holm_high", "smallest_difference"]
    keys = [key for key in keys if key in table.columns]
    heads = ["scenario", "baseline", "measure", *keys, "unit", "n", "verdict"]
    rows = [
        [row["scenario"], row["baseline"], row["measure"], *(rounded(float(row[key])) for key in keys),
         subject.facts["measures"][row["measure"]]["unit"], row["n"], row["verdict"]]
        for row in table.to_dict("records")
    ]  # fmt: skip
    return Download(subject.file("differences"), heads, rows)


def _legend(subject: Subject, rows: Sequence[Row | None]) -> list[str]:
    """What the marks at intervals mean."""
    met = {word for row in rows if row is not None for word in sure.cautions(row)}
    marks = [
        f"{mark} {subject.say(f'caution_{word}', few=FEW_REPLICATIONS)}"
        for word, mark in sure.MARKS.items()
        if word in met
    ]
    return [*marks, *sure.unmarked(subject.replications, subject.lang)]


def measures(subject: Subject) -> Section:
    """What each scenario does: few of them as columns, many as rows."""
    few = len(subject.names) <= SIDE_BY_SIDE
    table = _columns(subject) if few else _lines(subject)
    return Section("measures", subject.say("measures_title"), tables=[(subject.say("measures_head"), table)],
                   downloads=[_measure_file(subject)])  # fmt: skip


def _columns(subject: Subject) -> Table:
    told, names = subject.told, subject.names
    asked = [(told.measure(one), one, "all", "all") for one in FIGURES]
    rows = [row for row in (told.summary_row(*one, names) for one in asked) if any(row[1:])]
    every = [subject.row(one, name) for one in FIGURES for name in names]
    return Table(
        [subject.say("measure"), *(subject.short[name] for name in names), subject.say("n")],
        rows,
        _legend(subject, every),
    )


def _lines(subject: Subject) -> Table:
    told = subject.told
    shown = [one for one in FIGURES if any(subject.row(one, name) is not None for name in subject.names)]
    rows, every = [], []
    for name in subject.names:
        found = [subject.row(one, name) for one in shown]
        counts = dict.fromkeys(str(int(row["n"])) for row in found if row is not None)
        cells = ["" if row is None else told.estimate(row) for row in found]
        rows.append([subject.short[name], *cells, "/".join(counts) + sure.few(found)])
        every += found
    heads = [subject.say("scenario"), *(told.measure(one) for one in shown), subject.say("n")]
    return Table(heads, rows, _legend(subject, every))


def _measure_file(subject: Subject) -> Download:
    table = subject.results.summary
    keys = ["estimate", "low", "high"]
    rows = [
        [row["scenario"], row["measure"], row["by"], row["group"], *(rounded(float(row[key])) for key in keys),
         row["unit"], row["n"]]
        for row in table[table["by"].isin(GROUPS)].to_dict("records")
    ]  # fmt: skip
    return Download(subject.file("measures"), ["scenario", "measure", "by", "group", *keys, "unit", "n"], rows)


def draws(subject: Subject) -> Section | None:
    """How the comparisons, or one scenario alone, hold over the draws of uncertain inputs."""
    facts = subject.facts.get("uncertain")
    if facts is None:
        return None
    lines = [subject.say("draws", inputs=subject.listed(facts["inputs"]), draws=facts["draws"],
                         n=facts["replications"])]  # fmt: skip
    return Section("draws", subject.say("draws_title"), [*lines, *subject.told.held()])


def scope(subject: Subject) -> Section:
    """What the page does not speak of."""
    return Section("scope", subject.say("scope_title"), [subject.say("scope")], brief=True)
