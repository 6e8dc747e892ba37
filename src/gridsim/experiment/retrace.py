"""One replication of a results folder run again, to look at it closely."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gridsim.engines import simulate
from gridsim.errors import ResultsError, ScenarioError
from gridsim.model.compile import compile_plan
from gridsim.model.plan import Plan
from gridsim.model.records import Records
from gridsim.model.workload import Workload, draw
from gridsim.results import Results, read
from gridsim.scenario.loader import loads
from gridsim.scenario.schema import Scenario


@dataclass(frozen=True)
class Retraced:
    """A replication, to the last bit the one that the folder's numbers come from."""

    scenario: str
    seed: int
    replication: int
    plan: Plan
    workload: Workload
    records: Records


def retrace(folder: Path, scenario: str | None = None, replication: int = 0) -> Retraced:
    """Run a replication of the folder's scenario (default: its baseline) again.

    ResultsError if there is no such scenario or replication, or if this gridsim makes another one of it.
    """
    results = read(folder)
    facts = _facts(results, scenario)
    name, seed = facts["name"], results.facts["seed"]
    count = results.facts["replications"]
    if not 0 <= replication < count:
        raise ResultsError(f"{folder} has no replication {replication}: it has 0 to {count - 1}")
    plan = _plan(results, name, folder)
    if plan.hash != facts["plan"]:
        raise ResultsError(_other("reads another plan out of its scenario", name, folder))
    workload = draw(plan, seed, replication)
    records = simulate(plan, workload, engine=results.facts["engine"])
    made = {kind: hashes[replication] for kind, hashes in results.facts["hashes"][name].items()}
    if records.hashes != made:
        raise ResultsError(_other(f"runs replication {replication} another way", name, folder))
    return Retraced(name, seed, replication, plan, workload, records)


def _facts(results: Results, scenario: str | None) -> Mapping[str, Any]:
    """What the manifest says of a scenario."""
    wanted = results.facts["baseline"] if scenario is None else scenario
    named = {one["name"]: one for one in results.facts["scenarios"]}
    if wanted not in named:
        raise ResultsError(f"these results have no scenario '{wanted}'; there are {', '.join(named)}")
    found: Mapping[str, Any] = named[wanted]
    return found


def _plan(results: Results, name: str, folder: Path) -> Plan:
    """The plan of the resolved scenario that the folder keeps; its workload lies beside it there."""
    return kept_scenario(results, name, folder)[1]


def kept_scenario(results: Results, name: str, folder: Path) -> tuple[Scenario, Plan]:
    """A scenario that the folder keeps, and its plan. ResultsError if this gridsim cannot use it."""
    file = f"{name}.yaml"
    try:
        scenario = loads(results.inputs[file], name=str(folder / "inputs" / file))
        return scenario.model_copy(update={"name": name}), compile_plan(scenario)
    except (ScenarioError, KeyError) as error:
        raise ResultsError(f"{folder}: its scenario {name} can no longer be used: {error}") from error


def _other(what: str, name: str, folder: Path) -> str:
    return f"{folder} was made by another gridsim, or its inputs moved: this one {what} '{name}'; run it again"
