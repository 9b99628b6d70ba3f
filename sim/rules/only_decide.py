"""Only decide: every issue is answered at once, by whoever has it in hand; the null contestant of every tournament.

Kind    mixed
Source  ours
Departs it is no organisation that anybody describes: what a rule adds is what it adds to this.
"""

from sim.state import DECIDE, Issue, Org, Person


def decide(me: Person, boss: Person, issue: Issue, org: Org, luck: float) -> int:
    """Choose what `me` does with `issue`, whatever it is; reads nothing.

    Examples
    --------
    >>> decide(None, None, None, None, 0.5) == DECIDE
    True
    """
    return DECIDE
