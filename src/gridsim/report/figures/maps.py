"""Communities as squares on a lattice, in colours: which wait long, and which gain or lose. No map of a real place.

A square per community, row by row in the order of the scenario's list. Districts are outlined, subdistricts in
a thinner line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import ceil, sqrt
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import QuadMesh
from matplotlib.colors import ListedColormap, Normalize
from matplotlib.figure import Figure
from numpy.typing import NDArray

from gridsim.report.figures.page import Lang, Speech, canvas, head, speaking

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SHOWN = ("exposure_mean_h", "resident_response_median_h")  # a panel each
SEQUENTIAL, DIVERGING = "viridis_r", "PuOr_r"  # dark or orange is longer; both are told apart by the colour-blind
NOTHING = "#d0d0d0"  # of communities without such issues
INK = "#202020"
CROWD = (2.0, 98.0)  # percentiles that the colours span: one odd community does not make all others alike
EXTENDS = {(False, False): "neither", (True, False): "min", (False, True): "max", (True, True): "both"}
PANEL_IN = 4.2  # of the lattice on paper
DOT_PT2 = 20.0  # a dot is no larger
LINES = 24  # of text that fit beside it
PADDING = -1  # where the last row has no community


@dataclass(frozen=True)
class Lattice:
    """Where communities lie: as many columns as rows are needed for all, filled row by row.

    `districts` and `subdistricts` (communities,) are their names.
    """

    districts: tuple[str, ...]
    subdistricts: tuple[str, ...]

    @property
    def count(self) -> int:
        """The number of communities."""
        return len(self.districts)

    @property
    def side(self) -> int:
        """Columns."""
        return ceil(sqrt(self.count))

    @property
    def rows(self) -> int:
        """Rows, the last of which may end early."""
        return -(-self.count // self.side)

    def laid(self, values: Floats) -> Floats:
        """Values (communities,) at their places (rows, side); NaN where there is no community."""
        places = np.full(self.rows * self.side, np.nan)
        places[: self.count] = values
        return places.reshape(self.rows, self.side)

    def spots(self, chosen: NDArray[np.bool_]) -> tuple[Ints, Ints]:
        """Column and row of each chosen community."""
        at = np.flatnonzero(chosen)
        return at % self.side, at // self.side

    def borders(self, names: tuple[str, ...]) -> tuple[Floats, Floats]:
        """Edges of squares between communities of different names, and around all: one line with gaps (NaN)."""
        codes = self.laid(pd.factorize(np.array(names))[0].astype(np.float64))
        framed = np.pad(np.nan_to_num(codes, nan=PADDING), 1, constant_values=PADDING)
        x, top, bottom = _runs(np.diff(framed, axis=1).T != 0)
        y, left, right = _runs(np.diff(framed, axis=0) != 0)
        gap = np.full(len(x) + len(y), np.nan)
        across = np.column_stack((np.concatenate((x + 1, left)), np.concatenate((x + 1, right)), gap))
        down = np.column_stack((np.concatenate((top, y + 1)), np.concatenate((bottom, y + 1)), gap))
        return across.ravel() - 1.5, down.ravel() - 1.5

    @cached_property
    def blocks(self) -> list[tuple[str, float]]:
        """Each stretch of communities of one district, and the row in its middle."""
        starts = [i for i in range(self.count) if i == 0 or self.districts[i] != self.districts[i - 1]]
        ends = [*starts[1:], self.count]
        rows = np.arange(self.count) // self.side
        stretches = zip(starts, ends, strict=True)
        return [(self.districts[first], float(rows[first:last].mean())) for first, last in stretches]


def map_figure(
    communities: pd.DataFrame, scenario: str, labels: Mapping[str, str] | None = None, lang: Lang = "en"
) -> Figure:
    """Exposure and response of every community of a scenario, means over replications.

    `communities` has scenario, replication, community, district, subdistrict and the measures of SHOWN.
    """
    with speaking(lang) as say:
        rows = communities[communities["scenario"] == scenario]
        lattice = lattice_of(rows)
        means = rows.groupby("community", sort=False)[list(SHOWN)].mean()
        figure, axes = _panels(lattice)
        for axis, measure in zip(axes, SHOWN, strict=True):
            values = means[measure].to_numpy(np.float64)
            _panel(axis, lattice, values, _limits(values), SEQUENTIAL, say("map_scale", unit=say.unit(measure)))
            axis.set_title(_titled(say, measure))
        named = say.labels([scenario], labels)[scenario]
        head(figure, say("map", name=named), _note(say, lattice, rows["replication"].nunique()))
        return figure


def difference_map_figure(
    differences: pd.DataFrame,
    communities: pd.DataFrame,
    scenario: str,
    labels: Mapping[str, str] | None = None,
    lang: Lang = "en",
) -> Figure:
    """What changes for every community from the baseline to a scenario: paired differences, none is white.

    `differences` as inference makes them, with rows by community; `communities` as for `map_figure`. A dot marks
    a difference whose interval is without zero.
    """
    with speaking(lang) as say:
        found = differences[(differences["scenario"] == scenario) & (differences["by"] == "community")]
        baseline = str(differences["baseline"].iloc[0])
        rows = communities[communities["scenario"] == baseline]
        lattice, order = lattice_of(rows), rows["community"].drop_duplicates()
        figure, axes = _panels(lattice)
        for axis, measure in zip(axes, SHOWN, strict=True):
            of = found[found["measure"] == measure].set_index("group").reindex(order)
            values = of["estimate"].to_numpy(np.float64)
            _panel(axis, lattice, values, _even(values), DIVERGING, say("change_scale", unit=say.unit(measure)))
            axis.set_title(say("change", measure=_titled(say, measure)))
            sure = ((of["low"] > 0) | (of["high"] < 0)).to_numpy(np.bool_)
            axis.scatter(
                *lattice.spots(sure),
                s=min(_square_pt(lattice) ** 2 / 20, DOT_PT2),
                color=INK,
                edgecolor="white",
                linewidth=0.6,
                zorder=3,
            )
        names = say.labels([scenario, baseline], labels)
        note = _note(say, lattice, rows["replication"].nunique())
        note += "\n" + say("dots" if found["low"].notna().any() else "no_interval")
        head(figure, say("map_difference", name=names[scenario], baseline=names[baseline]), note)
        return figure


def _runs(edges: NDArray[np.bool_]) -> tuple[Ints, Ints, Ints]:
    """Every unbroken stretch in the lines of a table: its line, where it begins, where it has ended."""
    turns = np.diff(np.pad(edges.astype(np.int64), ((0, 0), (1, 1))), axis=1)
    (line, start), end = np.nonzero(turns == 1), np.nonzero(turns == -1)[1]
    return line, start, end


def lattice_of(communities: pd.DataFrame) -> Lattice:
    """The lattice of the communities of one scenario, in their order."""
    each = communities.drop_duplicates("community")
    return Lattice(tuple(map(str, each["district"])), tuple(map(str, each["subdistrict"])))


def _panels(lattice: Lattice) -> tuple[Figure, Any]:
    """A sheet with a panel per measure, as high as the lattice needs."""
    figure = canvas(9.5, 2.1 + PANEL_IN * lattice.rows / lattice.side)
    return figure, figure.subplots(1, len(SHOWN), squeeze=False)[0]


def _titled(say: Speech, measure: str) -> str:
    name = say.measure(measure)
    return name[:1].upper() + name[1:]


def _limits(values: Floats) -> tuple[float, float]:
    """What the colours span: most of the values."""
    known = values[~np.isnan(values)]
    low, high = np.percentile(known, CROWD) if len(known) else (0.0, 1.0)
    return (float(low), float(high)) if low < high else (float(low) - 0.5, float(low) + 0.5)


def _even(values: Floats) -> tuple[float, float]:
    """As far to both sides of 0."""
    known = np.abs(values[~np.isnan(values)])
    reach = float(np.percentile(known, CROWD[1])) if len(known) else 0.0
    return -(reach or 1.0), reach or 1.0


def _panel(axis: Axes, lattice: Lattice, values: Floats, limits: tuple[float, float], palette: str, scale: str) -> None:
    """The squares of one measure, their borders, the names of districts, and the scale of colours."""
    if np.isnan(values).any():
        _squares(axis, lattice, np.where(np.isnan(values), 0.0, np.nan), ListedColormap([NOTHING]), (0.0, 1.0))
    mesh = _squares(axis, lattice, values, palette, limits)
    for names, width in ((lattice.subdistricts, 0.7), (lattice.districts, 2.2)):
        if len(set(names)) > 1:
            axis.plot(*lattice.borders(names), color=INK, linewidth=width, solid_capstyle="projecting")
    _name_districts(axis, lattice)
    axis.set_xlim(-0.6, lattice.side - 0.4)
    axis.set_ylim(lattice.rows - 0.4, -0.6)
    axis.set_aspect("equal")
    axis.grid(visible=False)
    axis.set_xticks([])
    axis.spines[:].set_visible(False)
    known, (low, high) = values[~np.isnan(values)], limits
    beyond = (bool(np.any(known < low)), bool(np.any(known > high)))
    bar = axis.figure.colorbar(
        mesh, ax=axis, location="bottom", label=scale, shrink=0.8, aspect=30, pad=0.03, extend=EXTENDS[beyond]
    )
    bar.outline.set_visible(False)


def _squares(axis: Axes, lattice: Lattice, values: Floats, palette: Any, limits: tuple[float, float]) -> QuadMesh:
    """A square for every community with a value."""
    across, down = np.arange(lattice.side + 1) - 0.5, np.arange(lattice.rows + 1) - 0.5
    laid = np.ma.masked_invalid(lattice.laid(values))
    return axis.pcolormesh(
        across, down, laid, cmap=palette, norm=Normalize(*limits), edgecolors="face", linewidth=0.1, rasterized=True
    )


def _name_districts(axis: Axes, lattice: Lattice) -> None:
    """The districts' names at the left, each beside the middle of its stretch, none upon another."""
    named: list[tuple[str, float]] = []
    for name, row in lattice.blocks if len(set(lattice.districts)) > 1 else []:
        if not named or row - named[-1][1] >= lattice.side / LINES:
            named.append((name, row))
    axis.set_yticks([row for _, row in named], [name for name, _ in named])
    axis.tick_params(axis="y", length=0, pad=2)


def _square_pt(lattice: Lattice) -> float:
    """The side of a square on paper, in points."""
    return PANEL_IN * 72.0 / lattice.side


def _note(say: Speech, lattice: Lattice, replications: int) -> str:
    """What a square is, of how many communities and replications, and what it is not."""
    mean = say("map_mean", n=replications) if replications > 1 else say("map_one")
    return say("map_note", n=f"{lattice.count:,}", mean=mean) + say.note
