"""CORE in the engine: trade-offs by name, and teams' own goals where priorities are unclear."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import settings_of
from quiet import TREE, silence

from sim.simulate import simulate


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
