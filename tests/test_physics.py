"""Single laws of the engine, each exactly, on a world so quiet that nothing else happens."""

from __future__ import annotations

import math

import numpy as np
import pytest
from conftest import CALM_CULTURE, CALM_PHYSICS, lived, quiet_scene, quiet_trace, run_python, settings_of, shipped_rules
from scipy.optimize import minimize_scalar

from sim.engine.answer import best_response
from sim.engine.effect import quality
from sim.engine.know import gain, signal_noise
from sim.engine.people import exhaust
from sim.organisation import build_chart
from sim.run import Scene, simulate

PAIR = {"span": 1, "depth": 1, "peer_ties": 0}
CHAIN = {"span": 1, "depth": 3, "peer_ties": 0}
ALONE = {"span": 1, "depth": 0}
DECIDE = "def decide(me, boss, issue, org, luck):\n    return 1\n"
UP_THEN_DECIDE = "def decide(me, boss, issue, org, luck):\n    return 2 if me.level > 0 else 1\n"
WAIT_FOR_EVER = "def decide(me, boss, issue, org, luck):\n    return 4\n"
WAIT_TWICE = "def decide(me, boss, issue, org, luck):\n    return 4 if issue.visits <= 2 else 1\n"
SHARE = "def decide(me, boss, issue, org, luck):\n    return 3\n"


@pytest.fixture
def calm(tmp_path):
    """Make settings of an organisation that does nothing but work on issues, by a rule given as text."""

    def make(rule, organisation=PAIR, physics=None, **given):
        (tmp_path / "rule.py").write_text(rule)
        culture = {**CALM_CULTURE, **given.pop("culture", {})}
        dials = {"decision_process": 0.0, "legitimacy": 0.0, "initiative": 0.0, **given.pop("dials", {})}
        constants = {**CALM_PHYSICS, **(physics or {})}
        file = tmp_path / "rule.py"
        return settings_of(file, organisation=organisation, physics=constants, culture=culture, dials=dials, **given)

    return make


def live_with(settings, *issues):
    """Live through a quiet world with a few issues; return the run."""
    return simulate(settings, quiet_scene(settings, *issues))


def issue_of(run):
    """Return the one issue somebody opened."""
    [issue] = [each for each in run.tables.issues if each.visits > 0]
    return issue


# ------------------------------------------------------------------------------------------------- formulas
@pytest.mark.parametrize("q", [1e-6, 0.0009, 0.05, 3.0])
@pytest.mark.parametrize("r", [1e-6, 0.2, 0.7467, 40.0])
def test_the_gain_is_the_one_to_which_the_kalman_filter_settles(q, r):
    p = 1.0
    for _ in range(200_000):
        before, p = p, p * r / (p + r) + q
        if before == p:
            break
    assert gain(q, r) == pytest.approx(p / (p + r), rel=1e-9)


def test_the_gain_has_the_published_value_and_sensible_ends():
    assert round(gain(0.0009, 0.7467), 5) == 0.03412
    assert gain(0.0, 1.0) == 0.0
    assert gain(0.5, 0.0) == 1.0
    assert gain(1e-3, 1e-3) == pytest.approx((math.sqrt(5) - 1) / 2)


def test_hours_buy_down_only_ones_own_noise():
    assert signal_noise(2.0, 0.0, 5.0, 4.0) == pytest.approx(1.0)
    assert signal_noise(1.0, 0.4, 2.0, 1e9) == pytest.approx(0.2)
    assert signal_noise(1.0, 0.4, 2.0, 0.5) == pytest.approx(0.2 + 1.2)


@pytest.mark.parametrize("coupling", [0.0, 0.5, 1.3, 9.0])
@pytest.mark.parametrize(("right", "other"), [(0.0, 1.0), (-2.0, 0.7), (3.0, 3.0)])
def test_the_best_response_loses_least(right, other, coupling):
    found = minimize_scalar(lambda course: -quality((course - right) ** 2, coupling, course - other), bounds=(-9, 9))
    assert best_response(right, coupling, other) == pytest.approx(found.x, abs=1e-4)


def test_an_error_of_one_costs_forty_percent():
    assert 1 - quality(1.0, 0.0, 7.0) == pytest.approx(0.39, abs=0.01)
    assert quality(1.0, 0.5, 2.0) == pytest.approx(math.exp(-0.5 * (1 + 0.5 * 4)))
    assert quality(0.0, 1.0, 0.0) == 1.0


def test_exhaustion_rises_by_strain_and_falls_by_rest():
    assert exhaust(0.5, 0.4, 0.1, 0.02, 0.0) == pytest.approx(0.5 + 0.1 * 0.4 * 0.5 - 0.02 * 0.5)
    assert exhaust(0.5, 0.4, 0.1, 0.02, 1.0) == pytest.approx(0.5 + 0.1 * 0.4 * 0.5 - 0.02 * 0.5 * 2)
    assert exhaust(0.0, 0.0, 0.1, 0.02, 1.0) == 0.0
    assert exhaust(0.0, 30.0, 1.0, 1.0, 0.0) == 1.0


def test_exhaustion_settles_where_strain_and_rest_balance():
    level = 0.0
    for _ in range(5_000):
        level = exhaust(level, 0.5, 0.016, 0.012, 0.25)
    assert level == pytest.approx(0.016 * 0.5 / (0.016 * 0.5 + 0.012 * 1.25))


# ------------------------------------------------------------------------------------------------- hand-offs
@pytest.mark.parametrize("delay", [0.5, 3.0, 8.0, 20.0])
def test_what_is_escalated_is_opened_exactly_the_hand_off_time_after_it_was_sent(calm, delay):
    physics = {"handoff_hours": delay, "send_hours": 0.3, "receive_hours": 0.2, "work_hours": 0.5}
    run = live_with(calm(UP_THEN_DECIDE, physics=physics), {"day": 2, "origin": 1})
    opened = 0.3 + delay
    if opened < 8 and run.days["decided"][2] == 0:
        opened = 8.0  # the manager had done the day's work already
    assert issue_of(run).waited_days == pytest.approx(opened / 8)
    assert run.tables.outcomes.effect_hour - 16 == pytest.approx(opened + 0.2 + 0.5)
    assert run.days["escalated"].sum() == run.days["handoffs"].sum() == 1


def test_with_no_time_on_the_way_an_issue_waits_for_nothing_but_the_managers_day(calm):
    physics = {"handoff_hours": 0.0, "send_hours": 0.3, "receive_hours": 0.2, "work_hours": 0.5}
    hours = {
        float(
            live_with(calm(UP_THEN_DECIDE, physics=physics, seed=seed), {"day": 0, "origin": 1}).tables.outcomes[0][0]
        )
        for seed in range(1, 9)
    }
    assert sorted(hours) == pytest.approx([0.3 + 0.2 + 0.5, 8 + 0.2 + 0.5])  # by who works first that day


def test_a_hand_off_costs_the_sender_and_the_recipient(calm):
    physics = {"send_hours": 0.3, "receive_hours": 0.2, "work_hours": 0.5}
    run = live_with(calm(UP_THEN_DECIDE, physics=physics), {"day": 0, "origin": 1})
    assert run.days["handoff_hours"].tolist()[:3] == pytest.approx([0.3, 0.2, 0.0])
    assert run.days["answering_hours"].tolist()[:3] == pytest.approx([0.0, 0.5, 0.0])


def test_an_escalation_climbs_hop_by_hop(calm):
    run = live_with(calm(UP_THEN_DECIDE, CHAIN), {"day": 0, "origin": 3})
    assert run.days["escalated"].tolist()[:4] == [1, 1, 1, 0]
    assert run.days["decided"].tolist()[:4] == [0, 0, 0, 1]
    assert issue_of(run).hops == 3


def test_waiting_costs_a_day_each_time_and_no_hours(calm):
    run = live_with(calm(WAIT_TWICE, ALONE, {"work_hours": 0.5}), {"day": 3, "origin": 0})
    assert run.tables.outcomes[0].effect_hour == pytest.approx((3 + 2) * 8 + 0.5)
    assert run.days["waited"].sum() == 2
    assert run.days["handoff_hours"].sum() == 0


def test_a_rule_that_always_waits_does_not_keep_a_day_from_ending(tmp_path):
    (tmp_path / "rule.py").write_text(WAIT_FOR_EVER)
    code = "import sys, conftest, sim.run; sim.run.simulate(conftest.settings_of(sys.argv[1]))"
    assert run_python(code, str(tmp_path / "rule.py")).returncode == 0  # from here nothing could interrupt it


@pytest.mark.parametrize("rule", shipped_rules())
def test_one_person_hands_nothing_off(rule):
    settings = settings_of(rule, organisation=ALONE, world={"issue_rate": 3.0}, culture={"clarity": 0.1})
    days = simulate(settings).days
    assert days["ambiguous"].sum() > 50
    assert days["decided"].sum() + days["planned"].sum() > 50
    for name in ("handoffs", "escalated", "shared", "instructions"):
        assert days[name].sum() == 0


def test_an_answer_that_comes_back_to_whoever_gave_it_is_no_hand_off():
    days = simulate(settings_of(organisation=ALONE, world={"issue_rate": 3.0})).days
    assert days["reworks"].sum() > 5
    assert days["handoff_hours"].sum() == 0


def test_what_is_unclear_is_settled_by_exactly_one_hand_off(calm):
    unclear = {"culture": {"clarity": 0.0}, "physics": {"max_attempts": 0, "ambiguity_by_plan": 0.0}}
    settings = calm(DECIDE, {"span": 3, "depth": 1, "peer_ties": 2}, **unclear)
    run = live_with(settings, *({"day": day, "origin": seat} for day in range(20) for seat in range(4)))
    assert run.days["ambiguous"].sum() == run.days["handoffs"].sum() == run.days["shared"].sum() == 80
    assert run.days["decided"].sum() == 80


def test_nothing_is_shared_with_somebody_who_has_as_much_to_do(calm):
    settings = calm(SHARE, {"span": 2, "depth": 1, "peer_ties": 1}, {"work_hours": 1.0})
    run = live_with(
        settings, *({"day": 0, "origin": 1} for _ in range(6)), *({"day": 0, "origin": 2} for _ in range(9))
    )
    assert run.days["born"].sum() == run.days["decided"].sum() - run.days["reworks"].sum()


def test_debt_is_paid_before_anything_else(calm):
    run = live_with(calm(DECIDE, ALONE, {"work_hours": 20.0}), {"day": 0, "origin": 0}, {"day": 0, "origin": 0})
    assert run.days["debt_hours"].tolist()[:6] == pytest.approx([12, 4, 16, 8, 0, 0])
    assert run.tables.outcomes.effect_hour.tolist() == pytest.approx([20, 40])
    assert run.days["answering_hours"].tolist()[:4] == pytest.approx([20, 0, 20, 0])


def test_operational_hours_beyond_the_day_become_debt(calm):
    run = live_with(calm(DECIDE, ALONE, {"manager_hours": 9.0, "base_hours": 9.0}))
    assert run.days["debt_hours"].tolist()[:3] == pytest.approx([1, 2, 3])


# ------------------------------------------------------------------------------------------------- the plan
def test_a_new_plan_comes_down_one_level_a_hand_off(calm):
    settings = calm(DECIDE, CHAIN, {"plan_days": 10.0, "handoff_hours": 8.0}, dials={"strategy": 0.0})
    scene, known, tables = quiet_scene(settings), [], None
    for day in range(1, 16):
        tables = lived(settings, scene, day, tables)
        known.append(tables.people.plan_version.tolist())
    assert known[9] == [0, 0, 0, 0]
    assert known[10:14] == [[1, 0, 0, 0], [1, 1, 0, 0], [1, 1, 1, 0], [1, 1, 1, 1]]


def test_the_news_of_a_plan_waits_behind_the_work_in_hand(calm):
    settings = calm(DECIDE, CHAIN, {"plan_days": 10.0, "work_hours": 30.0}, dials={"strategy": 0.0})
    scene = quiet_scene(settings, {"day": 10, "origin": 1})
    knows = {day: lived(settings, scene, day).people.plan_version[1] for day in (12, 13, 14)}
    assert knows == {12: 0, 13: 0, 14: 1}


def test_no_news_travels_faster_than_a_hand_off(calm):
    settings = calm(DECIDE, PAIR, {"plan_days": 5.0, "handoff_hours": 96.0}, dials={"strategy": 0.0})
    known = {day: lived(settings, quiet_scene(settings), day).people.plan_version.tolist() for day in (17, 18, 22, 23)}
    assert known == {17: [3, 0], 18: [3, 1], 22: [4, 1], 23: [4, 2]}  # made every 5 days, 12 days on its way


def test_a_plan_reaches_the_whole_line_although_a_manager_leaves_before_hearing_of_it(calm):
    settings = calm(
        DECIDE,
        CHAIN,
        {"plan_days": 15.0, "work_hours": 20.0, "leave_rate": 1.0, "leave_slope": 0.0},
        dials={"strategy": 0.0},
    )
    scene = quiet_scene(settings)
    tables = lived(settings, scene, 16)  # everybody leaves every night: whoever is told is gone next day
    tables.law.leave_rate = 0.0
    tables = lived(settings, scene, 29, tables)
    assert tables.people.plan_version.tolist() == [1, 1, 1, 1]


def test_many_instructions_opened_on_one_day_find_room(calm):
    daily = {"pivot_threshold": 0.0, "send_hours": 0.0, "receive_hours": 0.0, "handoff_hours": 0.0, "work_hours": 100.0}
    settings = calm(DECIDE, {"span": 10, "depth": 2, "peer_ties": 0}, daily, dials={"strategy": 0.0})
    chart = build_chart(settings.organisation, 1)
    trace = quiet_trace(chart, settings.days, *({"day": 0, "origin": seat} for seat in range(1, 11)))
    trace.direction[:] = np.arange(settings.days)  # the head believes something else every morning
    settings = calm(
        DECIDE,
        {"span": 10, "depth": 2, "peer_ties": 0},
        {**daily, "sensing_hours": 1.0, "sensing_noise": 0.1},
        dials={"strategy": 0.0, "constitution": 0.0},
    )
    run = simulate(settings, Scene(chart, trace))
    assert run.days["pivots"].sum() > 30
    assert np.all(run.tables.people.plan_version >= 30)


# ------------------------------------------------------------------------------------------------- learning
@pytest.mark.parametrize("rate", [2.0, 20.0])
def test_learning_from_errors_does_not_run_away(rate):
    fast = {"work_hours": 0.05, "receive_hours": 0.01, "send_hours": 0.01, "error_learning": 1.0}
    settings = settings_of(
        "distributed", days=120, world={"issue_rate": rate}, physics=fast, culture={"learning": 1.0, "clarity": 1.0}
    )
    tables = simulate(settings).tables
    assert np.abs(tables.people.l).max() < 10 * (1 + np.abs(tables.context).max())


EXACT = {"error_noise": 0.0, "error_learning": 1.0, "max_attempts": 0}


@pytest.mark.parametrize("other_team", [-1, 1], ids=["alone", "coupled"])
@pytest.mark.parametrize("rule", ["hierarchical", "distributed"])
def test_an_error_teaches_what_was_right_not_what_was_answered(rule, other_team):
    settings = settings_of(
        rule,
        organisation={"span": 2, "depth": 2, "peer_ties": 0},
        physics={**CALM_PHYSICS, **EXACT, "plan_tolerance": 5.0, "pivot_threshold": 9.0},
        culture={"clarity": 1.0, "learning": 1.0},
        dials={"strategy": 0.0 if rule == "hierarchical" else 1.0},
    )
    scene = quiet_scene(
        settings, *({"day": day, "origin": 6, "other_team": other_team, "coupling": 1.0} for day in range(30))
    )
    scene.trace.context[:, scene.chart.team[6]] = 0.8  # what is right there, and nobody has sensed
    run = simulate(settings, scene)
    assert run.days["dropped"].sum() > 0
    assert run.tables.people.l[6] == pytest.approx(0.8)


def test_nobody_learns_anything_when_every_answer_is_exact(calm):
    settings = calm(DECIDE, {"span": 3, "depth": 1}, {"error_noise": 0.0})
    run = live_with(settings, *({"day": day, "origin": seat} for day in range(20) for seat in range(4)))
    assert run.days["reworks"].sum() == 0
    assert not run.tables.people.l.any()
    assert run.outcomes["fit"] == 1.0
