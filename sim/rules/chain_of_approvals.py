"""Chain of approvals: nothing is decided before it has climbed a number of desks.

Kind    mechanical
Source  Sah & Stiglitz (1986) [sah1986]
Departs in the paper every desk says yes or no to a project; here the desks below pass the issue on, the last one
        answers it, and the plan, approved beforehand, needs no desk.
"""

from sim.state import APPLY_PLAN, DECIDE, ESCALATE, Issue, Org, Person


def decide(me: Person, boss: Person, issue: Issue, org: Org, luck: float, *, desks: float = 1.0) -> int:
    """Choose what `me` does with `issue`: pass it up until it has climbed `desks` levels, more if it reaches further.

    Uses `issue.plan_covers` and `issue.ambiguous` (yes or no), `issue.hops` (levels climbed), `issue.scope` and
    `me.authority` (levels) and the parameter `desks` (levels).

    Examples
    --------
    >>> from types import SimpleNamespace as Row
    >>> local = dict(plan_covers=False, ambiguous=False, scope=0)
    >>> decide(Row(authority=0), None, Row(hops=0, **local), None, 0.5) == ESCALATE
    True
    >>> decide(Row(authority=1), None, Row(hops=1, **local), None, 0.5) == DECIDE
    True
    """
    if issue.plan_covers:
        return APPLY_PLAN
    if issue.ambiguous or issue.hops < desks or issue.scope > me.authority:
        return ESCALATE
    return DECIDE
