"""Stability and power: how many twins are enough, and what a design can see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import stdtrit
from scipy.stats import binom, nct

from sim.stats.estimate import SEED, wilson
from sim.stats.verdict import HELD

Floats = NDArray[np.float64]

FAR = 8.0
"""Standard errors beyond which an effect is as good as certain to be seen."""


def stability(values: Floats, counts: Sequence[int], draws: int = 200) -> pd.DataFrame:
    """Say how much a mean still moves with the number of runs.

    Runs are enough when the largest change from one number of them to the next is small [lorscheid2012].
    """
    rng, whole = np.random.default_rng(SEED), abs(float(values.mean()))
    found = []
    for n in counts:
        means = values[rng.integers(0, len(values), (draws, n))].mean(axis=1)
        low, high = np.quantile(means, [0.025, 0.975])
        cv = float(means.std(ddof=1)) / whole if whole > 0 else float("nan")
        found.append({"n": n, "estimate": float(values[:n].mean()), "low": low, "high": high, "cv": cv})
    return pd.DataFrame(found)


def enough(table: pd.DataFrame, within: float = 0.01) -> int | None:
    """Return the first number of runs after which the variation coefficient changes by less than `within` for good."""
    moves = table["cv"].diff().abs().to_numpy(float)
    settled = [place for place in range(1, len(moves)) if (moves[place:] < within).all()]
    return int(table["n"].iloc[settled[0]]) if settled else None


def steady(values: Floats) -> int | None:
    """Return the number of twins from which a mean is steady, by `enough` over doublings; None where it is not yet.

    Examples
    --------
    >>> steady(np.array([1.0, 1.1] * 16)), steady(np.array([1.0, -1.0] * 16))
    (4, None)
    """
    counts = [2**power for power in range(1, len(values).bit_length())]
    if len(counts) < 2 or not np.isfinite(values).all() or values.mean() == 0:
        return None
    return enough(stability(values, counts))


def power(d_z: float, n: int, alpha: float = 0.05) -> float:
    """Return the chance that n twins show a standardised paired effect, two-sided t-test.

    Examples
    --------
    >>> round(power(0.5, 34), 2)
    0.81
    """
    if n < 2:
        return 0.0
    edge = float(stdtrit(n - 1, 1 - alpha / 2))
    away = abs(d_z) * n**0.5
    if away > edge + FAR:  # where scipy's own tail is no longer reliable
        return 1.0
    seen = [float(each) for each in (nct.sf(edge, n - 1, away), nct.cdf(-edge, n - 1, away))]
    return sum(each for each in seen if each == each)  # the far tail underflows to NaN


def twins_needed(d_z: float, wanted: float = 0.8, alpha: float = 0.05, most: int = 100_000) -> int | None:
    """Return how many twins show a standardised paired effect with a chance wanted; None beyond `most`."""
    low, high = 2, most
    if power(d_z, most, alpha) < wanted:
        return None
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if power(d_z, middle, alpha) >= wanted else (middle + 1, high)
    return low


def power_of_share(share: float, points: int) -> float:
    """Return the chance that so many points of the space find a claim supported that holds in a share of it."""
    least = next((hits for hits in range(points + 1) if wilson(hits, points)[1] > HELD), None)
    return 0.0 if least is None else float(binom.sf(least - 1, points, share))


def power_table(rows: pd.DataFrame, smallest: Mapping[str, float]) -> pd.DataFrame:
    """State what a design can see: the smallest effect of interest, not the effect that happened to be found.

    (The power for an effect found is its p-value in other words.)
    """
    found = []
    for each in rows.to_dict("records"):
        least, sd, n = smallest[str(each["outcome"])], float(each["sd"]), int(each["n"])
        known = np.isfinite(sd) and sd > 0
        chance = power(least / sd, n) if known else float("nan")
        needed = twins_needed(least / sd) if known else None
        about = {"outcome": each["outcome"], "smallest": least, "n": n, "power": chance}
        found.append({**about, "visible": _visible(n) * sd, "twins": needed, "steady": each["steady"]})
    return pd.DataFrame(found)


def _visible(n: int) -> float:
    low, high = 0.0, 20.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (low, middle) if power(middle, n) >= 0.8 else (middle, high)
    return high if n > 1 else float("nan")
