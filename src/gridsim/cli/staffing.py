"""The command that looks for a headcount: staff-for."""

from __future__ import annotations

import shlex
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from gridsim.cli.inputs import settings, where_of
from gridsim.cli.options import Address, Backend, Engine, File, Json, Language, Options, Out, Processes, Seed, Set
from gridsim.cli.said import CACHE, NO, caution, print_json, said
from gridsim.progress import shown

if TYPE_CHECKING:
    from gridsim.experiment import Comparison
    from gridsim.experiment.staffing import StaffFor
    from gridsim.results import Results

By = Literal["total", "community", "ratio", "allocation"]


def staff_for(
    file: File,
    target: Annotated[str, typer.Option(help="'90% attended within 2 h', '95% on time', 'exposure_mean_h below 9 h'.")],
    role: Annotated[str, typer.Option(help="Whose headcount; of a scenario with one role not needed.")] = "",
    by: Annotated[
        By | None,
        typer.Option(help="Workers in total, per community, a ratio to households, or a total dealt out best."),
    ] = None,
    confidence: Annotated[str, typer.Option(help="How sure the answer has to be.")] = "95%",
    at_most: Annotated[
        int | None, typer.Option(min=1, help="The most workers looked at; default: eight times today's.")
    ] = None,
    replications: Annotated[
        int, typer.Option(min=2, help="Random histories of each headcount; twice as many test the answer.")
    ] = 20,
    seed: Seed = 1, set: Set = None, engine: Engine = "compiled", processes: Processes = None,
    backend: Backend = "loky", address: Address = "",
    lang: Language = "en", as_json: Json = False, out: Out = Path("results"),
) -> None:  # fmt: skip
    """Find the smallest headcount that meets a target, or say what else would.

    No share of it can be run alone (--shard): which headcount is run next follows from those before.
    """
    with said(as_json, keeps=True):
        where = where_of(backend, address, "", processes)
        options = Options(replications, seed, engine, processes, lang, as_json, out, where)
        wanted = {"role": role, "by": by or "", "confidence": confidence, "at_most": at_most}
        found = _answer(file, target, settings(set), wanted, options)
        if not found:
            raise typer.Exit(NO)


def _answer(file: str, text: str, values: dict[str, str], wanted: dict[str, Any], options: Options) -> bool:
    """Look for the headcount, write the results folder and print the answer; whether there is one."""
    from gridsim.analysis.targets import parse_confidence, parse_target
    from gridsim.model.compile.files import compile_file

    target, sure = parse_target(text), parse_confidence(wanted.pop("confidence"))
    scenario, plan = compile_file(file, values)
    caution([] if options.as_json else [plan.notes["warnings"]])
    from gridsim.experiment import at
    from gridsim.experiment.staffing import staff_for as look_for
    from gridsim.report.page import write_page
    from gridsim.report.staff_for import answer
    from gridsim.results import document, refuse_unwritable, write

    refuse_unwritable(options.out)
    began = time.perf_counter()
    run: dict[str, Any] = {
        "replications": options.replications, "seed": options.seed, "engine": options.engine,
        "processes": options.processes, "cache": CACHE,
    }  # fmt: skip
    with shown() as progress, at(options.where):
        done = look_for(scenario, target, confidence=sure, progress=progress, **wanted, **run)
        results = _results(done, file, values, run)
    folder = write(
        results, options.out, command=shlex.join(["gridsim", *sys.argv[1:]]), wall_s=time.perf_counter() - began,
        draw=_draw(results, options.lang),
    )  # fmt: skip
    write_page(results, folder, options.lang)
    if options.as_json:
        print_json(document(results, folder))
    else:
        typer.echo(answer(results.facts["staff_for"], file, values, options.lang, folder), nl=False)
    return done.found.answer is not None


def _results(done: StaffFor, file: str, values: dict[str, str], run: dict[str, Any]) -> Results:
    """The scenario as written beside the headcount found, on the histories of the search; these are in the cache."""
    from gridsim.experiment import compare
    from gridsim.experiment.staffing_results import results_of
    from gridsim.scenario.loader import dump, load, resolved

    name = done.ladder.scenario.name
    every = {name: values}
    answer = done.found.answer
    rung = None if answer is None else done.ladder.rungs[answer]
    if answer is not None and rung is not None and rung.rule and rung.counts != done.ladder.now:
        named, found = f"{name}-{done.ladder.role}-{rung.workers}", done.ladder.settings(answer)
        every[named] = {**values, **found, "name": named}
    comparison: Comparison = compare([load(file, one) for one in every.values()], **run)
    inputs = {f"{one}.yaml": dump(resolved(file, set)) for one, set in every.items()}
    return results_of(done, comparison, inputs)


def _draw(results: Results, lang: Literal["en", "zh"]) -> Any:
    """Draws the curve beside the figures of every comparison."""
    from gridsim.report import figures
    from gridsim.report.folder import draw

    def into(folder: Path) -> None:
        draw(results, folder, lang)
        figures.save(figures.staffing_figure(results.facts["staff_for"], lang=lang), folder, "staffing")

    return into
