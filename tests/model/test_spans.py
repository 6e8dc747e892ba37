"""Spans against the calendars they are made of, instant by instant."""

from __future__ import annotations

import numpy as np
import pytest

from gridsim.model.calendar import ALWAYS, WEEK_MIN, Calendar, calendar, elapsed_many, open_at
from gridsim.model.spans import Spans

END_MIN = 3.3 * WEEK_MIN


def calendars(seed: int) -> list[Calendar]:
    """One of a week that repeats, one of two weeks, one always open and one never."""
    rng = np.random.default_rng(seed)
    edges = [np.sort(rng.choice(int(WEEK_MIN * n), 12, replace=False)).astype(float).reshape(-1, 2) for n in (1, 2)]
    drawn = [calendar([(a, b) for a, b in one], WEEK_MIN * n) for n, one in enumerate(edges, start=1)]
    return [*drawn, ALWAYS, calendar([], WEEK_MIN)]


@pytest.mark.parametrize("seed", range(4))
def test_what_is_open_and_has_been_is_what_the_calendars_say(seed: int) -> None:
    cals = calendars(seed)
    spans = Spans(cals, END_MIN)
    edges = spans.from_min[(spans.from_min > 0) & (spans.from_min < END_MIN - 1)]
    t_min = np.concatenate([[0.0, END_MIN], edges, edges - 2.0**-20, edges + 0.25, np.arange(0.5, END_MIN, 97.0)])
    places = spans.places(t_min)
    for k, cal in enumerate(cals):
        assert spans.is_open[k][places].tolist() == [open_at(cal, t) for t in t_min]
        assert (spans.elapsed(k, t_min, places) == elapsed_many(cal, t_min) - elapsed_many(cal, np.zeros(1))).all()


def test_instants_before_and_after_belong_to_the_first_span_and_the_last() -> None:
    spans = Spans([calendar([(60.0, 120.0)], WEEK_MIN)], 200.0)
    assert spans.from_min.tolist() == [0.0, 60.0, 120.0]
    assert spans.places(np.array([-5.0, 0.0, 60.0, 120.0, 1e9])).tolist() == [0, 0, 1, 2, 2]
