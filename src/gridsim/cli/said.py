"""What a command says when something is wrong, and the code it ends with."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import NoReturn

import typer

from gridsim.errors import EngineError, Problem, ResultsError, ScenarioError

DONE, NO, BAD_INPUT, FAILED, STOPPED = 0, 1, 2, 3, 130
CACHE = Path("results") / ".cache"


@contextmanager
def said(as_json: bool, *, keeps: bool = False) -> Iterator[None]:
    """Say what went wrong, to a person or as JSON, and end with the code that tells it.

    A command that `keeps` what it finishes says how to go on when it is stopped.
    """
    try:
        yield
    except ScenarioError as error:
        if as_json:
            print_json(as_data(error.problems))
        else:
            typer.echo("\n".join(problem.told() for problem in error.problems), err=True)
        raise typer.Exit(BAD_INPUT) from error
    except ResultsError as error:
        fail(str(error), BAD_INPUT, as_json, error)
    except EngineError as error:
        fail(str(error), FAILED, as_json, error)
    except KeyboardInterrupt as stop:
        goes_on = f"; finished replications are kept in {CACHE}: the same command goes on" if keeps else ""
        fail(f"stopped{goes_on}", STOPPED, as_json, stop)


def fail(said: str, code: int, as_json: bool, cause: BaseException) -> NoReturn:
    if as_json:
        print_json({"error": said})
    else:
        typer.echo(said, err=True)
    raise typer.Exit(code) from cause


def print_json(content: object) -> None:
    typer.echo(json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False))


def caution(warnings: Sequence[Sequence[Problem]]) -> None:
    """Print each warning once: files that extend one another share them."""
    for one in dict.fromkeys(one for said in warnings for one in said):
        typer.echo(f"warning: {one} [{one.code}]", err=True)


def as_data(problems: Sequence[Problem]) -> list[dict[str, str]]:
    return [asdict(problem) for problem in problems]
