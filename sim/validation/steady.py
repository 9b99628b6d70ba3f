"""A steady state, held on whole organisations in the default world, each by itself."""

from __future__ import annotations

from sim.stats.row import SEEDS, Row, control
from sim.validation import steadiness
from sim.validation.steadiness import PRICE_SEEDS, Price, lives, prices_of_one, rows_of_one, slope_row

FIRST = ("physics=first_model", "world.team_weight=0", "world.issue_rate=0.6")


def neutral(seeds: int = SEEDS) -> list[Row]:
    """Neutral dials: every dial one half, rule `mixed`, default world.

    Source  ours
    """
    return rows_of_one("neutral", seeds)


def mechanical(seeds: int = SEEDS) -> list[Row]:
    """The mechanical form by itself, default world.

    Source  ours
    """
    return rows_of_one("mechanical", seeds)


def organic(seeds: int = SEEDS) -> list[Row]:
    """The organic form by itself, default world.

    Source  ours
    """
    return rows_of_one("organic", seeds)


def first_model(seeds: int = SEEDS) -> list[Row]:
    """Negative control: the first model at neutral dials, at its own issue rate, in which one inbox grows without end.

    Source  ours
    """
    return [control(slope_row("first model", lives(steadiness.neutral(*FIRST), seeds)))]


def prices(name: str, seeds: int = PRICE_SEEDS) -> list[Price]:
    """Return what an hour of attention is worth to an organisation; nothing for the control."""
    return prices_of_one(name, seeds) if name != first_model.__name__ else []


CHECKS = (neutral, mechanical, organic, first_model)
