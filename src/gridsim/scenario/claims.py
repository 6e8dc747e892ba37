"""A file of claims, read and checked: what is claimed, which scenarios test it, what would matter, what might flip it.

No verdict stands in the file: it is computed (analysis/claims.py says by which rule).
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.resources import files
from typing import Any

from pydantic import ValidationError

from gridsim.errors import Problem, ScenarioError
from gridsim.scenario.cases import Case, written
from gridsim.scenario.claims_file import VERSION, Claimed, ClaimsFile, Says, Tip
from gridsim.scenario.experiment import Smallest, says_it_is
from gridsim.scenario.experiment_values import NEVER_WHOLE, Draws, Span
from gridsim.scenario.loader import alone, load, tree
from gridsim.scenario.mistakes import Mistake, Where, did_you_mean, shown
from gridsim.scenario.reader import mistakes_of, placed, settle
from gridsim.scenario.tree import Node, locate, plain, step

NEEDED = ("reading", "base", "other", "measure", "says")


@dataclass(frozen=True)
class Tipping:
    """An input that may flip a claim: set in the scenarios named `cases`."""

    path: str
    span: Span
    cases: tuple[str, ...]
    why: Mapping[str, str]

    def text(self, number: float, case: Case) -> str:
        """What is set in a scenario for a number of the range."""
        says = written(case, self.path) if self.span.scale else None
        return self.span.text(round(number) if self.span.whole else number, says) or ""

    def shown(self, number: float) -> str:
        """A number of the range, for a reader."""
        return f"× {number:.3g}" if self.span.scale else self.span.text(float(f"{number:.4g}")) or ""


@dataclass(frozen=True)
class Claim:
    """A claim; `base` and `other` are names of cases. One that is `outside` has none."""

    name: str
    words: Mapping[str, str]
    page: Mapping[str, str]
    given: str
    reading: Mapping[str, str]
    outside: Mapping[str, str]
    base: str = ""
    other: str = ""
    measure: str = ""
    by: str = "all"
    group: str = "all"
    says: Says = "stays"
    smallest: Smallest | None = None
    tipping: Tipping | None = None


@dataclass(frozen=True)
class Ledger:
    """Claims ready to be tested: `cases` are the scenarios of all, the `uncertain` values are drawn for all alike."""

    name: str
    claims: tuple[Claim, ...]
    cases: tuple[Case, ...]
    uncertain: Mapping[str, Span] = field(default_factory=dict)
    draws: Draws = field(default_factory=Draws)
    says: Mapping[str, Mapping[str, object]] = field(default_factory=dict)  # by case: what an uncertain factor scales

    def drawn(self, case: Case, numbers: Mapping[str, float]) -> Case:
        """A scenario with the uncertain values set to what was drawn, by path."""
        says = self.says.get(case.name, {})
        texts = {path: span.text(numbers[path], says.get(path)) or "" for path, span in self.uncertain.items()}
        return replace(case, set={**case.set, **texts})

    @property
    def tested(self) -> tuple[Claim, ...]:
        """The claims that are tested."""
        return tuple(one for one in self.claims if not one.outside)


def shipped_claims() -> str:
    """The file of claims that comes with gridsim."""
    return str(files("gridsim") / "scenarios" / "claims" / "claims.yaml")


def is_claims(path: str) -> bool:
    """Whether a file says that it is one of claims."""
    return says_it_is(path, "claims")


def load_claims(path: str, units: Mapping[str, str], set: Mapping[str, str] | None = None) -> Ledger:
    """The ledger of a file; `units` are those of the measures there are, `set` is set in every scenario.

    ScenarioError with all that is wrong in it and in its scenarios.
    """
    layers = alone(path)
    mistakes = list[Mistake]()
    said = _read(layers.root, mistakes)
    checks = _Checks(layers.root, layers.real, units, set or {}, mistakes)
    claims = [checks.claim(i, one) for i, one in said]
    uncertain = checks.uncertain(_sound(layers.root).uncertain)
    problems = [*layers.problems, *(placed(layers.root, one) for one in mistakes)]
    if not (problems or checks.problems or checks.cases):
        checks.note("empty_list", "no claim is tested", "say of at least one how it is tested", ("claims",))
    ours = (one if one.place not in checks.places else layers.quoted(one) for one in checks.problems)
    settle([*map(layers.quoted, problems), *ours])
    whole = ClaimsFile.model_validate(plain(layers.root))
    return Ledger(whole.name, tuple(claims), tuple(checks.cases.values()), uncertain, whole.draws, checks.says)


def _read(root: Node, mistakes: list[Mistake]) -> list[tuple[int, Claimed]]:
    """The claims that can be read, with their numbers; what is wrong in the file is noted."""
    data = plain(root)
    try:
        return list(enumerate(ClaimsFile.model_validate(data).claims))
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=True)
        mistakes += mistakes_of(details, ClaimsFile)
        broken = {detail["loc"][1] for detail in details if detail["loc"][:1] == ("claims",) and len(detail["loc"]) > 1}
    rows = data.get("claims") if isinstance(data, dict) else None
    numbered = enumerate(rows if isinstance(rows, list) else [])
    return [(i, Claimed.model_validate(row)) for i, row in numbered if i not in broken and isinstance(row, dict)]


def _sound(root: Node) -> ClaimsFile:
    """The file without its claims, and without what is wrong in it."""
    data = plain(root)
    said = {"schema": VERSION, "name": "stand-in", "claims": []}
    uncertain = data.get("uncertain") if isinstance(data, dict) else None
    try:
        return ClaimsFile.model_validate({**said, **({"uncertain": uncertain} if uncertain else {})})
    except ValidationError:
        return ClaimsFile.model_validate(said)


class _Checks:
    """Checks claims against the scenarios and measures there are, and collects what is wrong."""

    def __init__(
        self, root: Node, real: str, units: Mapping[str, str], set: Mapping[str, str], mistakes: list[Mistake]
    ) -> None:
        self.root, self.folder, self.units, self.set, self.mistakes = root, os.path.dirname(real), units, set, mistakes
        self.cases: dict[str, Case] = {}
        self.names: list[str] = []
        self.problems: list[Problem] = []
        self.places: frozenset[str] = frozenset()
        self.says: dict[str, dict[str, object]] = {}

    def claim(self, i: int, said: Claimed) -> Claim:
        """A claim, as far as it is right."""
        at: Where = ("claims", i)
        if said.name in self.names:
            self.note("repeated_name", f"two claims are called {shown(said.name)}", "give each its own", (*at, "name"))
        self.names.append(said.name)
        found = Claim(said.name, said.words, said.page, said.given, said.reading or {}, said.outside or {})
        tests = [key for key in NEEDED if getattr(said, key) is not None]
        if said.outside is not None:
            if tests:
                fact = f"a claim that is outside has no {shown(tests[0])}"
                self.note("one_of", fact, "say 'outside', or how it is tested", (*at, tests[0]))
            return found
        for key in NEEDED:
            if key not in tests:
                self.note("missing_key", f"'{key}' is missing", "say it, or why the claim is outside", at)
        return self._tested(at, said, found)

    def _tested(self, at: Where, said: Claimed, found: Claim) -> Claim:
        base, other = (self._case(getattr(said, key), (*at, key)) for key in ("base", "other"))
        measure = said.measure or ""
        if measure and measure not in self.units:
            hint = did_you_mean(measure, self.units, "see tables/measures.csv of any results folder")
            self.note("unknown_measure", f"there is no measure {shown(measure)}", hint, (*at, "measure"))
        tipping = None
        if said.tips is not None and base and other:
            chosen = {"base": (base,), "other": (other,), "both": (base, other)}[said.tips.set_in]
            tipping = self._tipping((*at, "tips"), said.tips, chosen)
        return replace(
            found, base=base, other=other, measure=measure, by=said.of[0], group=said.of[1], says=said.says or "stays",
            smallest=self._size(at, measure, said.smallest_difference), tipping=tipping,
        )  # fmt: skip

    def _case(self, file: str | None, at: Where) -> str:
        """The name of a scenario, loaded once; empty where it cannot be."""
        if file is None:
            return ""
        beside = os.path.join(self.folder, file)
        path = beside if os.path.exists(beside) else file
        name = next((one.name for one in self.cases.values() if one.file == path), "")
        if name or not self._loads(path, {}, at):
            return name
        name = load(path, self.set).name
        if name in self.cases:
            self.note("repeated_name", f"two scenarios are called {shown(name)}", "give each its own", at)
        self.cases[name] = Case(name, path, dict(self.set))
        return name

    def _size(self, at: Where, measure: str, said: str | None) -> Smallest | None:
        """The difference that would matter, in the measure's unit or as a share of the base."""
        if said is None or measure not in self.units:
            return None
        number, _, unit = said.partition(" ")
        own = {"share": "points"}.get(self.units[measure], self.units[measure])
        if unit == "%":
            return ("relative", float(number) / 100)
        if unit == own:
            return ("absolute", float(number) / (100 if own == "points" else 1))
        hint = f"write for example '2 {own}', or '5%' of the base"
        fact = f"{shown(measure)} is not in {shown(unit)}"
        self.note("unknown_unit", fact, hint, (*at, "smallest_difference"))
        return None

    def _tipping(self, at: Where, said: Tip, names: tuple[str, ...]) -> Tipping:
        """The input, found out to be of whole numbers where no other fits."""
        span, cases = said.range, [self.cases[name] for name in names]
        for case in cases:
            span = self._checked(span, said.path, case, (*at, "range"))
        return Tipping(said.path, span, names, said.why)

    def uncertain(self, spans: Mapping[str, Span]) -> dict[str, Span]:
        """The uncertain values, each found right in every scenario; where all are at once, none is looked at alone."""
        checked = dict(spans)
        for case in self.cases.values():
            self.says[case.name] = _written(case, [path for path, span in spans.items() if span.scale])
            if spans and not all(self._all_right(case, spans, share) for share in (0.0, 1.0, NEVER_WHOLE)):
                checked = {path: self._checked(one, path, case, ("uncertain", path)) for path, one in checked.items()}
        return checked

    def _all_right(self, case: Case, spans: Mapping[str, Span], share: float) -> bool:
        """Whether a scenario is right with every uncertain value at a share of its range."""
        says = self.says[case.name]
        texts = {path: _text(span, share, says.get(path)) for path, span in spans.items()}
        try:
            load(case.file, {**case.set, **{path: text or "" for path, text in texts.items()}})
        except ScenarioError:
            return False
        return None not in texts.values()

    def _checked(self, span: Span, path: str, case: Case, at: Where) -> Span:
        """The span, of whole numbers alone where no other fits; what is wrong with its ends is noted."""
        says = written(case, path) if span.scale else None
        texts = [_text(span, share, says) for share in (0.0, 1.0, NEVER_WHOLE)]
        if texts[0] is None or texts[1] is None or texts[2] is None:
            fact = f"{case.name} has no single quantity {shown(path)} to scale"
            self.note("nothing_to_scale", fact, "name one, or leave 'scale' out", at)
            return span
        if not all(self._loads(case.file, {path: text}, at) for text in texts[:2] if text is not None):
            return span
        return replace(span, whole=span.whole or _whole(case, path, texts[2]))

    def _loads(self, file: str, values: Mapping[str, str], at: Where) -> bool:
        """Whether a scenario is right; what is wrong in values set for a claim is put at its place in the file."""
        try:
            load(file, {**self.set, **values})
        except ScenarioError as error:
            place = str(locate(self.root, at)[0])
            self.places |= {place}
            for problem in error.problems:
                ours = not problem.place or (problem.place == "--set" and bool(values))
                one = replace(problem, place=place, source="") if ours else problem
                if one not in self.problems:
                    self.problems.append(one)
            return False
        return True

    def note(self, code: str, fact: str, hint: str, at: Where) -> None:
        """Note what is wrong at a place of the file."""
        place, path = locate(self.root, at)
        self.places |= {str(place)}
        one = Problem(code, fact, hint, str(place), ".".join(path))
        if one not in self.problems:
            self.problems.append(one)


def _written(case: Case, paths: Sequence[str]) -> dict[str, object]:
    """What a scenario says at several paths, read once."""
    root, said = tree(case.file, case.set) if paths else None, dict[str, object]()
    for path in paths:
        node = root
        for key in path.split("."):
            node = None if node is None else step(node, key)
        said[path] = None if node is None else node.value
    return said


def _text(span: Span, share: float, says: object) -> str | None:
    """What is set at a share of a range; None where a factor has nothing to scale."""
    return span.text(span.ends[0] + share * (span.ends[-1] - span.ends[0]), says)


def _whole(case: Case, path: str, text: str) -> bool:
    """Whether a number with decimals is refused for its decimals alone."""
    try:
        load(case.file, {**case.set, path: text})
    except ScenarioError as error:
        return {problem.code for problem in error.problems} == {"not_whole"}
    return False


def as_facts(claim: Claim) -> dict[str, Any]:
    """What a reader asks of a claim, as plain data."""
    facts: dict[str, Any] = {
        key: getattr(claim, key)
        for key in ("name", "words", "page", "given", "reading", "outside", "base", "other", "measure", "by", "group")
    }
    return {**facts, "says": "" if claim.outside else claim.says}
