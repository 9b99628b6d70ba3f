"""People and their days: burnout, power, states and counts, hours, and what each role lives.

What happens to people: burnout at each threshold, departures, exhaustion.

How much is decided, and how that is spread over seats.

What is read off the days: states and beliefs, backlog, and counts an issue, a person-year, a year.

Where time goes: hours by kind, what share of the available hours is used, and what share of those is meetings.

What head, managers and base live: exhaustion, hours, what waits for them and what they leave unopened.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.metrics.averages import YEAR, Table, added, mean, ratio, total
from sim.record import BASE, HEAD, MANAGER, ROLES, THETAS


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


MEANS: Final = {
    "declared_gap": "gap",
    "open_issues": "open",
    "minority": "contest_share",
    **{
        name: name
        for name in (
            *("alignment", "cohesion", "declared_alignment", "lived_alignment", "knowledge"),
            *("direction_distance", "direction_spread", "truth_distance"),
            *("action_distance", "action_spread", "action_truth_distance"),
            *("practice_fit", "practice_spread", "groups"),
            *("clarity", "trust", "autonomy", "trusted", "isolation", "resistance", "voice", "skill"),
            *("commitment", "engagement"),
            *("cell_narrow", "cell_wide", "cell_cross", "cell_new"),
            *("orchestration", "top2_influence", "carried"),
        )
    },
}
"""Outcomes that are the mean of a column."""

LAPSES: Final = ("lapsed_issues", "lapsed_visas", "lapsed_meetings", "lapsed_advice")
"""Counts of requests that nobody opened in time."""

AN_ISSUE: Final = {
    "escalations": "escalated",
    "handoffs": "handoffs",
    "rework": "reworks",
    "consultations": "consulted",
    "meetings": "convened",
    "visas": "approvals",
    "collisions": "collisions",
    "conflicts": "conflicts",
    "unfollowed": "unfollowed",
    "resets": "resets",
    "pulled_back": "pulled_back",
    "eased": "eased",
    "withdrawn": "withdrawn",
    **{name: name for name in LAPSES},
}
"""Outcomes that are a count, over the issues that came in or were opened in the same days."""

LIVED: Final = {
    **{f"lived_{name}": "lived" for name in ("own", "kept", "held")},
    "lived_heard": "lived_others",
}
"""Shares of lived events, each of those it is a share of."""

MANY: Final = 0.25
"""Share of members from which a contest has taken hold (ours)."""

RESETS: Final = ("rejections", "resets", "pulled_back")
"""Counts of answers that had to start anew: refused a visa, sent back by a pivot, taken back by the right's owner."""


def of_states(days: Table) -> dict[str, float]:
    """Compute what is a mean over measured days: beliefs, states, practices, groups.

    Parameters
    ----------
    days : recarray, shape (d,)
        The measured days.

    Returns
    -------
    dict of str to float
        NaN without a day.
    """
    found = {name: mean(days[column]) for name, column in MEANS.items()}
    gap = found["declared_alignment"] - found["lived_alignment"]
    each = np.maximum(days["people"], 1)
    waiting, owed = mean(days["waiting"] / each), mean(days["debt_hours"] / each)
    return {**found, "alignment_gap": gap, "backlog": waiting, "owed_hours": owed}


def of_onset(days: Table) -> dict[str, float]:
    """Return the first day of all on which more than `MANY` contest; NaN if there is none."""
    over = days["day"][days["contest_share"] > MANY]
    return {"onset": float(over[0]) if len(over) else float("nan")}


def of_middle(days: Table) -> dict[str, float]:
    """Compute means over managers below the top; over days on which there are any, NaN if there are none.

    The commitment of a manager is above 0, so a day on which the middle has none is a day without a middle.
    """
    there = days["middle_commitment"] > 0
    return {name: mean(days[name][there]) for name in ("middle_autonomy", "middle_commitment")}


def of_days(days: Table) -> dict[str, float]:
    """Compute counts over measured days, each over what it is a share or rate of.

    Parameters
    ----------
    days : recarray, shape (d,)
        The measured days.

    Returns
    -------
    dict of str to float
        NaN where there is nothing to divide by.
    """
    person_years = total(days, "people") / YEAR
    each = total(days, "born", "opened")
    return {
        **{name: ratio(total(days, column), each) for name, column in AN_ISSUE.items()},
        **{name: ratio(total(days, name), person_years) for name in ("overruled", "joined", "left_out", "frictions")},
        **{name: ratio(total(days, name) * YEAR, len(days)) for name in ("pivots", "procedures")},
        **{name: ratio(total(days, name), total(days, of)) for name, of in LIVED.items()},
        "own_issues": ratio(total(days, "opened"), person_years),
        "own_held": ratio(total(days, "opened_held"), person_years),
        "own_decided": ratio(total(days, "opened_decided"), total(days, "opened_answered")),
        "satisfaction": ratio(total(days, "lived_well"), total(days, "lived")),
        "lapsed": ratio(total(days, *LAPSES), total(days, "requests")),
        "friction_named": ratio(total(days, "named_before"), total(days, "frictions")),
        "named_early": ratio(total(days, "early_days"), total(days, "frictions")),
        "refusals": ratio(total(days, "rejections"), total(days, "approvals")),
        "resets_per_handoff": ratio(total(days, *RESETS), total(days, "handoffs")),
        "bottlenecks_per_escalation": ratio(total(days, "bottlenecks"), total(days, "escalated")),
        "consensus_rounds": ratio(total(days, "rounds"), total(days, "questions")),
        "changing_days": float(np.count_nonzero(days["changing"])),
        "groups_founded": ratio(total(days, "founded") * YEAR, len(days)),
        "groups_aimed": total(days, "aimed") / max(1.0, total(days, "dissolved")),
        "group_life": total(days, "group_days") / max(1.0, total(days, "dissolved")),
    }


MEETINGS: Final = ("meeting", "mentoring", "advising", "convening", "approving")
"""Kinds of hours that are spent with others on something else than doing it; holding rights is no meeting."""

USED: Final = ("operational", "sensing", "answering", "handoff", "contest", *MEETINGS)
"""Every kind of hours; together they are the available hours, less the idle ones, and what is newly owed or lapsed."""

PARTS: Final = (
    "forming",
    "procedure",
    "upkeep",
    "consensus",
    "debrief",
    "community",
    "translation",
    "intervention",
    "care",
)
"""Hours told apart that one of the kinds already holds."""


def of_hours(days: Table) -> dict[str, float]:
    """Compute hours by kind, a person and day, and what share of the available hours is used.

    Parameters
    ----------
    days : recarray, shape (d,)
        The measured days.

    Returns
    -------
    dict of str to float
        NaN without people, or without hours.
    """
    spent = {kind: total(days, f"{kind}_hours") for kind in (*USED, "idle", *PARTS)}
    lapsed = total(days, "lapsed_hours")
    used = added(spent[kind] for kind in USED) - lapsed
    person_days = total(days, "people")
    return {
        **{f"{kind}_hours": ratio(hours, person_days) for kind, hours in spent.items()},
        "overtime_hours": ratio(total(days, "overtime_hours"), person_days),
        "withheld_hours": ratio(total(days, "withheld_hours"), person_days),
        "lapsed_hours": ratio(lapsed, person_days),
        "utilisation": ratio(used, total(days, "available_hours")),
        "meeting_share": ratio(added(spent[kind] for kind in MEETINGS) - lapsed, used),
    }


EXHAUSTED: Final = (("base", BASE), ("middle", MANAGER), ("head", HEAD))
"""Whose exhaustion is told, in the order in which it is."""
FULL: Final = 1.0
"""Load of a role above which it has more to do than its days hold."""
LEFT_UNDONE: Final = 0.1
"""Share of issues refused and share of requests lapsed, together, above which too much is undone (the design's)."""


def of_roles(roles: Table) -> dict[str, float]:
    """Compute shares of exhausted people, and hours and requests by role.

    Parameters
    ----------
    roles : recarray, shape (3 d,)
        The measured days, a row a day and role (`ROLE_DAY`).

    Returns
    -------
    dict of str to float
        NaN for a role that nobody has.
    """
    by_role = [roles[role :: len(ROLES)] for role in range(len(ROLES))]
    found = {
        **{f"exhausted_{name}": _share(by_role[role], "alert", "people") for name, role in EXHAUSTED},
        "severe": _share(roles, "severe", "people"),
    }
    for name, rows in zip(ROLES, by_role, strict=True):
        years = total(rows, "people") / YEAR
        found |= {
            f"utilisation_{name}": _share(rows, "used_hours", "available_hours"),
            f"hours_{name}": _share(rows, "used_hours", "people"),
            f"joint_share_{name}": _share(rows, "joint_hours", "used_hours"),
            f"load_{name}": _share(rows, "task_hours", "attention_hours"),
            f"overtime_{name}": _share(rows, "overtime_hours", "people"),
            f"inbox_{name}": _share(rows, "inbox", "people"),
            f"lapsed_{name}": ratio(total(rows, "lapsed"), years),
            f"refused_{name}": ratio(total(rows, "refused"), years),
            f"trust_up_{name}": _share(rows, "trust_up", "people"),
            f"engagement_{name}": _share(rows, "engagement", "people"),
            f"satisfaction_{name}": _share(rows, "lived_well", "lived"),
        }
    return found


def overloaded(outcomes: Mapping[str, float]) -> float:
    """Return 1 where a role has more to do than its hours, or too much is refused or lapses; 0 elsewhere.

    Parameters
    ----------
    outcomes : mapping of str to float
        With those of `of_roles`, ``refused`` (a share of issues) and ``lapsed`` (a share of requests).

    Returns
    -------
    float
        What is not a number counts as none.

    Examples
    --------
    >>> calm = {"load_head": 0.9, "load_managers": 0.5, "load_base": 0.7, "refused": 0.04, "lapsed": 0.05}
    >>> overloaded(calm), overloaded({**calm, "load_base": 1.1}), overloaded({**calm, "lapsed": 0.07})
    (0.0, 1.0, 1.0)
    """
    full = any(outcomes[f"load_{name}"] > FULL for name in ROLES)
    left = [outcomes[name] for name in ("refused", "lapsed")]
    return float(full or added(each for each in left if not math.isnan(each)) > LEFT_UNDONE)


def _share(rows: Table, top: str, bottom: str) -> float:
    return ratio(total(rows, top), total(rows, bottom))
