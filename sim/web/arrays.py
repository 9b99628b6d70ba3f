"""Numbers for the page: small typed arrays as base64, differences from row to row where that packs well."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

KINDS = {"u1": np.uint8, "i1": np.int8, "u2": np.uint16, "f4": np.float32}


def packed(values: ArrayLike, kind: str) -> dict[str, Any]:
    """Pack an array of any shape, row by row, little-endian.

    Examples
    --------
    >>> packed([1, 2], "u1")
    {'t': 'u1', 'd': 'AQI='}
    """
    made = np.ascontiguousarray(np.asarray(values).astype(np.dtype(KINDS[kind]).newbyteorder("<")))
    return {"t": kind, "d": base64.b64encode(made.tobytes()).decode()}


def packed_changes(values: np.ndarray) -> dict[str, Any]:
    """Pack bytes of shape (days, columns) as differences to the day before, modulo 256."""
    changes = values.astype(np.uint8)
    changes[1:] = changes[1:] - changes[:-1]
    return {**packed(changes, "u1"), "delta": True}


def unpacked(array: dict[str, Any]) -> np.ndarray:
    """Read a packed array back, as the page does; differences are not summed up."""
    return np.frombuffer(base64.b64decode(array["d"]), np.dtype(KINDS[array["t"]]).newbyteorder("<"))


def unpacked_rows(array: dict[str, Any], columns: int) -> np.ndarray:
    """Read packed bytes back into shape (days, columns), differences summed up."""
    rows = unpacked(array).reshape(-1, columns)
    return np.cumsum(rows, axis=0, dtype=np.uint8) if array.get("delta") else rows
