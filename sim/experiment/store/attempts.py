"""The attempts: when, where and how long, retries and tracebacks; nothing here is promised to be the same twice."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from sim.errors import InputError

FILE = "attempts.jsonl"


def note(folder: Path, event: str, **about: Any) -> None:
    """Append a line to the attempts.

    Parameters
    ----------
    folder : pathlib.Path
        Of the experiment.
    event : str
        What happened: ``begun``, ``batch``, ``died``, ``stopped``, ``done``.
    **about : plain values
        Details.
    """
    line = json.dumps({"time": round(time.time(), 3), "event": event, **about}, ensure_ascii=False, default=str)
    try:
        with (folder / FILE).open("a", encoding="utf-8") as file:
            file.write(line + "\n")
    except OSError as wrong:
        raise InputError(f"cannot write {folder / FILE}: {wrong.strerror or wrong}") from None


def attempts(folder: Path) -> list[dict[str, Any]]:
    """Read the attempts; a line cut short by a crash is left out."""
    found = []
    path = folder / FILE
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines() if path.is_file() else []:
        try:
            found.append(json.loads(line))
        except json.JSONDecodeError:
            continue
    return found
