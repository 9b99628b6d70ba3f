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
        if me.sensing_hours * me.clarity > LEAST:
            _sense_direction(law, me, day, s.direction[day], s.common_noise[day])
        if law.local_sensing_hours * me.clarity > LEAST:
            _sense_context(law, me, day, s.context[day, me.team])


@compiled
def _sense_direction(law: Any, me: Person, day: int, truth: float, shared: float) -> None:
    hours = me.sensing_hours * me.clarity  # an hour counts as far as one knows what to look for
    r = signal_noise(law.sensing_noise, law.sensing_correlation, law.sensing_budget, hours)
    common = math.sqrt(law.sensing_correlation / law.sensing_budget) * shared
    own = math.sqrt((1.0 - law.sensing_correlation) / hours) * luck.kept_normal(me.luck, luck.SENSE_G, 0)
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
