"""The figures of docs/validation.md.

    PYTHONPATH=src:tests python -m validation.figures     # a long look, about 5 minutes on 2 cores

Draws docs/validation-theory.svg from the long look, and docs/validation-coverage.svg from the page's own table of
coverage, which `make test-slow` compares with new experiments.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from gridsim.experiment.selftest import HALF_WIDTH, Checked, cases, selftest

DOCS = Path(__file__).parents[2] / "docs"
PAGE = DOCS / "validation.md"
THEORY, COVERAGE = DOCS / "validation-theory.svg", DOCS / "validation-coverage.svg"
DOT, TRUTH = "#0072b2", "#666666"
REACH = 4.2  # per cent to either side
COLUMNS = 2
CELL = re.compile(r"(?P<share>[\d.]+) ± (?P<error>[\d.]+) \((?P<marked>\d+)\)")
KINDS = ("mean", "time average", "share", "Kaplan-Meier median", "90th percentile")
COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#d55e00")
MARKERS = "osD^v"

Point = tuple[float, float]  # per cent covered, half of its binomial interval


def off_per_cent(one: Checked) -> tuple[float, float]:
    """How far a quantity is from theory, and half of its interval, in per cent of theory."""
    theory = abs(one.quantity.theory)
    return 100 * (one.estimate - one.quantity.theory) / theory, 100 * (one.high - one.low) / 2 / theory


def theory_figure(checked: Sequence[Checked]) -> Figure:
    """Every simulated quantity with its joint interval, theory at 0."""
    drawn = [one for one in checked if not one.case.exact]
    rows = -(-len(drawn) // COLUMNS)
    figure = Figure(figsize=(10.5, 0.155 * rows + 0.9), layout="constrained")
    for axes, first in zip(figure.subplots(1, COLUMNS), range(0, len(drawn), rows), strict=True):
        _theory_column(axes, drawn[first : first + rows])
    figure.suptitle("Simulated minus theory, per cent of theory; 99 % joint intervals of a long look", fontsize=10)
    return figure


def _theory_column(axes: Axes, drawn: Sequence[Checked]) -> None:
    axes.axvspan(-100 * HALF_WIDTH["long"], 100 * HALF_WIDTH["long"], color="#eeeeee", linewidth=0)
    axes.axvline(0, color=TRUTH, linewidth=0.8)
    labels, before = [], ""
    for row, one in enumerate(drawn):
        off, half = off_per_cent(one)
        axes.errorbar(off, row, xerr=half, fmt="o", color=DOT, markersize=2.5, elinewidth=1, capsize=1.5)
        case = one.case.id.partition(",")[0]
        labels.append(one.quantity.name if case == before else f"{case}  {one.quantity.name}")
        before = case
    axes.set_yticks(range(len(drawn)), labels, fontsize=5.5)
    axes.set_ylim(len(drawn) - 0.4, -0.6)
    axes.set_xlim(-REACH, REACH)
    axes.tick_params(axis="x", labelsize=7)


def covered(page: str) -> dict[str, dict[str, list[Point]]]:
    """The page's table of coverage: by world and number, a point for each size of experiment."""
    found: dict[str, dict[str, list[Point]]] = {}
    for line in page.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        points = [(float(m["share"]), float(m["error"])) for m in map(CELL.fullmatch, cells[2:]) if m]
        if len(points) == len(cells) - 2 > 0:
            found.setdefault(cells[0], {})[cells[1]] = points
    return found


def coverage_figure(found: Mapping[str, Mapping[str, Sequence[Point]]]) -> Figure:
    """A panel for each world: per cent of intervals that hold, by the number of replications."""
    figure = Figure(figsize=(9.5, 3.6), layout="constrained")
    panels = figure.subplots(1, len(found), sharey=True)
    for axes, (world, numbers) in zip(panels, found.items(), strict=True):
        axes.axhline(95, color=TRUTH, linewidth=0.8)
        for place, (number, points) in enumerate(numbers.items()):
            kind, _, difference = number.partition(", ")
            at = KINDS.index(kind)
            axes.errorbar(
                [x + 0.045 * (place - len(numbers) / 2) for x in range(len(points))],
                [share for share, _ in points], yerr=[error for _, error in points], color=COLOURS[at],
                marker=MARKERS[at], markersize=4, markerfacecolor="white" if difference else COLOURS[at],
                linewidth=0.8, elinewidth=0.8, label=kind if not difference else None,
            )  # fmt: skip
        axes.set_title(world, fontsize=9)
        axes.set_xticks(range(3), ["5", "10", "20"])
        axes.set_xlabel("replications", fontsize=8)
        axes.tick_params(labelsize=8)
    panels[0].set_ylabel("intervals that hold, %", fontsize=8)
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=len(labels), fontsize=8, frameon=False)
    return figure


def save(figure: Figure, path: Path) -> None:
    """Write a figure, to the same bytes every time on one machine."""
    with matplotlib.rc_context({"svg.hashsalt": "gridsim", "svg.fonttype": "path"}):
        figure.savefig(path, metadata={"Date": None})


def main() -> None:
    """Draw both figures."""
    save(coverage_figure(covered(PAGE.read_text(encoding="utf-8"))), COVERAGE)
    save(theory_figure(selftest(cases(), "long")), THEORY)


if __name__ == "__main__":
    main()
