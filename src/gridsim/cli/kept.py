"""Commands about what is kept: merge, reproduce."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from gridsim.cli.options import Json, Language, Processes
from gridsim.cli.said import CACHE, NO, print_json, said
from gridsim.progress import shown


def merge(
    folders: Annotated[
        list[Path], typer.Argument(metavar="FOLDER...", help="Working folders of other machines, or their .cache.")
    ],
    as_json: Json = False,
) -> None:
    """Bring the finished replications of other machines here: the same command then answers from them."""
    with said(as_json):
        from gridsim.experiment.shards import merge as bring

        done = bring(folders, CACHE)
        facts: dict[str, Any] = {"new": done.new, "known": done.known, "of_another_gridsim": done.other}
        facts["differing"] = [path.as_posix() for path in done.differing]
        if as_json:
            print_json(facts)
        else:
            typer.echo(f"{CACHE}: {done.new} replications are new, {done.known} were here already")
            if done.other:
                typer.echo(f"{done.other} of them are of another gridsim, which this one will not use")
            for path in facts["differing"]:
                typer.echo(f"{path}: differs from the same replication here, which stays")
        if done.differing:
            raise typer.Exit(NO)


def reproduce(
    results: Annotated[Path, typer.Argument(help="A results folder.")],
    processes: Processes = None, lang: Language = "en", as_json: Json = False,
) -> None:  # fmt: skip
    """Run a results folder again from what is in it, and compare every table to the last digit."""
    with said(as_json):
        from gridsim.experiment.reproduce import document
        from gridsim.experiment.reproduce import reproduce as again
        from gridsim.report.reproduced import answer

        with shown() as progress:
            told = document(again(results, processes=processes, progress=progress))
        if as_json:
            print_json(told)
        else:
            typer.echo(answer(told, lang), nl=False)
        if not told["equal"]:
            raise typer.Exit(NO)
