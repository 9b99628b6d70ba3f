"""Votes, consensus, contested and shared rights, questions of procedure, task groups and convoys, each law by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from conftest import lived
from quiet import CONVENE, DECIDE, TREE, from_morning, live_with, silence

from sim.engine import luck
from sim.organisation import build_chart

PEOPLE = 7


# ------------------------------------------------------------------------------------------------- common questions
def ask(openness, beliefs, spread=0.0, **physics):
    """Put one question to seven people on day 1; return that day's row and everybody's commitment after it."""
    settings = silence(
        dials={"openness": openness}, world={"question_days": 2, "question_spread": spread}, physics=physics
    )
    tables, scene = from_morning(settings, 1)
    tables.people.g[:] = beliefs
    tables = lived(settings, scene, 2, tables)
    return tables.days[1], tables.people.commitment.copy()


def test_a_question_nobody_objects_to_is_settled_in_one_round_of_everybody():
    day, commitment = ask(1.0, 0.0, objection_tolerance=100.0)
    assert [day.questions, day.rounds, day.passed, day.overruled] == [1, 1, 1, 0]
    assert day.consensus_hours == pytest.approx(PEOPLE * 20 / 60)
    assert np.all(commitment == 1.0)


def test_a_question_everybody_objects_to_goes_through_every_round_and_then_to_the_vote():
    apart = [50.0, -50.0] * 3 + [50.0]
    day, _ = ask(1.0, apart, objection_tolerance=1.0, consensus_rounds=3)
    assert [day.questions, day.rounds, day.passed] == [1, 3 + 1, 0]
    assert day.consensus_hours == pytest.approx(PEOPLE * (3 * 20 + 5) / 60)
    assert day.overruled == 0  # nobody said yes to what did not pass


FIVE_AND_TWO = [0.0] * 5 + [30.0] * 2


@pytest.mark.parametrize(("openness", "holds"), [(0.0, 0.0), (1.0, 0.5 * 60 / 7)], ids=["majority", "consensus"])
def test_whoever_is_overruled_loses_by_how_far_off_the_outcome_is_whichever_way_it_came(openness, holds):
    rate = 0.01
    day, commitment = ask(openness, FIVE_AND_TWO, objection_tolerance=15.0, objections_allowed=0.5, overruled_loss=rate)
    assert [day.passed, day.overruled] == [1, 2]
    assert commitment == pytest.approx([1.0] * 5 + [1.0 - rate * (30.0 - holds)] * 2)


def test_those_who_said_yes_to_what_did_not_pass_are_overruled_by_the_course_that_stays():
    day, commitment = ask(0.0, [9.0, 9.0, 9.0, 9.0, 9.0, 0.5, 0.5], overruled_loss=0.1)
    assert [day.passed, day.overruled] == [0, 2]  # the proposal is 0; what the head announces, 9, stays
    assert commitment == pytest.approx([1.0] * 5 + [1.0 - 0.1 * 8.5] * 2)


# ------------------------------------------------------------------------------------------------- power
@pytest.mark.parametrize(("scope", "owner"), [(1, 1), (2, 1)], ids=["the owner above", "not yet the owner"])
def test_a_decision_beyond_ones_level_goes_back_to_the_manager_once(scope, owner):
    settings = silence(dials={"generative_power": 0.0}, physics={"pull_back": 1.0})
    run = live_with(settings, {"day": 0, "origin": 3, "scope": scope})
    assert run.days["pulled_back"].sum() == 1
    assert run.days["handoffs"].sum() == 1
    assert run.days["decided"].sum() == 2 + run.days["reworks"].sum()
    assert run.tables.outcomes.resets.tolist() == [1]
    assert np.flatnonzero(run.tables.people.decisions).tolist() == [owner]


@pytest.mark.parametrize(("power", "scope", "origin"), [(1.0, 1, 3), (0.0, 0, 3), (0.0, 1, 1), (0.0, 2, 0)], ids=str)
def test_nobody_takes_back_what_is_shared_or_within_ones_level(power, scope, origin):
    settings = silence(dials={"generative_power": power}, physics={"pull_back": 1.0})
    run = live_with(settings, {"day": 0, "origin": origin, "scope": scope})
    assert run.days["pulled_back"].sum() == 0
    assert np.flatnonzero(run.tables.people.decisions).tolist() == [origin]


def test_a_rival_costs_every_manager_a_quarter_of_an_hour_a_day():
    run = live_with(silence(dials={"generative_power": 0.0}, physics={"contest_hours": 0.25}))
    assert np.all(run.days["contest_hours"] == 2 * 0.25)  # the head has no rival


@pytest.mark.parametrize("power", [0.0, 0.4, 1.0])
def test_the_more_rights_are_shared_the_less_they_cost_to_hold(power):
    run = live_with(silence(dials={"generative_power": power}, physics={"contest_hours": 0.25}))
    assert run.days["contest_hours"] == pytest.approx((1 - power) * 2 * 0.25)


def test_a_manager_beside_people_who_lead_nobody_has_no_rival(tmp_path):
    rows = ["id,manager,team", "ann,,top", "bob,ann,top", "cid,ann,top", "dan,bob,low"]
    (tmp_path / "people.csv").write_text("\n".join(rows) + "\n")
    organisation = {"people": str(tmp_path / "people.csv")}
    run = live_with(silence(DECIDE, organisation, dials={"generative_power": 0.0}, physics={"contest_hours": 0.25}))
    assert not run.days["contest_hours"].any()


@pytest.mark.parametrize(("power", "holders", "clarity"), [(0.8, 3, 0.6), (1.0, 2, 0.2), (0.5, 50, 0.5), (1.0, 1, 0.2)])
def test_another_holder_of_a_shared_right_takes_an_issue_too_as_often_as_roles_are_unclear(power, holders, clarity):
    organisation = {"span": 4, "depth": 2, "peer_ties": 6}
    settings = silence(
        DECIDE,
        organisation,
        culture={"clarity": clarity},
        physics={"right_holders": holders, "work_hours": 0.01, "max_attempts": 0},
        dials={"generative_power": power},
    )
    chart = build_chart(settings.organisation, settings.seed)
    tied = np.flatnonzero(np.diff(chart.ties_first) > 0)
    issues = [{"day": day, "origin": seat} for day in range(40) for seat in tied for _ in range(4)]
    run = live_with(settings, *issues)
    chance = power * (1 - clarity) * (holders - 1) / holders
    looked = run.days["first_answers"].sum()
    assert looked > 2_000
    assert abs(run.days["collisions"].sum() - looked * chance) <= 4 * math.sqrt(looked * chance * (1 - chance))


PURE = [(0.0, 0.0, 0.0), (1.0, 1.0, 1.0)]
HELD = [(0.5, 0.5, 0.5), (0.2, 0.8, 0.5), (0.0, 1.0, 0.9)]
OUTRUN = [(1.0, 1.0, 0.0), (0.6, 0.4, 0.0)]


@pytest.mark.parametrize(("initiative", "openness", "constitution"), [*PURE, *HELD, *OUTRUN])
def test_procedure_is_questioned_only_where_initiative_and_openness_outrun_the_constitution(
    initiative, openness, constitution
):
    dials = {"initiative": initiative, "openness": openness, "constitution": constitution}
    culture = {"contest_share": 0.5, "founders": 1.0, "voice": 0.25}
    run = live_with(silence(dials=dials, culture=culture, physics={"contest_rate": 1.0}))
    outrun = (initiative, openness, constitution) in OUTRUN
    assert run.days["procedures"].tolist() == [int(outrun)] * 45  # that surely, or not at all
    assert run.days["contest_hours"] == pytest.approx(PEOPLE * outrun)
    contesting = [luck.uniform(1, seat, 0, luck.CONTESTING, 0) < 0.5 for seat in range(PEOPLE)]
    assert 0 < sum(contesting) < PEOPLE
    left = max(0.05, 1.0 - 45 * 0.02 * (1 - 0.25))
    assert run.tables.people.commitment == pytest.approx([1.0 if each or not outrun else left for each in contesting])


def test_no_founders_nobody_to_contest():
    dials = {"initiative": 1.0, "openness": 1.0, "constitution": 0.0}
    run = live_with(silence(dials=dials, culture={"contest_share": 1.0, "founders": 0.0}))
    assert run.days["procedures"].sum() == 0


# ------------------------------------------------------------------------------------------------- task groups
def meet_on(days, evolving, **physics):
    """Let the two lower teams meet on an issue on each of some days; return the run."""
    settings = silence(CONVENE, dials={"evolving_structure": evolving}, physics=physics)
    return live_with(settings, *({"day": day, "origin": 3, "other_team": 2, "coupling": 1.0} for day in days))


def test_setting_a_meeting_up_takes_half_at_full_maturity():
    days = meet_on([0, 2, 4], 0.0, maturity_gain=1.0).days
    assert days["forming_hours"][[0, 2, 4]] == pytest.approx([2.0, 1.0, 1.0])
    days = meet_on([0, 2, 4], 0.0, maturity_gain=0.5).days
    assert days["forming_hours"][[0, 2, 4]] == pytest.approx([2.0, 1.5, 1.25])
    assert not days["groups"].any()


# ------------------------------------------------------------------------------------------------- caravan
def convoy(commitment, days_of_luck=2.0, **culture):
    """Let row 3 call row 2 to a meeting on day 0; return the run, and in how many days each of both teams is ready."""
    settings = silence(
        CONVENE,
        dials={"evolving_structure": 0.0},
        culture={"commitment": commitment, **culture},
        physics={"ready_days": days_of_luck, "left_out_loss": 0.1, "max_attempts": 0},
    )
    run = live_with(settings, {"day": 0, "origin": 3, "other_team": 2, "coupling": 1.0})
    members = [1, 3, 4, 2, 5, 6]
    assert sorted(np.flatnonzero(run.tables.people.team > 0).tolist()) == sorted(members)
    mean = days_of_luck * (1 / commitment - 1)
    name = 3 << 32
    return run, sorted(-math.log(luck.uniform(1, name, seat, luck.READY, 0)) * mean for seat in members)


BEFORE = 0.3 + 2.0 + 0.5 + 8.0
"""Hours from the call until the other lead may open it: sending, forming, meeting, hand-off."""
AFTER = 0.3 + 0.5
"""Receiving and meeting."""


def test_the_fully_committed_wait_for_nobody():
    run, _ = convoy(1.0)
    assert run.tables.outcomes.effect_hour.tolist() == pytest.approx([BEFORE + AFTER])


@pytest.mark.parametrize(("share", "nth"), [(1.0, 6), (0.5, 3), (2 / 6, 2), (0.0, 1)])
def test_a_meeting_waits_for_the_last_of_the_share_that_must_be_ready(share, nth):
    run, ready = convoy(0.5, ready_share=share)
    assert run.tables.outcomes.effect_hour.tolist() == pytest.approx([BEFORE + 8.0 * ready[nth - 1] + AFTER])


@pytest.mark.parametrize("joining", [0.0, 1.0])
def test_who_comes_late_joins_at_no_loss_or_is_left_out_and_gives_less(joining):
    run, _ = convoy(0.5, ready_share=0.5, joining=joining)
    late = 2  # half of six are waited for; of the other three one is the convener, who cannot miss the own meeting
    assert run.days["joined"].sum() == joining * late
    assert run.days["left_out"].sum() == (1 - joining) * late
    lost = 0.5 - run.tables.people.commitment
    assert lost.sum() == pytest.approx((1 - joining) * late * 0.1)


def test_nobody_comes_late_where_all_are_waited_for():
    run, _ = convoy(0.5, ready_share=1.0, joining=0.0)
    assert run.days["left_out"].sum() == run.days["joined"].sum() == 0


def test_seven_people_are_what_these_laws_were_worked_out_for():
    assert build_chart(silence().organisation, 1).size == PEOPLE
    assert TREE["span"] == 2
