"""Paired effects: how large, how surely, in units of the outcome, of its spread, and of chance."""

# pandas says too little of its types for these:
# pyright: reportAttributeAccessIssue=false, reportArgumentType=false, reportCallIssue=false
# pyright: reportGeneralTypeIssues=false, reportReturnType=false, reportIndexIssue=false

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.stats import nct

from sim.experiment.analysis.bootstrap import FEW, bca
from sim.experiment.analysis.shares import wilson
from sim.experiment.analysis.stability import steady
from sim.experiment.analysis.twins import by_twin, differences
from sim.experiment.paired import interval, pairing_gain

Floats = NDArray[np.float64]


def effects(rows: pd.DataFrame, outcomes: Sequence[str], first: str, last: str) -> pd.DataFrame:
    """Estimate what `last` has more than `first`, over all points together.

    Parameters
    ----------
    rows : pandas.DataFrame
        One row a run: point, replicate, form, outcomes.
    outcomes : sequence of str
        Which.
    first, last : str
        Organisations.

    Returns
    -------
    pandas.DataFrame
        One row an outcome: mean of either, ``difference`` with ``low`` and ``high`` (BCa over whole twins), ``d_z``
        and ``superiority`` with their own ends, ``sd`` of the differences, ``steady`` (twins from which their
        mean is), ``gain`` of pairing, ``n`` twins.
    """
    found = by_twin(differences(rows, outcomes, first, last))
    table = [_effect(name, found[found["outcome"] == name]) for name in outcomes]
    return pd.DataFrame(table)


def _effect(name: str, twins: pd.DataFrame) -> dict[str, object]:
    away = twins["difference"].to_numpy(float)
    one, other = (twins[column].to_numpy(float) for column in ("first", "last"))
    low, high = interval(away)
    d_low, d_high = d_z_interval(away)
    chance, c_low, c_high = superiority(away)
    return {
        "outcome": name,
        "first": _mean(one),
        "last": _mean(other),
        "difference": _mean(away),
        "low": low,
        "high": high,
        "steady": steady(away),
        "sd": float(away.std(ddof=1)) if len(away) > 1 else math.nan,
        "d_z": d_z(away),
        "d_z_low": d_low,
        "d_z_high": d_high,
        "superiority": chance,
        "superiority_low": c_low,
        "superiority_high": c_high,
        "gain": pairing_gain(one, other) if len(away) > 1 else math.nan,
        "n": len(away),
    }


def _mean(values: Floats) -> float:
    return float(values.mean()) if len(values) else math.nan


def d_z(away: Floats) -> float:
    """Return the standardised paired effect: mean over standard deviation of the differences.

    Examples
    --------
    >>> round(d_z(np.array([1.0, 2.0, 3.0])), 3)
    2.0
    """
    return float(_d_z(away[None])[0]) if len(away) > 1 else math.nan


def d_z_interval(away: Floats) -> tuple[float, float]:
    """Return the 95 % interval of `d_z`: BCa, or the noncentral t distribution turned round below `FEW` twins.

    With few twins it then includes 0 exactly where the interval of the mean does.

    Examples
    --------
    >>> [round(end, 2) for end in d_z_interval(np.array([1.0, 2.0, 3.0, 2.0]))]
    [0.34, 4.53]
    """
    n, here = len(away), d_z(away)
    if n >= FEW:
        return bca(away, _d_z)
    if not math.isfinite(here):
        return math.nan, math.nan
    t, root = here * n**0.5, n**0.5
    return _noncentral(t, n, 0.975) / root, _noncentral(t, n, 0.025) / root


def _noncentral(t: float, n: int, below: float) -> float:
    """Return the noncentrality at which Student's t stays below what was found with a given probability."""
    reach = 6.0 + 3.0 * abs(t)  # few twins spread wide: up to twelve times the effect found is possible
    sign = 1.0 if t >= 0 else -1.0  # the positive side is the one scipy computes reliably

    def excess(centre: float) -> float:
        chance = float(nct.cdf(abs(t), n - 1, centre))
        return (chance if chance == chance else float(centre < abs(t))) - (below if sign > 0 else 1 - below)

    return sign * float(brentq(excess, -reach, reach))


def _d_z(samples: Floats) -> Floats:
    spread = samples.std(axis=1, ddof=1)
    means = samples.mean(axis=1)
    return np.divide(means, spread, out=np.full(len(samples), np.nan), where=spread > 0)


def superiority(away: Floats) -> tuple[float, float, float]:
    """Return the probability that `last` is higher in a twin, ties half, with its Wilson interval.

    Examples
    --------
    >>> superiority(np.array([1.0, 2.0, -1.0, 0.0]))[0]
    0.625
    """
    higher = float(np.count_nonzero(away > 0) + 0.5 * np.count_nonzero(away == 0))
    return wilson(higher, len(away))
