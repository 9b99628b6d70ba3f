"""Saltelli's rows for Sobol' indices: two base samples, and one swapped column a factor.

Source  ours (drawn by SALib)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sim.errors import InputError
from sim.experiment.design.chosen import DesignSettings
from sim.experiment.design.factor import Factor, Value
from sim.experiment.design.salib import needs, problem


def size(factors: Sequence[Factor], chosen: DesignSettings) -> int:
    """Return ``design.points`` times factors + 2, or twice factors + 2 with second order."""
    return chosen.points * ((2 * len(factors) if chosen.second_order else len(factors)) + 2)


def points(factors: Sequence[Factor], chosen: DesignSettings) -> Iterable[tuple[Value, ...]]:
    """Yield the rows in SALib's order."""
    sobol = needs("SALib.sample.sobol", "saltelli")
    if chosen.points & (chosen.points - 1):
        below = 1 << (chosen.points.bit_length() - 1)
        raise InputError(f"design.points: saltelli takes a power of two, got {chosen.points} (nearest valid: {below})")
    wide = bool(chosen.second_order)
    drawn = sobol.sample(problem(factors), chosen.points, calc_second_order=wide, seed=chosen.seed)
    for row in drawn.tolist():
        yield tuple(factor.at(u) for factor, u in zip(factors, row, strict=True))
