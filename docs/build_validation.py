"""Write the tables of docs/validation.md: run every check, and keep what came, failures too.

Run ``python docs/build_validation.py`` (some minutes; ``--points 60`` for fewer organisations), or name the tables to
make again: ``python docs/build_validation.py steady``. What is written by hand around the tables stays.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

from sim.experiment.identity import model_version
from sim.stats.row import Row
from sim.validation import pattern
from sim.validation.pattern import Pattern
from sim.validation.population import Study
from sim.validation.registry import DOCK, EXACT, PATTERNS, PRICES, STEADY, pattern_rows, rows_of, says
from sim.validation.steadiness import Price, Spread, organisations, over_space
from sim.validation.table import PRICE_COLUMNS, price_cells, verdict

PAGE = Path(__file__).with_name("validation.md")
BEGIN, END = "<!-- {0}: python docs/build_validation.py {0} -->", "<!-- end of {0} -->"
POINTS, SPACE_POINTS = 240, 200
NEUTRAL, ALONE = ("neutral", "first_model"), ("mechanical", "organic")
"""Of a steady state: what is shown row by row, and what is only counted, so that no two forms stand side by side."""

Rows = Sequence[tuple[str, Row]]
Patterns = Sequence[tuple[str, Pattern]]
Prices = Sequence[tuple[str, Price]]


def main(words: Sequence[str]) -> None:
    """Run what is named, all when nothing is, and write the page."""
    points = int(words[words.index("--points") + 1]) if "--points" in words else POINTS
    making = builders(points)
    for family in [each for each in words if each in making] or making:
        text = f"Made on {date.today():%d %B %Y} with the model {model_version()}.\n\n{making[family]()}"
        PAGE.write_text(with_tables(PAGE.read_text(encoding="utf-8"), family, text), encoding="utf-8")


def builders(points: int) -> Mapping[str, Callable[[], str]]:
    """Return what makes the tables of each family."""
    return {
        EXACT: lambda: exact_table(rows_of(EXACT)),
        DOCK: lambda: row_table(rows_of(DOCK)),
        STEADY: lambda: steady_tables(
            rows_of(STEADY),
            rows_of(STEADY, ["neutral"], ask=PRICES),
            over_space(SPACE_POINTS, list(organisations()), lambda _: None),
        ),
        PATTERNS: lambda: pattern_tables(pattern_rows(study=Study(points))),
    }


def with_tables(page: str, family: str, text: str) -> str:
    """Return a page with other tables of a family between its two marks."""
    begin, end = BEGIN.format(family), END.format(family)
    before, rest = page.split(begin)
    return f"{before}{begin}\n\n{text}\n\n{end}{rest.split(end)[1]}"


def exact_table(rows: Rows) -> str:
    """Return a line a file of theorems."""
    return table(("file", "what", "rows", "pass"), list(exact_lines(rows)))


def row_table(rows: Rows) -> str:
    """Return a line a row."""
    return table(("file", "case", "expected", "obtained", "tolerance", "n", "verdict", "source"), row_lines(rows))


def steady_tables(rows: Rows, prices: Prices, spread: Spread) -> str:
    """Return neutral dials and the control row by row, each form in one line, what an hour is worth, and the space."""
    head = ("file", "rows", "pass", "what fails")
    alone = [alone_line(name, [row for each, row in rows if each == name]) for name in ALONE]
    return "\n\n".join(
        [
            row_table([each for each in rows if each[0] in NEUTRAL]),
            table(head, alone),
            table(PRICE_COLUMNS, [price_cells(price) for _, price in prices]),
            *space_parts(spread),
        ]
    )


def space_parts(spread: Spread) -> list[str]:
    """Return at which share of the space each organisation holds still, its largest inboxes, the default's place."""
    said = (
        f"Over the registered space, {spread.points} points, one world and two years a point. The default has a load "
        f"of {spread.default_load:.2f} at neutral dials, at {spread.default_place:.2f} of the range that is drawn."
    )
    head = ("organisation", "criterion", "share of points", "95 %", "asked")
    shares = [
        (
            each.who,
            each.criterion,
            f"{each.share:.3f}",
            f"{each.span[0]:.3f} to {each.span[1]:.3f}",
            "-" if each.asked != each.asked else f"{each.asked:g}: {'pass' if each.passed else 'FAIL'}",
        )
        for each in spread.shares
    ]
    inboxes = [(who, *(f"{most:.0f}" for most in mine.values())) for who, mine in spread.largest.items()]
    roles = next(iter(spread.largest.values()))
    largest = table(("largest inbox at any point, tasks a seat", *roles), inboxes)
    return [said, table(head, shares), largest]


def alone_line(name: str, rows: Sequence[Row]) -> tuple[str, ...]:
    """Return the cells of an organisation by itself: counts, and which rows fail."""
    failed = "; ".join(row.case for row in rows if not row.passed)
    return (f"`{name}`", str(len(rows)), str(sum(row.passed for row in rows)), failed or "-")


def pattern_tables(rows: Patterns) -> str:
    """Return a line a pattern, and notes."""
    head = ("file", "case", "role", "asks", "empirical", "obtained", "n", "verdict", "source")
    return "\n\n".join(
        [
            table(head, [pattern_line(name, row) for name, row in rows]),
            *(f"*{row.pattern}, {row.case}*: {row.note}." for _, row in rows if row.note),
        ]
    )


def exact_lines(rows: Rows) -> list[tuple[str, ...]]:
    """Return a line a file: what it holds, how many rows, how many pass."""
    found = []
    for name in dict.fromkeys(name for name, _ in rows):
        mine = [row for each, row in rows if each == name]
        what = says(EXACT, name).partition("\n")[0].rstrip(".")
        found.append((f"`{name}`", what, str(len(mine)), str(sum(row.passed for row in mine))))
    return found


def row_lines(rows: Rows) -> list[tuple[str, ...]]:
    """Return a line a row."""
    return [
        (
            f"`{name}`",
            row.case,
            ("" if row.relation == "=" else f"{row.relation} ") + f"{row.expected:.4g}",
            f"{row.obtained:.4g}",
            f"{row.tolerance:.2g}",
            str(row.n),
            verdict(row),
            row.source,
        )
        for name, row in rows
    ]


def pattern_line(name: str, row: Pattern) -> tuple[str, ...]:
    """Return the cells of a pattern: values with their intervals in brackets."""
    there = pattern.number(row.empirical) + _bracketed(pattern.interval(row.reported))
    here = pattern.number(row.obtained) + _bracketed(pattern.interval(row.interval))
    return (f"`{name}`", row.case, row.role, row.asks, there, here, str(row.n), row.verdict, row.source)


def _bracketed(interval: str) -> str:
    return "" if interval == "-" else f" ({interval})"


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """Return a Markdown table."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


if __name__ == "__main__":
    main(sys.argv[1:])
