"""Tables in formats that are no plain text table: spreadsheets, JSON and YAML, networks. Each becomes a `Raw`."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from sim.errors import Count, InputError
from sim.files.csv_file import LARGEST, Note, Raw, bytes_of, clean, decoded, line_of, text_table
from sim.files.plain_values import DEEPEST, yaml_text

NETWORKS = {"<graphml": "GraphML", "<gexf": "GEXF", "*vertices": "Pajek", "*network": "Pajek"}
"""How a file of a network begins, and what it is called."""
MOST_UNPACKED = 10 * LARGEST
"""Bytes of a spreadsheet when it is unpacked."""
OWN = ("id", "name", "email", "nom")
"""By which key somebody in a tree is named in the rows below."""
Known = Callable[[list[str]], int]


def table_of(path: Path, known: Known, expected: Sequence[str], data: bytes | None = None, sheet: str = "") -> Raw:
    """Read a table from a file of any format; the first sheet of a workbook, or the one that is named.

    Parameters
    ----------
    path : pathlib.Path
        An existing file; with `data`, what it holds, only its name.
    known : callable
        Says how many cells of a record are names of columns.
    expected : sequence of str
        Columns that a message names when the file is empty.

    Raises
    ------
    InputError
        When it cannot be read, or is of a format that is not.
    """
    data = bytes_of(path) if data is None else data
    if data.startswith(b"PK\x03\x04") and b"xl/" in data:
        return _workbook(path, data, known, sheet)
    text, notes = decoded(path, data)
    begins = text.lstrip("\ufeff \t\r\n")[:2000].casefold()
    for mark, name in NETWORKS.items():
        if begins.startswith(mark) or (begins.startswith("<") and mark in begins):
            return _network(path, text, data, name)
    if begins.startswith("<"):
        raise InputError("other_file", line_of(path, 1), kind="XML / HTML")
    if begins.startswith(("[", "{")):
        return _plain(path, _json(path, text), "JSON", known, notes)
    if path.suffix.casefold() in (".yaml", ".yml"):
        return _plain(path, yaml_text(text, str(path)), "YAML", known, notes)
    return text_table(path, text, notes, known, expected)


def needed(package: str, path: Path) -> Any:
    """Import a package of the extra `org`, or say how to get it."""
    try:
        return import_module(package)
    except ImportError:
        raise InputError("needs_org", path, package=package) from None


def _json(path: Path, text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as wrong:
        raise InputError(
            "not_json", line_of(path, getattr(wrong, "lineno", 1)), why=str(wrong).splitlines()[0][:100]
        ) from None


# ------------------------------------------------------------------------------------------------------ spreadsheets
def _workbook(path: Path, data: bytes, known: Known, sheet: str) -> Raw:
    """Read a sheet of a workbook: values, no formulas; the header is the row that names most columns."""
    openpyxl = needed("openpyxl", path)
    try:
        with ZipFile(io.BytesIO(data)) as parts:
            if sum(each.file_size for each in parts.infolist()) > MOST_UNPACKED:
                raise InputError("table_too_long", path, size=Count(MOST_UNPACKED), most=Count(LARGEST))
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        names = [each.title for each in book.worksheets]
        if sheet and sheet not in names:
            raise InputError("no_sheet", path, (sheet, names), name=sheet)
        chosen = book[sheet] if sheet else book.worksheets[0]
        numbered = [
            (row, [_cell(each) for each in cells]) for row, cells in enumerate(chosen.iter_rows(values_only=True), 1)
        ]
    except InputError:
        raise
    except (BadZipFile, ArithmeticError, AttributeError, LookupError, OSError, TypeError, ValueError) as wrong:
        raise InputError("cannot_be_read", path, why=type(wrong).__name__) from None
    filled = [(row, cells) for row, cells in numbered if any(cells)]
    if not filled:
        raise InputError("empty_file", line_of(path, 1), columns="id, manager, team")
    place = max(range(min(20, len(filled))), key=lambda k: (known(filled[k][1]), -k))
    line, header = filled[place]
    width = max((k for k, cell in enumerate(header, 1) if cell), default=0)
    notes = [Note("sheet", path.name, len(names), chosen.title)] if len(names) > 1 else []
    notes += [Note("titles", path.name, place, str(line))] if place else []
    body = filled[place + 1 :]
    rows = [(cells + [""] * width)[:width] for _, cells in body]
    return Raw(path, header[:width], line, [row for row, _ in body], rows, tuple(notes))


def _cell(value: Any) -> str:
    """Write a value as a text file would have it."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


# --------------------------------------------------------------------------------------------------- JSON and YAML
def _plain(path: Path, found: Any, name: str, known: Known, notes: Sequence[Note]) -> Raw:
    """Make a table of plain values: a list of mappings, one by id, or a tree of them; the list that is known best."""
    tables = [rows for rows in _lists(found) if rows]
    if not tables:
        raise InputError("no_rows", line_of(path, 1), format=name)
    rows = max(tables, key=lambda each: (known(_header(each)), len(each)))
    header = _header(rows)
    cells = [[_value(each.get(key)) for key in header] for each in rows]
    told = (*notes, Note("format", path.name, detail=name))
    return Raw(path, header, 1, list(range(1, len(rows) + 1)), cells, told)


def _header(rows: list[dict[str, Any]]) -> list[str]:
    return list(dict.fromkeys(key for each in rows for key in each))


def _lists(found: Any) -> Iterator[list[dict[str, Any]]]:
    """Yield every list of mappings in plain values, trees flattened, and a mapping of mappings as such a list."""
    if isinstance(found, list):
        if found and all(isinstance(each, list) and len(each) >= 2 for each in found):
            found = [dict(zip(("source", "target", "weight"), each, strict=False)) for each in found]
        yield _flat([each for each in found if isinstance(each, dict)])
    elif isinstance(found, dict):
        if found and all(isinstance(each, dict) for each in found.values()):
            yield _flat([{"id": key, **each} for key, each in found.items()])
        for each in found.values():
            yield from _lists(each)
        if any(str(key).casefold() in OWN and not isinstance(found[key], list | dict) for key in found):
            yield _flat([found])


def _flat(tree: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Flatten mappings that hold lists of mappings: whoever is in such a list has the one around it as manager."""
    flat: list[dict[str, Any]] = []
    waiting = [(each, "", 0) for each in reversed(tree)]
    while waiting:
        node, above, depth = waiting.pop()
        own = {str(key): each for key, each in node.items() if not _below(each)}
        if depth and not any(key.casefold() == "manager" for key in own):
            own["manager"] = above
        flat.append(own)
        me = next((_value(own[key]) for key in own if key.casefold() in OWN), "")
        below = [each for held in node.values() if _below(held) for each in held]
        if depth < 10 * DEEPEST:
            waiting += [(each, me, depth + 1) for each in reversed(below)]
    return flat


def _below(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, dict) for each in value)


def _value(value: Any) -> str:
    """Write a plain value as a cell: of a mapping its id or name, of a list its parts."""
    if isinstance(value, dict):
        return _value(next((value[key] for key in ("id", "name", "email") if key in value), ""))
    if isinstance(value, list):
        return ";".join(map(_value, value))
    return "" if value is None else clean(_cell(value))


# ---------------------------------------------------------------------------------------------------------- networks
def _network(path: Path, text: str, data: bytes, name: str) -> Raw:
    """Read the ties of a network; what it says of its nodes is not looked at."""
    networkx = needed("networkx", path)
    if "<!ENTITY" in text:
        raise InputError("cannot_be_read", path, why="<!ENTITY")
    try:
        if name == "Pajek":
            found = networkx.parse_pajek(text.splitlines())
        else:
            read = networkx.read_graphml if name == "GraphML" else networkx.read_gexf
            found = read(io.BytesIO(data))
    except Exception as wrong:  # networkx and its parsers raise nearly anything
        raise InputError("cannot_be_read", path, why=f"{name}: {type(wrong).__name__}") from None
    label = {
        node: clean(str(about.get("label") or about.get("name") or node)) for node, about in found.nodes(data=True)
    }
    kinds = [
        key for key in ("kind", "type", "relation", "weight") if any(key in each for *_, each in found.edges(data=True))
    ]
    rows = [
        [str(one), str(other), label[one], label[other], *(_cell(about.get(key)) for key in kinds)]
        for one, other, about in found.edges(data=True)
    ]
    header = ["source", "target", "source label", "target label", *kinds]
    notes = (Note("format", path.name, detail=name),)
    return Raw(path, header, 1, list(range(1, len(rows) + 1)), rows, notes, undirected=not found.is_directed())
