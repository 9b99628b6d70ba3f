"""A log of work as it comes: a row a ticket, or a row an event; what it can tell, and what it cannot."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree

import numpy as np
from numpy.typing import NDArray

from sim.chart import Chart
from sim.errors import Count, InputError, Said
from sim.files.csv_file import Note, Raw, bytes_of, clean, folded, shown
from sim.files.find import file_of
from sim.files.headers import Reading, Sheet, raw_table, reading_of, sheet_of, table
from sim.files.lookup import called, day_of, find, is_month_first
from sim.fitting.recorded import COUNTED, EXTRAS, LONGEST, SHORT, WEEK, Floats, Ints, Recorded, Shape
from sim.state import NOBODY

LEAST_TICKETS, LEAST_DAYS, LEAST_TEAM, MOST_DAYS = 500, 60, 5, 1500
"""Below, a log is refused (ours: not tested); above, only a part of it should be fitted."""
FEW_KNOWN = 0.5
"""Share of people named in a log who must be in the file of people."""
DESK = 0.5
"""Share of a team's first hand-offs within a day, by one seat, from which it is a dispatcher (ours)."""
OFFICE = 8.0
"""Hours of a working day, at least: it begins with the earliest events."""
CLOCK: Final = re.compile(r"(\d{1,2})[:h](\d{2})(?:[:m](\d{2}))?[^0-9apAP]*([ap]\.?m)?", re.IGNORECASE)
XES_KEYS: Final = {"time:timestamp": "time", "concept:name": "activity", "org:resource": "person", "to": "target"}


@dataclass(frozen=True)
class Log:
    """A log that was read.

    Parameters
    ----------
    recorded : Recorded
        Its tickets and hand-offs.
    shape : Shape
        How it was kept.
    facts : dict
        What `--check` says of it: counts and shares, no names.
    notes : tuple of Note
        What was unusual about the file.
    """

    recorded: Recorded
    shape: Shape
    facts: dict[str, Any]
    notes: tuple[Note, ...]

    @property
    def tier(self) -> str:
        """A: opened and closed; B: with hand-offs and reopenings; C: with approvals, comments and links too."""
        if not (self.shape.moves and self.shape.reopened):
            return "A"
        return "C" if self.shape.approvals and self.shape.comments and self.shape.links else "B"


@dataclass(frozen=True)
class _Times:
    """Time stamps as working days since the first morning; NaN where a cell is empty."""

    at: Floats
    clock: Floats


def read_log(text: str, chart: Chart) -> Log:
    """Read a log of work: CSV, XLSX, JSON or XES.

    Columns of a table of tickets: an id, ``opened``, ``closed``; where kept ``assignee``, ``closed by``, ``team``, and
    counts of reopenings, approvals, comments and links. Of a table of events: an id, ``time``, ``activity``, the person
    and to whom it went.

    Raises
    ------
    InputError
        For a file that cannot be used, or that is too small to say anything.
    """
    path = file_of(text, "LOG")
    sheet = _sheet(path)
    notes = list(sheet.notes)
    if not sheet.lines:
        raise InputError("log_empty", path)
    if {"time", "activity"} <= {*sheet.columns}:
        raw, kept, first, last = _events(sheet, chart, notes)
    elif {"opened", "closed"} <= {*sheet.columns}:
        raw, kept, first, last = _tickets(sheet, chart, notes)
    else:
        raise InputError("log_of_what", path, headers=", ".join(sheet.headers.values()))
    return _judged(path, raw, kept, first, last, chart, tuple(notes))


def _sheet(path: Path) -> Sheet:
    data = bytes_of(path)
    begins = data[:400].lstrip(b"\xef\xbb\xbf \r\n\t")
    if begins.startswith(b"<") and b"<log" in data[:20_000]:
        return sheet_of(_xes(path, data), reading_of(path), "log")
    return sheet_of(*raw_table(path, "log"), "log")


def _xes(path: Path, data: bytes) -> Raw:
    """Read an event log of the standard IEEE 1849 (XES): its traces' names and their events."""
    if b"<!ENTITY" in data:
        raise InputError("cannot_be_read", path, why="<!ENTITY")
    try:
        tree = ElementTree.fromstring(data)
    except ElementTree.ParseError as wrong:
        raise InputError("cannot_be_read", path, why=f"XES: {wrong}") from None
    header, rows = ["issue", *XES_KEYS.values()], []
    for nth, trace in enumerate(each for each in tree if each.tag.endswith("trace")):
        own = {each.get("key"): each.get("value", "") for each in trace if not each.tag.endswith("event")}
        for event in (each for each in trace if each.tag.endswith("event")):
            said = {each.get("key"): each.get("value", "") for each in event}
            rows.append([own.get("concept:name") or str(nth), *(clean(said.get(key) or "") for key in XES_KEYS)])
    return Raw(path, header, 1, list(range(1, len(rows) + 1)), rows, (Note("format", path.name, detail="XES"),))


# ------------------------------------------------------------------------------------------------------------- times
def _stamps(sheet: Sheet, columns: Sequence[str]) -> tuple[dict[str, _Times], np.datetime64, bool, int]:
    """Read time stamps of some columns; return them, the first day, whether hours are told, how many at weekends."""
    reading = sheet.reading
    cells = {name: sheet.given(name) for name in columns}
    month_first = bool(is_month_first([each for held in cells.values() for each in held]))
    days = {name: _days(sheet, name, held, month_first, reading) for name, held in cells.items()}
    clocks = {name: np.array([_clock(each) for each in held]) for name, held in cells.items()}
    every = np.concatenate([each[~np.isnat(each)] for each in days.values()])
    hours = np.concatenate(list(clocks.values()))
    hours = hours[~np.isnan(hours)]
    told = len(hours) > len(every) / 2 and len(np.unique(hours)) > WEEK
    begin, end = (np.floor(np.quantile(hours, 0.02)), np.ceil(np.quantile(hours, 0.98))) if told else (0.0, 24.0)
    end = max(end, begin + OFFICE)
    free = np.array([each for each in (day_of(str(held)) for held in reading.holidays) if each], "datetime64[D]")
    first = np.busday_offset(every.min(), 0, roll="forward", holidays=free)
    found = {}
    for name, came in days.items():
        known = ~np.isnat(came)
        at = np.full(len(came), np.nan)
        whole = np.busday_count(first, came[known], holidays=free).astype(float)
        share = np.nan_to_num((clocks[name][known] - begin) / max(1.0, end - begin))
        working = np.is_busday(came[known], holidays=free)
        at[known] = whole + np.where(working, np.clip(share, 0, 0.999), 0.0)
        found[name] = _Times(np.maximum(at, 0.0), clocks[name])
    return found, first, told, int((~np.is_busday(every, holidays=free)).sum())


def _days(sheet: Sheet, name: str, cells: list[str], month_first: bool, reading: Reading) -> NDArray[Any]:
    read = [day_of(each, month_first, reading.dates) if each else None for each in cells]
    wrong = [row for row, each in enumerate(read) if each is None and cells[row]]
    if wrong:
        got = shown(cells[wrong[0]])
        raise sheet.wrong(wrong, name, "expected_got", expected=Said.of("a_date"), got=got)
    return np.array(read, "datetime64[D]")


def _clock(cell: str) -> float:
    """Read the hour of the day of a time stamp; NaN where it has none."""
    found = CLOCK.search(cell)
    if not found:
        return float("nan")
    hour, half = int(found[1]) % 24, (found[4] or "").lower()
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    return hour + int(found[2]) / 60 + int(found[3] or 0) / 3600


# ------------------------------------------------------------------------------------------------------------ people
def _seats(sheet: Sheet, name: str, chart: Chart) -> tuple[Ints, int, int]:
    """Find whom a column names; return seats, and how many cells name somebody, and somebody who is not there."""
    cells = sheet.given(name)
    index = {**called({"id": chart.names}, range(chart.size)), **chart.called}
    seat_of = {each: max((find(index, each) or (NOBODY,))[0], NOBODY) for each in {*cells} if each}
    seats = np.array([seat_of.get(each, NOBODY) for each in cells], np.int64)
    named = np.array([each != "" for each in cells], bool)
    return seats, int(named.sum()), int((named & (seats < 0)).sum())


def _of_teams(sheet: Sheet, chart: Chart, origin: Ints) -> Ints:
    """Give tickets of nobody known to a member of the team that the log names."""
    if "team" not in sheet.columns:
        return origin
    names = {folded(each): k for k, each in enumerate(chart.teams)}
    team = np.array([names.get(folded(each), -1) for each in sheet.given("team")], np.int64)
    member = np.array([np.flatnonzero(chart.team == k)[-1] for k in range(len(chart.teams))], np.int64)
    return np.where((origin < 0) & (team >= 0), member[team], origin)


def _check_known(sheet: Sheet, named: int, unknown: int, notes: list[Note]) -> None:
    if named and unknown > named * (1 - FEW_KNOWN):
        raise InputError("log_of_others", sheet.path, unknown=Count(unknown), named=Count(named))
    if unknown:
        notes.append(Note("log_unknown", sheet.path.name, unknown))


def _counts(sheet: Sheet) -> dict[str, Floats]:
    found = {}
    for name in COUNTED:
        if name in sheet.columns:
            cells = sheet.given(name)
            wrong = [k for k, each in enumerate(cells) if each and not each.isdigit()]
            if wrong:
                got = shown(cells[wrong[0]])
                raise sheet.wrong(wrong, name, "expected_got", expected=Said.of("whole_number"), got=got)
            found[name] = np.array([float(each or 0) for each in cells])
    return found


# ------------------------------------------------------------------------------------------------------------ shapes
_Read = tuple[Recorded, set[str], dict[str, Any], float]
"""Tickets, what the log keeps beyond opening and closing, facts, and the last time in it."""


def _tickets(sheet: Sheet, chart: Chart, notes: list[Note]) -> _Read:
    """Read a table with a row a ticket."""
    times, first, hours, weekends = _stamps(sheet, ("opened", "closed"))
    opened, closed = times["opened"].at, times["closed"].at
    lacking = np.flatnonzero(np.isnan(opened)).tolist()
    if lacking:
        raise sheet.wrong(lacking, "opened", "expected_got", expected=Said.of("a_date"), got="''")
    early = np.flatnonzero(np.floor(closed) < np.floor(opened)).tolist()
    if early:
        raise sheet.wrong(early, "closed", "log_closed_first")
    origin, named, unknown = _seats(sheet, "origin", chart)
    _check_known(sheet, named, unknown, notes)
    closer, counts = _seats(sheet, "closer", chart)[0], _counts(sheet)
    kept = {*counts}
    counts = {name: counts.get(name, np.zeros(len(opened))) for name in COUNTED}
    closed = np.where(np.isnan(closed), np.inf, closed)
    never = np.zeros(len(opened), bool)
    found = Recorded(np.floor(opened).astype(np.int64), closed, _of_teams(sheet, chart, origin), closer, never, counts)
    return found, kept, {"first": first, "hours": hours, "weekends": weekends}, _last(opened, closed)


@cache
def _activities() -> dict[str, str]:
    return {folded(word): kind for kind, words in table()["activities"].items() for word in words}


def _events(sheet: Sheet, chart: Chart, notes: list[Note]) -> _Read:
    """Read a table with a row an event."""
    times, first, hours, weekends = _stamps(sheet, ("time",))
    at = times["time"].at
    lacking = np.flatnonzero(np.isnan(at)).tolist()
    if lacking:
        raise sheet.wrong(lacking, "time", "expected_got", expected=Said.of("a_date"), got="''")
    what = np.array([_activities().get(folded(each), "") for each in sheet.columns["activity"]])
    if not (what == "opened").any() or not (what == "closed").any():
        words = sorted({*sheet.columns["activity"]})[:8]
        raise InputError("log_activities", sheet.path, words=", ".join(map(shown, words)))
    (person, named, unknown), (target, more, lost) = _seats(sheet, "person", chart), _seats(sheet, "target", chart)
    _check_known(sheet, named + more, unknown + lost, notes)
    if (what == "").any():
        words = sorted({each for each, kind in zip(sheet.columns["activity"], what, strict=True) if not kind})
        notes.append(Note("log_activities_unread", sheet.path.name, int((what == "").sum()), ", ".join(words[:8])))
    _, ticket = np.unique(np.array(sheet.columns["issue"]), return_inverse=True)
    found, opened = _of_events(ticket, at, what, person, target)
    found, before = found.only(~np.isnan(opened)), int(np.isnan(opened).sum())
    if before:
        notes.append(Note("log_never_opened", sheet.path.name, before))
    kept = {name for name in COUNTED if (what == name).any()} | ({"moves"} if (what == "moved").any() else set())
    return (
        found,
        kept,
        {"first": first, "hours": hours, "weekends": weekends},
        float(at.max()),
    )


def _of_events(ticket: Ints, at: Floats, what: Any, person: Ints, target: Ints) -> tuple[Recorded, Floats]:
    order = np.lexsort((at, ticket))
    ticket, at, what, person, target = ticket[order], at[order], what[order], person[order], target[order]
    many = int(ticket[-1]) + 1
    opened, closed = np.full(many, np.nan), np.full(many, np.inf)
    origin, closer, cancelled = np.full(many, NOBODY), np.full(many, NOBODY), np.zeros(many, bool)
    rows = np.flatnonzero(what == "opened")[::-1]
    opened[ticket[rows]] = at[rows]
    origin[ticket[rows]] = np.where(target[rows] >= 0, target[rows], person[rows])
    last = np.flatnonzero(np.isin(what, ("closed", "cancelled", "reopened")))  # the last of them says how it stands
    closed[ticket[last]] = np.where(what[last] == "reopened", np.inf, at[last])
    closer[ticket[last]], cancelled[ticket[last]] = person[last], what[last] == "cancelled"
    counts = {name: np.bincount(ticket[what == name], minlength=many).astype(float) for name in COUNTED}
    moved = what == "moved"
    days = np.floor(np.nan_to_num(opened)).astype(np.int64)
    found = Recorded(
        days, closed, origin, closer, cancelled, counts, ticket[moved], at[moved], person[moved], target[moved]
    )
    return found, opened


def _last(opened: Floats, closed: Floats) -> float:
    return float(max(opened.max(), closed[np.isfinite(closed)].max(initial=0.0)))


# ----------------------------------------------------------------------------------------------------------- judging
def _judged(
    path: Path,
    found: Recorded,
    kept: set[str],
    about: dict[str, Any],
    last: float,
    chart: Chart,
    notes: tuple[Note, ...],
) -> Log:
    days = int(last) + 1
    if found.size < LEAST_TICKETS:
        raise InputError("log_few_tickets", path, n=Count(found.size), least=LEAST_TICKETS)
    if not LEAST_DAYS <= days <= MOST_DAYS:
        raise InputError("log_days", path, days=Count(days), least=LEAST_DAYS, most=Count(MOST_DAYS))
    if np.bincount(chart.team).max() < LEAST_TEAM:
        raise InputError("log_small_teams", path, least=LEAST_TEAM)
    open_share = float(np.mean(~np.isfinite(found.closed)))
    weekday = int(about["first"].astype("datetime64[D]").astype(int) + 3) % 7  # 1970 began on a Thursday
    extras = {name: name in kept for name in EXTRAS}
    shape = Shape(days, weekday, bool(about["hours"]), open_share == 0, **extras)
    desks = dispatchers(found, chart) if shape.moves else ()
    found = without_dispatch(found, desks)
    return Log(found, shape, facts_of(found, shape, chart, desks, about), notes)


def dispatchers(found: Recorded, chart: Chart) -> tuple[int, ...]:
    """Find seats that do nothing with more than half of their team's tickets but hand them on within a day."""
    first = np.append(True, np.diff(found.ticket) > 0)[: len(found.ticket)]
    ticket, source = found.ticket[first], found.source[first]
    fast = (found.when[first] - found.opened[ticket] < 1) & (source >= 0) & (source == found.origin[ticket])
    fast &= chart.height[np.maximum(source, 0)] == 0  # a manager who hands on is no desk
    known = found.origin >= 0
    came = np.bincount(chart.team[found.origin[known]], minlength=len(chart.teams))
    passed = np.bincount(source[fast], minlength=chart.size)
    busy = passed > DESK * np.maximum(came[chart.team], LEAST_TICKETS / 10)
    return tuple(np.flatnonzero(busy).tolist())


def without_dispatch(found: Recorded, desks: Sequence[int]) -> Recorded:
    """Begin tickets where a dispatcher sends them: the first hand-off was part of their coming in."""
    if not desks:
        return found
    first = np.append(True, np.diff(found.ticket) > 0)[: len(found.ticket)]
    mine = first & np.isin(found.source, desks) & (found.origin[found.ticket] == found.source)
    origin = found.origin.copy()
    origin[found.ticket[mine]] = found.target[mine]
    moves = {name: getattr(found, name)[~mine] for name in ("ticket", "when", "source", "target")}
    return Recorded(found.opened, found.closed, origin, found.closer, found.cancelled, found.counts, **moves)


def facts_of(
    found: Recorded, shape: Shape, chart: Chart, desks: Sequence[int], about: Mapping[str, Any]
) -> dict[str, Any]:
    """Say what a log holds, in counts and shares."""
    closing = found.closed[np.isfinite(found.closed)]
    weekday = (np.floor(closing).astype(np.int64) + shape.first_weekday) % WEEK
    lead = closing - found.opened[np.isfinite(found.closed)]
    many = np.bincount(found.ticket, minlength=found.size)
    return {
        "tickets": found.size,
        "days": shape.days,
        "first_day": str(about["first"]),
        "people": chart.size,
        "known": float(np.mean(found.origin >= 0)),
        "hours": shape.hours,
        "open": float(np.mean(~np.isfinite(found.closed))),
        "slow": float(np.mean(lead > LONGEST)) if len(lead) else 0.0,
        "week_end": float(np.mean(weekday == WEEK - 1)) if len(lead) else 0.0,
        "evening": float(np.mean(closing % 1 > 0.75)) if shape.hours and len(lead) else float("nan"),
        "at_once": float(np.mean(lead < SHORT)) if shape.hours and len(lead) else float("nan"),
        "unmoved": float(np.mean(many == 0)) if shape.moves else float("nan"),
        "dispatchers": len(desks),
        "weekends": int(about["weekends"]),
        "kept": [name for name in EXTRAS if getattr(shape, name)],
    }
