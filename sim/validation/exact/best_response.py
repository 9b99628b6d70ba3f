"""Best response and pair optimum: what two teams lose when one, or both, choose their course.

Somebody who knows what is right for the own team, b_1, and the other team's course x' decides
(b_1 + delta x') / (1 + delta), the least of (a - b_1)^2 + delta (a - x')^2, and loses delta (b_1 - x')^2 / (1 + delta).
One act that fixes both courses takes a_1 = ((1 + 2 delta) theta_1 + 2 delta theta_2) / (1 + 4 delta), the least of
the mean squared error + delta (a_1 - a_2)^2, and loses delta (theta_1 - theta_2)^2 / (1 + 4 delta).

Source  team decisions with quadratic loss [marschak1972]
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.engine.tables import Tables
from sim.simulate import Run
from sim.validation.limiting import configuration, run
from sim.validation.row import Row
from sim.validation.staging import agreement, following, given, staged

SOURCE = "quadratic team decision [marschak1972]"
DIRECTION = 0.3
"""G, course."""
CONTEXT = np.array([0.0, 0.5, -0.7])
"""L of the headquarters and of the two teams, course."""
COURSE = -1.1
"""Course of the second team, in force and planned; not what is right for it."""
OWN, OTHER = 1, 2
"""The team whose issues they are, and the one they touch."""
ORIGIN = 3
"""Seat at the base of the first team."""
DAYS, COUPLINGS = np.array([20, 25, 30]), np.array([0.5, 1.0, 1.5])
"""When an issue comes, and how much agreeing weighs in it."""

Floats, Ints = NDArray[np.float64], NDArray[np.int64]
RIGHT, BESIDE = DIRECTION + CONTEXT[OWN], DIRECTION + CONTEXT[OTHER]
"""What is right for either team."""


@dataclass(frozen=True)
class Way:
    """One way in which somebody who knows everything decides: under which rule, on which issues, with which plan."""

    says: str
    rule: str
    knows: float = 0.0
    strategy: float = 1.0
    issue: Mapping[str, Any] = field(default_factory=dict[str, Any])


ALONE = (
    Way("decided as advised", "consult_first", COURSE),
    Way("decided against the plan's course", "management_by_exception", COURSE, 0.0, {"novel": True}),
    Way("decided against the own direction", "management_by_exception", DIRECTION),
    Way("planned answer", "management_by_exception", COURSE, 0.0),
)
"""One team's course; `knows` is what is believed of the other's."""
TOGETHER = (
    Way("convened", "distributed"),
    Way("decided above both", "management_by_exception", issue={"scope": 2}),
)
"""One act for both."""


def best(right: float, coupling: Floats, other: float) -> Floats:
    """Return the best response."""
    return (right + coupling * other) / (1 + coupling)


def least(right: float, coupling: Floats, other: float) -> Floats:
    """Return the loss of the best response."""
    return coupling * (right - other) ** 2 / (1 + coupling)


def optimum(own: float, coupling: Floats, other: float) -> Floats:
    """Return the own course when one act fixes both."""
    return ((1 + 2 * coupling) * own + 2 * coupling * other) / (1 + 4 * coupling)


def shared_least(own: float, coupling: Floats, other: float) -> Floats:
    """Return the loss of that act."""
    return coupling * (own - other) ** 2 / (1 + 4 * coupling)


def rows() -> list[Row]:
    """Hold the engine against both theorems, for every way to decide."""
    return [row for way in ALONE for row in alone(way)] + [row for way in TOGETHER for row in together(way)]


def alone(way: Way) -> list[Row]:
    """Compare answers, and what they lose against the course that was believed."""
    answers, gaps = answered(way)
    believed = gaps + COURSE - way.knows  # gaps are to the course in force
    loss = (answers - RIGHT) ** 2 + COUPLINGS * believed**2
    return [
        agreement("best response", f"{way.says}: answer", SOURCE, best(RIGHT, COUPLINGS, way.knows), answers),
        agreement("best response", f"{way.says}: loss", SOURCE, least(RIGHT, COUPLINGS, way.knows), loss),
    ]


def together(way: Way) -> list[Row]:
    """Compare both courses, and what they lose."""
    answers, gaps = answered(way)
    others = answers - gaps
    loss = ((answers - RIGHT) ** 2 + (others - BESIDE) ** 2) / 2 + COUPLINGS * gaps**2
    return [
        agreement("pair optimum", f"{way.says}: own course", SOURCE, optimum(RIGHT, COUPLINGS, BESIDE), answers),
        agreement("pair optimum", f"{way.says}: other course", SOURCE, optimum(BESIDE, COUPLINGS, RIGHT), others),
        agreement("pair optimum", f"{way.says}: loss", SOURCE, shared_least(RIGHT, COUPLINGS, BESIDE), loss),
    ]


def answered(way: Way, **overrides: Any) -> tuple[Floats, Floats]:
    """Return the engine's answers, and their gaps to the other team's course in force."""
    outcomes = np.asarray(lived(way, **overrides).tables.outcomes)
    return RIGHT + outcomes["error"], outcomes["gap"]


def lived(way: Way, born: Ints = DAYS, coupling: ArrayLike = COUPLINGS, **overrides: Any) -> Run:
    """Let the issues come and be answered in one way."""
    settings = following(configuration("best_response", dials={"strategy": way.strategy}, **overrides), way.rule)
    issues = given(born, ORIGIN, other_team=OTHER, coupling=coupling, **way.issue)
    scene = staged(settings, issues=issues, direction=DIRECTION, context=CONTEXT)
    return run(settings, scene, knowing())


def knowing() -> Callable[[Tables], None]:
    """Let everybody start knowing what is right, and the second team with its course in force and in the plan."""

    def start(s: Tables) -> None:
        s.people.g[:] = DIRECTION
        s.people.l[:] = CONTEXT[s.people.team]
        s.teams.course[OTHER] = COURSE
        s.plan_common[0] = DIRECTION
        s.plan_course[0] = DIRECTION + CONTEXT
        s.plan_course[0, OTHER] = COURSE

    return start
