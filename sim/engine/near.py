"""Nearness: how close two courses are, from 0 to 1."""

from __future__ import annotations

from sim.engine.arithmetic import exp
from sim.engine.compiled import compiled


@compiled
def nearness(distance: float) -> float:
    """Return exp(-distance^2 / 2): 1 when two beliefs agree, 0.61 when they are 1 apart."""
    return exp(-0.5 * distance * distance)
