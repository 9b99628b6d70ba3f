"""Strain: how exhaustion builds up and goes, and what holds where people differ."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sim.engine.people import OUTSIDE_SD
from sim.parameters import Settings
from sim.stats.row import SEEDS, Row, statistical
from sim.validation.limiting import agreement, configuration, following, run

SHOT_NOISE_CHECK, SHOT_NOISE_SOURCE = "shot noise", "moments of E <- E (1 - r - A) + A [kesten1973]"
RATES = (2.0, 6.0)
"""Issues a day; more than the 20 that strain at most come once in 600 000 days."""
SHOT_NOISE_OFFSET = 400_000
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


def shot_noise() -> list[Row]:
    """Shot noise: exhaustion under a strain that comes in independent daily doses.

    E <- E (1 - r - A) + A with A independent from day to day. Steady state: mean m = E A / (E A + r), second moment
    (E[A^2] + 2 m [(1 - r) E A - E[A^2]]) / (1 - [(1 - r)^2 - 2 (1 - r) E A + E[A^2]]).
    Here A = c N, N Poisson, c the wear of one issue that waits a day, and r stands for r (1 + slack).

    Source  random-coefficient recursion [kesten1973]
    """
    found = []
    for nth, rate in enumerate(RATES):
        settings = following(configuration("shot_noise", world={"issue_rate": rate}), "wait_a_day")
        dose, square = doses(settings)
        lives = [worn(replace(settings, seed=SHOT_NOISE_OFFSET + 1_000 * nth + k)) for k in range(SEEDS)]
        moments = {
            "mean": (mean(dose, rest(settings)), [float(each.mean()) for each in lives]),
            "second moment": (second_moment(dose, square, rest(settings)), [float((each**2).mean()) for each in lives]),
        }
        found += [
            statistical(SHOT_NOISE_CHECK, f"{rate:g} a day: {name}", SHOT_NOISE_SOURCE, *both)
            for name, both in moments.items()
        ]
    return found


def worn(settings: Settings) -> np.ndarray:
    """Return exhaustion day by day, after the warm-up."""
    return run(settings).days["exhaustion"][settings.warmup_days :]


EFFORT_RECOVERY_CHECK, EFFORT_RECOVERY_SOURCE = "effort-recovery", "effort-recovery model [meijman1998]"
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


def effort_recovery() -> list[Row]:
    """Effort and recovery: exhaustion under a constant strain settles where wear and rest balance.

    E <- E + a D (1 - E) - r E (1 + slack) from E = 0: after t days E* (1 - (1 - a D - r (1 + slack))^t) with E* = a D /
    (a D + r (1 + slack)); the distance to E* halves every ln 2 / -ln(1 - a D - r (1 + slack)) days. With a 0.05, r
    0.02, D 0.6 and no slack: 0.6, and 13.51 days. Who starts where such a life settles stays there. Where demands
    strain less under control, D = P u (1 - k control), u the share of hours used, control autonomy and, of the rest,
    height / top.

    Source  effort-recovery model [meijman1998], demand-control model [karasek1979], as a linear difference equation
            (ours)
    """
    found = []
    for clarity in CLARITIES:
        for hours in HOURS:
            settings = configuration("effort_recovery", culture={"clarity": clarity}, physics={"base_hours": hours})
            wear, rest = constants(settings)
            case = f"strain {1 - clarity:g}, slack {1 - hours / settings.physics.step_hours:g}"
            lived = run(settings).days["exhaustion"]
            path = balance(wear, rest) * (1 - (1 - wear - rest) ** np.arange(1, len(lived) + 1))
            found += [
                agreement(EFFORT_RECOVERY_CHECK, f"{case}: day by day", EFFORT_RECOVERY_SOURCE, path, lived),
                agreement(
                    EFFORT_RECOVERY_CHECK, f"{case}: balance", EFFORT_RECOVERY_SOURCE, balance(wear, rest), lived[-1]
                ),
                agreement(
                    EFFORT_RECOVERY_CHECK,
                    f"{case}: half-life",
                    EFFORT_RECOVERY_SOURCE,
                    half_life(wear, rest),
                    half_life_lived(lived),
                ),
            ]
    return [*found, *stays(), *controlled()]


def stays() -> list[Row]:
    """Start everybody from where their life settles."""
    settings = configuration("effort_recovery", physics={"settled_start": 1.0})
    lived = run(settings).days["exhaustion"]
    return [
        agreement(
            EFFORT_RECOVERY_CHECK,
            "started settled: every day",
            EFFORT_RECOVERY_SOURCE,
            balance(*constants(settings)),
            lived,
        )
    ]


def controlled() -> list[Row]:
    """Let hours strain, of a member and of a head whose standing gives control."""
    demand = {"strain_demand": DEMAND, "control_relief": RELIEF, "rank_control": 1.0, "settled_start": 1.0}
    busy = {"strain_unclear": 0.0, "head_hours": 8.0, **demand}
    settings = configuration("effort_recovery", organisation={"depth": 1}, physics=busy)
    people, rest = np.asarray(run(settings).tables.people), constants(settings)[1]
    found = []
    for says, row, control in (("a head", 0, 1.0), ("a member", 1, AUTONOMY)):
        due = balance(settings.physics.strain_rate * DEMAND * (1 - RELIEF * control), rest)
        found.append(
            agreement(EFFORT_RECOVERY_CHECK, f"demand and control: {says}", DEMANDS, due, people["exhaustion"][row])
        )
    return found


def half_life_lived(lived: NDArray[np.float64]) -> float:
    """Return the engine's half-life, from how fast it nears where it ends."""
    left = (lived[-1] - lived[APART]) / (lived[-1] - lived[0])
    return APART * math.log(0.5) / math.log(left)


PEOPLE_DIFFER_CHECK, PEOPLE_DIFFER_SOURCE = "people differ", "moments of uniform and lognormal variables"
BORN_WITH = ("clear_by", "trusting_by", "talent", "strained_by", "recovers_by", "outside")
ELSEWHERE = {"strategy": 0.0, "lattice": 1.0, "constitution": 1.0}
"""Dials of another organisation of the same people."""
PEOPLE_DIFFER_OFFSET = 9_000_000
"""Of the seeds of this file."""

People = NDArray[np.void]


def people_differ() -> list[Row]:
    """People differ: around the means of culture and constants, and the same people in every organisation.

    What somebody is used to is c + s min(c, 1 - c) u, u uniform on -1 to 1: mean c, variance (s min(c, 1 - c))^2 / 3.
    Factors of skill, strain and recovery are exp(s z - s^2 / 2): mean 1, second moment exp(s^2). Strain from outside
    work is o times a lasting and a quarter's factor, independent: mean o, second moment o^2 exp(2 s_o^2).

    Source  moments of uniform and lognormal variables (ours)
    """
    plain = configuration("people_differ")
    crowds = [people(configuration("people_differ", seed=PEOPLE_DIFFER_OFFSET + k)) for k in range(SEEDS)]
    found = []
    for name, mean, square in moments(plain):
        values = [each[name] for each in crowds]
        found.append(
            statistical(
                PEOPLE_DIFFER_CHECK,
                f"{name}: mean",
                PEOPLE_DIFFER_SOURCE,
                mean,
                [float(each.mean()) for each in values],
            )
        )
        squares = [float((each**2).mean()) for each in values]
        found.append(statistical(PEOPLE_DIFFER_CHECK, f"{name}: second moment", PEOPLE_DIFFER_SOURCE, square, squares))
    elsewhere = people(
        following(configuration("people_differ", seed=PEOPLE_DIFFER_OFFSET, dials=ELSEWHERE), "hierarchical")
    )
    s = plain.physics.clarity_spread * min(plain.culture.clarity, 1 - plain.culture.clarity)
    usual = plain.culture.clarity + s * crowds[0]["clear_by"]
    found.append(agreement(PEOPLE_DIFFER_CHECK, "clarity: by who one is", "identity", usual, crowds[0]["clarity"]))
    case = "the same people in another organisation"
    here, there = (np.array([each[name] for name in BORN_WITH]) for each in (crowds[0], elsewhere))
    return [*found, agreement(PEOPLE_DIFFER_CHECK, case, "identity", here, there)]


def people(settings: Settings) -> People:
    """Return everybody as they are on the first evenings."""
    return np.asarray(run(settings).tables.people)


def moments(settings: Settings) -> Iterator[tuple[str, float, float]]:
    """List each column with its mean and its second moment."""
    physics = settings.physics
    for name, c, s in (
        ("clarity", settings.culture.clarity, physics.clarity_spread),
        ("trust_up", settings.culture.trust, physics.trust_spread),
    ):
        yield name, c, c * c + (s * min(c, 1 - c)) ** 2 / 3
    for name, s in (
        ("skill", physics.skill_spread),
        ("strained_by", physics.strain_spread),
        ("recovers_by", physics.recovery_spread),
    ):
        yield name, 1.0, math.exp(s * s)
    yield "outside", physics.outside_strain, physics.outside_strain**2 * math.exp(2 * OUTSIDE_SD**2)


CHECKS = (shot_noise, effort_recovery, people_differ)
