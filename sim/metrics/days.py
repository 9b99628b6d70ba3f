"""What is read off the days: states and beliefs, backlog, and counts an issue, a person-year, a year."""

from __future__ import annotations

from typing import Final

import numpy as np

from sim.metrics.averages import YEAR, Table, mean, ratio, total

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
