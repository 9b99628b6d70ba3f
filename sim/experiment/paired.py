"""Paired differences: every seed is its own control."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.experiment.compose import FORMS
from sim.experiment.lives import Rows
from sim.metrics import OUTCOMES
from sim.stats.estimate import estimate, pairing_gain
from sim.stats.verdict import Verdict, verdict

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
        return verdict(self.outcome, self.difference, self.low, self.high, self.n, self.better)

    @property
    def ahead(self) -> str:
        """Which slot the interval puts ahead, however few the years; ``none``, or ``-`` when neither way is good."""
        return (
            leader(verdict(self.outcome, self.difference, self.low, self.high, better=self.better))
            if self.better
            else "-"
        )


def leader(found: Verdict) -> str:
    """Return the slot that a verdict puts ahead, by however little; ``none`` otherwise."""
    return {-1: FORMS[0], 1: FORMS[1]}.get(found.better, "none")


def differences(rows: Rows) -> list[Difference]:
    """Compare the two slots on every outcome.

    Parameters
    ----------
    rows : Rows
        What all lived, as `sim.experiment.lives` gathers it.

    Returns
    -------
    list of Difference
        In the order of `sim.metrics.OUTCOMES`.
    """
    form = np.array(rows.runs["form"])
    found = []
    for each in (*OUTCOMES, *rows.own):
        values = np.array(rows.runs[each.name], np.float64)
        mechanical, organic = _there(*(values[form == name] for name in FORMS))
        mean, low, high, n = estimate(organic - mechanical)
        found.append(
            Difference(
                outcome=each.name,
                unit=each.unit,
                better=each.better,
                mechanical=float(mechanical.mean()),
                organic=float(organic.mean()),
                difference=mean,
                low=low,
                high=high,
                gain=pairing_gain(mechanical, organic),
                n=n,
            )
        )
    return found


def _there(one: Floats, other: Floats) -> tuple[Floats, Floats]:
    """Leave out the years whose world has nothing to measure in either, as no shock to recover from; if any has."""
    there = ~(np.isnan(one) & np.isnan(other))
    return (one[there], other[there]) if there.any() else (one, other)
