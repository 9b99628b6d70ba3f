"""Make do with what a machine lacks: somewhere to print, an alphabet that has every letter, a home."""

from __future__ import annotations

import io
import os
import sys
import tempfile
from pathlib import Path

UNSEEN = "backslashreplace"
"""What becomes of a letter the terminal does not have: a minus sign must not turn into a question mark."""


def make_do() -> None:
    """Prepare the process for whatever it was started with; before anything else is opened or printed."""
    _fill_streams()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=UNSEEN)
    _find_home()


def _fill_streams() -> None:
    """Open what was closed, as by ``>&-``: the next file would take its place, and be written to by whoever prints."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("r+", encoding="utf-8"))  # noqa: SIM115


def _find_home() -> None:
    """Give somebody without a home, as in a container, a folder for what is kept for this run only."""
    if os.environ.get("XDG_CACHE_HOME"):
        return
    try:
        Path.home()
    except RuntimeError:
        place = tempfile.mkdtemp(prefix="treillis-")
        os.environ["XDG_CACHE_HOME"] = os.environ["MPLCONFIGDIR"] = place
        print(f"treillis: there is no home: compiled code goes to {place}, for this run only", file=sys.stderr)
