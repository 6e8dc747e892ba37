"""Files, what they extend, and what is set on top of them."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from gridsim.errors import ScenarioError
from gridsim.model.compile import compile_plan
from gridsim.model.compile.files import compile_file
from gridsim.scenario import loader
from gridsim.scenario.quantities import Amount, Beat, Distribution, Rate, Ratio, Reported, Window
from gridsim.scenario.schema import Scenario, json_schema
from gridsim.vocabulary import Activity, Assign, CommunityType, First, Measure, QueueRule, RoundKind, Service, Tier

VALID = Path(__file__).parent / "valid"
MM3 = Path(loader.shipped()["mm3"]).read_text(encoding="utf-8")


def problems(call: object, *arguments: object, **options: object) -> list[str]:
    assert callable(call)
    with pytest.raises(ScenarioError) as caught:
        call(*arguments, **options)
    return [str(problem) for problem in caught.value.problems]


def test_the_smallest_file_is_neutral() -> None:
    scenario = loader.load("mm3")
    assert scenario == loader.load("mm3.yaml")
    assert scenario.time.horizon == Amount(576000.0, Measure.MINUTES)
    (role,) = scenario.roles
    assert (role.headcount.rule, role.handles, role.beat) == (Ratio(3.0, 0.0, "total"), "all", Beat("shared"))
    assert (role.walk, role.round, role.speed, role.present, role.cost_per_hour) == (None, {}, 1.0, 1.0, 0.0)
    assert scenario.timetables["round_the_clock"].days == ((Window(0, 1440, Activity.STANDBY),),) * 7
    (category,) = scenario.issues
    assert category.work == Distribution("exponential", {"mean": 60.0}, Measure.MINUTES)
    assert (category.rate, category.reported) == (Rate(0.04, "community"), Reported(1.0, 1.0))
    assert (category.service, category.first, category.priority) == (Service.ENQUIRY, First.GRID, 3)
    assert (category.route, category.clears, category.growth, category.profile) == ((), None, None, None)
    assert scenario.policy.assign is Assign.OWN_GRID_FIRST
    assert scenario.policy.queue is QueueRule.QUEUED_TIME
    assert (scenario.clock, scenario.command.calendar, scenario.referral_slope) == ("always", "always", 0.0)


def test_the_whole_language() -> None:
    scenario = loader.load(VALID / "example.yaml")
    assert scenario.label["zh"] == "流动人口社区增配干部"
    assert scenario.places.generate is not None
    assert scenario.places.listed is None  # another way to give the places replaces the base's
    assert scenario.places.generate.types[CommunityType.RESIDENTIAL] == 4
    assert [role.name for role in scenario.roles] == ["watch", "clerk", "grid_worker", "cadre", "extra_cadre"]
    worker = scenario.roles[2]
    assert worker.walk is not None
    assert (worker.walk.per_step, worker.cost_per_hour, worker.round) == (3.0, 30.0, {RoundKind.STREET: 60.0})
    sanitation = next(category for category in scenario.issues if category.name == "sanitation")
    assert sanitation.reported == Reported(0.35, 0.25, Distribution("exponential", {"mean": 600.0}, Measure.MINUTES))
    assert sanitation.route == (("street_team", 0.9), ("sanitation_bureau", None))
    assert sanitation.limits.response == Amount(240.0, Measure.WORKING_MINUTES)
    welfare = next(category for category in scenario.issues if category.name == "welfare")
    assert welfare.reported == Reported(0.0, 0.0)
    assert scenario.departments[1].crews == Ratio(1.0, 6000.0, "household")
    assert scenario.departments[1].tier is Tier.SUBDISTRICT
    assert scenario.referral_slope == 0.05
    assert scenario.shocks[0].for_ == Amount(4320.0, Measure.MINUTES)
    assert scenario.evidence["issues.sanitation.work"].kind == "assumption"
    assert "never_found" not in [one.code for one in compile_plan(scenario).notes["warnings"]]


def test_extends_merges_by_name_and_null_removes() -> None:
    base, more = loader.load(VALID / "example.yaml"), loader.load(VALID / "more_staff.yaml")
    assert more.roles[2].headcount.rule == Ratio(1.0, 80.0, "household")
    assert more.roles[2].headcount.less == ("clerk", "cadre")
    assert more.roles[4].handles == ("welfare", "sanitation")
    assert more.roles[5].name == "volunteer"
    assert more.places.generate is not None
    assert more.places.generate.types == {CommunityType.RESIDENTIAL: 3}  # replaced whole
    assert more.places.generate.seed == 7
    field, before = more.timetables["field"], base.timetables["field"]
    assert field.days[4] == (Window(600, 840, Activity.STANDBY),)  # the day is replaced whole
    assert field.days[:4] == before.days[:4]
    assert field.exceptions == before.exceptions
    sanitation = next(category for category in more.issues if category.name == "sanitation")
    assert (sanitation.growth, sanitation.limits.response) == (None, None)
    assert sanitation.limits.resolution == Amount(1.0, Measure.WORKING_DAYS)
    assert more.shocks == []


def test_null_removes_a_thing_by_its_name_with_its_evidence(tmp_path: Path) -> None:
    base = "evidence: {roles.helper.speed: {kind: assumption}}\n" + MM3.replace(
        "roles: [",
        "roles: [{name: helper, speed: 2, headcount: 1 per grid, handles: all, timetables: [round_the_clock]}, ",
    )
    (tmp_path / "base.yaml").write_text(base, encoding="utf-8")
    (tmp_path / "less.yaml").write_text("extends: base.yaml\nroles: {helper: null}\n", encoding="utf-8")
    assert [role.name for role in loader.load(tmp_path / "base.yaml").roles] == ["helper", "worker"]
    less = loader.load(tmp_path / "less.yaml")
    assert ([role.name for role in less.roles], less.evidence) == (["worker"], {})
    assert loader.loads(loader.dump(loader.resolved(tmp_path / "less.yaml"))) == less


def test_extends_is_relative_to_the_file_that_says_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "a.yaml").write_text("extends: b.yaml\nname: a\n")
    (tmp_path / "below" / "b.yaml").write_text("extends: ../c.yaml\nworkload: trace.csv\n")
    (tmp_path / "c.yaml").write_text("extends: mm3\ntime: {warm_up: -1 days}\n")
    monkeypatch.chdir(tmp_path)
    expected = "below/../c.yaml:2:17: time.warm_up: '-1 days' is negative; a duration cannot be negative"
    assert problems(loader.load, "below/a.yaml") == [expected]
    (tmp_path / "c.yaml").write_text("extends: mm3\n")
    assert loader.load("below/a.yaml").workload == "below/trace.csv"


def test_set_addresses_things_by_name() -> None:
    scenario = loader.load(
        VALID / "example.yaml",
        set={
            "roles.grid_worker.headcount.rule": "1 per 80 households",
            "policy.assign": "community-pool",
            "shocks.1.multiply": "3",
            "issues.sanitation.route": "[sanitation_bureau]",
            "time.warm_up": "null",
        },
    )
    assert scenario.roles[2].headcount.rule == Ratio(1.0, 80.0, "household")
    assert scenario.roles[2].headcount.at_least == 1
    assert scenario.policy.assign is Assign.COMMUNITY_POOL
    assert scenario.shocks[0].multiply == 3.0
    assert next(c for c in scenario.issues if c.name == "sanitation").route == (("sanitation_bureau", None),)
    assert scenario.time.warm_up == Amount(0.0, Measure.MINUTES)


def test_set_changes_one_of_what_an_extending_file_would_replace_whole() -> None:
    types = {"places.generate.types.residential": "300", "places.generate.types.fringe": "150"}
    assert loader.load("urumqi-city", set=types).places.generate.types == {  # type: ignore[union-attr]
        CommunityType.RESIDENTIAL: 300, CommunityType.FRINGE: 150, CommunityType.COMMERCIAL: 103,
        CommunityType.MIGRANT: 123,
    }  # fmt: skip
    day = {"timetables.counter.mon": "{'09:00-10:00': office}", "places.generate.types": "{residential: 80}"}
    assert loader.load("urumqi-city", set=day).places.generate.types == {CommunityType.RESIDENTIAL: 80}  # type: ignore[union-attr]


def test_set_reaches_into_a_headcount_said_in_one_word() -> None:
    scenario = loader.load("mm3", set={"roles.worker.headcount.at least": "2"})
    assert (scenario.roles[0].headcount.rule, scenario.roles[0].headcount.at_least) == (Ratio(3.0, 0.0, "total"), 2)


@pytest.mark.parametrize(
    ("path", "text", "message"),
    [
        ("roles.wroker.speed", "2", "--set: roles.wroker: there is no 'wroker' in roles; did you mean 'worker'?"),
        ("roles.worker.sped", "2", "--set: roles.worker.sped: unknown key 'sped'; did you mean 'speed'?"),
        ("roles.worker.speed", "0", "--set: roles.worker.speed: 0 is not allowed here; write a number above 0"),
        (
            "issues.call.counter",
            "no",
            "--set: issues.call.counter: 'no' reads differently in YAML 1.1 and 1.2; write true or false, or quote it",
        ),
        (
            "roles..speed",
            "2",
            "--set: 'roles..speed' is not a path; write for example "
            "'roles.grid_worker.headcount.rule=1 per 80 households'",
        ),
    ],
)
def test_set_says_what_is_wrong(path: str, text: str, message: str) -> None:
    assert problems(loader.load, "mm3", set={path: text}) == [message]


@pytest.mark.parametrize("name", ["base", "example", "more_staff"])
def test_resolved_reads_back_to_the_same_scenario(name: str) -> None:
    path = VALID / f"{name}.yaml"
    data = loader.resolved(path)
    assert "extends" not in data
    assert loader.loads(loader.dump(data)) == loader.load(path)


def test_dump_quotes_what_would_read_back_otherwise() -> None:
    text = loader.dump({"why": "1e5", "label": {"en": "no", "zh": "8:30"}, "name": "x: y"})
    assert text == 'why: "1e5"\nlabel:\n  en: "no"\n  zh: "8:30"\nname: \'x: y\'\n'


def test_origins_name_the_file_that_said_a_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(VALID)
    origins = loader.origins("more_staff.yaml", set={"policy.queue": "due-time"})
    assert origins["roles.grid_worker.headcount.rule"] == ("1 per 80 households", "more_staff.yaml:6:43")
    assert origins["roles.watch.headcount"] == ("1 per community", "base.yaml:8:30")
    assert origins["policy.queue"] == ("due-time", "--set")


def test_communities_from_csv(tmp_path: Path) -> None:
    rows = "name,type,households,persons_per_household,migrant_share\nc1,fringe,900,2.5,45%\nc2,migrant,400,3,\n"
    (tmp_path / "towns.csv").write_text(rows, encoding="utf-8-sig")
    (tmp_path / "town.yaml").write_text("extends: mm3\nplaces: {csv: towns.csv}\n")
    listed = loader.load(tmp_path / "town.yaml").places.listed
    assert listed is not None
    assert [(c.name, c.type, c.households, c.migrant_share) for c in listed] == [
        ("c1", CommunityType.FRINGE, 900, 0.45),
        ("c2", CommunityType.MIGRANT, 400, 0.0),
    ]
    assert "csv" not in loader.resolved(tmp_path / "town.yaml")["places"]
    (tmp_path / "towns.csv").write_text(rows.replace("c2", "c1"))
    assert problems(loader.load, tmp_path / "town.yaml") == [
        "towns.csv:3:1: places.list.c1.name: the name 'c1' is taken; see line 2"
    ]


def test_reported_is_never_where_only_seen_on_is_given() -> None:
    seen = loader.loads(MM3.replace("reported: at once", "seen_on: {street: 60%}"))
    assert seen.issues[0].reported == Reported(0.0, 0.0)
    assert [one.code for one in compile_plan(seen).notes["warnings"]] == ["never_found"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"name: caf\xe9\n", "bad.yaml:1:1: this is not UTF-8; save it as UTF-8"),
        ("name: x\n".encode("utf-16"), "bad.yaml:1:1: this is not UTF-8; save it as UTF-8"),
        (b"\x7fELF\x00\x01", "bad.yaml: this is a binary file; name a text file"),
        (b"name: x\nwhy: a\x07b\n", "bad.yaml:2:7: the character U+0007 is not text; name a text file"),
        (b"#" * 1_000_001, "bad.yaml: the file has 1000001 bytes, more than 1 MB; put communities into a CSV"),
    ],
)
def test_files_that_are_no_text(data: bytes, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("bad.yaml").write_bytes(data)
    assert problems(loader.load, "bad.yaml") == [message]


def test_directories_and_missing_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("town.yaml").write_text(MM3, encoding="utf-8")
    assert problems(loader.load, ".") == [".: this is a directory; name a file in it"]
    assert problems(loader.load, "twn.yaml") == ["there is no file 'twn.yaml'; did you mean 'town.yaml'?"]
    assert problems(loader.load, "mm33") == ["there is no file 'mm33'; did you mean 'mm3'?"]


def test_a_file_that_is_not_there_has_the_place_that_named_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.yaml").write_text("extends: mm4\n", encoding="utf-8")
    Path("b.yaml").write_text("extends: mm3\nplaces: {csv: c.csv}\n", encoding="utf-8")
    Path("c.yaml").write_text("extends: mm3\nworkload: d.csv\n", encoding="utf-8")
    assert [problems(compile_file, name)[0].partition(";")[0] for name in ("mm33", "a.yaml", "b.yaml", "c.yaml")] == [
        "mm33: there is no file 'mm33'",
        "a.yaml:1:10: extends: there is no file 'mm4'",
        "b.yaml:2:15: places.csv: there is no file 'c.csv'",
        "c.yaml:2:11: workload: the workload cannot be read: No such file or directory",
    ]


def test_what_is_set_for_several_days_is_told_once() -> None:
    said = {"timetables.round_the_clock.mon-sun": '{"8:00-12": standby}', "time.warm_up": "1 d"}
    with pytest.raises(ScenarioError) as caught:
        loader.loads("extends: mm3\n", set=said)
    assert [str(one) for one in caught.value.problems] == [
        "--set: time.warm_up: unknown unit 'd'; write '1 day'",
        "--set: timetables.round_the_clock.mon.8:00-12: '8:00-12' is not a window of time; "
        'write for example "10:00-14:00"',
    ]


def test_only_a_number_that_a_comma_cuts_is_put_together() -> None:
    text = "extends: mm3\nevidence: {why: {source: page 12,100: kept}, name: {kind: official}}\n"
    assert [one.partition("; ")[0] for one in problems(loader.loads, text)] == [
        "scenario.yaml:2:26: a comma in '12,100'",
    ]
    assert (
        loader.loads("extends: mm3\nshocks: []\nroles: [{name: worker, speed: 1, solves: 1.500}]\n").roles[0].speed == 1
    )


def test_the_nearest_name_is_offered_beside_the_file_or_shipped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("urumqi-mine.yaml").write_text("extends: urumqi-stret\n", encoding="utf-8")
    Path("town.yaml").write_text("extends: urumqi-min.yml\n", encoding="utf-8")
    Path("other.yaml").write_text("extends: quite-else\n", encoding="utf-8")
    hints = []
    for name in ("urumqi-mine.yaml", "town.yaml", "other.yaml"):
        (message,) = problems(loader.load, name)
        hints.append(message.partition("; ")[2])
    shipped = ", ".join(loader.shipped())
    assert hints == ["did you mean 'urumqi-street'?", "did you mean 'urumqi-mine.yaml'?", f"shipped: {shipped}"]


def test_a_role_may_handle_nothing() -> None:
    walker = "roles: [{name: walker, headcount: 1 per grid, handles: [], timetables: [round_the_clock]}]\n"
    assert loader.loads(f"extends: mm3\n{walker}").roles[1].handles == ()


def test_many_problems_are_cut() -> None:
    text = MM3 + "".join(f"unknown_{number}: 1\n" for number in range(500))
    found = problems(loader.loads, text)
    assert len(found) == 201
    assert found[-1] == "and 300 more; put these right first"


def test_very_many_misspelt_names_are_told_at_once() -> None:
    calendars = "".join(f"  calendar{number}: 24/7\n" for number in range(800))
    teams = "".join(
        f"  - {{name: d{number}, tier: city, crews: 1, calendar: kalendar{number}, work: 1 h}}\n"
        for number in range(800)
    )
    began = time.perf_counter()
    found = problems(loader.loads, f"{MM3}calendars:\n{calendars}departments:\n{teams}")
    assert time.perf_counter() - began < 3
    assert "there is no calendar 'kalendar0'; did you mean 'calendar0'?" in found[0]
    assert found[-1] == "and 600 more; put these right first"


def test_a_byte_order_mark_and_columns_after_chinese(tmp_path: Path) -> None:
    path = tmp_path / "bom.yaml"
    path.write_text("extends: mm3\nlabel: {zh: 网格, en: 5}\n", encoding="utf-8-sig")
    (message,) = problems(loader.load, path)
    assert message.endswith("bom.yaml:2:21: label.en: 5 is not text; write it in quotes")


def test_a_scenario_does_not_change() -> None:
    with pytest.raises(ValueError, match="frozen"):
        loader.load("mm3").name = "other"  # type: ignore[misc]


def test_the_json_schema_describes_every_key() -> None:
    schema = json_schema()
    assert set(schema["properties"]) == {field.alias or name for name, field in Scenario.model_fields.items()}
    assert all("description" in part for part in schema["properties"].values())


def test_loading_needs_no_heavy_library() -> None:
    code = (
        "import sys; from gridsim.scenario.loader import load; load('mm3'); "
        "print({'pandas', 'numpy', 'scipy', 'numba', 'matplotlib', 'simpy'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_a_file_that_extends_another_does_not_take_over_what_that_says_of_itself(tmp_path: Path) -> None:
    base, other = tmp_path / "base.yaml", tmp_path / "other.yaml"
    base.write_text("extends: mm3\nname: base\nlabel: {en: Three clerks}\nwhy: A base.\n", encoding="utf-8")
    other.write_text(
        "extends: base.yaml\nname: other\nroles: [{name: worker, headcount: 5 in total}]\n", encoding="utf-8"
    )
    assert (loader.load(base).label, loader.load(base).why) == ({"en": "Three clerks"}, "A base.")
    assert (loader.load(other).label, loader.load(other).why) == ({}, "")
    assert loader.load(base, set={"roles.worker.speed": "2"}).label == {"en": "Three clerks"}
