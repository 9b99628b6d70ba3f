"""Outcomes of a run, computed from what it recorded.

Issues are judged on one cohort: those born from the end of the warm-up until H days before the end, each followed for
H days while arrivals go on. So nothing is censored and nobody's survival flatters a number.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.record import THETAS

YEAR: Final = 250
"""Working days in a person-year."""

Floats = NDArray[np.float64]
Table = NDArray[Any]
"""A structured array of `sim.state`."""


class Outcome(NamedTuple):
    """What an outcome is: its name, unit, which way is better (-1 lower, 1 higher, 0 neither), and its meaning."""

    name: str
    unit: str
    better: int
    says: str


OUTCOMES: Final = (
    Outcome("decision_lead", "days", -1, "from birth to the first answer in effect, at most H; H if none, or dropped"),
    Outcome("resolution_lead", "days", -1, "the same to the first answer that held, rework included"),
    Outcome("fit", "0 to 1", 1, "exp(-error^2 / 2) of first answers, as they took effect; 0 for none"),
    Outcome("fit_in_effect", "0 to 1", 1, "the same over answers that took effect, apart from speed"),
    Outcome("alignment", "0 to 1", 1, "mean over people and days of exp(-(g - G)^2 / 2)"),
    Outcome("cohesion", "0 to 1", 1, "the same around the mean belief"),
    Outcome("coordination", "0 to 1", 1, "mean over interdependent issues of exp(-delta gap^2 / 2)"),
    *(
        Outcome(f"burnout_{int(100 * theta)}", "a person-year", -1, f"episodes of 20 days in a row with E > {theta}")
        for theta in THETAS
    ),
    Outcome("burnout_50_top", "a person-year", -1, "episodes with E > 0.5 at the top level"),
    Outcome("burnout_50_middle", "a person-year", -1, "the same at the levels between"),
    Outcome("burnout_50_deepest", "a person-year", -1, "the same at the deepest level"),
    Outcome("exhaustion", "0 to 1", -1, "mean exhaustion E over people and days"),
    Outcome("alert", "share", -1, f"share of people and days with E > {THETAS[1]}"),
    Outcome("departures", "a person-year", -1, "people who left"),
    Outcome("backlog", "tasks a person", -1, "usable tasks waiting at the end of a day, 64 of one person at most"),
    Outcome("open_issues", "issues", -1, "issues not yet resolved or dropped at the end of a day"),
    Outcome("escalations", "an issue", 0, "times issues went up a level"),
    Outcome("handoffs", "an issue", 0, "times issues changed hands"),
    Outcome("rework", "an issue", -1, "answers that failed and came back"),
    Outcome("dropped", "share", -1, "issues of the cohort given up within H days"),
    Outcome("consultations", "an issue", 0, "times advice was asked for"),
    Outcome("meetings", "an issue", 0, "times two teams met on it"),
    Outcome("visas", "an issue", 0, "visas asked for"),
    Outcome("refusals", "a visa", 0, "share of visas that were refused"),
    Outcome("collisions", "an issue", -1, "times a second desk took it too"),
    Outcome("conflicts", "an issue", -1, "times the second desk's answer was more than 1 apart"),
    Outcome("unfollowed", "an issue", -1, "times an answer was carried out in part only"),
    Outcome("resets", "an issue", -1, "times a pivot sent its answer back"),
    Outcome("decision_gini", "0 to 1", 0, "inequality of own decisions among seats: 0 all alike"),
    Outcome("decision_top2", "share", 0, "of own decisions, those of the two seats that decide most"),
    Outcome("pivots", "a year", 0, "plans overturned before their date"),
    Outcome("utilisation", "share", 0, "hours used of hours available"),
    Outcome("meeting_share", "share", 0, "hours of meetings, advice, groups and visas, of hours used"),
    Outcome("operational_hours", "h a person and day", 0, "operational work"),
    Outcome("sensing_hours", "h a person and day", 0, "sensing the direction and the own context"),
    Outcome(
        "meeting_hours",
        "h a person and day",
        0,
        "planning, reporting, circles, reviews, votes, instructing at the top, welcoming",
    ),
    Outcome("answering_hours", "h a person and day", 0, "working out answers, planned ones included"),
    Outcome("handoff_hours", "h a person and day", 0, "sending and receiving, instructions included"),
    Outcome("advising_hours", "h a person and day", 0, "asking for advice and giving it"),
    Outcome("convening_hours", "h a person and day", 0, "meeting another team on an issue"),
    Outcome("approving_hours", "h a person and day", 0, "asking for visas and giving them"),
    Outcome("idle_hours", "h a person and day", 0, "attention nobody asked for"),
)
"""Every outcome, in the order of tables and files."""

MEETINGS: Final = ("meeting", "advising", "convening", "approving")
"""Kinds of hours that are spent with others on something else than doing it."""

HEADLINE: Final = ("decision_lead", "fit", "alignment", "burnout_50")
"""Speed, fit, alignment, burnout: the four that a comparison is about."""

BETTER: Final = {each.name: each.better for each in OUTCOMES}


def all_outcomes(
    arrivals: Table,
    outcomes: Table,
    days: Table,
    episodes: NDArray[np.int64],
    at_risk: NDArray[np.int64],
    decisions: NDArray[np.int64],
    *,
    warmup: int,
    follow: int,
    step_hours: float,
) -> dict[str, float]:
    """Compute every outcome of one run.

    Parameters
    ----------
    arrivals : recarray, shape (q,)
        The issues of the trace (`TRACE_ISSUE`), sorted by day.
    outcomes : recarray, shape (q,)
        What became of them (`OUTCOME`).
    days : recarray, shape (d,)
        One row a day (`DAY`).
    episodes : ndarray of int, shape (levels, thetas)
        Burnout episodes begun after the warm-up.
    at_risk : ndarray of int, shape (levels,)
        Person-days observed after the warm-up.
    decisions : ndarray of int, shape (n,)
        Own answers in effect of each seat, after the warm-up.
    warmup, follow : int
        Days before anything is measured, and H.
    step_hours : float
        Hours of a day.

    Returns
    -------
    dict of str to float
        In the order of `OUTCOMES`; NaN where there is nothing to average.
    """
    first, last = np.searchsorted(arrivals["day"], [warmup, len(days) - follow])
    cohort = slice(int(first), int(last))
    measured = days[warmup:]
    found = {
        **of_issues(arrivals[cohort], outcomes[cohort], follow, step_hours),
        **of_people(measured, episodes, at_risk),
        **of_days(measured),
        **of_power(decisions),
        **of_hours(measured),
    }
    return {each.name: found[each.name] for each in OUTCOMES}


def of_issues(arrivals: Table, outcomes: Table, follow: int, step_hours: float) -> dict[str, float]:
    """Compute what is judged issue by issue: speed, fit, coordination."""
    dropped = lead_days(arrivals, outcomes["drop_hour"], follow, step_hours) < follow
    decided = lead_days(arrivals, outcomes["effect_hour"], follow, step_hours)
    resolved = lead_days(arrivals, outcomes["success_hour"], follow, step_hours)
    in_effect = decided < follow
    fit = np.zeros(len(outcomes))
    fit[in_effect] = np.exp(-0.5 * outcomes["error"][in_effect] ** 2)
    coupled = in_effect & (arrivals["other_team"] >= 0)
    gap = arrivals["coupling"][coupled] * outcomes["gap"][coupled] ** 2
    return {
        "decision_lead": mean(np.where(dropped, follow, decided)),
        "resolution_lead": mean(resolved),
        "fit": mean(fit),
        "fit_in_effect": mean(fit[in_effect]),
        "coordination": mean(np.exp(-0.5 * gap)),
        "dropped": mean(dropped.astype(np.float64)),
    }


def lead_days(arrivals: Table, hour: Floats, follow: int, step_hours: float) -> Floats:
    """Return days from birth to an event, H for what came later or never; shape (q,)."""
    return np.minimum(hour / step_hours - arrivals["day"], float(follow))


def of_people(days: Table, episodes: NDArray[np.int64], at_risk: NDArray[np.int64]) -> dict[str, float]:
    """Compute what happens to people: burnout at each threshold, departures, exhaustion."""
    years = float(at_risk.sum()) / YEAR
    burnout = {
        f"burnout_{int(100 * theta)}": ratio(float(episodes[:, k].sum()), years) for k, theta in enumerate(THETAS)
    }
    headline, last = episodes[:, len(THETAS) // 2], len(at_risk) - 1
    for name, levels in (("top", slice(0, 1)), ("middle", slice(1, last)), ("deepest", slice(max(1, last), None))):
        begun, at = float(headline[levels].sum()), float(at_risk[levels].sum())
        burnout[f"burnout_50_{name}"] = ratio(begun, at / YEAR)
    departures = ratio(float(days["departures"].sum()), years)
    return {**burnout, "departures": departures, "exhaustion": mean(days["exhaustion"]), "alert": mean(days["alert"])}


def of_days(days: Table) -> dict[str, float]:
    """Compute what is read off the days: beliefs, backlog, and counts a born issue."""
    born = float(days["born"].sum())
    return {
        "alignment": mean(days["alignment"]),
        "cohesion": mean(days["cohesion"]),
        "backlog": mean(days["waiting"] / np.maximum(days["people"], 1)),
        "open_issues": mean(days["open"].astype(np.float64)),
        "escalations": ratio(float(days["escalated"].sum()), born),
        "handoffs": ratio(float(days["handoffs"].sum()), born),
        "rework": ratio(float(days["reworks"].sum()), born),
        "consultations": ratio(float(days["consulted"].sum()), born),
        "meetings": ratio(float(days["convened"].sum()), born),
        "visas": ratio(float(days["approvals"].sum()), born),
        "refusals": ratio(float(days["rejections"].sum()), float(days["approvals"].sum())),
        "collisions": ratio(float(days["collisions"].sum()), born),
        "conflicts": ratio(float(days["conflicts"].sum()), born),
        "unfollowed": ratio(float(days["unfollowed"].sum()), born),
        "resets": ratio(float(days["resets"].sum()), born),
        "pivots": ratio(float(days["pivots"].sum()) * YEAR, len(days)),
    }


def of_power(decisions: NDArray[np.int64]) -> dict[str, float]:
    """Compute how own decisions are spread over seats: the Gini coefficient, and the share of the top two.

    Examples
    --------
    >>> of_power(np.array([5, 5, 5, 5]))
    {'decision_gini': 0.0, 'decision_top2': 0.5}
    """
    ordered, n = np.sort(decisions).astype(np.float64), len(decisions)
    total = float(ordered.sum())
    rank = np.arange(1, n + 1)
    gini = ratio(float((2 * rank - n - 1) @ ordered), n * total)
    return {"decision_gini": gini, "decision_top2": ratio(float(ordered[-2:].sum()), total)}


def of_hours(days: Table) -> dict[str, float]:
    """Compute hours by kind, a person and day, and what share of the available hours is used."""
    kinds = ("operational", "sensing", "meeting", "answering", "handoff", "advising", "convening", "approving", "idle")
    total = {f"{kind}_hours": float(days[f"{kind}_hours"].sum()) for kind in kinds}
    used = sum(total.values()) - total["idle_hours"]
    person_days = float(days["people"].sum())
    each = {name: ratio(hours, person_days) for name, hours in total.items()}
    available = float(days["available_hours"].sum())
    meeting = sum(total[f"{kind}_hours"] for kind in MEETINGS)
    return {**each, "utilisation": ratio(used, available), "meeting_share": ratio(meeting, used)}


def mean(values: Floats) -> float:
    """Return the mean, NaN of nothing (and no warning)."""
    return float(values.mean()) if len(values) else float("nan")


def ratio(top: float, bottom: float) -> float:
    """Return a quotient, NaN when there is nothing to divide by."""
    return top / bottom if bottom > 0 else float("nan")
