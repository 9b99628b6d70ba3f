"""Find a file the user named."""

from __future__ import annotations

from pathlib import Path

from sim.errors import InputError, nearest


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
    path = Path(text).expanduser()
    if not path.is_file():
        there = [each.name for each in path.parent.iterdir()] if path.parent.is_dir() else []
        raise InputError(f"{where}: no such file: {path}{nearest(path.name, there) if there else ''}")
    return path
