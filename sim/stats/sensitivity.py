"""Sensitivity: Sobol's indices and Morris's screening (with SALib), and partial rank correlation."""

# pandas says too little of its types for these:
# pyright: reportAttributeAccessIssue=false, reportArgumentType=false, reportCallIssue=false
# pyright: reportGeneralTypeIssues=false, reportReturnType=false, reportIndexIssue=false

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from sim.errors import InputError
from sim.stats.estimate import SEED, Z
from sim.stats.paired import check_columns

RESAMPLES = 500
SPREAD = 1.06
"""Variance of a Fisher-transformed rank correlation, times its degrees of freedom."""


def sobol(rows: pd.DataFrame, factors: Sequence[str], outcome: str, second_order: bool = False) -> pd.DataFrame:
    """Return first and total Sobol indices [sobol2001] of a Saltelli design."""
    values = _values(rows, outcome)
    block = (2 * len(factors) + 2) if second_order else len(factors) + 2
    if len(values) % block or not len(values):
        raise InputError("saltelli_rows", n=len(factors), block=block, n_2=len(values))
    if np.ptp(values) == 0:
        return _tidy(factors, {"first": (np.zeros(len(factors)),) * 2, "total": (np.zeros(len(factors)),) * 2}, 0)
    analyse = _salib("SALib.analyze.sobol").analyze
    found = analyse(
        _problem(factors), values, calc_second_order=second_order, num_resamples=RESAMPLES, seed=SEED,
    )  # fmt: skip
    kinds = {"first": (found["S1"], found["S1_conf"]), "total": (found["ST"], found["ST_conf"])}
    return _tidy(factors, kinds, len(values) // block)


def morris(rows: pd.DataFrame, factors: Sequence[str], outcome: str, levels: int = 4) -> pd.DataFrame:
    """Return Morris's mean absolute elementary effect and its spread [morris1991]."""
    values = _values(rows, outcome)
    check_columns(rows, list(factors))
    if len(values) % (len(factors) + 1) or not len(values):
        raise InputError("morris_rows", n=len(factors), rows=len(factors) + 1, n_2=len(values))
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
        raise InputError("rows_without_number", outcome, missing=missing, n=len(values))
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
        raise InputError("indices_need_salib") from None


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
        raise InputError("too_few_to_hold", n=n, others=len(factors) - 1)
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
