"""Every outcome of one run, from the tables it leaves behind."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.metrics.issues import NOBODY_LEAVES, Leaving, of_issues
from sim.metrics.outcomes import OUTCOMES
from sim.metrics.people import Table, of_people, overloaded


def all_outcomes(
    arrivals: Table,
    outcomes: Table,
    days: Table,
    roles: Table,
    shocks: Table,
    episodes: NDArray[np.int64],
    at_risk: NDArray[np.int64],
    decisions: NDArray[np.int64],
    *,
    warmup: int,
    follow: int,
    step_hours: float,
    until: int | None = None,
    leaving: Leaving = NOBODY_LEAVES,
) -> dict[str, float]:
    """Compute every outcome of one run, or of a window of its days, in the order of `OUTCOMES`; NaN of nothing.

    `warmup` and `follow` are the days before anything is measured, and H; measuring ends before day `until`, with the
    run when absent; `episodes`, `at_risk` and `decisions` are counted over the days measured, a level or a seat each.
    """
    end = len(days) if until is None else until
    born = warmup, min(end, len(days) - follow)
    first, last = np.searchsorted(arrivals["day"], born).tolist()
    found = of_issues(arrivals, outcomes, follow, step_hours, (first, last), born[1] - born[0], leaving)
    found |= of_people(days, roles, decisions, shocks, episodes, at_risk, (warmup, end))
    found["overload"] = overloaded(found)
    return {each.name: found[each.name] for each in OUTCOMES}
