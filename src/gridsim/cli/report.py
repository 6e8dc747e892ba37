"""The command that makes the page of a results folder: report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gridsim.cli.options import Json, Language
from gridsim.cli.said import print_json, said


def report(
    results: Annotated[Path, typer.Argument(help="A results folder.")],
    lang: Language = "en",
    out: Annotated[Path | None, typer.Option(help="File to write; default: report.html in the folder.")] = None,
    as_json: Json = False,
) -> None:
    """Make the page of a results folder: one HTML file with the answer first, to read, print or send."""
    with said(as_json):
        from gridsim.report.page import write_page
        from gridsim.results import read

        path = write_page(read(results), results, lang, out)
        if as_json:
            print_json({"file": path.as_posix(), "bytes": path.stat().st_size, "language": lang})
        else:
            typer.echo(f"{path}: written; open it in any browser")
