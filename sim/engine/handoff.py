"""The one hand-off law: whatever passes from person to person costs both sides hours and queues at the recipient.

Passing up, passing sideways and telling down are the same act; no action has a delay of its own, and nobody is
answered outside the queue.
"""

from __future__ import annotations

from sim.engine.compiled import compiled
from sim.engine.inbox import new_task, put, usable
from sim.engine.tables import Tables
from sim.state import INSTRUCTION, NOBODY


@compiled
def hand(s: Tables, task: int, recipient: int, hour: float) -> None:
    """Put a task into somebody's inbox, to be opened `handoff_hours` after `hour`."""
    s.tasks[task].usable_hour = hour + s.law[0].handoff_hours
    s.tasks[task].handed = True
    put(s, recipient, task)


@compiled
def hand_issue(s: Tables, task: int, recipient: int, hour: float) -> None:
    """Hand an issue on: that settles whose it is, and blurs a context in which the recipient does not live."""
    issue = s.issues[s.tasks[task].issue]
    issue.ambiguous = False
    issue.handoffs += 1
    if s.people[recipient].team != issue.team:
        issue.context *= s.law[0].keep
    hand(s, task, recipient, hour)


@compiled
def escalate(s: Tables, task: int, sender: int, hour: float) -> None:
    """Hand an issue to one's manager, one level up."""
    issue = s.issues[s.tasks[task].issue]
    issue.hops += 1
    hand_issue(s, task, s.people[sender].manager, hour)


@compiled
def instruct(s: Tables, sender: int, version: int, hour: float) -> float:
    """Tell every direct report of a version of the plan; return the sender's hours."""
    first, last = s.reports_first[sender], s.reports_first[sender + 1]
    for k in range(first, last):
        task = new_task(s)
        if task == NOBODY:
            break
        s.tasks[task].kind = INSTRUCTION
        s.tasks[task].issue = NOBODY
        s.tasks[task].version = version
        hand(s, task, s.reports[k], hour)
    return (last - first) * s.law[0].send_hours


@compiled
def shortest_inbox(s: Tables, i: int, hour: float, shorter_than: int) -> int:
    """Find whom to share with: among a manager's reports, or else one's ties, the one with fewest usable tasks.

    Parameters
    ----------
    s : Tables
        Of the run.
    i : int
        Row of who wants to share.
    hour : float
        Hours since the run began.
    shorter_than : int
        Only an inbox with fewer usable tasks will do.

    Returns
    -------
    int
        Row of the person, the first among equals; NOBODY if none will do.
    """
    if s.people[i].reports > 0:
        return _shortest(s, s.reports, s.reports_first[i], s.reports_first[i + 1], hour, shorter_than)
    return _shortest(s, s.ties, s.ties_first[i], s.ties_first[i + 1], hour, shorter_than)


@compiled
def _shortest(s: Tables, rows, first: int, last: int, hour: float, shorter_than: int) -> int:
    best, fewest = NOBODY, shorter_than
    for k in range(first, last):
        count = usable(s, s.people[rows[k]], hour)
        if count < fewest:
            best, fewest = rows[k], count
    return best
