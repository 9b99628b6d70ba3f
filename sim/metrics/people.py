"""People and their days: what is read off sums over days, over days by role, and over seats.

Every outcome here is one sum over another: which, says `SHARES`. Burnout at each threshold, departures; how much is
decided, and how that is spread over seats; states and beliefs, backlog, counts an issue, a person-year, a year; hours
by kind; what head, managers and base live; and how long beliefs and deeds take to make up for the largest shock.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.compiled import compiled
from sim.engine.run import entered
from sim.record import BASE, DAY, HEAD, MANAGER, ROLE_DAY, ROLES, SHOCK, THETAS
from sim.table import table

Table = NDArray[Any]
"""A structured array of `sim.record`."""
YEAR: Final = 250
"""Working days in a person-year."""


class Share(NamedTuple):
    """Which sums are added up (those after a minus taken away), times a number, over which others by another number."""

    top: tuple[str, ...]
    bottom: tuple[str, ...]
    times: float = 1.0
    by: float = 1.0


MEANS: Final = {
    "declared_gap": "gap",
    "open_issues": "open",
    "minority": "contest_share",
    "backlog": "waiting_a_person",
    "owed_hours": "debt_a_person",
    **{
        name: name
        for name in (
            *("alignment", "cohesion", "declared_alignment", "lived_alignment", "knowledge"),
            *("direction_distance", "direction_spread", "truth_distance"),
            *("action_distance", "action_spread", "action_truth_distance"),
            *("practice_fit", "practice_spread", "groups"),
            *("clarity", "trust", "autonomy", "trusted", "isolation", "resistance", "voice", "skill"),
            *("commitment", "engagement", "exhaustion", "alert"),
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

A_PERSON_YEAR: Final = {
    **{name: name for name in ("overruled", "joined", "left_out", "frictions")},
    **{"own_issues": "opened", "own_held": "opened_held"},
}
"""Outcomes that are a count, a person-year."""

LIVED: Final = {
    **{f"lived_{name}": "lived" for name in ("own", "kept", "held")},
    "lived_heard": "lived_others",
}
"""Shares of lived events, each of those it is a share of."""

OVER: Final = {
    **{name: (name, over) for name, over in LIVED.items()},
    "own_decided": ("opened_decided", "opened_answered"),
    "satisfaction": ("lived_well", "lived"),
    "friction_named": ("named_before", "frictions"),
    "named_early": ("early_days", "frictions"),
    "refusals": ("rejections", "approvals"),
    "bottlenecks_per_escalation": ("bottlenecks", "escalated"),
    "consensus_rounds": ("rounds", "questions"),
    "groups_aimed": ("aimed", "ended"),
    "group_life": ("group_days", "ended"),
    **{name: (name, "days_with_a_middle") for name in ("middle_autonomy", "middle_commitment")},
    **{"decision_gini": ("apart", "seats_decisions"), "decision_top2": ("top2", "decisions")},
    "power_total": ("decisions", "people"),
    "severe": ("severe", "people_by_role"),
}
"""Outcomes that are one sum over another; a day on which the middle has no commitment is a day without a middle."""

RESETS: Final = ("rejections", "resets", "pulled_back")
"""Counts of answers that had to start anew: refused a visa, sent back by a pivot, taken back by the right's owner."""

MEETINGS: Final = ("meeting", "mentoring", "advising", "convening", "approving")
"""Kinds of hours that are spent with others on something else than doing it; holding rights is no meeting."""

USED: Final = ("operational", "sensing", "answering", "handoff", "contest", *MEETINGS)
"""Every kind of hours; together they are the available hours, less the idle ones, and what is newly owed or lapsed."""

PARTS: Final = (
    *("forming", "procedure", "upkeep", "consensus", "debrief", "community", "translation"),
    *("intervention", "care"),
)
"""Hours told apart that one of the kinds already holds."""

EXHAUSTED: Final = (("base", BASE), ("middle", MANAGER), ("head", HEAD))
"""Whose exhaustion is told, in the order in which it is."""

BY_ROLE: Final = {
    "utilisation": ("used_hours", "available_hours"),
    "hours": ("used_hours", "people"),
    "joint_share": ("joint_hours", "used_hours"),
    "load": ("task_hours", "attention_hours"),
    "overtime": ("overtime_hours", "people"),
    "inbox": ("inbox", "people"),
    "lapsed": ("lapsed", "people"),
    "refused": ("refused", "people"),
    "trust_up": ("trust_up", "people"),
    "engagement": ("engagement", "people"),
    "satisfaction": ("lived_well", "lived"),
}
"""Outcomes of a role: one of its sums over another; lapsed and refused a person-year."""

LEVELS: Final = ("top", "middle", "deepest")
"""Levels whose burnout is told apart: the first, those between, the last."""


def _hours(kinds: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{kind}_hours" for kind in kinds)


def _shares() -> dict[str, Share]:
    used, each, years = (*_hours(USED), "-lapsed_hours"), ("born", "opened"), {"by": float(YEAR)}
    return {
        **{name: Share((column,), ("days",)) for name, column in MEANS.items()},
        **{name: Share((column,), each) for name, column in AN_ISSUE.items()},
        **{name: Share((column,), ("people",), **years) for name, column in A_PERSON_YEAR.items()},
        **{name: Share((top,), (bottom,)) for name, (top, bottom) in OVER.items()},
        **{name: Share((column,), ("days",), times=YEAR) for name, column in
           {"pivots": "pivots", "procedures": "procedures", "groups_founded": "founded"}.items()},
        "lapsed": Share(LAPSES, ("requests",)),
        "resets_per_handoff": Share(RESETS, ("handoffs",)),
        "changing_days": Share(("changing_days",), ("one",)),
        **{name: Share((name,), ("people",)) for name in
           _hours((*USED, "idle", *PARTS, "overtime", "withheld", "lapsed"))},
        "utilisation": Share(used, ("available_hours",)),
        "meeting_share": Share((*_hours(MEETINGS), "-lapsed_hours"), used),
        **{f"burnout_{int(100 * theta)}": Share((f"episodes_{k}",), ("at_risk",), **years)
           for k, theta in enumerate(THETAS)},
        **{f"burnout_50_{name}": Share((f"episodes_{name}",), (f"at_risk_{name}",), **years) for name in LEVELS},
        "departures": Share(("departures",), ("at_risk",), **years),
        **{f"exhausted_{name}": Share((f"alert_{ROLES[role]}",), (f"people_{ROLES[role]}",))
           for name, role in EXHAUSTED},
        **{f"{name}_{role}": Share((f"{top}_{role}",), (f"{bottom}_{role}",),
                                   by=YEAR if name in ("lapsed", "refused") else 1.0)
           for role in ROLES for name, (top, bottom) in BY_ROLE.items()},
    }  # fmt: skip


SHARES: Final = _shares()
"""Every outcome that is a sum over another."""
OF_DAYS, OF_ROLES = DAY.names or (), ROLE_DAY.names or ()
MADE: Final = (
    *("nought", "one", "days", "waiting_a_person", "debt_a_person", "days_with_a_middle", "changing_days", "ended"),
    *("apart", "top2", "decisions", "seats_decisions", "severe", "people_by_role", "at_risk"),
    *(f"at_risk_{name}" for name in LEVELS),
    *(f"episodes_{k}" for k in range(len(THETAS))),
    *(f"episodes_{name}" for name in LEVELS),
)
"""Sums that are none of a column."""
SUMS: Final = (*MADE, *OF_DAYS, *(f"{name}_{role}" for role in ROLES for name in OF_ROLES))
"""Every sum, by its place."""
NOUGHT, ONE, MEASURED, WAITING_EACH, DEBT_EACH, MIDDLE, CHANGING, ENDED = range(8)
APART, TOP2, DECISIONS, SEATS, SEVERE, EVERYBODY, AT_RISK = range(8, 15)
EPISODES, DAYS_AT = AT_RISK + 1 + len(LEVELS), len(MADE)
ROLES_AT = DAYS_AT + len(OF_DAYS)
(PEOPLE, WAITING, DEBT, CHANGES, DISSOLVED, CONTESTS, MIDDLE_COMMITMENT, BELIEFS, DEEDS) = (
    OF_DAYS.index(name)
    for name in (
        *("people", "waiting", "debt_hours", "changing", "dissolved", "contest_share", "middle_commitment"),
        *("truth_distance", "action_truth_distance"),
    )
)
ROLE_SEVERE, ROLE_PEOPLE = OF_ROLES.index("severe"), OF_ROLES.index("people")
ROLE_COUNT, ROLE_COLUMNS, THETA_COUNT = len(ROLES), len(OF_ROLES), len(THETAS)
MOST: Final = 12
"""Sums that are added up on one side, at most."""
NAMES: Final = (*SHARES, "alignment_gap", "onset", "recovery_beliefs", "recovery_deeds")
"""What is read off, in the order of the numbers found."""
GAP, ONSET, RECOVERY = range(len(SHARES), len(SHARES) + 3)
DECLARED, BY_LIVES = (NAMES.index(f"{name}_alignment") for name in ("declared", "lived"))


def _terms() -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Write `SHARES` as places of sums and their signs, top and bottom side by side, and the two numbers."""
    places, signs = np.full((len(SHARES), 2 * MOST), NOUGHT), np.ones((len(SHARES), 2 * MOST + 2))
    for k, share in enumerate(SHARES.values()):
        for half, names in enumerate((share.top, share.bottom)):
            for nth, name in enumerate(names):
                places[k, half * MOST + nth] = SUMS.index(name.removeprefix("-"))
                signs[k, half * MOST + nth] = -1.0 if name.startswith("-") else 1.0
        signs[k, 2 * MOST :] = share.times, share.by
    return places, signs


PLACES, SIGNS = _terms()
WHOLE = np.array([kind[name].kind == "i" for kind in (DAY, ROLE_DAY) for name in kind.names or ()])
"""Which columns of days, then of roles, hold whole numbers."""
NO_SHOCKS: Final = np.zeros(0, SHOCK).view(np.recarray)
NO_LEVEL, NO_RISK = np.zeros((1, len(THETAS)), np.int64), np.zeros(1, np.int64)
MADE_UP: Final = 0.8
"""Share of the gap after a shock that has to be made up (the design's definition; ours)."""
MANY: Final = 0.25
"""Share of members from which a contest has taken hold (ours)."""
FULL: Final = 1.0
"""Load of a role above which it has more to do than its days hold."""
LEFT_UNDONE: Final = 0.1
"""Share of issues refused and share of requests lapsed, together, above which too much is undone (the design's)."""


def of_people(
    days: Table | None = None,
    roles: Table | None = None,
    decisions: NDArray[np.int64] | None = None,
    shocks: NDArray[np.void] = NO_SHOCKS,
    episodes: NDArray[np.int64] = NO_LEVEL,
    at_risk: NDArray[np.int64] = NO_RISK,
    measured: tuple[int, int] | None = None,
) -> dict[str, float]:
    """Compute what is read off days, roles and seats; what is not given has no days, or no seats.

    Parameters
    ----------
    days : recarray, shape (d,), optional
        Every day of the run, a row each (`DAY`).
    roles : recarray, shape (3 d,), optional
        The same, a row a day and role (`ROLE_DAY`).
    decisions : ndarray of int, shape (n,), optional
        Own answers in effect of each seat, in the days measured.
    shocks : recarray
        What struck (`SHOCK`).
    episodes : ndarray of int, shape (levels, thetas)
        Burnout episodes begun in the days measured.
    at_risk : ndarray of int, shape (levels,)
        Person-days observed in them.
    measured : (int, int), optional
        First day and day after the last; all when absent.

    Returns
    -------
    dict of str to float
        NaN where there is nothing to divide by, nobody, or no such shock.

    Examples
    --------
    >>> found = of_people(decisions=np.array([5, 5, 5, 5]))
    >>> found["decision_gini"], found["decision_top2"]
    (0.0, 0.5)
    """
    by_day, by_role = table(DAY, 0) if days is None else days, table(ROLE_DAY, 0) if roles is None else roles
    first, last = measured or (0, max(len(by_day), len(by_role) // len(ROLES)))
    (whole, real), (whole_, real_) = _numbers(by_day), _numbers(by_role)
    seats = np.sort(np.zeros(0, np.int64) if decisions is None else decisions)
    found = np.full(len(NAMES), np.nan)
    _read_off(found, np.zeros(len(SUMS)), whole, real, whole_, real_, WHOLE, PLACES, SIGNS, seats, shocks, episodes,
              at_risk, first, last)  # fmt: skip
    return dict(zip(NAMES, found.tolist(), strict=True))


def _numbers(rows: Table) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """See rows of numbers of 8 bytes twice: as whole ones and as others."""
    plain, columns = np.ascontiguousarray(rows), len(rows.dtype.names or ())
    return (plain.view(np.int64).reshape(len(rows), columns), plain.view(np.float64).reshape(len(rows), columns))


@entered("found", "sums")
@compiled
def _read_off(
    found: Any, sums: Any, days: Any, days_: Any, roles: Any, roles_: Any, whole: Any, places: Any, signs: Any,
    seats: Any, shocks: Any, episodes: Any, at_risk: Any, first: int, last: int,
) -> None:  # fmt: skip
    """Read everything off; the numbers of a table are seen twice, as whole ones and as others."""
    sums[ONE] = 1.0
    _add_columns(sums, DAYS_AT, days, days_, whole, 0, first, min(last, days.shape[0]), 1)
    for role in range(ROLE_COUNT):
        at, rows = ROLES_AT + role * ROLE_COLUMNS, min(ROLE_COUNT * last, roles.shape[0])
        _add_columns(sums, at, roles, roles_, whole, ROLES_AT - DAYS_AT, ROLE_COUNT * first + role, rows, ROLE_COUNT)
        sums[SEVERE] += sums[at + ROLE_SEVERE]
        sums[EVERYBODY] += sums[at + ROLE_PEOPLE]
    _add_days(sums, days, days_, first, min(last, days.shape[0]))
    _add_seats(sums, seats)
    _add_levels(sums, episodes, at_risk)
    for k in range(places.shape[0]):
        found[k] = _share(sums, places, signs, k)
    found[GAP] = found[DECLARED] - found[BY_LIVES]
    _find_onset(found, days_)
    _find_recovery(found, days_, shocks, first, last)


@compiled
def _add_columns(
    sums: Any, at: int, rows: Any, rows_: Any, whole: Any, kinds: int, first: int, last: int, step: int
) -> None:
    for t in range(first, last, step):
        for c in range(rows.shape[1]):
            sums[at + c] += rows[t, c] if whole[kinds + c] else rows_[t, c]


@compiled
def _add_days(sums: Any, days: Any, days_: Any, first: int, last: int) -> None:
    """Add up what of a day is no column: what waits and is owed a person, days with a middle or a change."""
    for t in range(first, last):
        sums[MEASURED] += 1.0
        sums[WAITING_EACH] += days[t, WAITING] / max(days[t, PEOPLE], 1)
        sums[DEBT_EACH] += days_[t, DEBT] / max(days[t, PEOPLE], 1)
        sums[MIDDLE] += 1.0 if days_[t, MIDDLE_COMMITMENT] > 0.0 else 0.0
        sums[CHANGING] += 1.0 if days[t, CHANGES] != 0 else 0.0
    sums[ENDED] = max(1.0, sums[DAYS_AT + DISSOLVED])


@compiled
def _add_seats(sums: Any, seats: Any) -> None:
    """Add up the decisions of seats, from the fewest on, and how far they are apart: whole numbers, exact."""
    n = len(seats)
    for k in range(n):
        sums[DECISIONS] += seats[k]
        sums[TOP2] += seats[k] if k >= n - 2 else 0
        sums[APART] += (2 * (k + 1) - n - 1) * seats[k]
    sums[SEATS] = n * sums[DECISIONS]


@compiled
def _add_levels(sums: Any, episodes: Any, at_risk: Any) -> None:
    """Add up person-days and episodes: at all levels, and at the first, those between, and the last."""
    last = len(at_risk) - 1
    for level in range(last + 1):
        sums[AT_RISK] += at_risk[level]
        for k in range(episodes.shape[1]):
            sums[EPISODES + k] += episodes[level, k]
        for group in range(3):
            lowest = 0 if group == 0 else 1 if group == 1 else max(1, last)
            highest = 0 if group == 0 else last - 1 if group == 1 else last
            if lowest <= level <= highest:
                sums[AT_RISK + 1 + group] += at_risk[level]
                sums[EPISODES + THETA_COUNT + group] += episodes[level, THETA_COUNT // 2]


@compiled
def _share(sums: Any, places: Any, signs: Any, k: int) -> float:
    """Return one sum over another."""
    top = bottom = 0.0
    for nth in range(MOST):
        top += signs[k, nth] * sums[places[k, nth]]
        bottom += signs[k, MOST + nth] * sums[places[k, MOST + nth]]
    return top * signs[k, 2 * MOST] / (bottom / signs[k, 2 * MOST + 1]) if bottom > 0.0 else math.nan


@compiled
def _find_onset(found: Any, days_: Any) -> None:
    """Find the first day of all on which more than `MANY` contest."""
    for t in range(days_.shape[0] - 1, -1, -1):
        if days_[t, CONTESTS] > MANY:
            found[ONSET] = t


@compiled
def _find_recovery(found: Any, days_: Any, shocks: Any, first: int, last: int) -> None:
    """Find the days until 80 % of the gap after the largest shock of the common direction is made up.

    Staged or drawn, it is the largest of the days measured; of two of one size, the first.
    """
    struck, size = -1, -1.0
    for k in range(len(shocks)):
        measured = first <= shocks[k].day and shocks[k].day < last
        if shocks[k].team < 0 and measured and abs(shocks[k].shift) > size:
            struck, size = shocks[k].day, abs(shocks[k].shift)
    if struck >= 0:
        found[RECOVERY] = _days_until(days_, BELIEFS, struck, last)
        found[RECOVERY + 1] = _days_until(days_, DEEDS, struck, last)


@compiled
def _days_until(days_: Any, column: int, struck: int, last: int) -> float:
    """Return the days until a distance has lost 80 % of what a shock added to it, or what is left of the days.

    The gap is the distance on the evening of the shock less the one on the evening before; 0 days where there is none.
    """
    before = days_[struck - 1, column] if struck > 0 else 0.0
    goal = before + (1.0 - MADE_UP) * max(0.0, days_[struck, column] - before)
    for t in range(struck, last):
        if days_[t, column] <= goal:
            return float(t - struck)
    return float(last - 1 - struck)


def overloaded(outcomes: Mapping[str, float]) -> float:
    """Return 1 where a role has more to do than its hours, or too much is refused or lapses; 0 elsewhere.

    What is not a number counts as none.

    Examples
    --------
    >>> calm = {"load_head": 0.9, "load_managers": 0.5, "load_base": 0.7, "refused": 0.04, "lapsed": 0.05}
    >>> overloaded(calm), overloaded({**calm, "load_base": 1.1}), overloaded({**calm, "lapsed": 0.07})
    (0.0, 1.0, 1.0)
    """
    full = any(outcomes[f"load_{name}"] > FULL for name in ROLES)
    left = 0.0
    for name in ("refused", "lapsed"):
        left += 0.0 if math.isnan(outcomes[name]) else outcomes[name]
    return float(full or left > LEFT_UNDONE)
