"""Step 1, perceive: everybody follows the direction, and the own team's context, through noisy signals.

The same law for the centre and for members: what differs is how many hours each may spend.
"""

from __future__ import annotations

import math
from typing import Any

from sim.engine import luck
from sim.engine.compiled import compiled
from sim.engine.tables import Tables
from sim.state import Person

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
