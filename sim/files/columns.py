"""Rows as text in columns: for every table that is printed."""

from __future__ import annotations

from collections.abc import Collection, Sequence


def aligned(rows: Sequence[Sequence[str]], right: Collection[str] | None = None) -> list[str]:
    """Set rows in columns below a first row of titles; the columns titled `right` to the right.

    Without `right` all columns but the first and the last are numbers, and a rule stands under the titles.

    >>> aligned([["", "a", "who"], ["speed", "1.5", "x"]])
    ['         a   who', '----------------', 'speed  1.5   x']
    >>> aligned([["name", "n"], ["x", "12"]], ["n"])
    ['name   n', 'x     12']
    """
    widths = [max(len(row[k]) for row in rows) for k in range(len(rows[0]))]
    last = len(widths) - 1
    lines = [""] * len(rows)
    for k, (title, width) in enumerate(zip(rows[0], widths, strict=True)):
        side = ">" if (0 < k < last if right is None else title in right) else "<"
        gap = 0 if k == 0 else 3 if right is None and k == last else 2
        lines = [f"{line}{' ' * gap}{row[k]:{side}{width}}" for line, row in zip(lines, rows, strict=True)]
    lines = [line.rstrip() for line in lines]
    return [lines[0], "-" * max(map(len, lines)), *lines[1:]] if right is None else lines
