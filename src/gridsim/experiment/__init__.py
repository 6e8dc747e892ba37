"""Experiments: replications of scenarios, where they run, and what comparing them says."""

from __future__ import annotations

from gridsim.experiment.comparison import Answer, Comparison, RunResult, compare, run, simulate
from gridsim.experiment.contents import contents
from gridsim.experiment.replications import Step

__all__ = ["Answer", "Comparison", "RunResult", "Step", "compare", "contents", "run", "simulate"]
