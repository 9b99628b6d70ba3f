"""Seats: the number of a seat that stays with it, whoever holds it and whatever row it stands in."""

from __future__ import annotations

from sim.engine.compiled import compiled
from sim.engine.tables import Tables


@compiled
def seat_of(s: Tables, i: int) -> int:
    """Return the number of the seat in row `i`: a newcomer's identity is the one before plus the number of seats."""
    return s.people[i].id % len(s.people)
