"""Step 2, direct: reports go up, plans are made and told downwards, beliefs travel along the lattice."""

from __future__ import annotations

from typing import Any

from sim.engine.answer import experiment, move_hours, send_back, spread_practices
from sim.engine.compiled import compiled
from sim.engine.effect import debrief
from sim.engine.handoff import tell
from sim.engine.know import known_context, learn_contexts, report
from sim.engine.meet import grow_people, keep_groups, meet_as_community, meet_in_circles
from sim.engine.power import assemble, contest, vote
from sim.engine.tables import Tables


@compiled
def direct(s: Tables) -> None:
    """Take every common step of a morning, in this order: what yesterday left, reports, the plan, beliefs, meetings."""
    welcome(s)
    if s.org[0].day % int(s.law[0].report_days) == 0:
        report(s)
        move_hours(s)
        learn_contexts(s)
        experiment(s)
    plan(s)
    average(s)
    meet_in_circles(s)
    debrief(s)
    meet_as_community(s)
    grow_people(s)
    keep_groups(s)
    spread_practices(s)
    vote(s)
    assemble(s)
    contest(s)


@compiled
def welcome(s: Tables) -> None:
    """Charge the hours that yesterday left behind: newcomers to welcome, answers to review, loads to ease."""
    for i in range(len(s.people)):
        me = s.people[i]
        me.meeting_hours += s.teams[me.team].welcome_hours + me.owed_hours
        me.owed_hours = 0.0
    for k in range(len(s.teams)):
        s.teams[k].welcome_hours = 0.0


@compiled
def plan(s: Tables) -> None:
    """Make a new plan when its date has come, or when the centre no longer believes in the old one (a pivot).

    A plan that covers nothing rolls: the announced course is the centre's belief of the day, its hours charged daily,
    so that planning costs the same a year at both ends of the dial.
    """
    law, org, book = s.law[0], s.org[0], s.book[0]
    org.plan_age = org.day - book.plan_day
    belief = centre_belief(s)
    if law.coverage == 0.0:
        _write_plan(s, book.plan_version, belief)
        _charge_planning(s, law.planning_hours / law.plan_days)
        return
    due = org.plan_age >= law.plan_period
    settled = org.day - book.pivot_day >= law.pivot_days  # a plan is not overturned twice within a few days
    pivot = not due and settled and abs(belief - s.plan_common[book.plan_version]) > law.pivot_threshold
    if due or pivot:
        book.plan_version += 1
        s.plan_pivot[book.plan_version] = pivot
        _write_plan(s, book.plan_version, belief)
        _charge_planning(s, law.planning_hours if pivot else law.planning_hours * law.plan_period / law.plan_days)
        _announce(s)
        if pivot:
            book.pivot_day = org.day
            send_back(s)


@compiled
def centre_belief(s: Tables) -> float:
    """Return the belief about G at the centre: the mean over the roots."""
    total, count = 0.0, 0
    for j in range(len(s.order)):
        me = s.people[s.order[j]]
        if me.manager < 0:
            total += me.g
            count += 1
    return total / max(1, count)


@compiled
def _write_plan(s: Tables, version: int, common: float) -> None:
    s.plan_common[version] = common
    for k in range(len(s.teams)):
        s.plan_course[version, k] = common + known_context(s, k)
    s.book[0].plan_day = s.org[0].day
    s.org[0].plan_age = 0


@compiled
def _charge_planning(s: Tables, hours: float) -> None:
    for i in range(len(s.people)):
        if s.people[i].reports > 0:
            s.people[i].meeting_hours += hours


@compiled
def _announce(s: Tables) -> None:
    version = s.book[0].plan_version
    today = s.days[s.org[0].day]
    today.plans += 1
    today.pivots += 1 if s.plan_pivot[version] else 0
    for i in range(len(s.people)):
        if s.people[i].manager < 0:
            s.people[i].meeting_hours += tell(s, i, version, s.org[0].day * s.law[0].step_hours)


@compiled
def average(s: Tables) -> None:
    """Let beliefs about G move towards those of the people around, all at once [degroot1974].

    The dial `lattice`, f, moves the weight from the manager alone (0) to manager, reports and ties alike (1); trust
    multiplies it. The top is heard as it announces, which is the plan. With a pull towards one's own signals, beta
    (`local_pull`), nobody moves further than all the way: what is heard keeps its share alpha / (alpha + beta).
    """
    for i in range(len(s.people)):
        _hear(s, i)
    for i in range(len(s.people)):
        s.people[i].g = s.people[i].g_heard


@compiled
def _hear(s: Tables, i: int) -> None:
    me, f = s.people[i], s.law[0].lattice
    around = me.reports + me.ties + (1 if me.manager >= 0 else 0)
    pull, weight = 0.0, s.law[0].local_pull
    if me.manager >= 0:
        heard = (1.0 - f + f / around) * hearing(s.law[0], me.trust_up)
        pull += heard * (voice(s, me.manager) - me.g)
        weight += heard
    if f > 0.0 and me.reports + me.ties > 0:
        others = _differences(s, s.reports, s.reports_first[i], s.reports_first[i + 1], me.g)
        others += _from_ties(s, i)
        heard = f / around * hearing(s.law[0], me.trust_peers)
        pull += heard * others
        weight += heard * (me.reports + me.ties)
    pull += s.law[0].local_pull * (me.own - me.g)
    me.g_heard = me.g + (pull / weight if s.law[0].local_pull > 0.0 and weight > 1.0 else pull)


@compiled
def hearing(law: Any, trust: float) -> float:
    """Return how much of a voice is heard: a floor, and the rest by trust; of the line and of peers alike (ours)."""
    return law.hearing_floor + (1.0 - law.hearing_floor) * trust


@compiled
def _differences(s: Tables, rows, first: int, last: int, g: float) -> float:
    total = 0.0
    for k in range(first, last):
        total += voice(s, rows[k]) - g
    return total


@compiled
def _from_ties(s: Tables, i: int) -> float:
    """Add up what ties make somebody hear; silos and isolation take their share of what crosses teams."""
    me, total = s.people[i], 0.0
    across = (1.0 - s.law[0].silo) * (1.0 - me.isolation)
    for k in range(s.ties_first[i], s.ties_first[i + 1]):
        heard = voice(s, s.ties[k]) - me.g
        total += heard if s.people[s.ties[k]].team == me.team else across * heard
    return total


@compiled
def voice(s: Tables, j: int) -> float:
    """Return the direction somebody stands for: who leads all, the plan; everybody else, what they believe."""
    if s.people[j].manager < 0 and s.people[j].reports > 0:
        return s.plan_common[s.book[0].plan_version]
    return s.people[j].g
