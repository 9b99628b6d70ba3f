"""Columns of the rows: one row a run, plain types, the same bytes for the same numbers."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from sim.experiment.design.factor import Factor
from sim.metrics import OUTCOMES, Outcome

KEYS = ("run_id", "point", "replicate", "seed", "form")
"""The columns before the factors."""
FAILED = "failed"
"""The last column: why the run failed; null when it did not."""
KILLED = "killed its worker twice, alone"
"""The reason of a run after which nobody was there to say more."""


def schema_of(factors: Sequence[Factor], outcomes: Sequence[Outcome] = OUTCOMES) -> pa.Schema:
    """Return the schema of the rows of an experiment.

    Parameters
    ----------
    factors : sequence of Factor
        A column each, between keys and outcomes.
    outcomes : sequence of Outcome
        Those of organisations, or of a published model.

    Returns
    -------
    pyarrow.Schema
        Strings, whole numbers and floats; no dictionaries, no metadata.
    """
    keys = [("run_id", pa.string()), *((name, pa.int64()) for name in KEYS[1:4]), ("form", pa.string())]
    return pa.schema(
        [
            *keys,
            *((each.path, column_type(each)) for each in factors),
            *((each.name, pa.float64()) for each in outcomes),
            (FAILED, pa.string()),
        ]
    )


def column_type(factor: Factor) -> pa.DataType:
    """Return the type of a factor's column: numbers when all its values are, else text."""
    if any(isinstance(each, str) for each in (*factor.levels, factor.base)):
        return pa.string()
    return pa.int64() if factor.whole and not _has_decimals(factor) else pa.float64()


def _has_decimals(factor: Factor) -> bool:
    return any(isinstance(each, float) for each in factor.levels)


def table_of(columns: dict[str, Any], schema: pa.Schema) -> pa.Table:
    """Put columns into a table, numbers normalised.

    Parameters
    ----------
    columns : dict
        A list or array a column of the schema.
    schema : pyarrow.Schema
        Of `schema_of`.

    Returns
    -------
    pyarrow.Table
        Without -0.0, with one kind of NaN, null in `failed` alone.
    """
    arrays = [_array(columns[field.name], field.type) for field in schema]
    return pa.Table.from_arrays(arrays, schema=schema)


def _array(values: Any, kind: pa.DataType) -> pa.Array:
    if kind == pa.float64():
        return pa.array(normalised(np.asarray(values, np.float64)), kind)
    if kind == pa.string():
        return pa.array([each if each is None else str(each) for each in values], kind)
    return pa.array(values, kind)


def normalised(values: np.ndarray) -> np.ndarray:
    """Return numbers with 0.0 for -0.0 and the one usual NaN for any.

    Examples
    --------
    >>> normalised(np.array([-0.0])).tobytes() == np.array([0.0]).tobytes()
    True
    """
    return np.where(np.isnan(values), np.nan, values + 0.0)


def content_sha256(table: pa.Table) -> str:
    """Name what a table says, whatever wrote it: names, types and values of its columns, in order.

    Parameters
    ----------
    table : pyarrow.Table
        Rows in their final order.

    Returns
    -------
    str
        SHA-256, hexadecimal: equal for equal content across versions of pyarrow.
    """
    digest = hashlib.sha256(str(table.num_rows).encode())
    for field in table.schema:
        digest.update(f"|{field.name}:{field.type}|".encode())
        for chunk in table.column(field.name).chunks:
            for part in (chunk[k : k + 65_536] for k in range(0, len(chunk), 65_536)):
                digest.update(_bytes(part, field.type))
    return digest.hexdigest()


def _bytes(values: Any, kind: pa.DataType) -> bytes:
    if kind == pa.string():
        return b"".join(b"\0" if each is None else b"\1" + each.encode() + b"\0" for each in values.to_pylist())
    numbers = values.to_numpy(zero_copy_only=False)
    return normalised(numbers).tobytes() if kind == pa.float64() else numbers.tobytes()
