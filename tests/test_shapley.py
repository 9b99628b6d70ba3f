"""Shapley values against games whose answer is known, and against the definition: the mean over all orders."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.stats.shapley import shapley


def members(players):
    """Return who is in each coalition, shape (2**players, players)."""
    return np.arange(2**players)[:, None] >> np.arange(players) & 1


def over_all_orders(values, players):
    """Average what each player adds over every order of joining, one order at a time."""
    total, orders = np.zeros((players, *values.shape[1:])), list(permutations(range(players)))
    for order in orders:
        inside = 0
        for player in order:
            total[player] += values[inside | 1 << player] - values[inside]
            inside |= 1 << player
    return total / len(orders)


def random_game(seed, players, *shape):
    return np.random.default_rng(seed).normal(size=(2**players, *shape))


@pytest.mark.parametrize("players", [1, 3, 11])
def test_in_an_additive_game_everybody_is_worth_what_they_bring(players):
    brought = np.arange(1.0, players + 1)
    assert shapley(7.0 + members(players) @ brought) == pytest.approx(brought, rel=1e-12)


@pytest.mark.parametrize("players", [2, 5, 11])
def test_what_only_all_together_reach_is_shared_equally(players):
    values = np.where(members(players).all(axis=1), 6.0, 0.0)
    assert shapley(values) == pytest.approx(np.full(players, 6.0 / players), rel=1e-12)


def test_what_two_of_four_reach_together_is_shared_by_those_two():
    inside = members(4)
    assert shapley(10.0 * inside[:, 1] * inside[:, 3]) == pytest.approx([0.0, 5.0, 0.0, 5.0], abs=1e-12)


def test_a_glove_on_one_side_is_worth_more_where_the_other_side_has_two():
    inside = members(3)  # one left glove, two right ones; a pair is worth 1
    pairs = np.minimum(inside[:, 0], inside[:, 1] + inside[:, 2])
    assert shapley(pairs.astype(float)) == pytest.approx([2 / 3, 1 / 6, 1 / 6], rel=1e-12)


@pytest.mark.parametrize("players", [1, 2, 4, 6])
def test_any_game_has_the_mean_over_all_orders(players):
    values = random_game(players, players, 3)
    assert shapley(values) == pytest.approx(over_all_orders(values, players), abs=1e-12)


@given(st.integers(0, 2**32 - 1), st.integers(1, 8))
def test_the_values_sum_to_the_whole(seed, players):
    values = 1e3 * random_game(seed, players, 2)
    assert shapley(values).sum(axis=0) == pytest.approx(values[-1] - values[0], abs=1e-9)


@given(st.integers(0, 2**32 - 1), st.integers(2, 7))
def test_players_that_can_be_exchanged_get_the_same(seed, players):
    inside = members(players)
    as_if = inside.copy()
    as_if[:, :2].sort(axis=1)  # only how many of the first two are in matters
    values = random_game(seed, players)[as_if @ (1 << np.arange(players))]
    found = shapley(values)
    assert found[0] == pytest.approx(found[1], abs=1e-12)


@given(st.integers(0, 2**32 - 1), st.integers(2, 7), st.data())
def test_a_player_who_changes_nothing_gets_exactly_nothing(seed, players, data):
    null = data.draw(st.integers(0, players - 1))
    values = random_game(seed, players)[np.arange(2**players) & ~(1 << null)]
    assert shapley(values)[null] == 0.0


@given(st.integers(0, 2**32 - 1), st.integers(1, 6))
def test_games_add_up(seed, players):
    one, other = random_game(seed, players), random_game(seed + 1, players)
    assert shapley(one + other) == pytest.approx(shapley(one) + shapley(other), abs=1e-12)


def test_nobody_shares_nothing():
    assert shapley(np.array([3.0])).shape == (0,)


def test_games_side_by_side_do_not_touch_each_other():
    values = random_game(1, 4, 2, 3)
    values[5, 1, 2] = np.nan
    found = shapley(values)
    assert np.isnan(found[:, 1, 2]).all()
    values[5, 1, 2] = 0.0
    for a, b in np.ndindex(2, 3):
        if (a, b) != (1, 2):
            assert found[:, a, b] == pytest.approx(shapley(values[:, a, b]), abs=1e-12)


@pytest.mark.parametrize("rows", [0, 3, 6])
def test_coalitions_come_in_powers_of_two(rows):
    with pytest.raises(ValueError, match="power of two"):
        shapley(np.zeros(rows))


def test_values_that_miss_the_whole_are_a_bug_and_say_so(monkeypatch):
    monkeypatch.setattr("sim.stats.shapley._weights", lambda without, players: np.full(len(without), 1.0))
    with pytest.raises(ArithmeticError, match="miss the whole"):
        shapley(random_game(1, 3))
