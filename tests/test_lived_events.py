"""Lived events, institutional logic and engagement: each move by hand, and what is counted of whom."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from conftest import settings_of
from made_by_hand import days_with, first_days, outcomes_of, roles_with
from quiet import CONSULT, CONVENE, DECIDE, TREE, UP, live_with, rule_file, silence
from test_small_laws import an_issue, morning

from sim.engine.people import (
    ALL,
    HELD,
    KEPT,
    OTHERS,
    effort,
    leaving,
    live_through,
    lose_heart,
    relax,
    seat_newcomer,
    strain,
    usual_engagement,
)
from sim.engine.work import start_day
from sim.run import simulate

STATES = ("trust_up", "trust_peers", "clarity", "say", "engagement")
USUAL = {"own_expected": 0.4, "kept_expected": 0.7, "held_expected": 0.8, "heard_expected": 0.3}
GAINS = {"logic_trust": 0.1, "logic_clarity": 0.2, "logic_voice": 0.3, "logic_engagement": 0.4}


# ------------------------------------------------------------------------------------------------- what an event is
PLAN = "def decide(me, boss, issue, org, luck):\n    return 0\n"
ACROSS = {"other_team": 2, "coupling": 0.5}
WAYS = {
    "one's own": (DECIDE, {}, {}, (1, 1, 1, 0, 0)),
    "by the plan": (PLAN, {}, {"dials": {"strategy": 0.0}}, (0, 1, 1, 1, 0)),
    "decided above": (UP, {"scope": 1}, {"dials": {"legitimacy": 0.0}}, (0, 1, 1, 1, 0)),
    "asked for first": (CONSULT, {"scope": 1}, {}, (1, 1, 1, 0, 0)),
    "called by oneself": (CONVENE, ACROSS, {}, (1, 1, 1, 0, 0)),
    "carried out in part": (UP, {"scope": 1}, {"culture": {"trust": 0.0}}, (0, 0, 1, 1, 0)),
}
"""A rule, an issue that comes to a member, settings; own, kept, held, decided by others, heard on."""


@pytest.mark.parametrize("name", WAYS)
def test_an_event_is_what_became_of_an_issue_for_whoever_it_came_to(name):
    rule, issue, given, (own, kept, held, others, heard) = WAYS[name]
    settings = silence(rule, **{"culture": {"trust": 1.0}, "world": {"scope_sd": 0.0}, **given})
    run = live_with(settings, {"day": 2, "origin": 3, **issue})
    assert run.tables.lived[3].tolist() == [1, own, kept, held, others, heard]
    assert run.tables.lived.sum() == run.tables.lived[3].sum()  # nobody else's
    today = {name: int(run.days[name].sum()) for name in run.days.dtype.names or () if name.startswith("lived")}
    del today["lived_alignment"]
    well = today.pop("lived_well")
    assert [*today.values()] == run.tables.lived[3].tolist()
    assert well == run.outcomes["satisfaction"] == run.outcomes["satisfaction_base"] == (own + heard) * kept * held


BOTH_ASK = """
def decide(me, boss, issue, org, luck):
    if me.height == 0:
        return 2
    return 1 if issue.consulted else {action}
"""


@pytest.mark.parametrize("action", [5, 6])
def test_whoever_others_decide_for_is_heard_where_advice_was_asked_for_or_two_teams_met(action):
    rule = BOTH_ASK.format(action=action)
    given = {"culture": {"trust": 1.0}, "world": {"scope_sd": 0.0}}
    run = live_with(silence(rule, **given), {"day": 2, "origin": 3, "scope": 1, **ACROSS})
    assert run.tables.lived[3].tolist()[OTHERS:] == [1, 1]
    assert run.outcomes["satisfaction_base"] == run.tables.lived[3, KEPT] * run.tables.lived[3, HELD]
    alone = live_with(silence(BOTH_ASK.format(action=1), **given), {"day": 2, "origin": 3, "scope": 1, **ACROSS})
    assert alone.tables.lived[3].tolist()[OTHERS:] == [1, 0]


def test_an_answer_that_fails_is_one_event_however_often_it_comes_back():
    wild = {"judgement_noise": 5.0, "max_attempts": 4}
    run = simulate(settings_of(rule_file(DECIDE), organisation=TREE, days=60, warmup_days=10, physics=wild))
    days, answered = run.days, np.isfinite(run.tables.outcomes.effect_hour)
    assert days["reworks"].sum() > 20
    assert days["lived"].sum() == days["first_answers"].sum() == answered.sum()
    assert run.tables.lived[:, ALL].sum() == days["lived"][10:].sum()  # after the warm-up
    assert run.tables.lived[:, HELD].sum() == days["lived_held"][10:].sum() < run.tables.lived[:, ALL].sum()


def test_what_was_started_anew_was_not_kept():
    s = morning()
    for resets, followed in ((0, True), (1, True), (0, False)):
        live_through(s, an_issue(resets=resets, followed=followed), True)
    assert s.days[0].lived == 3
    assert s.days[0].lived_kept == 1


# ------------------------------------------------------------------------------------------------- what it moves
@pytest.mark.parametrize(
    ("issue", "held", "three", "fourth"),
    [
        ({"decider": 3, "followed": True}, True, 0.6 + 0.3, 0.2),
        ({"decider": 3, "followed": True}, False, 0.6 + 0.3, -0.8),
        ({"decider": 3, "followed": True, "heard": True}, True, 0.6 + 0.3, 0.2),
        ({"decider": 3, "by_plan": True, "followed": True}, True, -0.4 + 0.3 - 0.3, 0.2),
        ({"decider": 1, "heard": True, "followed": False}, True, -0.4 - 0.7 + 0.7, 0.2),
        ({"decider": 1, "resets": 2, "followed": True}, False, -0.4 - 0.7 - 0.3, -0.8),
    ],
)
def test_an_event_moves_each_state_by_its_gain_times_what_is_over_the_usual(issue, held, three, fourth):
    s = morning(physics={**USUAL, **GAINS, "relaxation": 0.05}, world={"issue_rate": 0.5})
    me = s.people[3]
    before = np.array([me[name] for name in STATES])
    live_through(s, an_issue(**issue), held)
    moved = np.array([0.1 * three / 3, 0.1 * three / 3, 0.2 * three / 3, 0.3 * three / 3, 0.4 * (three + fourth) / 4])
    assert [me[name] for name in STATES] == pytest.approx(before + moved * 0.05 / 0.5)
    assert s.people[1].trust_up == before[0]  # whoever decided lives nothing


@pytest.mark.parametrize("given", [{"world": {"issue_rate": 0.0}}, {"physics": {**GAINS, "relaxation": 0.0}}, {}])
def test_nothing_moves_where_no_arrivals_are_expected_at_no_pace_and_at_no_gain(given):
    given = {"physics": {**dict.fromkeys(GAINS, 0.0), **USUAL}, **given}
    s = morning(**given)
    before = [s.people[3][name] for name in STATES]
    live_through(s, an_issue(followed=True), True)
    assert [s.people[3][name] for name in STATES] == before


def test_what_is_lived_fades_with_the_pace_of_the_culture_and_goes_with_whoever_lived_it():
    s = morning(physics={"relaxation": 0.1})
    me = s.people[3]
    me.say, me.engagement, me.exhaustion = 0.2, 0.9, 0.29
    relax(s.law[0], me)
    assert [me.say, me.engagement] == pytest.approx([0.18, 0.88])
    seat_newcomer(s, 3)
    assert [me.say, me.engagement, me.voice] == pytest.approx([0.0, 0.7, 0.5])


# ------------------------------------------------------------------------------------------------- engagement
@pytest.mark.parametrize(("exhaustion", "usual"), [(0.29, 0.7), (0.79, 0.55), (0.09, 0.76)])
def test_the_exhausted_are_less_engaged(exhaustion, usual):
    s = morning()
    s.people[3].exhaustion = exhaustion
    assert usual_engagement(s.law[0], s.people[3]) == pytest.approx(usual)


@pytest.mark.parametrize(("engagement", "hours"), [(0.7, 8.0), (0.2, 8 * 0.84 / 0.94), (1.0, 8 / 0.94)])
def test_effort_is_the_contract_at_the_norm_and_what_is_withheld_is_told(engagement, hours):
    s = morning(physics={"effort_engagement": 0.2})
    me = s.people[3]
    me.engagement = engagement
    start_day(s, 3)
    assert me.available_hours == pytest.approx(hours)
    assert me.withheld_hours == pytest.approx(8.0 - hours, abs=1e-12)
    assert effort(s.law[0], me) == pytest.approx(hours / 8)


@pytest.mark.parametrize(
    ("withheld", "idle", "worked"), [(-0.5, 0.0, 0.5), (-0.5, 0.2, 0.3), (-0.5, 3.0, 0.0), (0.5, 0.0, 0.0)]
)
def test_hours_given_beyond_the_contract_strain_as_overtime_where_they_are_worked(withheld, idle, worked):
    s = morning(culture={"isolation": 0.0})
    me = s.people[3]
    me.available_hours, me.idle_hours, me.trust_up, me.trust_peers = 8.0, idle, 0.0, 0.0
    usual = strain(s, me, 0.0)
    me.withheld_hours = withheld
    assert strain(s, me, 0.0) - usual == pytest.approx(0.06 * worked)


@pytest.mark.parametrize(("gain", "factor"), [(1.0, math.exp(0.2)), (0.0, 1.0)])
def test_whoever_is_less_engaged_leaves_sooner(gain, factor):
    s = morning(physics={"leave_engagement": gain})
    usual = leaving(s.law[0], s.people[3])
    s.people[3].engagement = 0.5
    assert leaving(s.law[0], s.people[3]) == pytest.approx(factor * usual)


@pytest.mark.parametrize(
    ("share", "commitment", "engagement"), [(1.0, 1.0, 0.6), (0.0, 0.9, 0.7), (0.25, 0.925, 0.675)]
)
def test_a_loss_is_one_of_engagement_and_the_contract_stays(share, commitment, engagement):
    s = morning(physics={"charge_engagement": share})
    lose_heart(s.law[0], s.people[3], 0.1)
    assert [s.people[3].commitment, s.people[3].engagement] == pytest.approx([commitment, engagement])


LOSERS: dict[str, Any] = {
    "overruled": {"world": {"question_days": 5, "question_spread": 4.0}, "dials": {"openness": 0.0}},
    "left_out": {"culture": {"ready_share": 0.3, "joining": 0.0, "commitment": 0.5}},
    "procedures": {"culture": {"contest_share": 0.5, "founders": 1.0, "voice": 0.0}, "dials": {"constitution": 0.0}},
}


@pytest.mark.parametrize("what", LOSERS)
def test_those_overruled_left_out_or_held_up_lose_engagement_and_keep_their_contract(what):
    given = {"physics": {"effort_engagement": 0.0, "logic_engagement": 0.0, "leave_rate": 0.0}, **LOSERS[what]}
    quiet = {name: 0.0 for name in ("overruled_loss", "left_out_loss", "procedure_loss")}
    rule = rule_file(CONVENE) if what == "left_out" else "mixed"
    run = simulate(settings_of(rule, organisation=TREE, **given))
    none = simulate(settings_of(rule, organisation=TREE, **{**given, "physics": {**given["physics"], **quiet}}))
    assert run.days[what].sum() > 0
    assert run.tables.people.commitment.tolist() == run.tables.people.pledge.tolist()
    assert run.days["engagement"][-1] < none.days["engagement"][-1] - 0.002


# ------------------------------------------------------------------------------------------------- outcomes
def test_lived_shares_are_of_all_events_and_heard_of_those_that_others_decided():
    days = days_with(
        lived=first_days(50, then=10), lived_own=first_days(50, then=4), lived_kept=8, lived_held=7, lived_well=3
    )
    days.lived_others, days.lived_heard = first_days(0, then=6), first_days(0, then=3)
    found = outcomes_of(days=days)
    assert [found[f"lived_{name}"] for name in ("own", "kept", "held", "heard")] == pytest.approx([0.4, 0.8, 0.7, 0.5])
    assert found["satisfaction"] == pytest.approx(0.3)
    assert math.isnan(outcomes_of(days=days_with())["lived_own"])


def test_engagement_is_told_by_role_and_hours_withheld_a_person():
    found = outcomes_of(roles=roles_with(people=[1, 4, 20], engagement=[0.9, 2.0, 14.0]))
    assert [found[f"engagement_{role}"] for role in ("head", "managers", "base")] == pytest.approx([0.9, 0.5, 0.7])
    assert outcomes_of(days=days_with(people=4, withheld_hours=2.0))["withheld_hours"] == pytest.approx(0.5)
