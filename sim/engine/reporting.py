"""Reports: what teams believe about their own contexts goes up, late and blurred; the centre knows contexts only so."""

from __future__ import annotations

from sim.engine.compiled import compiled
from sim.engine.tables import Tables


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
