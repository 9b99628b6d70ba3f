"""Each setting of the culture and each dial moves something where it may act, and nothing where it is said idle."""

from __future__ import annotations

from dataclasses import asdict, fields, replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from conftest import RULES

from sim.checked import build
from sim.experiment.compose import compose_run
from sim.experiment.space import read_space
from sim.locale import words
from sim.parameters import CultureSettings, DialSettings, Settings
from sim.parameters.acting import NEVER_MEET, UNBOUNDED_RIGHTS, WAITS, idle
from sim.run import simulate

PATHS = [f"culture.{each.name}" for each in fields(CultureSettings)] + [
    f"dials.{each.name}" for each in fields(DialSettings)
]
IDLE_WHERE: dict[str, dict[str, Any]] = {
    "no_circles": {"culture.circle_minutes": 0.0},
    "no_community": {"culture.community_minutes": 0.0},
    "no_debriefs": {"culture.debrief": 0.0},
    "no_mentoring": {"culture.mentoring_minutes": 0.0},
    "no_questions": {"world.question_days": 0},
    "door_closed": {"dials.openness": 0.0},
    "full_time": {"culture.commitment": 1.0, "world.question_days": 0},
    "nothing_wide": {"world.scope": 0.0},
    "nothing_crosses": {"world.interdependence": 0.0},
    "nothing_new": {"world.novelty": 0.0},
    "never_meets": {"rule": "hierarchical"},
    "waits_for_all": {"culture.ready_share": 1.0},
    "nothing_outruns": {"dials.constitution": 1.0},
    "no_initiative": {"dials.initiative": 0.0},
    "no_founders": {"culture.founders": 0.0},
    "nobody_contests": {"culture.contest_share": 0.0},
    "no_transition": {"interventions": {}},
    "nothing_declared": {"culture.declared_autonomy": 0.0},
    "rights_unbounded": {"rule": "distributed"},
}
"""A situation in which each reason is so."""
RARE = {"culture.quorum": {"world.question_days": 2}}
"""What acts so seldom that more must happen: few questions are ones on which two fifths to three quarters agree."""


@cache
def base() -> Settings:
    """Return 13 people at neutral dials, in whose months something of everything happens."""
    quick = ["rule=mixed", "days=80", "warmup_days=5", "follow_days=10", "organisation.span=3", "seed=3"]
    busy = ["world.issue_rate=1.2", "world.shock_frequency=6", "world.question_days=10"]
    return compose_run([*quick, *busy, *(f"dials.{each.name}=0.5" for each in fields(DialSettings))])


def changed(settings: Settings, given: dict[str, Any]) -> Settings:
    """Give some settings, by their paths, other values."""
    plain = asdict(settings)
    for path, value in given.items():
        *groups, name = path.split(".")
        place = plain[groups[0]] if groups else plain
        place[name] = value
    return build(Settings, plain)


def cures(path: str) -> dict[str, Any]:
    """Return all that lets a setting act, whatever it waits for."""
    found: dict[str, Any] = {}
    for each in WAITS:
        found |= each.instead if each.path == path else {}
    return found


def ends(path: str) -> tuple[float, float]:
    """Return two values of a setting: the ends of its registered range, of a dial or a switch the whole."""
    if not path.startswith("culture."):
        return 0.0, 1.0
    (found,) = (each for each in read_space() if each.path == path)
    return found.low, found.high


def moved(path: str, given: dict[str, Any]) -> bool:
    """Say whether anything but its own column is different when a setting is low and when it is high."""
    low, high = (simulate(changed(base(), {**given, path: end})) for end in ends(path))
    one, two = np.asarray(low.tables.days), np.asarray(high.tables.days)
    others = [name for name in one.dtype.names or () if name != path.partition(".")[2]]
    return any(one[name].tobytes() != two[name].tobytes() for name in others)


@pytest.mark.parametrize("path", PATHS)
def test_every_setting_moves_something_where_it_may_act(path):
    assert path not in dict(idle(changed(base(), cures(path))))
    assert moved(path, {**cures(path), **RARE.get(path, {})})


@pytest.mark.parametrize("wait", WAITS, ids=lambda each: f"{each.path}-{each.why}")
def test_what_is_said_to_be_idle_moves_nothing(wait):
    given = {**cures(wait.path), **IDLE_WHERE[wait.why]}
    assert (wait.path, wait.why) in idle(changed(base(), given))
    assert not moved(wait.path, given)


def test_what_an_intervention_will_move_is_not_idle():
    settings = changed(base(), {"culture.circle_minutes": 0.0})
    assert ("culture.circle_days", "no_circles") in idle(settings)
    assert ("culture.circle_days", "no_circles") not in idle(
        replace(settings, interventions=compose_run(["intervention=alignment_facilitation"]).interventions)
    )


def test_reasons_are_words_of_both_languages():
    for lang in ("en", "fr"):
        say = words(lang)
        assert all(say[f"idle_{each.why}"] for each in WAITS)
        assert say["idle"].format(name="x", why="y")


def test_rules_that_ask_no_rights_or_never_meet_are_those():
    texts = {path.stem: path.read_text("utf-8") for path in RULES.glob("*.py") if path.stem != "__init__"}
    assert {name for name, text in texts.items() if "me.authority" not in text} == set(UNBOUNDED_RIGHTS)
    assert {name for name, text in texts.items() if "CONVENE" not in text} == set(NEVER_MEET)
