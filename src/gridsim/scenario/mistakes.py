"""What is wrong in what a person wrote: a fact, a hint and where, gathered so that all of it is said at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from difflib import get_close_matches

Where = tuple[str | int, ...]
MOST_COMPARED = 100


@dataclass(frozen=True)
class Mistake:
    """One thing that is wrong in a value, and where inside it (`at`: keys and positions)."""

    code: str
    fact: str
    hint: str = ""
    at: Where = ()


class MistakesError(Exception):
    """All that is wrong in one value."""

    def __init__(self, *mistakes: Mistake) -> None:
        self.mistakes = mistakes
        super().__init__("\n".join(f"{m.fact}; {m.hint}" for m in mistakes))


def wrong(code: str, fact: str, hint: str = "", at: Where = ()) -> MistakesError:
    """The exception for a single mistake."""
    return MistakesError(Mistake(code, fact, hint, at))


class Gather:
    """Collects the mistakes of the parts of a value, so that a person sees them all at once."""

    def __init__(self) -> None:
        self.mistakes: list[Mistake] = []

    @contextmanager
    def at(self, *where: str | int) -> Iterator[None]:
        """What goes wrong inside is noted at `where`, and the work goes on."""
        try:
            yield
        except MistakesError as error:
            self.mistakes += [replace(mistake, at=where + mistake.at) for mistake in error.mistakes]

    def settle(self) -> None:
        """Raise what was collected, if anything was."""
        if self.mistakes:
            raise MistakesError(*self.mistakes)


def cut(text: str) -> str:
    """Text short enough for a message."""
    return text if len(text) <= 48 else f"{text[:45]}..."


def shown(value: object) -> str:
    """A value as it stands in a message: quoted, and cut if it is long."""
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, bool):
        return str(value).lower()
    text = value if isinstance(value, str) else "nothing" if value is None else f"{value:.15g}"
    return f"'{cut(text)}'" if isinstance(value, str) else cut(text)


def counted(number: int, one: str, many: str = "") -> str:
    """`1 cell`, `3 cells`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def did_you_mean(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """A hint with the known word nearest to `word`, or else the known words, or `otherwise`."""
    options = list(known)
    near = nearest(word, options)
    if near:
        return f"did you mean '{near}'?"
    return otherwise or (f"known: {', '.join(options)}" if options else "")


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word nearest to `word`, if any is near; of very many, one that begins or ends as it does."""
    options = list(known)
    if len(options) > MOST_COMPARED:  # every comparison costs ten microseconds
        options = [one for one in options if one[:2] == word[:2] or one[-2:] == word[-2:]][:MOST_COMPARED]
    return next(iter(get_close_matches(word[:60], options, n=1, cutoff=0.66)), None)
