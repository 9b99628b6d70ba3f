"""Step 6, wear and recover: strain exhausts, rest and support restore, and habits return to the culture."""

from __future__ import annotations

from typing import Any

from sim.engine.care import load_days, speak_up
from sim.engine.compiled import compiled
from sim.engine.differ import QUARTER, outside_strain, steady_exhaustion, usual_clarity, usual_trust
from sim.engine.inbox import usable
from sim.engine.lived import usual_engagement
from sim.engine.near import clip
from sim.engine.tables import Tables
from sim.state import Person


@compiled
def wear(s: Tables) -> None:
    """Let today's strain and rest act on everybody, then let trust, clarity and skill relax."""
    law, day = s.law[0], s.org[0].day
    day_end = (day + 1) * law.step_hours
    for i in range(len(s.people)):
        me = s.people[i]
        me.waiting = usable(s.tasks, me, day_end)
        if day % QUARTER == 0:
            me.outside = outside_strain(law, me, day)
        slack = me.idle_hours / me.available_hours if me.available_hours > 0.0 else 0.0
        recovery = law.recovery_rate * me.recovers_by
        if not me.settled:
            settle_down(s, me, recovery, slack)
        me.exhaustion = exhaust(me.exhaustion, strain(s, me, me.clarity), law.strain_rate, recovery, slack)
        relax(law, me)
        speak_up(law, me)


@compiled
def settle_down(s: Tables, me: Person, recovery: float, slack: float) -> None:
    """On the first evening start from the exhaustion at which a life as today's, with one's usual clarity, settles.

    Nobody begins without a past; not to be at home yet is no past.
    """
    law = s.law[0]
    me.outside = outside_strain(law, me, s.org[0].day)
    steady = steady_exhaustion(strain(s, me, usual_clarity(law, me)), law.strain_rate, recovery, slack)
    me.exhaustion += law.settled_start * (steady - me.exhaustion)
    me.settled = True


@compiled
def strain(s: Tables, me: Person, clarity: float) -> float:
    """Return today's strain: demands less support, never below 0 (after the demands-resources model) [bakker2007].

    Demands strain less where there is control (after the demand-control model) [karasek1979]: what one decides oneself,
    and of the rest what standing makes up for. Hours given beyond the contract strain as overtime does. Strain from
    outside work comes on top.
    """
    law = s.law[0]
    demand = law.strain_load * min(law.strain_load_days, load_days(law, me))
    if law.strain_demand > 0.0:
        demand += law.strain_demand * pressure(law, me) * (1.0 - law.control_relief * control(s, me))
    demand += law.overtime_strain * (me.overtime_hours + max(0.0, -me.withheld_hours - me.idle_hours))
    demand += law.strain_unclear * (1.0 - clarity)
    demand += law.strain_rework * me.reworks
    demand += law.strain_constraint * (1.0 - me.autonomy)
    demand += law.strain_pivot if me.told_of_pivot else 0.0
    demand += law.strain_isolation * me.isolation
    support = law.support_trust * (me.trust_up + me.trust_peers) + law.support_empathy * law.empathy
    return me.strained_by * max(0.0, demand - law.relief_support * support) + me.outside


@compiled
def pressure(law: Any, me: Person) -> float:
    """Return the share of available hours used today, and the days of work waiting, half a day at most."""
    used = 1.0 - me.idle_hours / me.available_hours if me.available_hours > 0.0 else 1.0
    return used + min(0.5, load_days(law, me))


@compiled
def control(s: Tables, me: Person) -> float:
    """Return the control somebody has over the own work, 0 to 1: autonomy, and what standing adds to it (ours)."""
    standing = me.height / max(1, s.book[0].top)
    return me.autonomy + (1.0 - me.autonomy) * s.law[0].rank_control * standing


@compiled
def exhaust(exhaustion: float, strain: float, strain_rate: float, recovery_rate: float, slack: float) -> float:
    """Return tomorrow's exhaustion.

    Parameters
    ----------
    exhaustion : float
        E, 0 to 1.
    strain : float
        D of today, 0 or more.
    strain_rate, recovery_rate : float
        a and r, a day.
    slack : float
        Share of the day's hours nobody asked for, 0 to 1; rest speeds recovery.

    Returns
    -------
    float
        E + a D (1 - E) - r E (1 + slack), within 0 and 1 (ours, after effort-recovery [meijman1998]).

    Examples
    --------
    >>> exhaust(0.0, 0.5, 0.016, 0.012, 0.0)
    0.008
    """
    return clip(exhaustion + strain_rate * strain * (1.0 - exhaustion) - recovery_rate * exhaustion * (1.0 + slack))


@compiled
def relax(law: Any, me: Person) -> None:
    """Let trust, clarity, skill and isolation return to what the culture is used to, commitment to what was pledged."""
    trust = usual_trust(law, me)
    me.trust_up += law.relaxation * (trust - me.trust_up)
    me.trust_peers += law.relaxation * (trust - me.trust_peers)
    me.clarity += law.relaxation * (usual_clarity(law, me) - me.clarity)
    me.skill += law.relaxation * (me.talent - me.skill)
    me.commitment += law.relaxation * (me.pledge - me.commitment)
    me.engagement += law.relaxation * (usual_engagement(law, me) - me.engagement)
    me.say -= law.relaxation * me.say
    me.isolation += law.relaxation * (lonely(law, me) - me.isolation)
    me.resistance -= law.relaxation * me.resistance
    me.carried -= law.relaxation * me.carried


@compiled
def lonely(law: Any, me: Person) -> float:
    """Return the isolation somebody is used to: the culture's, less as peers are at hand (ours)."""
    return law.isolation * law.isolation_ties / (law.isolation_ties + me.ties)
