"""What is asked of a run, refused before anything runs; the command line has checked most of it by then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from gridsim.analysis.catalogue import MEASURES
from gridsim.analysis.inference import Size
from gridsim.engines import ENGINES
from gridsim.errors import Problem, ScenarioError

KINDS = ("absolute", "relative")


def refuse(engine: str, seed: int, measures: Iterable[str] = (), smallest: Mapping[str, Size] | None = None) -> None:
    """ScenarioError with all that is wrong: an engine or a measure that is none, a seed or a difference below 0."""
    problems = [*_of_run(engine, seed), *_of_measures(dict.fromkeys((*measures, *(smallest or {}))))]
    for measure, (kind, size) in (smallest or {}).items():
        if kind not in KINDS or not size > 0:
            fact = f"the difference of '{measure}' that matters is {size} ({kind})"
            problems.append(Problem("bad_option", fact, 'write for example ("absolute", 2.0) or ("relative", 0.05)'))
    if problems:
        raise ScenarioError(problems)


def _of_run(engine: str, seed: int) -> Iterator[Problem]:
    if engine not in ENGINES:
        hint = f"there is {', '.join(ENGINES)}"
        yield Problem("unknown_engine", f"no engine is called '{engine}'", hint, "--engine")
    if seed < 0:
        yield Problem("bad_option", f"{seed} is no seed", "give a whole number from 0", "--seed")


def _of_measures(names: Iterable[str]) -> Iterator[Problem]:
    for name in names:
        if name not in MEASURES:
            hint = "see tables/measures.csv of any results folder"
            yield Problem("unknown_measure", f"there is no measure '{name}'", hint)
