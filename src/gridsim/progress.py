"""How far a run has come, on the error stream: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gridsim.experiment import Step

LINES = 4  # plain lines per run


@contextmanager
def shown() -> Iterator[Callable[[Step], None]]:
    """A callback that shows each step of a run."""
    if not sys.stderr.isatty():
        yield _plain()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("replications"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("replications", total=None)
        yield lambda step: bar.update(task, completed=step.done, total=step.total)


def _plain() -> Callable[[Step], None]:
    """One line at the start and at every quarter."""
    said = -1

    def tell(step: Step) -> None:
        nonlocal said
        quarter = LINES * step.done // step.total
        if quarter > said:
            said = quarter
            reused = f", {step.reused} from the cache" if step.reused else ""
            print(f"replications: {step.done} of {step.total}{reused}", file=sys.stderr, flush=True)

    return tell
