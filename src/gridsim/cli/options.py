"""Options that several commands share."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from gridsim.experiment import Where
    from gridsim.scenario.experiment_values import Precision as Wanted

Replications = Annotated[int | None, typer.Option(min=1, help="Random histories of each scenario; default: 20.")]
Precision = Annotated[
    str | None, typer.Option(help="Instead: until half of each 95 % interval is so much of its mean, as 5%.")
]
Of = Annotated[list[str] | None, typer.Option(help="Of a precision: the measures; default: the first that is judged.")]
AtLeast = Annotated[int | None, typer.Option(help="Of a precision: the fewest replications; default: 5.")]
AtMost = Annotated[int | None, typer.Option(help="Of a precision: the most replications; default: 200.")]
Seed = Annotated[int, typer.Option(min=0, help="The same seed gives the same numbers.")]
Set = Annotated[list[str] | None, typer.Option(help="Set a value: roles.clerk.headcount='3 per community'.")]
Engine = Annotated[str, typer.Option(help="Engine that runs the replications.")]
Processes = Annotated[int | None, typer.Option(min=1, help="Processes beside each other; default: every core.")]
Language = Annotated[Literal["en", "zh"], typer.Option(help="Language of the answer and the figures.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of text.")]
Out = Annotated[Path, typer.Option(help="Folder that takes the results folder.")]
File = Annotated[str, typer.Argument(help="A scenario file, or the name of one that comes with gridsim.")]


Backend = Annotated[Literal["loky", "dask"], typer.Option(help="Processes of this machine, or a Dask cluster.")]
Address = Annotated[str, typer.Option(help="Where the scheduler of the Dask cluster is: tcp://host:port.")]
Shard = Annotated[str, typer.Option(help="Run only a share into the cache: 3/10. Without it later, the answer.")]
To = Annotated[Literal["xlsx"] | None, typer.Option("--to", help="Write the tables as a workbook too.")]


@dataclass(frozen=True)
class Options:
    """What every command that runs something is told."""

    replications: int | Wanted
    seed: int
    engine: str
    processes: int | None
    lang: Literal["en", "zh"]
    as_json: bool
    out: Path
    where: Where | None = None  # None: on this machine, all of it
    to: Literal["xlsx"] | None = None
