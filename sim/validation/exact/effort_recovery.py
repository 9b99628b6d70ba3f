"""Effort and recovery: exhaustion under a constant strain settles where wear and rest balance.

E <- E + a D (1 - E) - r E (1 + slack) from E = 0: after t days E* (1 - (1 - a D - r (1 + slack))^t) with
E* = a D / (a D + r (1 + slack)); the distance to E* halves every ln 2 / -ln(1 - a D - r (1 + slack)) days. With a 0.05,
r 0.02, D 0.6 and no slack: 0.6, and 13.51 days. Who starts where such a life settles stays there. Where demands strain
less under control, D = P u (1 - k control), u the share of hours used, control autonomy and, of the rest, height / top.

Source  effort-recovery model [meijman1998], demand-control model [karasek1979], as a linear difference equation (ours)
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sim.settings import Settings
from sim.validation.limiting import configuration, run
from sim.validation.row import Row
from sim.validation.staging import agreement

CHECK, SOURCE = "effort-recovery", "effort-recovery model [meijman1998]"
DEMANDS = "demand-control model [karasek1979]"
DEMAND, RELIEF, AUTONOMY = 0.5, 0.6, 0.5
"""P, k, and the autonomy of somebody to whom no issue comes."""
CLARITIES = (0.4, 0.1)
"""Strain 0.6 and 0.9."""
HOURS = (8.0, 2.0)
"""Of operational work a day: no slack, and 0.75."""
APART = 100
"""Days over which the half-life is measured."""


def constants(settings: Settings) -> tuple[float, float]:
    """Return a D and r (1 + slack), a day."""
    physics = settings.physics
    wear = physics.strain_rate * physics.strain_unclear * (1 - settings.culture.clarity)
    return wear, physics.recovery_rate * (2 - physics.base_hours / physics.step_hours)


def balance(wear: float, rest: float) -> float:
    """Return E*."""
    return wear / (wear + rest)


def half_life(wear: float, rest: float) -> float:
    """Return the days in which the distance to E* halves."""
    return math.log(2) / -math.log(1 - wear - rest)


def rows() -> list[Row]:
    """Hold the engine against the theorem at two strains, with and without slack."""
    found = []
    for clarity in CLARITIES:
        for hours in HOURS:
            settings = configuration("effort_recovery", culture={"clarity": clarity}, physics={"base_hours": hours})
            wear, rest = constants(settings)
            case = f"strain {1 - clarity:g}, slack {1 - hours / settings.physics.step_hours:g}"
            lived = run(settings).days["exhaustion"]
            path = balance(wear, rest) * (1 - (1 - wear - rest) ** np.arange(1, len(lived) + 1))
            found += [
                agreement(CHECK, f"{case}: day by day", SOURCE, path, lived),
                agreement(CHECK, f"{case}: balance", SOURCE, balance(wear, rest), lived[-1]),
                agreement(CHECK, f"{case}: half-life", SOURCE, half_life(wear, rest), half_life_lived(lived)),
            ]
    return [*found, *stays(), *controlled()]


def stays() -> list[Row]:
    """Start everybody from where their life settles."""
    settings = configuration("effort_recovery", physics={"settled_start": 1.0})
    lived = run(settings).days["exhaustion"]
    return [agreement(CHECK, "started settled: every day", SOURCE, balance(*constants(settings)), lived)]


def controlled() -> list[Row]:
    """Let hours strain, of a member and of a head whose standing gives control."""
    demand = {"strain_demand": DEMAND, "control_relief": RELIEF, "rank_control": 1.0, "settled_start": 1.0}
    busy = {"strain_unclear": 0.0, "head_hours": 8.0, **demand}
    settings = configuration("effort_recovery", organisation={"depth": 1}, physics=busy)
    people, rest = np.asarray(run(settings).tables.people), constants(settings)[1]
    found = []
    for says, row, control in (("a head", 0, 1.0), ("a member", 1, AUTONOMY)):
        due = balance(settings.physics.strain_rate * DEMAND * (1 - RELIEF * control), rest)
        found.append(agreement(CHECK, f"demand and control: {says}", DEMANDS, due, people["exhaustion"][row]))
    return found


def half_life_lived(lived: NDArray[np.float64]) -> float:
    """Return the engine's half-life, from how fast it nears where it ends."""
    left = (lived[-1] - lived[APART]) / (lived[-1] - lived[0])
    return APART * math.log(0.5) / math.log(left)
