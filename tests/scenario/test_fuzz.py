"""Whatever stands in a file, the answer is a plan or a ScenarioError, and it comes at once."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridsim.errors import CODES, Problem, ScenarioError
from gridsim.model.compile import compile_plan
from gridsim.scenario.experiment import Case, load_experiment
from gridsim.scenario.loader import loads, shipped

HERE = Path(__file__).parent
LARGE = [Path(path).read_text("utf-8") for path in shipped().values()]
SOUND = [(HERE / "valid" / "base.yaml").read_text("utf-8"), Path(shipped()["mm3"]).read_text("utf-8")]
WRONG = [path.read_text("utf-8") for path in sorted((HERE / "invalid").glob("*.yaml"))]
SMALL = [*WRONG, *SOUND * (len(WRONG) // 2)]  # half and half
EXPERIMENT = """\
schema: gridsim/experiment/1
name: staffing
scenarios: [mm3, other.yaml]
baseline: mm3
sweep: {roles.worker.headcount: [1 per 84 households, 2 per community], policy.assign: [community-pool]}
seed: 1
replications: 20
measures: [cost, on_time_share]
smallest_difference: {on_time_share: 2 points, cost: 5%}
"""
MOST_SECONDS = 2.0
TOKENS = (
    ": ", ", ", "- ", "{", "}", "[", "]", "(", ")", "'", '"', "#", "&a ", "*a", "!!str ", "<<: *a", "---\n", "|\n",
    "\t", "\n", "\n  ", "%", " per ", "null", "~", "yes", "0", "-1", "1e999", "1e308", "1e-308",
    "999999999", "0.1", ".nan",
    "20 to 60 min", "evidence: {roles.worker.headcount: {range: 1 to 2}}\n", "\\ud800", '"\\q"', "police", "[]",
    ".inf", "0x1F", "1_000", "8:30", "\0", "\ufeff", "\u2028", "\x85", "网格", "🏙", "e\u0301", "\ud7ff", "?",
    "2013-02-30", "9999-12-31", "0001-01-01", "30 min", "5 working days", "1000000 years", "100%",
    "1e9 per 1 households",
    "1 per 1e-9 households", "20 in total", "lognormal(mean 1 h; sd 1e9 h)", "gamma(mean 1e-9 min; sd 1e9 min)",
    "uniform(0 min to 0 min)", "mixture(50% of 1 h; 50% of mixture(100% of 2 h))", "empirical(x.csv)", "all grids",
    "999999 grids", "24/7", "closed", "mon-sun", "extends: mm3\n", "extends: urumqi-street\n", "type == fringe",
    "not not (type == migrant)", "((((((((", "households > 1e400", "always", "at least: 900000", "less: [worker]",
    "by_migrant_share: {above 99%: 1 to 90000}", "workload: /\n", "csv: .", "schema: gridsim/scenario/1\n",
)  # fmt: skip


def mutated(text: str, random: Random) -> str:
    """A text with one to five changes: a token put in, or in place of a word; lines or stretches cut or doubled."""
    for _ in range(random.choice((1, 1, 1, 2, 2, 3, 5))):
        text = _changed(text, random)
    return text


def _changed(text: str, random: Random) -> str:
    at, to = sorted((random.randint(0, len(text)), random.randint(0, len(text))))
    token = random.choice(TOKENS)
    match random.randint(0, 7):
        case 0:
            return text[:at] + token + text[at:]
        case 1:
            return text[:at] + text[min(to, at + 12) :]
        case 2:
            return text[:at] + text[at:to][:60] + text[at:]
        case 3:
            lines = text.split("\n")
            random.shuffle(lines)
            return "\n".join(lines) if random.random() < 0.1 else text[:at]
        case 4:
            lines = text.split("\n")
            one = random.randrange(len(lines))
            lines[one] = "" if random.random() < 0.5 else random.choice(lines)
            return "\n".join(lines)
        case 5:
            return text[:at] + chr(random.choice((random.randint(0, 255), random.randint(0, 0xD7FF)))) + text[at:]
        case _:
            words = [start for start in range(1, len(text)) if text[start - 1] in " {[(" and text[start] not in " {[("]
            start = random.choice(words) if words else 0
            end = next((end for end in range(start, len(text)) if text[end] in ",:;)}]\n"), len(text))
            return text[:start] + token + text[end:]


def outcome(text: str) -> str:
    """What comes of a text: `plan`, or the first code. Anything else fails, as does taking long."""
    began = time.perf_counter()
    problems = _problems(text)
    seconds = time.perf_counter() - began
    assert seconds < MOST_SECONDS, f"{seconds:.1f} s for {text[:400]!r}"
    assert [one for one in problems if one.code not in CODES or not one.told()] == []
    return problems[0].code if problems else "plan"


def _problems(text: str) -> tuple[Problem, ...]:
    try:
        compile_plan(loads(text))
    except ScenarioError as error:
        return error.problems
    return ()


@pytest.fixture(autouse=True)
def elsewhere(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("nothing_here"))


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.sampled_from([*SMALL, *LARGE]), st.randoms(use_true_random=False))
def test_a_mutated_file_gives_a_plan_or_its_problems(text: str, random: Random) -> None:
    outcome(mutated(text, random))


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(TOKENS) | st.text(max_size=12), max_size=30))
def test_any_text_gives_its_problems(parts: list[str]) -> None:
    outcome("".join(parts))


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.sampled_from(SMALL), st.sampled_from(TOKENS), st.integers(0, 5000))
def test_one_value_put_in_anywhere(text: str, token: str, at: int) -> None:
    at %= len(text)
    outcome(f"{text[:at]}{token}{text[at:]}")


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.randoms(use_true_random=False))
def test_a_mutated_experiment_gives_its_cases_or_its_problems(random: Random) -> None:
    Path("other.yaml").write_text("extends: mm3\nname: other\n", encoding="utf-8")
    Path("experiment.yaml").write_text(mutated(EXPERIMENT, random), encoding="utf-8")
    problems: tuple[Problem, ...] = ()
    cases: tuple[Case, ...] = ()
    try:
        cases = load_experiment("experiment.yaml", {"cost": "per hour", "on_time_share": "share"}).cases
    except ScenarioError as error:
        problems = error.problems
    assert bool(problems) != bool(cases)
    assert [one for one in problems if one.code not in CODES or not one.told()] == []


@pytest.mark.slow
def test_a_hundred_thousand_mutated_files() -> None:
    """One in fifty is made of a large shipped file; the rest of small ones."""
    found = Counter[str]()
    for seed in range(100_000):
        random = Random(seed)
        text = random.choice(LARGE if seed % 50 == 0 else SMALL)
        try:
            found[outcome(mutated(text, random))] += 1
        except Exception as error:
            error.add_note(f"seed {seed}")
            raise
    print(f"{found.total()} files: {found['plan']} plans, {len(found) - 1} kinds of problems: {found.most_common(6)}")
    assert found.total() == 100_000
    assert 1_000 < found["plan"] < 60_000
    assert len(found) > 60
