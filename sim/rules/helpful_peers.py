"""Helpful peers: people at the same level carry each other's load and look at each other's failures.

Kind    organic
Source  ours
Departs nothing: it is the plainest rule in which neither level nor plan is used, only who has room to help. What is too
        much is the engine's for every rule; to hand over early, at `load`, is this rule's own idea.
"""

from sim.state import CONSULT, DECIDE, SHARE, Issue, Org, Person


def decide(
    me: Person,
    boss: Person,
    issue: Issue,
    org: Org,
    luck: float,
    *,
    load: float = 3.0,
    tired: float = 0.5,
) -> int:
    """Choose what `me` does with `issue`: hand it to somebody with room when one has none, ask after a failure.

    Uses `issue.ambiguous` and `issue.consulted` (yes or no), `issue.attempts` (answers that failed), `me.waiting`
    (tasks behind the one in hand), `me.exhaustion` (0 to 1) and the parameters `load` (tasks) and `tired` (0 to 1). One
    who is tired hands over at half the load.

    Examples
    --------
    >>> from types import SimpleNamespace as Row
    >>> issue = Row(ambiguous=False, consulted=False, attempts=0)
    >>> decide(Row(waiting=2, exhaustion=0.2), None, issue, None, 0.5) == DECIDE
    True
    >>> decide(Row(waiting=2, exhaustion=0.7), None, issue, None, 0.5) == SHARE
    True
    """
    room = load if me.exhaustion < tired else load / 2.0
    if issue.ambiguous or me.waiting >= room:
        return SHARE
    if issue.attempts > 0 and not issue.consulted:
        return CONSULT
    return DECIDE
