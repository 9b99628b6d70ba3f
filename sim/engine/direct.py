"""Step 2, direct: reports go up, plans are made and told downwards, beliefs travel along the lattice."""

from __future__ import annotations

from sim.engine.compiled import compiled
from sim.engine.handoff import instruct
from sim.engine.tables import Tables


@compiled
def direct(s: Tables) -> None:
    """Welcome newcomers, report, plan, and average beliefs, in this order."""
    welcome(s)
    if s.org[0].day % int(s.law[0].report_days) == 0:
        report(s)
    plan(s)
    average(s)


@compiled
def welcome(s: Tables) -> None:
    """Charge each team the hours that yesterday's newcomers need."""
    for i in range(len(s.people)):
        s.people[i].meeting_hours += s.teams[s.people[i].team].welcome_hours
    for k in range(len(s.teams)):
        s.teams[k].welcome_hours = 0.0


@compiled
def report(s: Tables) -> None:
    """Send each team's mean belief about its own context on its way up; both sides spend hours."""
    law = s.law[0]
    row = s.org[0].day // int(law.report_days)
    for j in range(len(s.order)):
        me = s.people[s.order[j]]
        s.reported[row, me.team] += me.l / s.teams[me.team].members
        sides = me.reports + (1 if me.manager >= 0 else 0)
        me.meeting_hours += sides * law.report_hours


@compiled
def known_context(s: Tables, team: int) -> float:
    """Return what the centre knows of a team's context: the last report that has arrived, blurred at each hop."""
    hops = s.teams[team].hops
    sent = s.org[0].day - hops
    if sent < 0:
        return 0.0
    known = s.reported[sent // int(s.law[0].report_days), team]
    for _ in range(hops):
        known *= s.law[0].keep
    return known


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
        _write_plan(s, 0, belief)
        _charge_planning(s, law.planning_hours / law.plan_days)
        return
    due = org.plan_age >= law.plan_period
    pivot = not due and abs(belief - s.plan_common[book.plan_version]) > law.pivot_threshold
    if due or pivot:
        book.plan_version += 1
        s.plan_pivot[book.plan_version] = pivot
        _write_plan(s, book.plan_version, belief)
        _charge_planning(s, law.planning_hours if pivot else law.planning_hours * law.plan_period / law.plan_days)
        _announce(s)


@compiled
def centre_belief(s: Tables) -> float:
    """Return the mean belief about G at the centre: the roots, and whoever leads managers."""
    total, count = 0.0, 0
    for j in range(len(s.order)):
        me = s.people[s.order[j]]
        if me.manager < 0 or me.height >= 2:
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
def tell(s: Tables, i: int, version: int, hour: float) -> float:
    """Let somebody learn of a version of the plan and instruct the reports; return the hours that takes.

    Older news than one already has is not passed on.
    """
    me, law = s.people[i], s.law[0]
    if version <= me.plan_version:
        return 0.0
    me.plan_version = version
    if s.plan_pivot[version]:
        me.told_of_pivot = True
        me.clarity = max(0.0, me.clarity - law.pivot_loss)
        me.trust_up = max(0.0, me.trust_up - law.pivot_loss)
    return instruct(s, i, version, hour)


@compiled
def average(s: Tables) -> None:
    """Let beliefs about G move towards those of the people around, all at once [degroot1974].

    The dial `lattice`, f, moves the weight from the manager alone (0) to manager, reports and ties alike (1); trust
    multiplies it. The top is heard as it announces, which is the plan.
    """
    for i in range(len(s.people)):
        _hear(s, i)
    for i in range(len(s.people)):
        s.people[i].g = s.people[i].g_heard


@compiled
def _hear(s: Tables, i: int) -> None:
    me, f = s.people[i], s.law[0].lattice
    around = me.reports + me.ties + (1 if me.manager >= 0 else 0)
    pull = 0.0
    if me.manager >= 0:
        pull += (1.0 - f + f / around) * me.trust_up * (voice(s, me.manager) - me.g)
    if f > 0.0 and me.reports + me.ties > 0:
        others = _differences(s, s.reports, s.reports_first[i], s.reports_first[i + 1], me.g)
        others += _differences(s, s.ties, s.ties_first[i], s.ties_first[i + 1], me.g)
        pull += f / around * me.trust_peers * others
    me.g_heard = me.g + pull


@compiled
def _differences(s: Tables, rows, first: int, last: int, g: float) -> float:
    total = 0.0
    for k in range(first, last):
        total += voice(s, rows[k]) - g
    return total


@compiled
def voice(s: Tables, j: int) -> float:
    """Return the direction somebody stands for: a root stands for the plan, everybody else for what they believe."""
    if s.people[j].manager < 0:
        return s.plan_common[s.book[0].plan_version]
    return s.people[j].g
