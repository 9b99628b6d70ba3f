"""Tables that people hand in: found out, decoded, read line by line, with notes on what was taken how.

What is worth knowing about a file and is no error.

Bytes to text: UTF-8, else what older spreadsheets write; a file that is no text is refused by its name.

A table in a text file, as spreadsheets save it: any of three separators, UTF-8 or not, with quotes or without.

What a user can get wrong is answered with one line that names the file, the line in it, the column, and what would
have been right.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice
from pathlib import Path
from typing import Any, Final

from sim.errors import Count, InputError, Said


@dataclass(frozen=True)
class Note:
    """Something worth knowing about a file that is no error.

    Parameters
    ----------
    what : str
        Its kind, a key of the texts in `sim.locale`.
    file : str
        Name of the file.
    count : int
        How many rows it concerns.
    detail : str
        What else the sentence needs.
    """

    what: str
    file: str
    count: int = 0
    detail: str = ""


SIGNATURES: Final = (
    (b"PK\x03\x04", "kind_zip"),
    (b"\xd0\xcf\x11\xe0", "kind_xls"),
    (b"PAR1", "kind_parquet"),
    (b"%PDF", "kind_pdf"),
    (b"\x1f\x8b", "kind_gzip"),
)
UTF8_MARK: Final = b"\xef\xbb\xbf"
LARGEST: Final = 50_000_000
"""Bytes of a table: a million people or ties; reading as many takes about 1 GB and 10 s."""


def decoded(path: Path, data: bytes | None = None) -> tuple[str, list[Note]]:
    """Read a text file, whatever its encoding."""
    data = _bytes(path) if data is None else data
    for signature, kind in SIGNATURES:
        if data.startswith(signature):
            raise InputError("other_file", line_of(path, 1), kind=Said.of(kind))
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _utf16(path, data)
    if b"\0" in data:
        line = data[: data.index(b"\0")].count(b"\n") + 1
        raise InputError("holds_nul", line_of(path, line))
    return _text(path, data)


def _bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise InputError("table_too_long", path, size=Count(size), most=Count(LARGEST))
        return path.read_bytes()
    except OSError as wrong:
        raise InputError("cannot_be_read", path, why=wrong.strerror or wrong) from None


def _utf16(path: Path, data: bytes) -> tuple[str, list[Note]]:
    text = data.decode("utf-16", errors="replace")
    if "\0" in text or "\ufffd" in text:
        raise InputError("no_text", line_of(path, 1))
    return text, [Note("encoding", path.name, detail="UTF-16")]


def _text(path: Path, data: bytes) -> tuple[str, list[Note]]:
    data = data.removeprefix(UTF8_MARK)
    for encoding, name in (("utf-8", ""), ("cp1252", "Windows-1252"), ("latin-1", "Latin-1")):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return text, [Note("encoding", path.name, detail=name)] if name else []
    raise AssertionError("Latin-1 reads any bytes")


SEPARATORS: Final = (",", ";", "\t")
LONGEST: Final = 60
"""Characters of a user's own text that a message repeats, and that are compared to find what is alike."""
MOST_COMPARED: Final = 50_000
"""Valid names that are looked through for one that is alike; a few seconds' worth."""


@dataclass(frozen=True)
class Sheet:
    """The wanted columns of a file, cleaned.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    header_line : int
        Line of the file on which its header stands, from 1.
    lines : list of int
        Line of the file on which each row begins, from 1; shape (n,).
    columns : dict of str to list of str
        Cells of each wanted column, by its name; each of shape (n,). A column that is not there is not in it.
    notes : tuple of Note
        What was unusual about the file.
    """

    path: Path
    header_line: int
    lines: list[int]
    columns: dict[str, list[str]]
    notes: tuple[Note, ...]

    def wrong(self, rows: Sequence[int], column: str, code: str, **values: Any) -> InputError:
        """Make the error for cells that cannot be used: the first is named, the others are counted."""
        where = line_of(self.path, self.lines[rows[0]], column)
        if len(rows) == 1:
            return InputError(code, where, **values)
        return InputError("and_others", where, says=Said.of(code, **values), n=Count(len(rows) - 1))


def line_of(path: Path, line: int, column: str = "") -> Said:
    """Name a line of a file, and a column of it."""
    return Said.of("place_column" if column else "place_line", path=path, line=line, column=column)


def read_sheet(
    path: Path, required: tuple[str, ...], optional: tuple[str, ...] = (), data: bytes | None = None
) -> Sheet:
    """Read some columns of a file.

    Headers are matched whatever their case and spaces; other columns are ignored, and so are blank lines. Cells lose
    outer spaces, have their inner white space made single, and are brought to one form of Unicode.

    Parameters
    ----------
    path : pathlib.Path
        An existing file: text with a header, columns separated by comma, semicolon or tab.
    required, optional : tuple of str
        Names of the columns, lower case.
    data : bytes, optional
        What the file holds, where it is no file yet; then `path` only names it in messages.

    Returns
    -------
    Sheet
        The rows, possibly none.

    Raises
    ------
    InputError
        If the file cannot be read, is no text, is empty, lacks a column, or a row has not one cell a column.
    """
    text, notes = decoded(path, data)
    text, first_line, separator = _separated(text, (*required, *optional))
    records = _records(path, text, separator, first_line)
    line, header = next(records, (0, []))
    if not header:
        raise InputError("empty_file", line_of(path, 1), columns=", ".join(required))
    places = _places((path, line), header, required, optional)
    lines, rows = _rows(path, header, records)
    columns = {name: _cleaned([cells[place] for cells in rows]) for name, place in places.items()}
    if separator != ",":
        notes.append(Note("separator", path.name, detail=separator))
    return Sheet(path, line, lines, columns, tuple(notes))


def clean(cell: str) -> str:
    """Bring a cell to the one form in which ids are compared.

    Examples
    --------
    >>> clean("  Zoe\u0308   Le\u00a0Goff ")
    'Zoë Le Goff'
    """
    return " ".join(unicodedata.normalize("NFC", cell).strip("\u200b\ufeff").split())


def _cleaned(cells: list[str]) -> list[str]:
    known = {cell: clean(cell) for cell in set(cells)}  # teams, managers and sources come again and again
    return [known[cell] for cell in cells]


def shown(text: str) -> str:
    """Quote a user's text for a message: on one line, and not longer than a glance.

    Parameters
    ----------
    text : str
        Anything.

    Returns
    -------
    str
        Between quotes.
    """
    return repr(text if len(text) <= LONGEST else text[: LONGEST - 1] + "…")


def closest(wrong: str, options: Iterable[str]) -> Said:
    """Say which of many valid names is closest to a wrong one, whatever case, accents, or a number's ``.0``.

    Parameters
    ----------
    wrong : str
        What the user wrote.
    options : iterable of str
        What would have been valid; may be many.

    Returns
    -------
    Said
        `` (did you mean 'x'?)``, or the first valid names when none is close.

    Examples
    --------
    >>> closest("7.0", ["7", "70"]).text()
    " (did you mean '7'?)"
    """
    by_key: dict[str, str] = {}
    for each in islice(options, MOST_COMPARED):
        by_key.setdefault(_alike(each), each)
    key = _alike(wrong)
    keys = [key] if key in by_key else get_close_matches(key, by_key, n=1, cutoff=0.5)
    if keys:
        return Said.of("near_quoted", name=shown(by_key[keys[0]]))
    some = [shown(each) for each in list(by_key.values())[:4]]
    names = f"{', '.join(some)}{', …' if len(by_key) > 4 else ''}"
    return Said.of("near_some", names=names) if some else Said.of("nothing")


def _alike(name: str) -> str:
    short = unicodedata.normalize("NFKD", name[:LONGEST])
    bare = "".join(each for each in short if not unicodedata.combining(each))
    return re.sub(r"^0+(?=.)|\.0+$|\s", "", bare.casefold())


def _separated(text: str, wanted: tuple[str, ...]) -> tuple[str, int, str]:
    """Find the separator: as a first line ``sep=;`` says, else the one that finds most of the wanted columns."""
    told = re.match(r'"?sep=([,;\t])"?[,;\t]*(?:\r\n|\r|\n|$)', text, re.IGNORECASE)
    if told:
        return text[told.end() :], 2, told[1]

    def finds(separator: str) -> tuple[int, int]:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True)
        try:
            header = next((cells for cells in reader if any(map(clean, cells))), [])
        except csv.Error:
            return 0, 0
        return len({_header_key(cell) for cell in header} & set(wanted)), len(header)

    return text, 1, max(SEPARATORS, key=finds)


def _header_key(cell: str) -> str:
    return clean(cell).casefold().replace(" ", "")


def _records(path: Path, text: str, separator: str, first_line: int) -> Iterator[tuple[int, list[str]]]:
    """Yield each record that is not blank, with the line on which it begins."""
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=separator, strict=True, skipinitialspace=True)
    while True:
        line = reader.line_num + first_line
        try:
            cells = next(reader, None)
        except csv.Error as wrong:
            raise InputError("told", line_of(path, line), why=_quoting(str(wrong))) from None
        if cells is None:
            return
        if any(map(clean, cells)):
            yield line, cells


def _quoting(wrong: str) -> Said:
    if "expected after" in wrong:
        return Said.of("text_after_quote")
    return Said.of("open_quote") if "unexpected end" in wrong else Said.of("perhaps_open_quote", why=wrong)


def _places(
    where: tuple[Path, int], header: list[str], required: tuple[str, ...], optional: tuple[str, ...]
) -> dict[str, int]:
    keys = [_header_key(cell) for cell in header]
    places = {}
    for name in (*required, *optional):
        if keys.count(name) > 1:
            raise InputError("columns_of_one_name", line_of(*where, name), n=keys.count(name))
        if name in keys:
            places[name] = keys.index(name)
        elif name in required:
            raise InputError("no_column", line_of(*where), name=name, found=_nearest_header(name, header, required))
    return places


def _nearest_header(name: str, header: list[str], required: tuple[str, ...]) -> Said:
    free = [clean(cell) for cell in header if clean(cell) and _header_key(cell) not in required]
    found = f"{', '.join(shown(clean(cell)) for cell in header[:6])}{', …' if len(header) > 6 else ''}"
    hint = closest(name, free)
    alone = Said.of("separators" if len(header) == 1 else "nothing")
    return Said.of("found_headers", names=found, near=hint if hint.code == "near_quoted" else alone)


def _rows(path: Path, header: list[str], records: Iterator[tuple[int, list[str]]]) -> tuple[list[int], list[list[str]]]:
    lines, rows = [], []
    for line, cells in records:
        if len(cells) < len(header) or any(map(clean, cells[len(header) :])):
            raise _ragged(path, line, header, cells)
        lines.append(line)
        rows.append(cells)
    return lines, rows


def _ragged(path: Path, line: int, header: list[str], cells: list[str]) -> InputError:
    at = shown(clean(header[len(cells)])) if len(cells) < len(header) else str(len(header) + 1)
    where = Said.of("place_cell", path=path, line=line, column=at)
    return InputError("ragged_row", where, n=len(cells), header=len(header))
