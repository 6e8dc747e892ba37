"""The backlog over time, by type of community."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from gridsim.report.figures.page import Lang, by_scenario, canvas, colour, head, line, speaking

BAND = (0.1, 0.9)  # of replications, around the mean of a backlog
_End = tuple[float, str, int]  # the last value of a line, its name, its number


def backlog_figure(
    backlog: pd.DataFrame, labels: Mapping[str, str] | None = None, warm_up_min: float = 0.0, lang: Lang = "en"
) -> Figure:
    """The backlog over time, a panel per type of community, a line per scenario, a band over replications.

    `backlog` has scenario, replication, time_min, community_type, backlog; `labels` names scenarios for readers.
    """
    with speaking(lang) as say:
        names = say.labels(list(dict.fromkeys(backlog["scenario"])), labels)
        types = [one for one in dict.fromkeys(backlog["community_type"]) if one != "all"] or ["all"]
        rows = -(-len(types) // 2)
        figure = canvas(9.0, 1.2 + 2.3 * rows)
        axes = figure.subplots(rows, min(2, len(types)), sharex=True, sharey=True, squeeze=False)
        ends = [
            _backlog_panel(axis, backlog[backlog["community_type"] == kind], names)
            for axis, kind in zip(axes.flat, types, strict=False)
        ]
        axes[0, 0].set_ylim(bottom=0.0)
        for axis, kind, named in zip(axes.flat, types, ends, strict=False):
            axis.set_title(say(kind))
            axis.axvspan(0.0, warm_up_min / 1440.0, color="#f0f0f0", zorder=0, linewidth=0)
            _name_ends(axis, named)
        _only_used(axes.flat, len(types))
        for axis in axes[:, 0]:
            axis.set_ylabel(say("issues"))
        for axis in axes[-1, :]:
            axis.set_xlabel(say("days"))
        count = backlog["replication"].nunique()
        head(figure, say("backlog"), (say("band", n=count) if count > 1 else say("one")) + say.note)
        return figure


def _only_used(axes: Any, used: int) -> None:
    for axis in list(axes)[used:]:
        axis.set_visible(False)


def _backlog_panel(axis: Axes, backlog: pd.DataFrame, names: Mapping[str, str]) -> list[_End]:
    """The lines of all scenarios in one panel; returns where each ends."""
    ends = []
    for i, (scenario, rows) in enumerate(by_scenario(backlog, names)):
        groups = rows.groupby("time_min")["backlog"]
        mean = groups.mean()
        days = mean.index.to_numpy() / 1440.0
        low, high = (groups.quantile(edge).to_numpy() for edge in BAND)
        axis.fill_between(days, low, high, color=colour(i), alpha=0.13, linewidth=0)
        axis.plot(days, mean.to_numpy(), color=colour(i), linestyle=line(i))
        ends.append((float(mean.iloc[-1]), names[scenario], i))
        axis.set_xlim(0.0, float(days[-1]))
    return ends


def _name_ends(axis: Axes, ends: Sequence[_End]) -> None:
    """Write each line's name beside its end, in its colour, apart from each other in the order of the ends."""
    top = axis.get_ylim()[1]
    wanted = np.array([y / top for y, _, _ in sorted(ends)])
    apart = 0.085 * np.arange(len(wanted))
    places = np.maximum.accumulate(wanted - apart) + apart  # no closer than a line of text
    places -= np.mean(places - wanted)
    places += max(0.03 - places[0], 0.0) - max(places[-1] - 1.0, 0.0)
    for place, (_, name, i) in zip(places, sorted(ends), strict=True):
        axis.annotate(
            name, (1.015, place), xycoords="axes fraction", color=colour(i), fontsize=8, va="center",
            annotation_clip=False,
        )  # fmt: skip
