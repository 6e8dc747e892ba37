"""Figures: they say what they show, are the same every time, and leave matplotlib as it was."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest

from gridsim.analysis.inference import differences, summarise
from gridsim.report import figures
from gridsim.report.figures import page


def backlog(replications=2, scenarios=("base", "other"), level=3):
    return pd.DataFrame(
        {"scenario": s, "replication": r, "time_min": 1440.0 * d, "community_type": kind, "backlog": level * (d + r)}
        for s in scenarios
        for r in range(replications)
        for d in range(5)
        for kind in ("all", "residential", "migrant")
    )


def responses():
    hours = np.array([0.5, 2.0, 8.0, 30.0])
    parts = [("base", hours), ("other", 2 * hours)]
    return pd.concat(pd.DataFrame({"scenario": s, "response_h": h, "attended": [1, 1, 1, 0]}) for s, h in parts)


def replications(count=3):
    return pd.DataFrame(
        {"scenario": s, "replication": r, "measure": m, "by": "all", "group": "all", "value": value + r * gain}
        for m, value in (("exposure_mean_h", 40.0), ("on_time_share", 0.5), ("backlog_mean", 0.0))
        for s, gain in (("base", 0.0), ("other", 0.01))
        for r in range(count)
    )


def difference(count=3, lang="en", labels=None):
    values = replications(count)
    return figures.difference_figure(differences(values, "base"), summarise(values), labels, lang=lang)


def texts(figure):
    return [text.get_text() for text in figure.findobj(mpl.text.Text)]


@pytest.fixture
def no_chinese(monkeypatch):
    monkeypatch.setattr(page, "chinese_font", lambda: None)


def test_a_panel_per_type_and_a_name_at_each_line():
    figure = figures.backlog_figure(backlog(), {"base": "1 per 100"}, warm_up_min=1440.0)
    said = texts(figure)
    assert [axis.get_title("left") for axis in figure.axes] == ["residential", "many migrants"]
    assert said.count("1 per 100") == said.count("other") == 2
    assert figure.axes[0].lines[0].get_ydata().tolist() == [1.5, 4.5, 7.5, 10.5, 13.5]  # the mean of replications
    assert "Line: mean of 2 replications; band: 10th to 90th percentile. Grey: warm-up." in said


@pytest.mark.parametrize("count", [1, 2])
def test_an_empty_backlog_of_a_single_run_can_be_drawn(count, tmp_path):
    figures.save(figures.backlog_figure(backlog(count, ("base",), level=0)), tmp_path, "backlog")
    assert (tmp_path / "backlog.png").stat().st_size > 1000


def test_response_names_the_median_and_the_limit():
    figure = figures.response_figure(responses(), limits_h={"4 h": 4.0})
    said = texts(figure)
    assert "base: median 2.0 h" in said
    assert "other: median 4.0 h" in said
    assert "4 h" in said
    assert figure.axes[0].lines[0].get_ydata()[-1] == 75.0  # the open one is not taken for attended


def test_differences_are_said_in_their_unit_and_what_has_no_share_is_left_out():
    said = texts(difference())
    assert "other: +0.01 h (−0.03 to +0.05)" in said  # adjusted for three of them
    assert "other: +1.0 points (−3.4 to +5.4)" in said
    assert not any(text.startswith("backlog") for text in said)


def test_one_replication_has_no_interval_and_says_so():
    said = texts(difference(1))
    assert "other: +0.00 h" in said
    assert any(text.startswith("Without an interval: one replication.") for text in said)


@pytest.mark.usefixtures("no_chinese")
def test_without_a_chinese_font_labels_are_english_and_a_note_says_why():
    said = texts(difference(lang="zh", labels={"base": "基准"}))
    assert "Difference from base" in said
    assert any("No Chinese font is installed" in text for text in said)
    assert all(ord(letter) < 0x3000 for text in said for letter in text)


@pytest.mark.usefixtures("no_chinese")
@pytest.mark.parametrize("word", figures.WORDS["en"])
def test_every_word_is_said_in_both_languages(word):
    assert figures.WORDS["zh"][word]


def test_the_same_figure_is_the_same_bytes(tmp_path):
    written = []
    for stem in ("one", "two"):
        paths = figures.save(figures.response_figure(responses()), tmp_path, stem)
        written.append([path.read_bytes() for path in paths])
    assert written[0] == written[1]
    assert b"<dc:date>" not in written[0][0]


def test_settings_are_left_as_they_were():
    before = dict(mpl.rcParams)
    difference()
    assert dict(mpl.rcParams) == before
