"""Export the rows of a sweep: CSV, CSV as French spreadsheets read it, XLSX."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute
import pyarrow.csv as pcsv
import pyarrow.parquet as pq

from sim.errors import Count, InputError
from sim.experiment.store import WHOLE, part_files, read_columns, readable

pc: Any = pyarrow.compute  # made when imported: nothing static knows its functions

SHEET_ROWS = 1_048_575
"""Rows a sheet of XLSX holds below its header."""


def to_csv(folder: Path, out: Path) -> Path:
    """Write all rows as CSV: commas, decimal points, UTF-8; NaN and null are empty."""
    with _replacing(out / "runs.csv") as path:
        schema = _opened(folder).schema_arrow
        with pcsv.CSVWriter(path, schema, write_options=pcsv.WriteOptions(quoting_style="needed")) as writer:
            for batch in _batches(folder):
                writer.write(_empty_for_nan(batch))
    return out / "runs.csv"


def to_french_csv(folder: Path, out: Path) -> Path:
    """Write all rows as a French spreadsheet opens them: semicolons, decimal commas, a mark of UTF-8 first."""
    with _replacing(out / "runs-fr.csv") as path:
        for k, batch in enumerate(_batches(folder)):
            text = batch.to_pandas().to_csv(index=False, sep=";", decimal=",", header=k == 0, lineterminator="\r\n")
            with path.open("ab") as file:
                file.write((("\ufeff" if k == 0 else "") + text).encode())
    return out / "runs-fr.csv"


def to_xlsx(folder: Path, out: Path) -> Path:
    """Write all rows as a workbook, with a second sheet that says what the columns are."""
    rows = _opened(folder).metadata.num_rows
    if rows > SHEET_ROWS:
        raise InputError("beyond_a_sheet", "--xlsx", rows=Count(rows), sheet_rows=Count(SHEET_ROWS))
    try:
        from openpyxl import Workbook
    except ImportError:
        raise InputError("needs_openpyxl") from None
    about = read_columns(folder)
    book = Workbook(write_only=True)
    sheet, names = book.create_sheet("runs"), _opened(folder).schema_arrow.names
    sheet.append(names)
    try:
        for batch in _batches(folder):
            for row in zip(*(_cells(batch.column(name)) for name in names), strict=True):
                sheet.append([_harmless(sheet, each) for each in row])
    except InputError:
        sheet.close()
        raise
    legend = book.create_sheet("columns")
    legend.append(["column", "type", "unit", "meaning"])
    for name, each in about.items():
        legend.append([name, *(str(each.get(key, "")) for key in ("type", "unit", "says"))])
    with _replacing(out / "runs.xlsx") as path:
        book.save(path)
    return out / "runs.xlsx"


FORMATS: dict[str, Callable[[Path, Path], Path]] = {"csv": to_csv, "csv-fr": to_french_csv, "xlsx": to_xlsx}


def _cells(column: Any) -> list[Any]:
    return [None if each != each else each for each in column.to_pylist()]


def _harmless(sheet: Any, value: Any) -> Any:
    """Keep a text a text: what begins like a formula would be computed, and what no sheet may hold is refused."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("�", value))
    cell.data_type = "s"
    return cell


def _whole(folder: Path) -> Path:
    path = folder / WHOLE
    if not path.is_file():
        raise InputError("sweep_incomplete" if part_files(folder) else "holds_no_sweep", folder)
    return path


def _batches(folder: Path) -> Iterator[Any]:
    batches = _opened(folder).iter_batches(batch_size=50_000)
    while True:
        with readable(_whole(folder)):
            batch = next(batches, None)
        if batch is None:
            return
        yield batch


def _opened(folder: Path) -> pq.ParquetFile:
    with readable(_whole(folder)):
        return pq.ParquetFile(_whole(folder))


def _empty_for_nan(batch: Any) -> Any:
    columns = [
        pc.if_else(pc.is_nan(column), None, column) if pa.types.is_floating(column.type) else column
        for column in batch.columns
    ]
    return pa.record_batch(columns, schema=batch.schema)


@contextmanager
def _replacing(path: Path) -> Iterator[Path]:
    """Yield another name to write to; the file is there whole, or not at all."""
    partial = path.with_name(path.name + ".partial")
    try:
        partial.unlink(missing_ok=True)
        yield partial
        with partial.open("rb+") as file:
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError as wrong:
        raise InputError("cannot_write", path=path, why=wrong.strerror or wrong) from None
    finally:
        partial.unlink(missing_ok=True)
