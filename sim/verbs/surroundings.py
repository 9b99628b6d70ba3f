"""Make do with what a machine lacks: somewhere to print, an alphabet that has every letter, a home."""

from __future__ import annotations

import codecs
import io
import os
import sys
import tempfile
import unicodedata
from pathlib import Path

UNSEEN = "treillis.nearest"
"""What becomes of a letter the terminal does not have: the nearest it has, of the same width, so that tables stand."""
NEAREST = {"−": "-", "–": "-", "—": "-", "×": "x", "·": "-", "’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"'}


def make_do() -> None:
    """Prepare the process for whatever it was started with; before anything else is opened or printed."""
    _fill_streams()
    codecs.register_error(UNSEEN, nearest_letters)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=UNSEEN)
    _find_home()
    _mend_variables()


def nearest_letters(wrong: UnicodeError) -> tuple[str, int]:
    """Write letters without accents and a minus as a hyphen; what has no likeness is spelt out, never a question mark.

    Examples
    --------
    >>> nearest_letters(UnicodeEncodeError("ascii", "−3 é", 0, 1, ""))
    ('-', 1)
    """
    if not isinstance(wrong, UnicodeEncodeError):
        raise wrong
    return "".join(map(_plain, wrong.object[wrong.start : wrong.end])), wrong.end


def _plain(letter: str) -> str:
    """Return the letter of ASCII that looks most like another, its number if there is none."""
    bare = NEAREST.get(letter) or unicodedata.normalize("NFKD", letter)[:1]
    return bare.encode("ascii", "backslashreplace").decode()


def _fill_streams() -> None:
    """Open what was closed, as by ``>&-``: the next file would take its place, and be written to by whoever prints."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("r+", encoding="utf-8"))  # noqa: SIM115


def _mend_variables() -> None:
    """Take back what libraries would end for: no thread, a screen for figures, a terminal wider than any is."""
    if not os.environ.get("NUMBA_NUM_THREADS", "1").isdigit() or os.environ.get("NUMBA_NUM_THREADS") == "0":
        del os.environ["NUMBA_NUM_THREADS"]
    os.environ.pop("MPLBACKEND", None)  # figures go to files: none is shown
    if len(os.environ.get("COLUMNS", "")) > 4:
        del os.environ["COLUMNS"]


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
