"""Tables of one scenario by type of community, by district and by subdistrict: who waits longest, and how sure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from gridsim.report import sure
from gridsim.report.text import folded, table
from gridsim.report.words import Lang, said
from gridsim.results import Results
from gridsim.vocabulary import CommunityType

EXTREMES = 5  # of many places the worst and the best so many are shown
ORDER = "exposure_mean_h"  # the worst are those with most of it
OF_TYPES = (ORDER, "resident_response_median_h", "on_time_share", "backlog_mean")
OF_PLACES = (ORDER, "hidden_mean_h", "on_time_share", "backlog_mean")  # no median: see analysis/places

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Line:
    """A group of communities: what it is called, its size, and a row of the summary for each measure or None."""

    label: str
    communities: int
    households: int
    rows: Sequence[Row | None]

    @property
    def exposure_h(self) -> float:
        """What groups are ordered by; less than any for a group without issues."""
        return self.rows[0]["estimate"] if self.rows[0] else float("-inf")


def tables(results: Results, lang: Lang, estimate: Callable[[Row], str]) -> list[list[str]]:
    """A table for each way in which the communities of the base differ; `estimate` writes a value and its interval."""
    name = results.facts["baseline"]
    summary = results.summary[results.summary["scenario"] == name]
    communities = results.table("communities")
    communities = communities[communities["scenario"] == name].drop_duplicates("community")
    parts: list[list[str]] = []
    shown: list[Row | None] = []
    for by, column, measures in (
        ("community_type", "type", OF_TYPES),
        ("district", "district", OF_PLACES),
        ("subdistrict", "subdistrict", OF_PLACES),
    ):
        lines = _lines(summary[summary["by"] == by], communities, column, measures, lang)
        if len(lines) > 1:
            parts.append(_table(by, lines, measures, lang, estimate))
            shown += [row for line in [*_first(lines), *_last(lines)] for row in line.rows]
    if parts:
        parts[-1] += sure.legend(shown, lang)
    return parts


def _lines(
    summary: pd.DataFrame, communities: pd.DataFrame, column: str, measures: Sequence[str], lang: Lang
) -> list[Line]:
    """A line for every group, types in their order, of places the one with most exposure first."""
    rows = {(row["group"], row["measure"]): {str(k): v for k, v in row.items()} for row in summary.to_dict("records")}
    several = communities["district"].nunique() > 1
    groups = {str(group): of for group, of in communities.groupby(column, sort=False)}
    lines = []
    for group in [one for one in CommunityType.words() if one in groups] if column == "type" else groups:
        of = groups[group]
        label = said(lang, group) if column == "type" else group
        if column == "subdistrict" and several:
            label += f" ({of['district'].iloc[0]})"
        found = [rows.get((group, measure)) for measure in measures]
        lines.append(Line(label, len(of), int(of["households"].sum()), found))
    return lines if column == "type" else sorted(lines, key=lambda line: -line.exposure_h)


def _table(
    by: str, lines: Sequence[Line], measures: Sequence[str], lang: Lang, estimate: Callable[[Row], str]
) -> list[str]:
    """The table with its title and what to know about it; of many lines the first and the last."""
    columns = ("number" if by == "community_type" else "communities", "households", *measures)
    head = ["", *(said(lang, f"places_{one}") for one in columns), "n"]
    first, last = _first(lines), _last(lines)
    cells = [_cells(line, estimate) for line in first]
    if last:
        cells.append([said(lang, "places_between", n=len(lines) - len(first) - len(last)), *[""] * (len(head) - 1)])
        cells += [_cells(line, estimate) for line in last]
    return [said(lang, f"places_{by}"), *table(head, cells), *folded(said(lang, f"places_{by}_note"))]


def _first(lines: Sequence[Line]) -> Sequence[Line]:
    """The worst of many, or all where they are few."""
    return lines[:EXTREMES] if len(lines) > 2 * EXTREMES + 1 else lines


def _last(lines: Sequence[Line]) -> Sequence[Line]:
    """The best of many."""
    return lines[-EXTREMES:] if len(lines) > 2 * EXTREMES + 1 else []


def _cells(line: Line, estimate: Callable[[Row], str]) -> list[str]:
    """A line's label, size, measures with their intervals, and the replications behind them."""
    counts = dict.fromkeys(str(int(row["n"])) for row in line.rows if row is not None)
    shown = ["" if row is None else estimate(row) for row in line.rows]
    n = "/".join(counts) + sure.few(line.rows)
    return [line.label, f"{line.communities:,}", f"{line.households:,}", *shown, n]
