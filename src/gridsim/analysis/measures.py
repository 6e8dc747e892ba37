"""The measures of one replication (MODEL.md 10), as tidy rows; and tables by community and by role.

The cohort is the issues that occurred after the warm-up, the same in every scenario on one workload; time
averages are over [warm-up, horizon). Finds (response 0 by construction) and visitors are kept out of
response and resolution of reports and shown apart. What each measure means: `MEASURES`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product

import numpy as np
import pandas as pd

from gridsim.analysis import equity
from gridsim.analysis.backlog import backlog_over_time
from gridsim.analysis.catalogue import HEADLINE, MEASURES, MeasureInfo, unit_of
from gridsim.analysis.columns import HOUR_MIN, Columns, Ints
from gridsim.analysis.groups import Groups, dealt
from gridsim.analysis.issues import counted, restriction_h
from gridsim.analysis.shifts import Shifts, crews_shifts, workers_shifts
from gridsim.model.calendar import WEEK_MIN
from gridsim.model.plan import Plan
from gridsim.model.records import Records
from gridsim.vocabulary import CommunityType, Group

__all__ = [
    "HEADLINE", "MEASURES", "MIGRANT_BANDS", "MeasureInfo", "backlog_over_time", "by_community", "measures",
    "migrant_band", "restriction_h", "unit_of", "workers_table",
]  # fmt: skip

MIGRANT_BANDS = ("0-30 %", "30-50 %", "50-70 %", "70-100 %")  # each without its lower edge, as in the thesis's norms
_BAND_EDGES = (0.3, 0.5, 0.7)
ISSUE_MEASURES = tuple(name for name, info in MEASURES.items() if info.of == "issue")
OF_COMMUNITIES = (
    "exposure_mean_h", "hidden_issue_hours", "hidden_mean_h", "resident_response_median_h", "on_time_share",
    "backlog_mean", "occurred", "open_at_end",
)  # fmt: skip

Row = tuple[str, str, str, float, int]


def measures(plan: Plan, records: Records) -> pd.DataFrame:
    """All measures of one replication: columns measure, by, group, value, n.

    `by` is all, community_type, migrant_band, group, category, community (a few measures), role, department,
    gap (between the worst and the best of the groups that `group` names) or gini (over communities). `n` is the
    number of issues, workers or places behind the value. A row is left out where nothing was there to measure;
    a quantile that was not reached before the horizon is NaN with its n.
    """
    columns = Columns(plan, records)
    rows = [*_issue_rows(columns), *_staff_rows(columns)]
    return pd.DataFrame([*rows, *_equity_rows(plan, rows)], columns=["measure", "by", "group", "value", "n"])


def by_community(plan: Plan, table: pd.DataFrame) -> pd.DataFrame:
    """One row per community: what it is, who works there, and what `measures` has found of it (in the same units)."""
    rows = table[table["by"] == "community"]
    wide: dict[str, dict[str, float]] = {}
    for measure, community, value in zip(rows["measure"], rows["group"], rows["value"], strict=True):
        wide.setdefault(community, {})[measure] = value
    names = (*OF_COMMUNITIES, "households_per_worker", "utilisation_open", "overtime_h")
    return pd.DataFrame(
        {
            "community": c.name,
            "type": c.type.word,
            "migrant_share": c.migrant_share,
            "households": c.households,
            "workers": int(wide.get(c.name, {}).get("staff", 0.0)),
            **{name: wide.get(c.name, {}).get(name, float("nan")) for name in names},
        }
        for c in plan.communities
    ).rename(columns={"occurred": "issues"})


def workers_table(plan: Plan, records: Records) -> pd.DataFrame:
    """One row per community and role in post: workers, households_per_worker, utilisation_open, overtime_h, cost."""
    columns = Columns(plan, records)
    shifts = workers_shifts(columns)
    table = []
    posts = dealt(shifts.community * len(plan.roles) + shifts.role, len(plan.communities) * len(plan.roles))
    for (c, role), who in zip(product(range(len(plan.communities)), plan.roles), posts, strict=True):
        if len(who):
            community, values = plan.communities[c], _staff(shifts, who, columns, np.array([c]))
            post = {"community": community.name, "type": community.type.word, "role": role.name}
            table.append({**post, **{name: value for name, value, _ in values}})
    named = ["staff", "households_per_worker", "utilisation_open", "overtime_h", "street_rounds_per_week", "cost"]
    whole = pd.DataFrame(table, columns=["community", "type", "role", *named])
    return whole.rename(columns={"staff": "workers"}).astype({"workers": np.int64})


def migrant_band(share: float) -> int:
    """Position in MIGRANT_BANDS of a community's migrant share (0 to 1); 50 % still belongs to 30-50 %."""
    return int(np.searchsorted(_BAND_EDGES, share, side="left"))


def _type_of(plan: Plan) -> Ints:
    return np.array([c.type for c in plan.communities], dtype=np.int64)


def _band_of(plan: Plan) -> Ints:
    return np.array([migrant_band(c.migrant_share) for c in plan.communities], dtype=np.int64)


def _issue_groups(plan: Plan) -> Iterator[Groups]:
    community, group, category = np.indices((len(plan.communities), len(Group), len(plan.categories))).reshape(3, -1)
    for by, codes, names, measures in (
        ("all", np.zeros(len(community), dtype=np.int64), ("all",), ISSUE_MEASURES),
        ("community_type", _type_of(plan)[community], tuple(CommunityType.words()), ISSUE_MEASURES),
        ("migrant_band", _band_of(plan)[community], MIGRANT_BANDS, ISSUE_MEASURES),
        ("group", group, tuple(Group.words()), ISSUE_MEASURES),
        ("category", category, tuple(one.name for one in plan.categories), ISSUE_MEASURES),
        ("community", community, tuple(one.name for one in plan.communities), OF_COMMUNITIES),
    ):
        yield Groups(by, codes, names, measures)


def _issue_rows(columns: Columns) -> Iterator[Row]:
    """The rows of all ways of grouping; groups that no issue can belong to are left out."""
    groups = list(_issue_groups(columns.plan))
    found = {
        (one.by, name): values for counts in counted(columns) for one in groups for name, values in counts.by_group(one)
    }
    occurs = columns.count()
    for one in groups:
        for g, (name, n_occur) in enumerate(zip(one.names, one.sum_up(occurs).tolist(), strict=True)):
            if not n_occur and one.by != "all":
                continue
            for measure in one.measures:
                value, n = found[one.by, measure][g]
                if n or value == 0.0:
                    yield measure, one.by, name, value, n


def _staff_rows(columns: Columns) -> Iterator[Row]:
    """The rows of workers and crews."""
    plan, shifts = columns.plan, workers_shifts(columns)
    for by, names, codes in (
        ("all", ("all",), np.zeros(len(plan.communities), dtype=np.int64)),
        ("community_type", tuple(CommunityType.words()), _type_of(plan)),
        ("migrant_band", MIGRANT_BANDS, _band_of(plan)),
        ("community", tuple(c.name for c in plan.communities), np.arange(len(plan.communities))),
    ):
        parts = dealt(codes[shifts.community], len(names)), dealt(codes, len(names))
        for name, who, where in zip(names, *parts, strict=True):
            if len(where):
                yield from _named(by, name, _staff(shifts, who, columns, where))
    everywhere = np.arange(len(plan.communities))
    for role, who in zip(plan.roles, dealt(shifts.role, len(plan.roles)), strict=True):
        yield from _named("role", role.name, _staff(shifts, who, columns, everywhere))
    yield from _department_rows(columns)


def _department_rows(columns: Columns) -> Iterator[Row]:
    crews, kinds = crews_shifts(columns), columns.plan.department_kinds
    for kind, who in zip(kinds, dealt(crews.role, len(kinds)), strict=True):
        if crews.open_min[who].sum() > 0:
            yield "utilisation_open", "department", kind.name, *_utilisation(crews, who)


def _named(by: str, group: str, values: Iterable[tuple[str, float, int]]) -> Iterator[Row]:
    return ((measure, by, group, value, n) for measure, value, n in values)


def _utilisation(shifts: Shifts, who: Ints) -> tuple[float, int]:
    return float(shifts.busy_open_min[who].sum() / shifts.open_min[who].sum()), len(who)


def _staff(shifts: Shifts, who: Ints, columns: Columns, where: Ints) -> Iterator[tuple[str, float, int]]:
    """The measures of the workers in `who`, who look after the communities in `where`."""
    communities, n = [columns.plan.communities[c] for c in where.tolist()], len(who)
    weeks = (columns.horizon_min - columns.warm_up_min) / WEEK_MIN
    grids = sum(community.grids for community in communities)
    yield "staff", float(n), n
    if n:
        yield "households_per_worker", sum(community.households for community in communities) / n, n
        yield "overtime_h", float(shifts.overtime_min[who].sum()) / HOUR_MIN, n
        yield "street_rounds_per_week", float(shifts.grids_walked[who].sum()) / (grids * weeks), n
        yield "cost", float(shifts.cost[who].sum()), n
    if shifts.open_min[who].sum() > 0:
        yield "utilisation_open", *_utilisation(shifts, who)


def _equity_rows(plan: Plan, rows: Iterable[Row]) -> Iterator[Row]:
    """Gaps and Gini indices of the measures of FAIRNESS, over rows already made."""
    found: dict[tuple[str, str], dict[str, float]] = {}
    for measure, by, group, value, _ in rows:
        found.setdefault((measure, by), {})[group] = value
    for measure in equity.FAIRNESS:
        for by in equity.GAPS:
            values = np.array(list(found.get((measure, by), {}).values()))
            if len(values) > 1:
                yield measure, "gap", by, equity.gap(values), len(values)
        of = found.get((measure, "community"), {})
        values = np.array([of.get(c.name, float("nan")) for c in plan.communities])
        households = np.array([c.households for c in plan.communities], dtype=np.float64)
        if np.any(~np.isnan(values)):
            yield measure, "gini", "community", equity.gini(values, households), int(np.sum(~np.isnan(values)))
