"""Rows for tasks: however much a day asks for, it finds room; promised is what open issues may still make."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import settings_of
from hypothesis import given, settings
from hypothesis import strategies as st
from quiet import CONSULT, CONVENE, DECIDE, UP, rule_file

from sim.engine.binding import bind
from sim.engine.day import live_days, needed_tasks
from sim.engine.run import stop_if_failed, with_room
from sim.run import begin, set_scene
from sim.state import NOBODY

WORST = {"clarity": 0.0, "control": 1.0, "orchestration": 0.0, "empathy": 1.0, "matrix_wide": 0.0, "voice": 1.0}
CROWDED = {"issue_rate": 3.0, "interdependence": 1.0, "scope": 1.0, "novelty": 1.0, "burst": 5.0}
FAST = {
    "collision_chance": 1.0,
    "right_holders": 50,
    "pull_back": 1.0,
    "handoff_hours": 0.0,
    "work_hours": 0.0,
    "plan_hours": 0.0,
    "send_hours": 0.0,
    "receive_hours": 0.0,
    "advice_hours": 0.0,
    "group_hours": 0.0,
    "forming_hours": 0.0,
    "approval_hours": 0.0,
    "pivot_threshold": 0.0,
    "plan_days": 5.0,
    "ambiguity_by_plan": 0.0,
    "base_hours": 0.0,
    "manager_hours": 0.0,
    "head_hours": 0.0,
    "care_load_days": 0.0,
}
"""Nothing takes time, so that all that can happen to an issue happens on one day."""
STRUCTURES = (
    {"span": 3, "depth": 2, "peer_ties": 6},
    {"span": 12, "depth": 1, "peer_ties": 12},
    {"span": 1, "depth": 4},
)
ANYTHING = "def decide(me, boss, issue, org, luck):\n    return int(luck * 7)\n"
RULES = (CONSULT, CONVENE, DECIDE, UP, ANYTHING)
bounded = settings(max_examples=80, derandomize=True, database=None)


def open_issues(tables):
    """Return the issues that are neither resolved nor dropped."""
    free = tables.free_issues[: tables.book[0].free_issues]
    return np.delete(np.asarray(tables.issues), free)


def promised_by(issues):
    """Count what open issues may still ask for, from what they are: the law in words."""
    concerned = (issues["scope"] > 0).astype(int) + (issues["other_team"] != NOBODY)
    advice = np.where(issues["consulted"] | (concerned == 0), 0, concerned + 1)  # and a peer in vain
    return advice + issues["ambiguous"] + ~issues["joint"]


def live_narrowly(life):
    """Live day by day with not one row for a task more than the day is said to need; yield each evening's tables."""
    scene, rule = set_scene(life), bind(life.rule, life.rule_args)
    tables = begin(life, scene, rule)
    for day in range(1, life.days + 1):
        tables = with_room(tables)
        tables.book[0].free_tasks = needed_tasks(tables)  # whatever lies deeper in the stack is lost
        live_days(tables, rule.address, day)
        stop_if_failed(tables, rule)
        yield tables


@st.composite
def crowds(draw):
    """Draw a crowded life, some of its mechanisms on and some off."""
    some = st.sampled_from([0.0, 0.3, 1.0])
    dials = {
        name: draw(some) for name in ("decision_process", "generative_power", "strategy", "initiative", "openness")
    }
    return settings_of(
        rule_file(draw(st.sampled_from(RULES))),
        days=8,
        warmup_days=0,
        follow_days=2,
        seed=draw(st.integers(0, 2**53)),
        organisation=draw(st.sampled_from(STRUCTURES)),
        world={**CROWDED, "interdependence": draw(some), "scope": draw(some), "novelty": draw(some)},
        culture={**WORST, "clarity": draw(some), "ready_share": draw(some)},
        physics={**FAST, "leave_rate": draw(some), "handoff_hours": draw(st.sampled_from([0.0, 8.0]))},
        dials=dials,
    )


@bounded
@given(crowds())
def test_a_day_never_needs_more_rows_than_it_says_and_the_book_promises_what_open_issues_may_make(life):
    for tables in live_narrowly(life):
        issues = open_issues(tables)
        assert len(issues) == tables.org[0].open
        assert tables.book[0].promised == promised_by(issues).sum()


@pytest.mark.parametrize("organisation", STRUCTURES, ids=str)
@pytest.mark.parametrize("rule", RULES, ids=["consult", "convene", "decide", "up", "anything"])
def test_a_day_on_which_everything_is_unclear_coupled_wide_new_joint_and_asked_in_vain_finds_room(rule, organisation):
    dials = {"decision_process": 1.0, "generative_power": 1.0, "strategy": 0.0}
    life = settings_of(
        rule_file(rule),
        days=10,
        warmup_days=0,
        follow_days=5,
        organisation=organisation,
        world=CROWDED,
        culture=WORST,
        physics=FAST,
        dials=dials,
    )
    *_, tables = live_narrowly(life)
    days = tables.days
    assert days.ambiguous.sum() > 0.8 * days.born.sum() > 100
    assert days.collisions.sum() > 0


def test_interventions_that_turn_everything_on_find_room():
    turned = {"generative_power": 1.0, "decision_process": 1.0, "clarity": 0.0, "collision_chance": 1.0}
    life = settings_of(
        rule_file(CONSULT),
        days=30,
        follow_days=5,
        organisation=STRUCTURES[0],
        world=CROWDED,
        physics={**FAST, "collision_chance": 0.0},
        culture={"clarity": 1.0},
        dials={"decision_process": 0.0, "generative_power": 0.0},
        interventions={name: {"what": name, "to": to, "day": 10} for name, to in turned.items()},
    )
    *_, tables = live_narrowly(life)
    assert tables.days.collisions[:10].sum() == 0
    assert tables.days.collisions[10:].sum() > 100
