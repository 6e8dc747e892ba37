"""What a person writes, and the quantity it is."""

from datetime import date, datetime

import pytest

from gridsim.scenario import grammar, laws, weeks
from gridsim.scenario.conditions import parse_condition
from gridsim.scenario.headcounts import KEYS, parse_crews, parse_headcount, parse_ratio
from gridsim.scenario.mistakes import MistakesError
from gridsim.scenario.quantities import (
    Amount,
    Band,
    Beat,
    Distribution,
    Exception_,
    Growth,
    Headcount,
    Rate,
    Ratio,
    Season,
    Window,
)
from gridsim.vocabulary import Activity, CommunityType, Measure, RoundKind

MINUTES = Measure.MINUTES


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("30 min", Amount(30.0, MINUTES)),
        ("1.5 h", Amount(90.0, MINUTES)),
        ("3 days", Amount(4320.0, MINUTES)),
        ("2 weeks", Amount(20160.0, MINUTES)),
        ("1 month", Amount(43800.0, MINUTES)),
        ("1 year", Amount(525600.0, MINUTES)),
        ("4 working hours", Amount(240.0, Measure.WORKING_MINUTES)),
        ("1 working day", Amount(1.0, Measure.WORKING_DAYS)),
    ],
)
def test_durations(text: str, amount: Amount) -> None:
    assert grammar.parse_amount(text) == amount


def test_rates_are_per_minute_and_unit() -> None:
    assert grammar.parse_rate("2.4 per community per hour") == Rate(0.04, "community")
    assert grammar.parse_rate("180 per 1000 residents per year") == Rate(180 / 1000 / 525600, "resident")


def test_small_quantities() -> None:
    assert grammar.parse_share("35%") == 0.35
    assert grammar.parse_growth("5% per day up to 2x") == Growth(0.05, 2.0)
    assert [grammar.parse_beat(t) for t in ("shared", "all grids", "1 grid", "3 grids")] == [
        Beat("shared"),
        Beat("all"),
        Beat("grids", 1),
        Beat("grids", 3),
    ]
    assert grammar.parse_rounds({"street": "1 h per grid"}) == {RoundKind.STREET: 60.0}
    assert grammar.parse_cost("30 per hour") == 30.0
    assert grammar.parse_moment("2013-01-20 08:30") == datetime(2013, 1, 20, 8, 30)


@pytest.mark.parametrize(
    ("text", "family", "parameters"),
    [
        ("constant(1 h)", "constant", {"value": 60.0}),
        ("30 min", "constant", {"value": 30.0}),
        ("uniform(10 min to 30 min)", "uniform", {"low": 10.0, "high": 30.0}),
        ("triangular(1 h; 2 h; 5 h)", "triangular", {"low": 60.0, "mode": 120.0, "high": 300.0}),
        ("exponential(mean 1 h)", "exponential", {"mean": 60.0}),
        ("erlang(mean 1 h; shape 4)", "erlang", {"mean": 60.0, "shape": 4.0}),
        ("gamma(mean 1 h; sd 30 min)", "gamma", {"mean": 60.0, "sd": 30.0}),
        ("lognormal(mean 35 min; sd 20 min)", "lognormal", {"mean": 35.0, "sd": 20.0}),
        ("weibull(mean 1 h; shape 2)", "weibull", {"mean": 60.0, "shape": 2.0}),
    ],
)
def test_laws(text: str, family: str, parameters: dict[str, float]) -> None:
    assert laws.parse_time(text) == Distribution(family, parameters, MINUTES)


def test_mixture_has_parts() -> None:
    mixture = laws.parse_time("mixture(88% of exponential(mean 30 min); 12% of uniform(1 h to 4 h))")
    first = Distribution("exponential", {"mean": 30.0}, MINUTES)
    second = Distribution("uniform", {"low": 60.0, "high": 240.0}, MINUTES)
    assert mixture == Distribution("mixture", {}, MINUTES, parts=((0.88, first), (0.12, second)))


def test_laws_of_delays_numbers_and_shares() -> None:
    delay = laws.parse_delay("exponential(mean 1 working day)")
    assert delay == Distribution("exponential", {"mean": 1.0}, Measure.WORKING_DAYS)
    numbers = laws.parse_numbers("lognormal(mean 1677; sd 450)")
    assert numbers == Distribution("lognormal", {"mean": 1677.0, "sd": 450.0}, Measure.NUMBER)
    shares = laws.parse_shares("uniform(45% to 90%)")
    assert shares == Distribution("uniform", {"low": 0.45, "high": 0.9}, Measure.SHARE)


def test_mixed_units_are_refused() -> None:
    with pytest.raises(MistakesError, match="mixes wall-clock and working time"):
        laws.parse_delay("lognormal(mean 1 working day; sd 30 min)")


def test_headcounts() -> None:
    assert parse_ratio("1 per 100 households") == Ratio(1.0, 100.0, "household")
    assert parse_ratio("3 per community") == Ratio(3.0, 1.0, "community")
    assert parse_ratio("20 in total") == Ratio(20.0, 0.0, "total")
    assert parse_crews(2) == Ratio(2.0, 0.0, "total")
    written = {
        "rule": "1 per 100 households",
        "less": ["clerk", "cadre"],
        "at least": 1,
        "at most": 30,
        "rounding": "up",
        "multiply": {"where": "type == fringe", "by": 1.5},
    }
    assert parse_headcount(written) == Headcount(
        rule=Ratio(1.0, 100.0, "household"),
        less=("clerk", "cadre"),
        at_least=1,
        at_most=30,
        rounding="up",
        multiply=(("type == fringe", 1.5),),
    )


def test_bands_of_migrant_share_rise() -> None:
    bands = parse_headcount({"by_migrant_share": {"above 70%": "4 to 9", "otherwise": 1, "above 50%": 2}})
    assert bands == Headcount(by_migrant_share=(Band(0.5, 2.0, 2.0), Band(0.7, 4.0, 9.0)), otherwise=1.0)


def test_windows() -> None:
    assert weeks.parse_window("20:00-02:00") == Window(1200, 1560)
    assert weeks.parse_window("00:00-24:00") == Window(0, 1440)
    assert weeks.parse_window("22:00-00:00") == Window(1320, 1440)


def test_days() -> None:
    assert weeks.days_of("mon-fri") == (0, 1, 2, 3, 4)
    assert weeks.days_of("mon,wed") == (0, 2)
    assert weeks.days_of("sat-mon") == (5, 6, 0)
    assert weeks.days_of("monday") is None


def test_calendar_with_exceptions() -> None:
    written = {
        "mon-tue": ["15:30-19:30", "10:00-14:00"],
        "except": {"2013-02-09 to 2013-02-15": "closed", "2013-02-16": ["10:00-14:00"]},
    }
    week = weeks.parse_calendar(written)
    day = (Window(600, 840), Window(930, 1170))
    assert week.days == (day, day, (), (), (), (), ())
    assert week.exceptions == (
        Exception_(date(2013, 2, 9), date(2013, 2, 15), ()),
        Exception_(date(2013, 2, 16), date(2013, 2, 16), (Window(600, 840),)),
    )
    assert weeks.parse_calendar("24/7").days == ((Window(0, 1440),),) * 7


def test_timetable_and_profile() -> None:
    timetable = weeks.parse_timetable(
        {"mon": {"10:00-14:00": "counter"}, "except": {"2013-02-09": {"09:00-10:00": "office"}}}
    )
    assert timetable.days[0] == (Window(600, 840, Activity.COUNTER),)
    assert timetable.activities == {Activity.COUNTER, Activity.OFFICE}
    profile = weeks.parse_profile({"mon-sun": {"00:00-08:00": 0.3, "08:00-24:00": 1.6}})
    assert profile.days[6] == (Window(0, 480, weight=0.3), Window(480, 1440, weight=1.6))


def test_adjacent_windows_do_not_overlap() -> None:
    week = weeks.parse_calendar({"sun": ["20:00-02:00"], "mon": ["02:00-03:00"]})
    assert week.days[0] == (Window(120, 180),)


def test_seasons_may_wrap_the_year() -> None:
    assert weeks.parse_seasons({"10-10 to 04-10": 1.2}) == (Season((10, 10), (4, 10), 1.2),)


FRINGE = {
    "type": CommunityType.FRINGE,
    "migrant_share": 0.55,
    "households": 1500,
    "subdistrict": "s1",
    "district": "d1",
}


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("type == fringe", True),
        ("type != fringe", False),
        ("households > 1500", False),
        ("households >= 1500 and migrant_share > 50%", True),
        ("type == migrant or district == d1", True),
        ("not (type == migrant or district == d1)", False),
        ("type == migrant and district == d2 or subdistrict == s1", True),
        ("type == migrant and (district == d2 or subdistrict == s1)", False),
        ("not not type==fringe", True),
    ],
)
def test_conditions(text: str, holds: bool) -> None:
    assert parse_condition(text).holds(FRINGE) is holds


@pytest.mark.parametrize(
    "text",
    [
        "",
        "type",
        "type ==",
        "type = fringe",
        "(type == fringe",
        "type == fringe)",
        "households > many",
        "or",
        "(" * 99,
        "type == fringe and __import__('os')",
        "migrant_share > 0.5",
        "type == fringe, households > 3",
    ],
)
def test_conditions_are_a_closed_grammar(text: str) -> None:
    with pytest.raises(MistakesError):
        parse_condition(text)


@pytest.mark.parametrize("key", KEYS)
def test_the_examples_of_headcount_are_read(key: str) -> None:
    rule = {} if key in ("rule", "by_migrant_share") else {"rule": "20 in total"}
    assert parse_headcount({**rule, key: KEYS[key][1]}) != parse_headcount("20 in total") or key == "rule"
