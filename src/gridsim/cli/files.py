"""Commands about files that a person writes: validate, show, diff, schema, new."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gridsim.cli.inputs import experiment_of, gathered, ledger_of, settings
from gridsim.cli.options import File, Json, Set
from gridsim.cli.said import as_data, caution, print_json, said
from gridsim.errors import Problem, ScenarioError

if TYPE_CHECKING:
    from gridsim.scenario.claims import Ledger


def validate(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Files of scenarios, experiments or claims.")],
    set: Set = None, as_json: Json = False,
) -> None:  # fmt: skip
    """Check files of scenarios, experiments and claims: every mistake at once, each with its line and what to do."""
    with said(as_json):
        checked = gathered(files, lambda file: _checked(file, settings(set)))
        if as_json:
            print_json([facts for facts, _, _ in checked])
            return
        for facts, counts, _ in checked:
            typer.echo(f"{facts['file']}: valid: {facts['name']}, {counts}")
        caution([warnings for _, _, warnings in checked])


def show(
    file: File, whole: Annotated[bool, typer.Option("--resolved", help="With all it extends, CSV files read.")] = False,
    origin: Annotated[bool, typer.Option("--origin", help="After each value the file and line that set it.")] = False,
    staff: Annotated[bool, typer.Option("--staff", help="Instead: the workers of each community by role.")] = False,
    set: Set = None, as_json: Json = False,
) -> None:  # fmt: skip
    """Write a scenario out; --resolved gives one file that means the same, as --set does."""
    with said(as_json):
        if staff:
            _show_staff(file, settings(set), as_json, alone=not (whole or origin))
            return
        from gridsim.scenario import showing

        if as_json:
            print_json(showing.values(file, settings(set), whole=whole))
        else:
            typer.echo(showing.show(file, settings(set), whole=whole, origin=origin), nl=False)


def diff(
    before: File, after: File, set: Set = None, reading: Annotated[
        bool, typer.Option("--all", help="Names, labels, reasons and evidence too, which change no run.")
    ] = False, as_json: Json = False,
) -> None:  # fmt: skip
    """Say in words what differs between two scenarios; --set is set in the second."""
    with said(as_json):
        from gridsim.scenario.differences import differences

        lines = differences(before, after, settings(set), reading=reading)
        if as_json:
            print_json({"before": before, "after": after, "differences": lines})
        else:
            typer.echo("\n".join(lines) or "no difference")


def schema(
    experiment: Annotated[bool, typer.Option("--experiment", help="That of experiment files.")] = False,
    claims: Annotated[bool, typer.Option("--claims", help="That of files of claims.")] = False,
) -> None:
    """Print the JSON Schema of scenario files, of experiment files or of files of claims, for editors."""
    with said(as_json=False):
        if experiment and claims:
            raise ScenarioError([Problem("bad_option", "one schema is printed", "leave one out", "--claims")])
        from gridsim.scenario.editor import CLAIMS_FILE, EXPERIMENT_FILE, FILE, text

        typer.echo(text(CLAIMS_FILE if claims else EXPERIMENT_FILE if experiment else FILE), nl=False)


def new(
    communities: Annotated[int, typer.Option(help="Communities of the town.")] = 8,
    households: Annotated[int, typer.Option(help="Households of a community, on average.")] = 1500,
    name: Annotated[str, typer.Option(help="Name of the scenario.")] = "my-town",
    out: Annotated[Path | None, typer.Option(help="File to write; default: the name with .yaml.")] = None,
    as_json: Json = False,
) -> None:
    """Write a commented scenario for your own town. A file that is there is never overwritten."""
    with said(as_json):
        from gridsim.scenario.new import write

        path = write(out or Path(f"{name}.yaml"), name, communities, households)
        if as_json:
            print_json({"file": path.as_posix(), "name": name})
        else:
            typer.echo(f"{path}: written; next: gridsim validate {path}; gridsim run {path} --replications 5")


def _checked(file: str, settings: dict[str, str]) -> tuple[dict[str, Any], str, list[Problem]]:
    """What a valid file is: facts for a machine, counts for a person, and its warnings."""
    ledger = ledger_of(file, settings)
    if ledger is not None:
        return _checked_claims(file, ledger)
    experiment = experiment_of(file, settings)
    if experiment is None:
        return _checked_scenario(file, settings)
    from gridsim.model.compile.sweep import prepared

    ready = prepared(experiment.cases, experiment.failed)
    warnings = list(dict.fromkeys(warning for said in ready.warnings for warning in said))
    warnings += [Problem("failed_point", one.said, "the other points are run", one.name) for one in ready.failed]
    facts: dict[str, Any] = {"file": file, "name": experiment.name, "warnings": as_data(warnings)}
    facts |= {"baseline": experiment.baseline, "runs": [one.name for one in ready.scenarios]}
    counts = f"runs {len(ready.cases)}, points of the sweep {experiment.points}, baseline {experiment.baseline}"
    return facts, f"{counts}, replications {experiment.replications}, seed {experiment.seed}", warnings


def _checked_claims(file: str, ledger: Ledger) -> tuple[dict[str, Any], str, list[Problem]]:
    from gridsim.model.compile.sweep import prepared

    warnings = list(dict.fromkeys(warning for said in prepared(ledger.cases).warnings for warning in said))
    facts: dict[str, Any] = {"file": file, "name": ledger.name, "warnings": as_data(warnings)}
    facts |= {"claims": [one.name for one in ledger.claims], "tested": [one.name for one in ledger.tested]}
    facts |= {"scenarios": [one.name for one in ledger.cases], "uncertain": list(ledger.uncertain)}
    counts = f"claims {len(ledger.claims)}, tested {len(ledger.tested)}, scenarios {len(ledger.cases)}"
    return facts, f"{counts}, uncertain inputs {len(ledger.uncertain)}, draws {ledger.draws.number}", warnings


def _checked_scenario(file: str, settings: dict[str, str]) -> tuple[dict[str, Any], str, list[Problem]]:
    from gridsim.model.compile.files import compile_file
    from gridsim.report.staff import data_by_type, data_of_city, lines_by_type

    one, plan = compile_file(file, settings)
    warnings = list(plan.notes["warnings"])
    facts: dict[str, Any] = {"file": file, "name": one.name, "plan": plan.hash, "warnings": as_data(warnings)}
    facts |= {"city": data_of_city(plan), "staff": data_by_type(plan)}
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
        print_json(data_by_community(plan))
    else:
        typer.echo("\n".join(table_by_community(plan)))
