"""What there is: every sweep below a folder, how complete, how large."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sim.errors import InputError
from sim.experiment.store.parts import part_files
from sim.experiment.store.passports import PASSPORT, read_passport
from sim.files.find import path_of


@dataclass(frozen=True)
class Listed:
    """A sweep that was found.

    Parameters
    ----------
    folder : pathlib.Path
        Its results.
    name, hash : str
        The experiment.
    points : int
        Of the design.
    stored, wanted : int
        Rows there are (before compaction some may be there twice), and at most.
    failed : int or None
        Rows that failed; None before the end.
    complete : bool
        It has come to its end.
    damaged : int
        Files that were set aside, or cannot be read.
    megabytes : float
        On disk.
    """

    folder: Path
    name: str
    hash: str
    points: int
    stored: int
    wanted: int
    failed: int | None
    complete: bool
    damaged: int
    megabytes: float


def listed(root: Path) -> list[Listed]:
    """Find the sweeps in a folder and below.

    Parameters
    ----------
    root : pathlib.Path
        Where to look.

    Returns
    -------
    list of Listed
        By name, then hash.

    Raises
    ------
    InputError
        When the folder is not there.
    """
    if not path_of(str(root), "results").is_dir():
        raise InputError(f"no such folder: {root}")
    found = [_listed(path.parent) for path in sorted(root.rglob(PASSPORT))]
    return sorted((each for each in found if each is not None), key=lambda each: (each.name, each.hash))


def _listed(folder: Path) -> Listed | None:
    try:
        passport: dict[str, Any] = read_passport(folder) or {}
    except InputError:
        return None
    if passport.get("kind") != "sweep":
        return None
    rows = [_rows(each) for each in part_files(folder)]
    files = [each for each in folder.rglob("*") if each.is_file()]
    complete = bool(passport.get("complete"))
    stored = sum(each for each in rows if each is not None)
    return Listed(
        folder,
        str(passport.get("experiment")),
        str(passport.get("hash")),
        int(passport.get("design", {}).get("points", 0)),
        stored,
        int(passport.get("runs" if complete else "runs_at_most", 0)),
        passport.get("failed"),
        complete and stored == int(passport.get("runs", 0)),
        rows.count(None) + sum(each.suffix == ".damaged" for each in files),
        sum(map(_bytes, files)) / 1e6,
    )


def _bytes(path: Path) -> int:
    """Return the size of a file, nothing for one that is gone: a sweep may be writing there."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _rows(path: Path) -> int | None:
    try:
        return pq.ParquetFile(path).metadata.num_rows
    except (pa.ArrowException, OSError):
        return None
