"""The driver: runs the days, makes room between them, and explains a rule that fails."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from sim.engine.binding import BoundRule
from sim.engine.day import has_room, live_days, needed_issues, needed_tasks
from sim.engine.tables import BAD_ACTION, FINE, NO_ROOM, Tables
from sim.engine.turn import Turn, next_turn, turned
from sim.record import EVENT
from sim.state import ISSUE, TASK
from sim.table import Table, table

PERSON_DAYS_AT_ONCE = 20_000
"""How much is lived before control returns, so that Ctrl-C is heard: some 10 ms compiled."""
ROWS_AT_ONCE = 1024
"""Rows a pool grows by at least: a year of 43 people needs no more, and growing takes longer than living a day."""


def live(
    s: Tables,
    rule: BoundRule,
    progress: Callable[[int], None] | None = None,
    turns: Sequence[Turn] = (),
    each_day: Callable[[Tables], None] | None = None,
) -> Tables:
    """Live all days of the tables.

    Parameters
    ----------
    s : Tables
        As `sim.engine.tables.allocate` made them; filled in place.
    rule : BoundRule
        The rule everybody follows.
    progress : callable, optional
        Told the number of days lived, now and then.
    turns : sequence of Turn
        Rules and structures that take over on the way.
    each_day : callable, optional
        Shown the tables after every day, to read them; days are then lived one by one, with the same numbers.

    Returns
    -------
    Tables
        The same tables, with the pools as large as they had to become.

    Raises
    ------
    InputError
        When the rule raises or answers what is no action.
    """
    days, chunk = len(s.days), 1 if each_day else max(1, PERSON_DAYS_AT_ONCE // len(s.people))
    while s.org[0].day < days:
        s, rule = turned(s, rule, turns)
        s = with_room(s)
        until = min(next_turn(turns, int(s.org[0].day), days), int(s.org[0].day) + chunk)
        with rule.interruptible():
            live_days(s, rule.call, until)
        stop_if_failed(s, rule)
        if each_day is not None:
            each_day(s)
        if progress is not None:
            progress(int(s.org[0].day))
    return s


def stop_if_failed(s: Tables, rule: BoundRule) -> None:
    """Raise what stopped a run, if anything did."""
    book = s.book[0]
    if book.failed == FINE:
        return
    if book.failed == NO_ROOM:
        raise RuntimeError("a pool of live rows was exhausted within a day: no issue was lost, but this run ends")
    assert book.failed == BAD_ACTION
    me = s.people[book.failed_person]
    boss = s.people[me.manager] if me.manager >= 0 else me
    raise rule.explain_failure(me, boss, s.issues[book.failed_issue], s.org[0], float(book.failed_luck))


def with_room(s: Tables) -> Tables:
    """Return the tables, their pools enlarged where today might not find room."""
    if len(s.events) > 0:
        s = with_room_for_events(s)
    if has_room(s):
        return s
    short = int(needed_issues(s)) - int(s.book[0].free_issues)
    issues, free_issues = grow(s.issues, s.free_issues, int(s.book[0].free_issues), short, ISSUE)
    short = int(needed_tasks(s)) - int(s.book[0].free_tasks)
    tasks, free_tasks = grow(s.tasks, s.free_tasks, int(s.book[0].free_tasks), short, TASK)
    s.book[0].free_issues += len(issues) - len(s.issues)
    s.book[0].free_tasks += len(tasks) - len(s.tasks)
    return s._replace(issues=issues, free_issues=free_issues, tasks=tasks, free_tasks=free_tasks)


def with_room_for_events(s: Tables) -> Tables:
    """Return tables whose log has room for today: a task is opened a few times a day at most."""
    most = 256 + 16 * (len(s.tasks) - int(s.book[0].free_tasks) + int(needed_tasks(s)))
    return s if len(s.events) >= most else s._replace(events=table(EVENT, most + most // 4))


def grow(
    rows: Table[Any], free: np.ndarray, unused: int, short: int, dtype: np.dtype[np.void]
) -> tuple[Any, np.ndarray]:
    """Enlarge a pool by `short` rows, by a quarter or by `ROWS_AT_ONCE`, whichever is most.

    The new rows come last on its stack of free rows.

    Parameters
    ----------
    rows : numpy.recarray
        The pool.
    free : ndarray of int
        Its stack of free rows, of which the first `unused` count.
    unused, short : int
        Free rows there are, and free rows missing (none if not above 0).
    dtype : numpy.dtype
        Of the pool.

    Returns
    -------
    numpy.recarray, ndarray of int
        The larger pool and its stack.
    """
    if short <= 0:
        return rows, free
    size = len(rows) + max(short, len(rows) // 4, ROWS_AT_ONCE)
    larger = table(dtype, size)
    larger[: len(rows)] = rows
    stack = np.zeros(size, np.int64)
    stack[:unused] = free[:unused]
    stack[unused : unused + size - len(rows)] = np.arange(len(rows), size)
    return larger, stack
