"""What the functions of the engine's arithmetic should give, by an independent library with 40 digits."""

from __future__ import annotations

import math

import mpmath
import numpy as np

from sim.engine import arithmetic, luck
from sim.engine.compiled import compiled

mpmath.mp.dps = 40


def _of_exp(rng, count):
    return np.concatenate([rng.uniform(-745, 709.7, count // 2), rng.normal(0, 2, count - count // 2)])


def _of_log(rng, count):
    near = rng.uniform(0, 2, count - count // 2)
    return np.concatenate([np.exp(rng.uniform(-744, 709, count // 2)), near])


def _of_erf(rng, count):
    return np.concatenate([rng.uniform(-6.5, 6.5, count // 2), rng.normal(0, 1, count - count // 2)])


def _of_cos(rng, count):
    return rng.uniform(-math.pi / 4, math.pi / 4, count)


def _of_acos(rng, count):
    near_one = 1 - np.exp(rng.uniform(-36, 0, count // 4))
    return np.concatenate([rng.uniform(-1, 1, count - count // 4), near_one])


def _of_quantile(rng, count):
    tail = np.exp(rng.uniform(-36, math.log(0.5), count // 4))
    return np.concatenate([rng.uniform(1e-12, 1 - 1e-12, count - 2 * len(tail)), tail, 1 - tail])


RANGES = {
    "exp": _of_exp,
    "log": _of_log,
    "erf": _of_erf,
    "cos": _of_cos,
    "acos": _of_acos,
    "quantile": _of_quantile,
}
"""The functions, and how points are drawn from where each is used, and further."""
OURS = {**{name: getattr(arithmetic, name) for name in RANGES if name != "quantile"}, "quantile": luck.quantile}


def values(name, x):
    """Return a function of many numbers, as compiled code computes it in a loop."""
    function = OURS[name]

    @compiled
    def fill(found, given):
        for k in range(len(given)):
            found[k] = function(given[k])

    found = np.empty(len(x))
    fill(found, np.asarray(x, float))
    return found


def truly(name, x):
    """Return what a function of one number is, with 40 digits."""
    x = mpmath.mpf(float(x))
    if name == "quantile":
        near = mpmath.mpf(luck.quantile(float(x)))
        return near - (mpmath.ncdf(near) - x) / mpmath.npdf(near)  # Newton's step doubles the digits
    return getattr(mpmath, name)(x)


def last_places(found, exact):
    """Return how far a number is from the truth, in units in the last place."""
    return float(abs(mpmath.mpf(found) - exact) / mpmath.mpf(math.ulp(float(exact))))
