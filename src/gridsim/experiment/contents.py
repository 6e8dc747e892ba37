"""What a comparison or a run puts into its results folder."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd

from gridsim.analysis.catalogue import MEASURES
from gridsim.experiment.cache import program_key, workload_key
from gridsim.experiment.comparison import Comparison, RunResult
from gridsim.model.plan import Plan
from gridsim.results import Results
from gridsim.scenario.loader import dump


def contents(experiment: RunResult | Comparison, inputs: Mapping[str, str], name: str = "") -> Results:
    """Everything a reader needs, figures aside; `inputs` are resolved scenario files by name.

    The workloads that they name lie beside them in the folder, and are named there so.
    """
    comparison = experiment if isinstance(experiment, Comparison) else Comparison((experiment,), experiment.name)
    runs = comparison.runs
    single = len(runs) == 1
    drawn = () if comparison.uncertain is None else (comparison.uncertain,)
    facts: dict[str, Any] = {
        "seed": runs[0].seed,
        "engine": runs[0].engine,
        "replications": len(next(iter(runs[0].hashes.values()))),
        "computed": sum(run.computed for run in (*runs, *drawn)),
        "reused": sum(run.reused for run in (*runs, *drawn)),
        "program": program_key(),
        "baseline": comparison.baseline,
        "scenarios": [_scenario(run) for run in runs],
        "comparisons": [asdict(answer) for answer in comparison.answers],
        "headline": list(comparison.measures),
        "smallest": {measure: list(size) for measure, size in comparison.smallest.items()},
        "measures": {measure: asdict(info) for measure, info in MEASURES.items()},
        "hashes": {run.name: {kind: list(values) for kind, values in run.hashes.items()} for run in runs},
        **_of_the_experiment(comparison),
    }
    return Results(
        name=name or _name([run.name for run in runs]),
        facts=facts,
        summary=comparison.summary,
        differences=comparison.differences.iloc[: 0 if single else None],
        tables={kind: comparison.table(kind) for kind in runs[0].tables} | _tables_of_the_experiment(comparison),
        inputs=_with_workloads(runs, inputs),
    )


def _of_the_experiment(comparison: Comparison) -> dict[str, Any]:
    """What came of a precision, of points that failed, and of uncertain inputs, where there were any."""
    facts: dict[str, Any] = {}
    if comparison.base.reached is not None:
        facts["precision"] = asdict(comparison.base.reached)
    if comparison.failed:
        facts["failed"] = [asdict(one) for one in comparison.failed]
    if comparison.uncertain is not None:
        one = comparison.uncertain
        facts["uncertain"] = {
            "inputs": {path: asdict(span) for path, span in one.inputs.items()},
            "draws": one.wanted.number,
            "replications": one.wanted.replications,
            "failed": [asdict(failed) for failed in one.failed],
        }
    return facts


def _tables_of_the_experiment(comparison: Comparison) -> dict[str, pd.DataFrame]:
    """What the points of a sweep set, and what was drawn and came of it, where there is any."""
    tables: dict[str, pd.DataFrame] = {}
    if comparison.points:
        rows = [(name, path, text) for name, point in comparison.points.items() for path, text in point.items()]
        tables["points"] = pd.DataFrame(rows, columns=["scenario", "path", "set_to"])
    if comparison.uncertain is not None:
        one = comparison.uncertain
        tables |= {"draws": one.values, "drawn_inputs": one.drawn, "over_draws": one.held}
    return tables


def _with_workloads(runs: Sequence[RunResult], inputs: Mapping[str, str]) -> dict[str, str]:
    """The inputs with the files of workloads: a run can be repeated from its folder, and no path of a machine is in it.

    Two files of one name are kept apart by the names of their scenarios.
    """
    kept = dict(inputs)
    for run in runs:
        scenario = f"{run.name}.yaml"
        if not run.plan.trace or scenario not in kept:
            continue
        path, content = Path(run.plan.trace), Path(run.plan.trace).read_bytes().decode()
        name = path.name if kept.get(path.name, content) == content else f"{run.name}-{path.name}"
        said = dump({"workload": os.path.abspath(path)})
        kept[scenario] = kept[scenario].replace(said, dump({"workload": name}))
        kept[name] = content
    return kept


def _name(names: Sequence[str]) -> str:
    """`a`, `a-vs-b`, `a-vs-2-others`: a name for the folder."""
    others = {1: "", 2: f"-vs-{names[-1]}"}.get(len(names), f"-vs-{len(names) - 1}-others")
    return f"{names[0]}{others}"


def _scenario(run: RunResult) -> dict[str, Any]:
    """The facts of a scenario a reader asks for."""
    plan = run.plan
    return {
        "name": run.name,
        "label": dict(plan.notes.get("label", {})),
        "why": str(plan.notes.get("why", "")),
        "plan": plan.hash,
        "workload": workload_key(plan.trace),
        "start": plan.start.date().isoformat(),
        "horizon_days": plan.horizon_min / 1440.0,
        "warm_up_days": plan.warm_up_min / 1440.0,
        "communities": len(plan.communities),
        "types": dict(Counter(community.type.word for community in plan.communities)),
        "households": sum(community.households for community in plan.communities),
        "staff": _staff(plan),
        "evidence": dict(run.evidence),
        "binding": asdict(run.binding),
        "settling": asdict(run.settling),
    }


def _staff(plan: Plan) -> dict[str, int]:
    """Workers by role, in the order of the roles."""
    posts = Counter(worker.role for worker in plan.workers)
    return {role.name: posts[i] for i, role in enumerate(plan.roles)}
