"""Ranges of evidence: in the unit of the value they speak of."""

from pathlib import Path

import pytest

from gridsim.errors import ScenarioError
from gridsim.scenario.grammar import QUANTITY
from gridsim.scenario.loader import load, loads, shipped, tree
from gridsim.scenario.mistakes import MistakesError
from gridsim.scenario.ranges import kind_of, read_range
from gridsim.scenario.tree import leaves

VALID = Path(__file__).parent / "valid"
HOUR, DAY, YEAR = 60.0, 1440.0, 365 * 1440.0


@pytest.mark.parametrize(
    ("path", "text", "low", "high"),
    [
        ("time.warm_up", "1 day to 2 days", DAY, 2 * DAY),
        ("places.generate.households", "900 to 2000", 900.0, 2000.0),
        ("places.generate.persons_per_household", "2.4 to 2.8", 2.4, 2.8),
        ("places.generate.migrant_share", "10 to 20 %", 0.1, 0.2),
        ("places.generate.migrant_share.fringe", "10% to 20%", 0.1, 0.2),
        ("places.generate.types.fringe", "1 to 3", 1.0, 3.0),
        ("places.generate.types.fringe", "10% to 30%", 0.1, 0.3),
        ("places.list.c1.migrant_share", "10% to 20%", 0.1, 0.2),
        ("roles.clerk.headcount", "1 to 4 per community", 1.0, 4.0),
        ("roles.clerk.headcount.rule", "1 per 1000 households to 1 per 100 households", 0.001, 0.01),
        ("roles.clerk.headcount.at least", "0 to 2", 0.0, 2.0),
        ("roles.clerk.headcount.by_migrant_share.above 12.5%", "1 to 4", 1.0, 4.0),
        ("roles.clerk.headcount.multiply.1.by", "1 to 1.5", 1.0, 1.5),
        ("roles.clerk.round.street", "20 to 120 min per grid", 20.0, 120.0),
        ("roles.clerk.walk.within_grid", "3 min to 1 h", 3.0, HOUR),
        ("roles.clerk.walk.per_step", "1.5 to 6 min", 1.5, 6.0),
        ("roles.clerk.speed", "0.8 to 1.2", 0.8, 1.2),
        ("roles.clerk.present", "90% to 98%", 0.9, 0.98),
        ("roles.clerk.cost", "20 to 40 per hour", 20.0, 40.0),
        ("issues.litter.rate", "1 to 2 per household per year", 1 / YEAR, 2 / YEAR),
        ("issues.litter.multiply.type.fringe", "1 to 2", 1.0, 2.0),
        ("issues.litter.season.10-10 to 04-10", "1 to 1.3", 1.0, 1.3),
        ("issues.litter.day_effect", "0% to 150%", 0.0, 1.5),
        ("issues.litter.priority", "2 to 4", 2.0, 4.0),
        ("issues.litter.seen_on.street", "30% to 90%", 0.3, 0.9),
        ("issues.litter.reported.migrant", "5% to 40%", 0.05, 0.4),
        ("issues.litter.reported.after", "1 h to 2 h", HOUR, 2 * HOUR),
        ("issues.litter.work", "20  min to\n60 min", 20.0, 60.0),
        ("issues.litter.growth", "0 to 10 % per day", 0.0, 0.1),
        ("issues.litter.route.1.team", "50% to 90%", 0.5, 0.9),
        ("issues.litter.limits.response", "2 working hours to 8 working hours", 120.0, 480.0),
        ("departments.team.crews", "1 to 3", 1.0, 3.0),
        ("departments.team.crews", "1 per 9000 households to 2 per 9000 households", 1 / 9000, 2 / 9000),
        ("command.dispatch", "1 to 3 working days", 1.0, 3.0),
        ("command.wrong_department.share", "1% to 10%", 0.01, 0.1),
        ("referral.slope", "0% to 5%", 0.0, 0.05),
        ("shocks.1.multiply", "2 to 8", 2.0, 8.0),
    ],
)
def test_the_ends_are_read_as_the_value_is(path: str, text: str, low: float, high: float) -> None:
    found = read_range(path, text)
    assert (found.low, found.high) == pytest.approx((low, high), rel=1e-12)


@pytest.mark.parametrize(
    "path",
    ["name", "clock", "places", "calendars.office", "profiles.day", "timetables.day", "timetables.day.mon",
     "roles.clerk", "roles.clerk.beat", "roles.clerk.handles", "roles.clerk.round", "roles.clerk.walk",
     "roles.clerk.headcount.less", "issues.litter.service", "issues.litter.reported", "issues.litter.reported.other",
     "issues.litter.work.mean", "policy.queue", "none.such", ""],
)  # fmt: skip
def test_what_is_no_single_quantity_has_no_range(path: str) -> None:
    assert kind_of(path) is None
    with pytest.raises(MistakesError, match="is not a single quantity"):
        read_range(path, "1 to 2")


NO_QUANTITIES = ("schema", "time.start", "time.resolution", "calendars.", "profiles.", "timetables.", "evidence.")


def test_every_quantity_of_the_language_has_a_range() -> None:
    said = [*leaves(tree(VALID / "example.yaml")), *leaves(tree("urumqi-city"))]
    quantities = [
        path
        for path, value, _ in said
        if (isinstance(value, (int, float)) and not isinstance(value, bool))
        or (isinstance(value, str) and (QUANTITY.fullmatch(value) or "(" in value))
    ]
    known = [path for path in quantities if not path.startswith(NO_QUANTITIES) and not path.endswith(".from")]
    assert len(known) > 150
    assert [path for path in known if kind_of(path) is None] == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("20 min", "not_a_range"),
        ("1 min to 2 min to 3 min", "not_a_range"),
        ("1 h to 20 min", "wrong_order"),
        ("1 h to 60 min", "wrong_order"),
        ("1 to 2", "missing_unit"),
        ("-1 to 2 min", "negative"),
        ("1 min to 2 mni", "unknown_unit"),
    ],
)
def test_what_is_no_range(text: str, code: str) -> None:
    with pytest.raises(MistakesError) as caught:
        read_range("issues.litter.work", text)
    assert [one.code for one in caught.value.mistakes] == [code]


def test_the_ends_of_a_delay_are_in_one_kind_of_time() -> None:
    with pytest.raises(MistakesError, match="not in one unit"):
        read_range("command.dispatch", "1 h to 3 working hours")


@pytest.mark.parametrize("name", sorted(shipped()))
def test_every_shipped_range_is_read_and_holds_more_than_one_value(name: str) -> None:
    evidence = load(name).evidence
    ranges = [read_range(path, one.range) for path, one in evidence.items() if one.range is not None]
    assert all(one.low < one.high for one in ranges)
    assert name in ("board", "mm3") or len(ranges) > 25


def test_a_file_may_say_a_value_in_another_unit_and_keep_the_range_of_its_base(tmp_path: Path) -> None:
    (tmp_path / "town.yaml").write_text("extends: urumqi-street\nroles: {clerk: {headcount: 20 in total}}\n")
    assert load(tmp_path / "town.yaml").evidence["roles.clerk.headcount"].range == "1 to 4 per community"


def test_the_place_is_that_of_the_range() -> None:
    with pytest.raises(ScenarioError) as caught:
        loads("extends: mm3\nevidence:\n  issues.call.work: {kind: assumption, range: about 1 h}\n")
    (problem,) = caught.value.problems
    assert str(problem) == (
        "scenario.yaml:3:47: evidence.issues.call.work.range: 'about 1 h' is not a range; "
        "write for example '20 min to 60 min'"
    )
