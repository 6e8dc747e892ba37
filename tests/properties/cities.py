"""Random cities, run and held to their identities; and what can be compared of two runs that part at some instant."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import pandas as pd
from engines.draws import Data
from engines.scenarios import prepare
from hypothesis import HealthCheck, Phase, settings
from numpy.typing import NDArray

from gridsim.engines import ENGINES, simulate
from gridsim.model.plan import Plan
from gridsim.model.records import Records
from gridsim.model.workload import Workload
from gridsim.scenario.loader import dump
from gridsim.vocabulary import Outcome, Status

Bools = NDArray[np.bool_]

# Times of an issue, and what is said of it from then on.
SAID_FROM = {
    "discovered_min": ("channel",),
    "filed_min": ("response_due_min", "resolution_due_min"),
    "attended_min": ("worker_id",),
    "first_closed_min": (),
    "cleared_min": (),
}
SAID_LAST = (  # overwritten by what happens later
    "resolved_min", "closed_min", "sound", "tier", "attempts", "returns", "repeats", "misdispatches", "status",
)  # fmt: skip
MOMENTS = [*SAID_FROM, "resolved_min", "closed_min"]
WORK_MOMENTS = ["started_min", "arrived_min", "finished_min"]


def examples(number: int) -> settings:
    """So many examples, the same each time; a seed is as small as it gets, so there is nothing to shrink."""
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large]
    return settings(
        max_examples=number, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
        suppress_health_check=slow,
    )  # fmt: skip


@contextmanager
def replayable(**scenarios: Data) -> Iterator[None]:
    """What goes wrong inside says which scenarios it went wrong with."""
    try:
        yield
    except AssertionError as error:
        for name, data in scenarios.items():
            error.add_note(f"{name}:\n{dump(data)}")
        raise


def runs(plan: Plan, workload: Workload, until_min: float | None = None) -> dict[str, Records]:
    """What each engine makes of it, its identities checked."""
    made = {engine: simulate(plan, workload, until_min, engine) for engine in ENGINES}
    for records in made.values():
        records.check(plan)
    return made


def histories(data: Data, until_min: float | None = None) -> tuple[Plan, dict[str, Records]]:
    """The plan of a scenario and what each engine makes of it."""
    plan, workload = prepare(data)
    return plan, runs(plan, workload, until_min)


def same(a: Records, b: Records) -> None:
    """Equal to the last bit, integrals too."""
    assert (difference := a.compare(b)) is None, difference


def with_absences_before(records: Records, day: int) -> Records:
    """Without the absences from a day on: they are listed for the whole horizon, however long a run."""
    return replace(records, absences=records.absences[records.absences["day"] < day].reset_index(drop=True))


def moments_of(records: Records, last_min: float) -> list[float]:
    """When something happened, each instant once and in order, up to a last one."""
    times = [records.work["queued_min"], *(records.issues[name] for name in ("occurred_min", *MOMENTS))]
    found = np.unique(np.concatenate([*times, *(records.work[name] for name in WORK_MOMENTS), [last_min]]))
    return [float(one) for one in found if 0.0 < one <= last_min]


def as_it_stood(records: Records, then: Records) -> tuple[Records, int]:
    """Of a long run, what was known when a shorter one (`then`) ended, and of how many issues that is everything.

    What has a time is blanked if it had not happened. Columns that tell the last of several events are known only of
    issues to which nothing happened later; of others, `then` is taken at its word, as it is about integrals.
    """
    until_min = then.until_min
    issues = records.issues[records.issues["occurred_min"] < until_min].copy()
    settled = _settled(records, until_min)[: len(issues)]
    for time, said in SAID_FROM.items():
        later = (issues[time] >= until_min).to_numpy()
        for name in (time, *said):
            issues[name] = _blanked(issues[name], later)
    if len(issues) == len(then.issues):
        for name in SAID_LAST:
            issues[name] = issues[name].where(settled, then.issues[name])
    work = records.work[records.work["queued_min"] < until_min].reset_index(drop=True)
    work["actor_id"] = _blanked(work["actor_id"], (work["started_min"] >= until_min).to_numpy())
    unfinished = (work["finished_min"] >= until_min).to_numpy()
    work["outcome"] = work["outcome"].where(~unfinished, Outcome.OPEN.word)
    for time in WORK_MOMENTS:
        work[time] = _blanked(work[time], (work[time] >= until_min).to_numpy())
    seen = replace(
        records, issues=issues, work=work, waiting_ticks=then.waiting_ticks, busy_ticks=then.busy_ticks,
        until_min=until_min,
    )  # fmt: skip
    return seen, int(settled.sum())


def _settled(records: Records, until_min: float) -> Bools:
    """Issues to which nothing happened at or after an instant, as far as the tables tell.

    They do not tell when a report was refused, a repeat complaint came or a wrong department was tried: an issue that
    ended so, or waits with no work queued, may have come to it at any time.
    """
    issues, work = records.issues, records.work
    late = (work[["queued_min", *WORK_MOMENTS]] >= until_min).any(axis=1)
    touched = (issues[MOMENTS] >= until_min).any(axis=1) | issues["issue_id"].isin(work.loc[late, "issue_id"])
    waits = issues["issue_id"].isin(work.loc[work["outcome"] == Outcome.OPEN.word, "issue_id"])
    queued = issues["status"] == Status.QUEUED.word
    untold = issues["status"].isin([Status.REJECTED.word, Status.PENDING.word]) | (queued & ~waits)
    return np.asarray(~(touched | untold))


def _blanked(column: pd.Series, rows: Bools) -> pd.Series:
    """A column with none in some rows."""
    return column.where(~rows, -1 if column.dtype.kind == "i" else None)
