"""Mixed: issue by issue, the line decides, or the role where initiative is free.

Kind    mixed
Source  Burns & Stalker (1961) [burns1961]; Galbraith (1974) [galbraith1974]
Departs the texts place whole concerns between two poles; here each issue goes one way or the other, as often as the
        dial `initiative` says, and each way is that of `hierarchical` or `distributed` to the letter.
"""

from sim.state import ANYTHING, APPLY_PLAN, CONVENE, DECIDE, ESCALATE, SHARE, Issue, Org, Person


def decide(me: Person, boss: Person, issue: Issue, org: Org, luck: float) -> int:
    """Choose what `me` does with `issue`: by the level where authority is bounded, by the role where it is not.

    Uses `me.authority` and `me.height` (levels), `issue.plan_covers`, `issue.ambiguous` and `issue.coupled` (yes or
    no), `issue.scope` (levels) and `issue.attempts` (answers that failed).

    Examples
    --------
    >>> from types import SimpleNamespace as Row
    >>> issue = Row(plan_covers=False, ambiguous=False, coupled=False, attempts=0, scope=2)
    >>> decide(Row(authority=1, height=1), None, issue, None, 0.5) == ESCALATE
    True
    >>> decide(Row(authority=ANYTHING, height=1), None, issue, None, 0.5) == DECIDE
    True
    """
    if me.authority < ANYTHING:
        return by_the_line(me, issue)
    if issue.ambiguous:
        return SHARE
    if issue.coupled and issue.attempts == 0:
        return CONVENE
    return DECIDE


def by_the_line(me: Person, issue: Issue) -> int:
    """Choose as `hierarchical` does."""
    if issue.plan_covers:
        return APPLY_PLAN
    if issue.ambiguous or issue.scope > me.authority:
        return ESCALATE
    if me.height > 0 and issue.scope < me.height:
        return SHARE
    return DECIDE
