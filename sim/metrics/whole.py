"""Every outcome of one run, from the tables it leaves behind."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.metrics.averages import Table
from sim.metrics.issues import (
    NOBODY_LEAVES,
    Leaving,
    going,
    lead_days,
    of_customers,
    of_issues,
    of_recovery,
    parts,
    without,
)
from sim.metrics.outcomes import OUTCOMES
from sim.metrics.people import (
    of_days,
    of_hours,
    of_middle,
    of_onset,
    of_people,
    of_power,
    of_roles,
    of_states,
    overloaded,
)
from sim.record import ROLES


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
    """Compute every outcome of one run, or of a window of its days.

    Parameters
    ----------
    arrivals : recarray, shape (q,)
        The issues of the trace (`TRACE_ISSUE`), sorted by day.
    outcomes : recarray, shape (q,)
        What became of them (`OUTCOME`).
    days : recarray, shape (d,)
        One row a day (`DAY`).
    roles : recarray, shape (3 d,)
        One row a day and role (`ROLE_DAY`).
    shocks : recarray
        What struck (`sim.world.trace.SHOCK`).
    episodes : ndarray of int, shape (levels, thetas)
        Burnout episodes begun in the days measured.
    at_risk : ndarray of int, shape (levels,)
        Person-days observed in them.
    decisions : ndarray of int, shape (n,)
        Own answers in effect of each seat, in them.
    warmup, follow : int
        Days before anything is measured, and H.
    step_hours : float
        Hours of a day.
    until : int, optional
        Day before which measuring ends; that of the run when absent.
    leaving : Leaving
        How customers leave; by itself nobody does.

    Returns
    -------
    dict of str to float
        In the order of `OUTCOMES`; NaN where there is nothing to average.
    """
    end = len(days) if until is None else until
    first, last = np.searchsorted(arrivals["day"], [warmup, min(end, len(days) - follow)])
    cohort = slice(int(first), int(last))
    measured = days[warmup:end]
    losses = parts(arrivals, outcomes, follow, step_hours)
    ends = lead_days(arrivals, outcomes["success_hour"], follow, step_hours)
    gone = going(arrivals, outcomes, losses, ends, leaving)
    found = {
        **of_issues(arrivals[cohort], without(outcomes[cohort], gone.lost[cohort]), follow, step_hours),
        **of_customers(arrivals, losses, gone, cohort, min(end, len(days) - follow) - warmup),
        **of_people(measured, episodes, at_risk),
        **of_states(measured),
        **of_middle(measured),
        **of_onset(days),
        **of_days(measured),
        **of_power(decisions, float(measured["people"].sum())),
        **of_hours(measured),
        **of_roles(roles[len(ROLES) * warmup : len(ROLES) * end]),
        **of_recovery(days[:end], shocks, warmup),
    }
    found["overload"] = overloaded(found)
    return {each.name: found[each.name] for each in OUTCOMES}
