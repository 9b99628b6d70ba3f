"""Issues from a user's own file: what came in, when, and to whom; the rest of the trace stays as it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from sim.chart import Chart
from sim.engine import luck
from sim.errors import InputError, Said
from sim.files.csv_file import Sheet, closest, line_of, read_sheet, shown
from sim.files.find import file_of
from sim.parameters import WorldSettings
from sim.world.draw import Ints, describe
from sim.world.trace import Trace, sorted_issues

OPTIONAL = ("origin", "team", "scope", "other_team", "stakes")


def read_issues(text: str, trace: Trace, world: WorldSettings, chart: Chart, seed: int) -> Trace:
    """Replace the issues of a trace by those of a CSV file.

    Columns: ``day`` (from 0) and ``origin`` (a person) or ``team`` (one of its people, drawn); optional ``scope``
    (levels it reaches), ``other_team`` (empty for none), ``stakes`` (0 to 1). What a file does not say is drawn as for
    any issue.
    """
    sheet = read_sheet(file_of(text, "world.issues"), ("day",), OPTIONAL)
    if "origin" not in sheet.columns and "team" not in sheet.columns:
        raise InputError("no_origin", line_of(sheet.path, 1))
    day = whole_numbers(sheet, "day", 0, trace.days - 1, Said.of("a_day", last=trace.days - 1))
    seat = _seats(sheet, chart, day, seed)
    rows = describe(world, chart, day, seat, _nth(day, seat), seed)
    _overwrite(rows, sheet, chart)
    issues, first = sorted_issues(rows, trace.days)
    return replace(trace, issues=issues, first=first)


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
    for row, cell in enumerate(sheet.columns[column]):
        try:
            values.append(read(cell))
        except (ValueError, KeyError):
            wrong.append(row)
    if wrong:
        raise sheet.wrong(wrong, column, "expected_got", expected=expected, got=shown(sheet.columns[column][wrong[0]]))
    return values


def _seats(sheet: Sheet, chart: Chart, day: Ints, seed: int) -> Ints:
    if "origin" in sheet.columns:
        return _named(sheet, "origin", chart.names, Said.of("a_person"))
    team = _named(sheet, "team", chart.teams, Said.of("a_team"))
    chance = luck.uniforms(seed, np.arange(len(team)), day, luck.ARRIVALS, np.ones(len(team), np.int64))
    members = [np.flatnonzero(chart.team == k) for k in range(len(chart.teams))]
    return np.array([members[k][int(u * len(members[k]))] for k, u in zip(team, chance, strict=True)], np.int64)


def _named(sheet: Sheet, column: str, names: tuple[str, ...], expected: Said) -> Ints:
    row_of = {name: k for k, name in enumerate(names)}
    wrong = [row for row, cell in enumerate(sheet.columns[column]) if cell not in row_of]
    if wrong:
        cell = sheet.columns[column][wrong[0]]
        raise sheet.wrong(
            wrong, column, "expected_got_near", expected=expected, got=shown(cell), hint=closest(cell, names)
        )
    return np.array([row_of[cell] for cell in sheet.columns[column]], np.int64)


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
        ("stakes", lambda cell: _within(float(cell), 1), Said.of("number_to_1")),
    ):
        if column in sheet.columns:
            given = np.array([cell != "" for cell in sheet.columns[column]], bool)
            values = _each(sheet, column, lambda cell, read=read: read(cell) if cell else 0, expected)
            rows[column][given] = np.array(values)[given]
    if "other_team" in sheet.columns:
        rows["other_team"] = _other_teams(sheet, chart, rows["origin"])


def _within(value: float, high: float) -> float:
    if not 0 <= value <= high:
        raise ValueError
    return value


def _other_teams(sheet: Sheet, chart: Chart, seat: Ints) -> Ints:
    team_of = {"": -1, **{name: k for k, name in enumerate(chart.teams)}}
    wrong = [row for row, cell in enumerate(sheet.columns["other_team"]) if cell not in team_of]
    if wrong:
        cell = sheet.columns["other_team"][wrong[0]]
        near = closest(cell, chart.teams)
        raise sheet.wrong(
            wrong, "other_team", "expected_got_near", expected=Said.of("other_team"), got=shown(cell), hint=near
        )
    other = np.array([team_of[cell] for cell in sheet.columns["other_team"]], np.int64)
    own = np.flatnonzero(other == chart.team[seat])
    if len(own):
        raise sheet.wrong(own.tolist(), "other_team", "own_team", name=shown(chart.teams[other[own[0]]]))
    return other
