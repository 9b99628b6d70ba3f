"""Latin hypercube: as many equal slices of every factor as points, each slice taken once.

Source  ours (drawn by scipy.stats.qmc)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sim.experiment.design.chosen import DesignSettings
from sim.experiment.design.factor import Factor, Value


def size(factors: Sequence[Factor], chosen: DesignSettings) -> int:
    """Return ``design.points``."""
    return chosen.points


def points(factors: Sequence[Factor], chosen: DesignSettings) -> Iterable[tuple[Value, ...]]:
    """Yield the points; the same ``design.seed`` gives the same ones."""
    from scipy.stats.qmc import LatinHypercube

    drawn = LatinHypercube(len(factors), rng=chosen.seed).random(chosen.points)
    for row in drawn.tolist():
        yield tuple(factor.at(u) for factor, u in zip(factors, row, strict=True))
