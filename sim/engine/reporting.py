"""Reports: what teams believe about their own contexts goes up, late and blurred; the centre knows contexts only so."""

from __future__ import annotations

from sim.engine.compiled import compiled
from sim.engine.tables import Tables


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
