"""A broken run is caught, with the rows that break it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from gridsim.engines import simulate
from gridsim.errors import EngineError
from gridsim.model.compile import compile_plan
from gridsim.model.plan import Plan
from gridsim.model.records import Records
from gridsim.model.workload import draw
from gridsim.scenario.loader import load


@pytest.fixture(scope="module")
def street() -> tuple[Plan, Records]:
    plan = compile_plan(load("urumqi-street", set={"time.horizon": "21 days"}))
    return plan, simulate(plan, draw(plan, 1, 0))


def test_a_sound_run_passes(street: tuple[Plan, Records]) -> None:
    plan, records = street
    records.check(plan)
    assert len(records.issues) > 1000


def broken(records: Records, table: str, change: Callable[[pd.DataFrame], None]) -> Records:
    changed = getattr(records, table).copy()
    change(changed)
    return replace(records, **{table: changed})


def earlier(table: pd.DataFrame, later: str, by_min: float = 1e5) -> None:
    table.loc[table[later].first_valid_index(), later] -= by_min


def as_if_closed(issues: pd.DataFrame) -> None:
    issues.loc[(issues["status"] == "hidden").idxmax(), "status"] = "closed"


def in_two_places(work: pd.DataFrame) -> None:
    attends = work[(work["kind"] == "attend") & work["finished_min"].notna()].sort_values("started_min")
    other = attends[attends["actor_id"] != attends["actor_id"].iloc[0]]
    busy = attends[attends["actor_id"] == attends["actor_id"].iloc[0]].iloc[0]
    work.loc[other.index[0], ["actor_id", "started_min", "finished_min"]] = [
        busy["actor_id"], busy["started_min"], busy["finished_min"],
    ]  # fmt: skip
    work.loc[other.index[0], ["filed_min", "queued_min", "arrived_min"]] = busy["started_min"]


def off_duty(work: pd.DataFrame) -> None:
    one = work[(work["kind"] == "attend") & work["finished_min"].notna()].index[0]
    work.loc[one, ["queued_min", "filed_min", "started_min", "arrived_min", "finished_min"]] = 0.0


def at_night(work: pd.DataFrame) -> None:
    """A crew that began when its office opened, at 10:00, is made to begin at five."""
    waited = work["queued_min"] // 1440 < work["started_min"] // 1440
    one = work[(work["kind"] == "department") & waited & (work["started_min"] % 1440 == 600)].index[0]
    work.loc[one, ["started_min", "arrived_min"]] -= 300.0


def fixed_late(issues: pd.DataFrame) -> None:
    one = issues[(issues["status"] == "closed") & issues["resolved_min"].notna()].index[0]
    issues.loc[one, "resolved_min"] += 1e5


def renamed(issues: pd.DataFrame, word: str, other: str) -> None:
    issues.loc[(issues["status"] == word).idxmax(), "status"] = other


BREAKS = {
    "discovered_min is not after filed_min": ("issues", lambda table: earlier(table, "filed_min")),
    "occurred_min is not after cleared_min": ("issues", lambda table: earlier(table, "cleared_min")),
    "queued_min is not after started_min": ("work", lambda table: earlier(table, "started_min")),
    "discovered_min is there exactly where the status says so": ("issues", as_if_closed),
    "nobody is in two places": ("work", in_two_places),
    "work takes a worker only out of what allows it": ("work", off_duty),
    "a crew begins only while its office is open": ("work", at_night),
    "resolved_min is not after closed_min": ("issues", fixed_late),
    "'left' is said exactly where the last work says so": ("issues", lambda table: renamed(table, "left", "queued")),
    "'in_progress' is said exactly where": ("issues", lambda table: renamed(table, "queued", "in_progress")),
    "'pending' is said exactly after": ("issues", lambda table: renamed(table, "queued", "pending")),
}


@pytest.mark.parametrize("identity", BREAKS)
def test_a_broken_identity_stops_the_run(street: tuple[Plan, Records], identity: str) -> None:
    plan, records = street
    with pytest.raises(EngineError, match=f"broken identity: {identity}"):
        broken(records, *BREAKS[identity]).check(plan)


def test_waits_must_add_up_to_the_integral(street: tuple[Plan, Records]) -> None:
    plan, records = street
    waiting = records.waiting_ticks.copy()
    waiting[3] += 1
    with pytest.raises(EngineError, match="the waits at c4 do not add up"):
        replace(records, waiting_ticks=waiting).check(plan)
