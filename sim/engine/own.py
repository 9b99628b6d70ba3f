"""Issues of members' own: whoever had nothing waiting last evening may open one (the dial `initiative`).

Nobody's arrival: they are counted apart, and nothing is judged on them. All else is as with any issue: rights, rule,
hours, lessons, trust.
"""

from __future__ import annotations

from sim.engine import luck
from sim.engine.arithmetic import log
from sim.engine.compiled import compiled
from sim.engine.inbox import new_task
from sim.engine.receive import free_issue, identity, open_issue
from sim.engine.seat import seat_of
from sim.engine.tables import NO_ROOM, Tables
from sim.state import NOBODY

NTH: int = 4000
"""Its place among the issues that come to a seat on a day: more than ever arrive."""


@compiled
def open_own(s: Tables) -> None:
    """Let whoever had nothing waiting last evening open an issue, by own_rate x initiative x engagement (ours)."""
    law, day = s.law[0], s.org[0].day
    chance = law.own_rate * law.initiative
    if chance == 0.0 or day == 0:
        return
    for i in range(len(s.people)):
        me = s.people[i]
        if me.waiting == 0 and luck.kept_uniform(me.luck, luck.OWN, 0) < chance * me.engagement:
            slot, task = free_issue(s), new_task(s)
            if s.book[0].failed == NO_ROOM:
                return
            describe(s, slot, i, identity(seat_of(s, i), day, NTH))
            open_issue(s, slot, task, identity(seat_of(s, i), day, NTH))
            s.days[day].opened += 1


@compiled
def describe(s: Tables, slot: int, i: int, name: int) -> None:
    """Draw what an issue somebody opens is like: novel, and else as those that arrive, by its own luck."""
    issue, law = s.issues[slot], s.law[0]
    kept = luck.prefix(law.seed, name, 0)
    issue.outcome, issue.origin, issue.novel = NOBODY, i, True
    issue.scope = reach(luck.kept_uniform(kept, luck.OWN, 1), law.scope, s.book[0].top)
    issue.other_team = NOBODY
    if len(s.teams) > 1 and luck.kept_uniform(kept, luck.OWN, 2) < law.interdependence:
        issue.other_team = team_of_another(s, i, luck.kept_uniform(kept, luck.OWN, 3))
    issue.coupling = 0.5 + luck.kept_uniform(kept, luck.OWN, 4)
    issue.stakes = luck.kept_uniform(kept, luck.OWN, 5)


@compiled
def reach(u: float, share: float, top: int) -> int:
    """Return how many levels an issue reaches: each further level with chance `share`, at most `top`."""
    if share <= 0.0 or top == 0:
        return 0
    return top if share >= 1.0 else min(top, int(log(u) / log(share)))


@compiled
def team_of_another(s: Tables, i: int, u: float) -> int:
    """Draw the team of somebody outside one's own: a large team is touched more often."""
    own = s.people[i].team
    place = int(u * (len(s.people) - s.teams[own].members))
    for k in range(len(s.teams)):
        if k != own:
            if place < s.teams[k].members:
                return k
            place -= s.teams[k].members
    return NOBODY
