"""Run: the driver lives the days, makes room between them, and explains a rule that fails.

Plain rows: what an interpreted run lives on, in place of rows of numpy's tables; same numbers, many times quicker.
Numpy answers each look at a field with an object of its own, whose arithmetic is slow. So before days are lived as
plain Python, each table becomes a mapping of row numbers to objects with slots, each column a list; afterwards all that
was looked at is written back, and nobody outside sees the difference.

Turns: between two days another rule or another structure takes over; the people stay.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from struct import Struct
from typing import Any, TypeVar, cast

import numpy as np

from sim.chart import Chart
from sim.engine import day
from sim.engine.binding import BoundRule
from sim.engine.compiled import INTERPRETED
from sim.engine.day import has_room, needed_issues, needed_tasks
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

F = TypeVar("F", bound=Callable[..., Any])
READ_ONLY = frozenset(
    {"args", "reports_first", "reports", "ties_first", "ties", "members_first", "members", "direction", "context"}
    | {"common_noise", "arrivals", "arrivals_first"}
)
"""What no day writes to."""


CODES = {"i8": "q", "i4": "i", "i2": "h", "f8": "d", "f4": "f", "b1": "?"}
"""How `struct` calls the types of columns."""


@cache
def row_class(dtype: np.dtype[np.void]) -> type:
    """Make a class with a slot a field, that can say its values in order (`values`) and as bytes (`packed`)."""
    names = dtype.names or ()
    packing = Struct("@" + "".join(CODES[dtype[name].str[1:]] for name in names) + "0q")  # ends on a whole word
    values = attrgetter(*names)
    body = {"__slots__": names, "values": values, "packed": lambda row: packing.pack(*values(row))}
    return type("Row", (), {**body, "values": property(values)})


class Rows(dict[int, Any]):
    """Rows of a table by number, each made when it is first looked at."""

    def __init__(self, rows: np.ndarray) -> None:
        super().__init__()
        self.rows, self.kind, self.names = rows, row_class(rows.dtype), rows.dtype.names or ()

    def __missing__(self, number: int) -> Any:
        row = self[number] = self.kind()
        for name, value in zip(self.names, self.rows[number].item(), strict=True):
            setattr(row, name, value)
        return row

    def __len__(self) -> int:
        return len(self.rows)

    def write_back(self) -> None:
        """Write the rows that were looked at into the table."""
        for number, row in self.items():
            self.rows[number] = row.values


class Grid:
    """A table of plain numbers with two axes."""

    def __init__(self, numbers: np.ndarray) -> None:
        self.numbers, self.lists, self.shape = numbers, numbers.tolist(), numbers.shape

    def __getitem__(self, key: Any) -> Any:
        return self.lists[key[0]][key[1]] if type(key) is tuple else self.lists[key]

    def __setitem__(self, key: tuple[int, int], value: Any) -> None:
        self.lists[key[0]][key[1]] = value

    def write_back(self) -> None:
        """Write all numbers into the table."""
        self.numbers[:] = self.lists


class Values:
    """The numbers of the law by place, in the row that has them by name."""

    def __init__(self, law: Rows) -> None:
        self.law = law

    def __getitem__(self, place: int) -> float:
        return getattr(self.law[0], self.law.names[place])

    def __setitem__(self, place: int, value: float) -> None:
        setattr(self.law[0], self.law.names[place], value)


def on_plain_rows(live_days: Callable[[Any, Any, int], None]) -> Callable[[Tables, Any, int], None]:
    """Let days be lived on plain rows, and write back what came of it."""

    def live_on_plain_rows(s: Tables, rule: Any, until: int) -> None:
        plain = plain_tables(s)
        live_days(plain, rule, until)
        write_back(s, plain)

    return live_on_plain_rows


def entered(*written: str) -> Callable[[F], F]:
    """Mark a compiled function that Python calls with tables of its own: interpreted, it lives on plain rows, too."""

    def mark(function: F) -> F:
        def on_plain(*given: Any) -> Any:
            arrays = {name: each for name, each in zip(names, given, strict=True) if isinstance(each, np.ndarray)}
            plain = {name: _plain(each) if name in written else _read(each) for name, each in arrays.items()}
            answer = function(*(plain.get(name, each) for name, each in zip(names, given, strict=True)))
            for name in written:
                _write(arrays[name], plain[name])
            return answer

        names = function.__code__.co_varnames[: function.__code__.co_argcount] if INTERPRETED else ()
        return cast(F, on_plain) if INTERPRETED else function

    return mark


def _read(each: np.ndarray) -> Any:
    """Return rows that are only read."""
    if each.dtype.names:
        return [*map(namedtuple("Row", each.dtype.names)._make, each.tolist())]
    return each.tolist() if each.ndim == 1 else Grid(each)


def plain_tables(s: Tables) -> Tables:
    """Return the same tables with plain rows and lists."""
    made = {name: _plain(np.asarray(each)) for name, each in s._asdict().items() if name != "law_values"}
    return Tables(**made, law_values=Values(made["law"]))


def _plain(each: np.ndarray) -> Any:
    if each.dtype.names:
        return Rows(each)
    return each.tolist() if each.ndim == 1 else Grid(each)


def write_back(s: Tables, plain: Tables) -> None:
    """Write what plain rows have become into the tables they were made of."""
    for name, each in plain._asdict().items():
        if name not in READ_ONLY and name != "law_values":
            _write(getattr(s, name), each)


def _write(table: np.ndarray, plain: Any) -> None:
    if isinstance(plain, list):
        table[:] = plain
    else:
        plain.write_back()


@dataclass(frozen=True)
class Turn:
    """What takes over on the morning of a day; None stays as it is."""

    day: int
    rule: BoundRule | None = None
    chart: Chart | None = None


def turned(s: Tables, rule: BoundRule, turns: Sequence[Turn]) -> tuple[Tables, BoundRule]:
    """Carry out the turns of this morning, if there are any; return tables and rule as the day begins."""
    for each in turns:
        if each.day == s.org[0].day:
            if each.rule is not None:
                rule, s = each.rule, s._replace(args=each.rule.table)
            if each.chart is not None:
                s = restructure(s, each.chart)
    return s, rule


def restructure(s: Tables, chart: Chart) -> Tables:
    """Give the same people other lines, ties and teams; what is in hand stays in hand."""
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
    """Live all days of the tables; return them, with the pools as large as they had to become.

    Parameters
    ----------
    s : Tables
        As `sim.engine.tables.allocate` made them; filled in place.
    rule : BoundRule
        The rule everybody follows; a wrong answer or an exception of it is raised as InputError.
    progress : callable, optional
        Told the number of days lived, now and then.
    turns : sequence of Turn
        Rules and structures that take over on the way.
    each_day : callable, optional
        Shown the tables after every day, to read them; days are then lived one by one, with the same numbers.
    """
    days, chunk = len(s.days), 1 if each_day else max(1, PERSON_DAYS_AT_ONCE // len(s.people))
    while s.org[0].day < days:
        s, rule = turned(s, rule, turns)
        s = with_room(s)
        until = min(next_turn(turns, int(s.org[0].day), days), int(s.org[0].day) + chunk)
        with rule.interruptible():
            live_days(s, rule.address, until)
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
    """Return a pool and its stack of free rows, enlarged by `short` rows, by a quarter or by `POOL`, whichever is most.

    Of the stack the first `unused` count; the new rows come last on it.
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
