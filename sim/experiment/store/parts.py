"""Part files: rows as they come, each file whole or not there; a damaged one is set aside and its runs done again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sim.errors import InputError
from sim.experiment.keep import write_whole

RUNS = "runs"
"""Folder of the part files."""
WHOLE = "runs.parquet"
"""All rows, sorted, once a sweep is over."""

Say = Callable[[str], object]


def write_part(folder: Path, table: pa.Table) -> Path:
    """Write rows as a part file, under a name that these rows alone have.

    Parameters
    ----------
    folder : pathlib.Path
        Of the experiment.
    table : pyarrow.Table
        Rows, with their ``run_id``.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    InputError
        When it cannot be written, as on a full disk: nothing half written stays.
    """
    name = hashlib.sha256("".join(table.column("run_id").to_pylist()).encode()).hexdigest()[:16]
    return write_whole(folder / RUNS / f"part-{name}.parquet", parquet_bytes(table))


def parquet_bytes(table: pa.Table, row_group_size: int | None = None) -> bytes:
    """Return a table as a Parquet file; the same table gives the same bytes."""
    sink = pa.BufferOutputStream()
    pq.write_table(
        table,
        sink,
        row_group_size=row_group_size,
        compression="zstd",
        compression_level=3,
        version="2.6",
        data_page_version="1.0",
        use_dictionary=True,
        write_statistics=True,
        write_page_checksum=True,
        store_schema=False,
    )
    return sink.getvalue().to_pybytes()


def part_files(folder: Path) -> list[Path]:
    """Return the files that hold rows: the sorted one, if there is one, and all parts."""
    whole = folder / WHOLE
    return [*([whole] if whole.is_file() else []), *sorted((folder / RUNS).glob("part-*.parquet"))]


def read_parts(
    folder: Path, schema: pa.Schema, say: Say, columns: Sequence[str] | None = None
) -> Iterator[tuple[Path, pa.Table]]:
    """Read what is stored, and set aside what cannot be read.

    Parameters
    ----------
    folder : pathlib.Path
        Of the experiment.
    schema : pyarrow.Schema
        What the rows must have.
    say : callable
        Told in one line about each damaged file.
    columns : sequence of str, optional
        Those wanted; all when absent.

    Yields
    ------
    (pathlib.Path, pyarrow.Table)
        A file and its rows.
    """
    for path in part_files(folder):
        try:
            yield path, read_part(path, schema, columns)
        except (pa.ArrowException, OSError, EOFError) as wrong:
            aside = set_aside(path)
            said = " ".join(str(wrong).split())[:100]
            say(f"{path.name} is damaged ({said}); set aside as {aside.name}, its runs are done again")


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Turn what pyarrow raises for a damaged file, or one without the columns wanted, into one line about it."""
    try:
        yield
    except InputError:
        raise
    except (pa.ArrowException, OSError, EOFError, KeyError, UnicodeDecodeError) as wrong:
        said = " ".join(str(wrong).split())[:100]
        raise InputError(
            f"{path}: is damaged ({said}); treillis resume sets it aside and does its runs again"
        ) from None


def read_part(path: Path, schema: pa.Schema, columns: Sequence[str] | None = None) -> pa.Table:
    """Read a file of rows, checksums verified; raises what pyarrow raises, also for other columns than expected."""
    file = pq.ParquetFile(path, page_checksum_verification=True)
    if not file.schema_arrow.remove_metadata().equals(schema):
        raise pa.ArrowInvalid("its columns are not those of this experiment")
    groups = [file.read_row_group(k) for k in range(file.num_row_groups)] if columns is None else []
    for k in range(file.num_row_groups if columns is not None else 0):
        groups.append(file.read_row_group(k).select(list(columns or ())))  # all columns are read: all are verified
    if groups:
        return pa.concat_tables(groups)
    return schema.empty_table() if columns is None else schema.empty_table().select(list(columns))


def set_aside(path: Path) -> Path:
    """Rename a damaged file so that it is kept but not read."""
    aside = path.with_name(f"{path.name}.damaged")
    try:
        path.replace(aside)
    except OSError as wrong:
        raise InputError(f"{path}: is damaged and cannot be set aside: {wrong.strerror or wrong}") from None
    return aside
