"""The command claims."""

from __future__ import annotations

import shlex
import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from gridsim.cli.inputs import settings
from gridsim.cli.options import Engine, Json, Language, Out, Processes, Seed, Set
from gridsim.cli.said import CACHE, NO, print_json, said
from gridsim.progress import shown


def claims(
    file: Annotated[str | None, typer.Argument(help="A file of claims; default: those of the thesis.")] = None,
    replications: Annotated[int, typer.Option(min=2, help="Random histories of each scenario.")] = 5,
    draws: Annotated[int | None, typer.Option(min=2, help="Draws of uncertain inputs; default: the file's.")] = None,
    seed: Seed = 1, set: Set = None, engine: Engine = "compiled", processes: Processes = None,
    lang: Language = "en", as_json: Json = False, out: Out = Path("results"),
) -> None:  # fmt: skip
    """Test claims one by one: supported, contradicted, holds only if, undecidable. Exit 1: one is contradicted."""
    with said(as_json, keeps=True):
        from gridsim.analysis.catalogue import MEASURES
        from gridsim.experiment.claims import judge
        from gridsim.experiment.claims_results import folder_of
        from gridsim.report.claims import answer
        from gridsim.results import document, refuse_unwritable, write
        from gridsim.scenario.claims import load_claims, shipped_claims

        refuse_unwritable(out)
        units = {measure: info.unit for measure, info in MEASURES.items()}
        began, ledger = time.perf_counter(), load_claims(file or shipped_claims(), units, settings(set))
        with shown() as progress:
            judged = judge(
                ledger, replications, seed, draws=draws, engine=engine, processes=processes, progress=progress,
                cache=CACHE,
            )  # fmt: skip
        results = folder_of(judged)
        command = shlex.join(["gridsim", *sys.argv[1:]])
        folder = write(results, out, command=command, wall_s=time.perf_counter() - began)
        if as_json:
            print_json(document(results, folder))
        else:
            typer.echo(answer(results, lang, folder), nl=False)
        if judged.contradicted:
            raise typer.Exit(NO)
