"""What happens to people: burnout at each threshold, departures, exhaustion."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.metrics.averages import YEAR, Table, mean, ratio, total
from sim.record import THETAS


def of_people(days: Table, episodes: NDArray[np.int64], at_risk: NDArray[np.int64]) -> dict[str, float]:
    """Compute burnout, departures and exhaustion.

    Parameters
    ----------
    days : recarray, shape (d,)
        The measured days.
    episodes : ndarray of int, shape (levels, thetas)
        Burnout episodes begun in them.
    at_risk : ndarray of int, shape (levels,)
        Person-days observed in them.

    Returns
    -------
    dict of str to float
        NaN for a level that nobody is at.
    """
    years = float(at_risk.sum()) / YEAR
    burnout = {
        f"burnout_{int(100 * theta)}": ratio(float(episodes[:, k].sum()), years) for k, theta in enumerate(THETAS)
    }
    headline, last = episodes[:, len(THETAS) // 2], len(at_risk) - 1
    for name, levels in (("top", slice(0, 1)), ("middle", slice(1, last)), ("deepest", slice(max(1, last), None))):
        begun, at = float(headline[levels].sum()), float(at_risk[levels].sum())
        burnout[f"burnout_50_{name}"] = ratio(begun, at / YEAR)
    departures = ratio(total(days, "departures"), years)
    return {**burnout, "departures": departures, "exhaustion": mean(days["exhaustion"]), "alert": mean(days["alert"])}
