"""A total dealt out over communities in the best way: what each gains from each worker, and how the gains add up.

Communities share no workers, so one run with k workers in every community shows what k workers do in each of them, on
the same histories. With all k from 0 on, the best allocation of every total follows by dynamic programming, whatever
the shape of the gains (Fox 1966 is the greedy case of concave ones). Departments are shared, so that adding up is an
approximation; therefore the allocations themselves are run and tested like any other headcount. The targets that add
up are shares, means over issues, and sums.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

import numpy as np
import pandas as pd

from gridsim.analysis.columns import Columns, Floats, Ints
from gridsim.analysis.issues import reports
from gridsim.analysis.measures import measures
from gridsim.analysis.targets import ATTENDED, Target, attended_share
from gridsim.engines import Passing
from gridsim.errors import Problem, ScenarioError
from gridsim.experiment.ladder import Ladder, Rung, most_of, numbers
from gridsim.experiment.replications import Job, Replicate, records_of, responses
from gridsim.model.compile import compile_plan
from gridsim.model.compile.allocation import counts_of, with_counts
from gridsim.model.plan import Plan
from gridsim.model.records import Records
from gridsim.scenario.schema import Scenario

SUMS = ("backlog_mean", "hidden_issue_hours")
MEANS = (ATTENDED, "on_time_share", "exposure_mean_h", "hidden_mean_h")
MOST_EACH = 40  # workers in a community
BESIDE = 4  # numbers of workers run beside each other
NO_MORE = 0.001  # a gain of the whole city, as a share of the best, after which no more workers are tried

Runs = Callable[[Sequence[Job]], Sequence[Replicate]]


@dataclass(frozen=True)
class Profile(Job):
    """A replication run for what it is worth in each community: one table `worth`, a row each."""

    target: Target = field(kw_only=True)

    @property
    def kind(self) -> str:
        """The target decides what is kept."""
        asked = f"{self.target.measure} {self.target.better} {self.target.within_h}"
        return f"worth-{blake2b(asked.encode(), digest_size=8).hexdigest()}"

    def done(self, passing: Passing | None = None) -> Replicate:
        """Run it, and keep its worth."""
        worth = profile(self, self.target, passing)
        return Replicate({"worth": pd.DataFrame({"worth": worth})}, {})


def best_ladder(
    scenario: Scenario, role: str, target: Target, seed: int, engine: str, replications: int, runs: Runs,
    at_most: int | None,
) -> Ladder:  # fmt: skip
    """The best allocation of every total up to `at_most`; `runs` has jobs done, in their order.

    ScenarioError for a target that does not add up.
    """
    if target.measure not in (*SUMS, *MEANS):
        fact, hint = f"'{target.text}' does not add up over communities", "take a share, a mean or a backlog"
        raise ScenarioError([Problem("bad_option", fact, hint, "--by")])
    plan = compile_plan(scenario)
    said = next(one.headcount for one in scenario.roles if one.name == role)
    now = counts_of(scenario, plan, role, said)
    gains = _gains(scenario, role, target, seed, engine, replications, runs)
    most = min(at_most or most_of(now), len(now) * (gains.shape[1] - 1))
    best = best_counts(gains, most)
    rungs = tuple(Rung("", tuple(best[total])) for total in numbers(most))
    return Ladder(scenario, role, "allocation", rungs, now)


def best_counts(gains: Floats, most: int) -> list[list[int]]:
    """The workers of each community for every total 0..most that make the sum of gains (communities, workers) largest.

    Of equal sums the one with fewer workers in later communities.
    """
    sums, choices = np.full(most + 1, -np.inf), list[Ints]()
    sums[0] = 0.0
    for gain in gains:
        each = np.full((most + 1, min(len(gain), most + 1)), -np.inf)
        for k in range(each.shape[1]):
            each[k:, k] = sums[: most + 1 - k] + gain[k]
        choices.append(each.argmax(axis=1))
        sums = each.max(axis=1)
    return [list(_dealt(choices, total)) for total in range(most + 1)]


def _dealt(choices: Sequence[Ints], total: int) -> Iterator[int]:
    """The choices that lead to a total, from the first community on."""
    taken = list[int]()
    for choice in reversed(choices):
        taken.append(int(choice[total]))
        total -= taken[-1]
    return reversed(taken)


def _gains(
    scenario: Scenario, role: str, target: Target, seed: int, engine: str, replications: int, runs: Runs
) -> Floats:  # fmt: skip
    """What so many workers are worth in each community (communities, workers from 0), more being better."""
    columns, first = list[Floats](), 0
    communities = len(compile_plan(scenario).communities)
    while first <= MOST_EACH:
        group = range(first, first + BESIDE)
        plans = {f"{k} {role} in each community": with_counts(scenario, role, [k] * communities) for k in group}
        jobs = [
            Profile(name, plan, seed, r, engine, target=target)
            for name, plan in plans.items() for r in range(replications)
        ]  # fmt: skip
        profiles = np.array([one.tables["worth"]["worth"].to_numpy() for one in runs(jobs)])
        columns += list(profiles.reshape(BESIDE, replications, communities).mean(axis=1))
        whole = [float(column.sum()) for column in columns]
        first += BESIDE
        if whole[-1] - whole[-1 - BESIDE + 1] <= NO_MORE * abs(whole[-1]) and whole[-1] > whole[0]:
            break
    return np.array(columns).T


def profile(job: Job, target: Target, passing: Passing | None = None) -> Floats:
    """A replication's worth by community (communities,): the measure, weighted by issues where it is a mean."""
    records = records_of(job, passing)
    found = _attended(job.plan, records, target) if target.measure == ATTENDED else _measured(job, records, target)
    sign = 1.0 if target.better == "higher" else -1.0
    values = [found.get(community.name, (0.0, 0.0)) for community in job.plan.communities]
    return np.array([sign * value * (1.0 if target.measure in SUMS else weight) for value, weight in values])


def _attended(plan: Plan, records: Records, target: Target) -> Mapping[str, tuple[float, float]]:
    """The share attended in time and the number of reports, by community."""
    columns = Columns(plan, records)
    table = responses(plan, records)
    home = columns.community[reports(columns)]
    parts = {name: table[home == c] for c, name in enumerate(one.name for one in plan.communities)}
    return {name: (attended_share(one, target.within_h), float(len(one))) for name, one in parts.items() if len(one)}


def _measured(job: Job, records: Records, target: Target) -> Mapping[str, tuple[float, float]]:
    """A measure and the number of issues behind it, by community."""
    table = measures(job.plan, records)
    rows = table[(table["measure"] == target.measure) & (table["by"] == "community")]
    return {
        str(group): (0.0 if np.isnan(value) else float(value), float(n))
        for group, value, n in zip(rows["group"], rows["value"], rows["n"], strict=True)
    }
