"""Find a file the user named."""

from __future__ import annotations

from pathlib import Path

from sim.errors import InputError
from sim.files.csv_file import shown


def expanded(text: str) -> Path:
    """Return the file of that name, ``~`` being the home, unless a file of this folder has it."""
    path = Path(text)
    return path if path.exists() else path.expanduser()


def path_of(text: str, where: str) -> Path:
    """Make a path of what the user wrote, or say why it can be none.

    Parameters
    ----------
    text : str
        Absolute or relative to the caller's folder; ``~`` is the home.
    where : str
        The setting that named it.

    Returns
    -------
    pathlib.Path
        Whatever stands there, if anything.

    Raises
    ------
    InputError
        For a name that is too long or holds NUL, a home nobody has, a folder one may not look into.
    """
    try:
        if "\0" in text:
            raise ValueError("holds NUL")
        path = expanded(text)
        path.exists()
    except (OSError, RuntimeError, ValueError) as wrong:
        reason = getattr(wrong, "strerror", None) or wrong
        raise InputError("cannot_be_opened", where, name=shown(text), why=reason) from None
    return path


def file_of(text: str, where: str) -> Path:
    """Find a file the user named, or say that it is not there.

    Parameters
    ----------
    text : str
        Path, absolute or relative to the caller's folder.
    where : str
        The setting that named it.

    Returns
    -------
    pathlib.Path
        An existing file.
    """
    path = path_of(text, where)
    if path.exists() and not path.is_file() and not path.is_dir():
        raise InputError("a_device", where, path=path)
    if not path.is_file():
        there = [each.name for each in path.parent.iterdir()] if path.parent.is_dir() else []
        raise InputError("no_such_file", where, (path.name, there) if there else None, path=path)
    return path
