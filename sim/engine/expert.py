"""The expert who became head: as far as leading is not steering yet, matters of the old domain are settled up there."""

from __future__ import annotations

from sim.engine import luck
from sim.engine.compiled import compiled
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
def skill_in(s: Tables, me: Person, issue: Issue) -> float:
    """Return somebody's skill at an issue: the head knows the old domain better."""
    if me.manager == NOBODY and me.reports > 0 and s.law[0].expert_skill > 0.0 and issue.team == old_domain(s):
        return me.skill + s.law[0].expert_skill
    return me.skill
