"""Means and rates, NaN where there is nothing to average or to divide by."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sim.engine import arithmetic

YEAR: Final = 250
"""Working days in a person-year."""

Floats = NDArray[np.float64]
Table = NDArray[Any]
"""A structured array of `sim.record`."""


def mean(values: NDArray[Any]) -> float:
    """Return the mean, NaN of nothing (and no warning)."""
    return arithmetic.total(values) / len(values) if len(values) else float("nan")


def ratio(top: float, bottom: float) -> float:
    """Return a quotient, NaN when there is nothing to divide by."""
    return top / bottom if bottom > 0 else float("nan")


def total(days: Table, *columns: str) -> float:
    """Return the sum of columns over days."""
    return added([arithmetic.total(days[name]) for name in columns])


def added(values: Iterable[float]) -> float:
    """Return the sum of numbers, one after the other (Python's own `sum` rounds otherwise from 3.12 on)."""
    return arithmetic.total(np.array([*values], np.float64))


def quantile(values: NDArray[Any], share: float) -> float:
    """Return a quantile, between neighbours on the line that joins them, as numpy does by default.

    Parameters
    ----------
    values : ndarray, shape (n,)
        At least one.
    share : float
        From 0 to 1.

    Returns
    -------
    float
        A number below which this share of the values lies.

    Examples
    --------
    >>> quantile(np.array([4.0, 1.0, 2.0]), 0.75)
    3.0
    """
    ordered = np.sort(values).astype(np.float64)
    place = (len(ordered) - 1) * share
    below = int(place)
    low, high, part = float(ordered[below]), float(ordered[min(below + 1, len(ordered) - 1)]), place - below
    return low + (high - low) * part if part < 0.5 else high - (high - low) * (1.0 - part)
