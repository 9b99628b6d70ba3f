"""Joint acts: one act loses one error, across a silo both sides hear less, and somebody of the other team comes.

Two people who decide together err once, by the mean of their noises sigma, in both courses alike. Of the variance the
share 1 - kappa is each side's own (kappa is `common_error`):
    E error^2 = sigma^2,   E (gap less the gap without noise)^2 = 2 (1 - kappa) sigma^2.
Across a silo sigma_s each side hears of what is right for the other only the way from its own direction,
g + (1 - sigma_s)(theta - g), and fixes its own course at the optimum of that and of what it knows: the gap is
(theta_1 - theta_2) (1 + 2 delta sigma_s) / (1 + 4 delta), and rises with the silo. Who decides above both hears of
both contexts that way. Of m people in the other team each is the one who comes with chance 1 / m; a wide issue
concerns the lead. Which team is the other one: that of anybody outside one's own, all people alike.

Source  team decisions with quadratic loss [marschak1972]; identities of this model (ours)
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.record import MANAGER, ROLES
from sim.simulate import set_scene
from sim.validation.exact.best_response import (
    BESIDE,
    CONTEXT,
    COUPLINGS,
    DIRECTION,
    OTHER,
    OWN,
    RIGHT,
    TOGETHER,
    Floats,
    Way,
    answered,
    lived,
    optimum,
)
from sim.validation.limiting import configuration
from sim.validation.row import SEEDS, Row, statistical
from sim.validation.staging import agreement

CHECK, SOURCE, OURS = "joint act", "quadratic team decision [marschak1972]", "identity of joint acts"
NOISE, COUPLING = 0.5, 1.0
SHARES = (0.0, 0.5, 1.0)
"""kappa."""
SILOS = (0.0, 0.3, 0.6)
LONGER = 100
"""Days."""
MANY = np.repeat(np.arange(20, LONGER - 4), 6)
"""Days of issues enough to average over, at no hours: six, so that nobody shares."""
FREE = {"work_hours": 0.0, "group_hours": 0.0}
VISIT = 0.001
"""Hours of a meeting, where they are counted."""
WEIGHT = 1.0
"""How far a team is touched by its members, not as one of all teams alike."""
OFFSET = 7_000_000
"""Of the seeds of this file."""


def rows() -> list[Row]:
    """Hold the engine against all of them."""
    return [*(row for nth, way in enumerate(TOGETHER) for row in (*errors(way, nth), *silos(way))), *rising(), *met()]


def errors(way: Way, nth: int) -> list[Row]:
    """Compare mean squared errors, and gaps, with those of one error in common."""
    found = []
    for j, share in enumerate(SHARES):
        lives = [noisy(way, share, OFFSET + 1_000 * (10 * nth + j) + k) for k in range(SEEDS)]
        case = f"{way.says}, kappa {share:g}"
        erred, apart = ([float(np.mean(each**2)) for each in both] for both in zip(*lives, strict=True))
        found.append(statistical(CHECK, f"{case}: squared error", OURS, NOISE**2, erred))
        if share < 1.0:
            found.append(statistical(CHECK, f"{case}: squared gap", OURS, 2 * (1 - share) * NOISE**2, apart))
        else:
            found.append(agreement(CHECK, f"{case}: no gap", OURS, 0.0, np.concatenate([gap for _, gap in lives])))
    return found


def noisy(way: Way, share: float, seed: int) -> tuple[Floats, Floats]:
    """Return by how much answers, and gaps, differ from those without noise."""
    physics = {**FREE, "judgement_noise": NOISE, "common_error": share}
    answers, gaps = answered(way, born=MANY, coupling=COUPLING, days=LONGER, seed=seed, physics=physics)
    own = optimum(RIGHT, np.array([COUPLING]), BESIDE)
    return answers - own, gaps - (own - optimum(BESIDE, np.array([COUPLING]), RIGHT))


def across(silo: float) -> dict[str, Any]:
    """Return what makes a silo felt in contexts and in meetings."""
    return {"culture": {"silo": silo}, "physics": {"silo_reach": 1.0}}


def silos(way: Way) -> list[Row]:
    """Compare both courses with the optima of what was heard."""
    found = []
    for silo in SILOS[1:]:
        answers, gaps = answered(way, **across(silo))
        heard = DIRECTION + (1 - silo) * CONTEXT  # of either team, from outside it
        known = (RIGHT, BESIDE) if way.rule == "distributed" else (heard[OWN], heard[OTHER])
        case = f"{way.says}, silo {silo:g}"
        own, other = optimum(known[0], COUPLINGS, heard[OTHER]), optimum(known[1], COUPLINGS, heard[OWN])
        found.append(agreement(CHECK, f"{case}: own course", SOURCE, own, answers))
        found.append(agreement(CHECK, f"{case}: other course", SOURCE, other, answers - gaps))
    return found


def rising() -> list[Row]:
    """Compare gaps of meetings at silos that get higher: the smallest rise must be above 0."""
    gaps = np.abs([answered(TOGETHER[0], **across(silo))[1] for silo in SILOS])
    least = float(np.diff(gaps, axis=0).min())
    case = f"convened: the gap rises with the silo, {SILOS}"
    return [Row(CHECK, case, OURS, 0.0, least, 0.0, gaps[1:].size, relation=">")]


def met() -> list[Row]:
    """Count the meetings that the lead of the other team attends, by hours of managers."""
    each = [came(OFFSET + 100_000 + k) for k in range(SEEDS)]
    wide = came(OFFSET + 200_000, scope=2)
    touched = [headquarters_touched(OFFSET + 300_000 + k) for k in range(SEEDS)]
    return [
        statistical(CHECK, "which team of one and of three is touched: the one", OURS, 1 / 4, touched),
        statistical(CHECK, "who comes of a team of three: the lead", OURS, 1 / 3, each),
        agreement(CHECK, "who comes for a wide issue: the lead", OURS, 1.0, wide),
    ]


def came(seed: int, **issue: Any) -> float:
    """Return the share of meetings that a lead attends."""
    way = Way("convened", "distributed", issue=issue)
    physics = {**FREE, "group_hours": VISIT, "lead_asked": 0.0}
    lives = lived(way, born=MANY, coupling=COUPLING, days=LONGER, seed=seed, physics=physics)
    hours = np.asarray(lives.tables.roles)["task_hours"].reshape(-1, len(ROLES))[:, MANAGER].sum()
    return float(hours) / VISIT / len(MANY)


def headquarters_touched(seed: int) -> float:
    """Return the share of the first team's issues that touch the headquarters of one, the other team being of three."""
    world = {"issue_rate": 1.0, "interdependence": 1.0, "team_weight": WEIGHT}
    scene = set_scene(configuration("best_response", seed=seed, days=LONGER, world=world))
    issues = np.asarray(scene.trace.issues)
    return float((issues["other_team"][scene.chart.team[issues["origin"]] == OWN] == 0).mean())
