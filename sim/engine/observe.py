"""Step 8, observe: the only step that writes output about people."""

from __future__ import annotations

import math

from sim.engine.answer import practice_fit
from sim.engine.arithmetic import nearness
from sim.engine.compiled import compiled
from sim.engine.power import CROSS, NARROW, NEW, WIDE, top2_influence
from sim.engine.tables import Tables
from sim.record import ROLES, SEVERE, THETAS

EPISODE_DAYS: int = 20
"""Consecutive days above a threshold that make a burnout episode (ours)."""


@compiled
def observe(s: Tables) -> None:
    """Write today's row: counts, hours and means over people.

    Sums are kept in local names and written once: adding to the row itself would go through memory for each person.
    """
    today, org = s.days[s.org[0].day], s.org[0]
    today.day, today.people, today.open = org.day, len(s.people), org.open
    today.direction = s.direction[org.day]
    observe_hours(s)
    observe_beliefs(s)
    observe_courses(s)
    observe_states(s)
    observe_middle(s)
    observe_teams(s)
    observe_strain(s)
    observe_roles(s)


@compiled
def observe_hours(s: Tables) -> None:
    """Add up what waits and where the hours went."""
    waiting, operational, sensing, meeting, available = 0, 0.0, 0.0, 0.0, 0.0
    idle, debt, contest, mentoring, overtime, withheld = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    for j in range(len(s.order)):
        me = s.people[s.order[j]]
        waiting += me.waiting
        operational += me.operational_hours
        sensing += me.sensing_hours + s.law[0].local_sensing_hours
        meeting += me.meeting_hours
        available += me.available_hours
        idle += me.idle_hours
        debt += me.debt_hours
        contest += me.contest_hours
        mentoring += me.mentoring_hours
        overtime += me.overtime_hours
        withheld += me.withheld_hours
    today = s.days[s.org[0].day]
    today.waiting = waiting
    today.operational_hours, today.sensing_hours, today.meeting_hours = operational, sensing, meeting
    today.available_hours, today.idle_hours, today.debt_hours = available, idle, debt
    today.contest_hours, today.mentoring_hours, today.overtime_hours = contest, mentoring, overtime
    today.withheld_hours = withheld


@compiled
def observe_beliefs(s: Tables) -> None:
    """Measure how near people's beliefs are to the direction (alignment) and to each other (cohesion)."""
    today, people, mean = s.days[s.org[0].day], len(s.people), 0.0
    for j in range(len(s.order)):
        mean += s.people[s.order[j]].g / people
    announced, context = s.plan_common[s.book[0].plan_version], s.context[s.org[0].day]
    alignment, cohesion, declared, lived, knowledge = 0.0, 0.0, 0.0, 0.0, 0.0
    for j in range(len(s.order)):
        me = s.people[s.order[j]]
        alignment += nearness(me.g - today.direction) / people
        cohesion += nearness(me.g - mean) / people
        declared += nearness(s.plan_common[me.plan_version] - announced) / people
        lived += nearness(me.g - announced) / people
        knowledge += nearness(me.l - context[me.team]) / people
    today.alignment, today.cohesion, today.knowledge = alignment, cohesion, knowledge
    today.declared_alignment, today.lived_alignment = declared, lived


@compiled
def observe_courses(s: Tables) -> None:
    """Measure in units of course how far what is believed and what is done are from what is announced and from G."""
    today, people, teams = s.days[s.org[0].day], len(s.people), len(s.teams)
    announced, context = s.plan_common[s.book[0].plan_version], s.context[s.org[0].day]
    believed, done, apart = 0.0, 0.0, 0.0
    for j in range(len(s.order)):
        g = s.people[s.order[j]].g
        believed += g / people
        today.direction_distance += abs(g - announced) / people
        today.truth_distance += abs(g - today.direction) / people
    for k in range(teams):
        course = s.teams[k].course - context[k]
        done += course / teams
        today.action_distance += abs(course - announced) / teams
        today.action_truth_distance += abs(course - today.direction) / teams
    for j in range(len(s.order)):
        apart += (s.people[s.order[j]].g - believed) * (s.people[s.order[j]].g - believed) / people
    today.direction_spread, apart = math.sqrt(apart), 0.0
    for k in range(teams):
        away = s.teams[k].course - context[k] - done
        apart += away * away / teams
    today.action_spread = math.sqrt(apart)


@compiled
def observe_states(s: Tables) -> None:
    """Average what people feel and give."""
    clarity, trust, autonomy, trusted, commitment = 0.0, 0.0, 0.0, 0.0, 0.0
    isolation, resistance, voice, skill, exhaustion, engagement = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    people = len(s.people)
    for j in range(len(s.order)):
        me = s.people[s.order[j]]
        clarity += me.clarity / people
        trust += 0.5 * (me.trust_up + me.trust_peers) / people
        autonomy += me.autonomy / people
        trusted += me.trusted / people
        commitment += me.commitment / people
        isolation += me.isolation / people
        resistance += me.resistance / people
        voice += me.voice / people
        skill += me.skill / people
        exhaustion += me.exhaustion / people
        engagement += me.engagement / people
    today = s.days[s.org[0].day]
    today.clarity, today.trust, today.autonomy, today.trusted = clarity, trust, autonomy, trusted
    today.commitment, today.isolation, today.resistance = commitment, isolation, resistance
    today.voice, today.skill, today.exhaustion, today.engagement = voice, skill, exhaustion, engagement
    today.top2_influence = top2_influence(s)
    today.orchestration = s.law[0].orchestration


@compiled
def observe_middle(s: Tables) -> None:
    """Average over managers below the top, those whom an executive may leave room or not; 0 where there are none."""
    today, middle, autonomy, commitment = s.days[s.org[0].day], 0, 0.0, 0.0
    for j in range(len(s.order)):
        me = s.people[s.order[j]]
        if me.manager >= 0 and me.reports > 0:
            middle += 1
            autonomy += me.autonomy
            commitment += me.commitment
    today.middle_autonomy = autonomy / max(1, middle)
    today.middle_commitment = commitment / max(1, middle)


@compiled
def observe_teams(s: Tables) -> None:
    """Measure practices and what debriefs have written, and count task groups."""
    today, k = s.days[s.org[0].day], len(s.teams)
    today.groups, mean = s.book[0].groups, 0.0
    for team in range(k):
        mean += s.teams[team].practice / k
        today.practice_fit += practice_fit(s, team) / k
        today.cell_narrow += s.cells[team, NARROW] / k
        today.cell_wide += s.cells[team, WIDE] / k
        today.cell_cross += s.cells[team, CROSS] / k
        today.cell_new += s.cells[team, NEW] / k
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


@compiled
def observe_roles(s: Tables) -> None:
    """Add up what head, managers and base have before them, what their hours go to, and how they are."""
    first, middle = len(ROLES) * s.org[0].day, len(THETAS) // 2
    for j in range(len(s.order)):
        me = s.people[s.order[j]]
        role = s.roles[first + me.role]
        role.people += 1
        role.inbox += me.inbox
        role.available_hours += me.available_hours
        role.used_hours += me.available_hours - me.idle_hours
        role.attention_hours += me.attention_hours
        role.task_hours += me.worked_hours
        role.joint_hours += me.worked_hours - me.lone_hours + me.meeting_hours + me.mentoring_hours
        role.overtime_hours += me.overtime_hours
        role.debt_hours += me.debt_hours
        role.exhaustion += me.exhaustion
        role.alert += 1 if me.exhaustion > THETAS[middle] else 0
        role.severe += 1 if me.exhaustion > SEVERE else 0
        role.clarity += me.clarity
        role.trust_up += me.trust_up
        role.trust_peers += me.trust_peers
        role.engagement += me.engagement
