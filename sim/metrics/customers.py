"""What customers live: delay, inconsistent answers, telling the story again, starting anew."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sim.engine.compiled import compiled
from sim.metrics.averages import Floats, Table, added, mean
from sim.metrics.issues import lead_days

MEMORY_DAYS: Final = 10.0
"""How long a customer remembers an answer (the design's definition; ours)."""
APART: Final = 1.0
"""Distance of course from which two answers contradict each other (the same)."""
MANY: Final = 3.0
"""Repeats, or resets, beyond which one more makes it no worse (the same)."""


def of_customers(arrivals: Table, outcomes: Table, cohort: slice, follow: int, step_hours: float) -> dict[str, float]:
    """Compute the loss of customer experience and its four parts, means over one cohort.

    An issue loses 1/4 [min(R, H) / H + inconsistent + min(repeats, 3) / 3 + min(resets, 3) / 3]. R is the resolution
    lead. It is inconsistent when its first answer took effect within H days and `contradicts` another first answer,
    of whatever issue: so what is asked of an issue lies in its past, and its followed days suffice to know it.

    Parameters
    ----------
    arrivals, outcomes : recarray, shape (q,)
        All issues and what became of them.
    cohort : slice
        Those judged.
    follow : int
        H, days.
    step_hours : float
        Hours of a day.

    Returns
    -------
    dict of str to float
        Each 0 to 1; NaN without a cohort.
    """
    mine, became = arrivals[cohort], outcomes[cohort]
    apart = np.zeros(len(outcomes), np.bool_)
    given = np.isfinite(outcomes["effect_hour"])
    apart[given] = contradicts(
        arrivals["customer"][given],
        outcomes["effect_hour"][given],
        outcomes["answer"][given],
        MEMORY_DAYS * step_hours,
    )
    answered = lead_days(mine, became["effect_hour"], follow, step_hours) < follow
    parts = {
        "cx_delay": mean(lead_days(mine, became["success_hour"], follow, step_hours) / follow),
        "cx_inconsistent": mean(apart[cohort] & answered),
        "cx_repeats": mean(np.minimum(became["repeats"], MANY) / MANY),
        "cx_resets": mean(np.minimum(became["resets"], MANY) / MANY),
    }
    return {"cx_loss": added(parts.values()) / len(parts), **parts}


def contradicts(customer: NDArray[Any], hour: Floats, answer: Floats, memory: float) -> NDArray[np.bool_]:
    """Say of each answer whether it is more than 1 apart from one that the same customer had been given of late.

    Of late is at most `memory` hours before, or in the very same hour (then both contradict each other). Of two
    answers further apart in time than that, neither does.

    Parameters
    ----------
    customer : ndarray of int, shape (q,)
        Who was answered.
    hour, answer : ndarray of float, shape (q,)
        When it took effect, finite, and what it was, course.
    memory : float
        Hours.

    Returns
    -------
    ndarray of bool, shape (q,)
        In the order given.

    Examples
    --------
    >>> contradicts(np.array([7, 7, 7, 8]), np.array([0.0, 8, 99, 8]), np.array([0.0, 2, 0, 2]), 80.0).tolist()
    [False, True, False, False]
    """
    found = np.zeros(len(hour), np.bool_)
    if len(hour):
        order, first = np.empty(len(hour), np.int64), np.zeros(int(customer.max()) + 2, np.int64)
        _gather(np.asarray(customer, np.int64), np.argsort(hour, kind="stable"), order, first)
        _compare(np.asarray(hour), np.asarray(answer), order, first, memory, found)
    return found


@compiled
def _gather(customer: Any, by_hour: Any, order: Any, first: Any) -> None:
    """Order rows by customer, those of each by hour, and write where each customer's begin: a counting sort."""
    for k in range(len(customer)):
        first[customer[k]] += 1
    for c in range(1, len(first)):
        first[c] += first[c - 1]
    for j in range(len(by_hour) - 1, -1, -1):
        k = by_hour[j]
        first[customer[k]] -= 1
        order[first[customer[k]]] = k


@compiled
def _compare(hour: Any, answer: Any, order: Any, first: Any, memory: float, found: Any) -> None:
    """Compare each answer with those the same customer was given up to `memory` hours before."""
    for c in range(len(first) - 1):
        for a in range(first[c], first[c + 1]):
            b, later = a - 1, order[a]
            while b >= first[c] and hour[later] - hour[order[b]] <= memory:
                earlier = order[b]
                if abs(answer[later] - answer[earlier]) > APART:
                    found[later] = True
                    if hour[later] == hour[earlier]:
                        found[earlier] = True
                b -= 1
