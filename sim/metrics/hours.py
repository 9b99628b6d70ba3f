"""Where time goes: hours by kind, what share of the available hours is used, and what share of those is meetings."""

from __future__ import annotations

from typing import Final

from sim.metrics.averages import Table, added, ratio, total

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
