"""Shares of the registered space: how much of it a claim holds in, and who wins where."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import binom

from sim.experiment.analysis.twins import check_columns
from sim.experiment.verdict import SMALLEST

Z = 1.959963984540054
"""The 97.5 % quantile of a standard normal."""
HELD, FAILED = 0.8, 0.2
"""Ends of pi from which a claim holds, or fails (the design's)."""
FEWEST = 16
"""Points below which Wilson's interval could not even say so if the claim held at all of them, or at none."""

__all__ = ["FEWEST", "SMALLEST", "more_often", "pi", "verdict", "wilson", "winners"]


def wilson(hits: float, n: int) -> tuple[float, float, float]:
    """Return a share with its 95 % Wilson interval [wilson1927].

    Parameters
    ----------
    hits : float
        How many; halves for ties.
    n : int
        Out of how many.

    Returns
    -------
    float, float, float
        Share, low and high end; NaN, 0 and 1 out of none.

    Examples
    --------
    >>> [round(each, 4) for each in wilson(8, 10)]
    [0.8, 0.4902, 0.9433]
    """
    if n == 0:
        return math.nan, 0.0, 1.0
    share = hits / n
    centre = (share + Z**2 / (2 * n)) / (1 + Z**2 / n)
    half = Z / (1 + Z**2 / n) * math.sqrt(share * (1 - share) / n + Z**2 / (4 * n**2))
    return share, max(0.0, centre - half), min(1.0, centre + half)


def pi(points: pd.DataFrame, smallest: float, sign: int = 1) -> dict[str, float]:
    """Return the share of points at which a difference exceeds the smallest effect of interest.

    Parameters
    ----------
    points : pandas.DataFrame
        One row a point with its mean ``difference``; points without one are left out.
    smallest : float
        In the units of the outcome, at least 0.
    sign : int
        1 when the claim says higher, -1 when it says lower.

    Returns
    -------
    dict
        ``pi``, ``low``, ``high`` (Wilson), ``contrary`` (share that exceeds it the other way), ``n`` points.
    """
    check_columns(points, ["difference"])
    away = sign * points["difference"].dropna().to_numpy(float)
    share, low, high = wilson(float(np.count_nonzero(away > smallest)), len(away))
    contrary = wilson(float(np.count_nonzero(away < -smallest)), len(away))[0]
    return {"pi": share, "low": low, "high": high, "contrary": contrary, "n": len(away)}


def verdict(low: float, high: float) -> str:
    """Say what an interval of pi comes to: ``holds``, ``fails`` or ``depends``.

    Examples
    --------
    >>> verdict(0.85, 0.95), verdict(0.0, 0.1), verdict(0.5, 0.9)
    ('holds', 'fails', 'depends')
    """
    if low > HELD:
        return "holds"
    return "fails" if high < FAILED else "depends"


def more_often(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> float:
    """Return the one-sided p of something holding at more of the same points than another, exactly [mcnemar1947].

    Parameters
    ----------
    one, other : ndarray of bool, shape (n,)
        Whether each holds, point by point.

    Returns
    -------
    float
        1 where they never differ.

    Examples
    --------
    >>> more_often(np.array([True] * 5 + [False]), np.zeros(6, bool))
    0.03125
    """
    alone = int(np.count_nonzero(one & ~other))
    either = alone + int(np.count_nonzero(other & ~one))
    return float(binom.sf(alone - 1, either, 0.5)) if either else 1.0


def winners(
    points: pd.DataFrame, forms: Sequence[str], better: Mapping[str, int], smallest: Mapping[str, float]
) -> pd.DataFrame:
    """Return the share of points at which each organisation wins, per outcome.

    Parameters
    ----------
    points : pandas.DataFrame
        One row a point, form and outcome: ``point``, ``form``, ``outcome`` and ``mean``.
    forms : sequence of str
        Who competes.
    better : mapping of str to int
        Of each outcome, -1 when lower is better, 1 when higher is.
    smallest : mapping of str to float
        By how much the best must be ahead of the second to win; otherwise the point is ``undecided``.

    Returns
    -------
    pandas.DataFrame
        One row an outcome and form, and ``undecided``: ``share``, ``low``, ``high`` (Wilson), ``n`` points.
    """
    check_columns(points, ["point", "form", "outcome", "mean"])
    found = []
    for name, mine in points.groupby("outcome", sort=False):
        wide = mine.pivot_table(index="point", columns="form", values="mean").reindex(columns=list(forms)).dropna()
        champions = _champions(wide.to_numpy(float) * better[str(name)], smallest.get(str(name), 0.0))
        for place, form in enumerate([*forms, "undecided"]):
            hits = float(np.count_nonzero(champions == place))
            share, low, high = wilson(hits, len(wide))
            found.append({"outcome": name, "form": form, "share": share, "low": low, "high": high, "n": len(wide)})
    return pd.DataFrame(found)


def _champions(values: np.ndarray, smallest: float) -> np.ndarray:
    """Return for each row the place of its largest value, or one beyond the last where it is not far enough ahead."""
    if not len(values):
        return np.zeros(0, int)
    ordered = np.sort(values, axis=1)
    ahead = ordered[:, -1] - ordered[:, -2] > smallest
    return np.where(ahead, values.argmax(axis=1), values.shape[1])
