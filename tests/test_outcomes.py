"""Outcomes, exactly: each number on a table small enough to compute it by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from conftest import quiet_scene, settings_of
from made_by_hand import DAYS, WARMUP, H, days_with, first_days, issue, outcomes_of, roles_with

from sim.engine.binding import bind
from sim.engine.observe import observe
from sim.metrics import BETTER, HEADLINE, OUTCOMES
from sim.record import ROLES
from sim.simulate import begin, simulate


# ------------------------------------------------------------------------------------------------- speed
def test_decision_lead_is_the_mean_of_days_to_the_first_answer():
    found = outcomes_of(issue(5, effect=1.5, error=0.0), issue(7, effect=0.25, error=0.0))
    assert found["decision_lead"] == pytest.approx((1.5 + 0.25) / 2)


@pytest.mark.parametrize(
    "late",
    [{}, {"effect": H}, {"effect": H + 3.0}, {"effect": 2.0, "drop": 6.0}],
    ids=["never", "at H", "after H", "dropped"],
)
def test_an_issue_never_answered_answered_after_h_or_dropped_counts_h(late):
    found = outcomes_of(issue(5, effect=1.0, error=0.0), issue(6, error=0.0, **late))
    assert found["decision_lead"] == pytest.approx((1 + H) / 2)


def test_an_issue_dropped_after_h_counts_by_its_first_answer():
    found = outcomes_of(issue(5, effect=2.0, error=0.0, drop=H + 1.0))
    assert found["decision_lead"] == 2.0
    assert found["dropped"] == 0.0


def test_resolution_lead_runs_to_the_first_answer_that_held():
    found = outcomes_of(
        issue(5, effect=1.0, success=4.0, error=0.0),
        issue(6, effect=1.0, drop=3.0, error=0.0),
        issue(7, effect=2.0, success=2.0, error=0.0),
    )
    assert found["resolution_lead"] == pytest.approx((4 + H + 2) / 3)


def test_late_is_the_share_decided_after_five_days_or_never():
    found = outcomes_of(
        *(issue(5, effect=days, error=0.0) for days in (0.5, 5.0, 5.25, H + 2.0)),
        issue(6),
        issue(6, effect=1.0, drop=4.0, error=0.0),
        issue(7, effect=1.0, drop=H + 1.0, error=0.0),
        issue(7, effect=2.0, error=0.0),
    )
    assert found["late"] == 4 / 8


def test_high_stakes_are_the_top_quarter_of_the_cohort():
    late = [issue(day, effect=float(day), error=0.0, stakes=day / 10) for day in range(5, 9)]
    found = outcomes_of(issue(4, effect=1.0, error=0.0, stakes=1.0), *late)
    assert found["decision_lead_high_stakes"] == 8.0
    alike = outcomes_of(issue(5, effect=1.0, error=0.0), issue(5, error=0.0))
    assert alike["decision_lead_high_stakes"] == alike["decision_lead"]


def test_dropped_is_the_share_given_up_within_h():
    found = outcomes_of(issue(5, drop=3.0), issue(5, drop=H - 0.01), issue(6, drop=H), issue(7))
    assert found["dropped"] == 0.5


def test_a_refused_issue_is_no_dropped_one_and_counts_h_only_when_it_was_never_answered():
    found = outcomes_of(
        issue(5, effect=2.0, error=0.0, drop=6.0, refused=True),  # answered, came back, and then refused
        issue(6, drop=4.0, refused=True),
        issue(7, drop=H + 1.0, refused=True),
        issue(8, effect=1.0, error=0.0, drop=3.0),
    )
    assert found["decision_lead"] == (2 + H + H + H) / 4
    assert (found["refused"], found["dropped"], found["never_answered"]) == (2 / 4, 1 / 4, 2 / 4)
    assert found["fit"] == 2 / 4
    assert found["cx_delay"] == 1.0, "lost for the customer"


def test_median_and_ninth_decile_are_between_neighbours():
    found = outcomes_of(*(issue(5, effect=float(days), error=0.0) for days in range(1, 6)), issue(6))
    assert found["decision_lead_median"] == 3.5
    assert found["decision_lead_p90"] == (5 + H) / 2


def test_never_answered_is_the_share_without_a_first_answer_within_h():
    found = outcomes_of(
        issue(5, effect=1.0, error=0.0), issue(5, effect=2.0, error=0.0, drop=4.0), issue(6, effect=H, error=0.0),
        issue(7),
    )  # fmt: skip
    assert found["never_answered"] == 2 / 4


def test_the_lead_of_answered_issues_is_waiting_working_and_travelling():
    found = outcomes_of(
        issue(5, effect=4.0, error=0.0, working=0.5, travelling=2.0),
        issue(6, effect=1.0, error=0.0, working=0.25),
        issue(7, working=3.0, travelling=3.0),
        issue(8, effect=H + 1.0, error=0.0, working=3.0),
    )
    assert (found["lead_working"], found["lead_travelling"]) == (0.375, 1.0)
    assert found["lead_waiting"] == 2.5 - 0.375 - 1.0
    nothing = outcomes_of(issue(7))
    assert all(math.isnan(nothing[f"lead_{part}"]) for part in ("waiting", "working", "travelling"))


# ------------------------------------------------------------------------------------------------- the cohort
@pytest.mark.parametrize(("day", "belongs"), [(4, False), (5, True), (19, True), (20, False), (29, False)])
def test_the_cohort_is_born_after_the_warm_up_and_can_be_followed_for_h_days(day, belongs):
    one, other = issue(10, effect=1.0, error=0.0), issue(day, effect=3.0, error=0.0)
    found = outcomes_of(*sorted((one, other), key=lambda each: each["day"]))
    assert found["decision_lead"] == (2.0 if belongs else 1.0)


def test_without_a_cohort_there_is_no_number_and_no_warning():
    found = outcomes_of(issue(2, effect=1.0, error=0.0))
    for name in (
        "decision_lead",
        "decision_lead_median",
        "decision_lead_p90",
        "never_answered",
        "lead_waiting",
        "refused",
        "decision_lead_high_stakes",
        "late",
        "resolution_lead",
        "fit",
        "coordination",
        "dropped",
    ):
        assert math.isnan(found[name])


# ------------------------------------------------------------------------------------------------- fit, coordination
def test_fit_is_the_mean_quality_of_first_answers_and_zero_for_those_never_in_effect():
    found = outcomes_of(
        issue(5, effect=1.0, error=0.0), issue(6, effect=1.0, error=-1.0), issue(7), issue(8, effect=H, error=0.0)
    )
    qualities = [1.0, math.exp(-0.5), 0.0, 0.0]
    assert found["fit"] == pytest.approx(sum(qualities) / 4)
    assert found["fit_in_effect"] == pytest.approx(sum(qualities[:2]) / 2)


def test_fit_is_judged_apart_from_what_came_later():
    found = outcomes_of(issue(5, effect=1.0, error=0.5, drop=4.0))
    assert found["fit"] == pytest.approx(math.exp(-0.125))


def test_an_answer_that_is_not_a_number_never_counts_as_a_perfect_one():
    found = outcomes_of(issue(5, effect=1.0, error=math.nan), issue(6, effect=1.0, error=0.0))
    assert not found["fit"] > 0.5 + 1e-9


def test_coordination_is_over_interdependent_issues_in_effect_weighted_by_their_coupling():
    found = outcomes_of(
        issue(5, effect=1.0, error=0.0, other_team=1, coupling=0.5, gap=2.0),
        issue(6, effect=1.0, error=0.0, other_team=0, coupling=1.25, gap=-1.0),
        issue(7, effect=1.0, error=0.0, gap=9.0),
        issue(8, other_team=1, coupling=1.0, gap=math.nan),
    )
    assert found["coordination"] == pytest.approx((math.exp(-0.5 * 0.5 * 4) + math.exp(-0.5 * 1.25)) / 2)


# ------------------------------------------------------------------------------------------------- people
def test_burnout_is_episodes_of_all_levels_a_person_year_at_risk():
    found = outcomes_of(episodes=[[4, 2, 1], [6, 3, 0]], at_risk=[250, 750])
    assert (found["burnout_40"], found["burnout_50"], found["burnout_60"]) == (2.5, 1.25, 0.25)


def test_departures_are_those_after_the_warm_up_a_person_year():
    found = outcomes_of(days=days_with(departures=first_days(7, then=1)), at_risk=[500])
    assert found["departures"] == (DAYS - WARMUP) / 2


def test_exhaustion_and_alert_are_means_over_measured_days():
    found = outcomes_of(days=days_with(exhaustion=first_days(1.0, then=0.2), alert=first_days(1.0, then=0.05)))
    assert found["exhaustion"] == pytest.approx(0.2)
    assert found["alert"] == pytest.approx(0.05)


# ------------------------------------------------------------------------------------------------- days
def test_alignment_and_cohesion_are_means_over_measured_days():
    ramp = np.arange(DAYS) / 100
    found = outcomes_of(days=days_with(alignment=ramp, cohesion=1 - ramp))
    assert found["alignment"] == pytest.approx(ramp[WARMUP:].mean())
    assert found["cohesion"] == pytest.approx(1 - ramp[WARMUP:].mean())


def test_backlog_is_waiting_tasks_a_person_and_open_issues_are_counted_whole():
    found = outcomes_of(days=days_with(waiting=first_days(400, then=6), open=first_days(99, then=8)))
    assert found["backlog"] == pytest.approx(1.5)
    assert found["open_issues"] == 8.0


@pytest.mark.parametrize(
    ("outcome", "column"), [("escalations", "escalated"), ("handoffs",) * 2, ("rework", "reworks")]
)
def test_counts_are_given_an_issue_born(outcome, column):
    found = outcomes_of(days=days_with(born=first_days(50, then=10), **{column: first_days(90, then=4)}))
    assert found[outcome] == pytest.approx(0.4)


def test_pivots_are_counted_a_year():
    found = outcomes_of(days=days_with(pivots=np.arange(DAYS) >= DAYS - 2))
    assert found["pivots"] == pytest.approx(2 * 250 / (DAYS - WARMUP))


def test_nothing_born_leaves_no_rate():
    found = outcomes_of(days=days_with(escalated=1, handoffs=1, reworks=1))
    assert all(math.isnan(found[name]) for name in ("escalations", "handoffs", "rework"))


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
        overtime_hours=[2, 4, 0], inbox=[5, 8, 10], lapsed=[1, 0, 2], refused=[0, 1, 0], trust_up=[0.5, 2.0, 8.0],
    )  # fmt: skip
    found = outcomes_of(roles=roles)
    for name, values in {
        "utilisation": [0.9, 0.75, 0.75],
        "joint_share": [6 / 9, 0.5, 0.1],
        "overtime": [2.0, 1.0, 0.0],
        "inbox": [5.0, 2.0, 0.5],
        "lapsed": [250.0, 0.0, 25.0],
        "refused": [0.0, 62.5, 0.0],
        "trust_up": [0.5, 0.5, 0.4],
    }.items():
        assert [found[f"{name}_{role}"] for role in ROLES] == pytest.approx(values)


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


# ------------------------------------------------------------------------------------------------- the list of outcomes
def test_every_outcome_is_there_in_the_order_of_the_list():
    assert list(outcomes_of(issue(5, effect=1.0, error=0.0))) == [each.name for each in OUTCOMES]
    assert {*HEADLINE} <= {*BETTER}


def test_lower_is_better_for_delays_and_wear_higher_for_fit_and_agreement():
    assert all(
        BETTER[name] == -1
        for name in ("decision_lead", "resolution_lead", "burnout_50", "exhaustion", "rework", *COURSE)
    )
    assert all(BETTER[name] == 1 for name in ("fit", "fit_in_effect", "alignment", "cohesion", "coordination"))


# ------------------------------------------------------------------------------------------------- episodes
def episodes_of(exhaustion, warmup=0):
    """Observe one person day by day with given exhaustion; return episodes and days at risk."""
    settings = settings_of(
        days=len(exhaustion), warmup_days=warmup, follow_days=1, organisation={"span": 1, "depth": 0}
    )
    tables = begin(settings, quiet_scene(settings), bind(settings.rule))
    for day, level in enumerate(exhaustion):
        tables.org[0].day = day
        tables.people.exhaustion = level
        observe(tables)
    return tables.episodes[0].tolist(), int(tables.at_risk[0]), tables.days


@pytest.mark.parametrize(
    ("spells", "count"),
    [
        pytest.param([(0.55, 19)], 0, id="19 days"),
        pytest.param([(0.55, 20)], 1, id="20 days"),
        pytest.param([(0.55, 80)], 1, id="one long spell"),
        pytest.param([(0.55, 19), (0.45, 1), (0.55, 19)], 0, id="broken off"),
        pytest.param([(0.55, 20), (0.45, 1), (0.55, 20)], 2, id="fallen back and risen"),
        pytest.param([(0.55, 20), (0.5, 1), (0.55, 20)], 2, id="fallen to theta"),
        pytest.param([(0.5, 60)], 0, id="at theta all along"),
        pytest.param([(0.55, 10), (0.65, 10)], 1, id="above theta, however far"),
    ],
)
def test_an_episode_is_twenty_days_in_a_row_above_theta(spells, count):
    course = [0.0] * 3 + [level for level, days in spells for _ in range(days)] + [0.0] * 3
    (_, middle, _), at_risk, _ = episodes_of(course)
    assert middle == count
    assert at_risk == len(course)


def test_each_threshold_counts_its_own_episodes():
    episodes, _, _ = episodes_of([0.45] * 25 + [0.3] + [0.7] * 25)
    assert episodes == [2, 1, 1]


def test_a_spell_that_begins_in_the_warm_up_counts_when_it_becomes_an_episode_after_it():
    assert episodes_of([0.7] * 30, warmup=15)[:2] == ([1, 1, 1], 15)
    assert episodes_of([0.7] * 30, warmup=20)[:2] == ([0, 0, 0], 10)


def test_the_share_on_alert_is_of_those_above_the_middle_threshold():
    *_, days = episodes_of([0.5, 0.51, 0.4, 0.9])
    assert days.alert.tolist() == [0, 1, 0, 1]
    assert days.exhaustion.tolist() == [0.5, 0.51, 0.4, 0.9]


def test_burnout_is_told_apart_by_level():
    episodes = [[0, 1, 0], [0, 2, 0], [0, 0, 0], [0, 9, 0]]
    found = outcomes_of(episodes=episodes, at_risk=[250, 500, 500, 2250])
    assert found["burnout_50_top"] == 1.0
    assert found["burnout_50_middle"] == 0.5
    assert found["burnout_50_deepest"] == 1.0
    assert np.isnan(outcomes_of(episodes=[[0, 1, 0]], at_risk=[250])["burnout_50_deepest"])
