"""Whatever stands in a file, the answer is a plan or a ScenarioError, and it comes at once."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridsim.errors import CODES, Problem, ScenarioError
from gridsim.model.compile import compile_plan
from gridsim.model.compile.files import compile_file
from gridsim.scenario.cases import Case
from gridsim.scenario.experiment import load_experiment
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
FILES = int(os.environ.get("GRIDSIM_FUZZ", "25000"))  # `make fuzz` tries 100,000
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
    "weibull(mean 1 h; shape 2)", "weibull(mean 1e9 min; shape 0.1)", "triangular(1 h; 2 h; 5 h)",
    "erlang(mean 1 h; shape 1000)", "erlang(mean 1 h; shape 2.5)", "constant(1 h)", "exponential(mean 0 min)",
    "uniform(1 h to 2 working hours)", "gamma(mean 1 h; shape 2)", "mixture(50% of 1 h; 50% of 2 h)",
    "mixture(100% of weibull(mean 1 h; shape 1000))", "empirical(times.csv)", "empirical(times.csv; min)",
    "empirical(1 min; 2 min)", "1,000", "1,000 per community per day", "households > 1,000", "ethnicity == x", "1 hour",
    "30 seconds", "3 persons", "above 10%: 9 to 4", "label: {zh: 北门}", "workload: trace.csv\n",
    "places: {csv: communities.csv}\n", 'except: {"2013-01-01 to 2033-01-01": closed}',
)  # fmt: skip
COMMUNITIES = """\
name,label_zh,label_en,type,households,persons_per_household,migrant_share,grids,subdistrict,district
c1,北门,"North, Gate",residential,900,2.5,10%,9,s1,d1
c2,,,migrant,1500,2.5,60%,15,s2,d1
c3,南门,South Gate,fringe,120,3,,2,s2,d1
"""
TIMES = "work_min\n10\n12.5\n1e2\n"
TRACE = """\
occurred_min,community,category,grid,group,report_min,clears_min,work_min_h0,solved_h0
5,c1,call,0,local,1,never,3,0
7.5,c1,call,0,migrant,,,,
"""
BASE = f"{SOUND[1]}departments: []\n"
TOWN = "extends: base.yaml\nname: town\n"
LINES = (
    "places: {csv: communities.csv}\n", "workload: trace.csv\n", "shocks: []\n", "clock: always\n",
    "issues: [{name: call, work: empirical(times.csv)}]\n", "roles: {worker: {headcount: 2 per community}}\n",
    "timetables: {round_the_clock: {sun: closed}}\n", "places: null\n", "time: {horizon: 2 days, warm_up: null}\n",
)  # fmt: skip
SET = (
    "roles.worker.headcount", "roles.worker.headcount.rule", "roles.worker.headcount.at least", "issues.call.work",
    "places.list.c1.households", "places.csv", "timetables.round_the_clock.mon-sun", "time.horizon", "extends",
    "workload", "shocks", "evidence.time.horizon.range", "roles", "issues.1.rate", "departments.team.crews", "label.zh",
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


def outcome_of_files(random: Random) -> str:
    """The same of a scenario of several files: what it extends, its tables, and values that are set."""
    held = {"base.yaml": BASE, "communities.csv": COMMUNITIES, "times.csv": TIMES, "trace.csv": TRACE}
    held["town.yaml"] = TOWN + "".join(random.sample(LINES, random.randint(1, 3)))
    for name in random.sample(sorted(held), random.randint(0, 2)):
        held[name] = mutated(held[name], random)
    for name, text in held.items():
        Path(name).write_bytes(text.encode("utf-8", "surrogatepass"))
    paths = [random.choice(SET) for _ in range(random.choice((0, 0, 1, 2)))]
    set = {mutated(path, random) if random.random() < 0.1 else path: random.choice(TOKENS) for path in paths}
    return _judged(lambda: compile_file("town.yaml", set), f"{set} {held}")


def outcome(text: str) -> str:
    """What comes of a text: `plan`, or the first code. Anything else fails, as does taking long."""
    return _judged(lambda: compile_plan(loads(text)), text)


def _judged(compile_it: Callable[[], object], told: str) -> str:
    began = time.perf_counter()
    problems = _problems(compile_it)
    seconds = time.perf_counter() - began
    assert seconds < MOST_SECONDS, f"{seconds:.1f} s for {told[:400]!r}"
    assert [one for one in problems if one.code not in CODES or not one.told()] == []
    return problems[0].code if problems else "plan"


def _problems(compile_it: Callable[[], object]) -> tuple[Problem, ...]:
    try:
        compile_it()
    except ScenarioError as error:
        return error.problems
    return ()


@pytest.fixture(autouse=True)
def elsewhere(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("nothing_here"))


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.sampled_from([*SMALL, *LARGE]), st.randoms(use_true_random=False))
def test_a_mutated_file_gives_a_plan_or_its_problems(text: str, random: Random) -> None:
    outcome(mutated(text, random))


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(TOKENS) | st.text(max_size=12), max_size=30))
def test_any_text_gives_its_problems(parts: list[str]) -> None:
    outcome("".join(parts))


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.sampled_from(SMALL), st.sampled_from(TOKENS), st.integers(0, 5000))
def test_one_value_put_in_anywhere(text: str, token: str, at: int) -> None:
    at %= len(text)
    outcome(f"{text[:at]}{token}{text[at:]}")


@settings(max_examples=75, deadline=None, derandomize=True)
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


@settings(max_examples=75, deadline=None, derandomize=True)
@given(st.randoms(use_true_random=False))
def test_mutated_tables_bases_and_settings_give_a_plan_or_their_problems(random: Random) -> None:
    outcome_of_files(random)


@pytest.mark.slow
def test_very_many_mutated_files() -> None:
    """One in fifty is made of a large shipped file, one in four of several files; the rest of small ones."""
    found = Counter[str]()
    for seed in range(FILES):
        random = Random(seed)
        text = random.choice(LARGE if seed % 50 == 0 else SMALL)
        try:
            found[outcome_of_files(random) if seed % 4 == 1 else outcome(mutated(text, random))] += 1
        except Exception as error:
            error.add_note(f"seed {seed}")
            raise
    print(f"{found.total()} files: {found['plan']} plans, {len(found) - 1} kinds of problems: {found.most_common(6)}")
    assert found.total() == FILES
    assert 0.01 * FILES < found["plan"] < 0.6 * FILES
    assert len(found) > 60
