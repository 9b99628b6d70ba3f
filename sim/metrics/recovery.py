"""Recovery: how long beliefs and deeds take to make up for the largest shock of the common direction."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.metrics.averages import Floats, Table

MADE_UP: Final = 0.8
"""Share of the gap that has to be made up (the design's definition; ours)."""


def of_recovery(days: Table, shocks: NDArray[np.void], warmup: int) -> dict[str, float]:
    """Compute the days until 80 % of the gap after the largest shock of the common direction is made up.

    Staged or drawn, it is the largest of the days measured; of two of one size, the first.

    Parameters
    ----------
    days : recarray, shape (d,)
        Every day of the run, a row each (`DAY`).
    shocks : recarray
        What struck (`sim.world.trace.SHOCK`).
    warmup : int
        Days before anything is measured.

    Returns
    -------
    dict of str to float
        In beliefs and in deeds; NaN without such a shock.
    """
    common = shocks[(shocks["team"] < 0) & (shocks["day"] >= warmup) & (shocks["day"] < len(days))]
    if len(common) == 0:
        return {"recovery_beliefs": float("nan"), "recovery_deeds": float("nan")}
    struck = int(common["day"][np.argmax(np.abs(common["shift"]))])
    return {
        "recovery_beliefs": days_until(days["truth_distance"], struck),
        "recovery_deeds": days_until(days["action_truth_distance"], struck),
    }


def days_until(distance: Floats, struck: int) -> float:
    """Return the days until a distance has lost 80 % of what a shock added to it, or what is left of the run.

    The gap is the distance on the evening of the shock less the one on the evening before; 0 days where there is none.

    Parameters
    ----------
    distance : ndarray of float, shape (d,)
        To the true direction, evening by evening.
    struck : int
        The day of the shock.

    Returns
    -------
    float
        Days from the evening of the shock.

    Examples
    --------
    >>> days_until(np.array([0.5, 1.5, 1.0, 0.8, 0.7, 0.5]), 1)
    3.0
    >>> days_until(np.array([0.5, 1.5, 1.0, 0.8]), 1)
    2.0
    """
    before = float(distance[struck - 1]) if struck > 0 else 0.0
    goal = before + (1.0 - MADE_UP) * max(0.0, float(distance[struck]) - before)
    after = np.flatnonzero(distance[struck:] <= goal)
    return float(after[0]) if len(after) else float(len(distance) - 1 - struck)
