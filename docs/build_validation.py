"""Write the tables of docs/validation.md: run every check, and keep what came, failures too.

Run ``python docs/build_validation.py`` (some minutes; ``--points 60`` for fewer organisations, ``--exact`` for the
theorems alone). What is written by hand around the tables stays.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from importlib import import_module
from pathlib import Path

from sim.experiment.identity import model_version
from sim.validation import pattern_table
from sim.validation.pattern import Pattern
from sim.validation.registry import DOCK, EXACT, pattern_rows, rows_of
from sim.validation.row import Row
from sim.validation.study import Study
from sim.validation.table import verdict

PAGE = Path(__file__).with_name("validation.md")
BEGIN, END = "<!-- tables: python docs/build_validation.py -->", "<!-- end of tables -->"
THEOREMS, OTHERS = "### Theorems and identities (EXACT, LIMIT)", "### Published models (DOCK)"
POINTS = 240

Rows = Sequence[tuple[str, Row]]
Patterns = Sequence[tuple[str, Pattern]]


def main(words: Sequence[str]) -> None:
    """Run everything, or the theorems alone, and write the page."""
    page, today = PAGE.read_text(encoding="utf-8"), date.today()
    points = int(words[1]) if len(words) > 1 and words[0] == "--points" else POINTS
    if "--exact" in words:
        text = f"{theorems(rows_of(EXACT), today)}\n\n{kept(page)}"
    else:
        text = tables(rows_of(EXACT), rows_of(DOCK), pattern_rows(study=Study(points)), today)
    PAGE.write_text(with_tables(page, text), encoding="utf-8")


def kept(page: str) -> str:
    """Return the tables of a page that hold more than theorems, as they stand."""
    return OTHERS + page.partition(OTHERS)[2].partition(END)[0].rstrip()


def made(day: date) -> str:
    """Say when, and with which model, tables were made."""
    return f"Made on {day:%d %B %Y} with the model {model_version()}."


def with_tables(page: str, text: str) -> str:
    """Return a page with other tables between its two marks."""
    before, rest = page.split(BEGIN)
    return f"{before}{BEGIN}\n\n{text}\n\n{END}{rest.split(END)[1]}"


def theorems(exact: Rows, day: date) -> str:
    """Return the table of theorems, with the date and the model it was made with."""
    return "\n\n".join([THEOREMS, made(day), table(("file", "what", "rows", "pass"), list(exact_lines(exact)))])


def tables(exact: Rows, dock: Rows, patterns: Patterns, day: date) -> str:
    """Return all three tables, with the date and the model they were made with."""
    return "\n\n".join(
        [
            theorems(exact, day),
            OTHERS,
            made(day),
            table(("file", "case", "expected", "obtained", "tolerance", "n", "verdict", "source"), dock_lines(dock)),
            "### Empirical patterns (PATTERN)",
            table(
                ("file", "case", "role", "asks", "empirical", "obtained", "n", "verdict", "source"),
                [pattern_line(name, row) for name, row in patterns],
            ),
            *(f"*{row.pattern}, {row.case}*: {row.note}." for _, row in patterns if row.note),
        ]
    )


def exact_lines(rows: Rows) -> list[tuple[str, ...]]:
    """Return a line a file: what it holds, how many rows, how many pass."""
    found = []
    for name in dict.fromkeys(name for name, _ in rows):
        mine = [row for each, row in rows if each == name]
        says = (import_module(f"sim.validation.{EXACT}.{name}").__doc__ or "").partition("\n")[0].rstrip(".")
        found.append((f"`{name}`", says, str(len(mine)), str(sum(row.passed for row in mine))))
    return found


def dock_lines(rows: Rows) -> list[tuple[str, ...]]:
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
    there = pattern_table.number(row.empirical) + _bracketed(pattern_table.interval(row.reported))
    here = pattern_table.number(row.obtained) + _bracketed(pattern_table.interval(row.interval))
    return (f"`{name}`", row.case, row.role, row.asks, there, here, str(row.n), row.verdict, row.source)


def _bracketed(interval: str) -> str:
    return "" if interval == "-" else f" ({interval})"


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """Return a Markdown table."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


if __name__ == "__main__":
    main(sys.argv[1:])
