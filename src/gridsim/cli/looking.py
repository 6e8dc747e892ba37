"""Commands that look closely: trace, selftest."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gridsim.cli.options import Engine, Json, Language, Processes, Seed
from gridsim.cli.said import NO, print_json, said
from gridsim.progress import shown


def trace(
    results: Annotated[Path, typer.Argument(help="A results folder.")],
    issue: Annotated[str, typer.Argument(help="Number of an issue; or: longest, left, pending, repeat.")],
    scenario: Annotated[str | None, typer.Option(help="Which scenario of a comparison; default: its base.")] = None,
    replication: Annotated[int, typer.Option(min=0, help="Which random history.")] = 0,
    lang: Language = "en", as_json: Json = False,
) -> None:  # fmt: skip
    """Tell the life of one issue: what happened to it when, who came, and why it waited."""
    with said(as_json):
        from gridsim.analysis.picks import picked
        from gridsim.analysis.story import story
        from gridsim.experiment.retrace import retrace
        from gridsim.report.timeline import Told, document, timeline

        run = retrace(results, scenario, replication)
        life = story(run.plan, run.workload, run.records, picked(run.records, issue))
        told = Told(run.scenario, run.seed, run.replication)
        if as_json:
            print_json(document(life, run.plan, told))
        else:
            typer.echo(timeline(life, run.plan, told, lang), nl=False)


def selftest(
    seed: Seed = 1, engine: Engine = "compiled", processes: Processes = None, lang: Language = "en",
    as_json: Json = False,
) -> None:  # fmt: skip
    """Check this program against queueing theory: known answers of small scenarios, in under a minute."""
    with said(as_json):
        from gridsim.experiment.selftest import cases, document
        from gridsim.experiment.selftest import selftest as look
        from gridsim.report.selftest import answer

        with shown() as progress:
            told = document(look(cases(), seed=seed, engine=engine, processes=processes, progress=progress))
        if as_json:
            print_json(told)
        else:
            typer.echo(answer(told, lang), nl=False)
        if not told["agrees"]:
            raise typer.Exit(NO)
