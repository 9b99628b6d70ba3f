"""Shot noise: exhaustion under a strain that comes in independent daily doses.

E <- E (1 - r - A) + A with A independent from day to day. Steady state: mean m = E A / (E A + r), second moment
(E[A^2] + 2 m [(1 - r) E A - E[A^2]]) / (1 - [(1 - r)^2 - 2 (1 - r) E A + E[A^2]]).
Here A = c N, N Poisson, c the wear of one issue that waits a day, and r stands for r (1 + slack).

Source  random-coefficient recursion [kesten1973]
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.settings import Settings
from sim.validation.limiting import configuration, run
from sim.validation.row import SEEDS, Row, statistical
from sim.validation.staging import following

CHECK, SOURCE = "shot noise", "moments of E <- E (1 - r - A) + A [kesten1973]"
RATES = (2.0, 6.0)
"""Issues a day; more than the 20 that strain at most come once in 600 000 days."""
OFFSET = 400_000
"""Of the seeds of this file."""


def doses(settings: Settings) -> tuple[float, float]:
    """Return E A and E[A^2] of the daily dose."""
    physics, rate = settings.physics, settings.world.issue_rate
    one = physics.strain_rate * physics.strain_load * physics.work_hours / physics.step_hours
    return one * rate, one * one * (rate + rate * rate)


def rest(settings: Settings) -> float:
    """Return r (1 + slack)."""
    physics = settings.physics
    return physics.recovery_rate * (2 - physics.base_hours / physics.step_hours)


def mean(dose: float, r: float) -> float:
    """Return the mean of E."""
    return dose / (dose + r)


def second_moment(dose: float, square: float, r: float) -> float:
    """Return the mean of E squared."""
    new = square + 2 * mean(dose, r) * ((1 - r) * dose - square)
    kept = (1 - r) ** 2 - 2 * (1 - r) * dose + square
    return new / (1 - kept)


def rows() -> list[Row]:
    """Hold the engine against both moments at two rates."""
    found = []
    for nth, rate in enumerate(RATES):
        settings = following(configuration("shot_noise", world={"issue_rate": rate}), "wait_a_day")
        dose, square = doses(settings)
        lives = [worn(replace(settings, seed=OFFSET + 1_000 * nth + k)) for k in range(SEEDS)]
        moments = {
            "mean": (mean(dose, rest(settings)), [float(each.mean()) for each in lives]),
            "second moment": (second_moment(dose, square, rest(settings)), [float((each**2).mean()) for each in lives]),
        }
        found += [statistical(CHECK, f"{rate:g} a day: {name}", SOURCE, *both) for name, both in moments.items()]
    return found


def worn(settings: Settings) -> np.ndarray:
    """Return exhaustion day by day, after the warm-up."""
    return run(settings).days["exhaustion"][settings.warmup_days :]
