"""Attribution: what each switch, and each pair of switches, adds to a difference, whatever their order."""

# pandas says too little of its types for these:
# pyright: reportAttributeAccessIssue=false, reportArgumentType=false, reportCallIssue=false
# pyright: reportGeneralTypeIssues=false, reportReturnType=false, reportIndexIssue=false

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from math import comb

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.errors import InputError
from sim.stats.estimate import estimate
from sim.stats.paired import check_columns

Floats = NDArray[np.float64]

ROUNDING = 1e-9
"""How far the values may miss the whole, relative to the largest value of the game."""


def shapley(values: Floats) -> Floats:
    """Return the Shapley value of every player of a game, exactly, from all its coalitions [shapley1953].

    Examples
    --------
    >>> shapley(np.array([0.0, 1.0, 2.0, 5.0]))  # alone 1 and 2; together 2 more than the sum
    array([2., 3.])
    """
    values = np.asarray(values, np.float64)
    players = len(values).bit_length() - 1
    if len(values) != 2**players:
        raise ValueError(f"{len(values)} coalitions: expected a power of two")
    found = np.empty((players, *values.shape[1:]))
    coalitions = np.arange(len(values))
    for player in range(players):
        without = coalitions[coalitions >> player & 1 == 0]
        added = values[without | 1 << player] - values[without]
        found[player] = np.tensordot(_weights(without, players), added, axes=1)
    _sums_to_the_whole(found, values)
    return found


def _weights(without: NDArray[np.int64], players: int) -> Floats:
    """Return the share of orders in which exactly the members of each coalition joined before a player; sums to 1."""
    of_size = np.array([1.0 / (players * comb(players - 1, size)) for size in range(players)])
    return of_size[np.bitwise_count(without)]


def _sums_to_the_whole(found: Floats, values: Floats) -> None:
    if len(values) == 1:
        return
    missing = np.abs(found.sum(axis=0) - (values[-1] - values[0]))
    if (missing > ROUNDING * np.abs(values).max(axis=0)).any():
        raise ArithmeticError(f"Shapley values miss the whole by {np.nanmax(missing)}")


def coalitions(rows: pd.DataFrame, dials: Sequence[str], outcome: str) -> np.ndarray:
    """Put an outcome into the order of corners: dial j at bit j of a corner's number."""
    check_columns(rows, ["replicate", *dials, outcome])
    at = rows[list(dials)].to_numpy(float)
    if not np.isin(at, (0.0, 1.0)).all():
        raise InputError("dial_at_an_end", "corners")
    corner = (at * 2.0 ** np.arange(len(dials))).sum(axis=1).astype(int)
    wide = rows.assign(corner=corner).pivot_table(index="replicate", columns="corner", values=outcome)
    return wide.reindex(columns=range(2 ** len(dials))).dropna().to_numpy(float)


def dial_shares(rows: pd.DataFrame, dials: Sequence[str], outcome: str) -> pd.DataFrame:
    """Share a difference out among dials."""
    values = coalitions(rows, dials, outcome)
    if not len(values):
        raise InputError("no_world_has_all", corners=2 ** len(dials), n=len(dials))
    shares = shapley(values.T)  # (dials, worlds)
    whole = values[:, -1] - values[:, 0]
    estimates = zip([*dials, "all"], map(estimate, [*shares, whole]), strict=True)
    return pd.DataFrame([{"dial": name, "estimate": mean, "low": low, "high": high, "n": n}
                         for name, (mean, low, high, n) in estimates])  # fmt: skip


def corner_effects(rows: pd.DataFrame, factors: Sequence[str], outcome: str) -> pd.DataFrame:
    """Estimate main effects and interactions of pairs in a full factorial of two levels."""
    check_columns(rows, ["replicate", *factors, outcome])
    signs = pd.DataFrame({each: _sign(rows[each], each) for each in factors})
    corners = 2 ** len(factors)
    found = []
    for names in [*((each,) for each in factors), *combinations(factors, 2)]:
        weight = signs[list(names)].prod(axis=1) * rows[outcome] * 2 / corners
        worlds = weight.groupby(rows["replicate"])
        values = worlds.sum()[worlds.count() == corners].to_numpy(float)
        mean, low, high, n = estimate(values)
        found.append({"effect": " x ".join(names), "estimate": mean, "low": low, "high": high, "n": n})
    return pd.DataFrame(found)


def _sign(levels: pd.Series, name: str) -> pd.Series:
    known = sorted(levels.unique())
    if len(known) != 2:
        raise InputError("corner_needs_two", name, n=len(known))
    return levels.map({known[0]: -1.0, known[1]: 1.0})
