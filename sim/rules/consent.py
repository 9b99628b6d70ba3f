"""Consent: a decision stands when nobody objects; those concerned are heard first, together where two teams are.

Kind    organic
Source  Endenburg (1998) [endenburg1998]
Departs circles meet at fixed times in the book; here each wide issue is put to those concerned when it comes up. An
        objection is an answer that failed or was refused: the next one is worked out with those concerned.
"""

from sim.state import CONSULT, CONVENE, DECIDE, SHARE, Issue, Org, Person


def decide(me: Person, boss: Person, issue: Issue, org: Org, luck: float) -> int:
    """Choose what `me` does with `issue`: good enough for now, unless somebody has a reason against it.

    Uses `issue.ambiguous`, `issue.coupled` and `issue.consulted` (yes or no), `issue.scope` (levels), `issue.attempts`
    (answers that failed) and `issue.rejections` (times a visa was refused).

    Examples
    --------
    >>> from types import SimpleNamespace as Row
    >>> own = dict(ambiguous=False, coupled=False, consulted=False, scope=0, rejections=0)
    >>> decide(None, None, Row(attempts=0, **own), None, 0.5) == DECIDE
    True
    >>> decide(None, None, Row(attempts=1, **own), None, 0.5) == CONSULT
    True
    """
    if issue.ambiguous:
        return SHARE
    objection = issue.attempts > 0 or issue.rejections > 0
    if issue.coupled and not objection:
        return CONVENE
    if (issue.scope > 0 or objection) and not issue.consulted:
        return CONSULT
    return DECIDE
