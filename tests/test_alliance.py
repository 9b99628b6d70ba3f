"""Issues that members open, a charter that is carried, and a minority that recruits: each law by hand."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import lived, settings_of
from quiet import TREE, from_morning, live_with, silence

from sim.engine.answer import known_scope_part, scope_part
from sim.run import simulate

PEOPLE = 7
CROSSING = {"issue_rate": 1.5, "interdependence": 0.9, "scope": 0.7}


# ------------------------------------------------------------------------------------------ issues of members' own
def opening(initiative=1.0, rate=1.0, **given):
    """Let seven people with nothing to do open issues."""
    physics = {"own_rate": rate, "engagement_norm": 1.0, "practice_days": 1000, **given.pop("physics", {})}
    return silence(dials={"initiative": initiative}, physics=physics, **given)


def test_whoever_has_nothing_waiting_opens_an_issue_from_the_second_day_on():
    run = live_with(opening(world={"scope": 0.0, "interdependence": 0.0}))
    assert run.days["opened"].tolist() == [0] + [PEOPLE] * 44
    assert run.days["opened_answered"].sum() == run.days["opened_decided"].sum() == PEOPLE * 44
    assert run.outcomes["own_decided"] == 1.0
    assert run.outcomes["own_issues"] == pytest.approx(250 * 44 / 45)


@pytest.mark.parametrize(("initiative", "rate"), [(0.0, 1.0), (1.0, 0.0)])
def test_without_initiative_or_at_rate_nought_nobody_opens_any(initiative, rate):
    assert not live_with(opening(initiative, rate)).days["opened"].any()


def test_the_chance_is_the_rate_times_the_dial_and_engagement():
    crowd = {"organisation": {"span": 11, "depth": 1, "peer_ties": 0}, "days": 1000}
    run = live_with(opening(0.5, 0.5, physics={"engagement_norm": 0.8}, **crowd))
    assert run.days["opened"].sum() / (999 * 12) == pytest.approx(0.2, abs=0.015)  # 4 standard errors


def test_whoever_had_something_waiting_last_evening_opens_none():
    tables, scene = from_morning(opening(), 1)
    tables.people.waiting[:3] = 1
    assert lived(opening(), scene, 2, tables).days[1].opened == PEOPLE - 3


def test_what_members_open_is_in_no_count_but_its_own_and_no_outcome_of_issues():
    run = live_with(opening(physics={"judgement_noise": 3.0, "max_attempts": 1}))
    assert run.days["opened_held"].sum() > 0
    assert run.days["reworks"].sum() > 0  # acts and hours are counted
    for name in (
        "born",
        "answered",
        "resolved",
        "dropped",
        "refused",
        "declined",
        "open",
        "first_answers",
        "ambiguous",
    ):
        assert not run.days[name].any(), name
    assert not run.days["lead_days"].any()
    assert len(run.tables.outcomes) == 0


def test_each_one_that_holds_brings_the_practice_of_its_team_nearer_to_what_fits_best():
    settings = opening(0.3, physics={"own_gain": 0.1})
    tables, scene = from_morning(settings, 1)
    before, best = tables.teams.practice.copy(), tables.teams.best.copy()
    tables = lived(settings, scene, 45, tables)
    left = (tables.teams.practice - best) / (before - best)
    held = np.log(left) / np.log(0.9)
    assert held == pytest.approx(np.round(held), abs=1e-6)
    assert held.sum() == pytest.approx(tables.days.opened_held.sum(), abs=1e-6)
    assert held.min() > 0


def test_every_issue_of_the_trace_ends_as_its_own_beside_those_that_members_open():
    physics = {"own_rate": 1.0, "refuse_days": 4.0, "group_gap": 0.1, "group_rate": 1.0}
    given = {"culture": {"priorities": 1.0}, "dials": {"evolving_structure": 1.0}, "world": CROSSING, "days": 120}
    run = simulate(settings_of("mixed", organisation=TREE, physics=physics, **given), events=True)
    days, outcomes = run.days, run.tables.outcomes
    assert days["opened"].sum() > 20
    gone = np.cumsum(days["resolved"] + days["dropped"] + days["refused"] + days["declined"])
    assert np.array_equal(np.cumsum(days["born"]) - gone, days["open"])
    assert np.isfinite(outcomes.effect_hour).sum() == days["first_answers"].sum()
    assert np.isfinite(outcomes.drop_hour).sum() == (days["dropped"] + days["refused"] + days["declined"]).sum()
    assert days["founded"].sum() > 0
    assert run.log is not None
    assert set(run.log.events["arrival"]) <= set(range(len(outcomes)))


def test_a_day_on_which_everybody_opens_one_finds_rows_for_all():
    settings = opening(organisation={"span": 33, "depth": 2, "peer_ties": 0}, days=3, follow_days=1)
    assert live_with(settings).days["opened"].tolist() == [0, 1123, 1123]


# ------------------------------------------------------------------------------------------------- a charter
def chartered(share=0.6, **given):
    """Let seven people hold assemblies, and nothing else happen."""
    physics = {"relaxation": 0.02, "charter_days": 10, "charter_hours": 3.0, **given.pop("physics", {})}
    return silence(culture={"charter": share}, physics=physics, **given)


def test_what_an_assembly_gives_everybody_fades_until_the_next_and_costs_hours():
    run = live_with(chartered())
    assert run.days["carried"] == pytest.approx([0.6 * 0.98 ** (day % 10) for day in range(45)])
    assert run.days["meeting_hours"] == pytest.approx([0.0 if day % 10 else 3.0 * PEOPLE for day in range(45)])


def test_without_a_charter_nobody_meets_on_it():
    run = live_with(chartered(0.0))
    assert not run.days["carried"].any()
    assert not run.days["meeting_hours"].any()


def test_a_newcomer_carries_nothing_until_an_assembly():
    run = live_with(
        chartered(physics={"leave_rate": 1.0, "leave_slope": 0.0, "welcome_hours": 0.0}, days=12, follow_days=1)
    )
    assert run.days["departures"].tolist() == [PEOPLE] * 12
    assert run.days["carried"] == pytest.approx([0.6 if day % 10 == 0 else 0.0 for day in range(12)])


@pytest.mark.parametrize(("novel", "revealed", "knows"), [(False, 0.0, 0.6), (True, 0.0, 0.0), (False, 0.9, 0.9)])
def test_what_is_carried_is_known_without_asking_of_what_is_not_new_if_it_is_more(novel, revealed, knows):
    settings = chartered(world={"scope_sd": 1.0})
    tables, _ = from_morning(settings, 1)
    me, issue = tables.people[3], tables.issues[0]  # at the base: too low for an issue of scope 1
    me.carried = 0.6
    issue.scope, issue.novel, issue.revealed, issue.origin = 1, novel, revealed, 3
    whole = scope_part(tables.law[0], issue)
    assert whole != 0.0
    assert known_scope_part(tables, me, issue) == pytest.approx(knows * whole)


# ------------------------------------------------------------------------------------------------- a contest
CONTEST = {"contest_share": 0.2, "contest_spread": 0.1, "contest_cap": 0.5, "voice": 0.25, "founders": 1.0}
SURE = {"contest_rate": 1.0, "relaxation": 0.1}
OUTRUN = {"initiative": 1.0, "openness": 1.0, "constitution": 0.0}


def contested(culture=None, **physics):
    """Let a question of procedure come every day."""
    return live_with(silence(dials=OUTRUN, culture={**CONTEST, **(culture or {})}, physics={**SURE, **physics}))


def test_each_question_wins_members_over_and_days_bring_the_minority_back():
    expected, won = [], 0.0
    for _ in range(45):
        won += 0.1 * 0.75 * (0.5 - 0.2 - won) / 0.5
        expected.append(0.2 + won)
        won *= 0.9
    run = contested()
    assert run.days["procedures"].tolist() == [1] * 45
    assert run.days["contest_share"] == pytest.approx(expected)
    assert run.outcomes["minority"] == pytest.approx(np.mean(expected))
    assert run.outcomes["onset"] == next(day for day in range(45) if expected[day] > 0.25)


def test_without_spread_the_minority_is_what_it_was_and_never_takes_hold():
    run = contested({"contest_spread": 0.0})
    assert run.days["contest_share"] == pytest.approx([0.2] * 45)
    assert np.isnan(run.outcomes["onset"])


def test_nobody_beyond_the_cap_is_won_over():
    assert contested({"contest_share": 0.6}).days["contest_share"] == pytest.approx([0.6] * 45)
    assert contested(relaxation=0.0).days["contest_share"].max() < 0.5


def test_a_charter_that_is_carried_whole_leaves_nothing_to_contest():
    assert contested({"charter": 1.0}, charter_days=1).days["procedures"].sum() == 0


def test_what_is_carried_takes_its_share_of_who_is_won_over():
    run = contested({"charter": 0.5}, charter_days=1, relaxation=0.0, contest_rate=1.0)
    first = int(np.argmax(run.days["procedures"] > 0))
    assert run.days["contest_share"][first] == pytest.approx(0.2 + 0.1 * 0.75 * 0.5 * 0.3 / 0.5)


def test_a_contest_among_few_is_a_lottery():
    days = {"days": 400, "warmup_days": 0, "follow_days": 10}
    found = [
        live_with(
            silence(
                dials=OUTRUN,
                culture={**CONTEST, "contest_share": 0.01},
                physics={"relaxation": 0.01},
                seed=seed,
                **days,
            )
        ).outcomes["onset"]
        for seed in range(8)
    ]
    assert len(set(found)) > 4
