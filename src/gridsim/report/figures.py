"""Figures: the backlog over time, the response to residents, and what differs. Only this file knows matplotlib.

Every figure is made without global state, in colours that colour-blind readers can tell apart and with line
styles that survive a grey print, and is written to the same bytes every time on one machine. In Chinese where
a font for it is installed; else in English with a note.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from gridsim.analysis import survival
from gridsim.analysis.catalogue import HEADLINE, MEASURES

Lang = Literal["en", "zh"]

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000")  # Okabe and Ito's
STYLES = ("-", (0, (6, 2)), (0, (2, 1.5)), (0, (6, 2, 1, 2)))
GREY = "#5a5a5a"
BAND = (0.1, 0.9)  # of replications, around the mean of a backlog
CHINESE_FONTS = (
    "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Microsoft YaHei", "SimHei",
    "PingFang SC", "Arial Unicode MS",
)  # fmt: skip
HOURS_SHOWN = (0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 24.0, 48.0, 96.0, 168.0, 336.0, 720.0, 1440.0)

_End = tuple[float, str, int]  # the last value of a line, its name, its number

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "all": "all communities", "residential": "residential", "fringe": "urban-rural fringe",
        "commercial": "commercial", "migrant": "many migrants",
        "backlog": "Backlog: filed and not closed", "issues": "issues", "days": "days since the start",
        "band": "Line: mean of {n} replications; band: 10th to 90th percentile. Grey: warm-up.",
        "one": "One replication. Grey: warm-up.",
        "response": "Residents' reports attended within so many hours", "attended": "share attended (%)",
        "hours": "hours from the report to the first arrival (linear to 1 h, then logarithmic)",
        "median": "{name}: median {hours} h",
        "censored": "Kaplan-Meier over {n} reports or more per scenario; open ones censored at the horizon.",
        "difference": "Difference from {baseline}", "relative": "difference as % of the baseline, 95 % interval",
        "matters": "Grey bar: a difference too small to matter (assumed). Beside: the difference itself.",
        "no_interval": "Without an interval: one replication.",
        "lower": "lower is better", "higher": "higher is better", "points": "points", "to": " to ",
    },
    "zh": {
        "all": "全部社区", "residential": "居住型", "fringe": "城乡结合部", "commercial": "商贸集中型",
        "migrant": "流动人口较多", "backlog": "积压：已立案未结案", "issues": "件", "days": "开始后天数",
        "band": "线：{n}次重复的均值；带：第10至90百分位。灰色：预热期。", "one": "一次重复。灰色：预热期。",
        "response": "居民诉求在若干小时内得到响应的比例", "attended": "已响应比例（%）",
        "hours": "上报至首次到场的小时数（1小时内线性，其后对数）",
        "median": "{name}：中位数{hours}小时",
        "censored": "Kaplan-Meier估计，每方案全部重复至少{n}件；期末未响应者按删失处理。",
        "difference": "与{baseline}的差异", "relative": "差异占基准的百分比，95%区间",
        "matters": "灰条：小到无关紧要的差异（假设）。右侧：差异的数值。", "no_interval": "只有一次重复，没有区间。",
        "lower": "越低越好", "higher": "越高越好", "points": "个百分点", "to": "至",
    },
}  # fmt: skip


def chinese_font() -> str | None:
    """The first installed font of CHINESE_FONTS, None if there is none."""
    installed = set(font_manager.get_font_names())
    return next((name for name in CHINESE_FONTS if name in installed), None)


class _Speech:
    """The words of a figure in the language that can be drawn."""

    def __init__(self, lang: Lang) -> None:
        self.lang: Lang = lang if lang == "en" or chinese_font() else "en"
        self.note = "" if self.lang == lang else "  (No Chinese font is installed: labels in English.)"

    def __call__(self, word: str, **facts: object) -> str:
        return WORDS[self.lang].get(word, word).format(**facts)

    def measure(self, name: str) -> str:
        info = MEASURES[name]
        return info.label_zh if self.lang == "zh" else info.label_en

    def labels(self, scenarios: Sequence[str], labels: Mapping[str, str] | None) -> dict[str, str]:
        """What scenarios are called: a Chinese label gives way to the name where it cannot be drawn."""
        wanted = {name: (labels or {}).get(name, name) for name in scenarios}
        return {name: label if self.lang == "zh" or label.isascii() else name for name, label in wanted.items()}


@contextmanager
def _style(lang: Lang) -> Iterator[_Speech]:
    """matplotlib's settings for one figure, left as they were."""
    say = _Speech(lang)
    fonts = [font for font in (chinese_font() if say.lang == "zh" else None, "DejaVu Sans") if font]
    rc = {
        "font.family": fonts, "font.size": 9, "axes.spines.top": False, "axes.spines.right": False,
        "axes.titlesize": 9.5, "axes.titlelocation": "left", "axes.edgecolor": GREY, "axes.labelcolor": GREY,
        "xtick.color": GREY, "ytick.color": GREY, "axes.grid": True, "grid.color": "#e4e4e4", "grid.linewidth": 0.6,
        "axes.axisbelow": True, "lines.linewidth": 1.6, "axes.unicode_minus": True,
    }  # fmt: skip
    with mpl.rc_context(rc):  # type: ignore[arg-type]
        yield say


def _canvas(width: float, height: float) -> Figure:
    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def _head(figure: Figure, title: str, note: str) -> None:
    figure.suptitle(title, x=0.01, ha="left", fontsize=11, fontweight="bold")
    figure.supxlabel(note, x=0.01, ha="left", fontsize=7.5, color=GREY)


def backlog_figure(
    backlog: pd.DataFrame, labels: Mapping[str, str] | None = None, warm_up_min: float = 0.0, lang: Lang = "en"
) -> Figure:
    """The backlog over time, a panel per type of community, a line per scenario, a band over replications.

    `backlog` has scenario, replication, time_min, community_type, backlog; `labels` names scenarios for readers.
    """
    with _style(lang) as say:
        names = say.labels(list(dict.fromkeys(backlog["scenario"])), labels)
        types = [one for one in dict.fromkeys(backlog["community_type"]) if one != "all"] or ["all"]
        rows = -(-len(types) // 2)
        figure = _canvas(9.0, 1.2 + 2.3 * rows)
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
        _head(figure, say("backlog"), (say("band", n=count) if count > 1 else say("one")) + say.note)
        return figure


def _only_used(axes: Any, used: int) -> None:
    for axis in list(axes)[used:]:
        axis.set_visible(False)


def _backlog_panel(axis: Axes, backlog: pd.DataFrame, names: Mapping[str, str]) -> list[_End]:
    """The lines of all scenarios in one panel; returns where each ends."""
    ends = []
    for i, (scenario, rows) in enumerate(_by_scenario(backlog, names)):
        groups = rows.groupby("time_min")["backlog"]
        mean = groups.mean()
        days = mean.index.to_numpy() / 1440.0
        low, high = (groups.quantile(edge).to_numpy() for edge in BAND)
        axis.fill_between(days, low, high, color=_colour(i), alpha=0.13, linewidth=0)
        axis.plot(days, mean.to_numpy(), color=_colour(i), linestyle=_line(i))
        ends.append((float(mean.iloc[-1]), names[scenario], i))
        axis.set_xlim(0.0, float(days[-1]))
    return ends


def _by_scenario(table: pd.DataFrame, names: Mapping[str, str]) -> Iterator[tuple[str, pd.DataFrame]]:
    return ((scenario, table[table["scenario"] == scenario]) for scenario in names)


def _colour(i: int) -> str:
    return COLOURS[i % len(COLOURS)]


def _line(i: int) -> Any:
    return STYLES[i % len(STYLES)]


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
            name, (1.015, place), xycoords="axes fraction", color=_colour(i), fontsize=8, va="center",
            annotation_clip=False,
        )  # fmt: skip


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
    with _style(lang) as say:
        names = say.labels(list(dict.fromkeys(responses["scenario"])), labels)
        figure = _canvas(8.0, 4.3)
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
        reports = min(len(rows) for _, rows in _by_scenario(responses, names))
        _head(figure, say("response"), say("censored", n=f"{reports:,}") + say.note)
        return figure


def _response_lines(axis: Axes, responses: pd.DataFrame, names: Mapping[str, str], say: _Speech) -> float:
    """One rising curve per scenario; returns where the axis ends: 99 % attended in all, or the last time."""
    last_h = 1.0
    for i, (scenario, rows) in enumerate(_by_scenario(responses, names)):
        times, ended = rows["response_h"].to_numpy(np.float64), rows["attended"].to_numpy(np.bool_)
        curve = survival.kaplan_meier(times, ended)
        grid = np.concatenate(([0.0], np.geomspace(0.02, max(times.max(initial=0.02), 0.03), 600)))
        median, far = survival.quantile(curve, 0.5), survival.quantile(curve, 0.99)
        name = names[scenario] if np.isnan(median) else say("median", name=names[scenario], hours=f"{median:.1f}")
        attended = 100.0 * (1.0 - survival.at(curve, grid))
        axis.plot(grid, attended, color=_colour(i), linestyle=_line(i), label=name)
        last_h = max(last_h, times.max(initial=0.0) if np.isnan(far) else far)
    axis.legend(loc="upper left", frameon=False, labelcolor="linecolor", handlelength=3.2, fontsize=8.5)
    return last_h


def difference_figure(
    differences: pd.DataFrame,
    summary: pd.DataFrame,
    labels: Mapping[str, str] | None = None,
    measures: Sequence[str] = HEADLINE,
    lang: Lang = "en",
) -> Figure:
    """Paired differences from the baseline, as a share of its estimate, with 95 % intervals: a row per measure.

    `differences` and `summary` as inference makes them; a column `smallest_difference` draws what is too small to
    matter. A measure that is 0 in the baseline has no share and is left out.
    """
    with _style(lang) as say:
        baseline = str(differences["baseline"].iloc[0])
        names = say.labels(list(dict.fromkeys([*differences["scenario"], baseline])), labels)
        rows = _forest_rows(differences, summary, baseline, measures)
        others = [name for name in names if (rows["scenario"] == name).any()]
        shown = [name for name in measures if (rows["measure"] == name).any()]
        figure = _canvas(9.5, 1.5 + len(shown) * (0.34 + 0.27 * len(others)))
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
        _head(figure, say("difference", baseline=names[baseline]), " ".join(words) + say.note)
        return figure


def _forest_rows(
    differences: pd.DataFrame, summary: pd.DataFrame, baseline: str, measures: Sequence[str]
) -> pd.DataFrame:
    """The rows to draw, with the baseline's estimate as `base`."""
    base = summary[(summary["scenario"] == baseline) & (summary["by"] == "all")].set_index("measure")["estimate"]
    rows = differences[(differences["by"] == "all") & differences["measure"].isin(list(measures))]
    rows = rows.assign(base=rows["measure"].map(base).abs())
    return rows[rows["base"] > 0]


def _forest_band(axis: Axes, rows: pd.DataFrame, y: float) -> None:
    """The stretch of differences too small to matter, where it is known."""
    if "smallest_difference" in rows and pd.notna(rows["smallest_difference"].iloc[0]):
        half = 100.0 * float(rows["smallest_difference"].iloc[0] / rows["base"].iloc[0])
        axis.fill_betweenx([y - 0.46, y + 0.46], -half, half, color="#e9e9e9", linewidth=0, zorder=0.5)


def _forest_point(axis: Axes, row: pd.Series, y: float, i: int, name: str, say: _Speech) -> None:
    """A difference with its interval, and in words at the right edge."""
    scale = 100.0 / float(row["base"])
    low, high = (float(row[key]) * scale for key in ("low", "high"))
    if not np.isnan(low):
        axis.plot([low, high], [y, y], color=_colour(i + 1), linewidth=2.0, solid_capstyle="butt")
    axis.plot([float(row["estimate"]) * scale], [y], marker="os^D"[i % 4], color=_colour(i + 1), markersize=5)
    axis.annotate(
        name + _in_words(row, say), (1.015, y), xycoords=("axes fraction", "data"), color=_colour(i + 1), fontsize=8,
        va="center", annotation_clip=False,
    )  # fmt: skip


def _in_words(row: pd.Series, say: _Speech) -> str:
    """`−1.2 h (−1.5 to −0.9)`; shares in points."""
    unit = MEASURES[str(row["measure"])].unit
    scale, unit = (100.0, say("points")) if unit == "share" else (1.0, say(unit))
    values = [float(row[key]) * scale for key in ("estimate", "low", "high")]
    widest = max(abs(value) for value in values if not np.isnan(value))
    places = 0 if widest >= 100 else 1 if widest >= 1 else 2
    estimate, low, high = (f"{value:+,.{places}f}".replace("-", "−") for value in values)
    return f"{estimate} {unit}" if np.isnan(values[1]) else f"{estimate} {unit} ({low}{say('to')}{high})"


def _forest_axis(axis: Axes, shown: Sequence[str], say: _Speech) -> None:
    better = {name: MEASURES[name].better for name in shown}
    named = [f"{say.measure(name)}\n({say(str(way))})" if way else say.measure(name) for name, way in better.items()]
    axis.set_yticks(range(len(shown)), named)
    axis.set_ylim(len(shown) - 0.45, -0.55)
    axis.tick_params(axis="y", length=0)
    axis.grid(visible=False, axis="y")
    axis.axvline(0.0, color=GREY, linewidth=0.9)
    reach = max((abs(x) for x in axis.get_xlim()), default=1.0)
    axis.set_xlim(-reach, reach)
    axis.set_xlabel(say("relative"))


def save(figure: Figure, folder: Path, stem: str) -> tuple[Path, Path]:
    """Write `<stem>.svg` and `<stem>.png` into `folder` (which must exist): the same figure, the same bytes."""
    svg, png = folder / f"{stem}.svg", folder / f"{stem}.png"
    with mpl.rc_context({"svg.hashsalt": "gridsim"}):
        figure.savefig(svg, metadata={"Date": None, "Creator": None})
    figure.savefig(png, dpi=150, metadata={"Software": None})
    return svg, png
