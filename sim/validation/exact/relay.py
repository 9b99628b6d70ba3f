"""Relay: a step in the direction travels down a chain, a hop a day, and each level takes over a share of it.

Level k (the head is 0) after t days: 1 - sum_{j<k} C(t, j) alpha^j (1 - alpha)^(t - j), alpha how far the
line is heard, phi + (1 - phi) trust with a floor phi.
In the engine the head sees the step and announces it on the day it happens, and each level hears what the level above
believed the day before; so after t lived days (t averagings) level 1 has heard t times, and level k first moves on the
k-th day. It is a chain of first-order lags, the chance of at least k successes in t trials.

Source  theory of this model: cascade of identical averagings [degroot1974]
"""

from __future__ import annotations

from math import comb

import numpy as np

from sim.validation.limiting import configuration
from sim.validation.row import Row
from sim.validation.staging import agreement, beliefs

SOURCE = "cascade of identical averagings [degroot1974]"
DAYS = (2, 3, 5, 8, 13, 21, 34, 55)
"""Days lived when beliefs are compared."""
CASES = ((0.2, 0.0), (0.55, 0.0), (0.9, 0.0), (0.4, 0.2))
"""Trust in the line, and the floor of hearing."""


def heard(share: float, level: int, day: int) -> float:
    """Return how much of the step a level believes after so many days."""
    return 1 - sum(comb(day, j) * share**j * (1 - share) ** (day - j) for j in range(level))


def rows() -> list[Row]:
    """Hold the engine against the theorem at every level below the head."""
    found = []
    for trust, floor in CASES:
        settings = configuration("relay", culture={"trust": trust}, physics={"hearing_floor": floor})
        share = floor + (1 - floor) * trust
        levels = range(1, settings.organisation.depth + 1)
        expected = np.array([[heard(share, level, day) for level in levels] for day in DAYS])
        obtained = beliefs(settings, DAYS)[:, 1:]
        for level in levels:
            case = f"alpha {share:g}, level {level}, {len(DAYS)} days up to {DAYS[-1]}"
            found.append(agreement("relay", case, SOURCE, expected[:, level - 1], obtained[:, level - 1]))
    return found
