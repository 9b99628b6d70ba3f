"""Advice process: anyone may decide anything, after asking those it touches.

Kind    organic
Source  Laloux (2014) [laloux2014]
Departs the book leaves to the decider what is big enough to ask about; here it is what reaches beyond one's level or
        touches another team, at stakes of `small` or more. Whom to ask is settled by the engine.
"""

from sim.state import CONSULT, DECIDE, SHARE, Issue, Org, Person


def decide(me: Person, boss: Person, issue: Issue, org: Org, luck: float, *, small: float = 0.3) -> int:
    """Choose what `me` does with `issue`: advice must be asked for, it need not be followed.

    Uses `issue.ambiguous`, `issue.consulted` and `issue.coupled` (yes or no), `issue.scope` (levels), `issue.stakes` (0
    to 1) and the parameter `small` (0 to 1).

    Examples
    --------
    >>> from types import SimpleNamespace as Row
    >>> wide = dict(ambiguous=False, coupled=False, scope=2, stakes=0.5)
    >>> decide(None, None, Row(consulted=False, **wide), None, 0.5) == CONSULT
    True
    >>> decide(None, None, Row(consulted=True, **wide), None, 0.5) == DECIDE
    True
    """
    if issue.ambiguous:
        return SHARE
    touches_others = issue.scope > 0 or issue.coupled
    if touches_others and issue.stakes >= small and not issue.consulted:
        return CONSULT
    return DECIDE
