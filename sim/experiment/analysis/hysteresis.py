"""Hysteresis: what remains when the cause has gone, and whether the way back is the way there."""

# pandas says too little of its types for these:
# pyright: reportAttributeAccessIssue=false, reportArgumentType=false, reportCallIssue=false
# pyright: reportGeneralTypeIssues=false, reportReturnType=false, reportIndexIssue=false

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import stdtrit

from sim.experiment.analysis.bootstrap import bca, mean_interval
from sim.experiment.analysis.twins import check_columns

Floats = NDArray[np.float64]


def loop(rows: pd.DataFrame, outcome: str) -> pd.DataFrame:
    """Compare an outcome on the way up and on the way down at equal levels of the cause.

    Parameters
    ----------
    rows : pandas.DataFrame
        One row a world, level and way: ``replicate``, ``level``, ``way`` (``up`` or ``down``), the outcome.
    outcome : str
        A column.

    Returns
    -------
    pandas.DataFrame
        One row a level (down less up) and one for the ``area`` of the loop (trapezoid over levels): ``level``,
        ``estimate``, ``low``, ``high`` (BCa over worlds), ``n``.
    """
    check_columns(rows, ["replicate", "level", "way", outcome])
    wide = rows.pivot_table(index="replicate", columns=["way", "level"], values=outcome)
    levels = sorted(set(wide["up"].columns) & set(wide["down"].columns))
    away = (wide["down"][levels] - wide["up"][levels]).dropna().to_numpy(float)
    widths = np.diff(np.array(levels, float))
    area = ((away[:, 1:] + away[:, :-1]) / 2 * widths).sum(axis=1)
    columns = [*zip([str(each) for each in levels], away.T, strict=True), ("area", area)]
    return pd.DataFrame([_row(name, values) for name, values in columns])


def _row(level: str, values: Floats) -> dict[str, object]:
    low, high = mean_interval(values)
    mean = float(values.mean()) if len(values) else float("nan")
    return {"level": level, "estimate": mean, "low": low, "high": high, "n": len(values)}


def remaining(shocked: Floats, quiet: Floats, worse: int, ended: int, wait: int) -> dict[str, float]:
    """Return the share of a shock's peak effect that is still there some time after the shock has stopped.

    Parameters
    ----------
    shocked, quiet : ndarray of float, shape (twins, days)
        An outcome with and without the shock.
    worse : int
        1 when higher is worse, -1 when lower is.
    ended, wait : int
        Day on which the shock stops, and days left to recover.

    Returns
    -------
    dict
        ``estimate`` (0 recovered, 1 as bad as at the worst), ``low``, ``high`` (BCa over twins), ``n``. All NaN where
        the worst day is no worse than chance among so many days: what was never hit has nothing to recover from.
    """
    away = worse * (shocked - quiet)
    if not _was_hit(away):
        return {"estimate": np.nan, "low": np.nan, "high": np.nan, "n": len(away)}
    low, high = bca(away, lambda samples: _share_left(samples, ended + wait))
    estimate = float(_share_left(away[None], ended + wait)[0])
    return {"estimate": estimate, "low": low, "high": high, "n": len(away)}


def _was_hit(away: Floats) -> bool:
    """Say whether some day is worse than chance among so many days, by Bonferroni."""
    n, days = away.shape
    if n < 2:
        return False
    edge = stdtrit(n - 1, 1 - 0.05 / days) * away.std(axis=0, ddof=1) / n**0.5
    return bool((away.mean(axis=0) > edge).any())


def _share_left(samples: Floats, since: int) -> Floats:
    mean = samples.mean(axis=1)
    peak = mean.max(axis=1)
    return np.divide(mean[:, since:].mean(axis=1), peak, out=np.full(len(mean), np.nan), where=peak > 0)
