"""Lived trust: a fixed point, the culture's and what is charged a day over how fast it returns.

Each answer moves trust by step (held - e), in the line where the plan or somebody above answered it, in peers where it
was one act of two, in nobody where it was one's own; each evening the share rho of the distance to the culture's trust
c goes. With n answers a day of which the share q holds, trust settles at
    c + n step (q - e) / rho
before the evening, and at 1 - rho of that distance after it, which is what is held here. Somebody who believes 0 where
theta is right, and does not sense, is right with chance q = exp(-theta^2 / 2).

Source  theory of this model: a linear recursion (ours)
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.settings import Settings
from sim.simulate import Run
from sim.validation.limiting import configuration, run
from sim.validation.row import SEEDS, Row, statistical
from sim.validation.staging import agreement, following, given, staged

CHECK, SOURCE = "lived trust", "fixed point of a linear recursion"
ORIGIN, OTHER = 3, 2
"""Seat at the base of the first team, and the other team."""
FAR = 40.0
"""Course at which nothing ever holds."""
PATIENT = 0.8
"""q, where luck decides."""
OFFSET = 8_000_000
"""Of the seeds of this file."""


@dataclass(frozen=True)
class Way:
    """One way to answer, and whom it is charged to."""

    says: str
    charged: tuple[bool, bool]  # the line, and peers
    rule: str = "management_by_exception"
    strategy: float = 1.0
    issue: Mapping[str, Any] = field(default_factory=dict[str, Any])


WAYS = (
    Way("decided above", (True, False), issue={"scope": 1}),
    Way("by the plan", (True, False), strategy=0.0),
    Way("together", (False, True), "distributed", issue={"other_team": OTHER, "coupling": 0.5}),
    Way("alone", (False, False)),
)


def settled(settings: Settings, holds: float) -> float:
    """Return trust on evenings, where one answer a day is charged."""
    physics = settings.physics
    step = physics.trust_step * (holds - physics.trust_expected)
    return settings.culture.trust + step * (1 - physics.relaxation) / physics.relaxation


def rows() -> list[Row]:
    """Hold the engine against the fixed point, for every way to answer."""
    found = []
    for way in WAYS:
        for says, right, holds in (("all hold", 0.0, 1.0), ("none holds", FAR, 0.0)):
            settings = configured(way)
            due = np.where(way.charged, settled(settings, holds), settings.culture.trust)
            lived_trust = trusts(settings, way, right)
            found.append(agreement(CHECK, f"{way.says}, {says}: line and peers", SOURCE, due, lived_trust))
    return [*found, by_luck()]


def configured(way: Way) -> Settings:
    """Return the settings of one way to answer."""
    return following(configuration("lived_trust", dials={"strategy": way.strategy}), way.rule)


def lived(settings: Settings, way: Way, right: float) -> Run:
    """Let one issue a day come and be answered."""
    issues = given(np.arange(settings.days), ORIGIN, **way.issue)
    return run(settings, staged(settings, issues=issues, direction=right, context=np.zeros(3)))


def trusts(settings: Settings, way: Way, right: float) -> NDArray[np.float64]:
    """Return trust in the line, and in peers, in the end."""
    person = np.asarray(lived(settings, way, right).tables.people)[ORIGIN]
    return np.array([person["trust_up"], person["trust_peers"]])


def by_luck() -> Row:
    """Let luck decide what holds, as often as the answer is right: the mean of trust over days."""
    way, wrong = WAYS[0], math.sqrt(-2 * math.log(PATIENT))
    settings = configured(way)
    half = settings.days // 2
    means = []
    for k in range(SEEDS):
        lives = lived(replace(settings, seed=OFFSET + k), way, wrong)
        base = np.asarray(lives.tables.roles)[2::3]
        others = (base["people"][half:] - 1) * settings.culture.trust  # to whom no issue comes
        means.append(float((base["trust_up"][half:] - others).mean()))
    return statistical(CHECK, f"{way.says}, {PATIENT} hold: line", SOURCE, settled(settings, PATIENT), means)
