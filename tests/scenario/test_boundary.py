"""What is outside on purpose is refused with the reason, and ordinary words are not."""

import pytest

from gridsim.errors import ScenarioError
from gridsim.scenario.boundary import is_of_persons, is_outside
from gridsim.scenario.loader import loads

CITY = """
extends: mm3
timetables: {{day: {{mon-fri: {{"09:00-17:00": standby}}}}}}
roles: [{{name: {role}, headcount: 1 per grid, handles: all, timetables: [day]}}]
issues: [{{name: {category}, rate: 1 per grid per day, work: 1 h, route: [{department}]}}]
departments: [{{name: {department}, tier: city, crews: 1, work: 1 h}}]
"""


@pytest.mark.parametrize(
    "name",
    [
        "ethnicity", "ethnic_affairs", "religious-sites", "uyghur", "uighur_street", "han", "han_cadre", "hukou",
        "police", "police_station", "policing", "policeman", "public_security", "stability", "stability-work",
        "weiwen", "surveillance", "informant", "informants", "patrol_force", "patrol_members", "id_card",
        "population_registration", "key_persons", "checkpoint", "facial_recognition", "household_registration",
        "id_check", "id-checks", "identity_check", "suspicious_person", "suspicious-people", "terrorism",
        "counter_terrorism", "terrorist", "extremism", "religion", "religious_affairs", "流动人口登记", "反恐怖",
    ],
)  # fmt: skip
def test_words_of_what_is_outside(name: str) -> None:
    assert is_outside(name)


@pytest.mark.parametrize(
    "name",
    [
        "handle", "handyman", "chandler", "policy_desk", "patrol", "street_patrol", "social_security",
        "instability_of_slopes", "old_age_care", "birth_certificate", "phone_desk", "marriage_registration",
        "juweihui", "ju_wei_hui", "information", "registry", "kazakhstan_street", "merchandise",
        "check_point_of_meters", "personnel", "trace_heating", "bicycle_race", "household_waste", "dog_registration",
        "suspicious_smell", "terrace_repair", "interrogation_of_meters", "extreme_weather", "water_check",
    ],
)  # fmt: skip
def test_ordinary_names_are_no_false_alarm(name: str) -> None:
    assert not is_outside(name)
    scenario = loads(CITY.format(role=name, category=f"{name}-a", department=f"{name}-b"))
    assert [scenario.roles[-1].name, scenario.issues[-1].name] == [name, f"{name}-a"]


@pytest.mark.parametrize(
    "key", ["person_name", "contact_person", "age", "gender", "id_number", "phone", "hukou", "民族"]
)
def test_attributes_of_persons(key: str) -> None:
    assert is_of_persons(key)


@pytest.mark.parametrize("key", ["persons_per_household", "handle", "village", "polcy", "households", "grids"])
def test_attributes_of_places_and_slips_of_the_pen(key: str) -> None:
    assert not is_of_persons(key)


def test_a_name_outside_hides_no_other_mistake() -> None:
    with pytest.raises(ScenarioError) as caught:
        loads(CITY.format(role="police", category="litter", department="team").replace("[day]", "[dya]"))
    assert [problem.code for problem in caught.value.problems] == ["outside", "unknown_name"]


def test_a_slip_of_the_pen_still_gets_its_hint() -> None:
    with pytest.raises(ScenarioError) as caught:
        loads("extends: mm3\nroles: [{name: worker, handle: all}]\nissues: [{name: call, service: sanitaton}]\n")
    assert [problem.hint for problem in caught.value.problems] == [
        "did you mean 'handles'?",
        "did you mean 'sanitation'?",
    ]
