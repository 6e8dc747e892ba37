"""The share of residents' reports attended within so many hours."""

from __future__ import annotations

from collections.abc import Mapping

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from gridsim.analysis import survival
from gridsim.report.figures.page import GREY, Lang, Speech, by_scenario, canvas, colour, head, line, speaking

HOURS_SHOWN = (0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 24.0, 48.0, 96.0, 168.0, 336.0, 720.0, 1440.0)


def response_figure(
    responses: pd.DataFrame,
    labels: Mapping[str, str] | None = None,
    limits_h: Mapping[str, float] | None = None,
    lang: Lang = "en",
) -> Figure:
    """The share of residents' reports attended within so many hours, by scenario: Kaplan-Meier over all replications.

    `responses` has scenario, response_h, attended (False: censored there); `limits_h` are limits in wall-clock hours
    by the words to write at them (limits in working hours have no one place on this axis: leave them out).
    """
    with speaking(lang) as say:
        names = say.labels(list(dict.fromkeys(responses["scenario"])), labels)
        figure = canvas(8.0, 4.3)
        axis = figure.subplots()
        axis.set_ylim(0.0, 100.0)
        last_h = _response_lines(axis, responses, names, say)
        axis.set_xscale("symlog", linthresh=1.0, linscale=0.5)
        shown = [h for h in HOURS_SHOWN if h <= last_h]
        axis.set_xticks(shown, [f"{h:g}" for h in shown])
        axis.xaxis.set_minor_locator(mpl.ticker.NullLocator())
        axis.set_xlim(0.0, last_h)
        for words, limit_h in (limits_h or {}).items():
            axis.axvline(limit_h, color=GREY, linewidth=0.9, linestyle=(0, (1, 2)))
            axis.annotate(
                words,
                (limit_h, 1.01),
                xycoords=("data", "axes fraction"),
                fontsize=7.5,
                color=GREY,
                ha="center",
                va="bottom",
            )
        axis.set_ylabel(say("attended"))
        axis.set_xlabel(say("hours"))
        reports = min(len(rows) for _, rows in by_scenario(responses, names))
        head(figure, say("response"), say("censored", n=f"{reports:,}") + say.note)
        return figure


def _response_lines(axis: Axes, responses: pd.DataFrame, names: Mapping[str, str], say: Speech) -> float:
    """One rising curve per scenario; returns where the axis ends: 99 % attended in all, or the last time."""
    last_h = 1.0
    for i, (scenario, rows) in enumerate(by_scenario(responses, names)):
        times, ended = rows["response_h"].to_numpy(np.float64), rows["attended"].to_numpy(np.bool_)
        curve = survival.kaplan_meier(times, ended)
        grid = np.concatenate(([0.0], np.geomspace(0.02, max(times.max(initial=0.02), 0.03), 600)))
        median, far = survival.quantile(curve, 0.5), survival.quantile(curve, 0.99)
        name = names[scenario] if np.isnan(median) else say("median", name=names[scenario], hours=f"{median:.1f}")
        attended = 100.0 * (1.0 - survival.at(curve, grid))
        axis.plot(grid, attended, color=colour(i), linestyle=line(i), label=name)
        last_h = max(last_h, times.max(initial=0.0) if np.isnan(far) else far)
    axis.legend(loc="upper left", frameon=False, labelcolor="linecolor", handlelength=3.2, fontsize=8.5)
    return last_h
