"""Where each loses: a map over the two factors that go most with who is ahead."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import rankdata

from sim.errors import InputError
from sim.experiment.analysis.shares import wilson
from sim.experiment.analysis.twins import check_columns

A_CELL = 12
"""Points a cell should hold on average, at least (ours)."""
MOST_CELLS = 4
"""A side, at most (ours)."""


def deciding_factors(points: pd.DataFrame, factors: Sequence[str], gap: str, many: int = 2) -> pd.DataFrame:
    """Return the factors whose ranks go most with a gap: what a map should be drawn over.

    Parameters
    ----------
    points : pandas.DataFrame
        One row a point: factors and the gap; rows with a hole in it are left out.
    factors : sequence of str
        Numbers.
    gap : str
        A column: how far one is ahead of another.
    many : int
        How many.

    Returns
    -------
    pandas.DataFrame
        ``factor`` and ``rho`` (Spearman's, -1 to 1), the strongest first. The best of many factors look better than
        they are: they were chosen on these points.

    Raises
    ------
    InputError
        When there are fewer factors than wanted.
    """
    check_columns(points, [*factors, gap])
    if len(factors) < many:
        raise InputError(f"a map needs {many} factors, got {len(factors)}")
    known = points[[*factors, gap]].dropna().to_numpy(float)
    if len(known) < 2:
        raise InputError(f"{len(known)} points are too few to choose factors by")
    ranks = np.apply_along_axis(rankdata, 0, known)
    away = ranks - ranks.mean(axis=0)
    spread = np.sqrt((away**2).sum(axis=0))
    with np.errstate(invalid="ignore", divide="ignore"):
        rho = np.nan_to_num((away[:, :-1] * away[:, -1:]).sum(axis=0) / (spread[:-1] * spread[-1]))
    order = np.argsort(-np.abs(rho), kind="stable")[:many]
    return pd.DataFrame({"factor": [factors[k] for k in order], "rho": rho[order]})


def cells_a_side(n: int) -> int:
    """Return into how many slices each factor of a map is cut.

    Examples
    --------
    >>> cells_a_side(40), cells_a_side(101), cells_a_side(400)
    (2, 2, 4)
    """
    return max(2, min(MOST_CELLS, math.isqrt(n // A_CELL)))


def losing_map(points: pd.DataFrame, kinds: Sequence[str], x: str, y: str) -> pd.DataFrame:
    """Count in each cell of a map at how many points each falls behind.

    Parameters
    ----------
    points : pandas.DataFrame
        One row a point: both factors, and a column of booleans for each kind (whether it loses there).
    kinds : sequence of str
        Who competes.
    x, y : str
        Factors, cut at their quantiles so that every slice holds as many points.

    Returns
    -------
    pandas.DataFrame
        One row a kind and cell: ``kind``, ``column``, ``row`` (from 0), the cell's ends ``x_low``, ``x_high``,
        ``y_low``, ``y_high``, ``share`` of its points at which the kind loses with ``low`` and ``high`` (Wilson, 95 %),
        ``n``.
    """
    check_columns(points, [x, y, *kinds])
    known = points.dropna(subset=[x, y])
    side = cells_a_side(len(known))
    across, up = (_edges(known[name].to_numpy(float), side) for name in (x, y))
    column, row = (_slice(known[name].to_numpy(float), edges) for name, edges in ((x, across), (y, up)))
    found = []
    for kind in kinds:
        loses = known[kind].to_numpy(bool)
        for i, j in np.ndindex(len(across) - 1, len(up) - 1):
            inside = loses[(column == i) & (row == j)]
            share, low, high = wilson(float(inside.sum()), len(inside))
            ends = {"x_low": across[i], "x_high": across[i + 1], "y_low": up[j], "y_high": up[j + 1]}
            about = {"kind": kind, "column": i, "row": j, **ends}
            found.append({**about, "share": share, "low": low, "high": high, "n": len(inside)})
    return pd.DataFrame(found)


def _edges(values: NDArray[np.float64], side: int) -> NDArray[np.float64]:
    return np.unique(np.quantile(values, np.linspace(0, 1, side + 1)))


def _slice(values: NDArray[np.float64], edges: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.clip(np.searchsorted(edges, values, side="right") - 1, 0, max(0, len(edges) - 2))
