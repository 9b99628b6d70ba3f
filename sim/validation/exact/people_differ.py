"""People differ: around the means of culture and constants, and the same people in every organisation.

What somebody is used to is c + s min(c, 1 - c) u, u uniform on -1 to 1: mean c, variance (s min(c, 1 - c))^2 / 3.
Factors of skill, strain and recovery are exp(s z - s^2 / 2): mean 1, second moment exp(s^2). Strain from outside work
is o times a lasting and a quarter's factor, independent: mean o, second moment o^2 exp(2 s_o^2).

Source  moments of uniform and lognormal variables (ours)
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from sim.engine.people import OUTSIDE_SD
from sim.settings import Settings
from sim.validation.limiting import configuration, run
from sim.validation.row import SEEDS, Row, statistical
from sim.validation.staging import agreement, following

CHECK, SOURCE = "people differ", "moments of uniform and lognormal variables"
BORN_WITH = ("clear_by", "trusting_by", "talent", "strained_by", "recovers_by", "outside")
ELSEWHERE = {"strategy": 0.0, "lattice": 1.0, "constitution": 1.0}
"""Dials of another organisation of the same people."""
OFFSET = 9_000_000
"""Of the seeds of this file."""

People = NDArray[np.void]


def rows() -> list[Row]:
    """Hold the engine against both moments of all that people differ in, and against another organisation."""
    plain = configuration("people_differ")
    crowds = [people(configuration("people_differ", seed=OFFSET + k)) for k in range(SEEDS)]
    found = []
    for name, mean, square in moments(plain):
        values = [each[name] for each in crowds]
        found.append(statistical(CHECK, f"{name}: mean", SOURCE, mean, [float(each.mean()) for each in values]))
        squares = [float((each**2).mean()) for each in values]
        found.append(statistical(CHECK, f"{name}: second moment", SOURCE, square, squares))
    elsewhere = people(following(configuration("people_differ", seed=OFFSET, dials=ELSEWHERE), "hierarchical"))
    s = plain.physics.clarity_spread * min(plain.culture.clarity, 1 - plain.culture.clarity)
    usual = plain.culture.clarity + s * crowds[0]["clear_by"]
    found.append(agreement(CHECK, "clarity: by who one is", "identity", usual, crowds[0]["clarity"]))
    case = "the same people in another organisation"
    here, there = (np.array([each[name] for name in BORN_WITH]) for each in (crowds[0], elsewhere))
    return [*found, agreement(CHECK, case, "identity", here, there)]


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
