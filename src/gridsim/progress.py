"""How far a run has come, on the error stream: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gridsim.experiment import Step

LINES = 4  # plain lines per run
MUCH_BYTES = 250_000_000  # what needs more memory says so before it begins
COMPILING = "compiling the engine for this machine: once, about half a minute"


@contextmanager
def shown() -> Iterator[Callable[[Step], None]]:
    """A callback that shows each step of a run."""
    if not sys.stderr.isatty():
        yield _plain()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("replications", total=None)
        announced = False

        def tell(step: Step) -> None:
            nonlocal announced
            if (said := _memory(step)) and not announced:
                announced = True
                bar.console.print(said)
            if step.note:
                bar.console.print(step.note)
            elif step.compiling:
                bar.update(task, description=COMPILING)
            elif step.days:  # whole replications and the days of the one that runs
                day = f"replications (day {step.day} of {step.days})"
                bar.update(task, description=day, completed=step.done, total=step.total)
            else:
                bar.update(task, description="replications", completed=step.done, total=step.total)

        yield tell


def _memory(step: Step) -> str:
    """What a large run needs, before it begins."""
    if step.memory_bytes < MUCH_BYTES:
        return ""
    return f"needs about {step.memory_bytes / 1e9:.1f} GB of memory at its peak"


def _plain() -> Callable[[Step], None]:
    """One line at the start and at every quarter: of the replications, or of the days of a few long ones."""
    said: set[str] = set()

    def say(line: str) -> None:
        if line and line not in said:
            said.add(line)
            print(line, file=sys.stderr, flush=True)

    reached = -1

    def tell(step: Step) -> None:
        nonlocal reached
        say(_memory(step))
        if step.note or step.compiling:
            say(step.note or COMPILING)
            return
        running = step.day / step.days if 0 < step.day < step.days and step.total < LINES else 0.0
        quarter = int(LINES * (step.done + running) / step.total) if step.total else LINES
        if quarter > reached:
            reached = quarter
            reused = f", {step.reused} from the cache" if step.reused else ""
            day = f"; the next is at day {step.day} of {step.days}" if running else ""
            say(f"replications: {step.done} of {step.total}{reused}{day}")

    return tell
