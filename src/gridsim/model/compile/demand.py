"""Demand: categories of issues and the rates at which they arise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from math import ceil, fsum

import numpy as np

from gridsim.model.calendar import DAY_MIN
from gridsim.model.compile.headcount import attributes
from gridsim.model.compile.laws import minutes_of
from gridsim.model.compile.terms import Terms
from gridsim.model.plan import Category, Community, Demand, Hop, Shock
from gridsim.scenario import schema
from gridsim.vocabulary import Group, RoundKind


def compile_category(one: schema.Category, kinds: Mapping[str, int], terms: Terms) -> Category:
    """A category; `kinds` are departments by name."""
    shares = {Group.LOCAL: one.reported.local, Group.MIGRANT: one.reported.migrant}
    return Category(
        name=one.name,
        service=one.service,
        priority=one.priority,
        counter=one.counter,
        noticed_share=tuple(one.seen_on.get(kind, 0.0) for kind in RoundKind),
        work=terms.law(one.work),
        solved_on_site=one.solved_on_site,
        growth_per_day=one.growth.per_day if one.growth else 0.0,
        growth_cap=one.growth.cap if one.growth else 1.0,
        first=one.first,
        route=tuple(Hop(kinds[name], 1.0 if share is None else share) for name, share in one.route),
        response=terms.limit(one.limits.response),
        resolution=terms.limit(one.limits.resolution),
        reported_share=tuple(shares[group] for group in Group),
        report=terms.law(one.reported.after),
        clears=terms.law(one.clears) if one.clears is not None else None,
        patience=terms.law(one.patience) if one.patience is not None else None,
    )


def compile_demand(
    scenario: schema.Scenario,
    communities: Sequence[Community],
    subdistricts: Sequence[str],
    districts: Sequence[str],
    terms: Terms,
) -> Demand:
    """Rates by community and category, and the factors that multiply them."""
    days = [terms.start + timedelta(days=day) for day in range(ceil(terms.horizon_min / DAY_MIN))]
    named = [attributes(home, subdistricts, districts) for home in communities]
    return Demand(
        per_day=np.array([[_per_day(one, home) for one in scenario.issues] for home in communities]),
        profile=np.array([_profile(scenario, one.profile) for one in scenario.issues]),
        season=np.array([[_season(one, day) for day in days] for one in scenario.issues]),
        day_cv=np.array([one.day_effect for one in scenario.issues]),
        shocks=tuple(_shock(shock, scenario, named, terms) for shock in scenario.shocks),
        week_starts_min=-terms.start.weekday() * DAY_MIN,
    )


def _per_day(one: schema.Category, home: Community) -> float:
    bases = {"household": home.households, "resident": home.residents, "grid": home.grids, "community": 1}
    return one.rate.per_min * DAY_MIN * bases[one.rate.per] * one.multiply.get(home.type, 1.0)


def _profile(scenario: schema.Scenario, name: str | None) -> list[float]:
    """Relative weights by hour of the week, divided by their mean; the reader has whole hours and a mean above 0."""
    if name is None:
        return [1.0] * 168
    weights = [0.0] * 168
    for day, windows in enumerate(scenario.profiles[name].days):
        for window in windows:
            for hour in range(window.open_min // 60, window.close_min // 60):
                weights[(day * 24 + hour) % 168] = window.weight
    mean = fsum(weights) / 168  # `sum` rounds otherwise from Python 3.12 on
    return [weight / mean for weight in weights]


def _season(one: schema.Category, day: date) -> float:
    """The factor of a date; a season may wrap the year, and both its ends belong to it."""
    factor = 1.0
    today = (day.month, day.day)
    for season in one.season:
        first, last = season.first, season.last
        inside = first <= today <= last if first <= last else today >= first or today <= last
        factor *= season.factor if inside else 1.0
    return factor


def _shock(
    shock: schema.Shock, scenario: schema.Scenario, named: Sequence[Mapping[str, object]], terms: Terms
) -> Shock:
    """A shock, with the communities that its condition holds for."""
    hit = tuple(c for c, home in enumerate(named) if shock.where is None or shock.where.holds(home))
    midnight = datetime.combine(terms.start, datetime.min.time())
    from_min = (shock.from_ - midnight).total_seconds() / 60.0
    category = [one.name for one in scenario.issues].index(shock.category)
    return Shock(category, hit, from_min, from_min + minutes_of(shock.for_, DAY_MIN), shock.multiply)
