"""What is wrong with a file, from the loader to the plan."""

from __future__ import annotations

from pathlib import Path

import pytest

from gridsim.errors import Problem, ScenarioError
from gridsim.model.compile.files import compile_file


def problems_of(path: str | Path) -> tuple[Problem, ...]:
    """All problems of a file that has some."""
    with pytest.raises(ScenarioError) as caught:
        compile_file(str(path))
    return caught.value.problems
