"""Engines: a Plan and a Workload go in, Records come out. No seed goes in, no statistics come out.

Both give the same records to the last bit: `compiled` is the one to run, `reference` the one to read and to doubt with.
"""

from __future__ import annotations

from collections.abc import Callable

from gridsim.errors import EngineError
from gridsim.model.plan import Plan
from gridsim.model.records import Records
from gridsim.model.workload import Workload

ENGINES = ("compiled", "reference")
DEFAULT = "compiled"
Passing = Callable[[float], None]  # told the simulated minute that a run has reached


def simulate(
    plan: Plan, workload: Workload, until_min: float | None = None, engine: str = DEFAULT,
    passing: Passing | None = None,
) -> Records:  # fmt: skip
    """Run one replication up to `until_min` (default: the plan's horizon) and return what happened.

    What happens before `until_min` is applied, nothing at it. `passing` is called now and then.
    EngineError if the engine is unknown.
    """
    if engine not in ENGINES:
        raise EngineError(f"no engine is called '{engine}'; there is {', '.join(ENGINES)}")
    if engine == "compiled":
        from gridsim.engines.compiled import run
    else:
        from gridsim.engines.reference import run

    return run(plan, workload, plan.horizon_min if until_min is None else until_min, passing)


def is_ready(engine: str) -> bool:
    """Whether an engine can run at once; the compiled one is compiled when it first runs on a machine."""
    if engine != "compiled":
        return True
    from gridsim.engines.compiled.kernel import is_compiled

    return is_compiled()


def make_ready(engine: str) -> None:
    """Compile an engine that has to be."""
    if engine == "compiled":
        from gridsim.engines.compiled.kernel import compile_now

        compile_now()
