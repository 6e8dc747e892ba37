"""Measures of a world small enough to measure by hand; every expectation is written out."""

from __future__ import annotations

import pytest
from analysis import worlds

from gridsim.analysis.catalogue import HEADLINE, MEASURES
from gridsim.analysis.measures import MIGRANT_BANDS, by_community, measures, migrant_band, workers_table


@pytest.fixture(scope="module")
def table():
    return measures(worlds.plan(), worlds.ten_issues()).set_index(["measure", "by", "group"])


EXPECTED = {  # value, n
    # 3 h and three times 10 h; open after 1 h and 2 h; the refused report and visitors are left out
    "exposure_mean_h": (3 + 7 * 3 / 4, 6),
    "hidden_issue_hours": (1 + 9 + 10 + 2, 9),
    "hidden_mean_h": (22 / 9, 9),
    "resident_response_median_h": (8, 3),  # 1 h, 8 h, open after 1 h; the refused report is left out
    "resident_response_p90_h": (8, 3),
    "on_time_share": (1 / 3, 3),  # open and overdue is late
    "backlog_mean": ((120 + 540 + 60 + 180 + 60 + 20 + 30) / 2880, 7),
    "backlog_end": (1, 1),
    "resolution_median_h": (3, 4),  # 1 h, 3 h, 9 h, open after 1 h; visitors are left out
    "queue_mean_h": (1 + 7 * 2 / 3, 3),
    "visitor_wait_mean_min": (20, 2),
    "left_share": (0.5, 2),
    "found_by_resident_share": (4 / 9, 9),
    "found_by_street_round_share": (1 / 9, 9),
    "found_by_household_round_share": (0, 9),
    "found_by_counter_share": (2 / 9, 9),
    "cleared_hidden_share": (1 / 9, 9),
    "solved_on_site_share": (3 / 4, 4),
    "escalated_share": (1 / 6, 6),
    "returned_share": (0, 6),
    "repeated_share": (0, 6),
    "pending_count": (0, 0),
    "false_closed_share": (1 / 4, 4),
    "rejected_share": (1 / 4, 4),
    "utilisation_open": (160 / 1440, 4),
    "overtime_h": (1, 4),
    "street_rounds_per_week": ((480 - 150) / 60 / 2 / (2 / 7), 4),
    "cost": ((16 + 1) * 30, 4),
    "staff": (4, 4),
    "households_per_worker": (100, 4),
    "waiting_calendar_h": ((470 + 60 + 60) / 60 / 6, 6),
    "waiting_people_h": ((10 + 30) / 60 / 6, 6),
    "waiting_departments_h": (30 / 60 / 6, 6),
    "occurred": (9, 9),
    "open_at_end": (2, 2),
}


@pytest.mark.parametrize("measure", EXPECTED)
def test_measure_of_all(table, measure):
    value, n = EXPECTED[measure]
    row = table.loc[(measure, "all", "all")]
    assert row["value"] == pytest.approx(value)
    assert row["n"] == n


def test_every_measure_is_expected_here_or_had_nothing_to_measure(table):
    assert set(MEASURES) - set(EXPECTED) == {"resolution_on_time_share"}  # nothing had a resolution limit
    assert set(table.loc[(slice(None), "all", "all"), :].index.get_level_values(0)) == set(EXPECTED)


@pytest.mark.parametrize(
    ("measure", "by", "group", "value"),
    [
        ("hidden_issue_hours", "community_type", "residential", 13),
        ("hidden_issue_hours", "community_type", "migrant", 9),
        ("hidden_issue_hours", "migrant_band", "0-30 %", 13),
        ("hidden_issue_hours", "migrant_band", "70-100 %", 9),
        ("hidden_issue_hours", "group", "migrant", 9),
        ("hidden_issue_hours", "category", "enquiry", 0),
        ("hidden_issue_hours", "community", "c2", 9),
        ("on_time_share", "community_type", "residential", 0),
        ("on_time_share", "community_type", "migrant", 1 / 2),
        ("utilisation_open", "role", "walker", 150 / 480),
        ("utilisation_open", "role", "clerk", 10 / 960),
        ("utilisation_open", "department", "bureau", 60 / 480),
        ("utilisation_open", "community_type", "residential", 70 / 720),
        ("households_per_worker", "community", "c2", 150),
        ("households_per_worker", "role", "walker", 200),
        ("on_time_share", "gap", "community_type", 1 / 2),
        ("hidden_mean_h", "gap", "community_type", 9 / 3 - 13 / 6),
        ("hidden_mean_h", "gini", "community", 1 / 4 - 13 / 67),  # 13/6 h of 100 households, 3 h of 300
    ],
)
def test_measure_of_a_group(table, measure, by, group, value):
    assert table.loc[(measure, by, group), "value"] == pytest.approx(value)


def test_groups_without_issues_have_no_rows(table):
    assert "fringe" not in table.index.get_level_values("group")


def test_the_headline_is_measured_in_its_order():
    assert [name for name in MEASURES if name in HEADLINE] == list(HEADLINE)


@pytest.mark.parametrize(
    ("share", "band"), [(0.0, 0), (0.3, 0), (0.31, 1), (0.5, 1), (0.501, 2), (0.7, 2), (0.9, 3), (1.0, 3)]
)
def test_bands_begin_strictly_above_their_edge(share, band):
    assert migrant_band(share) == band
    assert len(MIGRANT_BANDS) == 4


def test_table_of_communities():
    table = by_community(worlds.plan(), measures(worlds.plan(), worlds.ten_issues())).set_index("community")
    assert table["workers"].tolist() == [2, 2]
    assert table["households_per_worker"].tolist() == [50.0, 150.0]
    assert table["issues"].tolist() == [6, 3]
    assert table["hidden_issue_hours"].tolist() == [13.0, 9.0]


def test_table_of_workers():
    table = workers_table(worlds.plan(), worlds.ten_issues()).set_index(["community", "role"])
    assert table["workers"].tolist() == [1, 1, 1, 1]
    assert table.loc[("c1", "walker"), "overtime_h"] == 1.0
    assert table.loc[("c2", "walker"), "utilisation_open"] == pytest.approx(90 / 240)


def test_a_world_where_nothing_occurred_has_zeros_and_no_means():
    table = measures(worlds.plan(), worlds.records([], [])).set_index(["measure", "by"])
    assert table.loc[("occurred", "all"), "value"].item() == 0
    assert table.loc[("backlog_mean", "all"), "value"].item() == 0
    assert ("exposure_mean_h", "all") not in table.index
