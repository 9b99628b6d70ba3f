"""Issues from a user's own file: what came in, when, and to whom; the rest of the trace stays as it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from sim.chart import Chart
from sim.engine import luck
from sim.errors import InputError, Said
from sim.files.csv_file import Note, closest, folded, line_of, shown
from sim.files.find import file_of
from sim.files.headers import Sheet, read_sheet, table
from sim.files.lookup import called, day_of, find, is_month_first, number_of
from sim.parameters import WorldSettings
from sim.state import NOBODY
from sim.world.draw import Ints, describe
from sim.world.trace import Trace, sorted_issues

OUTSIDE = -2
"""Whom a name stands for that nobody in the organisation bears."""


def read_issues(text: str, trace: Trace, world: WorldSettings, chart: Chart, seed: int) -> Trace:
    """Replace the issues of a trace by those of a file.

    Columns: ``day`` (from 0, or dates: working days since the first) and ``origin`` (a person) or ``team`` (one of its
    people, drawn; of nobody's issues anybody); optional ``scope`` (levels it reaches), ``other_team`` (empty for none),
    ``stakes`` (0 to 1, or a priority in words) and a name. What a file does not say is drawn as for any issue.
    """
    sheet = read_sheet(file_of(text, "world.issues"), "issues")
    if "origin" not in sheet.columns and "team" not in sheet.columns:
        raise InputError("no_origin", line_of(sheet.path, sheet.header_line))
    notes = list(sheet.notes)
    day = _days(sheet, trace.days, notes)
    seat, inside = _seats(sheet, chart, day, seed, notes)
    rows = describe(world, chart, day, seat, _nth(day, seat), seed)
    _overwrite(rows, sheet, chart)
    names = np.array(sheet.columns.get("name", ()))
    if not inside.all():
        rows, names = rows[inside], names[inside] if len(names) else names
    order = np.lexsort((rows["origin"], rows["day"]))
    issues, first = sorted_issues(rows, trace.days)
    called = tuple(names[order].tolist()) if len(names) else ()
    return replace(trace, issues=issues, first=first, names=called, notes=tuple(notes))


def _days(sheet: Sheet, days: int, notes: list[Note]) -> Ints:
    """Read on which day each issue comes in; dates are working days since the first of them."""
    cells, reading = sheet.columns["day"], sheet.reading
    if not cells or any(each.lstrip("-").isdigit() for each in cells):
        return whole_numbers(sheet, "day", 0, days - 1, Said.of("a_day", last=days - 1))
    month_first = is_month_first(cells)
    if month_first is None and not reading.dates:
        notes.append(Note("day_first", sheet.path.name, len(cells)))
    read = [day_of(each, bool(month_first), reading.dates) for each in cells]
    wrong = [row for row, each in enumerate(read) if each is None]
    if wrong:
        raise sheet.wrong(wrong, "day", "expected_got", expected=Said.of("a_date"), got=shown(cells[wrong[0]]))
    came = np.array(read, "datetime64[D]")
    free = [day_of(str(each)) for each in reading.holidays]
    found = np.busday_count(came.min(), came, holidays=np.array([each for each in free if each], "datetime64[D]"))
    late = np.flatnonzero(found >= days)
    if len(late):
        values = {"got": shown(cells[late[0]]), "day": int(found[late[0]]), "needed": int(found.max()) + 1}
        raise sheet.wrong(late.tolist(), "day", "date_too_late", **values)
    notes.append(Note("dates", sheet.path.name, len(cells), str(came.min())))
    return found.astype(np.int64)


def whole_numbers(sheet: Sheet, column: str, low: int, high: int, expected: Said) -> Ints:
    """Read a column of whole numbers within a range."""

    def read(cell: str) -> int:
        value = int(cell)
        if not low <= value <= high:
            raise ValueError
        return value

    return np.array(_each(sheet, column, read, expected), np.int64)


def _each(sheet: Sheet, column: str, read: Callable[[str], object], expected: Said) -> list[object]:
    values, wrong = [], []
    for row, cell in enumerate(sheet.given(column)):
        try:
            values.append(read(cell))
        except (ValueError, KeyError):
            wrong.append(row)
    if wrong:
        raise sheet.wrong(wrong, column, "expected_got", expected=expected, got=shown(sheet.columns[column][wrong[0]]))
    return values


def _seats(sheet: Sheet, chart: Chart, day: Ints, seed: int, notes: list[Note]) -> tuple[Ints, NDArray[np.bool_]]:
    """Find to whom each issue comes, and which come to people of the organisation."""
    count = len(day)
    origin = _people(sheet, chart) if "origin" in sheet.columns else np.full(count, NOBODY)
    inside, free = origin != OUTSIDE, origin == NOBODY
    team = np.full(count, NOBODY)
    if "team" in sheet.columns:
        needed = free if "origin" in sheet.columns else np.ones(count, bool)
        team = _teams(sheet, "team", chart, needed, Said.of("a_team"))
        if "origin" not in sheet.columns and (team == NOBODY).any():
            rows = np.flatnonzero(team == NOBODY).tolist()
            raise sheet.wrong(
                rows, "team", "expected_got_near", expected=Said.of("a_team"), got="''", hint=closest("", chart.teams)
            )
    chance = luck.uniforms(seed, np.arange(count), day, luck.ARRIVALS, np.ones(count, np.int64))
    members = [np.flatnonzero(chart.team == k) for k in range(len(chart.teams))] + [np.arange(chart.size)]
    for row in np.flatnonzero(free):
        some = members[team[row]]  # of no team: the last, everybody
        origin[row] = some[int(chance[row] * len(some))]
    anybody = int((free & (team == NOBODY)).sum())
    counts = {"unassigned": anybody, "issues_outside": int((~inside).sum())}
    notes.extend(Note(what, sheet.path.name, n) for what, n in counts.items() if n)
    return np.where(inside, origin, 0), inside


def _people(sheet: Sheet, chart: Chart) -> Ints:
    """Find whom the cells name: NOBODY for none, OUTSIDE for people of outside where these are left out."""
    index = {**called({"id": chart.names}, range(chart.size)), **chart.called}
    cells = sheet.given("origin")
    seat_of = {cell: max((find(index, cell) or (OUTSIDE,))[0], OUTSIDE) for cell in {*cells} if cell}
    wrong = [row for row, cell in enumerate(cells) if seat_of.get(cell) == OUTSIDE]
    if wrong and sheet.reading.outside != "drop":
        cell = cells[wrong[0]]
        values = {"expected": Said.of("a_person"), "got": shown(cell), "hint": closest(cell, chart.names)}
        raise sheet.wrong(wrong, "origin", "expected_got_near", **values)
    return np.array([seat_of.get(cell, NOBODY) for cell in cells], np.int64)


def _teams(sheet: Sheet, column: str, chart: Chart, needed: NDArray[np.bool_], expected: Said) -> Ints:
    """Find the teams that cells name, whatever case and accents; NOBODY for an empty cell, or where none is needed."""
    cells = sheet.given(column)
    exact, alike = ({write(name): k for k, name in enumerate(chart.teams)} for write in (str, folded))
    team = [exact.get(cell, alike.get(folded(cell), OUTSIDE)) if cell else NOBODY for cell in cells]
    wrong = [row for row, each in enumerate(team) if each == OUTSIDE and needed[row]]
    if wrong:
        cell = cells[wrong[0]]
        values = {"expected": expected, "got": shown(cell), "hint": closest(cell, chart.teams)}
        raise sheet.wrong(wrong, column, "expected_got_near", **values)
    return np.array([max(each, NOBODY) for each in team], np.int64)


def _nth(day: Ints, seat: Ints) -> Ints:
    """Count up the issues that share a day and a seat, in the order of the file."""
    seen: dict[tuple[int, int], int] = {}
    nth = []
    for key in zip(day.tolist(), seat.tolist(), strict=True):
        nth.append(seen.get(key, 0))
        seen[key] = nth[-1] + 1
    return np.array(nth, np.int64)


def _overwrite(rows: np.ndarray, sheet: Sheet, chart: Chart) -> None:
    """Put what the file says over what was drawn; an empty cell leaves the draw, but for ``other_team``: none."""
    top = int(chart.height.max())
    for column, read, expected in (
        ("scope", lambda cell: _within(int(cell), top), Said.of("levels_to", top=top)),
        ("stakes", _stakes_of(sheet), Said.of("number_to_1")),
    ):
        if column in sheet.columns:
            given = np.array([cell != "" for cell in sheet.given(column)], bool)
            values = _each(sheet, column, lambda cell, read=read: read(cell) if cell else 0, expected)
            rows[column][given] = np.array(values)[given]
    if "other_team" in sheet.columns:
        rows["other_team"] = _other_teams(sheet, chart, rows["origin"])


def _within(value: float, high: float) -> float:
    if not 0 <= value <= high:
        raise ValueError
    return value


def _stakes_of(sheet: Sheet) -> Callable[[str], float]:
    """Return what reads stakes: numbers from 0 to 1, priorities in words, or ranks from 1 (the highest) to 5."""
    ranked = folded(sheet.headers.get("stakes", "")) not in ("stakes", "enjeu", "enjeux")

    def read(cell: str) -> float:
        for part in (cell, cell.lstrip("0123456789 -.:"), cell.split(" ")[0]):
            if folded(part) in _priorities():
                return _priorities()[folded(part)]
        value = number_of(cell)
        return 1.1 - 0.2 * value if ranked and value in (1, 2, 3, 4, 5) else _within(value, 1)

    return read


@cache
def _priorities() -> dict[str, float]:
    return {folded(word): float(stakes) for stakes, words in table()["priorities"].items() for word in words}


def _other_teams(sheet: Sheet, chart: Chart, seat: Ints) -> Ints:
    other = _teams(sheet, "other_team", chart, np.ones(len(seat), bool), Said.of("other_team"))
    own = np.flatnonzero(other == chart.team[seat])
    if len(own):
        raise sheet.wrong(own.tolist(), "other_team", "own_team", name=shown(chart.teams[other[own[0]]]))
    return other
