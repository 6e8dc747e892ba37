"""Which inputs matter: Morris's screening, with what chance alone would show kept apart.

A trajectory begins at a random corner of a lattice over the ranges and moves one input after the other, once each
(Morris 1991, Technometrics 33:161-174; mu* of Campolongo, Cariboni and Saltelli 2007, Environmental Modelling &
Software 22:1509-1518). Every move gives an elementary effect: by how much a measure would change over the whole range
of that input if it went on so. All points of a trajectory meet the same random histories, several of them; so each
effect is known once for every history, and its spread over histories is chance. Where chance is all there is, that
spread explains the mean square of the effects too: Fisher's F, with fewer degrees of freedom where chance differs
between trajectories (Satterthwaite), adjusted by Holm over the inputs. Of inputs without effect it calls 5 % certain
where chance is alike everywhere, more where it differs much (tests/analysis/test_morris.py).

SALib, an extra, makes the trajectories and gives mu* and sigma, from a generator of its own that the seed begins.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from gridsim.analysis.columns import Floats
from gridsim.analysis.inference import CONFIDENCE, holm
from gridsim.errors import Problem, ScenarioError

LEVELS = 4
COLUMNS = (
    "path", "mu_star", "mu_star_low", "mu_star_high", "mu", "sigma", "sigma_low", "sigma_high", "sd_chance",
    "sd_inputs", "holm_p", "trajectories",
)  # fmt: skip


def needed() -> None:
    """ScenarioError if what makes trajectories is not installed."""
    try:
        import SALib  # noqa: F401
    except ImportError as error:
        hint = "pip install 'gridsim-gov[sensitivity]'"
        raise ScenarioError([Problem("bad_option", "SALib is not installed", hint, "sensitivity")]) from error


def trajectories(inputs: Sequence[str], number: int, seed: int) -> Floats:
    """Points (number, inputs + 1, inputs) as shares of each range: from one to the next a single input moves."""
    from SALib.sample import morris

    points = morris.sample(_problem(inputs), number, num_levels=LEVELS, seed=seed)
    return np.asarray(points, dtype=np.float64).reshape(number, len(inputs) + 1, len(inputs))


def elementary_effects(points: Floats, values: Floats) -> Floats:
    """The effect of each input (trajectories, inputs, histories) over its whole range.

    `values` (trajectories, inputs + 1, histories) are those of a measure at the points.
    """
    steps = np.diff(points, axis=1)
    moved = np.abs(steps).argmax(axis=2)
    size = np.take_along_axis(steps, moved[:, :, None], axis=2)
    effects = np.empty_like(values[:, 1:])
    np.put_along_axis(effects, moved[:, :, None], np.diff(values, axis=1) / size, axis=1)
    return effects


def screened(inputs: Sequence[str], points: Floats, values: Floats, seed: int) -> pd.DataFrame:
    """A row of COLUMNS for each input: what a measure's `values` at the points say of it.

    mu_star is the mean size of the effects and mu their mean, sigma their standard deviation, all three in the
    measure's unit and over the whole range, with 95 % intervals (bootstrap; chi-square). sigma holds what differs with
    the other inputs (sd_inputs alone) and what chance leaves in the effect of one trajectory (sd_chance). holm_p is how
    likely chance alone would give effects so large. Trajectories in which the measure is missing are left out.
    """
    known = ~np.isnan(values).any(axis=(1, 2))
    points, values, n = points[known], values[known], int(known.sum())
    if n < 2:
        return pd.DataFrame([(path, *[np.nan] * 10, n) for path in inputs], columns=COLUMNS)
    from SALib.analyze import morris

    flat = points.reshape(-1, len(inputs))
    found = morris.analyze(_problem(inputs), flat, values.mean(axis=2).reshape(-1), num_levels=LEVELS, seed=seed)
    columns = {name: np.asarray(found[name], dtype=np.float64) for name in ("mu", "mu_star", "mu_star_conf", "sigma")}
    freedom = np.array([(1 + CONFIDENCE) / 2, (1 - CONFIDENCE) / 2])
    ends = columns["sigma"] * np.sqrt((n - 1) / stats.chi2.ppf(freedom, n - 1))[:, None]
    effects = elementary_effects(points, values)
    chance = effects.var(axis=2, ddof=1).mean(axis=0) / values.shape[2]
    return pd.DataFrame(
        {
            "path": list(inputs),
            "mu_star": columns["mu_star"],
            "mu_star_low": np.maximum(columns["mu_star"] - columns["mu_star_conf"], 0.0),
            "mu_star_high": columns["mu_star"] + columns["mu_star_conf"],
            "mu": columns["mu"],
            "sigma": columns["sigma"],
            "sigma_low": ends[0],
            "sigma_high": ends[1],
            "sd_chance": np.sqrt(chance),
            "sd_inputs": np.sqrt(np.maximum(columns["sigma"] ** 2 - chance, 0.0)),
            "holm_p": holm(by_chance(effects)),
            "trajectories": n,
        }
    )[list(COLUMNS)]


def by_chance(effects: Floats) -> Floats:
    """How likely chance alone gives `effects` (trajectories, inputs, histories) so large, for each input.

    1 where nothing ever moves, 0 where something does that is equal in all histories.
    """
    n, _, histories = effects.shape
    square = (effects.mean(axis=2) ** 2).mean(axis=0)
    variance = effects.var(axis=2, ddof=1)
    chance = variance.mean(axis=0) / histories
    with np.errstate(divide="ignore", invalid="ignore"):
        alike = variance.sum(axis=0) ** 2 / (variance**2).sum(axis=0) * (histories + 1) / (histories - 1)
        freedom = np.clip(alike, 1.0, n)
        p = stats.f.sf(square / chance, freedom, freedom * (histories - 1))
    return np.where(chance > 0, p, np.where(square > 0, 0.0, 1.0))


def _problem(inputs: Sequence[str]) -> dict[str, Any]:
    return {"num_vars": len(inputs), "names": list(inputs), "bounds": [[0.0, 1.0]] * len(inputs)}
