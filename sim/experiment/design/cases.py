"""Cases written out by the author of an experiment: factors with one level a row."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.errors import InputError
from sim.experiment.design.chosen import DesignSettings
from sim.experiment.design.factor import Factor, Value
from sim.experiment.design.vary import factor_of
from sim.files.find import file_of
from sim.files.plain_values import yaml_text
from sim.files.text_file import decoded

Rows = list[tuple[str, Mapping[str, Any]]]
"""Where each row stands, and what it says."""


def case_factors(chosen: DesignSettings, base: Any, origin: Path) -> tuple[Factor, ...]:
    """Read the factors of a design of cases.

    Parameters
    ----------
    chosen : DesignSettings
        With a file or rows.
    base : object with ``at(path)`` and ``group(path)``
        The settings where nothing is varied.
    origin : pathlib.Path
        Folder that a relative file name starts from.

    Returns
    -------
    tuple of Factor
        A column each; as many levels as rows, repeated ones included.

    Raises
    ------
    InputError
        Naming file, line and column.
    """
    if (chosen.file is None) == (chosen.rows is None):
        raise InputError("design: cases need either file: cases.csv or rows: [...]")
    rows = _written(chosen.rows) if chosen.file is None else _of_file(file_of(str(origin / chosen.file), "design.file"))
    if not rows:
        raise InputError("design: cases without a row")
    paths = list(rows[0][1])
    for where, row in rows:
        if set(row) != set(paths):
            wrong = ", ".join(sorted(set(row) ^ set(paths)))
            raise InputError(f"{where}: every case sets the same settings; {wrong} is not in all")
    return tuple(_column(path, rows, base.at(path), base.group(path)) for path in paths)


def _column(path: str, rows: Rows, base: Any, group: str | None) -> Factor:
    levels: list[Value] = []
    given: dict[Value, Any] = {}
    factor = factor_of(path, [rows[0][1][path]], base, group)
    for _, row in rows:
        one = factor_of(path, [row[path]], base, group)
        levels.append(one.levels[0])
        given |= one.given
    return Factor(path, tuple(levels), whole=factor.whole, base=factor.base, given=given)


def _written(rows: Any) -> Rows:
    if not isinstance(rows, Sequence) or isinstance(rows, str):
        raise InputError(f"design.rows: expected a list of settings, got {rows!r:.40}")
    for k, row in enumerate(rows):
        if not isinstance(row, Mapping) or not row:
            raise InputError(f"design.rows[{k}]: expected settings and values, got {row!r:.40}")
    return [(f"design.rows[{k}]", {str(key): value for key, value in row.items()}) for k, row in enumerate(rows)]


def _of_file(path: Path) -> Rows:
    text, _ = decoded(path)
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        raise InputError(f"{path}: empty; the first line names settings, each further one is a case")
    separator = max(",;\t", key=lines[0].count)
    try:
        header, *body = csv.reader(lines, delimiter=separator)
    except csv.Error as wrong:
        raise InputError(f"{path}: {wrong}; is a quotation mark not closed?") from None
    header = [each.strip() for each in header]
    twice = [each for k, each in enumerate(header) if each in header[:k] or not each]
    if twice:
        raise InputError(f"{path} line 1: column {twice[0]!r} is there twice, or has no name")
    return [(f"{path} line {k}", _row(path, k, header, cells, separator)) for k, cells in enumerate(body, 2)]


def _row(path: Path, line: int, header: list[str], cells: list[str], separator: str) -> dict[str, Any]:
    if len(cells) != len(header):
        raise InputError(f"{path} line {line}: {len(cells)} cells under {len(header)} columns")
    return {
        name: _cell(cell.strip(), separator, f"{path} line {line}, column {name!r}")
        for name, cell in zip(header, cells, strict=True)
    }


def _cell(cell: str, separator: str, where: str) -> Any:
    if not cell:
        raise InputError(f"{where}: empty; every case says what the setting is")
    if separator == ";" and re.fullmatch(r"[+-]?\d+,\d+", cell):
        cell = cell.replace(",", ".")
    try:
        return yaml_text(cell, where)
    except InputError:
        return cell
