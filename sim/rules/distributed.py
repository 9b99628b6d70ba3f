"""Distributed: whoever holds the role decides, meets the other team where one is touched, and shares when overloaded.

Kind    organic
Source  Burns & Stalker (1961) [burns1961]
Departs the text has no threshold; here a person shares from `overload` waiting tasks on, and settles sideways whose
        an unclear issue is.
"""

from sim.state import CONVENE, DECIDE, SHARE, Issue, Org, Person


def decide(me: Person, boss: Person, issue: Issue, org: Org, luck: float, *, overload: float = 6.0) -> int:
    """Choose what `me` does with `issue`: neither the plan nor the level matters.

    Uses `issue.ambiguous` and `issue.coupled` (yes or no), `issue.attempts` (answers that failed), `me.waiting` (tasks
    behind the one in hand) and the parameter `overload` (tasks).

    Examples
    --------
    >>> from types import SimpleNamespace as Row
    >>> decide(Row(waiting=2), None, Row(ambiguous=False, coupled=False, attempts=0), None, 0.5) == DECIDE
    True
    >>> decide(Row(waiting=2), None, Row(ambiguous=False, coupled=False, attempts=0), None, 0.5, overload=2.0) == SHARE
    True
    """
    if issue.ambiguous or me.waiting >= overload:
        return SHARE
    if issue.coupled and issue.attempts == 0:
        return CONVENE
    return DECIDE
