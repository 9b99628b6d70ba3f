"""Consult first: ask those concerned for advice, then decide.

Kind    a rule for validation only
Source  ours
"""

from sim.state import CONSULT, DECIDE, Issue, Org, Person


def decide(me: Person, boss: Person, issue: Issue, org: Org, luck: float) -> int:
    """Choose what `me` does with `issue`; uses `issue.consulted` (yes or no)."""
    return DECIDE if issue.consulted else CONSULT
