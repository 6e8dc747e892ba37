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
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NoReturn, TypeVar

import typer

import gridsim
from gridsim.errors import EngineError, Problem, ResultsError, ScenarioError
from gridsim.progress import shown

if TYPE_CHECKING:
    from gridsim.results import Results
    from gridsim.scenario.experiment import Case, Experiment
    from gridsim.scenario.schema import Scenario

DONE, NO, BAD_INPUT, FAILED, STOPPED = 0, 1, 2, 3, 130
DEMO = ("urumqi-street", "migrant-top-up", "one-per-150")
CACHE = Path("results") / ".cache"

Thing = TypeVar("Thing")
Done = TypeVar("Done")

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
        _answer("demo", _cases(paths, {}), _Options(20, 1, "compiled", processes, lang, as_json, out))


@app.command()
def run(
    file: File, replications: Replications = 20, seed: Seed = 1, set: Set = None, engine: Engine = "compiled",
    processes: Processes = None, lang: Language = "en", as_json: Json = False, out: Out = Path("results"),
) -> None:  # fmt: skip
    """Run one scenario and say how it goes, with 95 % intervals."""
    with _said(as_json):
        options = _Options(replications, seed, engine, processes, lang, as_json, out)
        _answer("", _cases([file], _settings(set)), options)


@app.command()
def compare(
    base: Annotated[str, typer.Argument(help="The base: a scenario file or a shipped name; or an experiment file.")],
    others: Annotated[list[str] | None, typer.Argument(metavar="OTHER...", help="What to compare with it.")] = None,
    replications: Annotated[
        int | None, typer.Option(min=1, help="Random histories of each scenario; default: 20, or the experiment's.")
    ] = None,
    seed: Annotated[
        int | None, typer.Option(min=0, help="The same seed gives the same numbers; default: 1, or the experiment's.")
    ] = None,
    set: Set = None, engine: Engine = "compiled",
    processes: Processes = None, lang: Language = "en", as_json: Json = False, out: Out = Path("results"),
) -> None:  # fmt: skip
    """Compare scenarios with a base on the same random histories, or run an experiment file."""
    with _said(as_json):
        experiment = _experiment(base, _settings(set))
        if bool(others) == bool(experiment):
            fact, hint = ("there is nothing to compare with", "name another scenario, or an experiment file")
            if experiment:
                fact, hint = ("an experiment file stands alone", "name its scenarios in it")
            raise ScenarioError([Problem("bad_option", fact, hint, base)])
        n = replications or (experiment.replications if experiment else 20)
        start = seed if seed is not None else experiment.seed if experiment else 1
        options = _Options(n, start, engine, processes, lang, as_json, out)
        cases = experiment.cases if experiment else _cases([base, *(others or ())], _settings(set))
        _answer(experiment.name if experiment else "", cases, options, experiment)


@app.command()
def trace(
    results: Annotated[Path, typer.Argument(help="A results folder.")],
    issue: Annotated[str, typer.Argument(help="Number of an issue; or: longest, left, pending, repeat.")],
    scenario: Annotated[str | None, typer.Option(help="Which scenario of a comparison; default: its base.")] = None,
    replication: Annotated[int, typer.Option(min=0, help="Which random history.")] = 0,
    lang: Language = "en", as_json: Json = False,
) -> None:  # fmt: skip
    """Tell the life of one issue: what happened to it when, who came, and why it waited."""
    with _said(as_json):
        from gridsim.analysis.picks import picked
        from gridsim.analysis.story import story
        from gridsim.experiment.retrace import retrace
        from gridsim.report.timeline import Told, document, timeline

        run = retrace(results, scenario, replication)
        life = story(run.plan, run.workload, run.records, picked(run.records, issue))
        told = Told(run.scenario, run.seed, run.replication)
        if as_json:
            _print_json(document(life, run.plan, told))
        else:
            typer.echo(timeline(life, run.plan, told, lang), nl=False)


@app.command()
def selftest(
    engine: Engine = "compiled", processes: Processes = None, lang: Language = "en", as_json: Json = False
) -> None:
    """Check this program against queueing theory: known answers of small scenarios, in under a minute."""
    with _said(as_json):
        from gridsim.experiment.selftest import cases, document
        from gridsim.experiment.selftest import selftest as look
        from gridsim.report.selftest import answer

        with shown() as progress:
            told = document(look(cases(), engine=engine, processes=processes, progress=progress))
        if as_json:
            _print_json(told)
        else:
            typer.echo(answer(told, lang), nl=False)
        if not told["agrees"]:
            raise typer.Exit(NO)


@app.command()
def validate(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Scenario or experiment files.")],
    set: Set = None, as_json: Json = False,
) -> None:  # fmt: skip
    """Check scenario and experiment files: every mistake at once, each with its line and what to do."""
    with _said(as_json):
        checked = _gathered(files, lambda file: _checked(file, _settings(set)))
        if as_json:
            _print_json([facts for facts, _, _ in checked])
            return
        for facts, counts, _ in checked:
            typer.echo(f"{facts['file']}: valid: {facts['name']}, {counts}")
        _caution([warnings for _, _, warnings in checked])


@app.command()
def show(
    file: File, whole: Annotated[bool, typer.Option("--resolved", help="With all it extends, CSV files read.")] = False,
    origin: Annotated[bool, typer.Option("--origin", help="After each value the file and line that set it.")] = False,
    staff: Annotated[bool, typer.Option("--staff", help="Instead: the workers of each community by role.")] = False,
    set: Set = None, as_json: Json = False,
) -> None:  # fmt: skip
    """Write a scenario out; --resolved gives one file that means the same, as --set does."""
    with _said(as_json):
        if staff:
            _show_staff(file, _settings(set), as_json, alone=not (whole or origin))
            return
        from gridsim.scenario import showing

        if as_json:
            _print_json(showing.values(file, _settings(set), whole=whole))
        else:
            typer.echo(showing.show(file, _settings(set), whole=whole, origin=origin), nl=False)


@app.command()
def diff(
    before: File, after: File, set: Set = None, reading: Annotated[
        bool, typer.Option("--all", help="Names, labels, reasons and evidence too, which change no run.")
    ] = False, as_json: Json = False,
) -> None:  # fmt: skip
    """Say in words what differs between two scenarios; --set is set in the second."""
    with _said(as_json):
        from gridsim.scenario.differences import differences

        lines = differences(before, after, _settings(set), reading=reading)
        if as_json:
            _print_json({"before": before, "after": after, "differences": lines})
        else:
            typer.echo("\n".join(lines) or "no difference")


@app.command()
def schema(
    experiment: Annotated[bool, typer.Option("--experiment", help="That of experiment files.")] = False,
) -> None:
    """Print the JSON Schema of scenario files, or of experiment files, for editors."""
    from gridsim.scenario.editor import text

    typer.echo(text(experiment), nl=False)


@app.command()
def new(
    communities: Annotated[int, typer.Option(help="Communities of the town.")] = 8,
    households: Annotated[int, typer.Option(help="Households of a community, on average.")] = 1500,
    name: Annotated[str, typer.Option(help="Name of the scenario.")] = "my-town",
    out: Annotated[Path | None, typer.Option(help="File to write; default: the name with .yaml.")] = None,
    as_json: Json = False,
) -> None:
    """Write a commented scenario for your own town. A file that is there is never overwritten."""
    with _said(as_json):
        from gridsim.scenario.new import write

        path = write(out or Path(f"{name}.yaml"), name, communities, households)
        if as_json:
            _print_json({"file": path.as_posix(), "name": name})
        else:
            typer.echo(f"{path}: written; next: gridsim validate {path}; gridsim run {path} --replications 5")


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


def _cases(files: Sequence[str], settings: dict[str, str]) -> list[Case]:
    """Each file with the same values set, under its own name."""
    from gridsim.scenario.experiment import Case

    return [Case("", file, settings) for file in files]


def _experiment(file: str, settings: dict[str, str]) -> Experiment | None:
    """The experiment a file says, None if it is another kind of file."""
    from gridsim.scenario.experiment import is_experiment, load_experiment

    if not is_experiment(file):
        return None
    from gridsim.analysis.catalogue import MEASURES

    return load_experiment(file, {measure: info.unit for measure, info in MEASURES.items()}, settings)


def _checked(file: str, settings: dict[str, str]) -> tuple[dict[str, Any], str, list[Problem]]:
    """What a valid file is: facts for a machine, counts for a person, and its warnings."""
    experiment = _experiment(file, settings)
    if experiment is None:
        return _checked_scenario(file, settings)
    compiled = _compile_all(experiment.cases)
    warnings = list(dict.fromkeys(warning for _, said in compiled for warning in said))
    facts: dict[str, Any] = {"file": file, "name": experiment.name, "warnings": _as_data(warnings)}
    facts |= {"baseline": experiment.baseline, "runs": [one.name for one, _ in compiled]}
    counts = f"runs {len(compiled)}, points of the sweep {experiment.points}, baseline {experiment.baseline}"
    return facts, f"{counts}, replications {experiment.replications}, seed {experiment.seed}", warnings


def _checked_scenario(file: str, settings: dict[str, str]) -> tuple[dict[str, Any], str, list[Problem]]:
    from gridsim.model.compile.files import compile_file
    from gridsim.report.staff import data_by_type, lines_by_type

    one, plan = compile_file(file, settings)
    warnings = list(plan.notes["warnings"])
    facts = {"file": file, "name": one.name, "warnings": _as_data(warnings), "staff": data_by_type(plan)}
    counts = f"roles {len(one.roles)}, categories of issues {len(one.issues)}, departments {len(one.departments)}"
    return facts, "\n".join([counts, *lines_by_type(plan)]), warnings


def _show_staff(file: str, settings: dict[str, str], as_json: bool, *, alone: bool) -> None:
    """The workers of each community."""
    if not alone:
        fact, hint = "--staff shows no file, and has no lines", "leave --resolved and --origin out"
        raise ScenarioError([Problem("bad_option", fact, hint, "--staff")])
    from gridsim.model.compile.files import compile_file
    from gridsim.report.staff import data_by_community, table_by_community

    plan = compile_file(file, settings)[1]
    if as_json:
        _print_json(data_by_community(plan))
    else:
        typer.echo("\n".join(table_by_community(plan)))


def _answer(
    name: str, cases: Sequence[Case], options: _Options, experiment: Experiment | None = None
) -> None:  # fmt: skip
    """Run the scenarios, write the results folder, and print the answer and where its details are."""
    compiled = _compile_all(cases)
    scenarios, warnings = [scenario for scenario, _ in compiled], [said for _, said in compiled]
    _caution([] if options.as_json else warnings)
    from gridsim.report.answer import answer
    from gridsim.report.folder import draw
    from gridsim.results import document, write

    began = time.perf_counter()
    with shown() as progress:
        results = _simulated(name, scenarios, cases, options, experiment, progress)
    command = shlex.join(["gridsim", *sys.argv[1:]])
    wall_s = time.perf_counter() - began
    folder = write(
        results, options.out, command=command, wall_s=wall_s, draw=lambda into: draw(results, into, options.lang)
    )
    if options.as_json:
        said = {one.name: _as_data(cautions) for one, cautions in zip(scenarios, warnings, strict=True)}
        _print_json({**document(results, folder), "warnings": said})
    else:
        typer.echo(answer(results, options.lang, folder), nl=False)


def _simulated(
    name: str,
    scenarios: Sequence[Scenario],
    cases: Sequence[Case],
    options: _Options,
    experiment: Experiment | None,
    progress: Any,
) -> Results:
    """One scenario is run, several are compared."""
    from gridsim.experiment import compare, contents
    from gridsim.scenario.loader import dump, resolved

    asked: dict[str, Any] = {}
    if experiment:
        asked = {"baseline": experiment.baseline, "measures": experiment.measures, "smallest": experiment.smallest}
    comparison = compare(
        scenarios, replications=options.replications, seed=options.seed, engine=options.engine,
        processes=options.processes, progress=progress, cache=CACHE, **asked,
    )  # fmt: skip
    texts = (dump(resolved(case.file, case.set)) for case in cases)
    inputs = {f"{one.name}.yaml": text for one, text in zip(comparison.runs, texts, strict=True)}
    return contents(comparison, inputs, name)


def _compile_all(cases: Sequence[Case]) -> list[tuple[Scenario, tuple[Problem, ...]]]:
    """The scenarios of all cases with their warnings. ScenarioError with the problems of every one of them."""
    from gridsim.model.compile.files import compile_file

    def compiled(case: Case) -> tuple[Scenario, tuple[Problem, ...]]:
        scenario, plan = compile_file(case.file, case.set)
        return scenario.model_copy(update={"name": case.name or scenario.name}), plan.notes["warnings"]

    return _gathered(cases, compiled)


def _gathered(things: Iterable[Thing], do: Callable[[Thing], Done]) -> list[Done]:
    """What `do` makes of each thing. ScenarioError with the problems of every one of them."""
    done: list[Done] = []
    problems: list[Problem] = []
    for thing in things:
        try:
            done.append(do(thing))
        except ScenarioError as error:
            problems += error.problems
    if problems:
        raise ScenarioError(list(dict.fromkeys(problems)))
    return done


def _caution(warnings: Sequence[Sequence[Problem]]) -> None:
    """Print each warning once: files that extend one another share them."""
    for one in dict.fromkeys(one for said in warnings for one in said):
        typer.echo(f"warning: {one} [{one.code}]", err=True)


def _as_data(problems: Sequence[Problem]) -> list[dict[str, str]]:
    return [asdict(problem) for problem in problems]


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
            _print_json(_as_data(error.problems))
        else:
            typer.echo("\n".join(problem.told() for problem in error.problems), err=True)
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
