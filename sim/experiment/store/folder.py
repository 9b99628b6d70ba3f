"""The folder of an experiment: opened by one sweep at a time, and only for the experiment it holds."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import yaml

from sim.errors import InputError
from sim.experiment.identity import same_model, what_changed
from sim.experiment.keep import readable_json, results_folder, write_whole
from sim.experiment.store.attempts import FILE as ATTEMPTS
from sim.experiment.store.lock import drop_halves, locked, room
from sim.experiment.store.parts import RUNS, part_files
from sim.experiment.store.passports import PASSPORT, read_passport
from sim.files.find import path_of
from sim.files.plain_values import yaml_file

CONFIG = "config.yaml"
LOCKED = ("numpy", "numba", "llvmlite", "scipy", "pyarrow")
"""Packages of which another version may give other numbers or other bytes."""


@dataclass(frozen=True)
class Contents:
    """What a new folder is given before anything runs.

    Parameters
    ----------
    hash : str
        Of the experiment.
    config : mapping
        Everything needed to go on, as plain values.
    files : mapping of str to bytes
        ``columns.json``, ``design.csv``.
    passport : callable
        Makes the passport; only asked for a new folder.
    """

    hash: str
    config: Mapping[str, Any]
    files: Mapping[str, bytes]
    passport: Callable[[], dict[str, Any]]


@contextmanager
def opened(folder: Path, contents: Contents, force: bool = False) -> Iterator[Path]:
    """Open the folder of an experiment for writing, making it if need be.

    Parameters
    ----------
    folder : pathlib.Path
        Where.
    contents : Contents
        What must be in it.
    force : bool
        Go on under other versions of packages.

    Yields
    ------
    pathlib.Path
        The folder, locked against other sweeps.

    Raises
    ------
    InputError
        When it holds another experiment, cannot be written, or another sweep is writing it.
    """
    with results_folder(folder), locked(folder, "sweep"):
        drop_halves(folder)
        found = read_passport(folder)
        if found is None:
            _begin(folder, contents)
        else:
            _check(folder, found, contents, force)
        try:
            yield folder
        except InputError:
            if found is None and not part_files(folder):
                _forget(folder, contents)
            raise


def _begin(folder: Path, contents: Contents) -> None:
    if part_files(folder) or (folder / "days.parquet").exists():
        raise InputError(f"{folder}: holds rows of something else; choose another folder")
    with room(folder):
        (folder / RUNS).mkdir(exist_ok=True)
    for name, content in contents.files.items():
        write_whole(folder / name, content)
    text = yaml.safe_dump(dict(contents.config), sort_keys=False, allow_unicode=True)
    write_whole(folder / CONFIG, text.encode())
    write_whole(folder / PASSPORT, readable_json({**contents.passport(), **versions_lock()}))


def _forget(folder: Path, contents: Contents) -> None:
    """Take back what was begun: nothing could be run at all."""
    for name in (*contents.files, CONFIG, PASSPORT, ATTEMPTS):
        (folder / name).unlink(missing_ok=True)
    with suppress(OSError):
        (folder / RUNS).rmdir()


def _check(folder: Path, found: Mapping[str, Any], contents: Contents, force: bool) -> None:
    if found.get("hash") != contents.hash:
        what = found.get("experiment") or found.get("design") or "something else"
        model = found.get("product", {}).get("model")
        changed = f"; {what_changed(model)}" if model and not same_model(model) else ""
        raise InputError(f"{folder}: holds the results of another experiment ({what}{changed}); choose another folder")
    (folder / RUNS).mkdir(exist_ok=True)
    now = versions_lock()
    if found.get("locked") == now["locked"]:
        return
    then = found.get("locked", {})
    changed = [
        f"{name} {then.get(name)} is now {each}" for name, each in now["locked"].items() if then.get(name) != each
    ]
    if not force:
        raise InputError(f"{folder}: was begun under other versions: {', '.join(changed)} (--force goes on with them)")
    note = [*found.get("gone_on_under", []), now["locked"]]
    write_whole(folder / PASSPORT, readable_json({**found, "gone_on_under": note}))


def versions_lock() -> dict[str, Any]:
    """Return the versions that numbers and bytes depend on, and their hash."""
    found = {"python": platform.python_version()}
    for each in LOCKED:
        with suppress(PackageNotFoundError):
            found[each] = version(each)
    digest = hashlib.sha256(json.dumps(found, sort_keys=True).encode()).hexdigest()
    return {"locked": found, "lock_sha256": digest}


def read_config(folder: Path) -> dict[str, Any]:
    """Return the resolved configuration of the sweep a folder holds.

    Parameters
    ----------
    folder : pathlib.Path
        Of a sweep.

    Returns
    -------
    dict
        Plain values.

    Raises
    ------
    InputError
        When it holds none.
    """
    path = path_of(str(folder), "folder") / CONFIG
    if not path.is_file():
        raise InputError(f"{folder}: holds no sweep (there is no {CONFIG}); treillis results lists what there is")
    found = yaml_file(path)
    if not isinstance(found, dict) or "experiment" not in found:
        raise InputError(f"{path}: is not the configuration of a sweep")
    return found
