"""One random history after another: each replication draws its workload, runs, is checked and leaves small tables.

It depends on its job alone: any process, in any order, gives the same tables.
"""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from gridsim.analysis.backlog import backlog_over_time
from gridsim.analysis.measures import by_community, measures, workers_table
from gridsim.engines import DEFAULT, Passing
from gridsim.engines import simulate as run_engine
from gridsim.errors import GridsimError
from gridsim.model.plan import Plan
from gridsim.model.records import Records
from gridsim.model.workload import draw

ROUNDING_MIN = 2.0**-21  # of hours back to minutes, which are multiples of twice as much


@dataclass(frozen=True)
class Job:
    """One replication of one scenario, to be run."""

    scenario: str
    plan: Plan
    seed: int
    replication: int
    engine: str = DEFAULT

    @property
    def kind(self) -> str:
        """What is kept of it, where that is not the tables of a run."""
        return ""

    def done(self, passing: Passing | None = None) -> Replicate:
        """Run it, and keep what is needed of it."""
        return replicate(self, passing)


@dataclass(frozen=True)
class Replicate:
    """What a replication leaves: small tables by name, and sha256 of its two tables of records."""

    tables: Mapping[str, pd.DataFrame]
    hashes: Mapping[str, str]


@dataclass(frozen=True)
class Failure:
    """A replication that failed: the sentence of an expected error, the whole traceback of any other."""

    job: Job
    said: str


def records_of(job: Job, passing: Passing | None = None) -> Records:
    """The two tables of one replication, its identities checked."""
    workload = draw(job.plan, job.seed, job.replication)
    records = run_engine(job.plan, workload, engine=job.engine, passing=passing)
    del workload  # most of it is no part of the records
    records.check(job.plan)
    return records


def replicate(job: Job, passing: Passing | None = None) -> Replicate:
    """Run one replication and keep what a run needs of it."""
    plan, records = job.plan, records_of(job, passing)
    measured = measures(plan, records)
    tables = {
        "replications": measured,
        "backlog": backlog_over_time(plan, records),
        "communities": by_community(plan, measured),
        "workers": workers_table(plan, records),
        "responses": counted(responses(plan, records)),
    }
    return Replicate(
        tables={name: _plain(table) for name, table in tables.items()},
        hashes=records.hashes,
    )


def responses(plan: Plan, records: Records) -> pd.DataFrame:
    """Residents' response of the cohort, for curves: response_h, and whether it ended (else censored there).

    A report that is rejected gets no answer and is left out, as in the measure of response.
    """
    issues = records.issues
    cohort = issues[
        (issues["occurred_min"] >= plan.warm_up_min)
        & (issues["channel"] == "resident")
        & (issues["status"] != "rejected")
    ]
    attended = cohort["attended_min"].notna().to_numpy()
    until = np.where(attended, cohort["attended_min"], records.until_min)
    hours = (until - cohort["discovered_min"].to_numpy()) / 60.0
    return pd.DataFrame({"response_h": hours, "attended": attended})


def counted(responses: pd.DataFrame) -> pd.DataFrame:
    """The responses counted by whole minutes, rounded up: response_h, attended, reports.

    A table that no longer grows with the city once its minutes are met. At every whole minute the curve is the same,
    but for the order of ends and open ones within a minute.
    """
    minutes = np.ceil(responses["response_h"].to_numpy(np.float64) * 60.0 - ROUNDING_MIN)
    pairs = 2 * minutes.astype(np.int64) + ~responses["attended"].to_numpy(np.bool_)
    found, reports = np.unique(pairs, return_counts=True)
    return pd.DataFrame({"response_h": found // 2 / 60.0, "attended": found % 2 == 0, "reports": reports})


def attempt(i: int, job: Job, passing: Passing | None = None) -> tuple[int, Replicate | Failure]:
    """Run a job; an error becomes a Failure so that the others go on."""
    try:
        return i, job.done(passing)
    except GridsimError as error:
        return i, Failure(job, f"{type(error).__name__}: {error}")
    except Exception:
        return i, Failure(job, traceback.format_exc().rstrip())


class Lean:
    """Makes replications small to hold: texts that every one of a scenario has alike are held once."""

    def __init__(self) -> None:
        self._first: dict[str, Replicate] = {}

    def __call__(self, job: Job, one: Replicate) -> Replicate:
        """The same replication; its numbers copied out of what it was made in, which may be forgotten."""
        first = self._first.setdefault(job.scenario, one)
        tables = {name: _sharing(table, first.tables[name]) for name, table in one.tables.items()}
        return Replicate(tables, one.hashes)


def _sharing(table: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """The table with the other's texts where they are the same."""

    def column(name: str) -> Any:
        mine, theirs = table[name].array, other[name].array
        return theirs if mine.dtype == "str" and mine.equals(theirs) else mine.copy()

    return pd.DataFrame({name: column(name) for name in table.columns})


def _plain(table: pd.DataFrame) -> pd.DataFrame:
    """The table without index, its categoricals as plain text, so that a kept one is equal to a new one."""
    names = {name: str for name in table.columns if isinstance(table[name].dtype, pd.CategoricalDtype)}
    return table.reset_index(drop=True).astype(names)
