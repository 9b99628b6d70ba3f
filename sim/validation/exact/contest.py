"""Contest: a minority that recruits has a threshold, as an infection has, and comes to a share of its own.

A question comes at the rate q m (1 - k), q = 10 contest_rate outrun founders, k what people carry of a charter; it wins
spread (1 - voice) (1 - k) (cap - m) / cap, and days take relaxation (m - m0). With
R0 = q spread (1 - voice) (1 - k)^2 / relaxation the minority settles, for small steps, where
    R0 m (1 - m / cap) = m - m0,
which as m0 goes to 0 is cap (1 - 1 / R0) above R0 = 1, and 0 below.

Source  theory of this model: the threshold of a logistic infection (ours)
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from sim.engine.tables import Tables
from sim.settings import Settings
from sim.validation.limiting import configuration, run
from sim.validation.row import SEEDS, Row, statistical

CHECK, SOURCE = "contest", "threshold of a logistic infection"
CASES: dict[str, dict[str, Any]] = {
    "above the threshold": {},
    "far above it": {"contest_spread": 0.01},
    "below it by voice": {"voice": 0.9, "contest_share": 0.01},
    "below it by a charter": {"charter": 0.6, "contest_share": 0.01},
    "below it by shared means": {"founders": 0.3, "contest_share": 0.01},
}
OFFSET = 10_000_000
"""Of the seeds of this file."""


def rows() -> list[Row]:
    """Hold the mean minority against the fixed point, above the threshold and below."""
    found = []
    for says, culture in CASES.items():
        settings = configuration("contest", culture=culture)
        lives = [lived(replace(settings, seed=OFFSET + k)) for k in range(SEEDS)]
        found.append(statistical(CHECK, f"{says}: minority", SOURCE, settled(settings), lives))
    return found


def lived(settings: Settings) -> float:
    """Return the mean minority of a life that begins where it should stay: how long one waits is luck."""

    def begun(s: Tables) -> None:
        s.book[0].recruited = settled(settings) - settings.culture.contest_share

    return run(settings, start=begun).outcomes["minority"]


def threshold(settings: Settings) -> float:
    """Return R0: how many each who contests wins over, while few do."""
    culture, physics, dials = settings.culture, settings.physics, settings.dials
    outrun = max(0.0, (dials.initiative + dials.openness) / 2 - dials.constitution)
    rate = 10 * physics.contest_rate * outrun * culture.founders
    return rate * culture.contest_spread * (1 - culture.voice) * (1 - culture.charter) ** 2 / physics.relaxation


def settled(settings: Settings) -> float:
    """Return the minority where as many are won over as return."""
    ratio, cap, first = threshold(settings), settings.culture.contest_cap, settings.culture.contest_share
    bend, slope = ratio / cap, 1 - ratio
    return (math.sqrt(slope * slope + 4 * bend * first) - slope) / (2 * bend)
