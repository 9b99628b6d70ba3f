"""Issues: speed, fit and coordination, recovery after the largest shock, and what customers live.

What is judged issue by issue: speed, fit, coordination.

Recovery: how long beliefs and deeds take to make up for the largest shock of the common direction.

What customers live: delay, inconsistent answers, telling the story again, starting anew; and who leaves.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine import luck
from sim.engine.arithmetic import exps
from sim.engine.compiled import compiled
from sim.metrics.averages import YEAR, Floats, Table, added, mean, quantile, ratio

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


MEMORY_DAYS: Final = 10.0
"""How long a customer remembers an answer (the design's definition; ours)."""
APART: Final = 1.0
"""Distance of course from which two answers contradict each other (the same), each less its team's context: that places
differ is no contradiction."""
MANY: Final = 3.0
"""Repeats, or resets, beyond which one more makes it no worse (the same)."""


def of_customers(arrivals: Table, losses: dict[str, Floats], gone: Going, cohort: slice, days: int) -> dict[str, float]:
    """Compute the loss of customer experience, its four parts, and who left: means over one cohort.

    What a customer who had left would have asked is lost altogether; parts are of what was asked.

    Parameters
    ----------
    arrivals : recarray, shape (q,)
        All issues.
    losses : dict of str to ndarray
        Of each, as `parts` gives them.
    gone : Going
        Who had left.
    cohort : slice
        Those judged.
    days : int
        On which they were born.

    Returns
    -------
    dict of str to float
        Each 0 to 1, times a customer left a customer-year; NaN without a cohort.
    """
    lost = mean(gone.lost[cohort])
    asked = {name: mean(each[cohort][~gone.lost[cohort]]) for name, each in losses.items()}
    left, back = int(gone.left[cohort].sum()), int(gone.back[cohort].sum())
    years = len(np.unique(arrivals["customer"][cohort])) * days / YEAR
    whole = added(asked.values()) / len(asked)
    return {
        "cx_loss": lost + (1.0 - lost) * whole if lost < 1.0 else lost,
        **asked,
        "customers_lost": lost,
        "customers_left": ratio(left, years),
        "customers_returned": back / max(1, left),
    }


def parts(arrivals: Table, outcomes: Table, follow: int, step_hours: float) -> dict[str, Floats]:
    """Compute the four parts of what each issue loses its customer; the loss is their mean.

    An issue loses 1/4 [min(R, H) / H + inconsistent + min(repeats, 3) / 3 + min(resets, 3) / 3]. R is the resolution
    lead. It is inconsistent when its first answer took effect within H days and `contradicts` another first answer,
    of whatever issue: so what is asked of an issue lies in its past.

    Parameters
    ----------
    arrivals, outcomes : recarray, shape (q,)
        All issues and what became of them.
    follow : int
        H, days.
    step_hours : float
        Hours of a day.

    Returns
    -------
    dict of str to ndarray
        Shape (q,), each 0 to 1.
    """
    apart = np.zeros(len(outcomes), np.bool_)
    given = np.isfinite(outcomes["effect_hour"])
    apart[given] = contradicts(
        arrivals["customer"][given],
        outcomes["effect_hour"][given],
        outcomes["answer"][given],
        MEMORY_DAYS * step_hours,
    )
    answered = lead_days(arrivals, outcomes["effect_hour"], follow, step_hours) < follow
    return {
        "cx_delay": lead_days(arrivals, outcomes["success_hour"], follow, step_hours) / follow,
        "cx_inconsistent": (apart & answered).astype(np.float64),
        "cx_repeats": np.minimum(outcomes["repeats"], MANY) / MANY,
        "cx_resets": np.minimum(outcomes["resets"], MANY) / MANY,
    }


class Going(NamedTuple):
    """Of each issue: whether it was lost, its customer having left; whether they left over it, or came back with it."""

    lost: NDArray[np.bool_]
    left: NDArray[np.bool_]
    back: NDArray[np.bool_]


class Leaving(NamedTuple):
    """How customers leave: chance a unit of loss when an issue ends, and to come back with an issue; and their luck."""

    chance: float = 0.0
    back: float = 0.0
    seed: int = 0


NOBODY_LEAVES: Final = Leaving()
"""Customers stay, whatever they live."""


def going(arrivals: Table, outcomes: Table, losses: dict[str, Floats], ends: Floats, how: Leaving) -> Going:
    """Say which issues are lost because their customers had left: a law of its own, read after a life (ours).

    When an issue ends, held or H days old, its customer leaves with chance `how.chance` x what it lost. Each time
    one who has left would have asked, that issue is lost, or with chance `how.back` they come back with it. The
    organisation works all the same: what it spends on keeping or winning customers is what they would have cost.

    Parameters
    ----------
    arrivals, outcomes : recarray, shape (q,)
        All issues and what became of them.
    losses : dict of str to ndarray
        Of each, as `parts` gives them.
    ends : ndarray of float, shape (q,)
        Days after birth at which each ends.
    how : Leaving
        The law.

    Returns
    -------
    Going
        Shape (q,) each.
    """
    found = Going(*(np.zeros(len(outcomes), np.bool_) for _ in range(3)))
    if how.chance > 0.0 and len(outcomes):
        loss = np.zeros(len(outcomes))
        for each in losses.values():
            loss += each / len(losses)
        born = arrivals["day"].astype(np.float64)
        order = np.argsort(np.concatenate([born + ends, born]), kind="stable")
        away = np.zeros(int(arrivals["customer"].max()) + 1, np.bool_)
        _go(np.asarray(arrivals["customer"], np.int64), order, loss, away, *how, *found)
    return found


@compiled
def _go(customer: Any, order: Any, loss: Any, away: Any, chance: float, back: float, seed: int,
        lost: Any, left: Any, returned: Any) -> None:  # fmt: skip
    """Go through ends and births in their order in time; of the same moment ends come first."""
    for event in order:
        k = event % len(loss)
        c = customer[k]
        if event < len(loss):
            if not lost[k] and not away[c] and luck.uniform(seed, c, k, luck.CUSTOMER_LEAVES, 0) < chance * loss[k]:
                away[c] = left[k] = True
        elif away[c]:
            returned[k] = luck.uniform(seed, c, k, luck.CUSTOMER_RETURNS, 0) < back
            away[c] = lost[k] = not returned[k]


def without(outcomes: Table, lost: NDArray[np.bool_]) -> Table:
    """Return outcomes in which what was lost with a customer has no answer: lead H, fit 0."""
    if not lost.any():
        return outcomes
    kept = outcomes.copy()
    for name in ("effect_hour", "success_hour", "drop_hour"):
        kept[name][lost] = np.inf
    return kept


def contradicts(customer: NDArray[Any], hour: Floats, answer: Floats, memory: float) -> NDArray[np.bool_]:
    """Say of each answer whether it is more than 1 apart from the last one that the same customer had been given.

    It is remembered for `memory` hours; of two in the very same hour both contradict each other. Only the last counts:
    against any of late, contradictions would grow with how many are answered.

    Parameters
    ----------
    customer : ndarray of int, shape (q,)
        Who was answered.
    hour, answer : ndarray of float, shape (q,)
        When it took effect, finite, and what it was less the context of its team, course.
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
        by_hour = np.lexsort((answer, hour))  # of the same hour by answer: in which rows they stand says nothing
        _gather(np.asarray(customer, np.int64), by_hour, order, first)
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
    """Compare each answer with the last one the same customer was given, if that was up to `memory` hours before."""
    for c in range(len(first) - 1):
        for a in range(first[c] + 1, first[c + 1]):
            earlier, later = order[a - 1], order[a]
            if hour[later] - hour[earlier] <= memory and abs(answer[later] - answer[earlier]) > APART:
                found[later] = True
                if hour[later] == hour[earlier]:
                    found[earlier] = True
