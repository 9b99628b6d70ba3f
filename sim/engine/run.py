"""Run: let the days be lived, and stop where a turn of structure, an error or a shortage of rows asks for it.

Turns: between two days another rule or another structure takes over; the people stay.

The driver: runs the days, makes room between them, and explains a rule that fails.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.chart import Chart
from sim.engine import day
from sim.engine.binding import BoundRule
from sim.engine.compiled import INTERPRETED
from sim.engine.day import has_room, needed_issues, needed_tasks
from sim.engine.plain import on_plain_rows
from sim.engine.tables import (
    BAD_ACTION,
    FINE,
    NO_ROOM,
    POOL,
    Tables,
    list_members,
    place_leads,
    place_roles,
    share_operations,
    share_sensing,
)
from sim.record import EVENT
from sim.state import ISSUE, TASK
from sim.table import Table, table


@dataclass(frozen=True)
class Turn:
    """What takes over on the morning of a day; None stays as it is."""

    day: int
    rule: BoundRule | None = None
    chart: Chart | None = None


def turned(s: Tables, rule: BoundRule, turns: Sequence[Turn]) -> tuple[Tables, BoundRule]:
    """Carry out the turns of this morning, if there are any.

    Parameters
    ----------
    s : Tables
        Before the day.
    rule : BoundRule
        The rule of yesterday.
    turns : sequence of Turn
        Of the whole run.

    Returns
    -------
    Tables, BoundRule
        As the day begins.
    """
    for each in turns:
        if each.day == s.org[0].day:
            if each.rule is not None:
                rule, s = each.rule, s._replace(args=each.rule.table)
            if each.chart is not None:
                s = restructure(s, each.chart)
    return s, rule


def restructure(s: Tables, chart: Chart) -> Tables:
    """Give the same people other lines, ties and teams; what is in hand stays in hand.

    Parameters
    ----------
    s : Tables
        Of the run; people and teams are changed in place.
    chart : Chart
        Of the same seats and teams.

    Returns
    -------
    Tables
        With the lists of the new structure.
    """
    people: Any = s.people
    teams: Any = s.teams
    for name in ("manager", "team", "level", "height"):
        people[name] = getattr(chart, name)
    people.reports = np.diff(chart.reports_first)
    people.ties = np.diff(chart.ties_first)
    place_roles(people)
    s.book[0].top = int(chart.height.max())
    place_leads(teams, chart)
    teams.relief_hours = 0.0
    share_operations(s.law, people, teams)
    share_sensing(s.law, people)
    first, members = list_members(chart)
    teams.members = np.diff(first)
    return s._replace(
        reports_first=chart.reports_first,
        reports=chart.reports,
        ties_first=chart.ties_first,
        ties=chart.ties,
        members_first=first,
        members=members,
    )


def next_turn(turns: Sequence[Turn], day: int, last: int) -> int:
    """Return the day until which nothing turns: the next turn after `day`, or the last day."""
    return min([last, *(each.day for each in turns if each.day > day)])


live_days = on_plain_rows(day.live_days) if INTERPRETED else day.live_days
PERSON_DAYS_AT_ONCE = 20_000
"""How much is lived before control returns, so that Ctrl-C is heard: some 10 ms compiled."""


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
    """Enlarge a pool by `short` rows, by a quarter or by `POOL`, whichever is most.

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
    size = len(rows) + max(short, len(rows) // 4, POOL)
    larger = table(dtype, size)
    larger[: len(rows)] = rows
    stack = np.zeros(size, np.int64)  # what is not used yet is the same in every run
    stack[:unused] = free[:unused]
    stack[unused : unused + size - len(rows)] = np.arange(len(rows), size)
    return larger, stack
