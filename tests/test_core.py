"""CORE, questions and practices in the engine: trade-offs by name, own goals, voice, what a vote and a trial move."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import bound, quiet_scene, settings_of
from quiet import TREE, silence

from sim.engine.answer import experiment, keep_best, noise_of
from sim.engine.people import care
from sim.engine.power import adopt
from sim.run import begin, simulate


def crowded(priorities, **physics):
    """Live some weeks of seven people to whom more comes than they can do."""
    return simulate(
        settings_of(
            "mixed",
            days=60,
            warmup_days=5,
            follow_days=10,
            organisation=TREE,
            world={"issue_rate": 4.0},
            culture={"priorities": priorities},
            physics=physics,
        )
    )


def declined(run):
    """Return the stakes of what was declined."""
    gone = np.asarray(run.tables.outcomes)["declined"]
    return np.asarray(run.tables.arrivals)["stakes"][: len(gone)][gone]


# ------------------------------------------------------------------------------------------------- trade-offs
@pytest.mark.parametrize("priorities", [0.5, 1.0])
def test_full_desks_decline_low_stakes_and_no_others(priorities):
    stakes = declined(crowded(priorities))
    assert len(stakes) > 20
    assert stakes.max() < 0.2 * priorities


def test_what_is_declined_is_not_refused_and_counts_as_never_answered():
    run = crowded(1.0)
    rows = np.asarray(run.tables.outcomes)
    gone = rows[rows["declined"]]
    assert not gone["refused"].any()
    assert np.isinf(gone["effect_hour"]).all()
    assert run.days["declined"].sum() == len(gone)
    assert run.outcomes["never_answered"] >= run.outcomes["declined"] > 0


@pytest.mark.parametrize("given", [{"priorities": 0.0}, {"priorities": 1.0, "trade_off": 0.0}])
def test_without_clear_priorities_or_without_trade_offs_nothing_is_declined(given):
    assert not len(declined(crowded(**given)))


def test_a_desk_that_is_not_full_declines_nothing():
    assert not len(declined(crowded(1.0, care_load_days=100.0)))


# ------------------------------------------------------------------------------------------------- goals
def answers(priorities, **physics):
    """Return the first answers of a silent world, in which everybody decides alone."""
    settings = silence(
        days=40,
        world={"interdependence": 0.0},
        culture={"priorities": priorities, "learning": 0.0},
        physics={"judgement_noise": 0.0, **physics},
    )
    run = simulate(settings)
    return run, np.asarray(run.tables.outcomes)["answer"]


def test_where_priorities_are_unclear_each_team_adds_its_own_goal():
    _, plain = answers(0.5, goal_spread=0.0)
    run, own = answers(0.5, goal_spread=1.0)
    team = np.asarray(run.tables.people.team)[np.asarray(run.tables.arrivals)["origin"][: len(own)]]
    told = np.isfinite(np.asarray(run.tables.outcomes)["effect_hour"])
    assert told.sum() > 20
    goals = 0.5 * np.asarray(run.tables.teams.goal)[team]
    np.testing.assert_allclose((own - plain)[told], goals[told], atol=1e-12)
    assert len(set(np.asarray(run.tables.teams.goal))) == len(run.tables.teams)


def test_where_priorities_are_clear_all_teams_mean_the_same():
    _, plain = answers(1.0, goal_spread=0.0)
    _, own = answers(1.0, goal_spread=1.0)
    np.testing.assert_array_equal(plain, own)


# ------------------------------------------------------------------------------------------------- voice
def overloaded(voice, load, evenings, first=0):
    """Let evenings pass over somebody with some tasks waiting; return the days and the person."""
    settings = settings_of("mixed", days=60, organisation=TREE, culture={"voice": voice, "empathy": 0.0})
    s = begin(settings, quiet_scene(settings), bound(settings))
    for day in range(first, first + evenings):
        s.org[0].day = day
        for i in range(len(s.people)):
            s.people[i].waiting, s.people[i].voice = load if i == 3 else 0, voice
            s.people[i].luck = day * 8 + i
        care(s)
    return s.days, s.people[3]


def test_who_speaks_names_a_friction_days_before_the_dashboard_shows_it():
    days, me = overloaded(1.0, 20, 5)
    assert (days["named"].sum(), days["frictions"].sum(), days["named_before"].sum()) == (1, 1, 1)
    assert days["early_days"][4] == 4
    assert me.shown
    assert me.named == 5


def test_who_is_silent_is_seen_by_the_dashboard_alone():
    days, _ = overloaded(0.0, 20, 5)
    assert (days["named"].sum(), days["frictions"].sum(), days["early_days"].sum()) == (0, 1, 0)


def test_what_a_dashboard_does_not_show_is_named_all_the_same():
    days, _ = overloaded(1.0, 7, 5)  # 0.7 days of work: above what is eased, below what is shown
    assert (days["named"].sum(), days["frictions"].sum()) == (1, 0)


# ------------------------------------------------------------------------------------------------- questions, trials
def first_morning(**given):
    """Return the tables of seven people on their first morning."""
    settings = settings_of("mixed", days=60, organisation=TREE, **given)
    s = begin(settings, quiet_scene(settings), bound(settings))
    keep_best(s)
    return s


def test_what_passes_moves_the_course_and_the_head_a_part_of_the_way():
    s = first_morning()
    s.plan_common[0], s.people[0].g, s.people[3].g = 1.0, 2.0, 3.0
    course = np.array(s.plan_course[0])
    adopt(s, 5.0)
    assert s.plan_common[0] == pytest.approx(1.0 + 0.3 * 4.0)
    np.testing.assert_allclose(s.plan_course[0] - course, 0.3 * 4.0)
    assert (s.people[0].g, s.people[3].g) == (pytest.approx(2.0 + 0.3 * 3.0), 3.0)


def test_trials_bring_practices_nearer_to_what_fits_at_hours_and_a_fit_steadies_judgement():
    s = first_morning(dials={"experiential_knowledge": 1.0})
    before = np.array(s.teams.best - s.teams.practice)
    noise = noise_of(s, s.people[3], s.issues[0])
    experiment(s)
    np.testing.assert_allclose(s.teams.best - s.teams.practice, 0.95 * before)
    assert s.people[3].meeting_hours == pytest.approx(0.1)
    assert noise_of(s, s.people[3], s.issues[0]) < noise
    none = first_morning(dials={"experiential_knowledge": 0.0})
    experiment(none)
    np.testing.assert_array_equal(none.teams.best - none.teams.practice, before)
