"""Who wins where: at which share of the points each organisation is ahead, and which of two claims holds more often."""

# pandas says too little of its types for these:
# pyright: reportAttributeAccessIssue=false, reportArgumentType=false, reportCallIssue=false
# pyright: reportGeneralTypeIssues=false, reportReturnType=false, reportIndexIssue=false

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import binom

from sim.stats.estimate import SEED, wilson
from sim.stats.paired import check_columns

Floats = NDArray[np.float64]
RESAMPLES = 1_999
"""Samples of points and seeds."""
FEWEST_SEEDS = 10
"""Seeds that points share, below which their share has no interval: one odd year moves every point at once."""


def more_often(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> float:
    """Return the one-sided p of something holding at more of the same points than another, exactly [mcnemar1947].

    Examples
    --------
    >>> more_often(np.array([True] * 5 + [False]), np.zeros(6, bool))
    0.03125
    """
    alone = int(np.count_nonzero(one & ~other))
    either = alone + int(np.count_nonzero(other & ~one))
    return float(binom.sf(alone - 1, either, 0.5)) if either else 1.0


def winners(
    rows: pd.DataFrame, forms: Sequence[str], better: Mapping[str, int], smallest: Mapping[str, float]
) -> pd.DataFrame:
    """Return the share of points at which each organisation wins, per outcome.

    Parameters
    ----------
    rows : pandas.DataFrame
        One row a point, seed, organisation and outcome: ``point``, ``replicate``, ``form``, ``outcome``, ``value``.
    forms : sequence of str
        Who competes.
    better : mapping of str to int
        Of each outcome, -1 when lower is better, 1 when higher is.
    smallest : mapping of str to float
        By how much the best mean of a point must be ahead of the second to win; otherwise it is ``undecided``.

    Returns
    -------
    pandas.DataFrame
        One row an outcome and form, and ``undecided``: ``share``, ``low``, ``high``, ``n`` points. Where points have
        seeds of their own the interval is Wilson's; where they share seeds, points and seeds are drawn again together,
        and there is none (NaN) below `FEWEST_SEEDS`.
    """
    check_columns(rows, ["point", "replicate", "form", "outcome", "value"])
    found = []
    for name, mine in rows.groupby("outcome", sort=False):
        values = _by_seed(mine, forms) * better[str(name)]
        won = _champions(_means(values, np.ones(values.shape[1])), smallest.get(str(name), 0.0))
        own = not (mine.groupby("replicate")["point"].nunique() > 1).any()
        ends = _wilsons(won, len(forms)) if own else _drawn_again(values, smallest.get(str(name), 0.0))
        for place, form in enumerate([*forms, "undecided"]):
            share = float(np.mean(won == place)) if len(won) else math.nan
            low, high = ends[place]
            found.append({"outcome": name, "form": form, "share": share, "low": low, "high": high, "n": len(won)})
    return pd.DataFrame(found)


def _by_seed(rows: pd.DataFrame, forms: Sequence[str]) -> Floats:
    """Return values by point, seed and form, NaN where there is none; without points that lack a form altogether."""
    wide = rows.pivot_table(index="point", columns=["form", "replicate"], values="value", aggfunc="mean")
    seeds = sorted(rows["replicate"].unique())
    whole = wide.reindex(columns=pd.MultiIndex.from_product([forms, seeds])).to_numpy(float)
    values = np.moveaxis(whole.reshape(len(wide), len(forms), len(seeds)), 1, 2)
    return values[np.isfinite(values).any(axis=1).all(axis=1)]


def _means(values: Floats, weights: Floats) -> Floats:
    """Return weighted means over seeds, shape (points, forms); what is NaN weighs nothing."""
    known = np.isfinite(values)
    total = np.einsum("pwf,w->pf", np.where(known, values, 0.0), weights)
    with np.errstate(invalid="ignore"):
        return total / np.einsum("pwf,w->pf", known, weights)


def _wilsons(won: NDArray[np.int64], forms: int) -> list[tuple[float, float]]:
    return [wilson(float(np.count_nonzero(won == place)), len(won))[1:] for place in range(forms + 1)]


def _drawn_again(values: Floats, smallest: float) -> list[tuple[float, float]]:
    """Return percentile intervals over samples of points and of the seeds that they share."""
    points, seeds, forms = values.shape
    if seeds < FEWEST_SEEDS or not points:
        return [(math.nan, math.nan)] * (forms + 1)
    rng, shares = np.random.default_rng(SEED), np.empty((RESAMPLES, forms + 1))
    for k in range(RESAMPLES):
        weights = np.bincount(rng.integers(0, seeds, seeds), minlength=seeds).astype(float)
        won = _champions(_means(values[rng.integers(0, points, points)], weights), smallest)
        shares[k] = np.bincount(won, minlength=forms + 1) / points
    return [(float(low), float(high)) for low, high in np.quantile(shares, (0.025, 0.975), axis=0).T]


def _champions(values: np.ndarray, smallest: float) -> np.ndarray:
    """Return for each row the place of its largest value, or one beyond the last where it is not far enough ahead."""
    if not len(values):
        return np.zeros(0, int)
    ordered = np.sort(values, axis=1)
    ahead = ordered[:, -1] - ordered[:, -2] > smallest
    return np.where(ahead, values.argmax(axis=1), values.shape[1])
