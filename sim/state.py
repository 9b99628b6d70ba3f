"""The tables everybody shares, and the actions a rule can choose from.

A table is a numpy structured array viewed as a record array, so that ``me = people[i]; me.clarity`` reads the same in
compiled, Mesa-stepped and interpreted runs. Tables that live hold only 64-bit integers, 64-bit floats and booleans:
numpy wraps smaller integers where the compiler widens them. Booleans are tested, never added.

This is the only module a rule may import from.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

# --------------------------------------------------------------------------------------------- what a rule may answer
APPLY_PLAN: Final = 0
"""Give the planned answer, if the plan covers the issue; otherwise the engine treats it as DECIDE."""
DECIDE: Final = 1
"""Answer with one's own judgement. While the issue is ambiguous the engine hands it sideways first, as SHARE."""
ESCALATE: Final = 2
"""Pass the issue to one's manager; somebody without a manager decides."""
SHARE: Final = 3
"""Pass it to somebody within reach with a shorter inbox: a manager to a report, others to a peer; if none, DECIDE."""
WAIT: Final = 4
"""Leave it until tomorrow; the day counts."""

ACTIONS: Final = ("APPLY_PLAN", "DECIDE", "ESCALATE", "SHARE", "WAIT")
RULE_FAILED: Final = -1
"""What the wrapper around a rule returns when the rule raised an exception."""

NOBODY: Final = -1
"""In a column that holds a row number: no such row."""

# -------------------------------------------------------------------------------------------------- what is in a table
PERSON = np.dtype(
    [
        # who one is and where one stands
        ("id", "i8"),  # identity; luck is keyed by it, and a newcomer brings a new one
        ("team", "i8"),  # row of the team
        ("manager", "i8"),  # row of the manager, NOBODY at the top
        ("level", "i8"),  # hand-offs between this person and the top; 0 is the top
        ("height", "i8"),  # levels of reports below; 0 is the base
        ("authority", "i8"),  # widest scope this person may decide
        ("reports", "i8"),  # number of direct reports
        ("ties", "i8"),  # number of peers this person turns to
        # the inbox: a linked list through the table of tasks
        ("inbox", "i8"),  # tasks in it, those still on their way included
        ("inbox_first", "i8"),  # task, or NOBODY
        ("inbox_last", "i8"),  # task, or NOBODY
        ("waiting", "i8"),  # usable tasks waiting behind the one in hand, counted up to 64
        ("plan_version", "i8"),  # the version of the plan this person has been told
        # state, each 0 to 1 unless said otherwise
        ("clarity", "f8"),  # how clear roles and purpose are to this person
        ("trust_up", "f8"),  # trust in the line
        ("trust_peers", "f8"),  # trust in peers and reports
        ("exhaustion", "f8"),  # E
        ("skill", "f8"),  # around 1; judgement noise is divided by it
        ("commitment", "f8"),  # share of a full working time given to the organisation
        ("autonomy", "f8"),  # felt: moving average of how often this person decided what came to hand
        # beliefs, in units of course (an error of 1 costs 40 % of an answer's quality)
        ("g", "f8"),  # belief about the common direction G
        ("g_heard", "f8"),  # g after today's averaging, before it replaces g
        ("l", "f8"),  # belief about the own team's context L
        # hours
        ("operational_hours", "f8"),  # a day, before any issue
        ("sensing_hours", "f8"),  # a day, spent on sensing G
        ("meeting_hours", "f8"),  # today: planning, reporting, instructing, welcoming
        ("available_hours", "f8"),  # today: 8 x commitment x (1 - loss x E)
        ("worked_hours", "f8"),  # today, on tasks
        ("idle_hours", "f8"),  # today, attention nobody asked for
        ("debt_hours", "f8"),  # worked beyond the day's attention, paid first tomorrow
        ("reworks", "f8"),  # failed answers of this person that came back today
        ("told_of_pivot", "b1"),  # heard today that the plan was overturned
    ],
    align=True,
)
"""One row a seat: the person who holds it now. Rules receive two of these rows, `me` and `boss`."""

ISSUE = np.dtype(
    [
        ("id", "i8"),  # identity; luck is keyed by it
        ("outcome", "i8"),  # its row in the trace and in the table of outcomes
        ("origin", "i8"),  # row of the person it came to
        ("team", "i8"),  # the team whose course it fixes
        ("other_team", "i8"),  # the team it interferes with, NOBODY if none
        ("scope", "i8"),  # levels its consequences reach
        ("hops", "i8"),  # levels it has climbed
        ("handoffs", "i8"),  # times it changed hands
        ("attempts", "i8"),  # answers given so far that failed
        ("visits", "i8"),  # times somebody has opened it
        ("decider", "i8"),  # row of whoever gave the answer in effect, NOBODY before
        ("born_hour", "f8"),  # hours since the run began
        ("waited_days", "f8"),  # days since it was born, when opened
        ("coupling", "f8"),  # delta: weight of agreeing with the other team's course
        ("stakes", "f8"),  # 0 to 1
        ("context", "f8"),  # what its present holder knows of the team's context L
        ("answer", "f8"),  # course chosen
        ("effect_hour", "f8"),  # when the answer takes effect
        ("novel", "b1"),  # no plan can cover it
        ("plannable", "b1"),  # of a kind the plan deals with
        ("plan_covers", "b1"),  # the plan answers it, in the eyes of whoever has it in hand
        ("ambiguous", "b1"),  # nobody knows yet whose it is; one hand-off settles it
        ("coupled", "b1"),  # it interferes with another team's course
        ("by_plan", "b1"),  # the answer in effect is the planned one
    ],
    align=True,
)
"""One row a live issue; rows are used again when an issue is closed. Rules receive the row in hand as `issue`."""

ORG = np.dtype(
    [
        ("day", "i8"),  # today, from 0
        ("people", "i8"),  # number of people
        ("open", "i8"),  # issues not yet resolved or dropped
        ("plan_age", "i8"),  # days since the plan was made
        ("coverage", "f8"),  # share of issues the plan deals with, 0 to 1
    ],
    align=True,
)
"""What everybody knows about the organisation today. Rules receive it as `org`."""

ARGS: Final = 16
"""How many keyword-only parameters a rule may have."""

RULE_ARGS = np.dtype([(f"p{k}", "f8") for k in range(ARGS)], align=True)
"""The values of a rule's own parameters, in the order of its signature."""

TASK = np.dtype(
    [
        ("kind", "i8"),  # ANSWER or INSTRUCTION
        ("issue", "i8"),  # row of the issue, NOBODY for an instruction
        ("version", "i8"),  # of the plan, for an instruction
        ("next", "i8"),  # next task of the same list, NOBODY at its end
        ("usable_hour", "f8"),  # nobody can open it before
        ("handed", "b1"),  # it came by a hand-off, so opening it costs hours
    ],
    align=True,
)
"""One row a piece of work in somebody's inbox."""

ANSWER: Final = 0
INSTRUCTION: Final = 1

TEAM = np.dtype(
    [
        ("members", "i8"),  # people in it
        ("lead", "i8"),  # row of its highest person
        ("hops", "i8"),  # hand-offs between its members and the top
        ("course", "f8"),  # moving average of its answers in effect
        ("welcome_hours", "f8"),  # that newcomers will cost each member tomorrow
    ],
    align=True,
)
"""One row a team."""

TRACE_ISSUE = np.dtype(
    [
        ("day", "i4"),
        ("origin", "i4"),  # seat
        ("other_team", "i4"),
        ("customer", "i4"),
        ("coupling", "f4"),
        ("stakes", "f4"),
        ("scope", "i2"),
        ("novel", "b1"),
    ]
)
"""One row an issue of the trace, 27 bytes, sorted by day and seat. Read only: the engine widens what it copies."""

OUTCOME = np.dtype(
    [
        ("effect_hour", "f8"),  # of the first answer, infinite before
        ("success_hour", "f8"),  # of the first answer that held, infinite before
        ("error", "f8"),  # of the first answer, against what was right for its team at that hour
        ("gap", "f8"),  # of the first answer, to the other team's course in force
        ("drop_hour", "f8"),  # when it was given up, infinite if it was not
    ],
    align=True,
)
"""One row an issue of the trace: what became of it. Hours count from the beginning of the run."""

DAY = np.dtype(
    [
        ("day", "i8"),
        *[(name, "i8") for name in ("people", "born", "answered", "resolved", "dropped", "open", "waiting")],
        *[(name, "i8") for name in ("planned", "decided", "escalated", "shared", "waited", "handoffs", "reworks")],
        *[(name, "i8") for name in ("plans", "pivots", "instructions", "departures", "ambiguous")],
        *[(name, "f8") for name in ("operational_hours", "sensing_hours", "meeting_hours", "answering_hours")],
        *[(name, "f8") for name in ("handoff_hours", "available_hours", "idle_hours", "debt_hours")],
        ("lead_days", "f8"),  # sum over the first answers that took effect today
        ("first_answers", "i8"),  # how many those were
        ("direction", "f8"),  # G
        ("alignment", "f8"),  # mean over people of exp(-(g - G)^2 / 2)
        ("cohesion", "f8"),  # the same around the mean g
        ("exhaustion", "f8"),  # mean E
        ("alert", "f8"),  # share of people with E above theta
    ],
    align=True,
)
"""One row a day: counts, hours (sums over people) and means over people."""

THETAS: Final = (0.4, 0.5, 0.6)
"""The exhaustion thresholds at which burnout episodes are counted (ours; the middle one is the headline)."""


# ---------------------------------------------------------------------------------------------- structure of a company
@dataclass(frozen=True)
class Chart:
    """Who reports to whom, in which team, and who turns to whom, as arrays over seats.

    Parameters
    ----------
    names : tuple of str
        The identity of each seat, as its owner writes it; shape (n,).
    teams : tuple of str
        The name of each team; shape (k,).
    manager : ndarray of int
        Row of each seat's manager, -1 for a root; shape (n,).
    team : ndarray of int
        Row of each seat's team; shape (n,).
    level, height : ndarray of int
        Distance to the root above, and to the deepest report below; shape (n,).
    reports_first, reports : ndarray of int
        Direct reports of seat i are ``reports[reports_first[i]:reports_first[i + 1]]``.
    ties_first, ties : ndarray of int
        The peers seat i turns to, in the same form (directed; a mutual tie stands twice).
    """

    names: tuple[str, ...]
    teams: tuple[str, ...]
    manager: NDArray[np.int64]
    team: NDArray[np.int64]
    level: NDArray[np.int64]
    height: NDArray[np.int64]
    reports_first: NDArray[np.int64]
    reports: NDArray[np.int64]
    ties_first: NDArray[np.int64]
    ties: NDArray[np.int64]

    @property
    def size(self) -> int:
        """Number of seats."""
        return len(self.names)


def table(dtype: np.dtype, rows: int) -> np.recarray:
    """Make a table of zeros.

    Parameters
    ----------
    dtype : numpy.dtype
        One of the dtypes of this module.
    rows : int
        Number of rows, 0 or more.

    Returns
    -------
    numpy.recarray
        Shape (rows,).
    """
    return np.zeros(rows, dtype).view(np.recarray)
