"""A real company from its files: people, lines, teams, ties.

Read people.csv: who works here, for whom, in which team.

Read ties.csv: who turns to whom.

From settings to a company: generated as a pyramid, or read from files.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.chart import Chart
from sim.errors import Chain, Count, InputError, Said
from sim.files.csv_file import Note, Sheet, closest, line_of, read_sheet, shown
from sim.files.find import file_of, path_of
from sim.organisation.chart import chart_of, circles, with_ties
from sim.organisation.generated import HEADQUARTERS, draw_ties, pyramid
from sim.parameters import OrganisationSettings
from sim.state import NOBODY

COLUMNS = ("id", "manager", "team")
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
        raise InputError("only_header", line_of(sheet.path, sheet.header_line, "id"))
    empty = [row for row, each in enumerate(ids) if not each]
    if empty:
        raise sheet.wrong(empty, "id", "empty_id")
    row_of: dict[str, int] = {}
    again = [row for row, each in enumerate(ids) if row_of.setdefault(each, row) != row]
    if again:
        first = sheet.lines[row_of[ids[again[0]]]]
        raise sheet.wrong(again, "id", "id_again", name=shown(ids[again[0]]), line=first)
    return row_of


def _managers(sheet: Sheet, row_of: Mapping[str, int]) -> np.ndarray:
    ids, given = sheet.columns["id"], sheet.columns["manager"]
    own = [row for row, each in enumerate(given) if each == ids[row]]
    if own:
        raise sheet.wrong(own, "manager", "own_manager", name=shown(given[own[0]]))
    unknown = [row for row, each in enumerate(given) if each and each not in row_of]
    if unknown:
        name = given[unknown[0]]
        raise sheet.wrong(unknown, "manager", "nobodys_id_above", name=shown(name), hint=closest(name, row_of))
    return np.array([row_of.get(each, NOBODY) for each in given], np.int64)


def _refuse_circles(sheet: Sheet, manager: np.ndarray) -> None:
    found = circles(manager)
    if not found:
        return
    ids, circle = sheet.columns["id"], found[0]
    steps = [Said.of("on_line", name=shown(ids[row]), line=sheet.lines[row]) for row in circle[:LISTED]]
    if len(circle) > LISTED:
        steps.append(Said.of("so_many_people", n=Count(len(circle))))
    top = Said.of("nothing" if np.any(manager == NOBODY) else "nobody_at_the_top")
    rows = [each[0] for each in found]
    raise sheet.wrong(rows, "manager", "a_circle", steps=Chain((*steps, shown(ids[circle[0]]))), top=top)


def _team_labels(sheet: Sheet, manager: np.ndarray) -> tuple[list[str], tuple[Note, ...]]:
    given = sheet.columns["team"]
    leads = manager == NOBODY
    leads[manager[manager != NOBODY]] = True
    empty = [row for row, each in enumerate(given) if not each]
    lost = [row for row in empty if not leads[row]]
    if lost:
        above = given[int(manager[lost[0]])]
        theirs = Said.of("managers_team", team=shown(above)) if above else Said.of("nothing")
        raise sheet.wrong(lost, "team", "needs_a_team", name=shown(sheet.columns["id"][lost[0]]), theirs=theirs)
    notes = (Note("no_team", sheet.path.name, len(empty), HEADQUARTERS),) if empty else ()
    return [each or HEADQUARTERS for each in given], notes


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


def read_ties(path: Path, names: Sequence[str]) -> Ties:
    """Read who turns to whom."""
    sheet = read_sheet(path, ("source", "target"), ("kind",))
    row_of = {name: row for row, name in enumerate(names)}
    _refuse_unknown(sheet, row_of)
    source, target = _seats(sheet, "source", row_of), _seats(sheet, "target", row_of)
    labels = sheet.columns.get("kind", [""] * len(source))
    kinds = tuple(dict.fromkeys(labels))
    place = {name: number for number, name in enumerate(kinds)}
    kind = np.array([place[label] for label in labels], np.int64)
    keep, notes = _kept(sheet, source, target, kind, len(names))
    named = kinds if "kind" in sheet.columns else ()
    return Ties(source[keep], target[keep], kind[keep], named, sheet.notes + notes)


def _refuse_unknown(sheet: Sheet, row_of: Mapping[str, int]) -> None:
    ends = ("source", "target")
    unknown = [(row, end) for end in ends for row, name in enumerate(sheet.columns[end]) if name not in row_of]
    if not unknown:
        return
    unknown.sort(key=lambda each: each[0])
    row, end = unknown[0]
    name = sheet.columns[end][row]
    rows = [each[0] for each in unknown]
    if not name:
        raise sheet.wrong(rows, end, "empty_end")
    raise sheet.wrong(rows, end, "nobodys_id", name=shown(name), hint=closest(name, row_of))


def _seats(sheet: Sheet, end: str, row_of: Mapping[str, int]) -> NDArray[np.int64]:
    return np.array([row_of[name] for name in sheet.columns[end]], np.int64)


def _kept(
    sheet: Sheet, source: NDArray[np.int64], target: NDArray[np.int64], kind: NDArray[np.int64], size: int
) -> tuple[NDArray[np.int64], tuple[Note, ...]]:
    """Keep the first of each tie to somebody else."""
    others = np.flatnonzero(source != target)
    pairs = (kind * size + source) * size + target
    keep = np.sort(others[np.unique(pairs[others], return_index=True)[1]])
    counts = {
        "no_ties": int(not sheet.lines),
        "self_ties": len(source) - len(others),
        "repeated_ties": len(others) - len(keep),
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
        chart, notes = pyramid(settings.span, settings.depth), ()
    else:
        people = read_people(_file(settings.people, "people"))
        chart, notes = people.chart, people.notes
    if settings.ties is None:
        drawn = draw_ties(chart, settings.peer_ties, settings.cross_team_share, seed)
        return Company(with_ties(chart, *drawn), Facts(notes=notes))
    ties = read_ties(_file(settings.ties, "ties"), chart.names)
    return Company(with_ties(chart, ties.source, ties.target), Facts(ties, notes + ties.notes))


def _file(text: str, setting: str) -> Path:
    where = f"organisation.{setting}"
    path = path_of(text, where)
    if path.exists() and not path.is_file():
        likely = path / f"{setting}.csv"
        near = Said.of("near_quoted", name=f"'{likely}'") if likely.is_file() else Said.of("nothing")
        raise InputError("not_a_file" if path.is_dir() else "no_ordinary_file", where, path=path, hint=near)
    return file_of(text, where)
