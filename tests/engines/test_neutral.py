"""A mechanism said to be off is exactly as if it were not said; switched on, it changes what is done.

On the shipped street for three days: without the line (`null`), with its neutral value, and with one that is not, so
that what is compared is something the run can show. In each engine by itself.
"""

from __future__ import annotations

from functools import cache

import pytest

from gridsim.engines import ENGINES, simulate
from gridsim.model.compile import compile_plan
from gridsim.model.workload import draw
from gridsim.scenario.loader import load

CATEGORIES = [category.name for category in load("urumqi-street").issues]
NO_LIMITS = {f"issues.{name}.limits": "null" for name in CATEGORIES} | {"policy.queue": "queued-time"}
OFTEN_FALSE = {"verification.checked": "50%", "verification.false_fix": "40%"}
DOUBLED = "{where: type == migrant, by: FACTOR}"
SHOCK = '[{category: sanitation, from: "2013-03-05 00:00", for: 1 day, multiply: FACTOR}]'
WRONG = "{share: SHARE, back_after: 1 h}"
LATE_AT_ONCE = "{clock: always, resolution: 1 min}"

SWITCHES = {  # mechanism: path, neutral value, another value, what is said besides
    "false fixes": ("verification.false_fix", "0%", "30%", {}),
    "checks": ("verification.checked", "0%", "50%", {}),
    "repeat complaints": (
        "verification.repeat", "{share: 0%, after: 1 h}", "{share: 100%, after: 1 h}", OFTEN_FALSE,
    ),
    "rejection": ("command.rejected", "0%", "20%", {}),
    "filing": ("command.filing", "0 min", "30 min", {}),
    "dispatch": ("command.dispatch", "0 min", "30 min", {}),
    "wrong departments": ("command.wrong_department", WRONG.replace("SHARE", "0%"), WRONG.replace("SHARE", "30%"), {}),
    "growth of nothing": ("issues.sanitation.growth", "0% per day up to 2x", "50% per day up to 2x", {}),
    "growth up to once": ("issues.sanitation.growth", "50% per day up to 1x", "50% per day up to 2x", {}),
    "rounds that notice nothing": ("issues.facility.seen_on", "{street: 0%}", "{street: 40%}", {}),
    "day effect": ("issues.sanitation.day_effect", "0%", "50%", {}),
    "type factor": ("issues.sanitation.multiply", "{type: {commercial: 1}}", "{type: {commercial: 2}}", {}),
    "season": ("issues.sanitation.season", '{"01-01 to 12-31": 1}', '{"01-01 to 12-31": 2}', {}),
    "shock": ("shocks", SHOCK.replace("FACTOR", "1"), SHOCK.replace("FACTOR", "3"), {}),
    "walk": ("roles.grid_worker.walk", "{within_grid: 0 min, per_step: 0 min}", "{per_step: 5 min}", {}),
    "speed": ("roles.grid_worker.speed", "1", "0.5", {}),
    "role factor": ("roles.grid_worker.solves", "1", "0.5", {}),
    "presence": ("roles.grid_worker.present", "100%", "70%", {}),
    "headcount factor": (
        "roles.grid_worker.headcount.multiply", DOUBLED.replace("FACTOR", "1"), DOUBLED.replace("FACTOR", "2"), {},
    ),
    "referral": ("referral", "{slope: 0%}", "{slope: 50%}", {}),
}  # fmt: skip


@cache
def done(engine: str, *said: tuple[str, str]) -> dict[str, str]:
    """The tables that an engine makes of a street of which this is said besides, by their hashes."""
    street = load("urumqi-street", set={"time.horizon": "3 days", "time.warm_up": "1 day", **dict(said)})
    plan = compile_plan(street)
    return simulate(plan, draw(plan, seed=1, replication=0), engine=engine).hashes


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("mechanism", SWITCHES)
def test_off_is_as_if_not_said(mechanism: str, engine: str) -> None:
    path, neutral, other, besides = SWITCHES[mechanism]
    not_said, off, on = (done(engine, *besides.items(), (path, value)) for value in ("null", neutral, other))
    assert off == not_said
    assert on["work"] != not_said["work"]


@pytest.mark.parametrize("engine", ENGINES)
def test_expediting_without_limits_expedites_nothing(engine: str) -> None:
    expedite = {"policy.on_overdue": "expedite"}
    assert done(engine, *{**NO_LIMITS, **expedite}.items()) == done(engine, *NO_LIMITS.items())
    some = {**NO_LIMITS, "issues.street_order.limits": LATE_AT_ONCE}
    assert done(engine, *{**some, **expedite}.items())["work"] != done(engine, *some.items())["work"]
