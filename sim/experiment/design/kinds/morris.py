"""Morris: trajectories that change one factor a step, on a grid; cheap screening of many factors.

Source  ours (drawn by SALib)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sim.errors import InputError
from sim.experiment.design.chosen import DesignSettings
from sim.experiment.design.factor import Factor, Value
from sim.experiment.design.salib import needs, problem


def size(factors: Sequence[Factor], chosen: DesignSettings) -> int:
    """Return trajectories times factors + 1."""
    return chosen.trajectories * (len(factors) + 1)


def points(factors: Sequence[Factor], chosen: DesignSettings) -> Iterable[tuple[Value, ...]]:
    """Yield the trajectories in SALib's order."""
    morris = needs("SALib.sample.morris", "morris")
    if chosen.levels % 2:
        raise InputError(f"design.levels: morris takes an even number, got {chosen.levels}")
    drawn = morris.sample(problem(factors), chosen.trajectories, num_levels=chosen.levels, seed=chosen.seed)
    for row in drawn.tolist():
        yield tuple(factor.at(u) for factor, u in zip(factors, row, strict=True))
