"""Read people.csv: who works here, for whom, in which team."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sim.chart import Chart
from sim.errors import InputError
from sim.files.csv_file import Sheet, closest, read_sheet, shown
from sim.files.note import Note
from sim.organisation.chart import chart_of, circles
from sim.organisation.pyramid import HEADQUARTERS
from sim.state import NOBODY

COLUMNS = ("id", "manager", "team")
AT_THE_TOP = "leave the cell empty for somebody at the top"
LISTED = 6
"""People of a circle that a message lists."""


@dataclass(frozen=True)
class People:
    """The people of a file as a chart without ties, and what was unusual about the file."""

    chart: Chart
    notes: tuple[Note, ...]


def read_people(path: Path) -> People:
    """Read who reports to whom.

    Structure comes from the columns ``id``, ``manager`` (empty at the top) and ``team``; ``level`` and any other
    column are ignored. A manager, or somebody at the top, without a team joins the headquarters.
    """
    sheet = read_sheet(path, COLUMNS)
    row_of = _rows_by_id(sheet)
    manager = _managers(sheet, row_of)
    _refuse_circles(sheet, manager)
    label, notes = _team_labels(sheet, manager)
    place = {name: number for number, name in enumerate(dict.fromkeys(label))}
    chart = chart_of(tuple(row_of), tuple(place), manager, [place[each] for each in label])
    return People(chart, sheet.notes + notes)


def _rows_by_id(sheet: Sheet) -> dict[str, int]:
    ids = sheet.columns["id"]
    if not ids:
        raise InputError(
            f"{sheet.path} line {sheet.header_line}, column 'id': only a header; expected a line for each person"
        )
    empty = [row for row, each in enumerate(ids) if not each]
    if empty:
        raise sheet.wrong(empty, "id", "empty; every person needs an id of their own")
    row_of: dict[str, int] = {}
    again = [row for row, each in enumerate(ids) if row_of.setdefault(each, row) != row]
    if again:
        first = sheet.lines[row_of[ids[again[0]]]]
        raise sheet.wrong(again, "id", f"{shown(ids[again[0]])} is the id on line {first} already")
    return row_of


def _managers(sheet: Sheet, row_of: Mapping[str, int]) -> np.ndarray:
    ids, given = sheet.columns["id"], sheet.columns["manager"]
    own = [row for row, each in enumerate(given) if each == ids[row]]
    if own:
        raise sheet.wrong(own, "manager", f"{shown(given[own[0]])} is their own manager; {AT_THE_TOP}")
    unknown = [row for row, each in enumerate(given) if each and each not in row_of]
    if unknown:
        name = given[unknown[0]]
        raise sheet.wrong(unknown, "manager", f"{shown(name)} is nobody's id{closest(name, row_of)}; {AT_THE_TOP}")
    return np.array([row_of.get(each, NOBODY) for each in given], np.int64)


def _refuse_circles(sheet: Sheet, manager: np.ndarray) -> None:
    found = circles(manager)
    if not found:
        return
    ids, circle = sheet.columns["id"], found[0]
    steps = [f"{shown(ids[row])} (line {sheet.lines[row]})" for row in circle[:LISTED]]
    if len(circle) > LISTED:
        steps.append(f"… ({len(circle):,} people)")
    steps.append(shown(ids[circle[0]]))
    top = "" if np.any(manager == NOBODY) else "; nobody is at the top"
    says = f"a circle, each reports to the next: {' -> '.join(steps)}{top}; {AT_THE_TOP}"
    raise sheet.wrong([each[0] for each in found], "manager", says)


def _team_labels(sheet: Sheet, manager: np.ndarray) -> tuple[list[str], tuple[Note, ...]]:
    given = sheet.columns["team"]
    leads = manager == NOBODY
    leads[manager[manager != NOBODY]] = True
    empty = [row for row, each in enumerate(given) if not each]
    lost = [row for row in empty if not leads[row]]
    if lost:
        says = f"empty; {shown(sheet.columns['id'][lost[0]])} has no reports and needs a team"
        raise sheet.wrong(lost, "team", says + _team_of_manager(given, int(manager[lost[0]])))
    notes = (Note("no_team", sheet.path.name, len(empty), HEADQUARTERS),) if empty else ()
    return [each or HEADQUARTERS for each in given], notes


def _team_of_manager(given: list[str], manager: int) -> str:
    return f" (their manager's is {shown(given[manager])})" if given[manager] else ""
