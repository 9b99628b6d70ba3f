"""Negative control: the first model at neutral dials, at its own issue rate, in which one inbox grows without end.

Source  ours
"""

from __future__ import annotations

from sim.validation.row import SEEDS, Row, control
from sim.validation.steadiness import lives, neutral, slope_row

FIRST = ("physics=first_model", "world.team_weight=0", "world.issue_rate=0.6")


def rows(seeds: int = SEEDS) -> list[Row]:
    """Hold its slope of open issues to the same test."""
    return [control(slope_row("first model", lives(neutral(*FIRST), seeds)))]
