"""Paired differences: every seed is its own control."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from sim.experiment.compose import FORMS
from sim.experiment.lives import Rows
from sim.experiment.verdict import Verdict, verdict
from sim.metrics import OUTCOMES

RESAMPLES = 9_999
"""Bootstrap resamples of whole twins."""
LEVEL = 0.95
FEW = (math.nan, 12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306)
"""Student's t, two-sided 95 %, by degrees of freedom: below 10 twins a bootstrap interval would be too narrow."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Difference:
    """One outcome of a comparison.

    Parameters
    ----------
    outcome, unit : str
        Its name and unit.
    better : int
        Which way is better: -1 lower, 1 higher, 0 neither.
    mechanical, organic : float
        Mean over seeds of each slot.
    difference : float
        Mean of organic less mechanical, seed by seed.
    low, high : float
        95 % interval of that mean; NaN with fewer than two seeds.
    gain : float
        Variance that separate years would have given, over the variance of the pairs; NaN when the pairs do not vary.
    n : int
        Twins.
    """

    outcome: str
    unit: str
    better: int
    mechanical: float
    organic: float
    difference: float
    low: float
    high: float
    gain: float
    n: int

    @property
    def verdict(self) -> Verdict:
        """Who is better, in four words; without a word after too few years."""
        return verdict(self.outcome, self.difference, self.low, self.high, self.n)

    @property
    def ahead(self) -> str:
        """Which slot the interval puts ahead, however few the years; ``none``, or ``-`` when neither way is good."""
        return leader(verdict(self.outcome, self.difference, self.low, self.high)) if self.better else "-"


def leader(found: Verdict) -> str:
    """Return the slot that a verdict puts ahead, by however little; ``none`` otherwise."""
    return {-1: FORMS[0], 1: FORMS[1]}.get(found.better, "none")


def differences(rows: Rows) -> list[Difference]:
    """Compare the two slots on every outcome.

    Parameters
    ----------
    rows : Rows
        Of `sim.experiment.lives.run_twins`.

    Returns
    -------
    list of Difference
        In the order of `sim.metrics.OUTCOMES`.
    """
    form = np.array(rows.runs["form"])
    found = []
    for each in OUTCOMES:
        values = np.array(rows.runs[each.name], np.float64)
        mechanical, organic = _there(*(values[form == name] for name in FORMS))
        low, high = interval(organic - mechanical)
        found.append(
            Difference(
                outcome=each.name,
                unit=each.unit,
                better=each.better,
                mechanical=float(mechanical.mean()),
                organic=float(organic.mean()),
                difference=float((organic - mechanical).mean()),
                low=low,
                high=high,
                gain=pairing_gain(mechanical, organic),
                n=len(mechanical),
            )
        )
    return found


def _there(one: Floats, other: Floats) -> tuple[Floats, Floats]:
    """Leave out the years whose world has nothing to measure in either, as no shock to recover from; if any has."""
    there = ~(np.isnan(one) & np.isnan(other))
    return (one[there], other[there]) if there.any() else (one, other)


def pairing_gain(one: Floats, other: Floats) -> float:
    """Return how many times more precise pairs are than separate years: (var a + var b) / var(a - b).

    Parameters
    ----------
    one, other : ndarray of float, shape (n,)
        An outcome of each slot, by seed.

    Returns
    -------
    float
        Above 1 when sharing the world helps; NaN with fewer than two pairs or pairs that do not vary.
    """
    spread = float((one - other).var())
    return float(one.var() + other.var()) / spread if spread > 0 else math.nan


def interval(values: Floats) -> tuple[float, float]:
    """Return the 95 % interval of a mean over twins: bootstrap, or Student's t for fewer than 10.

    Parameters
    ----------
    values : ndarray of float, shape (n,)
        One a twin.

    Returns
    -------
    float, float
        Low and high end; both the common value when all are equal; NaN with fewer than two values or a NaN among them.
    """
    if len(values) < 2 or not np.isfinite(values).all():
        return math.nan, math.nan
    if np.ptp(values) == 0:
        return float(values[0]), float(values[0])
    if len(values) <= len(FEW):
        half = FEW[len(values) - 1] * float(values.std(ddof=1)) / math.sqrt(len(values))
        return float(values.mean()) - half, float(values.mean()) + half
    return bca_interval(values)


def bca_interval(values: Floats, level: float = LEVEL, resamples: int = RESAMPLES) -> tuple[float, float]:
    """Return the bias-corrected accelerated bootstrap interval of a mean [efron1987].

    Parameters
    ----------
    values : ndarray of float, shape (n,)
        One a twin; at least two that differ.
    level : float
        Coverage, 0 to 1.
    resamples : int
        Bootstrap samples, drawn from a fixed seed.

    Returns
    -------
    float, float
        Low and high end.
    """
    means = np.sort(_resampled_means(values, resamples))
    centre = float(values.mean())
    below = (np.count_nonzero(means < centre) + 0.5 * np.count_nonzero(means == centre)) / resamples
    bias = NormalDist().inv_cdf(min(max(below, 1 / resamples), 1 - 1 / resamples))
    ends = [_corrected(quantile, bias, _acceleration(values)) for quantile in ((1 - level) / 2, (1 + level) / 2)]
    low, high = np.quantile(means, ends)
    return float(low), float(high)


def _resampled_means(values: Floats, resamples: int) -> Floats:
    rng = np.random.default_rng(20_260_101)
    at_once = max(1, 2_000_000 // len(values))
    blocks = [min(at_once, resamples - done) for done in range(0, resamples, at_once)]
    return np.concatenate([values[rng.integers(0, len(values), (block, len(values)))].mean(axis=1) for block in blocks])


def _acceleration(values: Floats) -> float:
    spread = (values.sum() - values) / (len(values) - 1)  # means with one left out
    away = spread.mean() - spread
    squares = float((away**2).sum())
    return float((away**3).sum()) / (6 * squares**1.5) if squares > 0 else 0.0


def _corrected(quantile: float, bias: float, acceleration: float) -> float:
    z = bias + NormalDist().inv_cdf(quantile)
    return NormalDist().cdf(bias + z / (1 - acceleration * z))
