"""Convening: two teams meet on an issue and fix both courses at the optimum of the pair."""

from __future__ import annotations

import math

from sim.engine import luck
from sim.engine.answer import known_scope_part, noise_of
from sim.engine.caravan import convoy_days
from sim.engine.compiled import compiled
from sim.engine.counterpart import counterpart
from sim.engine.events import note
from sim.engine.groups import forming, joined
from sim.engine.handoff import change_hands, hand
from sim.engine.reporting import known_context
from sim.engine.tables import Tables
from sim.state import CONVENE, MEETING, NOBODY, Issue, Person


@compiled
def pair_optimum(own: float, other: float, coupling: float) -> float:
    """Return one's own course when one act fixes both.

    Parameters
    ----------
    own, other : float
        What is right for either team, course.
    coupling : float
        delta >= 0, the weight of agreeing.

    Returns
    -------
    float
        ((1 + 2 delta) own + 2 delta other) / (1 + 4 delta), the least of the mean squared error + delta (a1 - a2)^2.

    Examples
    --------
    >>> pair_optimum(0.0, 1.0, 0.5)
    0.3333333333333333
    """
    return ((1.0 + 2.0 * coupling) * own + 2.0 * coupling * other) / (1.0 + 4.0 * coupling)


@compiled
def call_meeting(s: Tables, i: int, task: int, hour: float) -> float:
    """Call somebody of the other team to a meeting; return the convener's hours, forming and meeting included.

    It takes place when enough of both teams are ready.
    """
    issue, law = s.issues[s.tasks[task].issue], s.law[0]
    me, other = s.people[i], counterpart(s, issue)
    issue.held_right = me.g + issue.context + known_scope_part(s, me, issue)
    issue.decider, issue.local = i, issue.context
    s.tasks[task].kind = MEETING
    hours = law.send_hours + forming(s, issue) + law.group_hours
    note(s, hour + hours, i, s.tasks[task].issue, CONVENE, other)
    until_ready = convoy_days(s, issue) * law.step_hours
    hand(s, task, other, hour + hours + until_ready)
    today = s.days[s.org[0].day]
    today.convened += 1
    today.convening_hours += hours
    change_hands(s, issue, hour + hours)
    return hours


@compiled
def hold_meeting(s: Tables, i: int, issue: Issue) -> None:
    """Fix both courses, each side with its own view, and with what it hears of the other's across a silo.

    Teams that a task group joins meet without one.
    """
    me, convener = s.people[i], s.people[issue.decider]
    own, other = issue.held_right, me.g + (me.l if me.team == issue.other_team else 0.0)
    fix_both(s, convener, me, issue, own, other)
    issue.heard = True
    silo = s.law[0].silo * s.law[0].silo_reach
    if silo > 0.0 and not joined(s, issue.team, issue.other_team):
        weight = 2.0 * issue.coupling / (1.0 + 4.0 * issue.coupling)
        issue.answer += weight * silo * (convener.g - other)
        issue.pair_answer += weight * silo * (me.g - own)
        issue.other_course = issue.pair_answer


@compiled
def fix_both(s: Tables, one: Person, two: Person, issue: Issue, own: float, other: float) -> None:
    """Write the pair's optimum, as two people judge it together, into the issue.

    One act has one error, common to both courses, of the mean of both noises; of its variance the share 1 -
    `common_error` is each side's own (ours).
    """
    one_noise, two_noise = noise_of(s, one, issue), noise_of(s, two, issue)
    common = 0.5 * (one_noise + two_noise) * math.sqrt(s.law[0].common_error) * _judged(s, issue, 18)
    apart = math.sqrt(1.0 - s.law[0].common_error)
    issue.answer = pair_optimum(own, other, issue.coupling)
    issue.answer += apart * one_noise * _judged(s, issue, 16) + common
    issue.pair_answer = pair_optimum(other, own, issue.coupling)
    issue.pair_answer += apart * two_noise * _judged(s, issue, 17) + common
    issue.paired = True
    issue.other_known = True
    issue.other_course = issue.pair_answer


@compiled
def _judged(s: Tables, issue: Issue, visit: int) -> float:
    return luck.normal(s.law[0].seed, issue.id, issue.attempts, luck.JUDGEMENT, visit)


@compiled
def over_both(s: Tables, i: int, issue: Issue) -> bool:
    """Say whether person `i` leads both teams an issue concerns, at whatever distance."""
    return issue.coupled and leads(s, i, s.teams[issue.team].lead) and leads(s, i, s.teams[issue.other_team].lead)


@compiled
def leads(s: Tables, i: int, j: int) -> bool:
    """Say whether `i` is `j`, or stands above `j` in the line."""
    while j != NOBODY and s.people[j].height <= s.people[i].height:
        if j == i:
            return True
        j = s.people[j].manager
    return False


@compiled
def decide_for_both(s: Tables, i: int, issue: Issue) -> None:
    """Let a superior of both teams fix both courses, knowing the other team only from its reports."""
    me = s.people[i]
    own = me.g + issue.context + known_scope_part(s, me, issue)
    silo = s.law[0].silo * (1.0 - s.law[0].silo_reach)  # what has crossed a silo on its way up is not cut again
    other = me.g + (me.l if me.team == issue.other_team else (1.0 - silo) * known_context(s, issue.other_team))
    fix_both(s, me, me, issue, own, other)
