"""The caravan: people of uneven commitment are ready at different times; a meeting waits for all, or for some."""

from __future__ import annotations

from sim.engine import luck
from sim.engine.arithmetic import log
from sim.engine.compiled import compiled
from sim.engine.lived import lose_heart
from sim.engine.tables import Tables
from sim.state import Issue, Person


@compiled
def ready_in(s: Tables, me: Person, issue: Issue) -> float:
    """Return in how many days somebody is ready to meet: exponential, mean `ready_days` x (1 / commitment - 1)."""
    if me.commitment >= 1.0:
        return 0.0
    u = luck.uniform(s.law[0].seed, issue.id, me.id, luck.READY, issue.attempts)
    return -log(u) * s.law[0].ready_days * (1.0 / me.commitment - 1.0)


@compiled
def convoy_days(s: Tables, issue: Issue) -> float:
    """Return how long a meeting of two teams waits: until the share `ready_share` of both teams is ready.

    Who is later than that, the convener apart, joins with chance `joining`, at no loss; others are left out, and lose
    engagement.
    """
    wait = _wait(s, issue)
    if s.law[0].ready_share < 1.0:
        _follow_up(s, issue, issue.team, wait)
        _follow_up(s, issue, issue.other_team, wait)
    return wait


@compiled
def _wait(s: Tables, issue: Issue) -> float:
    """Find the shortest wait among people's own after which enough are ready."""
    members = s.teams[issue.team].members + s.teams[issue.other_team].members
    needed = max(1.0, s.law[0].ready_share * members) - 1e-9  # somebody at least
    if _ready_by(s, issue, 0.0) >= needed:
        return 0.0
    best = -1.0
    for team in (issue.team, issue.other_team):
        for k in range(s.members_first[team], s.members_first[team + 1]):
            days = ready_in(s, s.people[s.members[k]], issue)
            if (best < 0.0 or days < best) and _ready_by(s, issue, days) >= needed:
                best = days
    return max(0.0, best)


@compiled
def _ready_by(s: Tables, issue: Issue, days: float) -> int:
    ready = 0
    for team in (issue.team, issue.other_team):
        for k in range(s.members_first[team], s.members_first[team + 1]):
            if ready_in(s, s.people[s.members[k]], issue) <= days:
                ready += 1
    return ready


@compiled
def _follow_up(s: Tables, issue: Issue, team: int, wait: float) -> None:
    law, today = s.law[0], s.days[s.org[0].day]
    for k in range(s.members_first[team], s.members_first[team + 1]):
        me = s.people[s.members[k]]
        if ready_in(s, me, issue) <= wait or s.members[k] == issue.decider:
            continue
        if luck.uniform(law.seed, issue.id, me.id, luck.JOINING, issue.attempts) < law.joining:
            today.joined += 1
        else:
            today.left_out += 1
            lose_heart(law, me, law.left_out_loss)
