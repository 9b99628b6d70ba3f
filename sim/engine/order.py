"""Sort rows by a key, in place: the physics makes no arrays of its own."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engine.compiled import compiled

COUNTED: int = 128
"""Up to so many rows ranks are counted."""


@compiled
def sort_by_key(keys: NDArray[np.int64], rows: NDArray[np.int64]) -> None:
    """Write the rows 0 to n - 1 in the rising order of their keys.

    Parameters
    ----------
    keys, rows : ndarray of int, shape (n,)
        Keys should differ; they may be moved about. Rows are written.
    """
    if len(keys) <= COUNTED:
        _count_ranks(keys, rows)
    else:
        _sort_by_shells(keys, rows)


@compiled
def _count_ranks(keys: NDArray[np.int64], rows: NDArray[np.int64]) -> None:
    """Count for each key how many are smaller: more comparisons than a sort, but no branch a processor can miss."""
    for i in range(len(keys)):
        key, rank = keys[i], 0
        for j in range(len(keys)):
            rank += 1 if keys[j] < key else 0
        rows[rank] = i


@compiled
def _sort_by_shells(keys: NDArray[np.int64], rows: NDArray[np.int64]) -> None:
    """Shellsort, gaps of Knuth [knuth1998]."""
    for i in range(len(rows)):
        rows[i] = i
    gap = 1
    while gap < len(keys) // 3:
        gap = 3 * gap + 1
    while gap > 0:
        for k in range(gap, len(keys)):
            _sink(keys, rows, k, gap)
        gap //= 3


@compiled
def _sink(keys: NDArray[np.int64], rows: NDArray[np.int64], k: int, gap: int) -> None:
    key, row = keys[k], rows[k]
    while k >= gap and keys[k - gap] > key:
        keys[k], rows[k] = keys[k - gap], rows[k - gap]
        k -= gap
    keys[k], rows[k] = key, row
