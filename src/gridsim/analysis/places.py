"""Measures of subdistricts and districts: communities taken together, from what each of them has.

A number is added up. A share or a mean weighs each community by the issues behind it: for shares and hidden time
that is the value over all issues of the place. Exposure, a mean of censored times, is so the mean over communities
that each have a Kaplan-Meier curve of their own; one curve of the whole place would differ by less than 1 % in every
subdistrict of the shipped city. A median of a place cannot be had from medians, and is left out.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from gridsim.model.plan import Plan

ADDED = ("hidden_issue_hours", "backlog_mean", "occurred", "open_at_end", "staff", "overtime_h", "cost")
AVERAGED = ("exposure_mean_h", "hidden_mean_h", "on_time_share")


def with_places(plan: Plan, tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The tables of a run, where `communities` says in which place each lies, and `replications` measures places."""
    rows = [of_places(plan, tables["replications"], by) for by in ("subdistrict", "district")]
    return {
        **tables,
        "replications": pd.concat([tables["replications"], *rows], ignore_index=True),
        "communities": _located(plan, tables["communities"]),
    }


def _located(plan: Plan, communities: pd.DataFrame) -> pd.DataFrame:
    """The table of communities with columns subdistrict and district behind the name."""
    table, at = communities.copy(), list(communities.columns).index("community") + 1
    for by in ("district", "subdistrict"):
        table.insert(at, by, table["community"].map(_place_of(plan, by)))
    return table


def _place_of(plan: Plan, by: str) -> dict[str, str]:
    """The subdistrict or district of every community, by name."""
    if by == "subdistrict":
        return {one.name: plan.subdistricts[one.subdistrict] for one in plan.communities}
    return {one.name: plan.districts[one.district] for one in plan.communities}


def of_places(plan: Plan, replications: pd.DataFrame, by: str) -> pd.DataFrame:
    """Rows by subdistrict or by district, from those by community; none of a single place, which is all.

    Same columns as `replications`: scenario, replication, measure, by, group, value, n.
    """
    place_of = _place_of(plan, by)
    found = (replications["by"] == "community") & replications["measure"].isin([*ADDED, *AVERAGED])
    rows = replications[found & replications["value"].notna()]
    if len(set(place_of.values())) < 2 or rows.empty:
        return replications.iloc[:0]
    weight = np.where(rows["measure"].isin(AVERAGED), rows["n"], 1.0)
    rows = rows.assign(group=rows["group"].map(place_of), value=rows["value"] * weight, weight=weight)
    keys = ["scenario", "replication", "measure", "group"]
    sums = rows.groupby(keys, sort=False)[["value", "weight", "n"]].sum().reset_index()
    averaged = sums["measure"].isin(AVERAGED)
    sums["value"] = sums["value"].where(~averaged, sums["value"] / sums["weight"])
    return sums.assign(by=by)[list(replications.columns)]
