"""Instructions: a version of the plan goes down the line by the hand-off law, a level at a time."""

from __future__ import annotations

from sim.engine.compiled import compiled
from sim.engine.handoff import send
from sim.engine.tables import Tables
from sim.state import INSTRUCTION, NOBODY


@compiled
def instruct(s: Tables, sender: int, version: int, hour: float) -> float:
    """Tell every direct report of a version of the plan; return the sender's hours."""
    first, last = s.reports_first[sender], s.reports_first[sender + 1]
    for k in range(first, last):
        if send(s, INSTRUCTION, NOBODY, version, s.reports[k], hour) == NOBODY:
            break
        s.people[s.reports[k]].news = version
        s.people[s.reports[k]].line_hours += s.law[0].send_hours
    return (last - first) * s.law[0].send_hours


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
        me.trust_up = max(0.0, me.trust_up - law.pivot_trust_loss)
    return instruct(s, i, version, hour)
