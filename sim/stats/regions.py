"""Where in the space: a small tree that names regions, and a map over the two factors that go most with a gap."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import rankdata

from sim.errors import InputError
from sim.stats.estimate import wilson
from sim.stats.paired import check_columns

Cut = tuple[int, float, bool]
"""Which factor, where it is cut, and whether the region lies below."""
DEPTH = 2
LEAST = 0.1
"""Of the points, the smallest share a region may have."""
CUTS = np.linspace(0.1, 0.9, 17)
"""Quantiles of a factor at which it may be cut."""
A_CELL = 12
"""Points a cell should hold on average, at least (ours)."""
MOST_CELLS = 4
"""A side, at most (ours)."""


def regions(points: pd.DataFrame, factors: Sequence[str], holds: str = "holds", depth: int = DEPTH) -> pd.DataFrame:
    """Fit a tree by Gini impurity [breiman1984] to every other point, and judge its leaves on the rest."""
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


def deciding_factors(points: pd.DataFrame, factors: Sequence[str], gap: str, many: int = 2) -> pd.DataFrame:
    """Return the factors whose ranks go most with a gap: what a map should be drawn over."""
    check_columns(points, [*factors, gap])
    if len(factors) < many:
        raise InputError("map_needs_factors", many=many, n=len(factors))
    known = points[[*factors, gap]].dropna().to_numpy(float)
    if len(known) < 2:
        raise InputError("too_few_to_choose", n=len(known))
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
    """Count in each cell of a map at how many points each falls behind."""
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
