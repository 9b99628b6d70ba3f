"""Hierarchical: apply the plan, send up what is unclear or too wide, hand out what is narrow, decide the rest.

Kind    mechanical
Source  Burns & Stalker (1961) [burns1961]; Galbraith (1974) [galbraith1974]
Departs the texts give no order of the steps; here the plan comes first, and a manager hands out before deciding.
"""

from sim.state import APPLY_PLAN, DECIDE, ESCALATE, SHARE, Issue, Org, Person


def decide(me: Person, boss: Person, issue: Issue, org: Org, luck: float) -> int:
    """Choose what `me` does with `issue`: everything has a level where it belongs.

    Uses `issue.plan_covers` and `issue.ambiguous` (yes or no); `issue.scope`, `me.authority` and `me.height` (levels).
    A manager to whom an issue comes that reaches less far than all the levels below hands it to a report.

    Examples
    --------
    >>> from types import SimpleNamespace as Row
    >>> supervisor = Row(authority=1, height=1)
    >>> decide(supervisor, None, Row(plan_covers=False, ambiguous=False, scope=2), None, 0.5) == ESCALATE
    True
    """
    if issue.plan_covers:
        return APPLY_PLAN
    if issue.ambiguous or issue.scope > me.authority:
        return ESCALATE
    if me.height > 0 and issue.scope < me.height:
        return SHARE
    return DECIDE
