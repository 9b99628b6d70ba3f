"""Dial attribution: Shapley shares of the difference between all organic and all mechanical, with intervals."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sim.errors import InputError
from sim.experiment.analysis.bootstrap import mean_interval
from sim.experiment.analysis.twins import check_columns
from sim.experiment.shapley import shapley


def coalitions(rows: pd.DataFrame, dials: Sequence[str], outcome: str) -> np.ndarray:
    """Put an outcome into the order of corners: dial j at bit j of a corner's number.

    Parameters
    ----------
    rows : pandas.DataFrame
        One row a world and corner: ``replicate``, dials at 0 or 1, the outcome.
    dials : sequence of str
        In the order of bits.
    outcome : str
        A column.

    Returns
    -------
    ndarray of float, shape (worlds, 2**dials)
        Worlds with every corner; the others are left out.
    """
    check_columns(rows, ["replicate", *dials, outcome])
    at = rows[list(dials)].to_numpy(float)
    if not np.isin(at, (0.0, 1.0)).all():
        raise InputError("corners: every dial must be at 0 or 1")
    corner = (at * 2.0 ** np.arange(len(dials))).sum(axis=1).astype(int)
    wide = rows.assign(corner=corner).pivot_table(index="replicate", columns="corner", values=outcome)
    return wide.reindex(columns=range(2 ** len(dials))).dropna().to_numpy(float)


def dial_shares(rows: pd.DataFrame, dials: Sequence[str], outcome: str) -> pd.DataFrame:
    """Share a difference out among dials.

    Parameters
    ----------
    rows, dials, outcome
        As for `coalitions`.

    Returns
    -------
    pandas.DataFrame
        One row a dial, and ``all``: ``estimate``, ``low``, ``high`` (BCa over worlds), ``n`` worlds. The dials' shares
        sum to ``all``.

    Raises
    ------
    InputError
        When no world has every corner.
    """
    values = coalitions(rows, dials, outcome)
    if not len(values):
        raise InputError(f"no world has all {2 ** len(dials)} corners of {len(dials)} dials")
    shares = shapley(values.T)  # (dials, worlds)
    whole = values[:, -1] - values[:, 0]
    return pd.DataFrame([_row(name, each) for name, each in zip([*dials, "all"], [*shares, whole], strict=True)])


def _row(name: str, values: np.ndarray) -> dict[str, object]:
    low, high = mean_interval(values)
    return {"dial": name, "estimate": float(values.mean()), "low": low, "high": high, "n": len(values)}
