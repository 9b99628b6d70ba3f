"""Expert manager: whoever was promoted for knowing best goes on deciding what is difficult.

Kind    mechanical
Source  ours
Departs nothing: it caricatures a manager who has not yet moved from know-how to steering.
"""

from sim.state import APPLY_PLAN, DECIDE, ESCALATE, Issue, Org, Person


def decide(me: Person, boss: Person, issue: Issue, org: Org, luck: float, *, edge: float = 0.0) -> int:
    """Choose what `me` does with `issue`: the base takes the hard ones up, the manager decides them all.

    Uses `issue.plan_covers`, `issue.ambiguous` and `issue.novel` (yes or no), `issue.scope`, `me.authority` and
    `me.height` (levels), `issue.attempts` (answers that failed), `me.skill` and `boss.skill` (around 1) and the
    parameter `edge` (skill by which the manager must be better).

    Examples
    --------
    >>> from types import SimpleNamespace as Row
    >>> clerk, expert = Row(height=0, authority=0, skill=0.9), Row(skill=1.2)
    >>> hard = Row(plan_covers=False, ambiguous=False, scope=0, novel=True, attempts=0)
    >>> decide(clerk, expert, hard, None, 0.5) == ESCALATE
    True
    """
    if issue.plan_covers:
        return APPLY_PLAN
    if issue.ambiguous or issue.scope > me.authority:
        return ESCALATE
    hard = issue.novel or issue.attempts > 0
    if me.height == 0 and hard and boss.skill >= me.skill + edge:
        return ESCALATE
    return DECIDE
