"""gridsim: community grid management as a public-service operation, simulated issue by issue.

The public names are looked up when first used, so that `import gridsim` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gridsim.errors import GridsimError, ScenarioError
    from gridsim.experiment import compare, run, simulate
    from gridsim.experiment.staffing import staff_for
    from gridsim.model.plan import Plan
    from gridsim.model.records import Records
    from gridsim.scenario.experiment_values import Precision
    from gridsim.scenario.loader import load
    from gridsim.scenario.schema import Scenario

__version__ = "0.1.0"

__all__ = [
    "GridsimError",
    "Plan",
    "Precision",
    "Records",
    "Scenario",
    "ScenarioError",
    "__version__",
    "compare",
    "load",
    "run",
    "simulate",
    "staff_for",
]

_HOMES = {
    "GridsimError": "gridsim.errors",
    "Plan": "gridsim.model.plan",
    "Precision": "gridsim.scenario.experiment_values",
    "Records": "gridsim.model.records",
    "Scenario": "gridsim.scenario.schema",
    "ScenarioError": "gridsim.errors",
    "compare": "gridsim.experiment",
    "load": "gridsim.scenario.loader",
    "run": "gridsim.experiment",
    "simulate": "gridsim.experiment",
    "staff_for": "gridsim.experiment.staffing",
}


def __getattr__(name: str) -> object:
    """The public name `name`, imported at its first use; AttributeError if there is none."""
    if name not in _HOMES:
        raise AttributeError(f"module 'gridsim' has no attribute '{name}'")
    value: object = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """The public names, those not yet used too."""
    return sorted(__all__)
