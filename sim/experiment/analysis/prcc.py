"""Partial rank correlation: how monotonically an outcome follows a factor, the others held fast."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from sim.errors import InputError
from sim.experiment.analysis.shares import Z
from sim.experiment.analysis.twins import check_columns

SPREAD = 1.06
"""Variance of a Fisher-transformed rank correlation, times its degrees of freedom."""


def prcc(rows: pd.DataFrame, factors: Sequence[str], outcome: str) -> pd.DataFrame:
    """Return partial rank correlations; intervals by Fisher's z with the spread of ranks [fieller1957].

    Parameters
    ----------
    rows : pandas.DataFrame
        One row a point: factors, and the outcome (averaged over worlds); rows with gaps are left out.
    factors : sequence of str
        Numbers.
    outcome : str
        A column.

    Returns
    -------
    pandas.DataFrame
        One row a factor: ``estimate``, ``low``, ``high`` (95 %, Fisher's z), ``n`` points.

    Raises
    ------
    InputError
        When there are too few points for so many factors.
    """
    check_columns(rows, [*factors, outcome])
    known = rows[[*factors, outcome]].dropna().to_numpy(float)
    n, free = len(known), len(known) - len(factors) - 2
    if free < 3:
        raise InputError(f"{n} points are too few to hold {len(factors) - 1} other factors fast")
    ranks = np.apply_along_axis(rankdata, 0, known)
    found = []
    for place, name in enumerate(factors):
        r = _partial(ranks, place)
        half = Z * (SPREAD / free) ** 0.5
        z = np.arctanh(np.clip(r, -0.999999, 0.999999))
        low, high = (float(np.tanh(z + side * half)) if np.isfinite(r) else np.nan for side in (-1, 1))
        found.append({"factor": name, "estimate": r, "low": low, "high": high, "n": n})
    return pd.DataFrame(found)


def _partial(ranks: np.ndarray, place: int) -> float:
    others = np.delete(ranks[:, :-1], place, axis=1)
    design = np.column_stack([np.ones(len(ranks)), others])
    pair = ranks[:, [place, -1]]
    left = pair - design @ np.linalg.lstsq(design, pair, rcond=None)[0]
    spread = left.std(axis=0)
    if (spread < 1e-9).any():
        return float("nan")
    return float((left[:, 0] * left[:, 1]).mean() / spread.prod())
