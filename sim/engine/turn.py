"""Turns: between two days another rule or another structure takes over; the people stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.chart import Chart
from sim.engine.binding import BoundRule
from sim.engine.law import share_operations, share_sensing
from sim.engine.tables import Tables, list_members, place_leads, place_roles


@dataclass(frozen=True)
class Turn:
    """What takes over on the morning of a day; None stays as it is."""

    day: int
    rule: BoundRule | None = None
    chart: Chart | None = None


def turned(s: Tables, rule: BoundRule, turns: Sequence[Turn]) -> tuple[Tables, BoundRule]:
    """Carry out the turns of this morning, if there are any.

    Parameters
    ----------
    s : Tables
        Before the day.
    rule : BoundRule
        The rule of yesterday.
    turns : sequence of Turn
        Of the whole run.

    Returns
    -------
    Tables, BoundRule
        As the day begins.
    """
    for each in turns:
        if each.day == s.org[0].day:
            if each.rule is not None:
                rule, s = each.rule, s._replace(args=each.rule.table)
            if each.chart is not None:
                s = restructure(s, each.chart)
    return s, rule


def restructure(s: Tables, chart: Chart) -> Tables:
    """Give the same people other lines, ties and teams; what is in hand stays in hand.

    Parameters
    ----------
    s : Tables
        Of the run; people and teams are changed in place.
    chart : Chart
        Of the same seats and teams.

    Returns
    -------
    Tables
        With the lists of the new structure.
    """
    people: Any = s.people
    teams: Any = s.teams
    for name in ("manager", "team", "level", "height"):
        people[name] = getattr(chart, name)
    people.reports = np.diff(chart.reports_first)
    people.ties = np.diff(chart.ties_first)
    place_roles(people)
    s.book[0].top = int(chart.height.max())
    place_leads(teams, chart)
    teams.relief_hours = 0.0
    share_operations(s.law, people, teams)
    share_sensing(s.law, people)
    first, members = list_members(chart)
    teams.members = np.diff(first)
    return s._replace(
        reports_first=chart.reports_first,
        reports=chart.reports,
        ties_first=chart.ties_first,
        ties=chart.ties,
        members_first=first,
        members=members,
    )


def next_turn(turns: Sequence[Turn], day: int, last: int) -> int:
    """Return the day until which nothing turns: the next turn after `day`, or the last day."""
    return min([last, *(each.day for each in turns if each.day > day)])
