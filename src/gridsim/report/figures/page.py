"""What all figures share: the drawing sheet, fonts, colours, words, and how a figure is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import matplotlib as mpl
import pandas as pd
from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from gridsim.analysis.catalogue import MEASURES
from gridsim.report.figures.words import WORDS
from gridsim.report.words import UNITS_ZH

Lang = Literal["en", "zh"]

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000")  # Okabe and Ito's
STYLES = ("-", (0, (6, 2)), (0, (2, 1.5)), (0, (6, 2, 1, 2)))
GREY = "#5a5a5a"
NAME_LETTERS = 36  # of a scenario
CHINESE_FONTS = (
    "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Microsoft YaHei", "SimHei",
    "PingFang SC", "Arial Unicode MS",
)  # fmt: skip


def chinese_font() -> str | None:
    """The first installed font of CHINESE_FONTS, None if there is none."""
    installed = set(font_manager.get_font_names())
    return next((name for name in CHINESE_FONTS if name in installed), None)


class Speech:
    """The words of a figure in the language that can be drawn."""

    def __init__(self, lang: Lang) -> None:
        self.lang: Lang = lang if lang == "en" or chinese_font() else "en"
        self.note = "" if self.lang == lang else "  (No Chinese font is installed: labels in English.)"

    def __call__(self, word: str, **facts: object) -> str:
        return WORDS[self.lang].get(word, word).format(**facts)

    def measure(self, name: str) -> str:
        """The label of a measure."""
        info = MEASURES[name]
        return info.label_zh if self.lang == "zh" else info.label_en

    def unit(self, name: str) -> str:
        """The unit of a measure."""
        unit = MEASURES[name].unit
        return UNITS_ZH.get(unit, unit) if self.lang == "zh" else unit

    def labels(self, scenarios: Sequence[str], labels: Mapping[str, str] | None) -> dict[str, str]:
        """What scenarios are called: a Chinese label gives way to the name where it cannot be drawn."""
        wanted = {name: (labels or {}).get(name, name) for name in scenarios}
        drawn = {name: label if self.lang == "zh" or label.isascii() else name for name, label in wanted.items()}
        return {name: _shortened(label) for name, label in drawn.items()}


def _shortened(name: str) -> str:
    """A name that leaves room for the figure; of a long point of a sweep the end tells it from others."""
    return name if len(name) <= NAME_LETTERS else f"{name[:8]}…{name[9 - NAME_LETTERS :]}"


@contextmanager
def speaking(lang: Lang) -> Iterator[Speech]:
    """matplotlib's settings for one figure, left as they were."""
    say = Speech(lang)
    fonts = [font for font in (chinese_font() if say.lang == "zh" else None, "DejaVu Sans") if font]
    rc = {
        "font.family": fonts, "font.size": 9, "axes.spines.top": False, "axes.spines.right": False,
        "axes.titlesize": 9.5, "axes.titlelocation": "left", "axes.edgecolor": GREY, "axes.labelcolor": GREY,
        "xtick.color": GREY, "ytick.color": GREY, "axes.grid": True, "grid.color": "#e4e4e4", "grid.linewidth": 0.6,
        "axes.axisbelow": True, "lines.linewidth": 1.6, "axes.unicode_minus": True,
    }  # fmt: skip
    with mpl.rc_context(rc):  # type: ignore[arg-type]
        yield say


def canvas(width: float, height: float) -> Figure:
    """An empty sheet of so many inches."""
    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def head(figure: Figure, title: str, note: str) -> None:
    """What the figure shows, and what to know about it."""
    figure.suptitle(title, x=0.01, ha="left", fontsize=11, fontweight="bold")
    figure.supxlabel(note, x=0.01, ha="left", fontsize=7.5, linespacing=1.5, color=GREY)


def by_scenario(table: pd.DataFrame, names: Mapping[str, str]) -> Iterator[tuple[str, pd.DataFrame]]:
    """The rows of each scenario."""
    return ((scenario, table[table["scenario"] == scenario]) for scenario in names)


def colour(i: int) -> str:
    """The colour of the i-th scenario."""
    return COLOURS[i % len(COLOURS)]


def line(i: int) -> Any:
    """Its style of line."""
    return STYLES[i % len(STYLES)]


def save(figure: Figure, folder: Path, stem: str) -> tuple[Path, Path]:
    """Write `<stem>.svg` and `<stem>.png` into `folder` (which must exist): the same figure, the same bytes."""
    svg, png = folder / f"{stem}.svg", folder / f"{stem}.png"
    with mpl.rc_context({"svg.hashsalt": "gridsim"}):
        figure.savefig(svg, dpi=200, metadata={"Date": None, "Creator": None})
    figure.savefig(png, dpi=150, metadata={"Software": None})
    return svg, png
