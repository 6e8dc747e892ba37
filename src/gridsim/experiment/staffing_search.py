"""The smallest headcount that meets a target: bracket, evaluate, then test on histories that had no say in the choice.

The headcounts are rungs of a ladder, from few workers to many. Nothing here takes more workers to be better: the
rungs below a candidate are looked at too, all of them where they are few, and those that were not are counted.

**The rule and its error.** In the search all rungs meet the same histories, and the candidate is the lowest rung whose
one-sided bound is on the right side. Many rungs were looked at and the luckiest was kept, so this proves nothing.
The candidate, the rung below it and the two above it are then tested on fresh histories, whose number is fixed
before. The answer is the lowest of them whose bound is on the right side at confidence 1 - error / (number tested):
by Bonferroni, whatever was searched and however the rungs depend on each other, an answer that misses its target in
truth is named with probability `error` at most, as far as Student's bounds hold: of 1000 searches of a curve that is
everywhere a hair short of its target 2 % named an answer (20 replications, 40 fresh ones, normal values), 6 % where
the values had a long tail on the bad side, and 9 % of those with 5 and 10. Without the test it would be a quarter to a
half. What is said of the other rungs is description, not claim.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from gridsim.analysis.columns import Floats
from gridsim.analysis.targets import Shown, Target, judged

BETWEEN = 6  # rungs looked at together between two that differ
BELOW = 12  # rungs looked at below a candidate, evenly spread
ABOVE = 5  # rungs looked at above it, for the curve
AS_FAR = 1.6  # times the candidate's workers the curve goes on
TESTED = (-1, 0, 1, 2)  # rungs tested, from the candidate

Looks = Callable[[Sequence[int]], Mapping[int, Floats]]  # rungs -> values of the target by replication


@dataclass(frozen=True)
class Found:
    """What a search came to: the `answer` (None: no rung is shown to meet the target), and what was seen.

    `searched` and `confirmed` by rung: on the histories of the search, and on the fresh ones. `tested` are the rungs
    whose confirmation could make an answer, each at the confidence `level`; the others show what is beside.
    """

    answer: int | None
    candidate: int | None
    searched: Mapping[int, Shown]
    confirmed: Mapping[int, Shown]
    tested: tuple[int, ...]
    level: float
    unseen: int  # rungs below the answer, or of all where there is none, that nobody looked at

    @property
    def worse_above(self) -> tuple[int, ...]:
        """Rungs above the answer that miss the target all the same."""
        if self.answer is None:
            return ()
        best = {**self.searched, **self.confirmed}
        return tuple(i for i in sorted(best) if i > self.answer and best[i].word == "misses")


class Search:
    """A search under way: what has been seen of each rung."""

    def __init__(self, sizes: Sequence[float], target: Target, confidence: float, look: Looks) -> None:
        self.sizes, self.target, self.confidence, self.look = sizes, target, confidence, look
        self.seen: dict[int, Shown] = {}

    def see(self, rungs: Iterable[int]) -> None:
        """Look at rungs not yet seen."""
        new = sorted({i for i in rungs if i not in self.seen})
        if new:
            values = self.look(new)
            self.seen |= {i: judged(values[i], self.target, self.confidence) for i in new}

    def meets(self, i: int) -> bool:
        """Whether a rung that was seen seems to meet the target."""
        return self.seen[i].word == "meets"

    @property
    def lowest(self) -> int | None:
        """The lowest rung seen that seems to meet the target."""
        return min((i for i in self.seen if self.meets(i)), default=None)

    @property
    def lowest_perhaps(self) -> int | None:
        """The lowest rung seen whose mean is on the right side, whatever its bound says."""
        good = (i for i, one in self.seen.items() if self.target.reached(one.estimate))
        return min(good, default=None)

    def bracket(self, start: int) -> None:
        """Double the workers from `start` until the target is met, then halve them until it is not."""
        self.see([start])
        i = start
        while not self.meets(i) and i < len(self.sizes) - 1:
            i = next((j for j, size in enumerate(self.sizes) if size >= 2 * self.sizes[i]), len(self.sizes) - 1)
            self.see([i])
        while self.meets(i) and i > 0:
            i = max((j for j, size in enumerate(self.sizes) if size <= self.sizes[i] / 2), default=0)
            self.see([i])

    def narrow(self) -> int | None:
        """The lowest rung that seems to meet the target, once its neighbour below and others further down were seen."""
        spread_below: int | None = None
        while (lowest := self.lowest) is not None:
            before = max((i for i in self.seen if i < lowest), default=-1)
            rungs = spread(range(before + 1, lowest), BETWEEN)
            if not rungs and spread_below != lowest:
                rungs = spread([i for i in range(lowest) if i not in self.seen], BELOW)
                spread_below = lowest
            if not rungs:
                break
            self.see(rungs)
        return lowest

    def look_above(self, rung: int) -> None:
        """What more workers would bring: for the curve and its knee."""
        far = next((j for j, size in enumerate(self.sizes) if size >= AS_FAR * self.sizes[rung]), len(self.sizes) - 1)
        self.see(spread(range(rung + 1, max(far, *self.seen) + 1), ABOVE))


def search(
    sizes: Sequence[float], start: int, target: Target, confidence: float, look: Looks, fresh: Looks
) -> Found:  # fmt: skip
    """Look for the lowest rung that meets a target; `sizes` are the workers of each rung, rising.

    `look` and `fresh` run rungs on the histories of the search and on others; each gives a rung the same number of
    replications whatever came before.
    """
    found = Search(sizes, target, confidence, look)
    found.bracket(start)
    candidate = found.narrow()
    if candidate is None:
        found.see(spread(range(len(sizes)), BELOW))
        candidate = found.narrow()
    if candidate is None:
        candidate = found.lowest_perhaps
    if candidate is None:
        return Found(None, None, found.seen, {}, (), confidence, len(sizes) - len(found.seen))
    found.look_above(candidate)
    tested = tuple(candidate + step for step in TESTED if 0 <= candidate + step < len(sizes))
    level = 1.0 - (1.0 - confidence) / len(tested)
    values = dict(fresh(tested))
    answer = next((i for i in tested if judged(values[i], target, level).word == "meets"), None)
    around = () if answer is None else (answer - 1, answer + 1)
    beside = [i for i in around if 0 <= i < len(sizes) and i not in values]
    values |= fresh(beside) if beside else {}
    confirmed = {i: judged(values[i], target, level) for i in sorted(values)}
    below = range(len(sizes) if answer is None else answer)
    unseen = sum(1 for i in below if i not in found.seen and i not in confirmed)
    return Found(answer, candidate, found.seen, confirmed, tested, level, unseen)


def spread(rungs: Sequence[int], number: int) -> list[int]:
    """At most so many of the rungs, evenly spread, the ends among them."""
    if len(rungs) <= number:
        return list(rungs)
    places = np.linspace(0, len(rungs) - 1, number).round().astype(int)
    return [rungs[i] for i in dict.fromkeys(places.tolist())]
