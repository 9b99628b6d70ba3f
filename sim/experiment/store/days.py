"""Daily rows, where an experiment keeps them: a file a batch, beside the rows of its runs."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sim.errors import InputError
from sim.experiment.keep import write_whole
from sim.experiment.store.parts import parquet_bytes

DAYS = "days"


def write_days(folder: Path, ids: Sequence[str], days: Sequence[np.ndarray]) -> Path:
    """Write the daily rows of some runs.

    Parameters
    ----------
    folder : pathlib.Path
        Of the experiment.
    ids : sequence of str
        The run each table belongs to.
    days : sequence of ndarray
        One row a day (`sim.state.DAY`).

    Returns
    -------
    pathlib.Path
        The file; its name is made of the ids.
    """
    try:
        (folder / DAYS).mkdir(exist_ok=True)
    except OSError as wrong:
        raise InputError(f"cannot write {folder / DAYS}: {wrong.strerror or wrong}") from None
    rows = np.concatenate(days)
    names = np.repeat(np.array(ids, dtype=object), [len(each) for each in days])
    columns = {"run_id": pa.array(names, pa.string()), **{name: rows[name] for name in rows.dtype.names or ()}}
    name = hashlib.sha256("".join(ids).encode()).hexdigest()[:16]
    return write_whole(folder / DAYS / f"part-{name}.parquet", parquet_bytes(pa.table(columns)))


def drop_orphans(folder: Path, stored: set[str]) -> None:
    """Remove daily rows of runs that are not stored: their sweep was killed between the two files."""
    for path in sorted((folder / DAYS).glob("part-*.parquet")):
        try:
            ids = pq.read_table(path, columns=["run_id"]).column("run_id").unique().to_pylist()
        except (pa.ArrowException, OSError):
            ids = [""]
        if not stored.issuperset(ids):
            path.unlink()
