"""Management by exception: apply the plan, decide within one's authority, pass the rest up.

Kind    mechanical
Source  Galbraith (1974) [galbraith1974]
Departs the paper has no ambiguity; here the unclear goes up too.
"""

from sim.state import APPLY_PLAN, DECIDE, ESCALATE, Issue, Org, Person


def decide(me: Person, boss: Person, issue: Issue, org: Org, luck: float) -> int:
    """Choose what `me` does with `issue`: only the exceptions climb.

    Uses `issue.plan_covers` and `issue.ambiguous` (yes or no); `issue.scope` and `me.authority` (levels).

    Examples
    --------
    >>> from types import SimpleNamespace as Row
    >>> decide(Row(authority=1), None, Row(plan_covers=False, ambiguous=False, scope=1), None, 0.5) == DECIDE
    True
    """
    if issue.plan_covers:
        return APPLY_PLAN
    if issue.scope > me.authority or issue.ambiguous:
        return ESCALATE
    return DECIDE
