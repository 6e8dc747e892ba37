"""Experiments: replications of scenarios, where they run, and what comparing them says."""

from __future__ import annotations

from gridsim.experiment.backends import Where, at
from gridsim.experiment.comparison import Answer, Comparison, RunResult, compare, run, simulate
from gridsim.experiment.contents import contents
from gridsim.experiment.running import Step
from gridsim.experiment.shards import ShareDone
from gridsim.experiment.uncertain import with_uncertain

__all__ = [
    "Answer",
    "Comparison",
    "RunResult",
    "ShareDone",
    "Step",
    "Where",
    "at",
    "compare",
    "contents",
    "run",
    "simulate",
    "with_uncertain",
]
