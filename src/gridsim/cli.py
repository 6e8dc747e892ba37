"""The command line: one verb per question, the answer first, then where the details are.

No logic of its own: it reads options, asks the layers below, and says what they say. Heavy libraries are
imported inside the commands, so that help and validation come at once.
"""

from __future__ import annotations

import json
import shlex
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NoReturn

import typer

import gridsim
from gridsim.errors import EngineError, Problem, ResultsError, ScenarioError
from gridsim.progress import shown

if TYPE_CHECKING:
    from gridsim.results import Results
    from gridsim.scenario.schema import Scenario

DONE, NO, BAD_INPUT, FAILED, STOPPED = 0, 1, 2, 3, 130
DEMO = ("urumqi-street", "migrant-top-up", "one-per-150")
CACHE = Path("results") / ".cache"

app = typer.Typer(
    name="gridsim", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
    help="Community grid management as a public-service operation: compare staffing and rules by simulation.",
)  # fmt: skip


Replications = Annotated[int, typer.Option(min=1, help="Random histories of each scenario.")]
Seed = Annotated[int, typer.Option(min=0, help="The same seed gives the same numbers.")]
Set = Annotated[list[str] | None, typer.Option(help="Set a value: roles.clerk.headcount='3 per community'.")]
Engine = Annotated[str, typer.Option(help="Engine that runs the replications.")]
Processes = Annotated[int | None, typer.Option(min=1, help="Processes beside each other; default: every core.")]
Language = Annotated[Literal["en", "zh"], typer.Option(help="Language of the answer and the figures.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of text.")]
Out = Annotated[Path, typer.Option(help="Folder that takes the results folder.")]
File = Annotated[str, typer.Argument(help="A scenario file, or the name of one that comes with gridsim.")]


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"gridsim {gridsim.__version__}")
        raise typer.Exit(DONE)


Version = Annotated[
    bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
]


@app.callback()
def _options(version: Version = False) -> None:
    """Options of the command itself."""


@app.command()
def demo(lang: Language = "en", as_json: Json = False, processes: Processes = None, out: Out = Path("results")) -> None:
    """Compare three staffings of one subdistrict: the base, extra cadres by migrant share, 1 worker per 150."""
    with _said(as_json):
        from gridsim.scenario.loader import shipped

        paths = [shipped()[name] for name in DEMO]
        _answer("demo", paths, {}, _Options(20, 1, "reference", processes, lang, as_json, out))


@app.command()
def run(
    file: File, replications: Replications = 20, seed: Seed = 1, set: Set = None, engine: Engine = "reference",
    processes: Processes = None, lang: Language = "en", as_json: Json = False, out: Out = Path("results"),
) -> None:  # fmt: skip
    """Run one scenario and say how it goes, with 95 % intervals."""
    with _said(as_json):
        options = _Options(replications, seed, engine, processes, lang, as_json, out)
        _answer("", [file], _settings(set), options)


@app.command()
def compare(
    base: File, others: Annotated[list[str], typer.Argument(metavar="OTHER...", help="What to compare with it.")],
    replications: Replications = 20, seed: Seed = 1, set: Set = None, engine: Engine = "reference",
    processes: Processes = None, lang: Language = "en", as_json: Json = False, out: Out = Path("results"),
) -> None:  # fmt: skip
    """Compare scenarios with a base on the same random histories."""
    with _said(as_json):
        options = _Options(replications, seed, engine, processes, lang, as_json, out)
        _answer("", [base, *others], _settings(set), options)


@app.command()
def validate(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Scenario files.")],
    set: Set = None, as_json: Json = False,
) -> None:  # fmt: skip
    """Check scenario files: every mistake at once, each with its line and what to do."""
    with _said(as_json):
        from gridsim.scenario.checks import warnings

        checked = [
            (file, one, warnings(one)) for file, one in zip(files, _load_all(files, _settings(set)), strict=True)
        ]
        if as_json:
            _print_json(
                [
                    {"file": file, "name": one.name, "warnings": [asdict(caution) for caution in said]}
                    for file, one, said in checked
                ]
            )
            return
        for file, one, said in checked:
            counts = (
                f"roles {len(one.roles)}, categories of issues {len(one.issues)}, departments {len(one.departments)}"
            )
            typer.echo(f"{file}: valid: {one.name}, {counts}")
            for caution in said:
                typer.echo(f"{file}: warning: {'.'.join(map(str, caution.at))}: {caution.fact}", err=True)


class _Options:
    """What every command that runs something is told."""

    def __init__(
        self,
        replications: int,
        seed: int,
        engine: str,
        processes: int | None,
        lang: Literal["en", "zh"],
        as_json: bool,
        out: Path,
    ) -> None:
        self.replications, self.seed, self.engine, self.processes = replications, seed, engine, processes
        self.lang, self.as_json, self.out = lang, as_json, out


def _answer(name: str, files: Sequence[str], settings: dict[str, str], options: _Options) -> None:
    """Run the scenarios, write the results folder, and print the answer and where its details are."""
    scenarios = _load_all(files, settings)
    from gridsim.report.answer import answer
    from gridsim.report.folder import draw
    from gridsim.results import document, write

    began = time.perf_counter()
    with shown() as progress:
        results = _simulated(name, scenarios, files, settings, options, progress)
    command = shlex.join(["gridsim", *sys.argv[1:]])
    wall_s = time.perf_counter() - began
    folder = write(
        results, options.out, command=command, wall_s=wall_s, draw=lambda into: draw(results, into, options.lang)
    )
    if options.as_json:
        _print_json(document(results, folder))
    else:
        typer.echo(answer(results, options.lang, folder), nl=False)


def _simulated(
    name: str,
    scenarios: Sequence[Scenario],
    files: Sequence[str],
    settings: dict[str, str],
    options: _Options,
    progress: Any,
) -> Results:
    """One scenario is run, several are compared."""
    from gridsim.experiment import compare, contents
    from gridsim.scenario.loader import dump, resolved

    comparison = compare(
        scenarios, replications=options.replications, seed=options.seed, engine=options.engine,
        processes=options.processes, progress=progress, cache=CACHE,
    )  # fmt: skip
    texts = (dump(resolved(file, settings)) for file in files)
    inputs = {f"{one.name}.yaml": text for one, text in zip(comparison.runs, texts, strict=True)}
    return contents(comparison, inputs, name)


def _load_all(files: Sequence[str], settings: dict[str, str]) -> list[Scenario]:
    """The scenarios of all files. ScenarioError with the problems of every one of them."""
    from gridsim.scenario.loader import load

    scenarios: list[Scenario] = []
    problems: list[Problem] = []
    for file in files:
        try:
            scenarios.append(load(file, settings))
        except ScenarioError as error:
            problems += error.problems
    if problems:
        raise ScenarioError(list(dict.fromkeys(problems)))
    return scenarios


def _settings(set: Sequence[str] | None) -> dict[str, str]:
    """`a.b=c` as path and value."""
    bad = [one for one in set or () if "=" not in one]
    if bad:
        raise ScenarioError([Problem("bad_set", f"'{one}' sets nothing", "write path=value", "--set") for one in bad])
    return {path.strip(): value.strip() for path, _, value in (one.partition("=") for one in set or ())}


@contextmanager
def _said(as_json: bool) -> Iterator[None]:
    """Say what went wrong, to a person or as JSON, and end with the code that tells it."""
    try:
        yield
    except ScenarioError as error:
        if as_json:
            _print_json([asdict(problem) for problem in error.problems])
        else:
            typer.echo("\n".join(str(problem) for problem in error.problems), err=True)
        raise typer.Exit(BAD_INPUT) from error
    except ResultsError as error:
        _fail(str(error), BAD_INPUT, as_json, error)
    except EngineError as error:
        _fail(str(error), FAILED, as_json, error)
    except KeyboardInterrupt as stop:
        _fail(f"stopped; finished replications are kept in {CACHE}: the same command goes on", STOPPED, as_json, stop)


def _fail(said: str, code: int, as_json: bool, cause: BaseException) -> NoReturn:
    if as_json:
        _print_json({"error": said})
    else:
        typer.echo(said, err=True)
    raise typer.Exit(code) from cause


def _print_json(content: object) -> None:
    typer.echo(json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False))


def _stop(signum: int, frame: object) -> NoReturn:
    raise KeyboardInterrupt


def main() -> None:
    """The command `gridsim`. Being told to end (SIGTERM) is answered like Ctrl-C: what is finished is kept."""
    signal.signal(signal.SIGTERM, _stop)
    app()


if __name__ == "__main__":
    main()
