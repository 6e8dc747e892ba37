"""What is allowed and hardly meant is said, with its place, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from gridsim.cli import app
from gridsim.errors import ScenarioError
from gridsim.model.compile.files import compile_file
from gridsim.scenario.loader import shipped

TOWN = """\
schema: gridsim/scenario/1
name: town
time: {start: 2013-01-07, horizon: 5 days}
places:
  list:
    - {name: a, type: residential, households: 300, persons_per_household: 2, grids: 3}
    - {name: b, type: residential, households: 90, persons_per_household: 2, grids: 4}
timetables: {day: {mon-sun: {"08:00-12:00": standby, "12:00-18:00": street_round}}}
roles:
  - {name: worker, headcount: HEADCOUNT, handles: all, timetables: [day], round: {street: 60 min per grid}, beat: BEAT}
issues:
  - {name: litter, rate: 1 per grid per day, SEEN, work: 1 h, solved_on_site: 50%, route: [team]}
departments: [{name: team, tier: TIER, crews: CREWS, work: 1 h}]
"""
SAID = {
    "HEADCOUNT": "1 per 100 households", "BEAT": "shared", "SEEN": "seen_on: {street: 50%}", "TIER": "subdistrict",
    "CREWS": "1",
}  # fmt: skip


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def warned(**said: str) -> list[str]:
    text = TOWN
    for key, value in {**SAID, **said}.items():
        text = text.replace(key, value)
    Path("town.yaml").write_text(text, encoding="utf-8")
    return [f"{one} [{one.code}]" for one in compile_file("town.yaml")[1].notes["warnings"]]


def test_an_ordinary_town_has_no_warnings() -> None:
    assert warned() == []


@pytest.mark.parametrize("name", sorted(shipped()))
def test_the_shipped_scenarios_have_no_warnings(name: str) -> None:
    assert compile_file(name)[1].notes["warnings"] == ()


def test_a_category_that_nothing_finds() -> None:
    assert warned(SEEN="reported: never") == [
        "town.yaml:12:5: issues.litter: nothing ever finds 'litter'; say how it is found [never_found]"
    ]


@pytest.mark.parametrize(
    ("tier", "column", "place"),
    [("district", 51, "district of one sub-district"), ("city", 47, "city of one district")],
)
def test_a_department_whose_place_is_only_in_part_here(tier: str, column: int, place: str) -> None:
    assert warned(TIER=tier) == [
        f"town.yaml:13:{column}: departments.team.crews: 'team' has its crews for a {place}; "
        "count the crews that serve this part, or write a ratio as 1 per 6000 households [part_of_a_place]"
    ]
    assert warned(TIER=tier, CREWS="1 per 100 households") == []


def test_grids_that_nobody_walks() -> None:
    end = "are on nobody's street round; add workers, or write beat: shared [grids_not_walked]"
    assert warned(BEAT="1 grid") == [f"town.yaml:10:3: roles: 3 of 7 grids, in 1 of 2 communities, {end}"]
    nobody_there, no_round = warned(BEAT="2 grids", HEADCOUNT="1 per 200 households")
    assert nobody_there.endswith("[nobody_here]")
    assert no_round == f"town.yaml:10:3: roles: 4 of 7 grids, in 1 of 2 communities, {end}"
    assert warned(BEAT="1 grid", SEEN="reported: at once") == []


def test_a_floor_that_is_the_rule() -> None:
    assert warned(HEADCOUNT="{rule: 1 per 150 households, at least: 2}") == [
        "town.yaml:10:70: roles.worker.headcount.at least: 'at least' 2 binds in 1 of 2 communities; "
        "there the floor is the rule: look at the realised ratio [floor_binds]"
    ]
    assert warned(HEADCOUNT="{rule: 1 per 100 households, at least: 1}") == []


def test_a_floor_may_bind_in_a_tenth_of_the_communities() -> None:
    households = [1000] * 9 + [10]
    rows = "".join(f"c{i},fringe,{number},2\n" for i, number in enumerate(households))
    Path("ten.csv").write_text(f"name,type,households,persons_per_household\n{rows}", encoding="utf-8")
    Path("ten.yaml").write_text(
        "name: ten\nextends: mm3\nplaces: {csv: ten.csv}\n"
        "roles: {worker: {headcount: {rule: 1 per 100 households, at least: 1}}}\n",
        encoding="utf-8",
    )
    assert compile_file("ten.yaml")[1].notes["warnings"] == ()
    Path("ten.csv").write_text(Path("ten.csv").read_text().replace("c0,fringe,1000", "c0,fringe,20"), encoding="utf-8")
    (warning,) = compile_file("ten.yaml")[1].notes["warnings"]
    assert (warning.code, warning.fact) == ("floor_binds", "'at least' 1 binds in 2 of 10 communities")


def test_commands_say_them_on_standard_error_and_in_their_json() -> None:
    warned(TIER="district")
    said = "warning: town.yaml:13:51: departments.team.crews: 'team' has its crews for a district of one sub-district; "
    for words in (
        ["validate", "town.yaml", "town.yaml"],
        ["run", "town.yaml", "--replications", "2", "--processes", "1"],
    ):
        result = CliRunner().invoke(app, words, catch_exceptions=False)
        assert result.exit_code == 0
        assert result.stderr.startswith(said)
        assert result.stderr.count("warning") == 1
        result = CliRunner().invoke(app, [*words, "--json"], catch_exceptions=False)
        assert '"code": "part_of_a_place"' in result.stdout
        assert "warning" not in result.stderr


# -- who is there --------------------------------------------------------------------------------------------


def codes(**said: str) -> list[str]:
    return [one.rpartition(" [")[2].rstrip("]") for one in warned(**said)]


def test_communities_in_which_nobody_attends() -> None:
    assert warned(HEADCOUNT="1 per 200 households", SEEN="reported: at once") == [
        "town.yaml:12:5: issues.litter: in 1 of 2 communities nobody attends 'litter'; "
        "look at the headcounts of 'b' with gridsim show --staff [nobody_here]"
    ]
    assert codes(HEADCOUNT="1 per 100 households", SEEN="reported: at once") == []
    checked = "verification: {checked: 50%, work: 10 min}\ndepartments:"  # who would verify is missed for attending
    assert codes(HEADCOUNT="1 per 200 households", SEEN="reported: at once", **{"departments:": checked}) == [
        "nobody_here"
    ]


def test_where_a_category_does_not_arise_nobody_is_missed() -> None:
    only_there = "reported: at once, multiply: {type: {fringe: 2, residential: 0}}"
    assert codes(HEADCOUNT="1 per 200 households", SEEN=only_there) == []


def test_a_category_of_departments_needs_nobody_but_to_verify() -> None:
    said = {"HEADCOUNT": "1 per 200 households", "SEEN": "reported: at once, first: department"}
    assert warned(**said) == []
    assert warned(**said, TIER="subdistrict, calendar: always") == []
    checked = warned(**said, departments="verification: {checked: 50%, work: 10 min}\ndepartments")
    assert [one.rpartition(": ")[2] for one in checked] == [
        "in 1 of 2 communities nobody verifies 'litter'; "
        "look at the headcounts of 'b' with gridsim show --staff [nobody_here]"
    ]


def test_visitors_need_somebody_at_the_counter_and_what_is_alike_is_said_once() -> None:
    said = {
        "roles:\n": "roles:\n  - {name: clerk, headcount: 1 per 250 households, handles: all, timetables: [desk]}\n",
        "timetables: {day: {": 'timetables: {desk: {mon-sun: {"08:00-12:00": counter}}, day: {',
        '"08:00-12:00": standby, ': "",
        "departments:": "  - {name: advice, rate: 1 per grid per day, counter: true, work: 1 h}\n"
        "  - {name: forms, rate: 1 per grid per day, counter: true, work: 1 h}\ndepartments:",
    }
    assert warned(**said) == [
        "town.yaml:10:3: roles: in 1 of 2 communities nobody serves 'advice', 'forms'; "
        "look at the headcounts of 'b' with gridsim show --staff [nobody_here]"
    ]


def test_a_city_of_departments_alone_needs_no_staff() -> None:
    assert codes(HEADCOUNT="0 in total", SEEN="reported: at once, first: department") == []


def test_who_verifies_is_missed_where_somebody_attends() -> None:
    """Everybody is in the office: urgent issues are attended, and nobody checks; with a walker in a, not in b."""
    said = {
        "day: {": 'desk: {mon-sun: {"08:00-12:00": office}}, day: {',
        "roles:\n": "roles:\n  - {name: clerk, headcount: 1 per community, handles: all, timetables: [desk]}\n",
        "SEEN": "reported: at once, priority: 1",
        "departments:": "verification: {checked: 50%, work: 10 min}\ndepartments:",
    }
    assert [one.rpartition(": ")[2] for one in warned(**said, HEADCOUNT="1 per 200 households")] == [
        "in 1 of 2 communities nobody verifies 'litter'; "
        "look at the headcounts of 'b' with gridsim show --staff [nobody_here]"
    ]
    with pytest.raises(ScenarioError, match="nobody on the staff may ever verify 'litter'; raise the headcount of wor"):
        warned(**said, HEADCOUNT="0 in total")
    said["headcount: 1 per community"] = "headcount: 1 per 200 households"
    with pytest.raises(ScenarioError, match="nobody on the staff may ever verify 'litter'; raise the headcount of wor"):
        warned(**said, HEADCOUNT="0 in total")


# -- rounds in post ------------------------------------------------------------------------------------------


def test_a_round_that_is_in_no_timetable_finds_nothing() -> None:
    no_round = {', "12:00-18:00": street_round': ""}
    end = "give a worker such a round, or let residents report it [never_found]"
    assert warned(**no_round) == [
        f"town.yaml:12:5: issues.litter: nothing ever finds 'litter': nobody walks a street round; {end}"
    ]
    assert warned(**no_round, SEEN="reported: at once, seen_on: {street: 50%}") == []


def test_a_round_of_a_post_that_nobody_holds_finds_nothing() -> None:
    said = {
        "roles:\n": "roles:\n  - {name: guard, headcount: 1 per 200 households, handles: all, timetables: [watch]}\n",
        "timetables: {": 'timetables: {watch: {mon-sun: {"08:00-12:00": standby}}, ',
        "HEADCOUNT": "0 per community",
    }
    assert [one for one in codes(**said) if one != "nobody_here"] == ["never_found"]


def test_rounds_of_one_kind_that_nobody_walks_are_said_where_the_other_kind_finds() -> None:
    said = {
        "street_round": "household_round",
        "round: {street": "round: {household",
        "SEEN": "service: welfare, seen_on: {street: 50%, household: 50%}",
    }
    assert warned(**said) == [
        "town.yaml:10:3: roles: 7 of 7 grids, in 2 of 2 communities, are on nobody's street round; "
        "add workers, or write beat: shared [grids_not_walked]"
    ]


# -- headcounts ----------------------------------------------------------------------------------------------


def with_clerks(rule: str) -> dict[str, str]:
    clerk = "{name: clerk, headcount: 3 per community, handles: all, timetables: [day], round: {street: 1 h per grid}}"
    return {"HEADCOUNT": rule, "roles:\n": f"roles:\n  - {clerk}\n"}


def test_a_less_that_leaves_nothing_of_a_rule() -> None:
    end = "write less: null, or raise the rule's number [less_eats_all]"
    assert warned(**with_clerks("{rule: 1 per 100 households, less: [clerk]}")) == [
        f"town.yaml:11:66: roles.worker.headcount.less: 'less' takes 3 of the 1 that the rule gives "
        f"in 1 of 2 communities; {end}"
    ]
    assert warned(**with_clerks("{rule: 1 per 200 households, less: [clerk], at least: 1}")) == [
        f"town.yaml:11:66: roles.worker.headcount.less: 'less' takes 6 of the 2 that the rule gives "
        f"in 2 of 2 communities; {end}"
    ]
    assert warned(**with_clerks("{rule: 3 per community, less: [clerk]}")) == []


def test_a_floor_excuses_a_less_that_leaves_nothing_in_a_tenth_of_the_communities() -> None:
    rows = "".join(f"c{i},fringe,{number},2\n" for i, number in enumerate([1000] * 9 + [100]))
    Path("ten.csv").write_text(f"name,type,households,persons_per_household\n{rows}", encoding="utf-8")
    text = (
        "name: ten\nextends: mm3\nplaces: {csv: ten.csv}\nroles:\n"
        "  - {name: clerk, headcount: 2 per community, handles: all, timetables: [round_the_clock]}\n"
        "  - {name: worker, headcount: {rule: 1 per 100 households, less: [clerk], at least: 1}}\n"
    )
    Path("ten.yaml").write_text(text, encoding="utf-8")
    assert compile_file("ten.yaml")[1].notes["warnings"] == ()
    Path("ten.yaml").write_text(text.replace(", at least: 1", ""), encoding="utf-8")
    assert [one.code for one in compile_file("ten.yaml")[1].notes["warnings"]] == ["less_eats_all"]


def test_a_less_that_leaves_nothing_of_a_part_of_a_total() -> None:
    """8 by households are 6 and 2, and 3 clerks are in each: b has its clerks alone, and the 8 stay 8."""
    assert codes(**with_clerks("{rule: 8 in total, less: [clerk]}")) == ["less_eats_all"]
    assert len(compile_file("town.yaml")[1].workers) == 8


def test_a_floor_that_is_the_rule_in_a_total() -> None:
    assert codes(HEADCOUNT="{rule: 5 in total, at least: 2}") == ["floor_binds"]
    assert codes(HEADCOUNT="{rule: 5 in total, at least: 1}") == []


@pytest.mark.parametrize(
    ("multiply", "path"),
    [
        ("{where: type == migrant, by: 2}", "multiply.where: 'type == migrant'"),
        ("[{where: households > 100, by: 2}, {where: migrant_share > 95%, by: 2}]",
         "multiply.2.where: 'migrant_share > 95%'"),
    ],
)  # fmt: skip
def test_a_factor_that_multiplies_nobody(multiply: str, path: str) -> None:
    (said,) = warned(HEADCOUNT=f"{{rule: 1 per 100 households, multiply: {multiply}}}")
    assert said.split(": ", 1)[1] == (
        f"roles.worker.headcount.{path} holds in no community; look at the places [holds_nowhere]"
    )


# -- shocks --------------------------------------------------------------------------------------------------


def shocked(moment: str, length: str, where: str = "households > 100") -> list[str]:
    shock = f'{{category: litter, where: {where}, from: "{moment}", for: {length}, multiply: 2}}'
    said = {"5 days": "5 days, warm_up: 1 day", "departments": f"shocks:\n  - {shock}\ndepartments"}
    return [one.removeprefix("town.yaml:") for one in warned(**said)]


def test_a_shock_that_is_measured_nowhere_or_never() -> None:
    assert shocked("2013-01-08 12:00", "1 h") == []
    assert shocked("2013-01-07 12:00", "13 h") == []
    end = "look at 'from', 'for' and time [shock_outside]"
    assert shocked("2013-01-12 00:00", "1 h") == [
        f"14:55: shocks.1.from: the shock begins when the horizon has ended; {end}"
    ]
    assert shocked("2013-01-06 00:00", "24 h") == [f"14:55: shocks.1.from: the shock is over before the start; {end}"]
    assert shocked("2013-01-06 00:00", "48 h") == [
        f"14:55: shocks.1.from: the shock lies wholly in the warm-up, which is not measured; {end}"
    ]
    assert shocked("2013-01-08 12:00", "1 h", "type == migrant") == [
        "14:31: shocks.1.where: the condition of the shock holds in no community; look at the places [holds_nowhere]"
    ]


# -- names ---------------------------------------------------------------------------------------------------


def test_a_misspelt_name_of_an_extended_file_changes_nothing_and_is_said() -> None:
    Path("town.yaml").write_text(
        "name: town\nextends: urumqi-street\n"
        'calendars: {ofice: {mon: ["10:00-14:00"]}, always: 24/7}\n'
        'profiles: {daytimes: {mon-sun: {"00:00-24:00": 1}}}\n'
        'timetables: {weekday: {mon: {"10:00-14:00": office}}}\n'
        "departments:\n  - {name: street_taem, tier: subdistrict, crews: 1, work: 1 h}\n"
        "  - {name: x, tier: subdistrict, crews: 1, work: 1 h}\n",
        encoding="utf-8",
    )
    assert [f"{one} [{one.code}]" for one in compile_file("town.yaml")[1].notes["warnings"]] == [
        f"town.yaml:{said} [unused_name]"
        for said in (
            "3:20: calendars.ofice: nothing uses calendar 'ofice'; did you mean 'office'?",
            "4:22: profiles.daytimes: nothing uses profile 'daytimes'; did you mean 'daytime'?",
            "5:23: timetables.weekday: nothing uses timetable 'weekday'; did you mean 'weekdays'?",
            "7:5: departments.street_taem: nothing uses department 'street_taem'; did you mean 'street_team'?",
            "8:5: departments.x: nothing uses department 'x'; refer to it, or leave it out",
        )
    ]


def test_a_name_that_a_base_alone_leaves_unused_is_not_this_files_to_mend() -> None:
    Path("base.yaml").write_text("extends: mm3\nname: base\n", encoding="utf-8")
    day = 'timetables: {day: {mon-fri: {"09:00-17:00": standby}}}\nroles: {worker: {timetables: [day]}}\n'
    Path("town.yaml").write_text(f"extends: base.yaml\nname: town\n{day}", encoding="utf-8")
    assert compile_file("town.yaml")[1].notes["warnings"] == ()
    Path("town.yaml").write_text(
        f"extends: base.yaml\nname: town\n{day.replace('[day]', '[round_the_clock]')}", "utf-8"
    )
    (said,) = compile_file("town.yaml")[1].notes["warnings"]
    assert str(said) == ("town.yaml:3:19: timetables.day: nothing uses timetable 'day'; refer to it, or leave it out")
    (said,) = compile_file("mm3", {"timetables.day.mon": '{"09:00-17:00": standby}'})[1].notes["warnings"]
    assert str(said).startswith("--set: timetables.day: nothing uses timetable 'day'")


@pytest.mark.parametrize(
    "user",
    [
        "clock: desk",
        "command: {calendar: desk}",
        "departments: [{name: team, calendar: desk}]",
    ],
)
def test_each_user_of_a_calendar_is_one(user: str) -> None:
    warned()
    text = 'name: other\nextends: town.yaml\ncalendars: {desk: {mon-fri: ["09:00-17:00"]}}\n'
    Path("other.yaml").write_text(text, encoding="utf-8")
    assert [one.code for one in compile_file("other.yaml")[1].notes["warnings"]] == ["unused_name"]
    Path("other.yaml").write_text(text + user + "\n", encoding="utf-8")
    assert compile_file("other.yaml")[1].notes["warnings"] == ()
