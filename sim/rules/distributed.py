"""Distributed: whoever holds the role decides, and shares the work when there is too much of it.

Kind    organic
Source  Burns & Stalker (1961) [burns1961]
Departs the text has no threshold; here a person shares from `overload` waiting tasks on, and settles sideways whose
        an unclear issue is.
"""

from sim.state import DECIDE, SHARE, Issue, Org, Person


def decide(me: Person, boss: Person, issue: Issue, org: Org, luck: float, *, overload: float = 6.0) -> int:
    """Choose what `me` does with `issue`: neither the plan nor the level matters.

    Uses `issue.ambiguous` (yes or no), `me.waiting` and the parameter `overload` (tasks behind the one in hand).

    Examples
    --------
    >>> from types import SimpleNamespace as Row
    >>> decide(Row(waiting=2), None, Row(ambiguous=False), None, 0.5) == DECIDE
    True
    >>> decide(Row(waiting=2), None, Row(ambiguous=False), None, 0.5, overload=2.0) == SHARE
    True
    """
    if issue.ambiguous or me.waiting >= overload:
        return SHARE
    return DECIDE
