"""What columns mean: headers in English and French (``headers.json``), or as a small file beside says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from sim.checked import build
from sim.errors import Count, InputError, Said
from sim.files.csv_file import Note, Raw, clean, cleaned, closest, folded, line_of, shown
from sim.files.formats import table_of
from sim.files.plain_values import yaml_file

BESIDE = ".columns.yaml"
"""How the file beside a table is called, after the table's own name."""
OUTSIDE = ("top", "own-team", "drop")
SEVERAL = ("id", "manager", "source", "target")
"""Roles of which an export may have more than one column: the usual one counts, or that which names most people."""
NEEDED = {"people": ("manager",), "ties": ("source", "target"), "issues": ("day",), "log": ("issue",)}
SHOWN = 40
"""Headers that a message shows."""


@dataclass(frozen=True)
class Reading:
    """How a table is to be read, where it does not say so itself; kept in a file beside it.

    Parameters
    ----------
    columns : mapping of str to str
        The header of a column by what it holds.
    outside : str
        What becomes of people whose manager is not in the file: ``top``, ``own-team`` or ``drop``; empty to be asked.
    undirected : bool
        Whether each tie goes both ways.
    date : str
        Day on which the company is looked at (``2031-12-31``): whoever ends later is still there.
    dates : str
        How dates are written, as in ``%m/%d/%Y``.
    holidays : list of str
        Days on which nobody works (``2031-12-25``).
    sheet : str
        Of a workbook.
    """

    columns: dict[str, str] = field(default_factory=dict[str, str])
    outside: str = ""
    undirected: bool = False
    date: str = ""
    dates: str = ""
    holidays: list[str] = field(default_factory=list[str])
    sheet: str = ""

    def __post_init__(self) -> None:
        if self.outside and self.outside not in OUTSIDE:
            raise InputError("unknown_outside", "outside", (self.outside, OUTSIDE), name=self.outside)
        if not isinstance(self.columns, Mapping) or not isinstance(self.holidays, list):
            raise InputError("keys_and_values", "columns, holidays", got=self.columns)


def beside(path: Path) -> Path:
    """Return where the reading of a table is kept."""
    return path.with_name(path.name + BESIDE)


def reading_of(path: Path) -> Reading:
    """Read how a table is to be read."""
    file = beside(path)
    return build(Reading, yaml_file(file) or {}, file.name) if file.is_file() else Reading()


def keep_reading(path: Path, given: Mapping[str, Any]) -> Path:
    """Write what was said of a table into the file beside it, over what it says already; return that file."""
    file = beside(path)
    before = yaml_file(file) or {} if file.is_file() else {}
    columns = {**before.get("columns", {}), **given.get("columns", {})}
    values = {**before, **given, **({"columns": columns} if columns else {})}
    build(Reading, values, file.name)
    try:
        file.write_text(yaml.safe_dump(values, allow_unicode=True, sort_keys=True), encoding="utf-8")
    except OSError as wrong:
        raise InputError("cannot_be_made", file, why=wrong.strerror) from None
    return file


@cache
def table() -> dict[str, Any]:
    """Read the table of headers and words, which the page reads too."""
    return json.loads(Path(__file__).with_name("headers.json").read_text(encoding="utf-8"))


def words_of(text: str) -> list[str]:
    """Split a header into its words, whatever case, accents and punctuation; small words are left out."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text)
    words = [each for each in re.split(r"[^a-z0-9+]+", folded(apart)) if each]
    return [each for each in words if each not in table()["fillers"]] or words


def is_one_of(cell: str, words: str) -> bool:
    """Say whether a cell is one of the words of a kind, as ``vacant`` or ``left``."""
    return folded(cell) in _folded(words)


@cache
def _folded(kind: str) -> set[str]:
    return {folded(each) for each in table()[kind]}


@cache
def _roles(kind: str) -> dict[str, tuple[str, int]]:
    """Return role and rank of every header of a kind of table, by its words in order and sorted."""
    known: dict[str, tuple[str, int]] = {}
    for role, names in table()[kind].items():
        for rank, name in enumerate([role.replace("_", " "), *names]):
            words = words_of(name)
            for key in ("".join(words), "".join(sorted(words))):
                known.setdefault(key, (role, rank))
    return known


def role_of(kind: str, header: str) -> tuple[str, int] | None:
    """Say what a column holds, and how usual its header is (0 is best); None for a header nobody knows.

    Examples
    --------
    >>> role_of("people", "Matricule N+1")[0], role_of("people", "E-Mail address")[0], role_of("people", "Shoe size")
    ('manager', 'mail', None)
    """
    words, known = words_of(header), _roles(kind)
    return known.get("".join(words)) or known.get("".join(sorted(words)))


@dataclass(frozen=True)
class Sheet:
    """The columns of a table that are understood, cleaned.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    header_line : int
        Line of the file on which its header stands, from 1.
    lines : list of int
        Line of the file on which each row begins, from 1; shape (n,).
    columns : dict of str to list of str
        Cells of each column, by what it holds; each of shape (n,). What is not there is not in it.
    headers : dict of str to str
        How the file calls these columns.
    choices : dict of str to dict of str to list of str
        Of what several columns hold: the cells by header.
    notes : tuple of Note
        What was unusual about the file.
    reading : Reading
        What stands beside it.
    undirected : bool
        Whether its ties go both ways.
    """

    path: Path
    header_line: int
    lines: list[int]
    columns: dict[str, list[str]]
    headers: dict[str, str]
    choices: dict[str, dict[str, list[str]]]
    notes: tuple[Note, ...]
    reading: Reading
    undirected: bool = False

    def wrong(self, rows: Sequence[int], column: str, code: str, **values: Any) -> InputError:
        """Make the error for cells that cannot be used: the first is named, the others are counted."""
        where = line_of(self.path, self.lines[rows[0]], self.headers.get(column, column))
        if len(rows) == 1:
            return InputError(code, where, **values)
        return InputError("and_others", where, says=Said.of(code, **values), n=Count(len(rows) - 1))

    def given(self, column: str) -> list[str]:
        """Return the cells of a column, those that say nothing (``NULL``, ``n/a``) empty; all empty without it."""
        cells = self.columns.get(column, [""] * len(self.lines))
        return ["" if is_one_of(each, "nothing") else each for each in cells]


def raw_table(path: Path, kind: str, data: bytes | None = None) -> tuple[Raw, Reading]:
    """Read a file of people, ties or issues, and how it is to be read."""
    reading = Reading() if data is not None else reading_of(path)
    own = {_key(each) for each in reading.columns.values()}

    def known(cells: list[str]) -> int:
        return len({role_of(kind, cell) or _key(cell) for cell in cells if role_of(kind, cell) or _key(cell) in own})

    expected = ("id", *NEEDED[kind], "team") if kind == "people" else NEEDED[kind]
    return table_of(path, known, expected, data, reading.sheet), reading


def read_sheet(path: Path, kind: str, data: bytes | None = None) -> Sheet:
    """Read the columns that are understood of a file of people, ties or issues.

    Headers are matched whatever their case, accents, punctuation and order of words; a file beside may say which is
    which. Cells lose outer spaces, have their inner white space made single, and are brought to one form of Unicode.

    Parameters
    ----------
    path : pathlib.Path
        An existing file of any format that `sim.files.formats` reads.
    kind : str
        ``people``, ``ties`` or ``issues``.
    data : bytes, optional
        What the file holds, where it is no file yet; then `path` only names it in messages.

    Returns
    -------
    Sheet
        The rows, possibly none.

    Raises
    ------
    InputError
        If the file cannot be read, is empty, lacks a column, or a row has not one cell a column.
    """
    return sheet_of(*raw_table(path, kind, data), kind)


def sheet_of(raw: Raw, reading: Reading, kind: str) -> Sheet:
    """Find out what the columns of a table hold."""
    places = _places(raw, reading, kind)
    missing = [role for role in NEEDED[kind] if role not in places]
    if kind == "people" and not {"id", "mail", "position", "name", "last"} & {*places}:
        missing.insert(0, "id")
    if missing:
        raise _missing(raw, missing)
    chosen = {role: columns[0] for role, columns in places.items()}
    cells = {place: cleaned([row[place] for row in raw.rows]) for columns in places.values() for place in columns}
    headers = [clean(each) for each in raw.header]
    choices = {
        role: {headers[place]: cells[place] for place in places[role]}
        for role in SEVERAL
        if len(places.get(role, ())) > 1
    }
    notes = (*raw.notes, *_taken(raw, headers, chosen, choices))
    columns = {role: cells[place] for role, place in chosen.items()}
    names = {role: headers[place] for role, place in chosen.items()}
    undirected = raw.undirected or reading.undirected
    return Sheet(raw.path, raw.header_line, raw.lines, columns, names, choices, notes, reading, undirected)


def _key(header: str) -> str:
    return "".join(sorted(words_of(header))) or folded(header)


def _places(raw: Raw, reading: Reading, kind: str) -> dict[str, list[int]]:
    """Say where the columns are that hold something known, the most usual header first."""
    keys = [_key(each) for each in raw.header]
    found = {role: [(0, place)] for role, place in _told_places(raw, reading, kind, keys).items()}
    taken = {columns[0][1] for columns in found.values()}
    for place, header in enumerate(raw.header):
        role, rank = role_of(kind, header) or ("", 0)
        if role and place not in taken and (role == "id" or role not in reading.columns):
            found.setdefault(role, []).append((rank + 1, place))
    for role, columns in found.items():
        columns.sort()
        again = [place for _, place in columns if keys[place] == keys[columns[0][1]]]
        if len(again) > 1:
            raise InputError("columns_of_one_name", line_of(raw.path, raw.header_line, role), n=len(again))
    if "last" in found and "first" not in found:
        found.setdefault("name", found.pop("last"))
    return {role: [place for _, place in columns] for role, columns in found.items()}


def _told_places(raw: Raw, reading: Reading, kind: str, keys: Sequence[str]) -> dict[str, int]:
    """Find the columns that the file beside names."""
    for role, name in reading.columns.items():
        if role not in table()[kind]:
            raise InputError("unknown_role", beside(raw.path).name, (role, table()[kind]), name=role)
        if _key(str(name)) not in keys:
            raise InputError("no_such_header", line_of(raw.path, raw.header_line), (str(name), raw.header), name=name)
    return {role: keys.index(_key(str(name))) for role, name in reading.columns.items()}


def _missing(raw: Raw, missing: list[str]) -> InputError:
    """Name all columns that are missing, and all headers that are there."""
    headers = [clean(each) for each in raw.header if clean(each)]
    hint = closest(missing[0], headers)
    near = hint if hint.code == "near_quoted" else Said.of("separators" if len(raw.header) == 1 else "nothing")
    names = ", ".join(shown(each) for each in headers[:SHOWN]) + (", …" if len(headers) > SHOWN else "")
    found = Said.of("found_headers", names=names, near=near)
    wanted = Said.of("say_columns", role=missing[0], header=headers[-1] if headers else "")
    where = line_of(raw.path, raw.header_line)
    named = ", ".join(f"'{each}'" for each in missing)
    return InputError("no_column", where, columns=named, n=len(missing), found=found, wanted=wanted)


def _taken(
    raw: Raw, headers: list[str], chosen: Mapping[str, int], choices: Mapping[str, Mapping[str, Any]]
) -> Iterable[Note]:
    """Say which column was taken for what, where its header is another word, and which were not read."""
    plain = {role: headers[place] for role, place in chosen.items() if role == "id" or role not in choices}
    others = {role: each for role, each in plain.items() if folded(each).replace(" ", "") != role.replace("_", "")}
    if others:
        yield Note(
            "columns", raw.path.name, len(others), ", ".join(f"{role} = {each}" for role, each in others.items())
        )
    read = {*(headers[place] for place in chosen.values()), *(each for held in choices.values() for each in held)}
    unread = [each for each in headers if each and each not in read]
    if unread:
        yield Note("unread", raw.path.name, len(unread), ", ".join(unread[:SHOWN]))
