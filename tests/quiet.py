"""Worlds so quiet that one law at a time can be worked out by hand."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from conftest import CALM_CULTURE, CALM_PHYSICS, lived, quiet_scene, settings_of

from sim.engine.tables import place_of
from sim.parameters import Intervention, Settings
from sim.run import Scene, simulate

TREE = {"span": 2, "depth": 2, "peer_ties": 0}
"""Seven people: the head is row 0, managers rows 1 and 2, their reports rows 3 to 6; headquarters and two teams."""
LEADERS = [0, 1, 2]
DECIDE = "def decide(me, boss, issue, org, luck):\n    return 1\n"
CONVENE = "def decide(me, boss, issue, org, luck):\n    return 6\n"
CONSULT = "def decide(me, boss, issue, org, luck):\n    return 5\n"
UP = "def decide(me, boss, issue, org, luck):\n    return 2\n"

NO_CULTURE = {**CALM_CULTURE, "trust": 0.0, "orchestration": 1.0, "empathy": 0.0, "silo": 0.0, "isolation": 0.0}
NO_PHYSICS = {
    **CALM_PHYSICS,
    "relaxation": 0.0,
    "trust_step": 0.0,
    "strain_rate": 0.0,
    "contest_hours": 0.0,
    "pull_back": 0.0,
    "right_holders": 1,
    "orchestration_hours": 0.0,
    "coaching_hours": 0.0,
    "coaching_gain": 0.0,
    "practice_saving": 0.0,
    "translation_hours": 0.0,
    "pivot_threshold": 1000.0,
    "resistance_doubt": 0.0,
    "resistance_loss": 0.0,
    "ready_days": 0.0,
    "expert_skill": 0.0,
}
"""Nothing costs, moves or relaxes but what a test puts back."""
NO_QUESTIONS = {"question_days": 0}
_RULES: dict[str, Path] = {}


def rule_file(text: str) -> Path:
    """Keep a rule that is given as text in a file, the same each time."""
    if text not in _RULES:
        _RULES[text] = Path(tempfile.mkdtemp(prefix="treillis-test-")) / "rule.py"
        _RULES[text].write_text(text)
    return _RULES[text]


def silence(rule: str = DECIDE, organisation: dict[str, Any] | None = None, **given: Any) -> Settings:
    """Make settings of an organisation in which nothing happens but what is given."""
    given["culture"] = {**NO_CULTURE, **given.get("culture", {})}
    given["physics"] = {**NO_PHYSICS, **given.get("physics", {})}
    given["world"] = {**NO_QUESTIONS, **given.get("world", {})}
    given["dials"] = {"decision_process": 0.0, "strategy": 1.0, **given.get("dials", {})}
    given = {"days": 45, "warmup_days": 0, "follow_days": 10, **given}
    return settings_of(rule_file(rule), organisation=organisation or TREE, **given)


def live_with(settings: Settings, *issues: dict[str, Any]) -> Any:
    """Live through a quiet world with a few issues; return the run."""
    return simulate(settings, quiet_scene(settings, *issues))


def changed(settings, **interventions):
    """Add interventions to settings, each as a mapping."""
    return replace(settings, interventions={name: Intervention(**each) for name, each in interventions.items()})


def values_of(settings, path):
    """Return what a setting was on each evening of a quiet run."""
    scene, tables, found = quiet_scene(settings), None, []
    for day in range(1, settings.days + 1):
        tables = lived(settings, scene, day, tables)
        found.append(float(tables.law_values[place_of(path)]))
    return np.array(found)


def from_morning(settings: Settings, day: int, *issues: dict[str, Any]) -> tuple[Any, Scene]:
    """Live until the morning of a day; return the tables, to be changed by hand, and the scene."""
    scene = quiet_scene(settings, *issues)
    return lived(settings, scene, day), scene
