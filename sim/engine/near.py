"""Nearness: how close two courses are, from 0 to 1; and states kept between."""

from __future__ import annotations

from sim.engine.arithmetic import exp
from sim.engine.compiled import compiled


@compiled
def nearness(distance: float) -> float:
    """Return exp(-distance^2 / 2): 1 when two beliefs agree, 0.61 when they are 1 apart."""
    return exp(-0.5 * distance * distance)


@compiled
def clip(x: float) -> float:
    """Keep a state within 0 and 1."""
    return min(1.0, max(0.0, x))
