"""Inputs whose evidence has a range: what is written in a scenario for any value between its ends."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from gridsim.errors import ScenarioError
from gridsim.model.compile.laws import law_of
from gridsim.scenario.cases import Case, Failed, written
from gridsim.scenario.experiment_values import NEVER_WHOLE, scaled
from gridsim.scenario.grammar import NUMBER
from gridsim.scenario.laws import parse_law
from gridsim.scenario.loader import load
from gridsim.scenario.mistakes import MistakesError, wrong
from gridsim.scenario.ranges import Range, kind_of, read_range

UNIFORM_SHARE = re.compile(rf"uniform\(\s*({NUMBER})\s*%?\s*(?:to|;)\s*({NUMBER})\s*%\s*\)")


@dataclass(frozen=True)
class Input:
    """A value of a scenario with the range of its evidence; of a distribution, the range is that of its mean.

    `path` is that of the evidence, `at` the one that is set. `low`, `high` and `base`, which the scenario `says`, are
    numbers between `before` and `after`; `base` is None where the scenario says it in another unit. `ends` are low
    and high as the evidence writes them.
    """

    path: str
    at: str
    low: float
    high: float
    base: float | None
    before: str
    after: str
    says: str
    ends: tuple[str, str]
    whole: bool = False

    @property
    def base_text(self) -> str:
        """What the scenario says; of a distribution, its mean."""
        return self.says if self.base is None or "(" not in self.says else f"{self.before}{self.base:.4g}{self.after}"

    def set_to(self, share: float) -> str:
        """What is set at a share of the range, 0 at its low and 1 at its high end."""
        number = self.low + share * (self.high - self.low)
        if "(" in self.says:
            return self._with_mean(number)
        _, cap, most = self.says.partition(" up to ")  # of a growth
        return f"{self.before}{round(number) if self.whole else number:.9g}{self.after}{cap}{most}"

    def _with_mean(self, number: float) -> str:
        """The distribution with another mean: scaled, or between shares moved and kept within 0 and 100 %."""
        bounds = UNIFORM_SHARE.fullmatch(self.says)
        if not bounds:
            return scaled(self.says, number / (self.base or 1.0)) or ""
        reach = min((float(bounds[2]) - float(bounds[1])) / 2, number, 100 - number)
        return f"uniform({number - reach:.9g}% to {number + reach:.9g}%)"


def inputs_of(case: Case) -> tuple[tuple[Input, ...], tuple[Failed, ...]]:
    """The inputs of a valid scenario that have a range, and those that cannot be set to its ends, with why."""
    found, lost = list[Input](), list[Failed]()
    for path, evidence in load(case.file, case.set).evidence.items():
        if evidence.range is None:
            continue
        try:
            found.append(_checked(case, _input(case, path, evidence.range)))
        except ScenarioError as error:
            lost.append(Failed(path, error.problems[0].fact))
        except MistakesError as error:
            lost.append(Failed(path, error.mistakes[0].fact))
    return tuple(found), tuple(lost)


def _input(case: Case, path: str, text: str) -> Input:
    """The input at a path, with the text of its range. MistakesError if the scenario says no quantity there."""
    ends = read_range(path, text)
    low, high = " ".join(text.split()).replace(" %", "%").split(" to ")
    at = path if written(case, path) is not None else f"{path}.rule"  # of a headcount
    stated = written(case, at)
    if stated is None:
        raise wrong("no_range", "the scenario says no single quantity there")
    says = str(stated)
    number = next(re.finditer(NUMBER, high))
    before, after = high[: number.start()], high[number.end() :]
    unit = ends.high / float(number[0])  # what a number of the text is in the units of the model
    base = _base(path, says, ends)
    shown = (f"{low}{after}" if re.fullmatch(NUMBER, low) else low, high)
    in_text = None if base is None else base / unit
    return Input(path, at, ends.low / unit, float(number[0]), in_text, before, after, says, shown)


def _base(path: str, says: str, ends: Range) -> float | None:
    """What a scenario says, or its mean, in the unit of a range; None if it is in another."""
    if "(" in says:
        law = parse_law(says, ends.unit if ends.unit in ("share", "number") else "delay")
        return law_of(law, 1.0)[0].mean
    kind = kind_of(path)
    value, unit = kind.read(says.partition(" up to ")[0]) if kind else (0.0, None)
    return value if unit == ends.unit else None


def _checked(case: Case, one: Input) -> Input:
    """The input, found out to be of whole numbers where no other fits. ScenarioError if an end cannot be set."""
    for share in (0.0, 1.0):
        load(case.file, {**case.set, one.at: one.set_to(share)})
    try:
        load(case.file, {**case.set, one.at: one.set_to(NEVER_WHOLE)})
    except ScenarioError as error:
        if {problem.code for problem in error.problems} != {"not_whole"}:
            raise
        return replace(one, whole=True)
    return one
