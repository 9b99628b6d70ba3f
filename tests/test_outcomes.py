"""Outcomes, exactly: each number on a table small enough to compute it by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from conftest import quiet_scene, settings_of
from made_by_hand import DAYS, WARMUP, H, days_with, first_days, issue, outcomes_of
from test_outcomes_by_role import COURSE

from sim.engine.binding import bind
from sim.engine.observe import observe
from sim.metrics import BETTER, HEADLINE, OUTCOMES
from sim.run import begin


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
