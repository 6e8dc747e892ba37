"""The command sensitivity."""

from __future__ import annotations

import shlex
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from gridsim.cli.inputs import settings, where_of
from gridsim.cli.options import Address, Backend, Engine, File, Json, Language, Out, Processes, Seed, Set
from gridsim.cli.said import CACHE, print_json, said
from gridsim.errors import Problem, ScenarioError
from gridsim.progress import shown


def sensitivity(
    file: File,
    trajectories: Annotated[int, typer.Option(min=2, help="Random ways through the ranges of all inputs.")] = 10,
    replications: Annotated[int, typer.Option(min=2, help="Random histories at the ends of the largest ranges.")] = 10,
    measure: Annotated[list[str] | None, typer.Option(help="What is judged; default: the headline measures.")] = None,
    seed: Seed = 1, set: Set = None, engine: Engine = "compiled", processes: Processes = None,
    backend: Backend = "loky", address: Address = "",
    lang: Language = "en", as_json: Json = False, out: Out = Path("results"),
) -> None:  # fmt: skip
    """Say which inputs matter: all with a range of evidence are moved through it, chance kept apart.

    No share of it can be run alone (--shard): which inputs are put to the ends of their ranges follows from the rest.
    """
    with said(as_json, keeps=True):
        where = where_of(backend, address, "", processes)
        from gridsim.analysis.catalogue import HEADLINE
        from gridsim.experiment import at
        from gridsim.experiment.sensitivity import folder_of
        from gridsim.experiment.sensitivity import sensitivity as screen
        from gridsim.report.folder import draw
        from gridsim.report.page import write_page
        from gridsim.report.sensitivity import answer
        from gridsim.results import document, refuse_unwritable, write
        from gridsim.scenario.cases import Case

        measures = _known(measure or HEADLINE)
        refuse_unwritable(out)
        began, case = time.perf_counter(), Case("", file, settings(set))
        with shown() as progress, at(where):
            found = screen(
                case, replications, seed, number=trajectories, measures=measures, engine=engine, processes=processes,
                progress=progress, cache=CACHE,
            )  # fmt: skip
        results = folder_of(found, case)
        folder = write(
            results, out, command=shlex.join(["gridsim", *sys.argv[1:]]), wall_s=time.perf_counter() - began,
            draw=lambda into: draw(results, into, lang),
        )  # fmt: skip
        write_page(results, folder, lang)
        if as_json:
            print_json(document(results, folder))
        else:
            typer.echo(answer(results, lang, folder), nl=False)


def _known(measures: Sequence[str]) -> Sequence[str]:
    """The measures asked for. ScenarioError if there is no such one."""
    from gridsim.analysis.catalogue import MEASURES

    hint = "see tables/measures.csv of any results folder"
    problems = [
        Problem("unknown_measure", f"there is no measure '{one}'", hint, "--measure")
        for one in measures if one not in MEASURES
    ]  # fmt: skip
    if problems:
        raise ScenarioError(problems)
    return measures
