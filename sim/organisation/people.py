"""Read people: who works here, for whom, in which team, from a file as personnel systems export it.

Nobody is counted without a word: whoever is left out, stands for several, or is added becomes a note.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import numpy as np

from sim.chart import Chart
from sim.errors import Chain, Count, InputError, Said
from sim.files.csv_file import Note, closest, line_of, shown
from sim.files.headers import Sheet, is_one_of, read_sheet
from sim.files.lookup import AMBIGUOUS, KINDS, NO_END, called, day_of, find, is_month_first, number_of, several
from sim.organisation.chart import chart_of, circles
from sim.organisation.generated import HEADQUARTERS
from sim.state import NOBODY

LISTED = 6
"""People of a circle, and managers who are not in the file, that a message lists."""
SHORTENED = "E+"
"""What a spreadsheet leaves of a long number, as in 3.91E+03: nobody can tell whose id it was."""


@dataclass(frozen=True)
class People:
    """The people of a file as a chart without ties, their dotted lines, and what was unusual about the file."""

    chart: Chart
    dotted: tuple[tuple[int, int], ...]
    notes: tuple[Note, ...]


@dataclass
class _Staff:
    """The rows of a file on their way to a chart; `gone` says of a row why it is left out."""

    sheet: Sheet
    ids: list[str]
    gone: dict[int, str] = field(default_factory=dict[int, str])
    boss: list[int] = field(default_factory=list[int])
    dotted: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    index: dict[str, int] = field(default_factory=dict[str, int])
    notes: list[Note] = field(default_factory=list[Note])

    def note(self, what: str, count: int, detail: str = "") -> None:
        """Keep in mind what was unusual, where anything was."""
        if count:
            self.notes.append(Note(what, self.sheet.path.name, count, detail))

    def here(self) -> list[int]:
        """Return the rows that are not left out."""
        return [row for row in range(len(self.ids)) if row not in self.gone]


def read_people(path: Path, data: bytes | None = None) -> People:
    """Read who reports to whom.

    Structure comes from the columns ``id``, ``manager`` (empty at the top) and ``team``, however they are called
    (`sim.files.headers`). A manager may be given by id, mail, position or name. Without a team somebody joins the team
    of their manager; a manager without one, or somebody at the top, the headquarters.

    Parameters
    ----------
    path : pathlib.Path
        An existing file.
    data : bytes, optional
        What it holds, where it is no file yet; then `path` only names it in messages.

    Raises
    ------
    InputError
        For a file that cannot be read, or a line of command that cannot be told from it.
    """
    sheet = read_sheet(path, "people", data)
    staff = _Staff(*_identified(sheet))
    if not staff.ids:
        raise InputError("only_header", line_of(path, sheet.header_line, "id"))
    _leave_out(staff)
    _check_ids(staff)
    _find_managers(staff)
    _refuse_circles(staff)
    team = _team_labels(staff)
    return _as_chart(staff, team)


# ------------------------------------------------------------------------------------------------------------ who
def _identified(sheet: Sheet) -> tuple[Sheet, list[str]]:
    """Return the ids: the column of that name, else what else tells people apart; and full names."""
    first, last = sheet.given("first"), sheet.given("last")
    if "last" in sheet.columns and "name" not in sheet.columns:
        names = [f"{one} {other}".strip() for one, other in zip(first, last, strict=True)]
        sheet = replace(sheet, columns={**sheet.columns, "name": names})
    kind = next(kind for kind in ("id", "mail", "position", "name") if kind in sheet.columns)
    if kind != "id":
        note = Note("id_is", sheet.path.name, detail=sheet.headers.get(kind, kind))
        sheet = replace(
            sheet, notes=(*sheet.notes, note), headers={"id": sheet.headers.get(kind, kind), **sheet.headers}
        )
    return sheet, sheet.columns[kind]


def _leave_out(staff: _Staff) -> None:
    """Leave out totals, posts nobody holds, and people who have left."""
    sheet = staff.sheet
    status, ends, names = sheet.given("status"), sheet.given("end"), sheet.given("name")
    fte, posts = (_numbers(sheet, column) for column in ("fte", "posts"))
    as_of = day_of(sheet.reading.date) if sheet.reading.date else None
    month_first = bool(is_month_first(ends))
    end = [day_of(each, month_first, sheet.reading.dates) for each in ends]
    for row, cell in enumerate(staff.ids):
        if is_one_of(cell, "totals") or (names[row] and is_one_of(names[row], "totals")):
            staff.gone[row] = "total"
        elif any(is_one_of(each, "vacant") for each in (status[row], names[row]) if each) or posts[row] == 0:
            staff.gone[row] = "vacant"
        elif _has_left(status[row], end[row], as_of, "status" in sheet.columns):
            staff.gone[row] = "left"
        elif fte[row] == 0:
            staff.gone[row] = "no_hours"
    for why, count in Counter(staff.gone.values()).items():
        staff.note(f"gone_{why}", count)
    if not staff.here():
        raise InputError("nobody_here", line_of(sheet.path, sheet.lines[0]))
    given = [fte[row] for row in staff.here() if not math.isnan(fte[row])]
    staff.note("fte", sum(each < 1 for each in given), f"{sum(given):g}")


def _has_left(status: str, end: date | None, as_of: date | None, by_status: bool) -> bool:
    """Say whether somebody is no longer there: by the status, else by the day on which they end."""
    if status and (is_one_of(status, "left") or (len(status.split()) > 1 and is_one_of(status.split()[0], "left"))):
        return True
    if end is None or end.year >= NO_END:
        return False
    return end < as_of if as_of else not by_status


def _numbers(sheet: Sheet, column: str) -> list[float]:
    """Read numbers, NaN where there is none; shares given in percent become shares."""
    cells, wrong, values = sheet.given(column), [], []
    for row, cell in enumerate(cells):
        try:
            values.append(number_of(cell) if cell else math.nan)
        except ValueError:
            values.append(math.nan)
            wrong.append(row)
    if wrong:
        raise sheet.wrong(wrong, column, "expected_got", expected=Said.of("a_plain_number"), got=shown(cells[wrong[0]]))
    some = [each for each in values if each > 0]
    percent = column == "fte" and bool(some) and sorted(some)[len(some) // 2] > 2
    return [each / 100 for each in values] if percent else values


def _check_ids(staff: _Staff) -> None:
    """Refuse ids that are empty or twice; two people of less than full time are one post."""
    sheet, here = staff.sheet, staff.here()
    empty = [row for row in here if not staff.ids[row]]
    if empty:
        raise sheet.wrong(empty, "id", "empty_id")
    rows_of: dict[str, list[int]] = {}
    for row in here:
        rows_of.setdefault(staff.ids[row], []).append(row)
    short = [row for row in here if _is_shortened(staff.ids[row])]
    if short and len(rows_of) < len(here):
        raise sheet.wrong(short, "id", "shortened", name=shown(staff.ids[short[0]]))
    fte, managers = _numbers(sheet, "fte"), sheet.given("manager")
    again = []
    for rows in (each for each in rows_of.values() if len(each) > 1):
        if len({managers[row] for row in rows}) == 1 and np.cumsum([fte[row] for row in rows])[-1] <= 1:
            staff.gone.update(dict.fromkeys(rows[1:], "shared"))
        else:
            again += rows[1:]
    if again:
        row = min(again)
        hint = Said.of("job_share" if managers[row] == managers[rows_of[staff.ids[row]][0]] else "nothing")
        first = sheet.lines[rows_of[staff.ids[row]][0]]
        raise sheet.wrong([row, *again[1:]], "id", "id_again", name=shown(staff.ids[row]), line=first, hint=hint)
    staff.note("shared", sum(why == "shared" for why in staff.gone.values()))


def _is_shortened(cell: str) -> bool:
    return SHORTENED in cell and cell.replace(SHORTENED, "").replace(".", "").replace(",", "").isdigit()


# ----------------------------------------------------------------------------------------------------- for whom
def _find_managers(staff: _Staff) -> None:
    """Find everybody's manager, and those who are not in the file."""
    sheet = staff.sheet
    columns = {kind: sheet.given(kind) for kind in KINDS if kind in sheet.columns}
    columns["id"] = ["" if staff.gone.get(row) in ("shared", "total") else each for row, each in enumerate(staff.ids)]
    staff.index = called({"name": staff.ids, **columns}, range(len(staff.ids)))
    for cells in list(sheet.choices.get("id", {}).values()):
        staff.index = {**called({"position": cells}, range(len(cells))), **staff.index}
    given = _best_column(staff, "manager")
    staff.boss = [NOBODY] * len(given)
    kinds: Counter[str] = Counter()
    outside: dict[str, list[int]] = {}
    for row in staff.here():
        cell = given[row]
        found = [each] if (each := find(staff.index, cell)) else several(staff.index, cell)
        if not found and cell:
            outside.setdefault(cell, []).append(row)
        for seat, kind in found[:1]:
            _refuse_ambiguous(staff, row, seat, "manager", cell, kind)
            staff.boss[row] = seat
            kinds[kind] += 1
        staff.dotted += [(row, seat) for seat, _ in found[1:] if seat >= 0]
    for kind in KINDS[1:]:
        staff.note(f"by_{kind}", kinds[kind])
    _mind_own(staff, outside)
    if outside:
        _mind_outside(staff, outside)
    _dot(staff)
    _climb(staff)


def _best_column(staff: _Staff, role: str) -> list[str]:
    """Return the cells of a role; of several columns those in which most people are found."""
    sheet = staff.sheet
    choices = sheet.choices.get(role)
    if not choices:
        return sheet.given(role)

    def found(header: str) -> int:
        return sum(find(staff.index, cell) is not None for cell in choices[header] if cell)

    best = max(choices, key=found)
    staff.note("columns", 1, f"{role} = {best}")
    cells = ["" if is_one_of(each, "nothing") else each for each in choices[best]]
    staff.sheet = replace(sheet, columns={**sheet.columns, role: cells}, headers={**sheet.headers, role: best})
    return cells


def _refuse_ambiguous(staff: _Staff, row: int, seat: int, column: str, cell: str, kind: str) -> None:
    """Refuse a name that two people bear, and say on which lines."""
    if seat != AMBIGUOUS:
        return
    cells = staff.sheet.columns.get(kind, staff.ids)
    alone = called({kind: [cell], "id": [cell]}, [0])
    both = [k for k, each in enumerate(cells) if each and find(alone, each)][:2]
    lines = " / ".join(str(staff.sheet.lines[each]) for each in both)
    raise staff.sheet.wrong([row], column, "two_of_this_name", name=shown(cell), lines=lines)


def _mind_own(staff: _Staff, outside: Mapping[str, list[int]]) -> None:
    """Take whoever is their own manager for the top, if nobody else is there."""
    own = [row for row in staff.here() if staff.boss[row] == row]
    strangers = {row for rows in outside.values() for row in rows}
    tops = [row for row in staff.here() if staff.boss[row] == NOBODY and row not in strangers]
    if own and tops:
        raise staff.sheet.wrong(own, "manager", "own_manager", name=shown(staff.ids[own[0]]))
    for row in own:
        staff.boss[row] = NOBODY
    staff.note("own_manager", len(own))


def _mind_outside(staff: _Staff, outside: dict[str, list[int]]) -> None:
    """Decide what becomes of people whose manager is not in the file: as the reading says, or ask."""
    rows = sorted(row for each in outside.values() for row in each)
    tops = [row for row in staff.here() if staff.boss[row] == NOBODY and row not in rows]
    way = staff.sheet.reading.outside
    if not way and (len(rows) > 1 or tops):
        raise _asked(staff, outside, rows, not tops)
    if way == "own-team":
        _add_outside(staff, outside)
    elif way == "drop":
        _drop_below(staff, rows)
    elif way:
        staff.note("outside_top", len(rows))
    else:
        staff.note("top_marked", 1, staff.ids[rows[0]])


def _add_outside(staff: _Staff, outside: Mapping[str, list[int]]) -> None:
    """Add managers who are not in the file as people at the top."""
    for name, below in outside.items():
        staff.ids.append(name)
        staff.boss.append(NOBODY)
        staff.index.update(called({"id": [name], "name": [name]}, [len(staff.ids) - 1]))
        for row in below:
            staff.boss[row] = len(staff.ids) - 1
    staff.note("outside_added", len(outside), ", ".join(list(outside)[:LISTED]))


def _drop_below(staff: _Staff, rows: list[int]) -> None:
    """Leave out people, and all who report to them, directly or not."""
    gone = {*rows}
    while more := [row for row in staff.here() if row not in gone and staff.boss[row] in gone]:
        gone.update(more)
    staff.gone.update(dict.fromkeys(gone, "outside"))
    staff.note("outside_dropped", len(gone))
    if not staff.here():
        raise InputError("nobody_here", line_of(staff.sheet.path, staff.sheet.lines[0]))


def _asked(staff: _Staff, outside: dict[str, list[int]], rows: list[int], headless: bool) -> InputError:
    """Name managers who are not in the file, and what can be done that keeps the structure."""
    most = sorted(outside, key=lambda name: -len(outside[name]))
    first = next(name for name, below in outside.items() if rows[0] in below)
    if _is_shortened(first):
        return staff.sheet.wrong(rows, "manager", "shortened", name=shown(first))
    names = ", ".join(f"{shown(each)} ({len(outside[each])})" for each in most[:LISTED])
    more = ", …" if len(most) > LISTED else ""
    hint = closest(first, [each for each in staff.ids if each])
    near = hint if hint.code == "near_quoted" else Said.of("nothing")
    where = line_of(staff.sheet.path, staff.sheet.lines[rows[0]], staff.sheet.headers.get("manager", "manager"))
    alone = headless and len(outside) == 1
    top = Said.of("likely_top", name=shown(first)) if alone else Said.of("nothing")
    return InputError("not_in_this_file", where, names=names + more, n=len(outside), hint=near, top=top)


def _dot(staff: _Staff) -> None:
    """Add the dotted lines that have a column of their own."""
    cells = staff.sheet.given("dotted")
    lost = 0
    for row in (each for each in staff.here() if each < len(cells) and cells[each]):
        found = [each] if (each := find(staff.index, cells[row])) else several(staff.index, cells[row])
        staff.dotted += [(row, seat) for seat, _ in found if seat >= 0]
        lost += not found
    staff.note("dotted_lost", lost)
    staff.note("dotted", len(staff.dotted))


def _climb(staff: _Staff) -> None:
    """Let whoever reports to somebody left out report to the next above who is there."""
    managers, climbed = staff.sheet.given("manager"), 0
    above: dict[int, int] = {}
    for row in staff.gone:
        found = find(staff.index, managers[row]) if managers[row] else None
        above[row] = found[0] if found and found[0] >= 0 else NOBODY
    for row in staff.here():
        seen, seat = {row}, staff.boss[row]
        while seat in staff.gone and seat not in seen:
            seen.add(seat)
            seat = above[seat]
        climbed += seat != staff.boss[row]
        staff.boss[row] = NOBODY if seat in staff.gone else seat
    staff.note("climbed", climbed)


def _refuse_circles(staff: _Staff) -> None:
    here = staff.here()
    place = {row: k for k, row in enumerate(here)}
    bosses = np.array([place.get(staff.boss[row], NOBODY) for row in here], np.int64)
    found = circles(bosses)
    if not found:
        return
    circle = [here[each] for each in found[0]]
    steps = [Said.of("on_line", name=shown(staff.ids[row]), line=staff.sheet.lines[row]) for row in circle[:LISTED]]
    if len(circle) > LISTED:
        steps.append(Said.of("so_many_people", n=Count(len(circle))))
    top = Said.of("nothing" if np.any(bosses == NOBODY) else "nobody_at_the_top")
    rows = [here[each[0]] for each in found]
    raise staff.sheet.wrong(rows, "manager", "a_circle", steps=Chain((*steps, shown(staff.ids[circle[0]]))), top=top)


# --------------------------------------------------------------------------------------------------- in which team
def _team_labels(staff: _Staff) -> dict[int, str]:
    """Return everybody's team: as the file says, else that of the line."""
    given, here = staff.sheet.given("team"), staff.here()
    leads = {staff.boss[row] for row in here}
    derived = "team" not in staff.sheet.columns
    label = {row: given[row] if row < len(given) else "" for row in here}
    for row in here[len([each for each in here if each < len(given)]) :]:  # added: the team of most of those they lead
        theirs = Counter(label[each] for each in here if staff.boss[each] == row and label[each])
        label[row] = theirs.most_common(1)[0][0] if theirs else ""
    empty = [row for row in here if not label[row]]
    if derived:
        for row in here:
            lead = row if row in leads or staff.boss[row] == NOBODY else staff.boss[row]
            label[row] = staff.ids[lead]
        staff.note("derived_teams", len(set(label.values())))
        return label
    given_by = {row: label[staff.boss[row]] if row not in leads and staff.boss[row] != NOBODY else "" for row in empty}
    label |= {row: theirs or HEADQUARTERS for row, theirs in given_by.items()}
    staff.note("no_team", sum(not each for each in given_by.values()), HEADQUARTERS)
    staff.note("managers_team", sum(bool(each) for each in given_by.values()))
    return label


def _as_chart(staff: _Staff, team: Mapping[int, str]) -> People:
    """Make the chart; a row that stands for several people becomes as many, who share those below among them."""
    posts = [*_numbers(staff.sheet, "posts"), *[math.nan] * len(staff.ids)]
    seats: dict[int, list[int]] = {}
    names: list[str] = []
    for row in staff.here():
        count = 1 if math.isnan(posts[row]) else math.ceil(posts[row])
        seats[row] = list(range(len(names), len(names) + count))
        names += [staff.ids[row], *(f"{staff.ids[row]} ({k})" for k in range(2, count + 1))]
    staff.note("posts", len(names) - len(seats), str(len(names)))
    places = {name: number for number, name in enumerate(dict.fromkeys(team[row] for row in seats))}
    boss, group = [NOBODY] * len(names), [0] * len(names)
    turn: Counter[int] = Counter()
    for row, mine in seats.items():
        for seat in mine:
            group[seat] = places[team[row]]
            if above := seats.get(staff.boss[row]):
                boss[seat] = above[turn[staff.boss[row]] % len(above)]
                turn[staff.boss[row]] += 1
    chart = chart_of(tuple(names), tuple(places), boss, group)
    if len(names) > 1 and all(each == NOBODY for each in boss):
        staff.note("flat", len(names))
    index = {key: seats[row][0] if row in seats else AMBIGUOUS for key, row in staff.index.items()}
    index = {key: seat for key, seat in index.items() if seat != AMBIGUOUS}
    dotted = tuple((seats[one][0], seats[other][0]) for one, other in staff.dotted if one in seats and other in seats)
    return People(replace(chart, called=index), dotted, (*staff.sheet.notes, *staff.notes))
