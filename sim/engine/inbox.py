"""Inboxes: linked lists of tasks, first come first served among those that can be opened."""

from __future__ import annotations

from sim.engine.compiled import compiled
from sim.engine.tables import NO_ROOM, Tables
from sim.state import NOBODY, Person

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
def put(s: Tables, i: int, task: int) -> None:
    """Append a task to the inbox of person `i`."""
    me = s.people[i]
    s.tasks[task].next = NOBODY
    if me.inbox_last == NOBODY:
        me.inbox_first = task
    else:
        s.tasks[me.inbox_last].next = task
    me.inbox_last = task
    me.inbox += 1


@compiled
def earliest(s: Tables, me: Person, hour: float) -> int:
    """Find the task to open next: the first that is usable at `hour`, else the one usable soonest.

    Parameters
    ----------
    s : Tables
        Of the run.
    me : PERSON record
        Whose inbox.
    hour : float
        Hours since the run began.

    Returns
    -------
    int
        Row of the task, NOBODY for an empty inbox.
    """
    soonest = NOBODY
    task = me.inbox_first
    while task != NOBODY:
        if s.tasks[task].usable_hour <= hour:
            return task
        if soonest == NOBODY or s.tasks[task].usable_hour < s.tasks[soonest].usable_hour:
            soonest = task
        task = s.tasks[task].next
    return soonest


@compiled
def take(s: Tables, i: int, task: int) -> None:
    """Remove a task from the inbox of person `i`."""
    me = s.people[i]
    before = NOBODY
    here = me.inbox_first
    while here != task:
        before = here
        here = s.tasks[here].next
    after = s.tasks[task].next
    if before == NOBODY:
        me.inbox_first = after
    else:
        s.tasks[before].next = after
    if after == NOBODY:
        me.inbox_last = before
    me.inbox -= 1


@compiled
def usable(s: Tables, me: Person, hour: float) -> int:
    """Count the tasks in an inbox that can be opened at `hour`, up to `MOST`."""
    count = 0
    task = me.inbox_first
    while task != NOBODY and count < MOST:
        if s.tasks[task].usable_hour <= hour:
            count += 1
        task = s.tasks[task].next
    return count
