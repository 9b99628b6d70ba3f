"""Show rows of validation: as an aligned table, or as plain values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sim.files.columns import aligned
from sim.stats.row import Row

if TYPE_CHECKING:
    from sim.validation.steadiness import Price

COLUMNS = ("check", "case", "kind", "expected", "obtained", "tolerance", "n", "verdict", "source")
"""Of the table, from left to right."""
_NUMBERS = ("expected", "obtained", "tolerance", "n")
PRICE_COLUMNS = ("organisation", "role", "outcome", "an hour a day", "from", "to", "n")
"""Of the table of prices; from and to are the 95 % interval."""


def verdict(row: Row) -> str:
    """Say whether a row passed: ``pass`` or ``FAIL``; a negative control must fail, and says so."""
    if row.must_fail:
        return "fails, as it must" if row.passed else "FAIL: a control that holds"
    return "pass" if row.passed else "FAIL"


def as_text(rows: Sequence[tuple[str, Row]]) -> str:
    """Render rows as a table, and how many of them passed."""
    return "\n".join([*aligned([COLUMNS, *(_cells(row) for _, row in rows)], _NUMBERS), "", counted(rows)])


def prices_as_text(prices: Sequence[tuple[str, Price]]) -> str:
    """Render what an hour of attention is worth, organisation by organisation; above 0 is better."""
    return "\n".join(aligned([PRICE_COLUMNS, *(price_cells(price) for _, price in prices)], PRICE_COLUMNS[3:]))


def price_cells(price: Price) -> tuple[str, ...]:
    """Return the cells of a price, as `PRICE_COLUMNS` names them."""
    worth = (price.worth, price.worth - price.half, price.worth + price.half)
    return (price.who, price.role, price.outcome, *(f"{each:+.3g}" for each in worth), str(price.n))


def counted(rows: Sequence[tuple[str, Row]]) -> str:
    """Say how many rows passed, and which checks failed."""
    failed = sorted({name for name, row in rows if not row.passed})
    passed = sum(row.passed for _, row in rows)
    return f"{passed} of {len(rows)} rows pass" + (f"; failed: {', '.join(failed)}" if failed else "")


def as_values(rows: Sequence[tuple[str, Row]]) -> dict[str, Any]:
    """Return the same as plain values, for JSON; what is no number becomes nothing."""
    return {
        "passed": all(row.passed for _, row in rows),
        "rows": [
            {
                "name": name,
                "check": row.check,
                "case": row.case,
                "kind": row.kind,
                "source": row.source,
                **{each: _finite(getattr(row, each)) for each in ("expected", "obtained", "tolerance")},
                "n": row.n,
                "relation": row.relation,
                "control": row.must_fail,
                "verdict": verdict(row),
            }
            for name, row in rows
        ],
    }


def _cells(row: Row) -> tuple[str, ...]:
    numbers = (f"{'' if row.relation == '=' else row.relation + ' '}{row.expected:.6g}", f"{row.obtained:.6g}")
    return (row.check, row.case, row.kind, *numbers, f"{row.tolerance:.3g}", str(row.n), verdict(row), row.source)


def _finite(value: float) -> float | None:
    return value if abs(value) < float("inf") else None
