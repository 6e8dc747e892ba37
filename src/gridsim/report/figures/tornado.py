"""A tornado: what a measure does when one input after the other stands at an end of its range."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from gridsim.analysis.catalogue import MEASURES
from gridsim.report.figures.page import GREY, Lang, Speech, canvas, colour, head, speaking

BRIEF = 10
ENDS, NUMBERS = ("low", "high"), ["estimate", "low", "high"]
HEIGHT = 0.5  # of a bar; half where both ends go to one side


def tornado_figure(
    ends: pd.DataFrame, inputs: Sequence[Mapping[str, Any]], measure: str, base: float, scenario: str,
    lang: Lang = "en",
) -> Figure:  # fmt: skip
    """Paired differences of a measure from its value `base` as written, largest input first, with 95 % intervals.

    `ends` has path, end (low, high), measure, estimate, low, high, n; `inputs` have path and the texts low, base, high.
    """
    with speaking(lang) as say:
        rows = ends[ends["measure"] == measure].set_index(["path", "end"])
        texts = {str(one["path"]): one for one in inputs}
        paths = [str(path) for path in rows["estimate"].abs().groupby("path").max().sort_values().index[::-1]]
        figure = canvas(9.5, 1.6 + 0.46 * len(paths))
        axis = figure.subplots()
        scale = 100.0 if MEASURES[measure].unit == "share" else 1.0
        for y, path in enumerate(paths):
            both = [scale * rows.loc[(path, end), NUMBERS].to_numpy(np.float64) for end in ENDS]
            one_side = (both[0][0] >= 0) == (both[1][0] >= 0)
            for i, end in enumerate(ENDS):
                at = (y + (i - 0.5) * HEIGHT / 2, HEIGHT / 2) if one_side else (y, HEIGHT)
                _bar(axis, both[i], at, i, say(end) if y == 0 else None)
                _label(axis, both[i], at[0], i, str(texts[path][end]))
        named = [f"{path}\n({say('as_written', value=texts[path]['base'])})" for path in paths]
        _axis(axis, named, measure, base * scale, say)
        axis.legend(loc="lower right", frameon=False, fontsize=8)
        n = int(rows["n"].max())
        head(figure, say("tornado", measure=say.measure(measure), name=scenario), say("tornado_note", n=n) + say.note)
        return figure


def _bar(
    axis: Axes, values: np.ndarray[Any, np.dtype[np.float64]], at: tuple[float, float], i: int, label: str | None
) -> None:
    """The bar of an end of a range at a place and of a height, its interval across its tip."""
    estimate, low, high = values
    y, height = at
    axis.barh(
        y, estimate, height=height, color=colour(i), label=label, hatch=("", "//")[i], edgecolor="white", linewidth=0
    )
    if not np.isnan(low):
        axis.plot([low, high], [y, y], color="black", linewidth=1.2, solid_capstyle="butt")


def _label(axis: Axes, values: np.ndarray[Any, np.dtype[np.float64]], y: float, i: int, text: str) -> None:
    """What is set at an end, beyond the tip of its bar."""
    right = bool(values[0] >= 0)
    tip = float(np.nanmax(values) if right else np.nanmin(values))
    axis.annotate(
        _brief(text), (tip, y), xytext=(4 if right else -4, 0), textcoords="offset points",
        ha="left" if right else "right", va="center", fontsize=7.5, color=colour(i), annotation_clip=False,
    )  # fmt: skip


def _brief(text: str) -> str:
    """A value that leaves room for the bars; what stands at the input has its unit."""
    return text if len(text) <= BRIEF or " per " not in text else text.partition(" ")[0]


def _axis(axis: Axes, named: Sequence[str], measure: str, base: float, say: Speech) -> None:
    share = MEASURES[measure].unit == "share"
    axis.set_yticks(range(len(named)), named, linespacing=1.3, fontsize=8)
    axis.set_ylim(len(named) - 0.4, -0.6)
    axis.tick_params(axis="y", length=0)
    axis.grid(visible=False, axis="y")
    axis.axvline(0.0, color=GREY, linewidth=0.9)
    axis.margins(x=0.28)
    shown = f"{base:,.{0 if abs(base) >= 100 else 1 if abs(base) >= 10 else 2}f} {'%' if share else say.unit(measure)}"
    axis.set_xlabel(say("tornado_axis", unit=say("points") if share else say.unit(measure), base=shown))
