"""The expert who became head: matters of the old domain are settled up there, or the head steers instead.

To steer is to move hours where load is (`move_hours`), to grow managers (`sim.engine.community`) and to link teams
(`sim.engine.ownership`), each as far as `orchestration` goes.
"""

from __future__ import annotations

from sim.engine import luck
from sim.engine.compiled import compiled
from sim.engine.law import share_operations
from sim.engine.tables import Tables
from sim.state import NOBODY, Issue, Person


@compiled
def old_domain(s: Tables) -> int:
    """Return the team from whose work the head once came, by luck."""
    return int(luck.uniform(s.law[0].seed, 0, 0, luck.DOMAIN, 0) * len(s.teams))


@compiled
def is_drawn_up(s: Tables, issue: Issue) -> bool:
    """Say whether an issue is settled by the head, whoever below would settle it.

    Of the old domain's issues that reach a higher level, the share 1 - `orchestration` is, by the hand-off law.
    """
    law = s.law[0]
    if issue.scope == 0 or law.orchestration >= 1.0 or issue.team != old_domain(s):
        return False
    return luck.kept_uniform(issue.luck, luck.DRAWN_UP, 0) >= law.orchestration


@compiled
def move_hours(s: Tables) -> None:
    """On the day of reports, let a head who steers move operational work from where much waits to where little does.

    Each member at the base is relieved of the share `steered_hours` x `orchestration` of what waits there (hours of
    work) beyond the mean over members, spread over the days until the next reports; what one team is relieved of, the
    others take on, so that the sum stays. Nobody gains or loses more than half of the day's operational work (ours).
    """
    law = s.law[0]
    moved = law.steered_hours * law.orchestration * law.work_hours / law.report_days
    if moved == 0.0:
        return
    members, mean = 0, 0.0
    for k in range(len(s.teams)):
        s.teams[k].relief_hours = 0.0
    for j in range(len(s.order)):
        me = s.people[s.order[j]]
        if me.height == 0:
            s.teams[me.team].relief_hours += me.waiting
            members += 1
            mean += me.waiting
    mean, most = mean / max(1, members), 0.0
    for k in range(len(s.teams)):
        base = base_members(s, k)
        s.teams[k].relief_hours = moved * (s.teams[k].relief_hours / base - mean) if base > 0 else 0.0
        most = max(most, abs(s.teams[k].relief_hours))
    limit = 0.5 * law.commitment * law.base_hours
    if most > limit:
        for k in range(len(s.teams)):
            s.teams[k].relief_hours *= limit / most
    share_operations(s.law, s.people, s.teams)


@compiled
def base_members(s: Tables, team: int) -> int:
    """Count the members of a team who lead nobody."""
    count = 0
    for k in range(s.members_first[team], s.members_first[team + 1]):
        count += 1 if s.people[s.members[k]].height == 0 else 0
    return count


@compiled
def skill_in(s: Tables, me: Person, issue: Issue) -> float:
    """Return somebody's skill at an issue: the head knows the old domain better."""
    if me.manager == NOBODY and me.reports > 0 and s.law[0].expert_skill > 0.0 and issue.team == old_domain(s):
        return me.skill + s.law[0].expert_skill
    return me.skill
