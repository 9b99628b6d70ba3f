"""Acts: what practice and acting together change in whoever acts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.engine.tables import Tables
from sim.record import MANAGER, ROLES
from sim.run import Run, set_scene
from sim.stats.row import SEEDS, Row, statistical
from sim.validation.exact.decisions import (
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
    best_response_lived,
    optimum,
)
from sim.validation.limiting import agreement, configuration, following, given, run, staged

PRACTICE_CHECK = "practice"
POWER, GROWTH, SHARE, LESSON = "power law", "linear recursion", "binomial share", "one lesson"
SUCCESSES = 30
SKILLED, WIDER = 1.3, 0.5
"""Skill of everybody, and w."""
REVIEWED, NOTICED = 0.2, 0.5
SPLIT, TOLD, ERROR = 0.25, 0.6, 40.0
PRACTICE_OFFSET = 10_000_000
"""Of the seeds of this file."""

Start = Callable[[Tables], None]


def practice() -> list[Row]:
    """Practice: skill shortens work, widens what one may decide, and saturates; an error unseen teaches nothing.

    With skill s an hour of work takes s^-b hours, and an issue one level up is decided with chance w (s - 1) instead of
    passed on. Each success adds g (S - s) / (S - 1), S the cap, so that after n of them S - s = (S - s_0) (1 - g / (S -
    1))^n. Of the errors of whoever has a manager, the share review + (1 - review) noticed is seen. A lesson e moves a
    decider's context by w s e and the direction by w (1 - s) e, s the split, and where it was reviewed everybody else's
    in the team by the share `team_lesson` of that.

    Source  theory of this model: power law, linear recursion, binomial (ours)
    """
    return [pace(), growth(), rights(), seen(), taught()]


def practice_lived(
    days: ArrayLike, origin: Any, start: Start | None = None, right: float = 0.0, scope: int = 0, **overrides: Any
) -> Run:
    """Let issues come to members on days."""
    settings = following(configuration("practice", **overrides), "management_by_exception")
    issues = given(np.asarray(days), origin, scope=scope)
    return run(settings, staged(settings, issues=issues, direction=right, context=np.zeros(2)), start)


def members(**overrides: Any) -> NDArray[np.int64]:
    """Return the seats of all members."""
    return np.arange(1, 1 + configuration("practice", **overrides).organisation.span)


def pace() -> Row:
    """Give everybody one issue: it takes effect as soon as skill allows."""
    who, physics = members(), {"skill_pace": 0.3, "skill_spread": 0.3}
    lives = practice_lived(np.zeros_like(who), who, physics=physics)
    hours = np.asarray(lives.tables.outcomes)["effect_hour"]
    skills = np.asarray(lives.tables.people)["skill"][who]
    return agreement(PRACTICE_CHECK, "hours of work by skill", POWER, skills ** -physics["skill_pace"], hours)


def growth() -> Row:
    """Give one member issues that all hold."""
    physics = {"skill_gain": 0.05, "skill_cap": 1.5}
    lives = practice_lived(np.arange(SUCCESSES), 1, physics=physics)
    kept = (1 - physics["skill_gain"] / (physics["skill_cap"] - 1)) ** SUCCESSES
    skill = np.asarray(lives.tables.people)["skill"][1]
    due = physics["skill_cap"] - (physics["skill_cap"] - 1) * kept
    return agreement(PRACTICE_CHECK, f"skill after {SUCCESSES} successes", GROWTH, due, skill)


def skilled(s: Tables) -> None:
    """Let everybody be more skilled than the mean."""
    s.people.skill[:] = SKILLED


def rights() -> Row:
    """Give everybody an issue one level up: some decide it themselves."""
    who, shares = members(), []
    for k in range(SEEDS):
        lives = practice_lived(
            np.zeros_like(who), who, skilled, scope=1, seed=PRACTICE_OFFSET + k, physics={"skill_rights": WIDER}
        )
        shares.append(1 - float(lives.days["escalated"].sum()) / len(who))
    return statistical(PRACTICE_CHECK, "decided one level up", SHARE, WIDER * (SKILLED - 1), shares)


def seen() -> Row:
    """Let everybody be wrong once: who has seen it believes otherwise afterwards."""
    who, shares = members(), []
    for k in range(SEEDS):
        culture = {"review": REVIEWED, "learning": 1.0}
        seed = PRACTICE_OFFSET + 1_000 + k
        physics = {"noticed": NOTICED}
        lives = practice_lived(np.zeros_like(who), who, right=40.0, seed=seed, culture=culture, physics=physics)
        shares.append(float((np.asarray(lives.tables.people)["l"][who] != 0.0).mean()))
    return statistical(PRACTICE_CHECK, "errors seen", SHARE, REVIEWED + (1 - REVIEWED) * NOTICED, shares)


def taught() -> Row:
    """Let one member be wrong once, and be reviewed: the decider learns in full, the others in part."""
    culture, physics = {"review": 1.0, "learning": 1.0}, {"lesson_split": SPLIT, "team_lesson": TOLD}
    last = [configuration("practice").days - 1]
    lives = practice_lived(last, 1, right=ERROR, culture=culture, physics=physics)
    people, parts = np.asarray(lives.tables.people)[members()], np.array([SPLIT, 1.0 - SPLIT])
    taken = np.where(people["id"] == 1, 1.0, TOLD)[:, None] * parts * ERROR
    case = "what a reviewed lesson moves, decider and team"
    return agreement(PRACTICE_CHECK, case, LESSON, taken, np.column_stack([people["l"], people["g"]]))


JOINT_ACT_CHECK, SOURCE, OURS = "joint act", "quadratic team decision [marschak1972]", "identity of joint acts"
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
JOINT_ACT_OFFSET = 7_000_000
"""Of the seeds of this file."""


def joint_act() -> list[Row]:
    """Joint acts: one act loses one error, across a silo both sides hear less, and somebody of the other team comes.

    Two people who decide together err once, by the mean of their noises sigma, in both courses alike. Of the variance
    the share 1 - kappa is each side's own (kappa is `common_error`):
        E error^2 = sigma^2,   E (gap less the gap without noise)^2 = 2 (1 - kappa) sigma^2.
    Across a silo sigma_s each side hears of what is right for the other only the way from its own direction, g + (1 -
    sigma_s)(theta - g), and fixes its own course at the optimum of that and of what it knows: the gap is (theta_1 -
    theta_2) (1 + 2 delta sigma_s) / (1 + 4 delta), and rises with the silo. Who decides above both hears of both
    contexts that way. Of m people in the other team each is the one who comes with chance 1 / m; a wide issue concerns
    the lead. Which team is the other one: that of anybody outside one's own, all people alike.

    Source  team decisions with quadratic loss [marschak1972]; identities of this model (ours)
    """
    return [*(row for nth, way in enumerate(TOGETHER) for row in (*errors(way, nth), *silos(way))), *rising(), *met()]


def errors(way: Way, nth: int) -> list[Row]:
    """Compare mean squared errors, and gaps, with those of one error in common."""
    found = []
    for j, share in enumerate(SHARES):
        lives = [noisy(way, share, JOINT_ACT_OFFSET + 1_000 * (10 * nth + j) + k) for k in range(SEEDS)]
        case = f"{way.says}, kappa {share:g}"
        erred, apart = ([float(np.mean(each**2)) for each in both] for both in zip(*lives, strict=True))
        found.append(statistical(JOINT_ACT_CHECK, f"{case}: squared error", OURS, NOISE**2, erred))
        if share < 1.0:
            found.append(statistical(JOINT_ACT_CHECK, f"{case}: squared gap", OURS, 2 * (1 - share) * NOISE**2, apart))
        else:
            found.append(
                agreement(JOINT_ACT_CHECK, f"{case}: no gap", OURS, 0.0, np.concatenate([gap for _, gap in lives]))
            )
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
        found.append(agreement(JOINT_ACT_CHECK, f"{case}: own course", SOURCE, own, answers))
        found.append(agreement(JOINT_ACT_CHECK, f"{case}: other course", SOURCE, other, answers - gaps))
    return found


def rising() -> list[Row]:
    """Compare gaps of meetings at silos that get higher: the smallest rise must be above 0."""
    gaps = np.abs([answered(TOGETHER[0], **across(silo))[1] for silo in SILOS])
    least = float(np.diff(gaps, axis=0).min())
    case = f"convened: the gap rises with the silo, {SILOS}"
    return [Row(JOINT_ACT_CHECK, case, OURS, 0.0, least, 0.0, gaps[1:].size, relation=">")]


def met() -> list[Row]:
    """Count the meetings that the lead of the other team attends, by hours of managers."""
    each = [came(JOINT_ACT_OFFSET + 100_000 + k) for k in range(SEEDS)]
    wide = came(JOINT_ACT_OFFSET + 200_000, scope=2)
    touched = [headquarters_touched(JOINT_ACT_OFFSET + 300_000 + k) for k in range(SEEDS)]
    return [
        statistical(JOINT_ACT_CHECK, "which team of one and of three is touched: the one", OURS, 1 / 4, touched),
        statistical(JOINT_ACT_CHECK, "who comes of a team of three: the lead", OURS, 1 / 3, each),
        agreement(JOINT_ACT_CHECK, "who comes for a wide issue: the lead", OURS, 1.0, wide),
    ]


def came(seed: int, **issue: Any) -> float:
    """Return the share of meetings that a lead attends."""
    way = Way("convened", "distributed", issue=issue)
    physics = {**FREE, "group_hours": VISIT, "lead_asked": 0.0}
    lives = best_response_lived(way, born=MANY, coupling=COUPLING, days=LONGER, seed=seed, physics=physics)
    hours = np.asarray(lives.tables.roles)["task_hours"].reshape(-1, len(ROLES))[:, MANAGER].sum()
    return float(hours) / VISIT / len(MANY)


def headquarters_touched(seed: int) -> float:
    """Return the share of the first team's issues that touch the headquarters of one, the other team being of three."""
    world = {"issue_rate": 1.0, "interdependence": 1.0, "team_weight": WEIGHT}
    scene = set_scene(configuration("best_response", seed=seed, days=LONGER, world=world))
    issues = np.asarray(scene.trace.issues)
    return float((issues["other_team"][scene.chart.team[issues["origin"]] == OWN] == 0).mean())


CHECKS = (practice, joint_act)
