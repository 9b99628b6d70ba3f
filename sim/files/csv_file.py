"""Tables in text files, as spreadsheets save them: any of four separators, UTF-8 or not, with quotes or without.

What a user can get wrong is answered with one line that names the file, the line in it, the column, and what would
have been right; what is worth knowing and is no error becomes a note.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import chain, islice
from pathlib import Path
from typing import Final

from sim.errors import Count, InputError, Said


@dataclass(frozen=True)
class Note:
    """Something worth knowing about a file that is no error.

    Parameters
    ----------
    what : str
        Its kind: the text ``org_KIND`` in `sim.locale`.
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
    data = bytes_of(path) if data is None else data
    for signature, kind in SIGNATURES:
        if data.startswith(signature):
            raise InputError("other_file", line_of(path, 1), kind=Said.of(kind))
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _utf16(path, data)
    if b"\0" in data:
        line = data[: data.index(b"\0")].count(b"\n") + 1
        raise InputError("holds_nul", line_of(path, line))
    return _text(path, data)


def bytes_of(path: Path) -> bytes:
    """Read a file that is not too large for a table."""
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


SEPARATORS: Final = (",", ";", "\t", "|")
LONGEST: Final = 60
"""Characters of a user's own text that a message repeats, and that are compared to find what is alike."""
MOST_COMPARED: Final = 50_000
"""Valid names that are looked through for one that is alike; a few seconds' worth."""
TITLES: Final = 20
"""Records among which the header is looked for: titles may stand above it."""


@dataclass(frozen=True)
class Raw:
    """A table as it stands in a file, whatever its format.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    header : list of str
        Cells of the header.
    header_line : int
        Line of the file on which it stands, from 1.
    lines : list of int
        Line on which each row begins, or its number in formats without lines; shape (n,).
    rows : list of list of str
        At least as many cells as the header has; shape (n,).
    notes : tuple of Note
        What was unusual about the file.
    undirected : bool
        Whether the format says that ties go both ways.
    """

    path: Path
    header: list[str]
    header_line: int
    lines: list[int]
    rows: list[list[str]]
    notes: tuple[Note, ...] = ()
    undirected: bool = False


def line_of(path: Path, line: int, column: str = "") -> Said:
    """Name a line of a file, and a column of it."""
    return Said.of("place_column" if column else "place_line", path=path, line=line, column=column)


def text_table(
    path: Path, text: str, notes: Sequence[Note], known: Callable[[list[str]], int], expected: Sequence[str]
) -> Raw:
    """Read a table from text; `known` says how many cells of a record are names of columns."""
    text, first_line, separator = _separated(text, known)
    records = _records(path, text, separator, first_line)
    above = list(islice(records, TITLES))
    if not above:
        raise InputError("empty_file", line_of(path, 1), columns=", ".join(expected))
    place = max(range(len(above)), key=lambda row: (known(above[row][1]), -row))
    line, header = above[place]
    lines, rows = _rows(path, header, chain(above[place + 1 :], records))
    told = [Note("separator", path.name, detail=separator)] if separator != "," else []
    titles = [Note("titles", path.name, place, str(line))] if place else []
    return Raw(path, header, line, lines, rows, (*notes, *told, *titles))


def clean(cell: str) -> str:
    """Bring a cell to the one form in which ids are compared.

    Examples
    --------
    >>> clean("  Zoe\u0308   Le\u00a0Goff ")
    'Zoë Le Goff'
    """
    return " ".join(unicodedata.normalize("NFC", cell).strip("\u200b\ufeff").split())


def cleaned(cells: list[str]) -> list[str]:
    """Bring each cell to the one form in which ids are compared."""
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
    return bare(re.sub(r"\s", "", folded(name[:LONGEST])))


def folded(text: str) -> str:
    """Write a text without case and accents.

    Examples
    --------
    >>> folded("Été À Évian")
    'ete a evian'
    """
    return "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each)).casefold()


def bare(text: str) -> str:
    """Take away what spreadsheets add to a number or take from it: zeros before it, and ``.0`` after it."""
    return re.sub(r"^0+(?=.)|\.0+$", "", text)


def _separated(text: str, known: Callable[[list[str]], int]) -> tuple[str, int, str]:
    """Find the separator: as a first line ``sep=;`` says, else the one that finds most names of columns, most cells."""
    told = re.match(r'"?sep=([,;\t|])"?[,;\t|]*(?:\r\n|\r|\n|$)', text, re.IGNORECASE)
    if told:
        return text[told.end() :], 2, told[1]

    def finds(separator: str) -> tuple[int, int]:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True)
        above: list[list[str]] = []
        with suppress(csv.Error):
            above.extend(islice((cells for cells in reader if any(map(clean, cells))), TITLES))
        return max(map(known, above), default=0), len(above[0]) if above else 0

    best = max(SEPARATORS, key=finds)
    above = [line.split() for line in islice(text.splitlines(), TITLES) if line.strip()]
    spaced = finds(best)[1] == 1 and {len(cells) for cells in above} in ({2}, {3})
    return text, 1, " " if spaced else best


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


def _rows(path: Path, header: list[str], records: Iterable[tuple[int, list[str]]]) -> tuple[list[int], list[list[str]]]:
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
