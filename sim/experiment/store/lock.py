"""A folder that is written to by one command at a time; what one that was killed left half written is removed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from sim.errors import InputError

LOCK = ".lock"


@contextmanager
def locked(folder: Path, what: str) -> Iterator[None]:
    """Hold a lock on a folder; the system lets go of it when the process dies, however it dies.

    Parameters
    ----------
    folder : pathlib.Path
        An existing one.
    what : str
        What writes there, for the message.

    Raises
    ------
    InputError
        When another process holds it, or nothing can be written there.
    """
    with room(folder):
        file = (folder / LOCK).open("a+")
    with file:
        if not (_lock(file) and _is_there(file, folder / LOCK)):
            raise InputError(f"{folder}: another {what} is writing there; wait for it, or stop it")
        try:
            yield
        finally:
            with suppress(OSError):
                (folder / LOCK).unlink()


def _is_there(file: IO[str], path: Path) -> bool:
    """Say whether the file that was locked is still the one in the folder: whoever held it may just have removed it."""
    try:
        return os.name == "nt" or os.path.samestat(os.fstat(file.fileno()), path.stat())
    except OSError:
        return False


def _lock(file: IO[str]) -> bool:
    try:
        import fcntl
    except ImportError:  # not on Windows: there a second sweep is the user's own look-out
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # some network folders cannot lock
        return True
    return True


def drop_halves(folder: Path) -> None:
    """Remove what a process that was killed had half written; nobody else is writing here."""
    with room(folder):
        for half in (*folder.glob("*.partial"), *folder.glob("*/*.partial")):
            half.unlink(missing_ok=True)


@contextmanager
def room(folder: Path) -> Iterator[None]:
    """Turn what the system raises for a folder that cannot be written to into one line."""
    try:
        yield
    except OSError as wrong:
        raise InputError(f"cannot write to {folder}: {wrong.strerror or wrong}") from None
