"""Experience: what people learn of their own team's context from the centre, or from fellows (the dial's two ends)."""

from __future__ import annotations

from typing import Any

from sim.engine.compiled import compiled
from sim.engine.perceive import LEAST, gain
from sim.engine.reporting import reported_context
from sim.engine.tables import Tables


@compiled
def learn_contexts(s: Tables) -> None:
    """On the day of reports, let everybody weigh a second source against their own view, by how precise each is.

    At `experiential_knowledge` 0 it is the centre's picture of the team, from all its members, but late and blurred;
    at 1 the mean of those fellows in the team whom one talks to. Both cost everybody the hours of one report.
    """
    law = s.law[0]
    h, noise = law.experiential_knowledge, own_variance(law)
    for j in range(len(s.order)):
        me = s.people[s.order[j]]
        me.meeting_hours += law.report_hours
        me.l_heard = me.l
        if noise <= 0.0:
            continue
        fellows, pooled = _pool(s, s.order[j])
        if fellows > 0:
            me.l_heard += h * weight(noise, noise / fellows) * (pooled - me.l)
        if s.org[0].day >= 2 * s.teams[me.team].hops:
            central = _central_variance(law, noise, s.teams[me.team].members, s.teams[me.team].hops)
            me.l_heard += (
                (1.0 - h) * weight(noise, central) * (reported_context(s, me.team, 2 * s.teams[me.team].hops) - me.l)
            )
    for i in range(len(s.people)):
        s.people[i].l = s.people[i].l_heard


@compiled
def own_variance(law: Any) -> float:
    """Return the error variance of somebody who follows a context alone: (1 - K) p, of the steady Kalman filter."""
    if law.local_sensing_hours <= LEAST:
        return 0.0
    r = law.local_noise * law.local_noise / law.local_sensing_hours
    return gain(law.q_context, r) * r


@compiled
def weight(own: float, source: float) -> float:
    """Return the weight another source deserves: own / (own + source), by inverse variances.

    Examples
    --------
    >>> weight(1.0, 0.25)
    0.8
    """
    return own / (own + source) if own + source > 0.0 else 0.0


@compiled
def _central_variance(law: Any, own: float, members: int, hops: int) -> float:
    """Return the error variance of what comes back from the centre: averaged, but old by the hops up and down."""
    kept = 1.0
    for _ in range(hops):
        kept *= law.keep
    lost = (1.0 - kept) * (1.0 - kept) * law.q_context * 0.5 * law.context_half_life / 0.6931471805599453
    return own / members + law.q_context * (2 * hops + 0.5 * law.report_days) + lost


@compiled
def _pool(s: Tables, i: int):
    me, total, count = s.people[i], 0.0, 0
    if me.manager >= 0 and s.people[me.manager].team == me.team:
        total += s.people[me.manager].l
        count += 1
    for k in range(s.reports_first[i], s.reports_first[i + 1]):
        if s.people[s.reports[k]].team == me.team:
            total += s.people[s.reports[k]].l
            count += 1
    for k in range(s.ties_first[i], s.ties_first[i + 1]):
        if s.people[s.ties[k]].team == me.team:
            total += s.people[s.ties[k]].l
            count += 1
    return count, total / max(1, count)
