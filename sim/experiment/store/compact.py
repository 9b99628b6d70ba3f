"""Compaction: all rows in one file, sorted: the same bytes however often a sweep was stopped, and wherever it ran."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute

from sim.experiment.keep import write_whole
from sim.experiment.store.parts import RUNS, WHOLE, Say, parquet_bytes, read_parts
from sim.experiment.store.schema import content_sha256

pc: Any = pyarrow.compute  # made when imported: nothing static knows its functions

ROW_GROUP = 100_000


def compact(folder: Path, schema: pa.Schema, say: Say) -> tuple[int, str]:
    """Write ``runs.parquet`` from all parts, then remove them.

    Parameters
    ----------
    folder : pathlib.Path
        Of the experiment.
    schema : pyarrow.Schema
        Of its rows.
    say : callable
        Told about damaged files.

    Returns
    -------
    int, str
        Rows, and the SHA-256 of their content; fewer rows than were stored when a part was damaged meanwhile.
    """
    tables, done = [], []
    for path, table in read_parts(folder, schema, say):
        tables.append(table)
        done.append(path)
    rows = in_order(pa.concat_tables(tables) if tables else schema.empty_table())
    rows = rows.replace_schema_metadata(None).combine_chunks()
    del tables
    write_whole(folder / WHOLE, parquet_bytes(rows, ROW_GROUP))
    for path in done:
        if path.parent.name == RUNS:
            path.unlink(missing_ok=True)
    return rows.num_rows, content_sha256(rows)


def in_order(rows: pa.Table) -> pa.Table:
    """Return rows sorted by run_id, each once."""
    order = pc.sort_indices(rows.column("run_id").combine_chunks())
    ids = rows.column("run_id").combine_chunks().take(order)
    if len(ids):
        again = pc.equal(ids.slice(1), ids.slice(0, len(ids) - 1))
        order = order.filter(pa.concat_arrays([pa.array([True]), pc.invert(again)]))
    return rows.take(order)
