"""A trace: plain tables that every organisation of a twin lives through; saved to a file, and loaded again."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.errors import InputError
from sim.files.csv_file import Note
from sim.files.find import file_of, path_of
from sim.record import SHOCK, TRACE_ISSUE
from sim.state import NOBODY

FORMAT = 1
LARGEST = 2_000_000_000
"""Bytes of a trace in memory; what is compressed can claim to be anything."""
FARTHEST = 1e9
"""From 0 that a world can be; units of course."""
UNREADABLE = (
    *(OSError, EOFError, MemoryError, NotImplementedError, RuntimeError, LookupError, TypeError, ValueError),
    *(AttributeError, SyntaxError, zipfile.BadZipFile, zlib.error),
)
"""What reading a file that is no trace can raise."""
_PARTS = ("direction", "context", "common_noise", "issues", "first", "shocks")


@dataclass(frozen=True)
class Trace:
    """What a world holds, day by day, for d days, k teams and q issues.

    Parameters
    ----------
    direction : ndarray of float, shape (d,)
        G, the common direction; units of course.
    context : ndarray of float, shape (d, k)
        L, what each team's place adds to it.
    common_noise : ndarray of float, shape (d,)
        Standard normal noise that all observers share.
    issues : recarray, shape (q,)
        What comes in (`sim.record.TRACE_ISSUE`), sorted by day and seat.
    first : ndarray of int, shape (d + 1,)
        The issues of day t are rows ``first[t]`` to ``first[t + 1]``.
    shocks : recarray
        What struck (`SHOCK`), in order of days.
    names : tuple of str
        How a file calls each issue; none where it does not, or no file says.
    notes : tuple of Note
        What was unusual about that file.
    """

    direction: NDArray[np.float64]
    context: NDArray[np.float64]
    common_noise: NDArray[np.float64]
    issues: np.recarray
    first: NDArray[np.int64]
    shocks: np.recarray
    names: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def days(self) -> int:
        """How many days it lasts."""
        return len(self.direction)

    def name_of(self, issue: int) -> str:
        """Return what a file calls an issue, else its number."""
        return (self.names[issue] if self.names else "") or str(issue)


def sorted_issues(rows: np.ndarray, days: int) -> tuple[np.recarray, NDArray[np.int64]]:
    """Sort issues by day and seat, and say where each day begins."""
    place = rows["day"].astype(np.int64) << 32 | rows["origin"]
    ordered = rows if (place[1:] >= place[:-1]).all() else rows[np.lexsort((rows["origin"], rows["day"]))]
    return ordered.view(np.recarray), np.searchsorted(ordered["day"], np.arange(days + 1)).astype(np.int64)


def save_trace(trace: Trace, path: Path) -> Path:
    """Write a trace to a ``.npz`` file and return its path; nothing is left behind when that fails."""
    path = path_of(str(path), "trace")
    if not path.name or path.is_dir():
        raise InputError("is_a_folder", path, example=path / "world.npz")
    path = path if path.suffix == ".npz" else path.with_suffix(path.suffix + ".npz")
    partial = path.with_name(path.name + ".partial")
    try:
        partial.unlink(missing_ok=True)  # what has that name may lead elsewhere
        with partial.open("xb") as file:
            parts: dict[str, Any] = {name: np.asarray(getattr(trace, name)) for name in _PARTS}
            np.savez_compressed(file, format=FORMAT, **parts)
        partial.replace(path)
    except OSError as wrong:
        partial.unlink(missing_ok=True)
        raise InputError("trace_unwritten", path, why=wrong.strerror) from None
    return path


def load_trace(text: str, days: int, people: int, teams: int) -> Trace:
    """Read a saved trace and check that it fits the organisation."""
    path = file_of(text, "world.trace")
    trace = _read(path)
    if trace is None:
        raise InputError("no_trace", path)
    _check_fit(path, trace, days, people, teams)
    return trace


def _read(path: Path) -> Trace | None:
    """Read a trace; None for anything that is not one, or not a sound one."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as parts:
            if sum(each.file_size for each in parts.zip.infolist()) > LARGEST:
                return None
            if int(parts["format"]) != FORMAT:
                raise InputError("trace_format", path, format=int(parts["format"]), reads=FORMAT)
            found = {name: np.asarray(parts[name]) for name in _PARTS}
    except UNREADABLE as wrong:
        if isinstance(wrong, InputError):
            raise
        return None
    tables = {name: found[name].view(np.recarray) for name in ("issues", "shocks")}
    return Trace(**{**found, **tables}) if _is_sound(found) else None


def _is_sound(parts: Mapping[str, Any]) -> bool:
    """Say whether arrays have the kinds, shapes and order of a trace."""
    kinds = {"issues": TRACE_ISSUE, "shocks": SHOCK, "first": np.dtype("i8")}
    if any(parts[name].dtype != kinds.get(name, np.dtype("f8")) for name in _PARTS):
        return False
    days, issues, first = len(parts["direction"]), parts["issues"], parts["first"]
    shapes = {"direction": 1, "context": 2, "common_noise": 1, "issues": 1, "first": 1, "shocks": 1}
    if any(parts[name].ndim != axes for name, axes in shapes.items()):
        return False
    if not (len(parts["context"]) == len(parts["common_noise"]) == days and len(first) == days + 1):
        return False
    near = all(np.all(np.abs(parts[name]) <= FARTHEST) for name in ("direction", "context", "common_noise"))
    if not (near and np.array_equal(np.searchsorted(issues["day"], np.arange(days + 1)), first)):
        return False
    return _is_sorted(issues) and _are_sound_issues(issues) and _are_sound_shocks(parts["shocks"], days)


def _is_sorted(rows: np.ndarray) -> bool:
    return bool(np.all(np.diff(rows["day"]) >= 0))


def _are_sound_issues(issues: np.ndarray) -> bool:
    within = (("coupling", 0, 100), ("stakes", 0, 1), ("scope", 0, 1000), ("customer", 0, 2**31))
    return all(bool(np.all((issues[name] >= low) & (issues[name] <= high))) for name, low, high in within)


def _are_sound_shocks(shocks: np.ndarray, days: int) -> bool:
    struck = (shocks["day"] >= 0) & (shocks["day"] < days) & (shocks["team"] >= NOBODY)
    sized = (np.abs(shocks["shift"]) <= FARTHEST) & (np.abs(shocks["burst"]) <= FARTHEST)
    return _is_sorted(shocks) and bool(np.all(struck & sized))


def _check_fit(path: Path, trace: Trace, days: int, people: int, teams: int) -> None:
    if trace.days < days:
        raise InputError("trace_too_short", path, lasts=trace.days, days=days)
    if trace.context.shape[1] != teams:
        raise InputError("trace_of_teams", path, drawn=trace.context.shape[1], teams=teams)
    if len(trace.issues) == 0:
        return
    if trace.issues.origin.max() >= people or trace.issues.origin.min() < 0:
        raise InputError("trace_of_people", path, drawn=trace.issues.origin.max() + 1, people=people)
    if trace.issues.other_team.max() >= teams or trace.issues.other_team.min() < NOBODY:
        raise InputError("trace_names_team", path, team=trace.issues.other_team.max(), teams=teams)
