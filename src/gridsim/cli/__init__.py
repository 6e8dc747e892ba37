"""The command line: one verb per question, the answer first, then where the details are.

No logic of its own: it reads options, asks the layers below, and says what they say. Heavy libraries are
imported inside the commands, so that help and validation come at once.
"""

from __future__ import annotations

import signal
from typing import Annotated, NoReturn

import typer

import gridsim
from gridsim.cli.claims import claims
from gridsim.cli.files import diff, new, schema, show, validate
from gridsim.cli.kept import merge, reproduce
from gridsim.cli.looking import selftest, trace
from gridsim.cli.report import report
from gridsim.cli.runs import compare, demo, run
from gridsim.cli.said import DONE
from gridsim.cli.sensitivity import sensitivity
from gridsim.cli.staffing import staff_for

COMMANDS = (
    demo, run, compare, staff_for, sensitivity, claims, merge, report, reproduce,
    trace, selftest, validate, show, diff, schema, new,
)  # fmt: skip

app = typer.Typer(
    name="gridsim", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
    help="Community grid management as a public-service operation: compare staffing and rules by simulation.",
)  # fmt: skip
for command in COMMANDS:
    app.command()(command)


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


def _stop(signum: int, frame: object) -> NoReturn:
    raise KeyboardInterrupt


def main() -> None:
    """The command `gridsim`. Being told to end (SIGTERM) is answered like Ctrl-C: what is finished is kept."""
    signal.signal(signal.SIGTERM, _stop)
    app()
