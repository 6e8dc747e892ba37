"""The backlog from the two tables."""

from __future__ import annotations

import pytest
from analysis import worlds

from gridsim.analysis.backlog import backlog_over_time, time_in_backlog_min
from gridsim.analysis.columns import Columns


def backlog_min(issues, work):
    return time_in_backlog_min(Columns(worlds.plan(), worlds.records(issues, work))).tolist()


def twice(**second):
    """An issue filed at 1500 and closed at 1600, whose second attempt ends at 2000."""
    closed = {"channel": "resident", "attempts": 2, "first_closed_min": 1600, "closed_min": 2000, "status": "closed"}
    first = worlds.piece(0, 1500, actor_id=0, started_min=1500, finished_min=1600, outcome="solved")
    again = worlds.piece(0, 1900, step=1, attempt=2, actor_id=0, started_min=1900, finished_min=2000, **second)
    return [worlds.issue(1500, **closed)], [first, again]


def test_between_a_closing_and_a_repeat_complaint_it_is_not_in_the_backlog():
    assert backlog_min(*twice(filed_min=1900)) == [100 + 100]


def test_a_returned_fix_never_leaves_the_backlog():
    assert backlog_min(*twice(filed_min=1500)) == [500]


def test_pending_stays_until_the_horizon():
    assert backlog_min([worlds.issue(4000, channel="resident", status="pending")], []) == [320]


def test_the_refused_the_hidden_and_what_is_over_before_the_warm_up_count_nothing():
    refused = worlds.issue(1500, channel="resident", filed_min=float("nan"), status="rejected")
    over = worlds.issue(10, channel="resident", closed_min=1440, status="closed")
    assert backlog_min([refused, worlds.issue(1500), over], []) == [0, 0, 0]


def test_sampled_over_time():
    table = backlog_over_time(worlds.plan(), worlds.ten_issues(), every_min=20.0)
    at = table.set_index(["community_type", "time_min"])["backlog"]
    assert at["all", 80] == 0
    assert at["all", 100] == 1  # filed at this instant
    assert at["all", 1560] == 1  # one closed and one filed at this instant
    assert at["all", 2000] == 3  # the visitors came
    assert at["all", 2020] == 2  # one was served
    assert at["all", 2040] == 2  # the other left; one was found
    assert at["migrant", 2040] == 1
    assert at["all", 4320] == 1
    types = at.unstack("community_type")
    assert (types["all"] == types["migrant"] + types["residential"]).all()


def test_the_mean_of_many_samples_is_the_time_average():
    table = backlog_over_time(worlds.plan(), worlds.ten_issues(), every_min=1.0)
    inside = table[(table["community_type"] == "all") & table["time_min"].between(1440, 4319)]
    assert inside["backlog"].mean() == pytest.approx(1010 / 2880)


def test_the_batch_of_a_stretch_is_the_mean_of_five_samples_in_it():
    table = backlog_over_time(worlds.plan(), worlds.ten_issues(), every_min=100.0)
    at = table[table["community_type"] == "all"].set_index("time_min")
    assert at["backlog_batch"].isna().tolist() == [True] + [False] * 43
    assert at.loc[100, "backlog_batch"] == 1 / 5  # filed at 100, sampled at 20, 40, 60, 80, 100
    assert at.loc[2000, "backlog"] == 3
    assert at.loc[2000, "backlog_batch"] == pytest.approx((1 + 1 + 1 + 1 + 3) / 5)  # the visitors came at 2000
