"""What is judged issue by issue: speed, fit, coordination."""

from __future__ import annotations

from typing import Final

import numpy as np

from sim.engine.arithmetic import exps
from sim.metrics.averages import Floats, Table, mean, quantile

LATE: Final = 5.0
"""Days after which a decision is late (ours)."""
HIGH: Final = 0.75
"""Quantile of stakes from which they are high: the top quarter (ours)."""


def of_issues(arrivals: Table, outcomes: Table, follow: int, step_hours: float) -> dict[str, float]:
    """Compute speed, fit and coordination of one cohort.

    Parameters
    ----------
    arrivals, outcomes : recarray, shape (q,)
        The issues of the cohort and what became of them.
    follow : int
        H, days.
    step_hours : float
        Hours of a day.

    Returns
    -------
    dict of str to float
        NaN where there is no such issue.
    """
    given_up = lead_days(arrivals, outcomes["drop_hour"], follow, step_hours) < follow
    refused, declined = given_up & outcomes["refused"], given_up & outcomes["declined"]
    dropped = given_up & ~refused & ~declined
    answered = lead_days(arrivals, outcomes["effect_hour"], follow, step_hours)
    decided = np.where(dropped, float(follow), answered)
    in_effect = answered < follow
    fit = np.zeros(len(outcomes))
    error = outcomes["error"][in_effect]
    fit[in_effect] = exps(-0.5 * error * error)
    coupled = in_effect & (arrivals["other_team"] >= 0)
    gap = outcomes["gap"][coupled]
    return {
        **split(answered[in_effect], outcomes[in_effect], step_hours),
        "decision_lead": mean(decided),
        "decision_lead_median": quantile(decided, 0.5) if len(decided) else float("nan"),
        "decision_lead_p90": quantile(decided, 0.9) if len(decided) else float("nan"),
        "never_answered": mean(answered >= follow),
        "decision_lead_high_stakes": mean(decided[high_stakes(arrivals["stakes"])]),
        "late": mean((decided > LATE) | (decided >= follow)),
        "resolution_lead": mean(lead_days(arrivals, outcomes["success_hour"], follow, step_hours)),
        "fit": mean(fit),
        "fit_in_effect": mean(fit[in_effect]),
        "coordination": mean(exps(-0.5 * arrivals["coupling"][coupled] * gap * gap)),
        "coordination_gap": mean(np.abs(gap)),
        "dropped": mean(dropped),
        "refused": mean(refused),
        "declined": mean(declined),
    }


def split(lead: Floats, outcomes: Table, step_hours: float) -> dict[str, float]:
    """Split the lead of answered issues into what adds up to it: worked on, on its way between desks, and the rest.

    Parameters
    ----------
    lead : ndarray of float, shape (a,)
        Days to the first answer in effect.
    outcomes : recarray, shape (a,)
        What became of those issues.
    step_hours : float
        Hours of a day.

    Returns
    -------
    dict of str to float
        Means, days; NaN without an answer.
    """
    working, travelling = (mean(outcomes[f"{name}_hours"] / step_hours) for name in ("working", "travelling"))
    return {
        "lead_waiting": mean(lead) - working - travelling,
        "lead_working": working,
        "lead_travelling": travelling,
    }


def lead_days(arrivals: Table, hour: Floats, follow: int, step_hours: float) -> Floats:
    """Return days from birth to an event, H for what came later or never; shape (q,)."""
    return np.minimum(hour / step_hours - arrivals["day"], float(follow))


def high_stakes(stakes: Floats) -> np.ndarray:
    """Say of each issue whether its stakes are in the top quarter; all are when all are alike.

    Examples
    --------
    >>> high_stakes(np.array([0.1, 0.9, 0.3, 0.2])).tolist()
    [False, True, False, False]
    """
    return stakes >= quantile(stakes, HIGH) if len(stakes) else np.zeros(0, np.bool_)
