"""Passports: read with a look at every part that is used, and written whole."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.errors import InputError
from sim.experiment.keep import readable_json, write_whole
from sim.files.plain_values import json_file

PASSPORT = "passport.json"
TEXT, COUNT, NUMBER, GROUP, TEXTS = "text", "a whole number", "a number", "keys and values", "keys and texts"
GROUPS = "a list of keys and values"
PARTS = {
    **dict.fromkeys(("kind", "experiment", "hash", "content_sha256"), TEXT),
    **dict.fromkeys(("runs", "runs_at_most", "failed"), COUNT),
    **dict.fromkeys(("wall_seconds", "engine_seconds"), NUMBER),
    **dict.fromkeys(("product", "organisations", "seeds"), GROUP),
    **dict.fromkeys(("versions", "locked", "rules"), TEXTS),
    "stretches": GROUPS,
}
"""What the parts of a passport are, where they are there."""


def read_passport(folder: Path) -> dict[str, Any] | None:
    """Return the passport of a results folder; None when there is none.

    Parameters
    ----------
    folder : pathlib.Path
        Of results.

    Returns
    -------
    dict or None
        Every part that is in it is of its kind.

    Raises
    ------
    InputError
        When it cannot be read, or somebody has changed it into something else.
    """
    path = folder / PASSPORT
    if not path.is_file():
        return None
    found = json_file(path)
    if not isinstance(found, dict):
        raise InputError(f"{path}: is no passport")
    for name, kind in PARTS.items():
        if name in found and not _is(kind, found[name]):
            raise InputError(f"{path}: {name}: expected {kind}, got {found[name]!r:.40}")
    for name in ("first", "count"):
        if not _is(COUNT, found.get("seeds", {}).get(name, 0)):
            raise InputError(f"{path}: seeds.{name}: expected {COUNT}, got {found['seeds'][name]!r:.40}")
    design = found.get("design", {})
    if found.get("kind") == "sweep" and not (_is(GROUP, design) and _is(COUNT, design.get("points", 0))):
        raise InputError(f"{path}: design: expected {GROUP}, got {design!r:.40}")
    return found


def _is(kind: str, value: Any) -> bool:
    if kind == TEXT:
        return isinstance(value, str)
    if kind in (GROUP, TEXTS):
        return isinstance(value, Mapping) and (kind == GROUP or all(isinstance(each, str) for each in value.values()))
    if kind == GROUPS:
        return isinstance(value, list) and all(isinstance(each, Mapping) for each in value)
    whole = isinstance(value, int) and not isinstance(value, bool)
    return 0 <= value < 2**53 if whole or (kind == NUMBER and isinstance(value, float)) else False


def update_passport(folder: Path, **about: Any) -> None:
    """Add to the passport."""
    write_whole(folder / PASSPORT, readable_json({**(read_passport(folder) or {}), **about}))
