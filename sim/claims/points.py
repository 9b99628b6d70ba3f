"""What a claim comes to at every point: each part's effect in every world, and in one word what all of them say."""

# pandas says too little of its types for these:
# pyright: reportAttributeAccessIssue=false, reportArgumentType=false, reportCallIssue=false
# pyright: reportGeneralTypeIssues=false, reportReturnType=false, reportIndexIssue=false, reportOperatorIssue=false

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from sim.claims.claim import Claim, Part
from sim.claims.measures import OVERLOADED
from sim.claims.plan import WHOLE, arms_on
from sim.experiment.analysis.bootstrap import SEED
from sim.experiment.analysis.shares import wilson

Table = pd.DataFrame
HOLDS, NEGLIGIBLE, CONTRARY, AGREES = "holds", "negligible", "contrary", "agrees"
"""What a point says: each part goes the way predicted by more than its smallest effect, none goes far either way, or
one goes the other way by as much; and beside it whether the first goes the way predicted at all."""
DRAWN = 999
"""Samples of points and worlds."""


def at_points(claim: Claim, rows: Mapping[str, Table], rung: str, among: pd.Index | None = None) -> Table:
    """Average each part's effect over the worlds of every point.

    Parameters
    ----------
    claim, rows
        As for `sim.claims.judge.judge`.
    rung : str
        Of `sim.claims.plan.rungs`.
    among : Index, optional
        The (point, replicate) to look at; all that there are when absent.

    Returns
    -------
    DataFrame
        Indexed by point: ``part_0``, ..., ``null_0``, ... (means), ``most`` (largest absolute effect of the first part
        in a single world), what the point says (`HOLDS`, ...), ``known`` (every part has a number), ``n`` worlds. A
        point without a number does not hold.
    """
    worlds = in_worlds(claim, rows, rung)
    if among is not None:
        worlds = worlds[worlds.index.isin(among)]
    return means_of(claim, worlds)


def means_of(claim: Claim, worlds: Table) -> Table:
    """Average worlds by point; as for `at_points`."""
    if worlds.empty:
        return pd.DataFrame(columns=[HOLDS, NEGLIGIBLE, CONTRARY, AGREES, "known", "n", "most"])
    found = worlds.groupby(level="point").mean()
    parts = found[[f"part_{k}" for k in range(len(claim.parts))]].to_numpy(float)
    first = worlds["part_0"]
    return found.assign(
        **says(claim.parts, parts),
        known=np.isfinite(parts).all(axis=-1),
        n=first.groupby(level="point").count(),
        most=first.abs().groupby(level="point").max(),
    )


def says(parts: Sequence[Part], means: np.ndarray) -> dict[str, np.ndarray]:
    """Say what points say.

    Parameters
    ----------
    parts : sequence of Part
        Of a claim.
    means : ndarray of float, shape (..., parts)
        NaN where there is no number: nothing is said.

    Returns
    -------
    dict of str to ndarray of bool, shape (...)
        By `HOLDS`, `NEGLIGIBLE`, `CONTRARY` (at most one is true) and `AGREES`.
    """
    signed = means * np.array([part.sign for part in parts], float)
    smallest = np.array([part.smallest for part in parts])
    holds = (signed > smallest).all(axis=-1)
    contrary = (signed < np.where(smallest < 0, smallest, -smallest)).any(axis=-1)
    known = np.isfinite(means).all(axis=-1)
    return {
        HOLDS: holds,
        NEGLIGIBLE: known & ~holds & ~contrary,
        CONTRARY: contrary & known,
        AGREES: signed[..., 0] > 0,
    }


def share_of(claim: Claim, worlds: Table, again: bool = False) -> dict[str, Any]:
    """Return the shares of points that say what they say.

    Parameters
    ----------
    claim : Claim
        Whose.
    worlds : DataFrame
        Of `in_worlds`.
    again : bool
        Draw points, and worlds within them, again: an interval is then the wider of that one and Wilson's (ours).

    Returns
    -------
    dict
        ``pi`` (holds), ``low`` and ``high``, the same of ``negligible``, ``contrary`` and ``agrees`` (keys like
        ``negligible_low``), ``n`` points, ``known`` points with a number, ``worlds``. Intervals over points
        [wilson1927].
    """
    table = means_of(claim, worlds)
    n, drawn = len(table), _drawn_again(claim, worlds) if again else {}
    found: dict[str, Any] = {"n": n, "known": int(table["known"].sum()), "worlds": int(table["n"].sum())}
    for name in (HOLDS, NEGLIGIBLE, CONTRARY, AGREES):
        share, low, high = wilson(float(table[name].sum()), n)
        if name in drawn:
            ends = np.quantile(drawn[name], (0.025, 0.975))
            low, high = min(low, float(ends[0])), max(high, float(ends[1]))
        keys = ("pi", "low", "high") if name == HOLDS else (name, f"{name}_low", f"{name}_high")
        found |= dict(zip(keys, (share if n else math.nan, low, high), strict=True))
    return found


def _drawn_again(claim: Claim, worlds: Table, times: int = DRAWN) -> dict[str, np.ndarray]:
    """Return for samples of points, and of worlds within each, the share that says each word, shape (times,)."""
    if worlds.empty:
        return {}
    rng, names = np.random.default_rng(SEED), [f"part_{k}" for k in range(len(claim.parts))]
    mine = [each[names].to_numpy(float) for _, each in worlds.groupby(level="point")]
    found: dict[str, list[np.ndarray]] = {}
    for each in mine:  # each point's means over worlds drawn again
        within = each[rng.integers(0, len(each), (times, len(each)))].mean(axis=1)
        for name, said in says(claim.parts, within).items():
            found.setdefault(name, []).append(said)
    chosen = rng.integers(0, len(mine), (times, len(mine)))
    return {name: np.take_along_axis(np.stack(said, 1), chosen, 1).mean(axis=1) for name, said in found.items()}


def apart(claim: Claim, rows: Mapping[str, Table]) -> tuple[dict[str, Table], dict[str, Table]]:
    """Split rows by points: those that hold still, and those where most worlds overload one of the claim's arms."""
    worlds = in_worlds(claim, rows, WHOLE)
    full = worlds[OVERLOADED].groupby(level="point").mean() if len(worlds) else pd.Series(dtype=float)
    crowded = full.index[full > 0.5]

    def those(inside: bool) -> dict[str, Table]:
        return {key: each[each.index.isin(crowded, level="point") == inside] for key, each in rows.items()}

    return those(False), those(True)


def in_worlds(claim: Claim, rows: Mapping[str, Table], rung: str) -> Table:
    """Return the effect of each part in every world, indexed by (point, replicate); empty where an arm is missing.

    `OVERLOADED` says whether any arm was.
    """
    keys = {name: each.key for name, each in arms_on(claim, rung).items()}
    if any(key not in rows for key in keys.values()):
        return pd.DataFrame()
    effects = {}
    for k, part in enumerate(claim.parts):
        effects[f"part_{k}"] = effect(part.terms, keys, rows)
        if part.null:
            effects[f"null_{k}"] = effect(part.null, keys, rows)
    full = [rows[each][OVERLOADED] for each in dict.fromkeys(keys.values())]
    return pd.DataFrame(effects).assign(**{OVERLOADED: pd.concat(full, axis=1).max(axis=1)})


def effect(terms: Mapping[tuple[str, str], float], keys: Mapping[str, str], rows: Mapping[str, Table]) -> pd.Series:
    """Return the weighted sum of arms' measures in every world that all of them have."""
    parts = [weight * rows[keys[arm]][name] for (arm, name), weight in terms.items()]
    shared = parts[0].index
    for each in parts[1:]:
        shared = shared.intersection(each.index)
    return sum(each.loc[shared] for each in parts)  # type: ignore[return-value]


def values_of(table: Table, name: str) -> np.ndarray:
    """Return the numbers of a column, none where there is no such column."""
    return table[name].dropna().to_numpy(float) if name in table else np.zeros(0)
