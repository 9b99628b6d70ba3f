"""Empirical patterns: what the field has found, what came here, whether they agree; as a table, or as plain values."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sim.files.columns import aligned

NAN = math.nan
MODEST = 0.8
"""Effects in the field are modest: a simulated correlation beyond this is as wrong as a wrong sign."""
CALIBRATES, VALIDATES = "calibrates", "validates"
"""What a row is for; what calibrates never validates."""

Span = tuple[float, float]
NO_SPAN: Span = (NAN, NAN)


@dataclass(frozen=True)
class Pattern:
    """A line of the table of patterns.

    Parameters
    ----------
    pattern, case : str
        Which finding, and which part of it.
    source : str
        With a key of ``references.bib``.
    role : str
        `CALIBRATES` or `VALIDATES`.
    asks : str
        What must hold, in words.
    empirical : float
        As reported; NaN where the finding is an order or a shape.
    reported : (float, float)
        The 95 % interval reported with it; NaN where none was found.
    obtained : float
        Here; NaN when it cannot be measured.
    interval : (float, float)
        95 %, over organisations.
    n : int
        Organisations.
    agrees : bool or None
        Whether it does; None when the product cannot measure it.
    note : str
        Why it cannot be measured, or how it was.
    """

    pattern: str
    case: str
    source: str
    role: str
    asks: str
    empirical: float
    reported: Span
    obtained: float
    interval: Span
    n: int
    agrees: bool | None
    note: str = ""

    @property
    def verdict(self) -> str:
        """``pass``, ``FAIL`` or ``not measurable``."""
        return "not measurable" if self.agrees is None else "pass" if self.agrees else "FAIL"


def not_measurable(pattern: str, case: str, source: str, asks: str, empirical: float, n: int, why: str) -> Pattern:
    """Return the row of a finding that the product has nothing to measure with, and why."""
    return Pattern(pattern, case, source, VALIDATES, asks, empirical, NO_SPAN, NAN, NO_SPAN, n, None, why)


def signed(interval: Span, sign: int) -> bool:
    """Say whether an interval lies wholly on one side of 0.

    Examples
    --------
    >>> signed((0.1, 0.3), 1), signed((-0.1, 0.3), 1), signed((-0.3, -0.1), -1), signed((NAN, NAN), 1)
    (True, False, True, False)
    """
    return interval[0] > 0 if sign > 0 else interval[1] < 0


def clear_and_modest(obtained: float, interval: Span, sign: int) -> bool:
    """Say whether a correlation has the sign, clearly, and is no stronger than `MODEST`."""
    return signed(interval, sign) and abs(obtained) <= MODEST


COLUMNS = ("pattern", "case", "role", "asks", "empirical", "reported", "obtained", "interval", "n", "verdict", "source")
"""Of the table, from left to right; intervals are 95 %, n is organisations."""
_NUMBERS = ("empirical", "obtained", "n")


def as_text(rows: Sequence[tuple[str, Pattern]]) -> str:
    """Render rows as a table, with notes and how many agreed below it."""
    table = "\n".join(aligned([COLUMNS, *(cells(row) for _, row in rows)], _NUMBERS))
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
