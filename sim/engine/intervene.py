"""Step 0, intervene: dated changes move dials, culture and constants; those present pay hours.

Before its day an intervention touches nothing. Resistance of managers makes a change slower, except of the world.
"""

from __future__ import annotations

from sim.engine.arithmetic import clip, exp
from sim.engine.compiled import compiled
from sim.engine.tables import (
    ALL,
    CLARITY,
    COMMITMENT,
    LEADERS,
    TEAMS,
    TOP,
    TRUST,
    Change,
    Tables,
    derive,
    share_operations,
    share_sensing,
)
from sim.state import Person

ALMOST: float = 1e-9
"""What is missing of a change by rounding only: ten tenths are a whole."""


@compiled
def intervene(s: Tables) -> None:
    """Carry out what is due today."""
    moved, today = False, s.days[s.org[0].day]
    for c in range(len(s.changes)):
        change = s.changes[c]
        if s.org[0].day >= change.start:
            meet_for(s, change)
            if change.place >= 0 and move(s, change):
                moved = True
            today.changing += 1 if change.place >= 0 and change.progress != goal_of(change, s.org[0].day) else 0
    if moved:
        derive(s.law, len(s.people), len(s.teams))
        share_operations(s.law, s.people, s.teams)
        share_sensing(s.law, s.people)
        s.org[0].coverage = s.law[0].coverage


@compiled
def meet_for(s: Tables, change: Change) -> None:
    """Hold a session of an intervention, if one is due: those present pay, and a ritual brings them clarity.

    Sessions are held for as long as a change was meant to take; as far as `resisted_sessions` has it (a share of their
    hours), for as long as it takes: what resistance or missing support slow down costs hours, too (ours).
    """
    since, hours = s.org[0].day - change.start, change.hours
    if since % change.every != 0:
        return
    if since >= change.over:
        if change.place < 0 or change.progress >= 1.0 or goal_of(change, s.org[0].day) == 0.0:
            return
        hours *= s.law[0].resisted_sessions
    for j in range(len(s.order)):
        me = s.people[s.order[j]]
        if is_present(me, change.who):
            me.meeting_hours += hours
            s.days[s.org[0].day].intervention_hours += hours
            if change.place < 0:
                me.clarity = clip(me.clarity + change.to * (1.0 - me.clarity))


@compiled
def is_present(me: Person, who: int) -> bool:
    """Say whether somebody is among those whom an intervention calls."""
    if who >= TEAMS:
        return me.team == who - TEAMS
    return who == ALL or (who == LEADERS and me.reports > 0) or (who == TOP and me.manager < 0)


@compiled
def move(s: Tables, change: Change) -> bool:
    """Move one setting, and what people feel of it, by a day; say whether anything moved."""
    day, value = s.org[0].day, s.law_values[change.place]
    if day == change.start:
        change.before = change.now = value
        if change.of_way < 1.0:
            change.to = value + change.of_way * (change.to - value)
    goal = goal_of(change, day)
    if change.progress == goal:
        return False
    pace = pace_of(s, change)
    change.progress += pace if goal > 0.0 else -pace
    if abs(goal - change.progress) < ALMOST or abs(change.progress - 0.5) > 0.5:
        change.progress = goal
    share = s_curve(change.progress) if change.transition else change.progress
    wanted = change.to if share == 1.0 else change.before + share * (change.to - change.before)
    _feel(s, change, wanted - change.now)
    change.now = wanted
    if not change.discourse:
        s.law_values[change.place] = wanted
    return True


@compiled
def goal_of(change: Change, day: int) -> float:
    """Return where a change is going: 1, or 0 from the day it is taken back."""
    return 0.0 if change.until > 0 and day >= change.until else 1.0


@compiled
def pace_of(s: Tables, change: Change) -> float:
    """Return which share of a change happens today: 1 / over, less what managers resist and support is missing."""
    pace = 1.0 / change.over
    if change.transition:
        pace *= 1.0 - s.law[0].transition_slowing * (1.0 - s.law[0].support)
    return pace if change.outside else pace * (1.0 - resisting(s))


@compiled
def resisting(s: Tables) -> float:
    """Return the mean resistance of those who lead somebody, 0 to 1."""
    total, leaders = 0.0, 0
    for j in range(len(s.order)):
        me = s.people[s.order[j]]
        if me.reports > 0:
            total += me.resistance
            leaders += 1
    return total / max(1, leaders)


@compiled
def s_curve(progress: float) -> float:
    """Return how far a transition has come: a logistic curve from 0 to 1 (ours).

    Parameters
    ----------
    progress : float
        Share of its time that has passed, 0 to 1.

    Returns
    -------
    float
        0 to 1, steepest in the middle.

    Examples
    --------
    >>> s_curve(0.0), s_curve(0.5), s_curve(1.0)
    (0.0, 0.5, 1.0)
    """
    low = 1.0 / (1.0 + exp(5.0))
    raw = 1.0 / (1.0 + exp(5.0 - 10.0 * progress))
    return min(1.0, max(0.0, (raw - low) / (1.0 - 2.0 * low)))


@compiled
def _feel(s: Tables, change: Change, by: float) -> None:
    felt = change.felt
    for i in range(len(s.people)):
        me = s.people[i]
        if felt == CLARITY:
            me.clarity = clip(me.clarity + by)
        elif felt == TRUST:
            me.trust_up, me.trust_peers = clip(me.trust_up + by), clip(me.trust_peers + by)
        elif felt == COMMITMENT:
            me.commitment = min(1.0, max(0.05, me.commitment + by))
            if not change.discourse:  # what is only said binds nobody
                me.pledge = min(1.0, max(0.05, me.pledge + by))
