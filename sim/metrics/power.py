"""How much is decided, and how that is spread over seats."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.metrics.averages import ratio


def of_power(decisions: NDArray[np.int64], person_days: float) -> dict[str, float]:
    """Compute total decision power, the Gini coefficient, and the share of the top two.

    Parameters
    ----------
    decisions : ndarray of int, shape (n,)
        Own answers in effect of each seat.
    person_days : float
        Over which they were counted.

    Returns
    -------
    dict of str to float
        NaN where nobody decided, or was there.

    Examples
    --------
    >>> of_power(np.array([5, 5, 5, 5]), 40.0)
    {'decision_gini': 0.0, 'decision_top2': 0.5, 'power_total': 0.5}
    """
    ordered, n = np.sort(decisions), len(decisions)  # whole numbers: their sums are exact in any order
    total = float(ordered.sum())
    apart = (2 * np.arange(1, n + 1) - n - 1) * ordered
    gini = ratio(float(apart.sum()), n * total)
    top2 = ratio(float(ordered[-2:].sum()), total)
    return {"decision_gini": gini, "decision_top2": top2, "power_total": ratio(total, person_days)}
