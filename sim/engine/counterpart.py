"""Who is asked: one act across teams goes to somebody who does the work there, a wide one to the lead."""

from __future__ import annotations

from sim.engine import luck
from sim.engine.compiled import compiled
from sim.engine.tables import Tables
from sim.state import NOBODY, Issue

WIDE: int = 2
"""Levels an issue reaches from which the lead of the other team is concerned (ours)."""


@compiled
def counterpart(s: Tables, issue: Issue) -> int:
    """Return the row of who is met or asked in the other team: a member by the luck of the issue, or the lead (ours).

    The lead is concerned when the issue reaches `WIDE` levels, and else as often as `lead_asked` says.
    """
    first, last = s.members_first[issue.other_team], s.members_first[issue.other_team + 1]
    lead = luck.kept_uniform(issue.luck, luck.COUNTERPART, 0) < s.law[0].lead_asked
    if issue.scope >= WIDE or lead:
        return s.teams[issue.other_team].lead
    best, lot = NOBODY, 0
    for k in range(first, last):
        drawn = luck.mix(s.law[0].seed, s.people[s.members[k]].id, issue.id, luck.COUNTERPART, 0)
        if best == NOBODY or drawn < lot:
            best, lot = s.members[k], drawn
    return best
