"""Means over days, rates of what happened, power and hours: each on a table small enough to compute it by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from conftest import settings_of
from made_by_hand import DAYS, WARMUP, days_with, first_days, issue, outcomes_of

from sim.metrics import OUTCOMES
from sim.metrics.people import MEETINGS, PARTS, USED
from sim.run import simulate

MEASURED = DAYS - WARMUP
AVERAGED = (
    *("knowledge", "practice_fit", "practice_spread", "clarity", "trust", "autonomy", "trusted", "commitment"),
    *("isolation", "resistance", "voice", "skill", "orchestration", "top2_influence", "groups", "engagement"),
    *("declared_alignment", "lived_alignment"),
)


# ------------------------------------------------------------------------------------------------- means
@pytest.mark.parametrize("name", AVERAGED)
def test_a_state_is_the_mean_over_measured_days(name):
    odd = np.arange(DAYS) % 2
    found = outcomes_of(days=days_with(**{name: np.where(np.arange(DAYS) < WARMUP, 9, odd)}))
    assert found[name] == pytest.approx(odd[WARMUP:].mean())


def test_the_alignment_gap_is_declared_less_lived():
    found = outcomes_of(days=days_with(declared_alignment=first_days(0, then=0.9), lived_alignment=0.7))
    assert found["alignment_gap"] == pytest.approx(0.2)


def test_the_declared_gap_is_the_mean_of_what_promises_exceed_lives_by():
    assert outcomes_of(days=days_with(gap=first_days(2.0, then=0.25)))["declared_gap"] == pytest.approx(0.25)


def test_the_middle_is_averaged_over_days_on_which_there_is_one():
    there = np.arange(DAYS) % 2
    found = outcomes_of(days=days_with(middle_commitment=0.8 * there, middle_autonomy=0.3 * there))
    assert found["middle_commitment"] == pytest.approx(0.8)
    assert found["middle_autonomy"] == pytest.approx(0.3)
    none = outcomes_of(days=days_with())
    assert math.isnan(none["middle_commitment"])
    assert math.isnan(none["middle_autonomy"])


def test_without_a_middle_a_run_says_nothing_of_it():
    flat = simulate(settings_of(organisation={"span": 3, "depth": 1})).outcomes
    tall = simulate(settings_of(organisation={"span": 2, "depth": 2})).outcomes
    assert math.isnan(flat["middle_commitment"])
    assert 0.05 <= tall["middle_commitment"] <= 1


# ------------------------------------------------------------------------------------------------- counts and shares
@pytest.mark.parametrize("name", ["pulled_back", "eased"])
def test_counts_are_given_an_issue_born(name):
    found = outcomes_of(days=days_with(born=first_days(50, then=10), **{name: first_days(90, then=4)}))
    assert found[name] == pytest.approx(0.4)
    assert math.isnan(outcomes_of(days=days_with(**{name: 1}))[name])


@pytest.mark.parametrize("name", ["overruled", "joined", "left_out"])
def test_counts_of_people_are_given_a_person_year(name):
    found = outcomes_of(days=days_with(**{name: first_days(90, then=2)}))
    assert found[name] == pytest.approx(2 / 4 * 250)
    assert math.isnan(outcomes_of(days=days_with(people=0, **{name: 1}))[name])


def test_procedures_are_counted_a_year():
    assert outcomes_of(days=days_with(procedures=first_days(7, then=1)))["procedures"] == pytest.approx(250)


def test_rounds_are_counted_a_question():
    days = days_with(questions=first_days(9, then=0), rounds=first_days(99, then=0))
    assert math.isnan(outcomes_of(days=days)["consensus_rounds"])
    days.questions[10], days.questions[20] = 1, 1
    days.rounds[10], days.rounds[20] = 4, 1
    assert outcomes_of(days=days)["consensus_rounds"] == 2.5


def test_resets_of_all_three_kinds_are_a_share_of_hand_offs():
    days = days_with(rejections=first_days(50, then=2), resets=1, pulled_back=3, handoffs=first_days(1, then=24))
    assert outcomes_of(days=days)["resets_per_handoff"] == pytest.approx(6 / 24)
    assert math.isnan(outcomes_of(days=days_with(resets=1))["resets_per_handoff"])


def test_bottlenecks_are_a_share_of_escalations():
    days = days_with(bottlenecks=first_days(50, then=1), escalated=first_days(1, then=4))
    assert outcomes_of(days=days)["bottlenecks_per_escalation"] == pytest.approx(0.25)
    assert math.isnan(outcomes_of(days=days_with(bottlenecks=1))["bottlenecks_per_escalation"])


def test_the_life_of_task_groups_is_how_long_those_lived_that_ended():
    days = days_with(founded=first_days(5), dissolved=first_days(5), group_days=first_days(500))
    assert outcomes_of(days=days)["group_life"] == outcomes_of(days=days)["groups_aimed"] == 0.0
    days.dissolved[10], days.dissolved[11] = 1, 3
    days.group_days[10], days.group_days[11] = 25, 135
    days.aimed[11] = 3
    assert outcomes_of(days=days)["group_life"] == 40.0
    assert outcomes_of(days=days)["groups_aimed"] == 0.75


# ------------------------------------------------------------------------------------------------- power
def test_decisions_of_one_seat_alone_are_the_highest_concentration():
    alone, shared = outcomes_of(decisions=(0, 0, 0, 8)), outcomes_of(decisions=(2, 2, 2, 2))
    assert (alone["decision_gini"], alone["decision_top2"]) == (0.75, 1.0)  # 1 - 1/n
    assert (shared["decision_gini"], shared["decision_top2"]) == (0.0, 0.5)
    assert np.isnan(outcomes_of(decisions=(0, 0))["decision_gini"])


def test_total_power_is_own_decisions_in_effect_a_person_and_day():
    found = outcomes_of(days=days_with(), decisions=(0, 30, 0, 20))
    assert found["power_total"] == pytest.approx(50 / (4 * MEASURED))
    assert math.isnan(outcomes_of(days=days_with(people=0), decisions=(1, 2))["power_total"])


def test_total_power_of_a_run_is_the_answers_that_were_not_planned():
    run = simulate(settings_of("distributed", warmup_days=0, dials={"strategy": 1.0}))
    answered = run.days["answered"].sum() / run.days["people"].sum()
    assert run.outcomes["power_total"] == pytest.approx(answered)


# ------------------------------------------------------------------------------------------------- hours
HOURS = {
    **{"operational": 16.0, "sensing": 1.0, "meeting": 3.0, "answering": 6.0, "handoff": 2.0, "idle": 4.0},
    **{"contest": 0.5, "mentoring": 1.5, "advising": 0.25, "convening": 0.75, "approving": 1.0},
}


@pytest.mark.parametrize("kind", [*USED, "idle", *PARTS])
def test_hours_are_given_a_person_and_day_by_kind(kind):
    found = outcomes_of(days=days_with(**{f"{kind}_hours": first_days(99, then=6.0)}))
    assert found[f"{kind}_hours"] == pytest.approx(1.5)


def test_utilisation_is_hours_used_of_hours_available_and_meetings_are_a_share_of_those_used():
    columns = {f"{kind}_hours": first_days(99, then=hours) for kind, hours in HOURS.items()}
    found = outcomes_of(days=days_with(available_hours=first_days(1, then=40.0), **columns))
    assert found["utilisation"] == pytest.approx(32 / 40)
    assert found["meeting_share"] == pytest.approx((3 + 1.5 + 0.25 + 0.75 + 1) / 32)


def test_parts_of_hours_are_counted_once():
    parts = {f"{kind}_hours": 1.0 for kind in PARTS}
    found = outcomes_of(days=days_with(operational_hours=8.0, available_hours=10.0, **parts))
    assert (found["utilisation"], found["meeting_share"]) == (0.8, 0.0)
    assert set(MEETINGS) <= set(USED)


BUSY = {
    "culture": {
        **{"community_minutes": 15.0, "mentoring_minutes": 30.0, "coaching": 0.8, "orchestration": 0.3},
        **{"contest_share": 0.3, "founders": 1.0},
    },
    "dials": {"generative_power": 0.3, "constitution": 0.0, "evolving_structure": 0.1},
    "world": {"question_days": 10, "issue_rate": 1.0},
    "physics": {"contest_rate": 1.0},
}
"""A year in which every kind of hours occurs."""


def test_hours_of_a_run_add_up():
    run = simulate(settings_of("distributed", organisation={"span": 3, "depth": 2}, **BUSY))
    days, found = run.days[run.settings.warmup_days :], run.outcomes
    assert all(found[f"{kind}_hours"] > 0 for kind in (*USED, "idle"))
    debt = run.days["debt_hours"][-1] - run.days["debt_hours"][run.settings.warmup_days - 1]
    covered = days["available_hours"].sum() - days["idle_hours"].sum() + debt
    spent = sum(found[f"{kind}_hours"] for kind in USED) * days["people"].sum()
    assert spent == pytest.approx(covered)
    assert found["utilisation"] == pytest.approx(covered / days["available_hours"].sum())


def test_parts_of_a_run_are_within_their_kind():
    found = simulate(settings_of("distributed", organisation={"span": 3, "depth": 2}, **BUSY)).outcomes
    assert 0 < found["forming_hours"] <= found["convening_hours"]
    assert 0 < found["procedure_hours"] <= found["contest_hours"]
    parts = ("upkeep", "consensus", "community", "translation", "intervention", "care")
    assert 0 < sum(found[f"{kind}_hours"] for kind in parts) <= found["meeting_hours"]


def test_a_manager_pays_for_coaching_wherever_he_stands():
    extra = {"culture": {"coaching": 1.0, "orchestration": 0.0}, "physics": {"coaching_replaces": 0.0}}
    calm = settings_of(organisation={"span": 3, "depth": 1}, **extra)
    a_report = calm.physics.coaching_hours / 5
    assert simulate(calm).outcomes["mentoring_hours"] == pytest.approx(2 * 3 * a_report / 4)


# ------------------------------------------------------------------------------------------------- the list
def test_every_outcome_has_a_unit_a_direction_and_a_meaning():
    assert len({each.name for each in OUTCOMES}) == len(OUTCOMES)
    assert all(each.unit and each.says and each.better in (-1, 0, 1) for each in OUTCOMES)


def test_a_run_of_the_standard_size_has_a_number_for_every_outcome():
    life = settings_of("distributed", days=80, organisation={"span": 3, "depth": 3}, **BUSY)
    missing = {name for name, value in simulate(life).outcomes.items() if math.isnan(value)}
    rare = {"onset", "named_early", "own_decided"}  # none where it never happens: it is of nothing
    assert missing <= {"refusals", "bottlenecks_per_escalation", "recovery_beliefs", "recovery_deeds"} | rare


def test_hand_made_issues_and_days_do_not_mix():
    found = outcomes_of(issue(5, effect=1.0, error=0.0), days=days_with(clarity=0.5))
    assert (found["decision_lead"], found["clarity"]) == (1.0, 0.5)
