"""Keys of an experiment that are nearly one of its own."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches

from sim.errors import InputError, nearest
from sim.settings import Settings


def no_misspelt(keys: Collection[str], own: Collection[str]) -> None:
    """Refuse a key that is nearly one of an experiment's own; the settings say which others they do not know.

    Parameters
    ----------
    keys : collection of str
        What was given beside the organisations.
    own : collection of str
        What an experiment says besides settings.

    Raises
    ------
    InputError
        Naming the nearest.
    """
    for key in sorted(set(keys) - set(Settings.__dataclass_fields__)):
        if get_close_matches(key, own, n=1):
            raise InputError(f"{key}: unknown key of an experiment{nearest(key, own)}")
