"""The lattice of communities: who lies where, what is outlined, what colours mean, and when there is a map at all."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest

from gridsim.analysis.catalogue import HEADLINE
from gridsim.report import figures, folder
from gridsim.report.figures.maps import NOTHING, Lattice, lattice_of
from gridsim.results import Results

FIVE = Lattice(("d1", "d1", "d1", "d2", "d2"), ("s1", "s1", "s2", "s3", "s3"))


def communities(count=5, scenarios=("base",), replications=2):
    """Exposure is ten times the community's number plus the replication; the last one has no reports."""
    return pd.DataFrame(
        {
            "scenario": s, "replication": r,
            "community": f"c{i}", "subdistrict": f"s{i // 2}", "district": f"d{i // 3}",
            "exposure_mean_h": 10.0 * i + r, "resident_response_median_h": float(i) if i < count - 1 else np.nan,
        }
        for s in scenarios
        for r in range(replications)
        for i in range(count)
    )  # fmt: skip


def differences(count=5, half=1.0):
    """Community i loses 2 - i hours of exposure, give or take `half`."""
    rows = [
        {
            "scenario": "other",
            "baseline": "base",
            "measure": m,
            "by": "community",
            "group": f"c{i}",
            "estimate": i - 2.0,
        }
        for m in ("exposure_mean_h", "resident_response_median_h")
        for i in range(count)
    ]
    table = pd.DataFrame(rows)
    return table.assign(low=table["estimate"] - half, high=table["estimate"] + half)


def texts(figure):
    return [text.get_text() for text in figure.findobj(mpl.text.Text)]


def colours(axis):
    """The coloured squares of a panel: drawn last, upon the grey ones."""
    return axis.collections[-1]


def lines(lattice, names):
    across, down = (np.reshape(one, (-1, 3))[:, :2] for one in lattice.borders(names))
    return {((x0, y0), (x1, y1)) for (x0, x1), (y0, y1) in zip(across.tolist(), down.tolist(), strict=True)}


def test_communities_lie_row_by_row_and_the_last_row_may_end_early():
    assert (FIVE.side, FIVE.rows) == (3, 2)
    laid = FIVE.laid(np.arange(5.0))
    assert laid[0].tolist() == [0.0, 1.0, 2.0]
    assert laid[1, :2].tolist() == [3.0, 4.0]
    assert np.isnan(laid[1, 2])
    assert [at.tolist() for at in FIVE.spots(np.array([True, False, False, False, True]))] == [[0, 1], [0, 1]]


def test_borders_are_between_districts_and_around_all():
    """Two rows, d1 above d2, and no square at the lower right."""
    assert lines(FIVE, FIVE.districts) == {
        ((-0.5, -0.5), (-0.5, 1.5)),  # upright: the left, the end of the last row, the right of the first
        ((1.5, 0.5), (1.5, 1.5)),
        ((2.5, -0.5), (2.5, 0.5)),
        ((-0.5, -0.5), (2.5, -0.5)),  # level: the top, between the rows, the bottom
        ((-0.5, 0.5), (2.5, 0.5)),
        ((-0.5, 1.5), (1.5, 1.5)),
    }
    assert ((1.5, -0.5), (1.5, 1.5)) in lines(FIVE, FIVE.subdistricts)  # s1 from s2, and on below


def test_each_stretch_of_a_district_is_named_at_its_middle_row():
    assert FIVE.blocks == [("d1", 0.0), ("d2", 1.0)]
    assert [name for name, _ in Lattice(("d1", "d2", "d1"), ("s", "s", "s")).blocks] == ["d1", "d2", "d1"]


def test_a_square_has_the_mean_over_replications_and_grey_is_for_none():
    figure = figures.map_figure(communities(), "base")
    exposure, response = figure.axes[:2]
    shown = colours(exposure).get_array()
    assert shown.compressed().tolist() == [0.5, 10.5, 20.5, 30.5, 40.5]
    assert colours(response).get_array().compressed().tolist() == [0.0, 1.0, 2.0, 3.0]
    grey = response.collections[0]
    assert np.argwhere(~np.ma.getmaskarray(grey.get_array())).tolist() == [[1, 1]]
    assert mpl.colors.to_hex(grey.get_cmap()(0)) == NOTHING
    assert len(exposure.collections) == 1  # nothing is missing there


def test_what_a_map_says():
    said = texts(figures.map_figure(communities(), "base", {"base": "1 per 100"}))
    assert "How long problems last, community by community: 1 per 100" in said
    assert {"Exposure", "Response to residents' reports, median", "d0", "d1"} <= set(said)
    assert said.count("h (darker: longer)") == 2
    note = next(text for text in said if text.startswith("5 communities"))
    assert "no map of a real place. Means of 2 replications." in note
    assert "One replication." in " ".join(texts(figures.map_figure(communities(replications=1), "base")))


def test_a_single_district_is_neither_named_nor_outlined():
    figure = figures.map_figure(communities(5).assign(district="d1", subdistrict="s1"), "base")
    assert "d1" not in texts(figure)
    assert not figure.axes[0].lines


def test_differences_are_around_zero_and_a_dot_is_where_the_interval_leaves_it_out():
    figure = figures.difference_map_figure(differences(), communities(), "other")
    axis = figure.axes[0]
    mesh, dots = axis.collections
    assert mesh.get_array().compressed().tolist() == [-2.0, -1.0, 0.0, 1.0, 2.0]
    assert mesh.norm.vmin == -mesh.norm.vmax
    assert dots.get_offsets().tolist() == [[0, 0], [1, 1]]  # the first and the last
    said = texts(figure)
    assert "What changes, community by community: other instead of base" in said
    assert any("1 in 20 by chance alone" in text for text in said)


def test_differences_without_intervals_have_no_dots_and_none_at_all_is_white():
    table = differences().assign(estimate=0.0, low=np.nan, high=np.nan)
    figure = figures.difference_map_figure(table, communities(), "other")
    mesh, dots = figure.axes[0].collections
    assert len(dots.get_offsets()) == 0
    assert (mesh.norm.vmin, mesh.norm.vmax) == (-1.0, 1.0)
    assert any("Without an interval: one replication." in text for text in texts(figure))


def test_communities_of_another_order_keep_the_order_of_the_base():
    table = differences().iloc[::-1]
    figure = figures.difference_map_figure(table, communities(), "other")
    assert figure.axes[0].collections[0].get_array().compressed().tolist() == [-2.0, -1.0, 0.0, 1.0, 2.0]
    assert lattice_of(communities()).districts == ("d0", "d0", "d0", "d1", "d1")


@pytest.mark.parametrize(("count", "drawn"), [(12, []), (13, ["map-other.svg", "map.svg"])])
def test_only_many_communities_have_a_map(count, drawn, tmp_path):
    backlog = pd.DataFrame(
        {"scenario": s, "replication": 0, "time_min": [0.0, 1440.0], "community_type": "all", "backlog": 1}
        for s in ("base", "other")
    ).explode("time_min", ignore_index=True)
    backlog["time_min"] = backlog["time_min"].astype(float)
    every = differences(count)
    summary = pd.DataFrame(
        {"scenario": ["base"], "by": "all", "group": "all", "measure": "exposure_mean_h", "estimate": 1.0}
    )
    whole = every.iloc[:1].assign(by="all", group="all", measure="exposure_mean_h")
    results = Results(
        name="x",
        facts={
            "scenarios": [{"warm_up_days": 0}],
            "comparisons": [{"scenario": "other"}],
            "baseline": "base",
            "headline": list(HEADLINE),
        },
        summary=summary,
        differences=pd.concat([every, whole], ignore_index=True),
        tables={"backlog": backlog, "responses": pd.DataFrame(), "communities": communities(count, ("base", "other"))},
    )
    folder.draw(results, tmp_path)
    assert sorted(path.name for path in tmp_path.glob("map*.svg")) == drawn


def test_the_same_map_is_the_same_bytes(tmp_path):
    for stem in ("one", "two"):
        figures.save(figures.map_figure(communities(30), "base"), tmp_path, stem)
    for kind in ("svg", "png"):
        assert (tmp_path / f"one.{kind}").read_bytes() == (tmp_path / f"two.{kind}").read_bytes()
