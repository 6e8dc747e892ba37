"""What a command is given, made ready: values set, files compiled, the mistakes of all of them together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from gridsim.errors import Problem, ScenarioError

if TYPE_CHECKING:
    from gridsim.experiment import Where
    from gridsim.scenario.cases import Case
    from gridsim.scenario.claims import Ledger
    from gridsim.scenario.experiment import Experiment
    from gridsim.scenario.experiment_values import Precision

Wanted = Mapping[str, object]  # of a precision, in the words of the experiment file
Thing = TypeVar("Thing")
Done = TypeVar("Done")


def settings(set: Sequence[str] | None) -> dict[str, str]:
    """`a.b=c` as path and value."""
    bad = [one for one in set or () if not one.partition("=")[0].strip() or "=" not in one]
    if bad:
        raise ScenarioError([Problem("bad_set", f"'{one}' sets nothing", "write path=value", "--set") for one in bad])
    return {path.strip(): value.strip() for path, _, value in (one.partition("=") for one in set or ())}


def where_of(backend: str, address: str, shard: str, processes: int | None) -> Where:
    """Where a run takes place. ScenarioError if its options do not go together."""
    problems = []
    if (backend == "dask") != bool(address):
        problems.append(Problem("bad_option", "a Dask cluster has an address", "give both or neither", "--address"))
    if backend == "dask" and processes:
        problems.append(Problem("bad_option", "a cluster has the workers it has", "leave it out", "--processes"))
    if problems:
        raise ScenarioError(problems)
    from gridsim.experiment.backends import Where
    from gridsim.experiment.shards import share

    return Where(address, share(shard) if shard else None)


def cases_of(files: Sequence[str], settings: dict[str, str]) -> list[Case]:
    """Each file with the same values set, under its own name."""
    from gridsim.scenario.cases import Case

    return [Case("", file, settings) for file in files]


def experiment_of(file: str, settings: dict[str, str]) -> Experiment | None:
    """The experiment a file says, None if it is another kind of file."""
    from gridsim.scenario.experiment import is_experiment, load_experiment

    if not is_experiment(file):
        return None
    from gridsim.analysis.catalogue import MEASURES
    from gridsim.model.compile.sweep import with_points

    return with_points(load_experiment(file, {measure: info.unit for measure, info in MEASURES.items()}, settings))


def ledger_of(file: str, settings: dict[str, str]) -> Ledger | None:
    """The claims a file says, None if it is another kind of file."""
    from gridsim.scenario.claims import is_claims, load_claims

    if not is_claims(file):
        return None
    from gridsim.analysis.catalogue import MEASURES

    return load_claims(file, {measure: info.unit for measure, info in MEASURES.items()}, settings)


def replications_of(number: int | None, wanted: Wanted, otherwise: int | Precision = 20) -> int | Precision:
    """How many replications are wanted: so many, or as many as a precision needs. ScenarioError for both."""
    said = {key: value for key, value in wanted.items() if value not in (None, [])}
    if "precision" not in said:
        if said:
            fact, hint = "this is said of a precision", "give --precision too"
            raise ScenarioError([Problem("bad_option", fact, hint, f"--{key.replace(' ', '-')}") for key in said])
        return otherwise if number is None else number
    if number is not None:
        fact, hint = "a number of replications needs no precision", "leave --replications or --precision out"
        raise ScenarioError([Problem("bad_option", fact, hint, "--precision")])
    from gridsim.analysis.catalogue import MEASURES
    from gridsim.scenario.experiment import precision_of

    return precision_of(said, MEASURES)


def gathered(things: Iterable[Thing], do: Callable[[Thing], Done]) -> list[Done]:
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
