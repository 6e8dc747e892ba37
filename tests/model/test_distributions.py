"""Laws: exact means, quantiles that rise, and every family by its own formula."""

from __future__ import annotations

import numpy as np
import pytest

from gridsim.model.distributions import Law, law

PARTS = ((0.88, law("exponential", {"mean": 30.0})), (0.12, law("exponential", {"mean": 240.0})))
LAWS = {
    "constant": (law("constant", {"value": 60.0}), 60.0, 0.0),
    "uniform": (law("uniform", {"low": 10.0, "high": 30.0}), 20.0, 20.0 / 12**0.5),
    "triangular": (law("triangular", {"low": 1.0, "mode": 2.0, "high": 6.0}), 3.0, (14 / 12) ** 0.5),
    "exponential": (law("exponential", {"mean": 60.0}), 60.0, 60.0),
    "erlang": (law("erlang", {"mean": 60.0, "shape": 4.0}), 60.0, 30.0),
    "gamma": (law("gamma", {"mean": 60.0, "sd": 30.0}), 60.0, 30.0),
    "lognormal": (law("lognormal", {"mean": 35.0, "sd": 20.0}), 35.0, 20.0),
    "weibull": (law("weibull", {"mean": 60.0, "shape": 2.0}), 60.0, 60.0 * (4 / np.pi - 1) ** 0.5),
    "mixture": (law("mixture", {}, PARTS), 0.88 * 30 + 0.12 * 240, None),
    "empirical": (Law("empirical", (1.0, 2.0, 6.0)), 3.0, (14 / 3) ** 0.5),
}
MIDPOINTS = (np.arange(200_000) + 0.5) / 200_000


@pytest.mark.parametrize(("one", "mean", "sd"), LAWS.values(), ids=LAWS.keys())
def test_mean_and_spread_are_the_stated_ones(one: Law, mean: float, sd: float | None) -> None:
    values = one.values(MIDPOINTS)
    assert one.mean == pytest.approx(mean, rel=1e-12)
    assert values.mean() == pytest.approx(mean, rel=2e-4)
    assert sd is None or values.std() == pytest.approx(sd, rel=5e-3)
    assert values.min() >= 0.0


@pytest.mark.parametrize("name", [name for name in LAWS if name not in ("constant", "mixture")])
def test_quantiles_rise_with_the_uniform(name: str) -> None:
    assert (np.diff(LAWS[name][0].values(MIDPOINTS[::100])) >= 0).all()


def test_the_ends_of_the_unit_interval_are_finite() -> None:
    ends = np.array([0.0, 1 - 2**-53])
    for one, _, _ in LAWS.values():
        assert np.isfinite(one.values(ends)).all()


def test_an_unknown_family_is_refused() -> None:
    with pytest.raises(ValueError, match="no such family: cauchy"):
        law("cauchy", {})
