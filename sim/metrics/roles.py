"""What head, managers and base live: exhaustion, hours, what waits for them and what they leave unopened."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

from sim.metrics.averages import YEAR, Table, added, ratio, total
from sim.record import BASE, HEAD, MANAGER, ROLES

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
