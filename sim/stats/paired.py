"""Paired effects: how large, how surely, in units of the outcome, of its spread, and of chance.

Every seed is its own control: what one organisation has, less what the other has in the same world.
"""

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

from sim.errors import InputError
from sim.stats.estimate import FEW, bca, estimate, pairing_gain, superiority
from sim.stats.power import steady

Floats = NDArray[np.float64]
KEYS = ("point", "replicate", "form")
"""What a row is of: a point of the design, a seed, an organisation."""


def differences(rows: pd.DataFrame, outcomes: Sequence[str], first: str, last: str) -> pd.DataFrame:
    """Take paired differences, `last` less `first`.

    Parameters
    ----------
    rows : pandas.DataFrame
        One row a run: `KEYS` and outcomes; other columns are ignored.
    outcomes : sequence of str
        Columns to take differences of.
    first, last : str
        Organisations, values of ``form``.

    Returns
    -------
    pandas.DataFrame
        One row a twin and outcome: point, replicate, outcome, first, last, difference; twins that lack a run or a
        number are left out.

    Raises
    ------
    InputError
        When a column or an organisation is not there.
    """
    check_columns(rows, [*KEYS, *outcomes])
    for each in (first, last):
        forms = rows["form"].unique().tolist()
        if each not in forms:
            raise InputError("no_organisation_in_rows", near=(each, forms), name=each)
    tables = []
    for name in outcomes:
        wide = rows.pivot_table(index=["point", "replicate"], columns="form", values=name, aggfunc="first")
        table = wide.reindex(columns=[first, last]).dropna().set_axis(["first", "last"], axis=1).reset_index()
        tables.append(table.assign(outcome=name, difference=table["last"] - table["first"]))
    return pd.concat(tables, ignore_index=True)[["point", "replicate", "outcome", "first", "last", "difference"]]


def check_columns(rows: pd.DataFrame, wanted: Sequence[str]) -> None:
    """Refuse rows that lack a column, with the nearest there is."""
    there = [str(each) for each in rows.columns]
    for each in wanted:
        if each not in there:
            raise InputError("rows_lack_column", near=(each, there), name=each)


def by_twin(found: pd.DataFrame) -> pd.DataFrame:
    """Average over points within each world and outcome: worlds are shared by points, so they are the units."""
    columns = ["first", "last", "difference"]
    own = found.groupby(["outcome", "point"])[columns].transform("mean")
    of_all = found.groupby(["outcome", "point"])[columns].mean().groupby("outcome").mean()
    level = of_all.loc[found["outcome"]].set_axis(found.index)
    even = found.assign(**(found[columns] - own + level))
    return even.groupby(["outcome", "replicate"], sort=True)[columns].mean().reset_index()


def effects(rows: pd.DataFrame, outcomes: Sequence[str], first: str, last: str) -> pd.DataFrame:
    """Estimate what `last` has more than `first`, over all points together."""
    pairs = by_twin(differences(rows, outcomes, first, last))
    return pd.DataFrame([_effect(name, pairs[pairs["outcome"] == name]) for name in outcomes])


def _effect(name: str, twins: pd.DataFrame) -> dict[str, object]:
    away = twins["difference"].to_numpy(float)
    one, other = (twins[column].to_numpy(float) for column in ("first", "last"))
    mean, low, high, n = estimate(away)
    d_low, d_high = d_z_interval(away)
    chance, c_low, c_high = superiority(away)
    return {
        "outcome": name,
        "first": estimate(one).mean,
        "last": estimate(other).mean,
        "difference": mean,
        "low": low,
        "high": high,
        "steady": steady(away),
        "sd": float(away.std(ddof=1)) if n > 1 else math.nan,
        "d_z": d_z(away),
        "d_z_low": d_low,
        "d_z_high": d_high,
        "superiority": chance,
        "superiority_low": c_low,
        "superiority_high": c_high,
        "gain": pairing_gain(one, other),
        "n": n,
    }


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
