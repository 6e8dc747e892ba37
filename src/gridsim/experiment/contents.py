"""What a comparison or a run puts into its results folder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from gridsim.analysis.catalogue import MEASURES
from gridsim.experiment.cache import program_key, workload_key
from gridsim.experiment.comparison import Comparison, RunResult
from gridsim.model.plan import Plan
from gridsim.results import Results


def contents(experiment: RunResult | Comparison, inputs: Mapping[str, str], name: str = "") -> Results:
    """Everything a reader needs, figures aside; `inputs` are resolved scenario files by name."""
    comparison = experiment if isinstance(experiment, Comparison) else Comparison((experiment,), experiment.name)
    runs = comparison.runs
    single = len(runs) == 1
    facts: dict[str, Any] = {
        "seed": runs[0].seed,
        "engine": runs[0].engine,
        "replications": len(next(iter(runs[0].hashes.values()))),
        "computed": sum(run.computed for run in runs),
        "reused": sum(run.reused for run in runs),
        "program": program_key(),
        "baseline": comparison.baseline,
        "scenarios": [_scenario(run) for run in runs],
        "comparisons": [asdict(answer) for answer in comparison.answers],
        "headline": list(comparison.measures),
        "measures": {measure: asdict(info) for measure, info in MEASURES.items()},
        "hashes": {run.name: {kind: list(values) for kind, values in run.hashes.items()} for run in runs},
    }
    return Results(
        name=name or _name([run.name for run in runs]),
        facts=facts,
        summary=comparison.summary,
        differences=comparison.differences.iloc[: 0 if single else None],
        tables={kind: comparison.table(kind) for kind in runs[0].tables},
        inputs=inputs,
    )


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
