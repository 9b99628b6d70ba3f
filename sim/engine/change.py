"""Changes: the interventions of a run as a table, a row each, for the physics to carry out day by day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.engine.law import place_of
from sim.errors import InputError, nearest
from sim.settings import Intervention, Settings
from sim.settings.intervention import EVERYBODY, FELT, HEAD, MANAGERS, RITUAL
from sim.table import row_of, table

NOT_FELT, CLARITY, TRUST, COMMITMENT = range(4)
ALL, LEADERS, TOP, TEAMS = 0, 1, 2, 3
"""Who is present; from TEAMS on, a team."""


class Change:
    """One row an intervention."""

    start: int  # day
    over: int  # days it takes
    until: int  # day from which it is taken back, 0 for never
    every: int  # days between sessions
    who: int  # who is present: ALL, LEADERS, TOP or TEAMS + a team
    place: int  # of the number of the law that moves, -1 for a ritual
    felt: int  # what people feel of it: NOT_FELT, CLARITY, TRUST or COMMITMENT
    to: float  # new value, or share of missing clarity
    of_way: float  # share of the way to it from the value on the day it began
    before: float  # value on the day it began
    now: float  # value it has reached
    progress: float  # 0 to 1
    hours: float  # of each of those present, a session
    discourse: bool  # only said: the law stays
    outside: bool  # of the world, which nobody can resist
    transition: bool  # of the head, which follows an S and hangs on support


CHANGE: np.dtype[np.void] = row_of(Change)
"""One row of it."""


def changes_of(settings: Settings, teams: Sequence[str]) -> Any:
    """Write the interventions of a run that move numbers or people (not those that replace rule or structure).

    Parameters
    ----------
    settings : Settings
        With its interventions.
    teams : sequence of str
        Names of the teams.

    Returns
    -------
    numpy.recarray, shape (c,)
        `CHANGE`.
    """
    wanted = [(name, each) for name, each in settings.interventions.items() if not each.is_turn]
    rows = table(CHANGE, len(wanted))
    for row, (name, each) in zip(rows, wanted, strict=True):
        _write(row, each, _present(name, each, teams))
    return rows


def _write(row: Any, each: Intervention, who: int) -> None:
    row.start, row.over, row.until, row.every, row.who = each.day, each.over, each.until, each.every, who
    row.place = -1 if each.what == RITUAL else place_of(each.what)
    row.felt = 1 + FELT.index(each.what) if each.what in FELT else NOT_FELT
    row.to, row.of_way, row.hours = float(each.to), each.of_way, each.hours
    row.discourse = each.discourse
    row.outside = each.what.startswith("world.")
    row.transition = each.what == "culture.orchestration"


def _present(name: str, each: Intervention, teams: Sequence[str]) -> int:
    groups = (EVERYBODY, MANAGERS, HEAD)
    if each.who in groups:
        return groups.index(each.who)
    if each.who in teams:
        return TEAMS + list(teams).index(each.who)
    raise InputError(f"interventions.{name}.who: no team {each.who!r}{nearest(each.who, [*groups, *teams])}")
