"""Cases: the points are written out, as rows of a CSV or of the experiment itself.

Source  ours
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sim.experiment.design.chosen import DesignSettings
from sim.experiment.design.factor import Factor, Value


def size(factors: Sequence[Factor], chosen: DesignSettings) -> int:
    """Return the number of rows; every factor has one level a row."""
    return len(factors[0].levels)


def points(factors: Sequence[Factor], chosen: DesignSettings) -> Iterable[tuple[Value, ...]]:
    """Yield row after row."""
    return zip(*(each.levels for each in factors), strict=True)
