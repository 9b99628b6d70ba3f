"""Distributed: whoever holds the role decides, and meets the other team where one is touched.

Kind    organic
Source  Burns & Stalker (1961) [burns1961]
Departs the text leaves open whose an unclear issue is; here that is settled sideways.
"""

from sim.state import CONVENE, DECIDE, SHARE, Issue, Org, Person


def decide(me: Person, boss: Person, issue: Issue, org: Org, luck: float) -> int:
    """Choose what `me` does with `issue`: neither the plan nor the level matters.

    Uses `issue.ambiguous` and `issue.coupled` (yes or no) and `issue.attempts` (answers that failed).

    Examples
    --------
    >>> from types import SimpleNamespace as Row
    >>> decide(None, None, Row(ambiguous=False, coupled=False, attempts=0), None, 0.5) == DECIDE
    True
    >>> decide(None, None, Row(ambiguous=False, coupled=True, attempts=0), None, 0.5) == CONVENE
    True
    """
    if issue.ambiguous:
        return SHARE
    if issue.coupled and issue.attempts == 0:
        return CONVENE
    return DECIDE
