"""Declared and lived: what is promised against what people live, and what the gap costs; lived influence."""

from __future__ import annotations

from typing import Any

from sim.engine.compiled import compiled
from sim.engine.near import clip
from sim.engine.tables import Tables
from sim.state import Person


@compiled
def reflect(s: Tables) -> None:
    """Count today's decisions into everybody's power and influence, and let gaps cost trust and clarity.

    A gap that is owned (`owned`) costs nothing, even where influence stays as concentrated as it was.
    """
    law = s.law[0]
    for i in range(len(s.people)):
        count_power(law, s.people[i])
    concentrated = law.declared_sharing * top2_influence(s) if law.declared_sharing > 0.0 else 0.0
    for j in range(len(s.order)):
        me = s.people[s.order[j]]
        apart = gap_of(law, me) + concentrated
        s.days[s.org[0].day].gap += apart / len(s.people)
        loss = law.gap_loss * apart * (1.0 - law.owned)
        me.clarity = clip(me.clarity - loss)
        me.trust_up = clip(me.trust_up - loss)


@compiled
def gap_of(law: Any, me: Person) -> float:
    """Return how far what is promised exceeds what somebody lives: autonomy, and trust instead of visas."""
    return max(0.0, law.declared_autonomy - me.autonomy) + max(0.0, law.declared_trust - me.trusted)


@compiled
def count_power(law: Any, me: Person) -> None:
    """Let today's own decisions move their averages, and resistance follow: it rises as one decides less than before.

    A fall in how much one decides, against what one is used to, builds resistance; being involved prevents it.
    """
    me.power += law.power_memory * (me.decided - me.power)
    me.habit += law.power_habit * (me.decided - me.habit)
    me.influence += (me.decided - me.influence) / law.influence_days
    lost = max(0.0, me.habit - me.power) / (me.habit + 0.1)
    me.resistance = clip(me.resistance + law.resistance_loss * lost * (1.0 - law.involvement))


@compiled
def top2_influence(s: Tables) -> float:
    """Return how far lived influence sits with two people: their share, less what two of so many would have."""
    first = second = total = 0.0
    for j in range(len(s.order)):
        mine = s.people[s.order[j]].influence
        total += mine
        if mine > first:
            first, second = mine, first
        elif mine > second:
            second = mine
    if total <= 0.0:
        return 0.0
    return max(0.0, (first + second) / total - min(1.0, 2.0 / len(s.people)))
