"""Regions: a small tree that names where in the space a claim holds and where it does not."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.experiment.analysis.shares import wilson
from sim.experiment.analysis.twins import check_columns

Cut = tuple[int, float, bool]
"""Which factor, where it is cut, and whether the region lies below."""
DEPTH = 2
LEAST = 0.1
"""Of the points, the smallest share a region may have."""
CUTS = np.linspace(0.1, 0.9, 17)
"""Quantiles of a factor at which it may be cut."""


def regions(points: pd.DataFrame, factors: Sequence[str], holds: str = "holds", depth: int = DEPTH) -> pd.DataFrame:
    """Fit a tree by Gini impurity [breiman1984] to every other point, and judge its leaves on the rest.

    Parameters
    ----------
    points : pandas.DataFrame
        One row a point: factors (numbers) and a column of booleans.
    factors : sequence of str
        Those a cut may use.
    holds : str
        The column.
    depth : int
        Most cuts on the way to a region.

    Returns
    -------
    pandas.DataFrame
        One row a region, best first: ``region`` (in words, as ``a < 0.5 & b >= 2``), ``share`` of its points that hold
        with ``low`` and ``high`` (Wilson), ``n``; of the points that did not choose the cuts.
    """
    check_columns(points, [*factors, holds])
    x, y = points[list(factors)].to_numpy(float), points[holds].to_numpy(bool)
    leaves = _grow(x[::2], y[::2], [], depth, max(5, int(LEAST * len(y[::2]))))
    judging, left = slice(1, None, 2) if len(y) > 1 else slice(None), []
    for cuts in leaves:
        inside = np.logical_and.reduce([(x[judging, place] < edge) == below for place, edge, below in cuts] or [True])
        mine = y[judging][np.broadcast_to(inside, y[judging].shape)]
        share, low, high = wilson(float(mine.sum()), len(mine))
        left.append({"region": _said(cuts, factors), "share": share, "low": low, "high": high, "n": len(mine)})
    return pd.DataFrame(left).sort_values("share", ascending=False, ignore_index=True)


def _said(cuts: Sequence[Cut], factors: Sequence[str]) -> str:
    words = [f"{factors[place]} {'<' if below else '>='} {edge:.3g}" for place, edge, below in cuts]
    return " & ".join(words) or "everywhere"


def _grow(x: NDArray[np.float64], y: NDArray[np.bool_], cuts: list[Cut], depth: int, least: int) -> list[list[Cut]]:
    cut = _best_cut(x, y, least) if depth and y.any() and not y.all() else None
    if cut is None:
        return [cuts]
    place, edge = cut
    below = x[:, place] < edge
    sides = ((below, True), (~below, False))
    return [
        leaf for inside, said in sides
        for leaf in _grow(x[inside], y[inside], [*cuts, (place, edge, said)], depth - 1, least)
    ]  # fmt: skip


def _best_cut(x: NDArray[np.float64], y: NDArray[np.bool_], least: int) -> tuple[int, float] | None:
    best, found = _impurity(y) - 1e-12, None
    for place in range(x.shape[1]):
        for edge in np.unique(np.quantile(x[:, place], CUTS)):
            below = x[:, place] < edge
            if least <= below.sum() <= len(y) - least:
                left = (_impurity(y[below]) * below.sum() + _impurity(y[~below]) * (~below).sum()) / len(y)
                if left < best:
                    best, found = left, (place, float(edge))
    return found


def _impurity(y: NDArray[np.bool_]) -> float:
    share = float(y.mean())
    return 2 * share * (1 - share)
