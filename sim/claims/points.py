"""What a claim comes to at every point: the effect of each part in every world, and whether all of them hold."""

# pandas says too little of its types for these:
# pyright: reportAttributeAccessIssue=false, reportArgumentType=false, reportCallIssue=false
# pyright: reportGeneralTypeIssues=false, reportReturnType=false, reportIndexIssue=false, reportOperatorIssue=false

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from sim.claims.claim import Claim
from sim.claims.plan import arms_on

Table = pd.DataFrame


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
        in a single world), ``holds`` (every part, by more than its smallest effect), ``known`` (every part has a
        number), ``n`` worlds. A point without a number does not hold.
    """
    worlds = in_worlds(claim, rows, rung)
    if among is not None:
        worlds = worlds[worlds.index.isin(among)]
    if worlds.empty:
        return pd.DataFrame(columns=["holds", "known", "n", "most"])
    found = worlds.groupby(level="point").mean()
    parts = [found[f"part_{k}"] for k in range(len(claim.parts))]
    holds = [part.sign * each > part.smallest for part, each in zip(claim.parts, parts, strict=True)]
    first = worlds["part_0"]
    return found.assign(
        holds=np.logical_and.reduce(holds),
        known=np.logical_and.reduce([each.notna() for each in parts]),
        n=first.groupby(level="point").count(),
        most=first.abs().groupby(level="point").max(),
    )


def in_worlds(claim: Claim, rows: Mapping[str, Table], rung: str) -> Table:
    """Return the effect of each part in every world, indexed by (point, replicate); empty where an arm is missing."""
    keys = {name: each.key for name, each in arms_on(claim, rung).items()}
    if any(key not in rows for key in keys.values()):
        return pd.DataFrame()
    effects = {}
    for k, part in enumerate(claim.parts):
        effects[f"part_{k}"] = effect(part.terms, keys, rows)
        if part.null:
            effects[f"null_{k}"] = effect(part.null, keys, rows)
    return pd.DataFrame(effects)


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
