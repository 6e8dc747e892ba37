"""Elementary effects by hand, and how often chance alone is called certain."""

from __future__ import annotations

import numpy as np
import pytest

from gridsim.analysis.morris import by_chance, elementary_effects, screened, trajectories

NAMES = ("a", "b", "c")


def test_a_trajectory_moves_each_input_once_by_two_thirds() -> None:
    points = trajectories(NAMES, 20, seed=3)
    steps = np.diff(points, axis=1)
    assert points.shape == (20, 4, 3)
    assert (np.count_nonzero(steps, axis=2) == 1).all()
    assert np.abs(steps).sum(axis=1) == pytest.approx(np.full((20, 3), 2 / 3))
    assert np.isin(np.round(points * 3, 9), [0, 1, 2, 3]).all()
    assert (points == trajectories(NAMES, 20, seed=3)).all()
    assert (points != trajectories(NAMES, 20, seed=4)).any()


def test_effects_and_their_means_by_hand() -> None:
    """y = 5 a + 2 b c: a moves it by 5 always, b by twice what c is."""
    points = trajectories(NAMES, 12, seed=1)
    y = 5 * points[..., 0] + 2 * points[..., 1] * points[..., 2]
    values = np.repeat(y[:, :, None], 2, axis=2)
    effects = elementary_effects(points, values)
    assert effects[:, 0] == pytest.approx(np.full((12, 2), 5.0))
    found = screened(NAMES, points, values, seed=1).set_index("path")
    assert found.loc["a", ["mu", "mu_star", "mu_star_low", "mu_star_high"]].tolist() == pytest.approx([5.0] * 4)
    assert found["mu_star"].tolist() == pytest.approx(np.abs(effects[..., 0]).mean(axis=0))
    assert found["sigma"].tolist() == pytest.approx(effects[..., 0].std(axis=0, ddof=1), abs=1e-9)
    assert found.loc["b", "sigma_low"] < found.loc["b", "sigma"] < found.loc["b", "sigma_high"]
    assert (found["sd_chance"] == 0).all()
    assert (found["holm_p"] == 0).all()


def test_chance_is_taken_out_of_the_spread() -> None:
    """Chance of 0.5 a value in two histories leaves sqrt(2) 0.5 / (2/3) / sqrt(2) = 0.75 in an effect."""
    points = trajectories(NAMES, 400, seed=1)
    y = 5 * points[..., 0] + 2 * points[..., 1] * points[..., 2]
    values = y[:, :, None] + np.random.default_rng(1).normal(0.0, 0.5, (400, 4, 2))
    found = screened(NAMES, points, values, seed=1).set_index("path")
    assert found["sd_chance"].to_numpy() == pytest.approx(np.full(3, 0.75), rel=0.06)
    assert found.loc["a", "sd_inputs"] < 0.25
    assert found.loc["b", "sd_inputs"] == pytest.approx(2 * np.sqrt(5 / 36), rel=0.2)  # of 0, 1/3, 2/3, 1


@pytest.mark.parametrize(("spread", "most"), [(0.0, 0.06), (0.5, 0.10), (1.0, 0.16)])
def test_how_often_chance_alone_is_called_certain(spread: float, most: float) -> None:
    """Of 4,000 inputs without effect, at 5 %; chance differs between trajectories by a lognormal factor."""
    random = np.random.default_rng(5)
    noise = random.normal(size=(10, 4000, 2)) * np.exp(spread * random.normal(size=(10, 4000, 1)))
    share = (by_chance(noise) < 0.05).mean()
    assert 0.03 < share < most


def test_what_never_moves_and_what_moves_without_chance() -> None:
    effects = np.zeros((5, 3, 2))
    effects[:, 1] = 0.1
    effects[:, 2] = np.random.default_rng(1).normal(0.0, 1.0, (5, 2))
    p = by_chance(effects)
    assert (p[0], p[1]) == (1.0, 0.0)
    assert 0 < p[2] < 1


def test_trajectories_without_a_value_are_left_out() -> None:
    points = trajectories(NAMES, 6, seed=1)
    values = np.repeat(points[..., :1], 2, axis=2)
    values[2, 1, 0] = np.nan
    found = screened(NAMES, points, values, seed=1)
    assert (found["trajectories"] == 5).all()
    assert found["mu_star"].tolist() == pytest.approx([1.0, 0.0, 0.0])
    values[:5] = np.nan
    none = screened(NAMES, points, values, seed=1)
    assert none["mu_star"].isna().all()
    assert (none["trajectories"] == 1).all()
