"""Wait a day: leave every issue for exactly one day, then give the planned answer.

Kind    a rule for validation only
Source  ours
"""

from sim.state import APPLY_PLAN, WAIT, Issue, Org, Person


def decide(me: Person, boss: Person, issue: Issue, org: Org, luck: float) -> int:
    """Choose what `me` does with `issue`; uses `issue.waited_days`."""
    return WAIT if issue.waited_days < 1.0 else APPLY_PLAN
