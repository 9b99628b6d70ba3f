"""What a table is: a numpy structured array viewed as a record array, its columns told by a class of annotations."""

from __future__ import annotations

from typing import Any, Protocol, TypeVar

import numpy as np

Row = TypeVar("Row", covariant=True)


class Table(Protocol[Row]):
    """What a record array of `Row` offers: rows by number, columns by name."""

    def __getitem__(self, row: int, /) -> Row: ...
    def __setitem__(self, row: int, value: Any, /) -> None: ...
    def __len__(self) -> int: ...
    def __getattr__(self, column: str, /) -> Any: ...


def row_of(kind: type) -> np.dtype[np.void]:
    """Turn a class of annotations into the dtype of one row: int, float and bool become 64-bit and boolean columns."""
    column = {"int": "i8", "float": "f8", "bool": "b1"}
    return np.dtype([(name, column[hint]) for name, hint in kind.__annotations__.items()], align=True)


def table(dtype: np.dtype[np.void], rows: int) -> Any:
    """Make a table of zeros.

    Parameters
    ----------
    dtype : numpy.dtype
        One of the dtypes of this module.
    rows : int
        Number of rows, 0 or more.

    Returns
    -------
    Table
        A record array of shape (rows,).
    """
    return np.zeros(rows, dtype).view(np.recarray)
