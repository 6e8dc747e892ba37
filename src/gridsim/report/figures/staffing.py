"""What each headcount reaches, with the target and the headcount that meets it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from gridsim.analysis.targets import ATTENDED
from gridsim.report.figures.page import COLOURS, Lang, Speech, canvas, head, speaking
from gridsim.report.staff_for import within

Point = tuple[float, float, float, float]  # workers, mean, and its bounds


def staffing_figure(told: Mapping[str, Any], lang: Lang = "en") -> Figure:
    """The curve of the search with its bounds, the tests on fresh histories, target, answer and knee.

    `told` is the document of a search (facts of its results folder, `staff_for`).
    """
    with speaking(lang) as say:
        figure = canvas(8.0, 4.6)
        axis = figure.subplots()
        searched, tested = _points(told, "searched"), _points(told, "tested")
        _bars(axis, searched, 0.0, COLOURS[0], "o", say("staff_search", n=told["replications"]))
        axis.plot([x for x, *_ in searched], [y for _, y, *_ in searched], color=COLOURS[0], linewidth=1.2)
        shift = 0.006 * (searched[-1][0] - searched[0][0]) if searched else 0.0
        _bars(axis, tested, shift, COLOURS[1], "s", say("staff_test", n=told["fresh"]))
        _marks(axis, told, say)
        axis.set_xlabel(say("staff_workers", role=told["role"]))
        axis.set_ylabel(f"{_label(told, say)} ({_unit(told, say)})")
        axis.xaxis.set_major_locator(MaxNLocator(integer=True))
        axis.legend(fontsize=8, loc="best")
        note = say("staff_note", searched=_percent(told["confidence"]))
        note += say("staff_tested", tested=_percent(told["level"])) if tested else ""
        head(figure, say("staff_title", scenario=told["scenario"]), note + say("staff_knee_note") + say.note)
        return figure


def _points(told: Mapping[str, Any], kind: str) -> list[Point]:
    """The headcounts that have a mean, in the unit of the axis."""
    scale = 100.0 if told["target"]["unit"] == "share" else 1.0
    every = [(one["workers"], one[kind]) for one in told["curve"] if one[kind]]
    known = [(workers, one) for workers, one in every if one["estimate"] is not None and isfinite(one["estimate"])]
    return [(float(workers), *_scaled(one, scale)) for workers, one in known]


def _scaled(one: Mapping[str, Any], scale: float) -> tuple[float, float, float]:
    """A mean and its bounds; where there is no bound, the mean."""
    mean = float(one["estimate"])
    low, high = (float(one[key]) if one[key] is not None and isfinite(one[key]) else mean for key in ("low", "high"))
    return scale * mean, scale * low, scale * high


def _bars(axis: Axes, points: Sequence[Point], shift: float, colour: str, marker: str, label: str) -> None:
    """Means with their bounds, a little aside so that two at one headcount can be told apart."""
    if points:
        x, y, low, high = zip(*points, strict=True)
        down, up = [a - b for a, b in zip(y, low, strict=True)], [b - a for a, b in zip(y, high, strict=True)]
        at = [one + shift for one in x]
        axis.errorbar(at, y, yerr=[down, up], fmt=marker, color=colour, markersize=4, capsize=3, lw=1.2, label=label)


def _marks(axis: Axes, told: Mapping[str, Any], say: Speech) -> None:
    """The target, the answer, and the knee."""
    target = told["target"]
    value = target["value"] * (100.0 if target["unit"] == "share" else 1.0)
    axis.axhline(value, color=COLOURS[6], linewidth=1.0, linestyle=(0, (6, 2)), label=say("staff_target"))
    if told["answer"]:
        workers = told["answer"]["workers"]
        axis.axvline(workers, color=COLOURS[2], linewidth=1.6, label=say("staff_answer", workers=workers))
    if told["knee"] is not None:
        label = say("staff_knee", workers=told["knee"])
        axis.axvline(told["knee"], color=COLOURS[6], linewidth=1.2, linestyle=":", label=label)


def _label(told: Mapping[str, Any], say: Speech) -> str:
    target = told["target"]
    if target["measure"] == ATTENDED:
        return say("staff_attended", within=within(target, say.lang))
    return say.measure(target["measure"])


def _unit(told: Mapping[str, Any], say: Speech) -> str:
    target = told["target"]
    if target["unit"] == "share":
        return "%"
    return say.unit(target["measure"])


def _percent(share: float) -> str:
    return f"{100 * share:.4g}"
