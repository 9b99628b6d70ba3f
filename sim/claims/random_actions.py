"""Uniformly random actions: nobody thinks; what still comes out is no finding about deciding.

Kind    a rule for the null ladder only
Source  ours
"""

from sim.state import APPLY_PLAN, CONSULT, CONVENE, DECIDE, ESCALATE, SHARE, WAIT, Issue, Org, Person


def decide(me: Person, boss: Person, issue: Issue, org: Org, luck: float) -> int:
    """Choose what `me` does with `issue` by `luck` alone; the engine carries out the nearest that is possible.

    Examples
    --------
    >>> decide(None, None, None, None, 0.0) == APPLY_PLAN, decide(None, None, None, None, 0.99) == WAIT
    (True, True)
    """
    drawn = luck * 7.0
    if drawn < 1.0:
        return APPLY_PLAN
    if drawn < 2.0:
        return DECIDE
    if drawn < 3.0:
        return CONSULT
    if drawn < 4.0:
        return CONVENE
    if drawn < 5.0:
        return ESCALATE
    return SHARE if drawn < 6.0 else WAIT
