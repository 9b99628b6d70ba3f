"""Means and rates, NaN where there is nothing to average or to divide by."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

YEAR: Final = 250
"""Working days in a person-year."""

Floats = NDArray[np.float64]
Table = NDArray[Any]
"""A structured array of `sim.record`."""


def mean(values: NDArray[Any]) -> float:
    """Return the mean, NaN of nothing (and no warning)."""
    return float(values.mean()) if len(values) else float("nan")


def ratio(top: float, bottom: float) -> float:
    """Return a quotient, NaN when there is nothing to divide by."""
    return top / bottom if bottom > 0 else float("nan")


def total(days: Table, *columns: str) -> float:
    """Return the sum of columns over days."""
    return sum(float(days[name].sum()) for name in columns)
