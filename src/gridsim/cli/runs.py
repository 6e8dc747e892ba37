"""Commands that run scenarios: demo, run, compare."""

from __future__ import annotations

import shlex
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gridsim.cli.inputs import cases_of, experiment_of, replications_of, settings, where_of
from gridsim.cli.options import (
    Address,
    AtLeast,
    AtMost,
    Backend,
    Engine,
    File,
    Json,
    Language,
    Of,
    Options,
    Out,
    Precision,
    Processes,
    Replications,
    Seed,
    Set,
    Shard,
    To,
)
from gridsim.cli.said import CACHE, FAILED, as_data, caution, print_json, said
from gridsim.errors import Problem, ResultsError, ScenarioError
from gridsim.progress import shown

if TYPE_CHECKING:
    from gridsim.experiment import ShareDone
    from gridsim.model.compile.sweep import Prepared
    from gridsim.results import Results
    from gridsim.scenario.cases import Case
    from gridsim.scenario.experiment import Experiment

DEMO = ("urumqi-street", "migrant-top-up", "one-per-150")


def demo(lang: Language = "en", as_json: Json = False, processes: Processes = None, out: Out = Path("results")) -> None:
    """Compare three staffings of one subdistrict: the base, extra cadres by migrant share, 1 worker per 150."""
    with said(as_json, keeps=True):
        from gridsim.scenario.loader import shipped

        paths = [shipped()[name] for name in DEMO]
        _answer("demo", cases_of(paths, {}), Options(20, 1, "compiled", processes, lang, as_json, out))


def run(
    file: File, replications: Replications = None,
    precision: Precision = None, of: Of = None, at_least: AtLeast = None, at_most: AtMost = None,
    seed: Seed = 1, set: Set = None, engine: Engine = "compiled",
    processes: Processes = None, backend: Backend = "loky", address: Address = "", shard: Shard = "",
    lang: Language = "en", as_json: Json = False, to: To = None, out: Out = Path("results"),
) -> None:  # fmt: skip
    """Run one scenario and say how it goes, with 95 % intervals."""
    with said(as_json, keeps=True):
        wanted = {"precision": precision, "of": of, "at least": at_least, "at most": at_most}
        where, n = where_of(backend, address, shard, processes), replications_of(replications, wanted)
        options = Options(n, seed, engine, processes, lang, as_json, out, where, to)
        _answer("", cases_of([file], settings(set)), options)


def compare(
    base: Annotated[str, typer.Argument(help="The base: a scenario file or a shipped name; or an experiment file.")],
    others: Annotated[list[str] | None, typer.Argument(metavar="OTHER...", help="What to compare with it.")] = None,
    replications: Annotated[
        int | None, typer.Option(min=1, help="Random histories of each scenario; default: 20, or the experiment's.")
    ] = None,
    precision: Precision = None, of: Of = None, at_least: AtLeast = None, at_most: AtMost = None,
    seed: Annotated[
        int | None, typer.Option(min=0, help="The same seed gives the same numbers; default: 1, or the experiment's.")
    ] = None,
    set: Set = None, engine: Engine = "compiled",
    processes: Processes = None, backend: Backend = "loky", address: Address = "", shard: Shard = "",
    lang: Language = "en", as_json: Json = False, to: To = None, out: Out = Path("results"),
) -> None:  # fmt: skip
    """Compare scenarios with a base on the same random histories, or run an experiment file."""
    with said(as_json, keeps=True):
        experiment = experiment_of(base, settings(set))
        if bool(others) == bool(experiment):
            fact, hint = ("there is nothing to compare with", "name another scenario, or an experiment file")
            if experiment:
                fact, hint = ("an experiment file stands alone", "name its scenarios in it")
            raise ScenarioError([Problem("bad_option", fact, hint, base)])
        if shard and experiment and experiment.uncertain:
            fact, hint = "draws of uncertain inputs are not shared out", "leave --shard out, or uncertain: in the file"
            raise ScenarioError([Problem("bad_option", fact, hint, "--shard")])
        wanted = {"precision": precision, "of": of, "at least": at_least, "at most": at_most}
        n = replications_of(replications, wanted, experiment.replications if experiment else 20)
        start = seed if seed is not None else experiment.seed if experiment else 1
        where = where_of(backend, address, shard, processes)
        options = Options(n, start, engine, processes, lang, as_json, out, where, to)
        cases = experiment.cases if experiment else cases_of([base, *(others or ())], settings(set))
        _answer(experiment.name if experiment else "", cases, options, experiment)


def _answer(
    name: str, cases: Sequence[Case], options: Options, experiment: Experiment | None = None
) -> None:  # fmt: skip
    """Run the scenarios, write the results folder, and print the answer and where its details are."""
    from gridsim.model.compile.sweep import prepared

    ready = prepared(cases, experiment.failed if experiment else ())
    caution([] if options.as_json else ready.warnings)
    from gridsim.experiment import ShareDone, at
    from gridsim.report.answer import answer
    from gridsim.results import document, refuse_unwritable

    if options.to:
        from gridsim.report.excel import needed

        needed()
    refuse_unwritable(options.out)
    began = time.perf_counter()
    try:
        with shown() as progress, at(options.where):
            results = _simulated(name, ready, options, experiment, progress)
    except ShareDone as done:
        _say_share(done, options.as_json)
        return
    folder = _written(results, options, time.perf_counter() - began)
    if options.as_json:
        said = {one.name: as_data(cautions) for one, cautions in zip(ready.scenarios, ready.warnings, strict=True)}
        print_json({**document(results, folder), "warnings": said})
    else:
        typer.echo(answer(results, options.lang, folder), nl=False)
    if results.facts.get("failed"):
        raise typer.Exit(FAILED)


def _say_share(done: ShareDone, as_json: bool) -> None:
    """What a share did, and how the answer comes."""
    number, of_all = done.share.number, done.share.of_all
    if as_json:
        counts = {"computed": done.computed, "reused": done.reused}
        print_json({"share": {"number": number, "of": of_all}, "cache": str(CACHE), "replications": counts})
        return
    typer.echo(f"share {number} of {of_all} is done: replications computed {done.computed}, reused {done.reused}")
    typer.echo(f"they are kept in {CACHE}; when all shares are there, the same command without --shard answers")


def _written(results: Results, options: Options, wall_s: float) -> Path:
    """Write the results folder. ResultsError that says how to go on, if it cannot be written."""
    from gridsim.report.excel import write_workbook
    from gridsim.report.folder import draw
    from gridsim.report.page import write_page
    from gridsim.results import write

    def beside(folder: Path) -> None:
        if options.to == "xlsx":
            write_workbook(results, folder / f"{results.name}.xlsx", options.lang)

    command = shlex.join(["gridsim", *sys.argv[1:]])
    try:
        folder = write(
            results, options.out, command=command, wall_s=wall_s, beside=beside,
            draw=lambda into: draw(results, into, options.lang),
        )  # fmt: skip
        write_page(results, folder, options.lang)
    except ResultsError as error:
        raise ResultsError(f"{error}; the replications are kept in {CACHE}: the same command goes on") from error
    return folder


def _simulated(name: str, ready: Prepared, options: Options, experiment: Experiment | None, progress: Any) -> Results:
    """One scenario is run, several are compared."""
    from gridsim.experiment import compare, contents, with_uncertain
    from gridsim.scenario.loader import dump, resolved

    asked: dict[str, Any] = {}
    if experiment:
        asked = {"baseline": experiment.baseline, "measures": experiment.measures, "smallest": experiment.smallest}
        asked |= {"points": {case.name: case.point for case in ready.cases if case.point}, "failed": ready.failed}
    comparison = compare(
        ready.scenarios, replications=options.replications, seed=options.seed, engine=options.engine,
        processes=options.processes, progress=progress, cache=CACHE, **asked,
    )  # fmt: skip
    if experiment and experiment.uncertain:
        comparison = with_uncertain(
            comparison, ready.cases, experiment.uncertain, experiment.draws, options.seed, engine=options.engine,
            processes=options.processes, progress=progress, cache=CACHE,
        )  # fmt: skip
    lost = {one.name for one in comparison.failed}
    texts = (dump(resolved(case.file, case.set)) for case in ready.cases if case.name not in lost)
    inputs = {f"{one.name}.yaml": text for one, text in zip(comparison.runs, texts, strict=True)}
    return contents(comparison, inputs, name)
