"""What is told in units of course, of what lapses, and by role: each on a table computed by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from conftest import quiet_scene, settings_of
from made_by_hand import DAYS, WARMUP, days_with, first_days, outcomes_of, roles_with

from sim.engine.binding import bind
from sim.engine.observe import observe
from sim.record import ROLES
from sim.run import begin, simulate

# ------------------------------------------------------------------------------------------------- in units of course
COURSE = ("direction_distance", "direction_spread", "action_distance", "action_spread", "truth_distance")


@pytest.mark.parametrize("name", [*COURSE, "action_truth_distance"])
def test_distances_are_means_over_measured_days_of_their_own_column(name):
    found = outcomes_of(days=days_with(**{name: first_days(9.0, then=0.25)}))
    assert found[name] == 0.25
    assert all(found[other] == 0 for other in (*COURSE, "action_truth_distance") if other != name)


def test_the_distances_of_an_evening_are_those_of_its_people_and_teams():
    settings = settings_of(
        days=2, warmup_days=0, follow_days=1, organisation={"span": 2, "depth": 2}, world={"local_drift": 0.0}
    )
    scene = quiet_scene(settings)
    tables = begin(settings, scene, bind(settings.rule))
    people, teams = len(tables.people), len(tables.teams)
    tables.direction[0], tables.plan_common[0] = 2.0, 0.5
    tables.context[0] = np.arange(teams)
    tables.people.g = 1.0
    tables.people.g[0] = 0.0
    tables.teams.course = np.arange(teams) + 1.5
    tables.teams.course[0] = -0.5
    observe(tables)
    today = tables.days[0]
    assert today.direction_distance == pytest.approx(0.5)
    assert today.direction_spread == pytest.approx(math.sqrt((people - 1) / people**2))
    assert today.truth_distance == pytest.approx((people + 1) / people)
    assert today.action_distance == pytest.approx(1.0)
    assert today.action_spread == pytest.approx(2.0 * math.sqrt(teams - 1) / teams)
    assert today.action_truth_distance == pytest.approx((0.5 * (teams - 1) + 2.5) / teams)


STRUCK = 10


def after_shock(*distances, before=0.5):
    """Return a distance evening by evening: one before the shock, and those from it on, the last for good."""
    column = np.full(DAYS, before)
    column[STRUCK:] = distances[-1]
    column[STRUCK : STRUCK + len(distances)] = distances
    return column


def test_recovery_is_the_days_until_four_fifths_of_the_gap_are_made_up():
    days = days_with(
        truth_distance=after_shock(1.5, 1.0, 0.71, 0.69, 0.9), action_truth_distance=after_shock(2.5, 0.89, 0.9)
    )
    found = outcomes_of(days=days, shocks=[(STRUCK, -1, -1.5)])
    assert (found["recovery_beliefs"], found["recovery_deeds"]) == (3.0, 1.0)


def test_recovery_follows_the_largest_shock_of_the_common_direction_that_is_measured():
    days = days_with(truth_distance=after_shock(1.5, 1.5, 0.5))
    others = [(WARMUP - 1, -1, 9.0), (7, 0, 9.0), (STRUCK, -1, -2.0), (20, -1, 1.0), (DAYS, -1, 9.0)]
    assert outcomes_of(days=days, shocks=others)["recovery_beliefs"] == 2.0


def test_recovery_ends_with_the_run_and_takes_no_time_where_there_is_no_gap():
    days = days_with(truth_distance=after_shock(1.5), action_truth_distance=after_shock(0.25, 0.6))
    found = outcomes_of(days=days, shocks=[(STRUCK, -1, 1.0)])
    assert found["recovery_beliefs"] == DAYS - 1 - STRUCK
    assert found["recovery_deeds"] == 0.0


@pytest.mark.parametrize("shocks", [[], [(STRUCK, 0, 5.0)], [(WARMUP - 1, -1, 5.0)]])
def test_without_a_common_shock_there_is_nothing_to_recover_from(shocks):
    found = outcomes_of(days=days_with(truth_distance=1.0), shocks=shocks)
    assert math.isnan(found["recovery_beliefs"])
    assert math.isnan(found["recovery_deeds"])


# ------------------------------------------------------------------------------------------------- what the laws count
def test_lapsed_is_of_requests_made_and_its_kinds_are_an_issue_born():
    days = days_with(
        born=10, requests=8, lapsed_issues=1, lapsed_visas=2, lapsed_meetings=first_days(9, then=0), lapsed_advice=1,
        withdrawn=5,
    )  # fmt: skip
    found = outcomes_of(days=days)
    assert found["lapsed"] == 4 / 8
    kinds = [found[f"lapsed_{kind}"] for kind in ("issues", "visas", "meetings", "advice")]
    assert kinds == [0.1, 0.2, 0.0, 0.1]
    assert found["withdrawn"] == 0.5
    assert math.isnan(outcomes_of(days=days_with(born=1))["lapsed"])


def test_hours_beyond_the_day_are_a_person_and_day_and_hours_owed_those_of_an_evening():
    found = outcomes_of(days=days_with(overtime_hours=2.0, lapsed_hours=1.0, debt_hours=first_days(99.0, then=6.0)))
    assert (found["overtime_hours"], found["lapsed_hours"], found["owed_hours"]) == (0.5, 0.25, 1.5)


def test_hours_that_lapsed_were_not_used():
    days = days_with(available_hours=40.0, operational_hours=20.0, meeting_hours=10.0, lapsed_hours=2.0)
    found = outcomes_of(days=days)
    assert found["utilisation"] == 28 / 40
    assert found["meeting_share"] == 8 / 28


# ------------------------------------------------------------------------------------------------- by role
def test_exhausted_is_a_share_of_the_person_days_of_each_role():
    roles = roles_with(people=[1, 4, 20], alert=[1, 1, 2], severe=[1, 0, 1])
    roles.alert[: len(ROLES) * WARMUP] = 99
    found = outcomes_of(roles=roles)
    assert [found[f"exhausted_{who}"] for who in ("base", "middle", "head")] == [0.1, 0.25, 1.0]
    assert found["severe"] == 2 / 25


def test_hours_inbox_and_trust_are_those_of_each_role():
    roles = roles_with(
        people=[1, 4, 20], available_hours=[10, 32, 160], used_hours=[9, 24, 120], joint_hours=[6, 12, 12],
        overtime_hours=[2, 4, 0], attention_hours=[4, 16, 80], task_hours=[5, 12, 20], inbox=[5, 8, 10],
        lapsed=[1, 0, 2], refused=[0, 1, 0], trust_up=[0.5, 2.0, 8.0],
    )  # fmt: skip
    found = outcomes_of(roles=roles)
    for name, values in {
        "utilisation": [0.9, 0.75, 0.75],
        "joint_share": [6 / 9, 0.5, 0.1],
        "load": [1.25, 0.75, 0.25],
        "overtime": [2.0, 1.0, 0.0],
        "inbox": [5.0, 2.0, 0.5],
        "lapsed": [250.0, 0.0, 25.0],
        "refused": [0.0, 62.5, 0.0],
        "trust_up": [0.5, 0.5, 0.4],
    }.items():
        assert [found[f"{name}_{role}"] for role in ROLES] == pytest.approx(values)


@pytest.mark.parametrize(
    ("task_hours", "lapsed", "overload"),
    [([4, 15, 10], 10, 0), ([4, 17, 10], 0, 1), ([4, 15, 10], 11, 1), ([0, 0, 81], 0, 1)],
)
def test_overloaded_is_who_has_more_to_do_than_hours_or_leaves_a_tenth_undone(task_hours, lapsed, overload):
    roles = roles_with(people=[1, 4, 20], attention_hours=[4, 16, 80], task_hours=task_hours)
    found = outcomes_of(days=days_with(requests=100, lapsed_advice=lapsed), roles=roles)
    assert found["overload"] == overload


def test_a_role_that_nobody_has_has_no_number():
    found = outcomes_of(roles=roles_with(people=[1, 0, 4], available_hours=[8, 0, 32], used_hours=[4, 0, 8]))
    assert math.isnan(found["exhausted_middle"])
    assert math.isnan(found["utilisation_managers"])
    assert found["utilisation_base"] == 0.25


def test_a_day_that_asks_more_than_can_be_owed_uses_no_more_hours_than_there_are():
    settings = settings_of(
        "mixed", days=40, warmup_days=5, follow_days=5, organisation={"span": 3, "depth": 1},
        physics={"planning_hours": 60.0, "owed_days": 0.1},
    )  # fmt: skip
    run = simulate(settings)
    days = run.days[5:]
    assert days["lapsed_hours"].sum() > 0
    owed = run.days["debt_hours"][-1] - run.days["debt_hours"][4]
    used = days["available_hours"].sum() - days["idle_hours"].sum() + owed
    assert run.outcomes["utilisation"] == pytest.approx(used / days["available_hours"].sum())


def test_of_every_lead_what_is_neither_worked_on_nor_travelled_is_waited():
    settings = settings_of(
        "mixed", days=60, warmup_days=5, follow_days=20, organisation={"span": 3, "depth": 2},
        world={"issue_rate": 1.5}, culture={"control": 0.8},
    )  # fmt: skip
    run = simulate(settings)
    outcomes, step = run.tables.outcomes, settings.physics.step_hours
    answered = np.isfinite(outcomes.effect_hour)
    lead = outcomes.effect_hour - run.tables.arrivals.day[: len(outcomes)] * step
    rest = (lead - outcomes.working_hours - outcomes.travelling_hours)[answered]
    assert answered.sum() > 100
    assert outcomes.working_hours[answered].min() > 0
    assert np.allclose(outcomes.travelling_hours % settings.physics.handoff_hours, 0.0)
    assert outcomes.travelling_hours.max() >= 2 * settings.physics.handoff_hours
    assert rest.min() > -settings.physics.overtime_hours - 1e-9
    found = run.outcomes
    parts = found["lead_waiting"] + found["lead_working"] + found["lead_travelling"]
    cohort = answered & (lead < 20 * step) & (np.isin(run.tables.arrivals.day[: len(outcomes)], range(5, 40)))
    assert parts == pytest.approx(lead[cohort].mean() / step)
