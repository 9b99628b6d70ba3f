"""Show empirical patterns: as an aligned table with notes, or as plain values."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from sim.validation.pattern import Pattern, Span
from sim.validation.table import aligned

COLUMNS = ("pattern", "case", "role", "asks", "empirical", "reported", "obtained", "interval", "n", "verdict", "source")
"""Of the table, from left to right; intervals are 95 %, n is organisations."""
_NUMBERS = ("empirical", "obtained", "n")


def as_text(rows: Sequence[tuple[str, Pattern]]) -> str:
    """Render rows as a table, with notes and how many agreed below it.

    Parameters
    ----------
    rows : sequence of (str, Pattern)
        Of `sim.validation.registry.pattern_rows`.

    Returns
    -------
    str
        Rows that fail are printed like any other.
    """
    table = aligned([COLUMNS, *(cells(row) for _, row in rows)], _NUMBERS)
    notes = [f"{row.pattern}, {row.case}: {row.note}" for _, row in rows if row.note]
    return "\n".join([table, "", *notes, "", counted(rows)])


def counted(rows: Sequence[tuple[str, Pattern]]) -> str:
    """Say how many rows agree, apart for calibration and validation."""
    parts = []
    for role in sorted({row.role for _, row in rows}):
        mine = [row for _, row in rows if row.role == role]
        unmeasured = sum(row.agrees is None for row in mine)
        agreed = f"{sum(bool(row.agrees) for row in mine)} of {len(mine)} rows that {_plural(role)} agree"
        parts.append(agreed + (f" ({unmeasured} not measurable)" if unmeasured else ""))
    return "; ".join(parts) + ". A pattern that fails is kept: docs/validation.md"


def as_values(rows: Sequence[tuple[str, Pattern]]) -> dict[str, Any]:
    """Return the same as plain values, for JSON; what is no number becomes nothing."""
    names = ("pattern", "case", "source", "role", "asks", "n", "verdict", "note")
    return {
        "rows": [
            {
                "name": name,
                **{each: getattr(row, each) for each in names},
                **{each: _finite(getattr(row, each)) for each in ("empirical", "obtained")},
                **{each: [_finite(end) for end in getattr(row, each)] for each in ("reported", "interval")},
            }
            for name, row in rows
        ]
    }


def cells(row: Pattern) -> tuple[str, ...]:
    """Return the cells of a row, as `COLUMNS` names them."""
    return (
        row.pattern,
        row.case,
        row.role,
        row.asks,
        number(row.empirical),
        interval(row.reported),
        number(row.obtained),
        interval(row.interval),
        str(row.n),
        row.verdict,
        row.source,
    )


def number(value: float) -> str:
    """Write a number with two decimals, or a dash.

    Examples
    --------
    >>> number(0.3), number(-0.001), number(math.nan)
    ('0.30', '-0.00', '-')
    """
    return f"{value:.2f}" if math.isfinite(value) else "-"


def interval(span: Span) -> str:
    """Write an interval, or a dash."""
    return f"{number(span[0])} to {number(span[1])}" if all(map(math.isfinite, span)) else "-"


def _plural(role: str) -> str:
    return role.removesuffix("s")


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
