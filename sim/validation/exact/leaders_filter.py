"""The leader's filter: how well one person follows a moving direction, and how over-reaction adds error.

The direction changes by variance q a day and a signal has noise of variance r. With a constant gain K the error after
each signal has variance [(1 - K)^2 q + K^2 r] / (K (2 - K)), least at Kalman's K* = p / (p + r),
p = (q + sqrt(q^2 + 4 q r)) / 2. Whoever believes the noise to be s^2 r uses K*(q, s^2 r); s is `resilience`.
Deming's funnel, rule 2: nothing moves (q = 0), every deviation is corrected in full (K = 1), and the variance of
innovations, signal less belief, is 2 r instead of r.
A top team that shares the hours of the centre, as far as operations leave each any, sees no more and no less: its
signals, weighted by hours, have the noise of all hours together.

Source  Kalman (1960) [kalman1960]; Deming (1986), the funnel experiment [deming1986]
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sim.engine.tables import Tables
from sim.settings import Settings
from sim.validation.limiting import configuration, run
from sim.validation.row import SEEDS, Row, statistical
from sim.validation.staging import agreement, beliefs, given, staged

CHECK = "leader's filter"
FILTER, FUNNEL = "steady-state filter [kalman1960]", "funnel, rule 2 [deming1986]"
RESILIENCES = (1.0, 0.5, 2.0)
"""Exact first, then over-reacting and stubborn."""
TEAM = {
    "organisation": {"span": 3, "depth": 2},
    "physics": {"shared_sensing": 1.0, "sensing_hours": 1 / 13, "head_hours": 4.0, "manager_hours": 2.0},
}
"""Thirteen people, as many hours together as one person has, and four of them to share those."""
LEFT = {"head": 4.0, "manager": 6.0}
"""Hours that operations leave."""
OFFSET = 100_000
"""Of the seeds of this file."""

Floats = NDArray[np.float64]


def best_gain(q: float, r: float) -> float:
    """Return K*, the gain with the least error."""
    p = (q + math.sqrt(q * q + 4 * q * r)) / 2
    return p / (p + r)


def error_variance(gain: float, q: float, r: float) -> float:
    """Return the variance of belief less direction under a constant gain."""
    return ((1 - gain) ** 2 * q + gain**2 * r) / (gain * (2 - gain))


def noise(settings: Settings) -> float:
    """Return r of somebody alone: shared and own noise of the same hours add up."""
    return settings.physics.sensing_noise**2 / settings.physics.sensing_hours


def gain_of(settings: Settings) -> float:
    """Return the gain of somebody who believes the noise to be resilience^2 r."""
    return best_gain(settings.world.drift**2, settings.culture.resilience**2 * noise(settings))


def rows() -> list[Row]:
    """Hold the engine against the filter at three resiliences, and against the funnel."""
    found, variances = [], []
    for nth, resilience in enumerate(RESILIENCES):
        settings = configuration("leaders_filter", culture={"resilience": resilience})
        case, gain = f"resilience {resilience:g}", gain_of(settings)
        found.append(agreement(CHECK, f"{case}: gain", FILTER, gain, gain_lived(settings)))
        expected = error_variance(gain, settings.world.drift**2, noise(settings))
        variances.append((expected, [float(np.mean(each**2)) for each in errors(settings, nth)]))
        found.append(statistical(CHECK, f"{case}: error variance", FILTER, *variances[-1]))
    return found + excess(variances) + funnel() + together()


def together() -> list[Row]:
    """Let a top team sense for its head: hours, gain and error of the head."""
    alone = configuration("leaders_filter")
    settings = configuration("leaders_filter", **TEAM)
    shares = np.array([LEFT["head"], *[LEFT["manager"]] * 3, *[0.0] * 9]) / (LEFT["head"] + 3 * LEFT["manager"])
    hours = np.asarray(run(replace(settings, days=2, warmup_days=0)).tables.people)["sensing_hours"]
    gain = gain_of(alone)
    expected = error_variance(gain, alone.world.drift**2, noise(alone))
    lived = [float(np.mean(each**2)) for each in errors(settings, len(RESILIENCES) + 1)]
    return [
        agreement(CHECK, "a top team: hours of each", "identity", shares, hours),
        agreement(CHECK, "a top team: gain", FILTER, gain, gain_lived(settings)),
        statistical(CHECK, "a top team: error variance", FILTER, expected, lived),
    ]


def excess(variances: list[tuple[float, list[float]]]) -> list[Row]:
    """Show that the exact gain errs least: by how much the others err more."""
    (least, exact), *others = variances
    return [
        statistical(
            CHECK, f"excess error at resilience {each:g}", FILTER, expected - least, list(np.subtract(came, exact))
        )
        for each, (expected, came) in zip(RESILIENCES[1:], others, strict=True)
    ]


def funnel() -> list[Row]:
    """Correct every deviation in full although nothing moves."""
    settings = configuration("leaders_filter", world={"drift": 0.0}, culture={"resilience": 0.0})
    innovations = [float(np.mean(np.diff(each) ** 2)) for each in errors(settings, len(RESILIENCES))]
    return [statistical("Deming's funnel", "rule 2: innovation variance", FUNNEL, 2 * noise(settings), innovations)]


def errors(settings: Settings, case: int) -> list[Floats]:
    """Return, for each seed, belief less direction day by day: what one answers when judgement has no noise."""
    lives = []
    for k in range(SEEDS):
        mine = replace(settings, seed=OFFSET + 1_000 * case + k)
        lived = run(mine, staged(mine, issues=given(np.arange(mine.days), origin=0)))
        lives.append(np.asarray(lived.tables.outcomes)["error"][mine.warmup_days :])
    return lives


def gain_lived(settings: Settings) -> float:
    """Return the engine's gain: of two beliefs that start 1 apart and see the same, 1 - K is left each day."""
    apart = beliefs(settings, [2], start=at(1.0)) - beliefs(settings, [2], start=at(0.0))
    return 1 - math.sqrt(float(apart[0, 0]))


def at(belief: float) -> Callable[[Tables], None]:
    """Let everybody start from one belief."""

    def start(s: Tables) -> None:
        s.people.g[:] = belief

    return start
