"""Laws of durations, drawn by inversion: one uniform in, one value out.

Inversion is what keeps scenarios paired: the same uniform gives the longer work wherever the law is
longer. Means are exact by construction (a lognormal of mean 35 has mean 35), to the tick.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, fsum, gamma, log, log1p, sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Law:
    """A distribution of minutes (or of numbers, or shares): its family and its parameters in order.

    constant(value), uniform(low, high), triangular(low, mode, high), exponential(mean), erlang and
    gamma as gamma(shape, scale), lognormal(mu, sigma), weibull(shape, scale); a mixture has weighted
    `parts`, an empirical law its sorted `parameters` as equally likely values.
    """

    family: str
    parameters: tuple[float, ...]
    parts: tuple[tuple[float, Law], ...] = ()

    @property
    def mean(self) -> float:
        """The exact mean."""
        p = self.parameters
        match self.family:
            case "constant" | "exponential":
                return p[0]
            case "uniform" | "triangular" | "empirical":
                return fsum(p) / len(p)
            case "gamma":
                return p[0] * p[1]
            case "lognormal":
                return exp(p[0] + p[1] ** 2 / 2)
            case "weibull":
                return p[1] * gamma(1 + 1 / p[0])
            case _:
                return fsum(weight * law.mean for weight, law in self.parts)

    def values(self, u: Floats) -> Floats:
        """The quantiles at uniforms `u` in [0, 1), same shape."""
        p = self.parameters
        match self.family:
            case "constant":
                return np.full(u.shape, p[0])
            case "uniform":
                return p[0] + (p[1] - p[0]) * u
            case "triangular":
                return _triangular(p[0], p[1], p[2], u)
            case "exponential":
                return -p[0] * np.log1p(-u)
            case "gamma":
                from scipy import special

                return np.asarray(p[1] * special.gammaincinv(p[0], u))
            case "lognormal":
                from scipy import special

                return np.asarray(np.exp(p[0] + p[1] * special.ndtri(np.maximum(u, SMALLEST_UNIFORM))))
            case "weibull":
                return np.asarray(p[1] * (-np.log1p(-u)) ** (1 / p[0]))
            case "empirical":
                return np.asarray(p)[np.minimum((u * len(p)).astype(np.int64), len(p) - 1)]
            case _:
                return self._mixed(u)

    def few_values(self, u: Floats) -> Floats:
        """As `values` to the last places, a lognormal law without scipy: for places, which validation draws too."""
        if self.family != "lognormal":
            return self.values(u)
        normal = NormalDist(*self.parameters)
        return np.exp([normal.inv_cdf(max(one, SMALLEST_UNIFORM)) for one in u.tolist()])

    def _mixed(self, u: Floats) -> Floats:
        """One uniform chooses the part and, stretched again over [0, 1), the value within it."""
        out = np.empty(u.shape)
        low = 0.0
        for k, (weight, law) in enumerate(self.parts):
            last = k == len(self.parts) - 1
            here = (u >= low) & ((u < low + weight) | last)
            out[here] = law.values(np.clip((u[here] - low) / weight, 0.0, LARGEST_UNIFORM))
            low += weight
        return out


SMALLEST_UNIFORM = 2.0**-54  # u = 0 would be minus infinity to a normal law
LARGEST_UNIFORM = 1.0 - 2.0**-53


def _triangular(low: float, mode: float, high: float, u: Floats) -> Floats:
    """Quantiles of a triangular law; `low < high`."""
    width = high - low
    left = low + np.sqrt(u * width * (mode - low))
    right = high - np.sqrt((1.0 - u) * width * (high - mode))
    return np.where(u * width < mode - low, left, right)


def constant(value: float) -> Law:
    """Always `value`."""
    return Law("constant", (float(value),))


def law(family: str, p: dict[str, float], parts: tuple[tuple[float, Law], ...] = ()) -> Law:
    """The law a person describes by mean, sd, shape, low, high, mode or value (see scenario/quantities)."""
    match family:
        case "constant":
            return constant(p["value"])
        case "uniform":
            return Law("uniform", (p["low"], p["high"]))
        case "triangular":
            return Law("triangular", (p["low"], p["mode"], p["high"]))
        case "exponential":
            return Law("exponential", (p["mean"],))
        case "erlang":
            return Law("gamma", (p["shape"], p["mean"] / p["shape"]))
        case "gamma":
            return Law("gamma", ((p["mean"] / p["sd"]) ** 2, p["sd"] ** 2 / p["mean"]))
        case "lognormal":
            sigma = sqrt(log1p((p["sd"] / p["mean"]) ** 2))
            return Law("lognormal", (log(p["mean"]) - sigma**2 / 2, sigma))
        case "weibull":
            return Law("weibull", (p["shape"], p["mean"] / gamma(1 + 1 / p["shape"])))
        case "mixture":
            total = fsum(weight for weight, _ in parts)
            return Law("mixture", (), tuple((weight / total, part) for weight, part in parts))
        case _:
            raise ValueError(f"no such family: {family}")
