"""Memory stays flat: a replication leaves tables, however many issues it had, and no log."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow
import pytest
from experiment.small import write_small

import gridsim as gs
from gridsim.analysis.targets import attended_share
from gridsim.experiment import contents
from gridsim.experiment.pool import Pool
from gridsim.experiment.replications import Job, counted, records_of, replicate, responses
from gridsim.model.compile import compile_plan


def _bytes(tables: Mapping[str, pd.DataFrame]) -> int:
    return sum(int(table.memory_usage(deep=True).sum()) for table in tables.values())


def _held_bytes() -> int:
    gc.collect()
    return tracemalloc.get_traced_memory()[0] + pyarrow.total_allocated_bytes()


def _world(folder: Path, litter_per_day: int, days: int = 10) -> Job:
    more = {"issues.litter.rate": f"{litter_per_day} per community per day", "time.horizon": f"{days} days"}
    staff = {"roles.worker.headcount": "60 per community", "departments.team.crews": "100"}
    return Job("small", compile_plan(gs.load(write_small(folder)[0], set={**more, **staff})), 1, 0)


def test_ten_times_the_issues_leave_hardly_more_than_the_same_tables(tmp_path: Path) -> None:
    few, many = (replicate(_world(tmp_path, rate)).tables for rate in (200, 2000))
    assert many["responses"]["reports"].sum() > 9 * few["responses"]["reports"].sum() > 7_000
    assert _bytes(many) < 2 * _bytes(few)


def test_a_longer_horizon_adds_the_days_of_the_backlog(tmp_path: Path) -> None:
    short, long = (replicate(_world(tmp_path, 200, days)).tables for days in (10, 20))
    assert len(long["backlog"]) - len(short["backlog"]) == 10 * 3  # all, and two types of community
    assert [len(long[one]) == len(short[one]) for one in ("replications", "communities", "workers")] == [True] * 3


def test_a_pool_holds_the_tables_of_its_replications_and_nothing_else(tmp_path: Path) -> None:
    job = _world(tmp_path, 200)
    pool = Pool({"small": job.plan}, 1, job.engine, processes=1)
    pool.extend(2)
    tracemalloc.start()
    before = _held_bytes()
    pool.extend(5)
    each = (_held_bytes() - before) / 3
    tracemalloc.stop()
    tables = _bytes(pool.done["small"][0][0].tables)
    log = records_of(job)
    assert each < tables + 60_000 < _bytes({"issues": log.issues, "work": log.work}) / 5


def test_counted_responses_say_the_same_at_every_whole_minute(tmp_path: Path) -> None:
    job = _world(tmp_path, 20)
    exact = responses(job.plan, records_of(job))
    table = counted(exact)
    assert table["reports"].sum() == len(exact) > len(table)
    assert table.loc[~table["attended"], "reports"].sum() == (~exact["attended"]).sum()
    for minutes in (1, 7, 30, 60, 240, 1500):
        assert attended_share(table, minutes / 60) == pytest.approx(attended_share(exact, minutes / 60), abs=1e-3)


def test_what_ends_on_a_minute_counts_to_it_and_what_ends_after_does_not() -> None:
    hours = np.array([0.0, 2.0, 2.0 + 2.0**-20 / 60, 119.5 / 60, 2.0])
    table = counted(pd.DataFrame({"response_h": hours, "attended": [True, True, True, True, False]}))
    assert table.to_dict("list") == {
        "response_h": [0.0, 2.0, 2.0, 121 / 60], "attended": [True, True, False, True], "reports": [1, 2, 1, 1]
    }  # fmt: skip
    assert counted(table.iloc[:0]).empty


def test_a_reader_of_the_results_gets_a_row_for_every_report(tmp_path: Path) -> None:
    results = contents(gs.run(gs.load(write_small(tmp_path)[0]), 2, processes=1), {})
    rows, kept = results.table("responses"), results.tables["responses"]
    assert list(rows) == ["scenario", "replication", "response_h", "attended"]
    assert len(rows) == kept["reports"].sum()
    assert rows["response_h"].sum() == pytest.approx((kept["response_h"] * kept["reports"]).sum())
