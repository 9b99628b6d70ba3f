"""Identity: a result is named by what determines its numbers, and by nothing else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from functools import cache, lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from sim.engine.binding import BoundRule, find_rule
from sim.settings import Settings
from sim.settings.intervention import RULE, STRUCTURE

FILES = (("organisation", "people"), ("organisation", "ties"), ("world", "trace"), ("world", "issues"))
"""Settings that name a file."""


def identity(slots: Mapping[str, Settings], rules: Mapping[str, BoundRule], seeds: int) -> str:
    """Name a result by what determines its numbers: settings, rule sources, model version and number of seeds."""
    parts = {form: [determining(settings), rules[form].source_hash] for form, settings in slots.items()}
    text = json.dumps([parts, model_version(), seeds], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def determining(settings: Settings) -> dict[str, Any]:
    """Return settings as plain values, with what a file says in place of its name."""
    plain = asdict(settings)
    if not isinstance(settings, Settings):  # a published model: no rule, no files
        return plain
    del plain["rule"]
    for group, name in FILES:
        with suppress(
            OSError, RuntimeError, TypeError, ValueError
        ):  # no file named, or none to read: whoever needs it says so
            plain[group][name] = file_digest(Path(plain[group][name]).expanduser())
    for each in plain["interventions"].values():
        if each["what"] == RULE:
            each["to"] = file_digest(find_rule(each["to"]))
        elif each["what"] in STRUCTURE and isinstance(each["to"], str):
            with suppress(OSError, RuntimeError, ValueError):
                each["to"] = file_digest(Path(each["to"]).expanduser())
    return plain


def point_digest(slots: Mapping[str, Settings], rule_hashes: Mapping[str, str]) -> str:
    """Name a point of a sweep by what determines its numbers, but for the seed.

    Parameters
    ----------
    slots : mapping of str to Settings
        The organisations set side by side.
    rule_hashes : mapping of str to str
        SHA-256 of the rule each follows, by slot.

    Returns
    -------
    str
        Hexadecimal.
    """
    parts = [[form, {**determining(settings), "seed": None}, rule_hashes[form]] for form, settings in slots.items()]
    text = json.dumps([parts, model_version()], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def run_id(point: str, form: str, seed: int) -> str:
    """Name one run: a point (its digest), one of the organisations there, and the seed of its replicate.

    Examples
    --------
    >>> run_id("ab", "organic", 1) == run_id("ab", "organic", 1) != run_id("ab", "organic", 2)
    True
    """
    return hashlib.sha256(f"{point} {form} {seed}".encode()).hexdigest()[:20]


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file, read again only when it has changed."""
    about = path.stat()
    return _file_digest(path, about.st_mtime_ns, about.st_size)


@lru_cache(maxsize=256)
def _file_digest(path: Path, changed: int, size: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@cache
def model_version() -> str:
    """Return the product's version and a digest of the sources that determine numbers."""
    package = Path(__file__).parents[1]
    rooms = [package / name for name in ("engine", "settings", "world", "organisation", "metrics")]
    files = [each for room in rooms for each in sorted(room.rglob("*.py"))]
    digest = hashlib.sha256()
    for source in [*files, *(package / f"{name}.py" for name in ("chart", "record", "state"))]:
        digest.update(source.name.encode() + source.read_bytes())
    return f"{product_version()}+{digest.hexdigest()[:12]}"


def product_version() -> str:
    """Return the installed version of treillis."""
    try:
        return version("treillis")
    except PackageNotFoundError:
        return "unknown"
