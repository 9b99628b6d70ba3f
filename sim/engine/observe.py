"""Step 8, observe: the only step that writes output about people."""

from __future__ import annotations

import math

from sim.engine.compiled import compiled
from sim.engine.mirror import top2_influence
from sim.engine.near import nearness
from sim.engine.practice import practice_fit
from sim.engine.tables import SLOTS, Tables
from sim.record import THETAS
from sim.state import NOBODY

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
        today.contest_hours += me.contest_hours
        today.mentoring_hours += me.mentoring_hours
        today.exhaustion += me.exhaustion / today.people
    observe_beliefs(s)
    observe_states(s)
    observe_middle(s)
    observe_teams(s)
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
    announced = s.plan_common[s.book[0].plan_version]
    for j in range(len(s.order)):
        me = s.people[s.order[j]]
        today.declared_alignment += nearness(s.plan_common[me.plan_version] - announced) / today.people
        today.lived_alignment += nearness(me.g - announced) / today.people
        today.knowledge += nearness(me.l - s.context[s.org[0].day, me.team]) / today.people


@compiled
def observe_states(s: Tables) -> None:
    """Average what people feel and give."""
    today = s.days[s.org[0].day]
    for j in range(len(s.order)):
        me = s.people[s.order[j]]
        today.clarity += me.clarity / today.people
        today.trust += 0.5 * (me.trust_up + me.trust_peers) / today.people
        today.autonomy += me.autonomy / today.people
        today.trusted += me.trusted / today.people
        today.commitment += me.commitment / today.people
        today.isolation += me.isolation / today.people
        today.resistance += me.resistance / today.people
        today.voice += me.voice / today.people
    today.top2_influence = top2_influence(s)
    today.orchestration = s.law[0].orchestration


@compiled
def observe_middle(s: Tables) -> None:
    """Average over managers below the top, those whom an executive may leave room or not; 0 where there are none."""
    today, middle = s.days[s.org[0].day], 0
    for j in range(len(s.order)):
        me = s.people[s.order[j]]
        if me.manager >= 0 and me.reports > 0:
            middle += 1
            today.middle_autonomy += me.autonomy
            today.middle_commitment += me.commitment
    today.middle_autonomy /= max(1, middle)
    today.middle_commitment /= max(1, middle)


@compiled
def observe_teams(s: Tables) -> None:
    """Measure practices and count the groups that stand."""
    today, k = s.days[s.org[0].day], len(s.teams)
    mean = 0.0
    for team in range(k):
        mean += s.teams[team].practice / k
        today.practice_fit += practice_fit(s, team) / k
        for slot in range(SLOTS):
            today.groups += 1 if s.group_partner[team, slot] != NOBODY else 0
    spread = 0.0
    for team in range(k):
        apart = s.teams[team].practice - mean
        spread += apart * apart / k
    today.practice_spread = math.sqrt(spread)


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
