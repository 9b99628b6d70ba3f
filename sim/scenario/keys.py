"""What a recipe may set: the culture and the dials of a slot, and some of the world they share."""

from __future__ import annotations

from dataclasses import Field, fields
from functools import cache
from typing import Any

from sim.errors import nearest
from sim.parameters import CultureSettings, DialSettings, WorldSettings
from sim.scenario.refused import RefusedError
from sim.scenario.spec import SLOTS

WORLD = ("issue_rate", "shock_frequency", "shock_size", "novelty", "interdependence", "drift")
"""What of the world a recipe may set; both organisations live in it."""


@cache
def settable() -> dict[str, Field[Any]]:
    """Return everything a recipe may set, by its path."""
    found = {f"world.{each.name}": each for each in fields(WorldSettings) if each.name in WORLD}
    for group, kind in (("culture", CultureSettings), ("dials", DialSettings)):
        found.update({f"{group}.{each.name}": each for each in fields(kind) if "low" in each.metadata})
    return found


def read_key(text: str) -> tuple[str, str]:
    """Split a key into the slot it is of ('' for both) and its path.

    Examples
    --------
    >>> read_key("left.culture.trust"), read_key("world.novelty")
    (('left', 'culture.trust'), ('', 'world.novelty'))
    """
    slot, _, path = text.partition(".") if text.partition(".")[0] in SLOTS else ("", "", text)
    if path not in settable():
        hint = nearest(path[:60], settable())
        raise RefusedError(f"{text[:60]}: nothing a recipe can set{hint}", f"{text[:60]} : rien de réglable{hint}")
    if slot and path.startswith("world."):
        raise RefusedError(
            f"{text}: the world is the same for both; leave out {slot}.",
            f"{text} : le monde est le même pour les deux ; retirez {slot}.",
        )
    return slot, path


def check_value(path: str, value: float) -> float:
    """Return a value that is within the range of what it sets, or refuse it."""
    low, high = settable()[path].metadata["low"], settable()[path].metadata["high"]
    if not low <= value <= high:
        edge = low if value < low else high
        raise RefusedError(
            f"{path}: {value:g} is not from {low:g} to {high:g} (nearest valid: {edge:g})",
            f"{path} : {value:g} n'est pas entre {low:g} et {high:g} (le plus proche : {edge:g})",
        )
    if isinstance(settable()[path].default, int) and value != int(value):
        raise RefusedError(f"{path}: {value:g} is no whole number", f"{path} : {value:g} n'est pas un nombre entier")
    return value
