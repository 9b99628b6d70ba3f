"""Holm's correction: many claims, one chance of a false one."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import stdtr

from sim.experiment.analysis.twins import check_columns


def holm(table: pd.DataFrame, alpha: float = 0.05, of: int = 0) -> pd.DataFrame:
    """Correct p-values of a family of claims [holm1979].

    Parameters
    ----------
    table : pandas.DataFrame
        One row a claim, with a column ``p``; NaN stays NaN and counts for nothing.
    alpha : float
        Chance of any false rejection in the family.
    of : int
        Size of the family where the table holds only some of it; those that are not there count as the last.

    Returns
    -------
    pandas.DataFrame
        The same rows with ``p_holm`` and ``rejected``.

    Examples
    --------
    >>> holm(pd.DataFrame({"p": [0.01, 0.04, 0.03]}))["p_holm"].round(3).tolist()
    [0.03, 0.06, 0.06]
    """
    check_columns(table, ["p"])
    p = table["p"].to_numpy(float)
    known = np.flatnonzero(np.isfinite(p))
    order = known[np.argsort(p[known], kind="stable")]
    family = max(of, len(order))
    steps = p[order] * np.arange(family, family - len(order), -1)
    corrected = np.full(len(p), np.nan)
    corrected[order] = np.minimum(1.0, np.maximum.accumulate(steps))
    return table.assign(p_holm=corrected, rejected=corrected <= alpha)


def p_of_mean(values: np.ndarray, sign: int = 1, beyond: float = 0.0) -> float:
    """Return the one-sided p of a mean over independent units, by Student's t.

    Parameters
    ----------
    values : ndarray of float, shape (n,)
        One an independent unit.
    sign : int
        1 to test for higher, -1 for lower.
    beyond : float
        Than what.

    Returns
    -------
    float
        NaN with fewer than two; 1 or 0 where they do not vary.
    """
    n = len(values)
    if n < 2:
        return float("nan")
    away, spread = sign * float(values.mean()) - beyond, float(values.std(ddof=1))
    if spread == 0:
        return 0.0 if away > 0 else 1.0
    return float(stdtr(n - 1, -away / spread * n**0.5))
