"""What comparisons say: zero for a scenario against itself, one word from several, which communities a rule touches."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
from experiment.small import write_small

import gridsim as gs
from gridsim.analysis.inference import Size, verdict
from gridsim.analysis.warmup import Word
from gridsim.errors import ScenarioError
from gridsim.experiment import contents
from gridsim.experiment.comparison import overall
from gridsim.report.answer import answer as report
from gridsim.report.text import number
from gridsim.scenario.evidence import evidence_counts, stated

pytestmark = pytest.mark.usefixtures("remembered")
SAME, UNSURE = "no difference that matters", "not enough replications to tell"


def test_a_scenario_compared_with_itself_gives_exactly_zero(tmp_path: Path) -> None:
    small = gs.load(write_small(tmp_path)[0])
    answer = gs.compare([small, small], replications=3, processes=1)
    assert answer.baseline == "small"
    assert set(answer.differences["scenario"]) == {"small (2)"}
    assert (answer.differences[["estimate", "low", "high"]] == 0.0).all(axis=None)
    assert answer.answers[0].verdict == SAME
    assert answer.answers[0].touched == {}


def test_a_rule_touches_the_communities_whose_staff_differs(tmp_path: Path) -> None:
    base, fewer = map(gs.load, write_small(tmp_path))
    answer = gs.compare([base, fewer], replications=2, processes=1).answers[0]
    assert (answer.staff, answer.staff_difference) == (4, -1)
    assert answer.touched == {"residential": 1}


def test_the_baseline_may_be_named_and_must_exist(tmp_path: Path) -> None:
    base, fewer = map(gs.load, write_small(tmp_path))
    assert gs.compare([base, fewer], "fewer", replications=1, processes=1).others[0].name == "small"
    with pytest.raises(gs.ScenarioError, match="no scenario is called 'more'"):
        gs.compare([base, fewer], "more", replications=1, processes=1)


def test_scenarios_over_other_times_are_refused(tmp_path: Path) -> None:
    path, _ = write_small(tmp_path)
    longer = gs.load(path, set={"time.horizon": "12 days", "name": "longer"})
    with pytest.raises(gs.ScenarioError) as refused:
        gs.compare([gs.load(path), longer], replications=1)
    assert str(refused.value) == "longer: time.horizon: 12 days, but 10 days in small; give them the same"


@pytest.mark.parametrize(
    ("words", "word", "decides"),
    [
        ((SAME,) * 5, SAME, None),
        ((SAME, SAME, "worse", SAME, UNSURE), "worse", "resident_response_median_h"),
        (("better", "worse", "worse", "worse", SAME), "better", "exposure_mean_h"),
        ((SAME, UNSURE, SAME, SAME, SAME), UNSURE, "hidden_issue_hours"),
    ],
)
def test_one_word_from_the_headline_measures(words: tuple[str, ...], word: str, decides: str | None) -> None:
    measures = (
        "exposure_mean_h", "hidden_issue_hours", "resident_response_median_h", "on_time_share", "backlog_mean",
    )  # fmt: skip
    assert overall(dict(zip(measures, words, strict=True))) == (word, decides)


def test_stated_values_are_counted_by_kind_of_evidence(tmp_path: Path) -> None:
    small = gs.load(write_small(tmp_path)[0])
    assert sorted(stated(small)) == [
        "calendars.office", "departments.team.calendar", "departments.team.crews", "departments.team.tier",
        "departments.team.work", "issues.litter.clears", "issues.litter.limits", "issues.litter.rate",
        "issues.litter.reported", "issues.litter.route", "issues.litter.seen_on", "issues.litter.solved_on_site",
        "issues.litter.work", "places.list", "roles.worker.headcount", "roles.worker.round",
        "roles.worker.walk", "timetables.day",
    ]  # fmt: skip
    assert evidence_counts(small) == {"assumption": 1, "none": 16, "official": 1}


def test_what_is_said_of_warm_up_and_pairing_is_in_the_results(tmp_path: Path) -> None:
    answer = gs.compare([gs.load(one) for one in write_small(tmp_path)], replications=4, processes=1)
    for one in contents(answer, {}).facts["scenarios"]:
        assert one["settling"]["warm_up_days"] == 2.0
        assert one["settling"]["word"] in get_args(Word)
    judged = answer.verdicts
    assert set(judged["pairing"]) <= {"helps", "hurts", "unclear"}
    assert (judged["caution"].str.split().str[0] == "few").all()
    assert (judged["independent_n"] >= 2).all()


# -- how many are judged together, who gains, what binds -----------------------------------------------------


def test_verdicts_are_by_intervals_adjusted_for_all_scenarios_and_measures(tmp_path: Path) -> None:
    base, fewer = map(gs.load, write_small(tmp_path))
    more = gs.load(tmp_path / "small.yaml", set={"name": "more", "roles.worker.headcount": "5 per community"})
    answer = gs.compare([base, fewer, more], replications=8, processes=1, measures=["hidden_issue_hours", "staff"])
    rows = answer.verdicts
    judged = rows[rows["measure"] == "hidden_issue_hours"]
    assert len(rows) == 4
    for row in judged.to_dict("records"):
        assert row["holm_low"] <= row["low"] < row["high"] <= row["holm_high"]
        assert row["verdict"] == verdict(
            {"low": row["holm_low"], "high": row["holm_high"]}, row["smallest_difference"], "lower"
        )
    assert (judged["holm_high"] > judged["high"]).any()
    others = answer.differences[answer.differences["measure"] == "exposure_mean_h"]
    assert others["holm_low"].isna().all()
    assert set(others["verdict"]) == {""}
    said = " ".join(report(contents(answer, {})).split())
    assert "± half of the adjusted interval; n: pairs" in said
    wide = judged.loc[judged["holm_high"].idxmax()]
    assert f"± {number((wide['holm_high'] - wide['holm_low']) / 2, 1)} " in said


def test_the_answer_says_who_gains_and_what_binds_in_both(tmp_path: Path) -> None:
    base, fewer = map(gs.load, write_small(tmp_path))
    answer = gs.compare([base, fewer], replications=8, processes=1, measures=["hidden_issue_hours"])
    found = answer.answers[0].communities
    assert found is not None
    assert (found.measure, found.gain, found.lose, found.communities) == ("hidden_issue_hours", 0, 1, 2)
    assert found.best == ("c2", 0.0)  # keeps its workers, and meets the same issues
    assert found.worst[0] == "c1"
    assert found.worst[1] > 0
    results = contents(answer, {})
    said = " ".join(report(results).split())
    assert (
        "By hidden issue-hours, 0 of 2 communities surely gain and 1 surely lose; best off: c2 (0 issue-hours)" in said
    )
    rows = answer.differences.set_index(["measure", "by", "group"])
    lost = rows.loc[("hidden_issue_hours", "community", "c1")]
    ends = " to ".join(number(lost[end], 1, sign=True) for end in ("low", "high"))
    assert f"worst off: c1 ({number(lost['estimate'], 1, sign=True)} issue-hours, by itself {ends})." in said
    assert f"What binds: fewer {answer.binding['fewer'].word}" in said
    assert f"small {answer.binding['small'].word}." in said
    assert results.facts["comparisons"][0]["communities"]["lose"] == 1
    assert "确定受损 1 个" in report(results, "zh")


def test_equivalence_is_told_against_the_difference_that_a_person_gives(tmp_path: Path) -> None:
    small, fewer = map(gs.load, write_small(tmp_path))
    smallest: dict[str, Size] = {"exposure_mean_h": ("absolute", 60.0), "backlog_mean": ("relative", 4.0)}
    measures = ("exposure_mean_h", "backlog_mean")
    found = gs.compare([small, fewer], replications=6, processes=1, smallest=smallest, measures=measures)
    backlog = f"{found.smallest_of('backlog_mean'):.1f}"
    results = contents(found, {})
    text = " ".join(report(results).split())
    assert "fewer makes no difference that matters against small: every headline measure stays within" in text
    assert f"Given as what would matter: exposure 60 h; backlog, mean {backlog} issues (400 % of small). How" in text
    zh = report(results, "zh").replace("\n  ", "")
    assert f"给定的有意义的差异：问题存续时间 60 小时；平均积压量 {backlog} 件（small 的 400%）。" in zh
    assert re.search(r"^    exposure, h  +\S+ ± \S+  +60  +none that matters +6", report(results), re.MULTILINE)
    assert "Given as" not in report(contents(replace(found, smallest={}), {}))


def test_nobody_is_said_to_gain_where_communities_lack_the_measure(tmp_path: Path) -> None:
    base, fewer = map(gs.load, write_small(tmp_path))
    answer = gs.compare([base, fewer], replications=2, processes=1, measures=["left_share"])
    assert answer.answers[0].communities is None
    assert "surely gain" not in report(contents(answer, {}))


def test_what_is_asked_in_python_is_refused_before_anything_runs(tmp_path: Path) -> None:
    small, fewer = map(gs.load, write_small(tmp_path))
    with pytest.raises(ScenarioError) as caught:
        gs.compare([small, fewer], engine="steam", seed=-1, measures=["cost", "speed"], smallest={"cost": ("%", 5)})
    assert str(caught.value).splitlines() == [
        "--engine: no engine is called 'steam'; there is compiled, reference",
        "--seed: -1 is no seed; give a whole number from 0",
        "there is no measure 'speed'; see tables/measures.csv of any results folder",
        "the difference of 'cost' that matters is 5 (%); "
        'write for example ("absolute", 2.0) or ("relative", 0.05)',
    ]  # fmt: skip
    with pytest.raises(ScenarioError, match="there is no measure 'speed'"):
        gs.run(small, gs.Precision(0.05, of=("speed",)))
    with pytest.raises(ScenarioError, match="there is no scenario to run"):
        gs.compare([])
    with pytest.raises(ScenarioError, match="no engine is called 'steam'"):
        gs.staff_for(small, "90% on time", engine="steam")
    with pytest.raises(ScenarioError, match="a confidence of 95 and 20 replications do not go"):
        gs.staff_for(small, "90% on time", confidence=95)
