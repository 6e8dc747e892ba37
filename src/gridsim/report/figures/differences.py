"""What differs between scenarios: paired differences with their intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from gridsim.analysis.catalogue import HEADLINE, MEASURES
from gridsim.report.figures.page import GREY, Lang, Speech, canvas, colour, head, speaking


def difference_figure(
    differences: pd.DataFrame,
    summary: pd.DataFrame,
    labels: Mapping[str, str] | None = None,
    measures: Sequence[str] = HEADLINE,
    lang: Lang = "en",
) -> Figure:
    """Paired differences from the baseline, as a share of its estimate, with their intervals: a row per measure.

    `differences` and `summary` as inference makes them, judged ones with Holm's intervals; a column
    `smallest_difference` draws what is too small to matter. A measure that is 0 in the baseline has no share and is
    left out.
    """
    with speaking(lang) as say:
        baseline = str(differences["baseline"].iloc[0])
        names = say.labels(list(dict.fromkeys([*differences["scenario"], baseline])), labels)
        rows = _forest_rows(differences, summary, baseline, measures)
        others = [name for name in names if (rows["scenario"] == name).any()]
        shown = [name for name in measures if (rows["measure"] == name).any()]
        figure = canvas(9.5, 1.5 + len(shown) * (0.34 + 0.27 * len(others)))
        axis = figure.subplots()
        for m, measure in enumerate(shown):
            _forest_band(axis, rows[rows["measure"] == measure], m)
            for i, scenario in enumerate(others):
                row = rows[(rows["measure"] == measure) & (rows["scenario"] == scenario)]
                if len(row):
                    y = m + (i - (len(others) - 1) / 2) * 0.7 / max(len(others), 1)
                    _forest_point(axis, row.iloc[0], y, i, f"{names[scenario]}: ", say)
        _forest_axis(axis, shown, say)
        words = [say("matters")] if rows["low"].notna().any() else [say("no_interval"), say("matters")]
        head(figure, say("difference", baseline=names[baseline]), " ".join(words) + say.note)
        return figure


def _forest_rows(
    differences: pd.DataFrame, summary: pd.DataFrame, baseline: str, measures: Sequence[str]
) -> pd.DataFrame:
    """The rows to draw, with the baseline's estimate as `base`."""
    base = summary[(summary["scenario"] == baseline) & (summary["by"] == "all")].set_index("measure")["estimate"]
    rows = differences[(differences["by"] == "all") & differences["measure"].isin(list(measures))]
    if "holm_low" in rows:
        rows = rows.assign(low=rows["holm_low"].fillna(rows["low"]), high=rows["holm_high"].fillna(rows["high"]))
    rows = rows.assign(base=rows["measure"].map(base).abs())
    return rows[rows["base"] > 0]


def _forest_band(axis: Axes, rows: pd.DataFrame, y: float) -> None:
    """The stretch of differences too small to matter, where it is known."""
    if "smallest_difference" in rows and pd.notna(rows["smallest_difference"].iloc[0]):
        half = 100.0 * float(rows["smallest_difference"].iloc[0] / rows["base"].iloc[0])
        axis.fill_betweenx([y - 0.46, y + 0.46], -half, half, color="#e9e9e9", linewidth=0, zorder=0.5)


def _forest_point(axis: Axes, row: pd.Series, y: float, i: int, name: str, say: Speech) -> None:
    """A difference with its interval, and in words at the right edge."""
    scale = 100.0 / float(row["base"])
    low, high = (float(row[key]) * scale for key in ("low", "high"))
    if not np.isnan(low):
        axis.plot([low, high], [y, y], color=colour(i + 1), linewidth=2.0, solid_capstyle="butt")
    axis.plot([float(row["estimate"]) * scale], [y], marker="os^D"[i % 4], color=colour(i + 1), markersize=5)
    axis.annotate(
        name + _in_words(row, say), (1.015, y), xycoords=("axes fraction", "data"), color=colour(i + 1), fontsize=8,
        va="center", annotation_clip=False,
    )  # fmt: skip


def _in_words(row: pd.Series, say: Speech) -> str:
    """`−1.2 h (−1.5 to −0.9)`; shares in points."""
    measure = str(row["measure"])
    scale, unit = (100.0, say("points")) if MEASURES[measure].unit == "share" else (1.0, say.unit(measure))
    values = [float(row[key]) * scale for key in ("estimate", "low", "high")]
    widest = max(abs(value) for value in values if not np.isnan(value))
    places = 0 if widest >= 100 else 1 if widest >= 1 else 2
    estimate, low, high = (f"{value:+,.{places}f}".replace("-", "−") for value in values)
    return f"{estimate} {unit}" if np.isnan(values[1]) else f"{estimate} {unit} ({low}{say('to')}{high})"


def _forest_axis(axis: Axes, shown: Sequence[str], say: Speech) -> None:
    better = {name: MEASURES[name].better for name in shown}
    named = [f"{say.measure(name)}\n({say(str(way))})" if way else say.measure(name) for name, way in better.items()]
    axis.set_yticks(range(len(shown)), named, linespacing=1.35)
    axis.set_ylim(len(shown) - 0.45, -0.55)
    axis.tick_params(axis="y", length=0)
    axis.grid(visible=False, axis="y")
    axis.axvline(0.0, color=GREY, linewidth=0.9)
    reach = max((abs(x) for x in axis.get_xlim()), default=1.0)
    axis.set_xlim(-reach, reach)
    axis.set_xlabel(say("relative"))
