"""Engines: a Plan and a Workload go in, Records come out. No seed goes in, no statistics come out."""

from __future__ import annotations

from gridsim.errors import EngineError
from gridsim.model.plan import Plan
from gridsim.model.records import Records
from gridsim.model.workload import Workload

ENGINES = ("reference", "compiled")


def simulate(plan: Plan, workload: Workload, until_min: float | None = None, engine: str = "reference") -> Records:
    """Run one replication up to `until_min` (default: the plan's horizon) and return what happened.

    What happens before `until_min` is applied, nothing at it. EngineError if the engine is unknown.
    """
    if engine not in ENGINES:
        raise EngineError(f"no engine is called '{engine}'; there is {', '.join(ENGINES)}")
    if engine == "compiled":
        from gridsim.engines.compiled import run
    else:
        from gridsim.engines.reference import run

    return run(plan, workload, plan.horizon_min if until_min is None else until_min)
