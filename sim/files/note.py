"""What is worth knowing about a file and is no error."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Note:
    """Something worth knowing about a file that is no error.

    Parameters
    ----------
    what : str
        Its kind, a key of the sentences in ``wording.py``.
    file : str
        Name of the file.
    count : int
        How many rows it concerns.
    detail : str
        What else the sentence needs.
    """

    what: str
    file: str
    count: int = 0
    detail: str = ""
