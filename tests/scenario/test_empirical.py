"""Laws whose values a CSV file holds."""

from pathlib import Path

import pytest

from gridsim.errors import ScenarioError
from gridsim.model.compile import compile_plan
from gridsim.model.distributions import Law
from gridsim.scenario import laws, loader
from gridsim.scenario.mistakes import MistakesError
from gridsim.scenario.quantities import Distribution
from gridsim.vocabulary import Measure

TOWN = "schema: gridsim/scenario/1\nname: town\nextends: mm3\nissues: [{name: call, work: %s}]\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def town(work: str) -> str:
    Path("town.yaml").write_text(TOWN % work, encoding="utf-8")
    return "town.yaml"


def said_of(work: str) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        loader.load(town(work))
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("text", "work", "values"),
    [
        ("work_min\n30\n12.5\n\n7\n", "empirical(times.csv)", (7.0, 12.5, 30.0)),
        ("work (h)\n2\n0.5\n", "empirical(times.csv)", (30.0, 120.0)),
        ("30\n7\n", "empirical(times.csv; min)", (7.0, 30.0)),
        ("length\n2\n", "empirical(times.csv; days)", (2880.0,)),
    ],
)
def test_values_are_sorted_and_in_the_unit_of_the_column_or_the_scenario(
    text: str, work: str, values: tuple[float, ...]
) -> None:
    Path("times.csv").write_text(text, encoding="utf-8-sig")
    scenario = loader.load(town(work))
    assert scenario.issues[0].work == Distribution("empirical", {}, Measure.MINUTES, values=values)
    assert compile_plan(scenario).categories[0].work == Law("empirical", values)


def test_part_of_a_mixture_and_working_time() -> None:
    Path("times.csv").write_text("delay working days\n1\n3\n", encoding="utf-8")
    Path("short.csv").write_text("min\n5\n", encoding="utf-8")
    mixture = loader.load(town("mixture(50% of empirical(short.csv); 50% of 1 h)")).issues[0].work
    assert mixture.parts[0] == (0.5, Distribution("empirical", {}, Measure.MINUTES, values=(5.0,)))
    Path("town.yaml").write_text((TOWN % "5 min") + "command: {dispatch: empirical(times.csv)}\n", encoding="utf-8")
    dispatch = loader.load("town.yaml").command.dispatch
    assert dispatch == Distribution("empirical", {}, Measure.WORKING_DAYS, values=(1.0, 3.0))


def test_households_have_no_unit() -> None:
    Path("homes.csv").write_text("households\n900\n400\n", encoding="utf-8")
    generate = (
        "{types: {fringe: 2}, households: empirical(homes.csv), persons_per_household: 2, households_per_grid: 99}"
    )
    Path("town.yaml").write_text(f"extends: mm3\nplaces: {{generate: {generate}}}\n", encoding="utf-8")
    places = loader.load("town.yaml").places
    assert places.generate is not None
    assert places.generate.households == Distribution("empirical", {}, Measure.NUMBER, values=(400.0, 900.0))


def test_the_path_is_relative_to_the_file_that_says_it_and_resolved_needs_no_file() -> None:
    Path("data").mkdir()
    Path("data/times.csv").write_text("min\n10\n5\n", encoding="utf-8")
    Path("data/base.yaml").write_text(TOWN % "empirical(times.csv)", encoding="utf-8")
    Path("top.yaml").write_text("extends: data/base.yaml\nwhy: as empirical(times.csv) says\n", encoding="utf-8")
    data = loader.resolved("top.yaml")
    assert data["issues"][0]["work"] == "empirical(5 min; 10 min)"
    assert data["why"] == "as empirical(times.csv) says"
    assert loader.loads(loader.dump(data)) == loader.load("top.yaml")


@pytest.mark.parametrize(
    ("text", "work", "messages"),
    [
        (
            "min\n30 min\n-1\n1,2\n5\n1e12\n",
            "empirical(times.csv)",
            [
                "times.csv:2:1: issues.call.work: '30 min' is not a number; write one number in a line, without a unit",
                "times.csv:3:1: issues.call.work: '-1' is negative; no value can be negative",
                "times.csv:4:1: issues.call.work: '1,2' is more than one value; "
                "write one number in a line, without a unit",
                "times.csv:6:1: issues.call.work: '1e12' is too large; write at most 1e9",
            ],
        ),
        (
            "duration\n30\n",
            "empirical(times.csv)",
            [
                "times.csv:1:1: issues.call.work: the column 'duration' has no unit; "
                "end its name in one, as work_min, or write empirical(times.csv; min)"
            ],
        ),
        (
            "work_h\n30\n",
            "empirical(times.csv; min)",
            ["times.csv:1:1: issues.call.work: the column 'work_h' is not in min; say the unit once"],
        ),
        (
            "30\n",
            "empirical(times.csv; mn)",
            ["town.yaml:4:29: issues.call.work: unknown unit 'mn'; did you mean 'min'?"],
        ),
        (
            "person_min\n30\n",
            "empirical(times.csv)",
            [
                "times.csv:1:1: issues.call.work: gridsim has no attribute 'person_min': "
                "it simulates places and posts, never persons; "
                "registration of persons, ethnicity, policing and stability work are outside "
                "(see the README)"
            ],
        ),
        (
            "min\n",
            "empirical(times.csv)",
            ["times.csv: issues.call.work: the file has no values; write one in each line"],
        ),
        (
            "min\n" + "1\n" * 10_001,
            "empirical(times.csv)",
            [
                "times.csv: issues.call.work: the file has 10,001 values, more than 10,000; "
                "keep every tenth of the sorted ones"
            ],
        ),
        (
            "working days\n1\n",
            "empirical(times.csv)",
            [
                "town.yaml:4:29: issues.call.work: '1 working days' is working time, this runs on the wall clock; "
                "write min, h or days"
            ],
        ),
    ],
)
def test_errors_name_the_line(text: str, work: str, messages: list[str]) -> None:
    Path("times.csv").write_text(text, encoding="utf-8")
    assert said_of(work) == messages


def test_a_missing_file_and_no_file_at_all() -> None:
    assert said_of("empirical(tims.csv)") == [
        "town.yaml:4:29: issues.call.work: there is no file 'tims.csv'; look at the path"
    ]
    assert said_of("empirical(times)") == [
        "town.yaml:4:29: issues.call.work: 'times' is neither a CSV file nor values; write empirical(times.csv; min)"
    ]


def test_shares_stay_within_100_percent() -> None:
    assert laws.parse_shares("empirical(90%; 45%)").values == (0.45, 0.9)
    with pytest.raises(MistakesError, match="'145%' is not a share"):
        laws.parse_shares("empirical(145%)")
