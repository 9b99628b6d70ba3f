"""Corner tables: every combination of two levels, and what each factor and each pair of them does."""

# pandas says too little of its types for these:
# pyright: reportAttributeAccessIssue=false, reportArgumentType=false, reportCallIssue=false
# pyright: reportGeneralTypeIssues=false, reportReturnType=false, reportIndexIssue=false

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from sim.errors import InputError
from sim.experiment.analysis.bootstrap import mean_interval
from sim.experiment.analysis.twins import check_columns


def corner_table(rows: pd.DataFrame, factors: Sequence[str], outcome: str) -> pd.DataFrame:
    """Estimate an outcome at every combination of levels.

    Parameters
    ----------
    rows : pandas.DataFrame
        One row a world and corner: ``replicate``, factors and the outcome (a difference, or the value itself).
    factors : sequence of str
        With any number of levels.
    outcome : str
        A column.

    Returns
    -------
    pandas.DataFrame
        One row a corner: factors, ``estimate``, ``low``, ``high`` (BCa over worlds), ``n``.
    """
    check_columns(rows, ["replicate", *factors, outcome])
    found = []
    for levels, mine in rows.groupby(list(factors), sort=True):
        values = mine.groupby("replicate")[outcome].mean().dropna().to_numpy(float)
        low, high = mean_interval(values)
        said = levels if isinstance(levels, tuple) else (levels,)
        about = dict(zip(factors, said, strict=True))
        found.append({**about, "estimate": values.mean(), "low": low, "high": high, "n": len(values)})
    return pd.DataFrame(found)


def corner_effects(rows: pd.DataFrame, factors: Sequence[str], outcome: str) -> pd.DataFrame:
    """Estimate main effects and interactions of pairs in a full factorial of two levels.

    Parameters
    ----------
    rows, factors, outcome
        As for `corner_table`, two levels each and every corner in every world.

    Returns
    -------
    pandas.DataFrame
        One row a factor (mean at the high less at the low level) and pair (half the difference of differences):
        ``effect``, ``estimate``, ``low``, ``high``, ``n`` worlds.
    """
    check_columns(rows, ["replicate", *factors, outcome])
    signs = pd.DataFrame({each: _sign(rows[each], each) for each in factors})
    corners = 2 ** len(factors)
    found = []
    for names in [*((each,) for each in factors), *combinations(factors, 2)]:
        weight = signs[list(names)].prod(axis=1) * rows[outcome] * 2 / corners
        worlds = weight.groupby(rows["replicate"])
        values = worlds.sum()[worlds.count() == corners].to_numpy(float)
        low, high = mean_interval(values)
        mean = float(values.mean()) if len(values) else np.nan
        found.append({"effect": " x ".join(names), "estimate": mean, "low": low, "high": high, "n": len(values)})
    return pd.DataFrame(found)


def _sign(levels: pd.Series, name: str) -> pd.Series:
    known = sorted(levels.unique())
    if len(known) != 2:
        raise InputError(f"{name}: a corner needs two levels, there are {len(known)}")
    return levels.map({known[0]: -1.0, known[1]: 1.0})
