"""Where the time of an issue's life went: hidden, waiting by cause, on the way, at work."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gridsim.analysis.story import Step

SPENT = (  # parts of an issue's life, in the order in which they are told
    "hidden", "before_opening", "filing", "nobody", "off_duty", "kept", "absent", "busy", "ahead", "office_closed",
    "sent", "wrong", "walks", "works", "closed_falsely",
)  # fmt: skip

Part = tuple[str, float, float]  # one of SPENT, from and until


def parts_of(step: Step) -> Iterator[Part]:
    """What a step is made of: its reasons laid end to end, then what is left of it."""
    from_min = step.from_min
    for reason in step.reasons:
        yield reason.cause, from_min, from_min + reason.minutes
        from_min += reason.minutes
    if step.until_min > from_min:
        yield step.what, from_min, step.until_min


def spent_min(steps: Iterable[Step]) -> dict[str, float]:
    """Minutes of a life by part, those of SPENT that there are."""
    minutes = dict.fromkeys(SPENT, 0.0)
    for step in steps:
        for part, from_min, until_min in parts_of(step):
            minutes[part] += until_min - from_min
    return {part: n for part, n in minutes.items() if n > 0.0}
