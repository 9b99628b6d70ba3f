"""Garbage can: what is decided depends on who happens to be there, with how much else to do.

Kind    mixed
Source  Cohen, March & Olsen (1972) [cohen1972]
Departs the paper lets problems, solutions and people drift between choices; here an issue has one holder at a time, and
        drifts to another when that one has too much else (flight), lies there until somebody's mind is on it, or is
        decided once `deadline` days have passed, looked at or not (oversight). Flight from load is the paper's idea,
        and comes before the engine's own law of overload.
"""

from sim.state import DECIDE, SHARE, WAIT, Issue, Org, Person


def decide(
    me: Person,
    boss: Person,
    issue: Issue,
    org: Org,
    luck: float,
    *,
    absent: float = 0.4,
    crowd: float = 4.0,
    deadline: float = 4.0,
) -> int:
    """Choose what `me` does with `issue`: flight, oversight or resolution, as the moment has it.

    Uses `issue.ambiguous` (yes or no), `me.waiting` (tasks behind the one in hand), `issue.waited_days` (days since it
    was born), `luck`, and the parameters `absent` (chance that one's mind is elsewhere), `crowd` (tasks) and `deadline`
    (days).

    Examples
    --------
    >>> from types import SimpleNamespace as Row
    >>> fresh = Row(ambiguous=False, waited_days=0.0)
    >>> decide(Row(waiting=0), None, fresh, None, 0.1) == WAIT
    True
    >>> decide(Row(waiting=9), None, fresh, None, 0.1) == SHARE
    True
    """
    if issue.waited_days >= deadline and not issue.ambiguous:
        return DECIDE
    if me.waiting >= crowd:
        return SHARE
    if luck < absent:
        return WAIT
    return DECIDE
