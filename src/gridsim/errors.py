"""What can go wrong, said to the person who can put it right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class GridsimError(Exception):
    """Any error gridsim raises on purpose."""


@dataclass(frozen=True)
class Problem:
    """One mistake in an input: where it stands, what is so, and what to do about it.

    `place` reads `file:line:column` as far as it is known, `path` is the dotted name of the value
    (`roles.grid_worker.headcount`), `code` is stable and may be searched for.
    """

    code: str
    fact: str
    hint: str = ""
    place: str = ""
    path: str = ""

    def __str__(self) -> str:
        where = ": ".join(part for part in (self.place, self.path) if part)
        said = f"{where}: {self.fact}" if where else self.fact
        return f"{said}; {self.hint}" if self.hint else said


class ScenarioError(GridsimError):
    """A scenario, trace or option that cannot be used: all its problems at once. Exit code 2."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[ScenarioError], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)


class EngineError(GridsimError):
    """An engine met what it cannot do, or broke one of its own identities. Exit code 3."""


class ResultsError(GridsimError):
    """A results folder that cannot be written or read. Exit code 2."""
