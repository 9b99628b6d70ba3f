"""Sensitivity by variance and by elementary effects, with SALib: Sobol's indices and Morris's screening."""

# pandas says too little of its types for these:
# pyright: reportAttributeAccessIssue=false, reportArgumentType=false, reportCallIssue=false
# pyright: reportGeneralTypeIssues=false, reportReturnType=false, reportIndexIssue=false

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

import numpy as np
import pandas as pd

from sim.errors import InputError
from sim.experiment.analysis.twins import check_columns

RESAMPLES = 500
SEED = 20_260_101


def sobol(rows: pd.DataFrame, factors: Sequence[str], outcome: str, second_order: bool = False) -> pd.DataFrame:
    """Return first and total Sobol indices [sobol2001] of a Saltelli design.

    Parameters
    ----------
    rows : pandas.DataFrame
        The design's rows in its own order; the outcome averaged over the worlds of each.
    factors : sequence of str
        In the order of the design.
    outcome : str
        A column without gaps.
    second_order : bool
        Whether the design holds the rows for pairs, too.

    Returns
    -------
    pandas.DataFrame
        Two rows a factor, ``kind`` ``first`` and ``total``: ``estimate``, ``low``, ``high`` (95 %), ``n`` base samples.

    Raises
    ------
    InputError
        When the number of rows is not that of such a design, or a row has no outcome.
    """
    values = _values(rows, outcome)
    block = (2 * len(factors) + 2) if second_order else len(factors) + 2
    if len(values) % block or not len(values):
        raise InputError(f"a Saltelli design of {len(factors)} factors has rows by {block}; these are {len(values)}")
    if np.ptp(values) == 0:
        return _tidy(factors, {"first": (np.zeros(len(factors)),) * 2, "total": (np.zeros(len(factors)),) * 2}, 0)
    analyse = _salib("SALib.analyze.sobol").analyze
    found = analyse(
        _problem(factors), values, calc_second_order=second_order, num_resamples=RESAMPLES, seed=SEED,
    )  # fmt: skip
    kinds = {"first": (found["S1"], found["S1_conf"]), "total": (found["ST"], found["ST_conf"])}
    return _tidy(factors, kinds, len(values) // block)


def morris(rows: pd.DataFrame, factors: Sequence[str], outcome: str, levels: int = 4) -> pd.DataFrame:
    """Return Morris's mean absolute elementary effect and its spread [morris1991].

    Parameters
    ----------
    rows : pandas.DataFrame
        The trajectories in their own order: factors, and the outcome averaged over worlds.
    factors : sequence of str
        In the order of the design.
    outcome : str
        A column without gaps.
    levels : int
        Of the grid.

    Returns
    -------
    pandas.DataFrame
        One row a factor: ``estimate`` (mu*), ``low``, ``high``, ``mu``, ``sigma``, ``n`` trajectories.
    """
    values = _values(rows, outcome)
    check_columns(rows, list(factors))
    if len(values) % (len(factors) + 1) or not len(values):
        raise InputError(
            f"trajectories of {len(factors)} factors have {len(factors) + 1} rows; these are {len(values)}"
        )
    x = rows[list(factors)].to_numpy(float)
    low, span = x.min(axis=0), np.ptp(x, axis=0)
    unit = np.divide(x - low, span, out=np.zeros_like(x), where=span > 0)
    analyse = _salib("SALib.analyze.morris").analyze
    found = analyse(_problem(factors), unit, values, num_levels=levels, num_resamples=RESAMPLES, seed=SEED)
    star, half = np.asarray(found["mu_star"], float), np.asarray(found["mu_star_conf"], float)
    return pd.DataFrame(
        {
            "factor": list(factors),
            "estimate": star,
            "low": np.maximum(0.0, star - half),
            "high": star + half,
            "mu": np.asarray(found["mu"], float),
            "sigma": np.asarray(found["sigma"], float),
            "n": len(values) // (len(factors) + 1),
        }
    )


def _values(rows: pd.DataFrame, outcome: str) -> np.ndarray:
    check_columns(rows, [outcome])
    values = rows[outcome].to_numpy(float)
    missing = int(np.count_nonzero(~np.isfinite(values)))
    if missing:
        raise InputError(f"{outcome}: {missing} of {len(values)} rows of the design have no number")
    return values


def _tidy(factors: Sequence[str], kinds: dict[str, tuple[Any, Any]], n: int) -> pd.DataFrame:
    tables = []
    for kind, (estimate, half) in kinds.items():
        middle, width = np.asarray(estimate, float), np.asarray(half, float)
        about = {"factor": list(factors), "kind": kind, "estimate": middle}
        tables.append(pd.DataFrame({**about, "low": middle - width, "high": middle + width, "n": n}))
    return pd.concat(tables, ignore_index=True)


def _problem(factors: Sequence[str]) -> dict[str, Any]:
    return {"num_vars": len(factors), "names": list(factors), "bounds": [[0.0, 1.0] for _ in factors]}


def _salib(module: str) -> Any:
    try:
        return import_module(module)
    except ImportError:
        raise InputError("sensitivity indices need SALib: pip install 'treillis[analysis]'") from None
