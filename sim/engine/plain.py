"""Plain rows: what an interpreted run lives on, in place of rows of numpy's tables; same numbers, many times quicker.

Numpy answers each look at a field with an object of its own, whose arithmetic is slow. So before days are lived as
plain Python, each table becomes a mapping of row numbers to objects with slots, each column a list; afterwards all that
was looked at is written back, and nobody outside sees the difference.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from operator import attrgetter
from struct import Struct
from typing import Any

import numpy as np

from sim.engine.tables import Tables

READ_ONLY = frozenset(
    {"args", "reports_first", "reports", "ties_first", "ties", "members_first", "members", "direction", "context"}
    | {"common_noise", "arrivals", "arrivals_first"}
)
"""What no day writes to."""
CODES = {"i8": "q", "i4": "i", "i2": "h", "f8": "d", "f4": "f", "b1": "?"}
"""How `struct` calls the types of columns."""


@cache
def row_class(dtype: np.dtype[np.void]) -> type:
    """Make a class with a slot a field, that can say its values in order (`values`) and as bytes (`packed`)."""
    names = dtype.names or ()
    packing = Struct("@" + "".join(CODES[dtype[name].str[1:]] for name in names) + "0q")  # ends on a whole word
    values = attrgetter(*names)
    body = {"__slots__": names, "values": values, "packed": lambda row: packing.pack(*values(row))}
    return type("Row", (), {**body, "values": property(values)})


class Rows(dict[int, Any]):
    """Rows of a table by number, each made when it is first looked at."""

    def __init__(self, rows: np.ndarray) -> None:
        super().__init__()
        self.rows, self.kind, self.names = rows, row_class(rows.dtype), rows.dtype.names or ()

    def __missing__(self, number: int) -> Any:
        row = self[number] = self.kind()
        for name, value in zip(self.names, self.rows[number].item(), strict=True):
            setattr(row, name, value)
        return row

    def __len__(self) -> int:
        return len(self.rows)

    def write_back(self) -> None:
        """Write the rows that were looked at into the table."""
        for number, row in self.items():
            self.rows[number] = row.values


class Grid:
    """A table of plain numbers with two axes."""

    def __init__(self, numbers: np.ndarray) -> None:
        self.numbers, self.lists, self.shape = numbers, numbers.tolist(), numbers.shape

    def __getitem__(self, key: Any) -> Any:
        return self.lists[key[0]][key[1]] if type(key) is tuple else self.lists[key]

    def __setitem__(self, key: tuple[int, int], value: Any) -> None:
        self.lists[key[0]][key[1]] = value

    def write_back(self) -> None:
        """Write all numbers into the table."""
        self.numbers[:] = self.lists


class Values:
    """The numbers of the law by place, in the row that has them by name."""

    def __init__(self, law: Rows) -> None:
        self.law = law

    def __getitem__(self, place: int) -> float:
        return getattr(self.law[0], self.law.names[place])

    def __setitem__(self, place: int, value: float) -> None:
        setattr(self.law[0], self.law.names[place], value)


def on_plain_rows(live_days: Callable[[Any, Any, int], None]) -> Callable[[Tables, Any, int], None]:
    """Let days be lived on plain rows, and write back what came of it."""

    def live_on_plain_rows(s: Tables, rule: Any, until: int) -> None:
        plain = plain_tables(s)
        live_days(plain, rule, until)
        write_back(s, plain)

    return live_on_plain_rows


def plain_tables(s: Tables) -> Tables:
    """Return the same tables with plain rows and lists."""
    made = {name: _plain(np.asarray(each)) for name, each in s._asdict().items() if name != "law_values"}
    return Tables(**made, law_values=Values(made["law"]))


def _plain(each: np.ndarray) -> Any:
    if each.dtype.names:
        return Rows(each)
    return each.tolist() if each.ndim == 1 else Grid(each)


def write_back(s: Tables, plain: Tables) -> None:
    """Write what plain rows have become into the tables they were made of."""
    for name, each in plain._asdict().items():
        if name in READ_ONLY or name == "law_values":
            continue
        if isinstance(each, list):
            getattr(s, name)[:] = each
        else:
            each.write_back()
