"""A real company from its files: people and lines, and the ties that ties.csv gives or that are drawn.

Read ties.csv: who turns to whom.

From settings to a company: generated as a pyramid, or read from files.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.chart import Chart
from sim.errors import InputError, Said
from sim.files.csv_file import Note, Raw, clean, closest, shown
from sim.files.find import file_of, path_of
from sim.files.headers import Reading, Sheet, is_one_of, raw_table, role_of, sheet_of
from sim.files.lookup import called, find
from sim.organisation.chart import with_ties
from sim.organisation.generated import draw_ties, pyramid
from sim.organisation.people import People, read_people
from sim.parameters import OrganisationSettings
from sim.state import NOBODY

Rows = NDArray[np.int64]

LISTED = 3
"""Outsiders that a note names."""


@dataclass(frozen=True)
class Ties:
    """Ties as they were given, without repetitions and without ties to oneself.

    Parameters
    ----------
    source, target : ndarray of int
        The seat in `source` turns to the seat in `target`; shape (m,).
    kind : ndarray of int
        Place in `kinds`; shape (m,). One pair may stand once in each kind.
    kinds : tuple of str
        Names of the kinds, none if the file has no such column; an empty name where the cell was empty.
    notes : tuple of Note
        What was unusual about the file.
    """

    source: NDArray[np.int64]
    target: NDArray[np.int64]
    kind: NDArray[np.int64]
    kinds: tuple[str, ...]
    notes: tuple[Note, ...]


def read_ties(path: Path, chart: Chart) -> Ties:
    """Read who turns to whom: a list with or without a header, a matrix, or a network; outsiders are left out."""
    raw, reading = raw_table(path, "ties")
    sheet = sheet_of(*_listed(raw, reading, chart), "ties")
    notes = list(sheet.notes)
    index = {**called({"id": chart.names}, range(chart.size)), **chart.called}
    source, target = (_seats(sheet, end, index) for end in ("source", "target"))
    labels = sheet.columns.get("kind", [""] * len(source))
    both = np.array([sheet.undirected or is_one_of(each, "undirected") for each in labels], bool)
    if both.all() and "kind" in sheet.columns:
        labels = [""] * len(source)
    kinds = tuple(dict.fromkeys(labels))
    place = {name: number for number, name in enumerate(kinds)}
    kind = np.array([place[label] for label in labels], np.int64)
    tied = _tied(sheet, notes) & _inside(sheet, source, target, chart, notes)
    source, target, kind, both = source[tied], target[tied], kind[tied], both[tied]
    if both.any():
        notes.append(Note("undirected", path.name, int(both.sum())))
        ends = np.concatenate([source, target[both]]), np.concatenate([target, source[both]])
        (source, target), kind = ends, np.concatenate([kind, kind[both]])
    keep, counted = _kept(sheet, source, target, kind, chart.size)
    named = kinds if "kind" in sheet.columns and kinds != ("",) else ()
    return Ties(source[keep], target[keep], kind[keep], named, (*notes, *counted))


def _listed(raw: Raw, reading: Reading, chart: Chart) -> tuple[Raw, Reading]:
    """Make a list of ties of a matrix and of a list without a header; any other table stays as it is."""
    if reading.columns or any(role_of("ties", each) for each in raw.header):
        return raw, reading
    index = {**called({"id": chart.names}, range(chart.size)), **chart.called}
    body = [raw.header, *raw.rows]
    names = [clean(each) for each in raw.header[1:]]
    if len({*names}) == len(names) > 1 and names == [clean(row[0]) for row in raw.rows]:
        return _matrix(raw, names, [row[1:] for row in raw.rows]), reading
    numbers = all(each.replace(".", "", 1).isdigit() for row in body for each in row if each)
    if numbers and len(body) == len(raw.header) == chart.size > 2:
        return _matrix(raw, list(chart.names), body), reading
    if len(raw.header) >= 2 and all(find(index, clean(each)) for each in raw.header[:2]):
        header = ["source", "target", "weight" if all(each.isdigit() for row in body for each in row[2:3]) else "kind"]
        lines, notes = [raw.header_line, *raw.lines], (*raw.notes, Note("no_header", raw.path.name))
        width = min(3, len(raw.header))
        return replace(
            raw, header=header[:width], rows=[row[:width] for row in body], lines=lines, notes=notes
        ), reading
    return raw, reading


def _matrix(raw: Raw, names: Sequence[str], cells: Sequence[Sequence[str]]) -> Raw:
    """List the cells of a matrix that say something: the row turns to the column."""
    tied = [(names[i], names[j], each) for i, row in enumerate(cells) for j, each in enumerate(row) if each.strip()]
    rows = [list(each) for each in tied if each[2].strip() not in ("0", "0.0", ".")]
    notes = (*raw.notes, Note("matrix", raw.path.name, len(names)))
    return Raw(raw.path, ["source", "target", "weight"], raw.header_line, [raw.header_line] * len(rows), rows, notes)


def _seats(sheet: Sheet, end: str, index: Mapping[str, int]) -> Rows:
    """Find who stands at an end of each tie, NOBODY for an outsider; of several columns the one that finds most."""
    columns = sheet.choices.get(end) or {end: sheet.columns[end]}
    seats = [
        [(found or (NOBODY, ""))[0] for found in (find(index, each) for each in cells)] for cells in columns.values()
    ]
    return np.array(max(seats, key=lambda each: sum(seat >= 0 for seat in each)), np.int64)


def _tied(sheet: Sheet, notes: list[Note]) -> NDArray[np.bool_]:
    """Say which rows are ties: those of weight nought are none, and other weights count alike."""
    weights = [each.replace(",", ".") for each in sheet.given("weight")]
    none = np.array([each != "" and not each.strip("0.") for each in weights], bool)
    if len({*weights} - {""}) > 1:
        notes.append(Note("weights", sheet.path.name, len(weights)))
    return ~none


def _inside(sheet: Sheet, source: Rows, target: Rows, chart: Chart, notes: list[Note]) -> NDArray[np.bool_]:
    """Say which ties join people of the organisation; refuse a file in which none does."""
    inside = (source >= 0) & (target >= 0)
    ends = {"source": source, "target": target}
    empty = [
        (row, end) for end, seats in ends.items() for row in np.flatnonzero(seats < 0) if not sheet.columns[end][row]
    ]
    if empty:
        raise sheet.wrong(sorted(int(row) for row, _ in empty), min(empty)[1], "empty_end")
    outside = [(int(row), end) for end, seats in ends.items() for row in np.flatnonzero(seats < 0)]
    if not outside:
        return inside
    row, end = min(outside, key=lambda each: each[0])
    names = list(dict.fromkeys(sheet.columns[end][row] for row, end in sorted(outside)))
    if not inside.any():
        hint = closest(sheet.columns[end][row], chart.names)
        rows = sorted({row for row, _ in outside})
        raise sheet.wrong([row, *rows[1:]], end, "nobodys_id", name=shown(sheet.columns[end][row]), hint=hint)
    some = ", ".join(names[:LISTED]) + (", …" if len(names) > LISTED else "")
    notes.append(Note("outsiders", sheet.path.name, int((~inside).sum()), some))
    return inside


def _kept(sheet: Sheet, source: Rows, target: Rows, kind: Rows, size: int) -> tuple[Rows, tuple[Note, ...]]:
    """Keep the first of each tie to somebody else."""
    others = np.flatnonzero(source != target)
    pairs = (kind * size + source) * size + target
    keep = np.sort(others[np.unique(pairs[others], return_index=True)[1]])
    back = np.isin(target[keep] * size + source[keep], source[keep] * size + target[keep])
    counts = {
        "no_ties": int(not sheet.lines),
        "self_ties": len(source) - len(others),
        "repeated_ties": len(others) - len(keep),
        "none_returned": len(keep) if len(keep) > 2 and not back.any() else 0,
    }
    return keep, tuple(Note(what, sheet.path.name, count) for what, count in counts.items() if count)


@dataclass(frozen=True)
class Facts:
    """What is known about a company beside its chart.

    Parameters
    ----------
    ties : Ties or None
        The ties of a file as they were given; None if they were drawn.
    notes : tuple of Note
        What was unusual about the files.
    """

    ties: Ties | None = None
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Company:
    """A chart, and what is known about where it came from."""

    chart: Chart
    facts: Facts


def build_chart(settings: OrganisationSettings, seed: int) -> Chart:
    """Build the organisation of a run.

    Parameters
    ----------
    settings : OrganisationSettings
        A pyramid's span and depth, or files.
    seed : int
        For the peer ties, where they are drawn.

    Returns
    -------
    Chart
        Who reports to whom, in which team, and who turns to whom.

    Raises
    ------
    InputError
        For an impossible organisation, or a file that cannot be used.
    """
    return build_company(settings, seed).chart


def build_company(settings: OrganisationSettings, seed: int) -> Company:
    """Build an organisation, and keep what was found on the way, for `describe`.

    Ties that no file gives are drawn at random, in a company read from a file as in a pyramid.
    """
    if settings.people is None:
        if settings.ties is not None:
            raise InputError("ties_need_people", "organisation.ties", ties=settings.ties)
        people = People(pyramid(settings.span, settings.depth), (), ())
    else:
        people = read_people(_file(settings.people, "people"))
    chart, notes = people.chart, people.notes
    second = np.array(people.dotted, np.int64).reshape(-1, 2).T
    if settings.ties is None:
        drawn = np.array(draw_ties(chart, settings.peer_ties, settings.cross_team_share, seed), np.int64)
        return Company(with_ties(chart, *np.hstack([drawn, second])), Facts(notes=notes))
    ties = read_ties(_file(settings.ties, "ties"), chart)
    source, target = np.hstack([[ties.source, ties.target], second])
    return Company(with_ties(chart, source, target), Facts(ties, notes + ties.notes))


def _file(text: str, setting: str) -> Path:
    where = f"organisation.{setting}"
    path = path_of(text, where)
    if path.exists() and not path.is_file():
        likely = path / f"{setting}.csv"
        near = Said.of("near_quoted", name=f"'{likely}'") if likely.is_file() else Said.of("nothing")
        raise InputError("not_a_file" if path.is_dir() else "no_ordinary_file", where, path=path, hint=near)
    return file_of(text, where)
