"""Know: report to the centre, perceive direction and contexts, learn from what is announced.

Reports: what teams believe about their own contexts goes up, late and blurred; the centre knows contexts only so.

Step 1, perceive: everybody follows the direction, and the own team's context, through noisy signals.

The same law for the centre and for members: what differs is how many hours each may spend.

Experience: what people learn of their own team's context from the centre, or from fellows (the dial's two ends).
"""

from __future__ import annotations

import math
from typing import Any

from sim.engine import luck
from sim.engine.compiled import compiled
from sim.engine.tables import Tables
from sim.state import Person


@compiled
def report(s: Tables) -> None:
    """Send each team's view of its own context on its way up: the mean of its members, each as far as they speak.

    Both sides spend hours. Where nobody speaks the last report stands.
    """
    law = s.law[0]
    row = s.org[0].day // int(law.report_days)
    for k in range(len(s.teams)):
        s.teams[k].speaking = 0.0
    for j in range(len(s.order)):
        me = s.people[s.order[j]]
        s.reported[row, me.team] += me.voice * me.l
        s.teams[me.team].speaking += me.voice
        sides = me.reports + (1 if me.manager >= 0 else 0)
        me.line_hours += law.report_hours if me.manager >= 0 else 0.0
        me.meeting_hours += sides * law.report_hours
    for k in range(len(s.teams)):
        if s.teams[k].speaking > 0.0:
            s.reported[row, k] /= s.teams[k].speaking
        elif row > 0:
            s.reported[row, k] = s.reported[row - 1, k]


@compiled
def known_context(s: Tables, team: int) -> float:
    """Return what the centre knows of a team's context: the last report that has arrived, blurred at each hop."""
    return reported_context(s, team, s.teams[team].hops)


@compiled
def reported_context(s: Tables, team: int, delay: int) -> float:
    """Return a team's context as reported so many days ago, blurred at each hop to the top."""
    sent = s.org[0].day - delay
    if sent < 0:
        return 0.0
    known = s.reported[sent // int(s.law[0].report_days), team]
    for _ in range(s.teams[team].hops):
        known *= s.law[0].keep
    return (1.0 - s.law[0].silo * s.law[0].silo_reach) * known


LEAST: float = 1e-9
"""Hours of sensing below which there is no signal; a signal from less has no finite noise."""


@compiled
def gain(q: float, r: float) -> float:
    """Return the steady-state Kalman gain of a random walk, the weight a signal deserves [kalman1960].

    Parameters
    ----------
    q : float
        Variance of a day's change, course squared.
    r : float
        Variance of the signal's noise, course squared.

    Returns
    -------
    float
        K* = p / (p + r), p = (q + sqrt(q^2 + 4 q r)) / 2, from 0 to 1; 1 without noise, else 0 when nothing changes.

    Examples
    --------
    >>> round(gain(0.0009, 0.7467), 5)
    0.03412
    """
    if r <= 0.0:
        return 1.0
    if q <= 0.0:
        return 0.0
    p = 0.5 * (q + math.sqrt(q * q + 4.0 * q * r))
    return p / (p + r)


@compiled
def signal_noise(noise: float, correlation: float, budget: float, hours: float) -> float:
    """Return the variance of a signal: hours buy down only one's own noise, not the noise all observers share.

    Parameters
    ----------
    noise : float
        Standard deviation of a signal from one hour, course.
    correlation : float
        Share of that variance all observers have in common, 0 to 1.
    budget, hours : float
        Hours a day of the whole organisation, and of this person, above 0.

    Returns
    -------
    float
        Course squared (ours).
    """
    return noise * noise * (correlation / budget + (1.0 - correlation) / hours)


@compiled
def perceive(s: Tables) -> None:
    """Let everybody take in today's signals of G and of the own team's L.

    The standard deviation of noise one believes in is the true one times `resilience`: below 1 one over-reacts, above
    1 one is stubborn.
    """
    law, day = s.law[0], s.org[0].day
    for i in range(len(s.people)):
        me = s.people[i]
        hours, z = (me.sensing_hours - me.central_hours) * me.clarity, 0.0
        if me.manager < 0:
            hours, z = pooled_sight(s, i)
        elif hours > LEAST:
            z = luck.kept_normal(me.luck, luck.SENSE_G, 0)
        if hours > LEAST:
            _sense_direction(law, me, hours, z, s.direction[day], s.common_noise[day])
        if law.local_sensing_hours * me.clarity > LEAST:
            _sense_context(law, me, day, s.context[day, me.team])


@compiled
def pooled_sight(s: Tables, i: int) -> tuple[float, float]:
    """Return the hours that sense for a root, and the standard noise of what they see together.

    Signals of a top team are pooled, weighted by hours, before they are filtered, and move the root's belief alone:
    others hear of it as they hear of the plan. Each filtering alone would lag; taking the pooled signal in would be a
    gift of the line's channel. An hour counts as far as one knows what to look for.
    """
    me = s.people[i]
    hours = me.sensing_hours * me.clarity
    z = luck.kept_normal(me.luck, luck.SENSE_G, 0)
    if s.law[0].shared_sensing == 0.0:
        return hours, z
    noise = math.sqrt(hours) * z
    for k in range(s.reports_first[i], s.reports_first[i + 1]):
        report = s.people[s.reports[k]]
        if report.central_hours > 0.0:
            given = report.central_hours * report.clarity
            noise += math.sqrt(given) * luck.kept_normal(report.luck, luck.SENSE_G, 1)
            hours += given
    return hours, noise / math.sqrt(hours) if hours > 0.0 else 0.0


@compiled
def _sense_direction(law: Any, me: Person, hours: float, z: float, truth: float, shared: float) -> None:
    r = signal_noise(law.sensing_noise, law.sensing_correlation, law.sensing_budget, hours)
    common = math.sqrt(law.sensing_correlation / law.sensing_budget) * shared
    own = math.sqrt((1.0 - law.sensing_correlation) / hours) * z
    signal = truth + law.sensing_noise * (common + own)
    weight = gain(law.q_direction, r * law.resilience * law.resilience)
    me.g += weight * (signal - me.g)
    me.own += weight * (signal - me.own)


@compiled
def _sense_context(law: Any, me: Person, day: int, truth: float) -> None:
    hours = law.local_sensing_hours * me.clarity
    r = law.local_noise * law.local_noise / hours
    signal = truth + math.sqrt(r) * luck.kept_normal(me.luck, luck.SENSE_L, 0)
    me.l += gain(law.q_context, r * law.resilience * law.resilience) * (signal - me.l)


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
