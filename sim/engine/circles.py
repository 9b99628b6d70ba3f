"""Circles: a manager and the reports meet, and their beliefs about the direction come together by the minutes spent."""

from __future__ import annotations

from typing import Any

from sim.engine.arithmetic import exp
from sim.engine.compiled import compiled
from sim.engine.tables import Tables


@compiled
def meet_in_circles(s: Tables) -> None:
    """Let every manager and the reports mix their beliefs, when the day has come; everybody pays the minutes."""
    law = s.law[0]
    minutes = minutes_left(law)
    if minutes == 0.0 or s.org[0].day % int(law.circle_days) != 0:
        return
    mixing = mixed(minutes, law.circle_minutes_scale)
    for j in range(len(s.order)):
        if s.people[s.order[j]].reports > 0:
            _meet(s, s.order[j], mixing, minutes / 60.0)


@compiled
def minutes_left(law: Any) -> float:
    """Return the minutes of a circle, less those it gives to points of the managers' community built into it."""
    given = law.community_built_in * law.community_minutes * law.circle_days / law.community_days
    return max(0.0, law.circle_minutes - given)


@compiled
def mixed(minutes: float, scale: float) -> float:
    """Return how far a circle brings beliefs to their mean: 1 - exp(-minutes / scale), from 0 to 1 (ours)."""
    return 1.0 - exp(-minutes / scale)


@compiled
def _meet(s: Tables, i: int, mixing: float, hours: float) -> None:
    first, last = s.reports_first[i], s.reports_first[i + 1]
    mean = s.people[i].g
    for k in range(first, last):
        mean += s.people[s.reports[k]].g
    mean /= 1 + last - first
    s.people[i].g += mixing * (mean - s.people[i].g)
    s.people[i].meeting_hours += hours
    for k in range(first, last):
        report = s.people[s.reports[k]]
        report.g += mixing * (mean - report.g)
        report.meeting_hours += hours
