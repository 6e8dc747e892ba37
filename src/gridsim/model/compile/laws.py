"""From what a person wrote to minutes: distributions and amounts."""

from __future__ import annotations

from gridsim.model.distributions import Law, constant, law
from gridsim.scenario.quantities import Amount, Distribution
from gridsim.vocabulary import Measure

WORKING = (Measure.WORKING_MINUTES, Measure.WORKING_DAYS)


def minutes_of(amount: Amount, working_day_min: float) -> float:
    """An amount in minutes; a working day is `working_day_min` open minutes of the clock."""
    return amount.value * (working_day_min if amount.measure is Measure.WORKING_DAYS else 1.0)


def law_of(stated: Distribution | None, working_day_min: float) -> tuple[Law, bool]:
    """The law of a written distribution, in minutes, and whether they are minutes of the clock; none is zero."""
    if stated is None:
        return constant(0.0), False
    scale = working_day_min if stated.measure is Measure.WORKING_DAYS else 1.0
    parameters = {name: value * (1.0 if name == "shape" else scale) for name, value in stated.parameters.items()}
    parts = tuple((weight, law_of(part, working_day_min)[0]) for weight, part in stated.parts)
    if stated.family == "empirical":
        return Law("empirical", tuple(value * scale for value in stated.values)), stated.measure in WORKING
    return law(stated.family, parameters, parts), stated.measure in WORKING
