"""No form has anything of its own: every action is open to every rule; both slots have the same people and hours."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from conftest import settings_of, shipped_rules

from sim.experiment.compose import FORMS, compose_twin
from sim.run import set_scene, simulate
from sim.state import ACTIONS

COUNTED = {
    "APPLY_PLAN": "planned",
    "DECIDE": "decided",
    "ESCALATE": "escalated",
    "SHARE": "shared",
    "WAIT": "waited",
    "CONSULT": "consulted",
    "CONVENE": "convened",
}
"""The column of a day in which each action is counted."""
WORLD = {"issue_rate": 1.5, "interdependence": 0.5, "scope": 0.6}


def test_every_action_is_counted():
    assert tuple(COUNTED) == ACTIONS


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("action", ACTIONS)
def test_every_action_is_open_under_the_dials_of_either_form(tmp_path, form, action):
    number = ACTIONS.index(action)
    choice = f"return {number} if issue.visits <= 1 or issue.waited_days < 3 else 1"
    (tmp_path / "rule.py").write_text(f"def decide(me, boss, issue, org, luck):\n    {choice}\n")
    dials = {"constitution": 0.0, "strategy": 0.0} if form == FORMS[0] else {"constitution": 1.0, "strategy": 0.5}
    structure = {"span": 3, "depth": 2, "peer_ties": 2}
    life = settings_of(tmp_path / "rule.py", organisation=structure, world=WORLD, dials=dials)
    assert simulate(life).days[COUNTED[action]].sum() > 0


@pytest.mark.parametrize("rule", shipped_rules())
def test_a_rule_hears_of_every_kind_of_issue(rule, tmp_path):
    life = settings_of(rule, organisation={"span": 3, "depth": 2}, world=WORLD)
    days = simulate(life).days
    assert days["ambiguous"].sum() > 0
    assert days["reworks"].sum() > 0
    assert days["collisions"].sum() > 0


def test_both_slots_have_the_same_people_operational_and_sensing_hours():
    slots = compose_twin(["days=60", "physics.leave_rate=0"])
    scene = set_scene(slots[FORMS[0]])
    runs = [simulate(replace(each, seed=1), scene) for each in slots.values()]
    for column in ("people", "operational_hours", "sensing_hours"):
        one, other = (run.days[column] for run in runs)
        assert np.allclose(one, other, rtol=1e-12, atol=0)


def test_planning_costs_the_same_a_year_whatever_the_plan_covers():
    hours = []
    for strategy in (0.0, 0.5, 1.0):
        life = settings_of(
            days=241,
            organisation={"span": 2, "depth": 1, "peer_ties": 0},
            world={"issue_rate": 0.0, "shock_frequency": 0.0, "question_days": 0},
            culture={"circle_minutes": 0.0},
            dials={"strategy": strategy},
            physics={
                "report_hours": 0.0,
                "trial_hours": 0.0,  # of trials with practices, which are no plans
                "translation_hours": 0.0,
                "leave_rate": 0.0,
                "send_hours": 0.0,
                "pivot_threshold": 1000.0,
            },
        )
        hours.append(simulate(life).days["meeting_hours"][1:].sum())
    assert hours == pytest.approx([32.0, 32.0, 32.0])  # four quarters of 8 hours of the one manager
