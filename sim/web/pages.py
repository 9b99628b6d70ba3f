"""The page's own files, read once: nothing else is ever served or embedded."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from sim.errors import InputError

FOLDER = Path(__file__).parent / "page"
KINDS = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
"""The endings of files that belong to the page, and what they are."""


def page_files() -> dict[str, tuple[bytes, str]]:
    """Return the bytes and kind of every file of the page, by its path inside the folder."""
    return _read(FOLDER)


@cache
def _read(folder: Path) -> dict[str, tuple[bytes, str]]:
    found = {
        path.relative_to(folder).as_posix(): (path.read_bytes(), KINDS[path.suffix])
        for path in sorted(folder.rglob("*"))
        if path.suffix in KINDS
    }
    if "index.html" not in found:
        raise InputError("page_not_installed", folder)
    return found
