"""The figure of a search for a headcount, and the words of its answer."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from gridsim.report import figures
from gridsim.report.figures.page import chinese_font
from gridsim.report.staff_for import answer
from gridsim.report.staff_for_words import WORDS

TARGET = {
    "text": "90% attended within 2 h", "measure": "attended_share", "better": "higher", "value": 0.9, "unit": "share",
    "within_h": 2.0,
}  # fmt: skip


def shown(estimate: float, word: str) -> dict[str, Any]:
    return {"n": 20, "estimate": estimate, "low": estimate - 0.02, "high": estimate + 0.02, "word": word}


def told(**changed: Any) -> dict[str, Any]:
    points = [(2, 0.5, "misses"), (3, 0.8, "misses"), (4, 0.95, "meets"), (8, 0.99, "meets")]
    curve = [
        {"workers": n, "rule": f"{n} in total", "set": {"a": f"{n}"}, "searched": shown(y, word),
         "tested": shown(y, word) if n in (3, 4) else None, "binds": "people"}
        for n, y, word in points
    ]  # fmt: skip
    facts = {
        "scenario": "desk", "target": TARGET, "role": "worker", "by": "total", "today": 3, "most": 24,
        "outcome": "found", "answer": {"workers": 4, "rule": "4 in total", "set": {"a.b": "4 in total"}},
        "candidate": {"workers": 4}, "confidence": 0.95, "level": 0.9875, "seed": 1, "file": False,
        "replications": 20, "fresh": 40, "tested": [3, 4], "unseen": 2, "worse_above": [5], "curve": curve,
        "knee": 4, "dealt_as_now": None,
        "last_parts": [{"start": 0.85, "end": 0.9, "workers": 0.5, "workers_per_unit": 0.1}], "remedies": [],
        "remedy_level": 0.95, "doubled": {"half": 4, "top": 8, "start": 0.95, "end": 0.99, "helps": False},
        "trend": "flat",
        "binding": {"workers": 4, "word": "people", "share": 0.8, "sure": True, "next": "calendar"},
    }  # fmt: skip
    return {**facts, **changed}


def texts(figure: Any) -> str:
    axis = figure.axes[0]
    return " | ".join(
        [*(one.get_text() for one in axis.get_legend().get_texts()), axis.get_xlabel(), axis.get_ylabel()]
    )


def test_the_curve_the_tests_the_target_the_answer_and_the_knee_are_drawn() -> None:
    figure = figures.staffing_figure(told())
    assert texts(figure) == (
        "target | answer: 4 | knee: 4 | search: 20 replications | test: 40 fresh replications | workers (worker) | "
        "residents' reports attended within 2 h (%)"
    )
    means = max(figure.axes[0].lines, key=lambda line: len(line.get_xdata()))
    assert list(means.get_xdata()) == [2, 3, 4, 8]
    assert list(means.get_ydata()) == pytest.approx([50, 80, 95, 99])


@pytest.mark.skipif(chinese_font() is None, reason="no Chinese font is installed")
def test_in_chinese() -> None:
    assert "2 小时内到场的居民诉求" in texts(figures.staffing_figure(told(), lang="zh"))


def test_without_an_answer_and_with_what_was_never_reached(tmp_path: Path) -> None:
    target = {**TARGET, "text": "resident_response_median_h below 2 h", "measure": "resident_response_median_h",
              "better": "lower", "value": 2.0, "unit": "h"}  # fmt: skip
    never = {"n": 20, "estimate": None, "low": None, "high": None, "word": "misses"}  # as a manifest says infinity
    point = {"workers": 1, "rule": "1 in total", "set": {}, "searched": never, "tested": None, "binds": "people"}
    facts = told(target=target, answer=None, candidate=None, outcome="impossible", tested=[], knee=None, last_parts=[])
    facts["curve"] = [point, *({**one, "tested": None} for one in facts["curve"])]
    figures.save(figures.staffing_figure(facts), tmp_path, "staffing")
    assert (tmp_path / "staffing.png").stat().st_size > 5000
    text = answer(facts, "desk.yaml", {})
    assert "None of the 5 headcounts looked at, from 1 to 8, meets the target: the best reaches 0.50 h." in text
    every = answer({**facts, "unseen": 0}, "desk.yaml", {})
    assert "No headcount from 1 to 8 meets the target: the best reaches 0.50 h." in every
    assert "The curve has no knee that stands out." in text
    assert "not reached" in text


def test_every_word_is_there_in_both_languages_with_the_same_facts() -> None:
    assert set(WORDS["en"]) == set(WORDS["zh"])
    for key, text in WORDS["en"].items():
        facts = [set(re.findall(r"{(\w+)}", one)) for one in (text, WORDS["zh"][key])]
        assert facts[0] == facts[1], key


def test_what_is_known_only_in_part_is_said() -> None:
    text = " ".join(answer(told(), "desk.yaml", {"x": "1"}).split())
    assert "2 smaller headcounts lie between those looked at" in text
    assert "More workers do not always do better here: 5 miss the target." in text
    assert "from 85.0 % to 90.0 % 0.50 workers 0.10 per point" in text
    assert "gridsim run desk.yaml --set x=1 --set 'a.b=4 in total'" in text
    assert "holds for these alone" not in text
    assert "holds for these alone" in " ".join(answer(told(file=True), "desk.yaml", {}).split())
    unproved = " ".join(answer(told(outcome="unproved", answer=None), "desk.yaml", {}).split())
    assert "No headcount is shown to meet the target. 4 workers seemed to, and 3, 4 were tested on 40" in unproved
