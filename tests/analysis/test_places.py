"""Subdistricts and districts: what their communities have, added up or weighed by issues, against hand-made numbers."""

from __future__ import annotations

from dataclasses import replace
from math import nan

import pandas as pd
import pytest
from analysis import worlds

from gridsim.analysis.measures import by_community, measures
from gridsim.analysis.places import ADDED, AVERAGED, of_places, with_places

NAMES = ["c1", "c2", "c3", "c4"]


@pytest.fixture(scope="module")
def plan():
    """Four communities: s1 has the first and the last, s2 the others; d1 has s1, d2 has s2."""
    plan = worlds.plan()
    of = plan.communities[0]
    homes = [replace(of, name=name, subdistrict=s, district=s) for name, s in zip(NAMES, (0, 1, 1, 0), strict=True)]
    return replace(plan, communities=tuple(homes), subdistricts=("s1", "s2"), districts=("d1", "d2"))


def table(measure, values, counts, replication=0):
    rows = {"measure": measure, "by": "community", "group": NAMES, "value": values, "n": counts}
    return pd.DataFrame({"scenario": "base", "replication": replication, **rows})


def values(found):
    return {(row.replication, row.measure, row.group): (row.value, row.n) for row in found.itertuples()}


def test_numbers_are_added_and_means_weighed_by_issues_in_each_replication(plan):
    rows = pd.concat(
        [
            table("exposure_mean_h", [10.0, 4.0, 6.0, 40.0], [3, 1, 3, 1]),
            table("exposure_mean_h", [1.0, 2.0, 2.0, 3.0], [1, 1, 1, 1], replication=1),
            table("backlog_mean", [1.5, 2.0, 4.0, 0.5], [9, 9, 9, 9]),
            table("backlog_mean", [7.0] * 4, [9] * 4).assign(by="category"),  # categories may have such names too
        ]
    )
    found = of_places(plan, rows, "subdistrict")
    assert list(found.columns) == list(rows.columns)
    assert set(found["by"]) == {"subdistrict"}
    assert values(found) == {
        (0, "exposure_mean_h", "s1"): (70.0 / 4, 4),
        (0, "exposure_mean_h", "s2"): (22.0 / 4, 4),
        (1, "exposure_mean_h", "s1"): (2.0, 2),
        (1, "exposure_mean_h", "s2"): (2.0, 2),
        (0, "backlog_mean", "s1"): (2.0, 18),
        (0, "backlog_mean", "s2"): (6.0, 18),
    }
    assert set(of_places(plan, rows, "district")["group"]) == {"d1", "d2"}


def test_a_community_without_such_issues_weighs_nothing(plan):
    rows = table("on_time_share", [0.25, nan, nan, nan], [4, 0, 0, 0])
    assert values(of_places(plan, rows, "subdistrict")) == {(0, "on_time_share", "s1"): (0.25, 4)}


def test_what_cannot_be_put_together_is_left_out(plan):
    rows = pd.concat(
        [table("resident_response_median_h", [1.0] * 4, [1] * 4), table("utilisation_open", [1.0] * 4, [1] * 4)]
    )
    assert of_places(plan, rows, "subdistrict").empty


def test_a_single_place_is_not_said_twice(plan):
    one = replace(plan, communities=tuple(replace(c, district=0) for c in plan.communities))
    rows = table("occurred", [1.0] * 4, [1] * 4)
    assert of_places(one, rows, "district").empty
    assert len(of_places(one, rows, "subdistrict")) == 2


def test_places_come_to_the_same_as_the_issues_themselves():
    """Of two communities in one place each, and of all in one: numbers and shares are those of the issues."""
    plan, records = worlds.plan(), worlds.ten_issues()
    plan = replace(
        plan, districts=("d1", "d2"), communities=(plan.communities[0], replace(plan.communities[1], district=1))
    )
    found = measures(plan, records)
    rows = found.assign(scenario="base", replication=0)
    tables = with_places(plan, {"replications": rows, "communities": by_community(plan, found)})
    assert tables["communities"]["district"].tolist() == ["d1", "d2"]
    assert list(tables["communities"].columns)[:3] == ["community", "subdistrict", "district"]
    after = tables["replications"].set_index(["by", "group", "measure"])["value"]
    for measure in (*ADDED, *AVERAGED):
        for district, community in (("d1", "c1"), ("d2", "c2")):
            assert after.get(("district", district, measure), 0) == after.get(("community", community, measure), 0), (
                measure
            )
    whole = of_places(replace(plan, districts=("d", "e")), rows, "district")
    whole = whole.assign(value=whole["value"] * whole["n"]).groupby("measure")[["value", "n"]].sum()
    for measure in ("on_time_share", "hidden_mean_h"):
        total = whole.loc[measure, "value"] / whole.loc[measure, "n"]
        assert total == pytest.approx(after["all", "all", measure])
