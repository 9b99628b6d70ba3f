"""Find people by whatever a file calls them: id, mail, position, name; and days by whatever way they are written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Final

from sim.files.csv_file import bare, clean, folded

AMBIGUOUS: Final = -2
"""Whom a name that several people bear stands for."""
KINDS: Final = ("id", "alike", "mail", "position", "name")
"""By what somebody is found: the exact id first; `alike` is an id but for case, accents, lost zeros and ``.0``."""
SEPARATED: Final = re.compile(r"\s*[;|/&\n]\s*|\s*,\s*|\s+(?:and|et)\s+")
NO_END: Final = 2100
"""Year from which on a date stands for no end, as 31.12.9999."""
MONTHS: Final = (
    ("jan",), ("feb", "fev"), ("mar",), ("apr", "avr"), ("may", "mai"), ("jun", "juin"), ("jul", "juil"),
    ("aug", "aou"), ("sep",), ("oct",), ("nov",), ("dec",),
)  # fmt: skip
NUMBERS: Final = re.compile(r"(\d{1,4})[-/.](\d{1,2})[-/.](\d{2,4})(?!\d)")
NAMED: Final = re.compile(r"(\d{1,2})[ /-]+([a-z]{3,9})\.?[ /,-]+(\d{2,4})|([a-z]{3,9})\.? +(\d{1,2}),? +(\d{4})")


def key_of(kind: str, cell: str) -> str:
    """Write what is compared of a cell: of a name its words in any order, whatever case and accents."""
    if kind == "id":
        return f"id {cell}"
    text = folded(cell)
    if kind == "name":
        text = " ".join(sorted(re.findall(r"\w+", text)))
    return f"{kind} {bare(text) if kind == 'alike' else text}"


def called(columns: Mapping[str, Sequence[str]], seats: Sequence[int]) -> dict[str, int]:
    """Index people by what columns call them; a key of two people is ambiguous.

    Examples
    --------
    >>> people = called({"id": ["07", "8"], "name": ["Ana Lis", "Bo Lis"]}, [0, 1])
    >>> find(people, "LIS, Ana"), find(people, "7"), find(people, "Cy")
    ((0, 'name'), (0, 'alike'), None)
    """
    index: dict[str, int] = {}
    for kind in KINDS:
        cells = columns.get("id" if kind == "alike" else kind, ())
        for cell, seat in zip(cells, seats, strict=False):
            key = key_of(kind, cell)
            if cell and index.setdefault(key, seat) != seat:
                index[key] = AMBIGUOUS
    return index


def find(index: Mapping[str, int], cell: str) -> tuple[int, str] | None:
    """Find whom a cell names, and by what: the whole cell, or one side of ``Name (id)`` and ``id - Name``."""
    inside = re.fullmatch(r"(.+?)\s*[(\[<]\s*([^()\[\]<>]+?)\s*[)\]>]", cell)
    parts = inside.group(2, 1) if inside else tuple(cell.split(" - ")) if " - " in cell else ()
    for part in (cell, *parts):
        for kind in KINDS:
            seat = index.get(key_of(kind, clean(part)))
            if seat is not None and part:
                return seat, kind
    return None


def several(index: Mapping[str, int], cell: str) -> list[tuple[int, str]]:
    """Find all whom a cell names, one after the other; empty unless every part is somebody."""
    found = [find(index, part) for part in SEPARATED.split(cell) if part]
    return [each for each in found if each] if all(found) and len(found) > 1 else []


def day_of(cell: str, month_first: bool = False, written: str = "") -> date | None:
    """Read the day of a date or a time stamp, as it stands there; None for no date."""
    text = folded(cell)
    try:
        if written:
            return datetime.strptime(cell, written).date()
        if numbers := NUMBERS.match(text):
            first, second, third = (int(each) for each in numbers.groups())
            if len(numbers[1]) == 4:
                return date(first, second, third)
            return date(_year(third), *((first, second) if month_first else (second, first)))
        if named := NAMED.match(text):
            day, month, year = named.group(1, 2, 3) if named[1] else named.group(5, 4, 6)
            return date(_year(int(year)), _month(month), int(day))
    except ValueError:
        pass
    return None


def is_month_first(cells: Iterable[str]) -> bool | None:
    """Say whether dates such as 3/14/31 begin with the month; None where every one may be read both ways."""
    pairs = [(int(found[1]), int(found[2])) for each in cells if (found := NUMBERS.match(each)) and len(found[1]) < 4]
    if not pairs or any(first > 12 for first, _ in pairs):
        return False
    return True if any(second > 12 for _, second in pairs) else None


def _year(year: int) -> int:
    return year + 2000 if year < 100 else year


def _month(name: str) -> int:
    """Return the number of a month by its name in English or French, whole or short."""
    fits = [k for k, starts in enumerate(MONTHS, 1) if any(name.startswith(each) for each in starts)]
    if not fits:
        raise ValueError(name)
    return fits[-1]


def number_of(cell: str) -> float:
    """Read a number with a decimal point or comma, perhaps a percentage; raises ValueError for anything else.

    Examples
    --------
    >>> number_of("0,8"), number_of("80 %")
    (0.8, 0.8)
    """
    text = cell.replace(",", ".").replace(" ", "")
    if text.endswith("%"):
        return float(text[:-1]) / 100
    return float(text)
