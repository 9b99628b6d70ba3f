"""Sobol' sequence, scrambled: points that fill the space evenly, also when more are added.

For the indices named after the same author take `saltelli`.

Source  ours (drawn by scipy.stats.qmc)
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence

from sim.experiment.design.chosen import DesignSettings
from sim.experiment.design.factor import Factor, Value


def size(factors: Sequence[Factor], chosen: DesignSettings) -> int:
    """Return ``design.points``."""
    return chosen.points


def points(factors: Sequence[Factor], chosen: DesignSettings) -> Iterable[tuple[Value, ...]]:
    """Yield the points; a power of two balances them best, any number is taken."""
    from scipy.stats.qmc import Sobol

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what it says about powers of two stands above
        drawn = Sobol(len(factors), rng=chosen.seed).random(chosen.points)
    for row in drawn.tolist():
        yield tuple(factor.at(u) for factor, u in zip(factors, row, strict=True))
