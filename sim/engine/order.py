"""Sort rows by a key, in place: the physics makes no arrays of its own."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engine.compiled import compiled


@compiled
def sort_by_key(keys: NDArray[np.int64], rows: NDArray[np.int64]) -> None:
    """Bring keys, and the rows they belong to, into rising order (shellsort, gaps of Knuth [knuth1998]).

    Parameters
    ----------
    keys, rows : ndarray of int, shape (n,)
        Changed in place; keys should differ.
    """
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
