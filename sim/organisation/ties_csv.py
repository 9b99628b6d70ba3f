"""Read ties.csv: who turns to whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.files.csv_file import Sheet, closest, read_sheet, shown
from sim.files.note import Note


@dataclass(frozen=True)
class Ties:
    """Ties as they were given, without repetitions and without ties to oneself.

    Parameters
    ----------
    source, target : ndarray of int
        The seat in `source` turns to the seat in `target`; shape (m,).
    kind : ndarray of int
        Place in `kinds`; shape (m,). One pair may stand once in each kind.
    kinds : tuple of str
        Names of the kinds, none if the file has no such column; an empty name where the cell was empty.
    notes : tuple of Note
        What was unusual about the file.
    """

    source: NDArray[np.int64]
    target: NDArray[np.int64]
    kind: NDArray[np.int64]
    kinds: tuple[str, ...]
    notes: tuple[Note, ...]


def read_ties(path: Path, names: Sequence[str]) -> Ties:
    """Read who turns to whom."""
    sheet = read_sheet(path, ("source", "target"), ("kind",))
    row_of = {name: row for row, name in enumerate(names)}
    _refuse_unknown(sheet, row_of)
    source, target = _seats(sheet, "source", row_of), _seats(sheet, "target", row_of)
    labels = sheet.columns.get("kind", [""] * len(source))
    kinds = tuple(dict.fromkeys(labels))
    place = {name: number for number, name in enumerate(kinds)}
    kind = np.array([place[label] for label in labels], np.int64)
    keep, notes = _kept(sheet, source, target, kind, len(names))
    named = kinds if "kind" in sheet.columns else ()
    return Ties(source[keep], target[keep], kind[keep], named, sheet.notes + notes)


def _refuse_unknown(sheet: Sheet, row_of: Mapping[str, int]) -> None:
    ends = ("source", "target")
    unknown = [(row, end) for end in ends for row, name in enumerate(sheet.columns[end]) if name not in row_of]
    if not unknown:
        return
    unknown.sort(key=lambda each: each[0])
    row, end = unknown[0]
    name = sheet.columns[end][row]
    says = f"{shown(name)} is nobody's id{closest(name, row_of)}" if name else "empty; expected somebody's id"
    raise sheet.wrong([each[0] for each in unknown], end, says)


def _seats(sheet: Sheet, end: str, row_of: Mapping[str, int]) -> NDArray[np.int64]:
    return np.array([row_of[name] for name in sheet.columns[end]], np.int64)


def _kept(
    sheet: Sheet, source: NDArray[np.int64], target: NDArray[np.int64], kind: NDArray[np.int64], size: int
) -> tuple[NDArray[np.int64], tuple[Note, ...]]:
    """Keep the first of each tie to somebody else."""
    others = np.flatnonzero(source != target)
    pairs = (kind * size + source) * size + target
    keep = np.sort(others[np.unique(pairs[others], return_index=True)[1]])
    counts = {
        "no_ties": int(not sheet.lines),
        "self_ties": len(source) - len(others),
        "repeated_ties": len(others) - len(keep),
    }
    return keep, tuple(Note(what, sheet.path.name, count) for what, count in counts.items() if count)
