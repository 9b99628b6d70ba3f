"""People differ: in what they are used to, in skill, in how work strains them and how they recover, by who they are.

The same person is the same in every organisation: all hangs on identity. Means are those of culture and constants.
"""

from __future__ import annotations

from typing import Any

from sim.engine import luck
from sim.engine.arithmetic import exp
from sim.engine.compiled import compiled
from sim.engine.near import clip
from sim.state import Person

QUARTER: int = 60
"""Working days after which what strains outside work is drawn anew."""
OUTSIDE_SD: float = 0.7
"""Standard deviation of the log of strain from outside work, of its lasting part and of a quarter's (ours)."""
MOST_DRAWN: int = 50
"""Draws after which whoever was drawn is kept."""


@compiled
def be_somebody(law: Any, me: Person) -> None:
    """Draw who somebody is."""
    me.clear_by = 2.0 * luck.uniform(law.seed, me.id, 0, luck.CLARITY, 0) - 1.0
    me.trusting_by = 2.0 * luck.uniform(law.seed, me.id, 0, luck.TRUST, 0) - 1.0
    me.talent = factor(law.skill_spread, luck.normal(law.seed, me.id, 0, luck.TALENT, 0))
    me.strained_by = factor(law.strain_spread, luck.normal(law.seed, me.id, 0, luck.STRAIN, 0))
    me.recovers_by = factor(law.recovery_spread, luck.normal(law.seed, me.id, 0, luck.RECOVERY, 0))
    me.settled = False


@compiled
def be_one_who_stayed(law: Any, me: Person) -> None:
    """Draw who somebody is who is there on the first day: whoever soon leaves has mostly left before (ours).

    Of a steady inflow there are as many of a kind as their time to leaving is long. So a draw is kept with a chance of
    exp(-leave_slope E), E the exhaustion at which such a person settles where `usual_exhaustion` is usual; else another
    is drawn. That is the same person in every organisation.
    """
    be_somebody(law, me)
    usual = min(0.99, law.usual_exhaustion)
    for k in range(1, MOST_DRAWN):
        raised = usual / (1.0 - usual) * me.strained_by / me.recovers_by
        leaves = law.stayed_start * (1.0 - exp(-law.leave_slope * raised / (1.0 + raised)))
        if luck.uniform(law.seed, me.id, k, luck.STAYED, 0) >= leaves:
            break
        me.strained_by = factor(law.strain_spread, luck.normal(law.seed, me.id, k, luck.STRAIN, 0))
        me.recovers_by = factor(law.recovery_spread, luck.normal(law.seed, me.id, k, luck.RECOVERY, 0))


@compiled
def factor(spread: float, z: float) -> float:
    """Return a log-normal factor of mean 1.

    Examples
    --------
    >>> factor(0.0, 1.5)
    1.0
    """
    return exp(spread * z - 0.5 * spread * spread)


@compiled
def usual(culture: float, spread: float, by: float) -> float:
    """Return what somebody is used to: c + s min(c, 1 - c) u, u uniform on -1 to 1, mean c, within 0 and 1 (ours).

    Examples
    --------
    >>> usual(0.5, 0.5, -1.0), usual(0.6, 0.0, 1.0)
    (0.25, 0.6)
    """
    return culture + spread * min(culture, 1.0 - culture) * by


@compiled
def usual_clarity(law: Any, me: Person) -> float:
    """Return the clarity somebody returns to, of the culture of the day."""
    return usual(law.clarity, law.clarity_spread, me.clear_by)


@compiled
def usual_trust(law: Any, me: Person) -> float:
    """Return the trust somebody returns to, of the culture of the day."""
    return usual(law.trust, law.trust_spread, me.trusting_by)


@compiled
def outside_strain(law: Any, me: Person, day: int) -> float:
    """Return today's strain from outside work: a lasting part times a quarter's, both log-normal of mean 1 (ours)."""
    if law.outside_strain == 0.0:
        return 0.0
    lasting = factor(OUTSIDE_SD, luck.normal(law.seed, me.id, 0, luck.OUTSIDE, 0))
    quarter = factor(OUTSIDE_SD, luck.normal(law.seed, me.id, 1 + day // QUARTER, luck.OUTSIDE, 1))
    return law.outside_strain * lasting * quarter


@compiled
def steady_exhaustion(strain: float, strain_rate: float, recovery_rate: float, slack: float) -> float:
    """Return the exhaustion at which strain and recovery balance: a D / (a D + r (1 + slack)), 0 to 1.

    Examples
    --------
    >>> steady_exhaustion(1.0, 0.01, 0.02, 0.5)
    0.25
    """
    raised, lowered = strain_rate * strain, recovery_rate * (1.0 + slack)
    return clip(raised / (raised + lowered)) if raised > 0.0 else 0.0
