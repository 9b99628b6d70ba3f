"""Step 8, observe: the only step that writes output about people."""

from __future__ import annotations

import math

from sim.engine.compiled import compiled
from sim.engine.tables import Tables
from sim.state import THETAS

EPISODE_DAYS: int = 20
"""Consecutive days above a threshold that make a burnout episode (ours)."""


@compiled
def observe(s: Tables) -> None:
    """Write today's row: counts, hours and means over people."""
    today, org = s.days[s.org[0].day], s.org[0]
    today.day, today.people, today.open = org.day, len(s.people), org.open
    today.direction = s.direction[org.day]
    for j in range(len(s.order)):
        me = s.people[s.order[j]]
        today.waiting += me.waiting
        today.operational_hours += me.operational_hours
        today.sensing_hours += me.sensing_hours + s.law[0].local_sensing_hours
        today.meeting_hours += me.meeting_hours
        today.available_hours += me.available_hours
        today.idle_hours += me.idle_hours
        today.debt_hours += me.debt_hours
        today.exhaustion += me.exhaustion / today.people
    observe_beliefs(s)
    observe_strain(s)


@compiled
def observe_beliefs(s: Tables) -> None:
    """Measure how near people's beliefs are to the direction (alignment) and to each other (cohesion)."""
    today, mean = s.days[s.org[0].day], 0.0
    for j in range(len(s.order)):
        mean += s.people[s.order[j]].g / len(s.order)
    for j in range(len(s.order)):
        g = s.people[s.order[j]].g
        today.alignment += nearness(g - today.direction) / today.people
        today.cohesion += nearness(g - mean) / today.people


@compiled
def nearness(distance: float) -> float:
    """Return exp(-distance^2 / 2): 1 when two beliefs agree, 0.61 when they are 1 apart."""
    return math.exp(-0.5 * distance * distance)


@compiled
def observe_strain(s: Tables) -> None:
    """Count the days each person spends above each threshold; 20 in a row are one episode, until E falls back."""
    today, measured = s.days[s.org[0].day], s.org[0].day >= s.law[0].warmup
    middle = len(THETAS) // 2
    for i in range(len(s.people)):
        me = s.people[i]
        if me.exhaustion > THETAS[middle]:
            today.alert += 1.0 / today.people
        if measured:
            s.at_risk[me.level] += 1
        for k in range(len(THETAS)):
            s.streaks[i, k] = s.streaks[i, k] + 1 if me.exhaustion > THETAS[k] else 0
            if measured and s.streaks[i, k] == EPISODE_DAYS:
                s.episodes[me.level, k] += 1
