"""Inboxes: linked lists of tasks, first come first served among those that can be opened."""

from __future__ import annotations

from typing import Any

from sim.engine import luck
from sim.engine.compiled import compiled
from sim.engine.tables import NO_ROOM, Tables
from sim.record import Outcome
from sim.state import ADVICE, DUPLICATE, INSTRUCTION, NOBODY, Issue, Task
from sim.table import Table

MOST: int = 64
"""Usable tasks are counted up to here; nobody acts on more."""


@compiled
def new_task(s: Tables) -> int:
    """Take a free row of `tasks`; NOBODY, and a failed run, when there is none."""
    book = s.book[0]
    if book.free_tasks == 0:
        book.failed = NO_ROOM
        return NOBODY
    book.free_tasks -= 1
    return s.free_tasks[book.free_tasks]


@compiled
def free_task(s: Tables, task: int) -> None:
    """Give a row of `tasks` back."""
    book = s.book[0]
    s.free_tasks[book.free_tasks] = task
    book.free_tasks += 1


@compiled
def promise(issue: Issue) -> int:
    """Return how many tasks an open issue may still make: advice to ask for, two kinds of second desk, once each."""
    advice = (1 if issue.scope > 0 else 0) + (1 if issue.coupled else 0)
    asked = 0 if issue.consulted or advice == 0 else advice + 1
    return asked + (1 if issue.ambiguous else 0) + (0 if issue.joint else 1)


@compiled
def is_own(issue: Issue) -> bool:
    """Say whether a member opened an issue of the own accord: it is no arrival, and nothing is judged on it."""
    return issue.outcome == NOBODY


@compiled
def became(s: Tables, issue: Issue) -> Outcome:
    """Return where what becomes of an issue is written down: its row, or one that nobody reads."""
    if is_own(issue):
        return s.beside[0]
    return s.outcomes[issue.outcome]


@compiled
def put(tasks: Table[Task], box: Any, task: int) -> None:
    """Append a task to an inbox, a person's or a team's."""
    tasks[task].next = NOBODY
    tasks[task].prev = box.inbox_last
    if box.inbox_last == NOBODY:
        box.inbox_first = task
    else:
        tasks[box.inbox_last].next = task
    box.inbox_last = task
    box.inbox += 1


@compiled
def earliest(tasks: Table[Task], box: Any, hour: float) -> int:
    """Find the task to open next: the first that is usable at `hour`, else the one usable soonest.

    Parameters
    ----------
    tasks : Table of Task
        Of the run.
    box : Person or Team
        Whose inbox.
    hour : float
        Hours since the run began.

    Returns
    -------
    int
        Row of the task, NOBODY for an empty inbox.
    """
    soonest = NOBODY
    task = box.inbox_first
    while task != NOBODY:
        if tasks[task].usable_hour <= hour:
            return task
        if soonest == NOBODY or tasks[task].usable_hour < tasks[soonest].usable_hour:
            soonest = task
        task = tasks[task].next
    return soonest


@compiled
def take(tasks: Table[Task], box: Any, task: int) -> None:
    """Remove a task from an inbox."""
    before, after = tasks[task].prev, tasks[task].next
    if after != NOBODY:
        tasks[after].prev = before
    if before == NOBODY:
        box.inbox_first = after
    else:
        tasks[before].next = after
    if after == NOBODY:
        box.inbox_last = before
    box.inbox -= 1


@compiled
def next_task(s: Tables, i: int, hour: float) -> int:
    """Take the task that person `i` opens next out of the own inbox, or else out of the team's common one.

    Returns NOBODY when nothing can be opened before the day ends.
    """
    me = s.people[i]
    team, day_end = s.teams[me.team], (s.org[0].day + 1) * s.law[0].step_hours
    own = earliest(s.tasks, me, hour)
    if own != NOBODY and s.tasks[own].usable_hour <= hour:
        own = by_priority(s, i, own, hour)
        take(s.tasks, me, own)
        return own
    common = earliest(s.tasks, team, hour)
    if common != NOBODY and (own == NOBODY or s.tasks[common].usable_hour < s.tasks[own].usable_hour):
        if s.tasks[common].usable_hour < day_end:
            take(s.tasks, team, common)
            return common
    elif own != NOBODY and s.tasks[own].usable_hour < day_end:
        take(s.tasks, me, own)
        return own
    return NOBODY


@compiled
def by_priority(s: Tables, i: int, first: int, hour: float) -> int:
    """Choose the usable task with the highest stakes instead of the first, as often as priorities are clear."""
    law, me = s.law[0], s.people[i]
    if law.priorities == 0.0 or s.tasks[first].kind == INSTRUCTION or s.tasks[first].next == NOBODY:
        return first
    if luck.uniform(law.seed, me.id, about(s, first), luck.PRIORITY, s.org[0].day) >= law.priorities:
        return first
    best, highest, seen, task = first, at_stake(s, first), 0, s.tasks[first].next
    while task != NOBODY and seen < MOST:
        if s.tasks[task].usable_hour <= hour:
            seen += 1
            if at_stake(s, task) > highest:
                best, highest = task, at_stake(s, task)
        task = s.tasks[task].next
    return best


@compiled
def about(s: Tables, task: int) -> int:
    """Return the identity of the issue a task is about, which advice and second desks keep when it is closed."""
    if s.tasks[task].kind in (ADVICE, DUPLICATE):
        return s.tasks[task].version
    return s.issues[s.tasks[task].issue].id


@compiled
def at_stake(s: Tables, task: int) -> float:
    """Return the stakes of what a task is about; news of a plan, and what is settled by now, stand in the middle."""
    if s.tasks[task].kind == INSTRUCTION or s.issues[s.tasks[task].issue].id != about(s, task):
        return 0.5
    return s.issues[s.tasks[task].issue].stakes


@compiled
def usable(tasks: Table[Task], box: Any, hour: float) -> int:
    """Count the tasks in an inbox that can be opened at `hour`, up to `MOST`."""
    count = 0
    task = box.inbox_first
    while task != NOBODY and count < MOST:
        if tasks[task].usable_hour <= hour:
            count += 1
        task = tasks[task].next
    return count
