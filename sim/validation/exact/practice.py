"""Practice: skill shortens work, widens what one may decide, and saturates; an error that nobody sees teaches nothing.

With skill s an hour of work takes s^-b hours, and an issue one level up is decided with chance w (s - 1) instead of
passed on. Each success adds g (S - s) / (S - 1), S the cap, so that after n of them S - s = (S - s_0)
(1 - g / (S - 1))^n. Of the errors of whoever has a manager, the share review + (1 - review) noticed is seen. A lesson e
moves a decider's context by w s e and the direction by w (1 - s) e, s the split, and where it was reviewed everybody
else's in the team by the share `team_lesson` of that.

Source  theory of this model: power law, linear recursion, binomial (ours)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.engine.tables import Tables
from sim.simulate import Run
from sim.validation.limiting import configuration, run
from sim.validation.row import SEEDS, Row, statistical
from sim.validation.staging import agreement, following, given, staged

CHECK = "practice"
POWER, GROWTH, SHARE, LESSON = "power law", "linear recursion", "binomial share", "one lesson"
SUCCESSES = 30
SKILLED, WIDER = 1.3, 0.5
"""Skill of everybody, and w."""
REVIEWED, NOTICED = 0.2, 0.5
SPLIT, TOLD, ERROR = 0.25, 0.6, 40.0
OFFSET = 10_000_000
"""Of the seeds of this file."""

Start = Callable[[Tables], None]


def rows() -> list[Row]:
    """Hold the engine against all of them."""
    return [pace(), growth(), rights(), seen(), taught()]


def lived(
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
    lives = lived(np.zeros_like(who), who, physics=physics)
    hours = np.asarray(lives.tables.outcomes)["effect_hour"]
    skills = np.asarray(lives.tables.people)["skill"][who]
    return agreement(CHECK, "hours of work by skill", POWER, skills ** -physics["skill_pace"], hours)


def growth() -> Row:
    """Give one member issues that all hold."""
    physics = {"skill_gain": 0.05, "skill_cap": 1.5}
    lives = lived(np.arange(SUCCESSES), 1, physics=physics)
    kept = (1 - physics["skill_gain"] / (physics["skill_cap"] - 1)) ** SUCCESSES
    skill = np.asarray(lives.tables.people)["skill"][1]
    due = physics["skill_cap"] - (physics["skill_cap"] - 1) * kept
    return agreement(CHECK, f"skill after {SUCCESSES} successes", GROWTH, due, skill)


def skilled(s: Tables) -> None:
    """Let everybody be more skilled than the mean."""
    s.people.skill[:] = SKILLED


def rights() -> Row:
    """Give everybody an issue one level up: some decide it themselves."""
    who, shares = members(), []
    for k in range(SEEDS):
        lives = lived(np.zeros_like(who), who, skilled, scope=1, seed=OFFSET + k, physics={"skill_rights": WIDER})
        shares.append(1 - float(lives.days["escalated"].sum()) / len(who))
    return statistical(CHECK, "decided one level up", SHARE, WIDER * (SKILLED - 1), shares)


def seen() -> Row:
    """Let everybody be wrong once: who has seen it believes otherwise afterwards."""
    who, shares = members(), []
    for k in range(SEEDS):
        culture = {"review": REVIEWED, "learning": 1.0}
        seed = OFFSET + 1_000 + k
        physics = {"noticed": NOTICED}
        lives = lived(np.zeros_like(who), who, right=40.0, seed=seed, culture=culture, physics=physics)
        shares.append(float((np.asarray(lives.tables.people)["l"][who] != 0.0).mean()))
    return statistical(CHECK, "errors seen", SHARE, REVIEWED + (1 - REVIEWED) * NOTICED, shares)


def taught() -> Row:
    """Let one member be wrong once, and be reviewed: the decider learns in full, the others in part."""
    culture, physics = {"review": 1.0, "learning": 1.0}, {"lesson_split": SPLIT, "team_lesson": TOLD}
    last = [configuration("practice").days - 1]
    lives = lived(last, 1, right=ERROR, culture=culture, physics=physics)
    people, parts = np.asarray(lives.tables.people)[members()], np.array([SPLIT, 1.0 - SPLIT])
    taken = np.where(people["id"] == 1, 1.0, TOLD)[:, None] * parts * ERROR
    case = "what a reviewed lesson moves, decider and team"
    return agreement(CHECK, case, LESSON, taken, np.column_stack([people["l"], people["g"]]))
