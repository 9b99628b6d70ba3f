"""The one hand-off law: whatever passes from person to person costs both sides hours and queues at the recipient.

Passing up, passing sideways and telling down are the same act; no action has a delay of its own, and nobody is
answered outside the queue.
"""

from __future__ import annotations

from typing import Any

from sim.engine import luck
from sim.engine.compiled import compiled
from sim.engine.events import note
from sim.engine.inbox import became, new_task, put, usable
from sim.engine.tables import Tables
from sim.record import SECOND_DESK
from sim.state import ADVICE, DUPLICATE, NOBODY, Issue


@compiled
def deliver(s: Tables, task: int, recipient: int, hour: float) -> None:
    """Put a task into somebody's inbox, to be opened `handoff_hours` after `hour`."""
    one = s.tasks[task]
    one.usable_hour = one.since = hour + s.law[0].handoff_hours
    one.handed, one.arriving, one.asked = True, True, False
    put(s.tasks, s.people[recipient], task)


@compiled
def hand(s: Tables, task: int, recipient: int, hour: float) -> None:
    """Deliver a request: somebody waits for it to be opened."""
    deliver(s, task, recipient, hour)
    s.tasks[task].asked = True
    s.days[s.org[0].day].requests += 1


@compiled
def bring_back(s: Tables, task: int, recipient: int, hour: float) -> None:
    """Put a task back on a desk that knows its story: from `hour` on, at no hours, and nobody waits for it."""
    one = s.tasks[task]
    one.usable_hour = one.since = hour
    one.handed = one.arriving = one.asked = False
    put(s.tasks, s.people[recipient], task)


@compiled
def arrive(s: Tables, task: int) -> None:
    """Count the way of an issue to the desk it has come to as travelling, while it has no answer in effect."""
    one = s.tasks[task]
    if one.arriving and s.issues[one.issue].attempts == 0:
        became(s, s.issues[one.issue]).travelling_hours += s.law[0].handoff_hours
    one.arriving = False


@compiled
def send(s: Tables, kind: int, row: int, version: int, recipient: int, hour: float) -> int:
    """Hand somebody a new task and return its row; NOBODY, and a failed run, when no row is free."""
    task = new_task(s)
    if task == NOBODY:
        return NOBODY
    s.tasks[task].kind, s.tasks[task].issue, s.tasks[task].version = kind, row, version
    if kind == ADVICE:
        hand(s, task, recipient, hour)
    else:
        deliver(s, task, recipient, hour)
    return task


@compiled
def hand_issue(s: Tables, task: int, sender: int, recipient: int, hour: float) -> None:
    """Hand an issue on: that settles whose it is, and blurs a context in which the recipient does not live."""
    issue = s.issues[s.tasks[task].issue]
    if issue.ambiguous:
        settle_ownership(s, s.tasks[task].issue, sender, hour)
    issue.handed_hour, issue.climbed, issue.sender = hour, False, sender
    change_hands(s, issue, hour)
    if s.people[recipient].team != issue.team:
        issue.context *= s.law[0].keep * (1.0 - s.law[0].silo * s.law[0].silo_reach)
    hand(s, task, recipient, hour)


@compiled
def change_hands(s: Tables, issue: Issue, hour: float) -> None:
    """Count a hand-off: somebody new has to be told the story, which the customer lives, answered or not."""
    issue.handoffs += 1
    s.days[s.org[0].day].handoffs += 1
    if is_followed(s.law[0], issue, hour):
        became(s, issue).repeats += 1


@compiled
def start_anew(s: Tables, issue: Issue, hour: float) -> None:
    """Count a reset: what was done is done again, which the customer lives, answered or not."""
    issue.resets += 1
    if is_followed(s.law[0], issue, hour):
        became(s, issue).resets += 1


@compiled
def is_followed(law: Any, issue: Issue, hour: float) -> bool:
    """Say whether an issue is judged by what happens now: for H days from its birth, as every other."""
    return hour < issue.born_hour + law.follow * law.step_hours


@compiled
def settle_ownership(s: Tables, row: int, sender: int, hour: float) -> None:
    """Settle whose an unclear issue is; now and then whoever passes it on works on it too (a collision)."""
    issue, law = s.issues[row], s.law[0]
    issue.ambiguous = False
    s.book[0].promised -= 1
    if luck.kept_uniform(issue.luck, luck.COLLISION, 0) < law.collision_chance:
        send(s, DUPLICATE, row, issue.id, sender, hour)
        note(s, hour, sender, row, SECOND_DESK, sender)
        s.days[s.org[0].day].collisions += 1


@compiled
def escalate(s: Tables, task: int, sender: int, hour: float) -> None:
    """Hand an issue to one's manager, one level up."""
    s.issues[s.tasks[task].issue].hops += 1
    hand_issue(s, task, sender, s.people[sender].manager, hour)
    s.issues[s.tasks[task].issue].climbed = True


@compiled
def shortest_inbox(s: Tables, i: int, name: int, hour: float, shorter_than: int) -> int:
    """Find whom to share with: among a manager's reports, or else one's ties, the one with fewest usable tasks.

    Parameters
    ----------
    s : Tables
        Of the run.
    i : int
        Row of who wants to share.
    name : int
        Identity of what is shared; luck chooses among equals.
    hour : float
        Hours since the run began.
    shorter_than : int
        Only an inbox with fewer usable tasks will do.

    Returns
    -------
    int
        Row of the person; NOBODY if none will do.
    """
    if s.people[i].reports > 0:
        return _shortest(s, s.reports, s.reports_first[i], s.reports_first[i + 1], name, hour, shorter_than)
    return _shortest(s, s.ties, s.ties_first[i], s.ties_first[i + 1], name, hour, shorter_than)


@compiled
def _shortest(s: Tables, rows, first: int, last: int, name: int, hour: float, shorter_than: int) -> int:
    best, fewest, lot = NOBODY, shorter_than, 0
    for k in range(first, last):
        count = usable(s.tasks, s.people[rows[k]], hour)
        if count > fewest or (count == fewest and best == NOBODY):
            continue
        drawn = luck.mix(s.law[0].seed, s.people[rows[k]].id, name, luck.TAKER, 0)
        if count < fewest or drawn < lot:
            best, fewest, lot = rows[k], count, drawn
    return best
