"""What head, managers and base live: exhaustion, hours, what waits for them and what they leave unopened."""

from __future__ import annotations

from typing import Final

from sim.metrics.averages import YEAR, Table, ratio, total
from sim.record import BASE, HEAD, MANAGER, ROLES

EXHAUSTED: Final = (("base", BASE), ("middle", MANAGER), ("head", HEAD))
"""Whose exhaustion is told, in the order in which it is."""


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
            f"joint_share_{name}": _share(rows, "joint_hours", "used_hours"),
            f"overtime_{name}": _share(rows, "overtime_hours", "people"),
            f"inbox_{name}": _share(rows, "inbox", "people"),
            f"lapsed_{name}": ratio(total(rows, "lapsed"), years),
            f"refused_{name}": ratio(total(rows, "refused"), years),
            f"trust_up_{name}": _share(rows, "trust_up", "people"),
            f"engagement_{name}": _share(rows, "engagement", "people"),
        }
    return found


def _share(rows: Table, top: str, bottom: str) -> float:
    return ratio(total(rows, top), total(rows, bottom))
