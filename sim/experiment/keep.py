"""Keep results: rows as Parquet, and a passport that says where every number comes from."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sim.engine.binding import BoundRule
from sim.errors import InputError
from sim.experiment.identity import identity, model_version, product_version
from sim.settings import Settings

PACKAGES = ("treillis", "numpy", "numba", "llvmlite", "mesa", "pandas", "pyarrow", "scipy", "hydra-core", "matplotlib")


@contextmanager
def results_folder(folder: Path) -> Iterator[Path]:
    """Make a results folder and prove it writable before anything is computed; remove it again if nothing came of it.

    Parameters
    ----------
    folder : pathlib.Path
        May exist already.

    Yields
    ------
    pathlib.Path
        The same folder.

    Raises
    ------
    InputError
        When files cannot be made there.
    """
    made = [each for each in (folder, *folder.parents) if not _exists(each)]
    try:
        _prove_writable(folder)
        yield folder
    finally:
        for each in made:
            if _exists(each) and each.is_dir() and not any(each.iterdir()):
                each.rmdir()


def _exists(folder: Path) -> bool:
    try:
        return folder.exists()
    except OSError:  # a name too long to be one
        return True


def _prove_writable(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as wrong:
        raise InputError(f"--out: cannot write to {folder}: {wrong.strerror or wrong}") from None


def write_whole(path: Path, content: bytes) -> Path:
    """Write a file whole or not at all: under another name, flushed to disk, then renamed.

    What has that name already is removed, not written to: in a folder of somebody else's it may lead elsewhere.
    """
    partial = path.with_name(path.name + ".partial")
    try:
        partial.unlink(missing_ok=True)
        with partial.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
        _flush_names(path.parent)
    except OSError as wrong:
        raise InputError(f"cannot write {path}: {wrong.strerror or wrong}") from None
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
    return path


def _flush_names(folder: Path) -> None:
    """Put a folder's names on disk: parts must not be gone before the file that replaces them is there."""
    with suppress(OSError):  # some systems do not open folders
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def parquet(columns: Mapping[str, Any]) -> bytes:
    """Return columns of equal length as a Parquet file."""
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table(dict(columns)), sink, compression="zstd")
    return sink.getvalue().to_pybytes()


def readable_json(content: Mapping[str, Any]) -> bytes:
    """Return plain values as a JSON file."""
    return (json.dumps(content, indent=2, ensure_ascii=False, default=str) + "\n").encode()


def passport(
    slots: Mapping[str, Settings], rules: Mapping[str, BoundRule], seeds: range, wall_seconds: float
) -> dict[str, Any]:
    """Say where numbers come from: product, rules, versions, machine, settings, seeds, time.

    Parameters
    ----------
    slots : mapping of str to Settings
        The settings of each organisation.
    rules : mapping of str to BoundRule
        The rule each followed.
    seeds : range
        One world each.
    wall_seconds : float
        What it took.

    Returns
    -------
    dict
        Plain values.
    """
    return {
        "product": {"name": "treillis", "version": product_version(), "model": model_version(), **git_state()},
        "hash": identity(slots, rules, len(seeds)),
        "design": "twins" if len(slots) > 1 else "replicates",
        "seeds": {"first": seeds[0], "count": len(seeds)},
        "organisations": {form: _organisation(settings, rules[form]) for form, settings in slots.items()},
        "versions": {"python": platform.python_version(), **_versions()},
        "machine": {"system": platform.platform(), "processor": platform.machine(), "cores": os.cpu_count()},
        "wall_seconds": round(wall_seconds, 3),
    }


def _organisation(settings: Settings, rule: BoundRule) -> dict[str, Any]:
    slow = {"interpreted_because": rule.slow_reason} if rule.slow_reason else {}
    return {"rule": {"name": rule.name, "sha256": rule.source_hash, **slow}, "settings": asdict(settings)}


def _versions() -> dict[str, str]:
    found = {}
    for each in PACKAGES:
        try:
            found[each] = version(each)
        except PackageNotFoundError:
            continue
    return found


@cache
def git_state() -> dict[str, Any]:
    """Return the commit of the checkout and whether it has changes, as first asked; nothing outside a checkout."""
    root = Path(__file__).parents[2]
    if not (root / ".git").exists():
        return {}
    commit = _git(root, "rev-parse", "HEAD")
    return {"commit": commit, "dirty": bool(_git(root, "status", "--porcelain"))} if commit else {}


def _git(root: Path, *words: str) -> str:
    try:
        done = subprocess.run(["git", *words], cwd=root, capture_output=True, text=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip()
