"""Shapley values: share a difference out among the switches that make it, whatever the order of turning them."""

from __future__ import annotations

from math import comb

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

ROUNDING = 1e-9
"""How far the values may miss the whole, relative to the largest value of the game."""


def shapley(values: Floats) -> Floats:
    """Return the Shapley value of every player of a game, exactly, from all its coalitions [shapley1953].

    Parameters
    ----------
    values : ndarray of float, shape (2**k, ...)
        What each coalition reaches. Row `c` is the coalition of the players whose bit is set in `c`; further axes
        are games of their own.

    Returns
    -------
    ndarray of float, shape (k, ...)
        In the order of bits: the mean of what each player adds over all orders in which the k can join. They sum to
        what all reach less what nobody reaches.

    Raises
    ------
    ValueError
        When the number of rows is no power of two.
    ArithmeticError
        When the values do not sum to the whole; NaN where a coalition's value is NaN.

    Examples
    --------
    >>> shapley(np.array([0.0, 1.0, 2.0, 5.0]))  # alone 1 and 2; together 2 more than the sum
    array([2., 3.])
    """
    values = np.asarray(values, np.float64)
    players = len(values).bit_length() - 1
    if len(values) != 2**players:
        raise ValueError(f"{len(values)} coalitions: expected a power of two")
    found = np.empty((players, *values.shape[1:]))
    coalitions = np.arange(len(values))
    for player in range(players):
        without = coalitions[coalitions >> player & 1 == 0]
        added = values[without | 1 << player] - values[without]
        found[player] = np.tensordot(_weights(without, players), added, axes=1)
    _sums_to_the_whole(found, values)
    return found


def _weights(without: NDArray[np.int64], players: int) -> Floats:
    """Return the share of orders in which exactly the members of each coalition joined before a player; sums to 1."""
    of_size = np.array([1.0 / (players * comb(players - 1, size)) for size in range(players)])
    return of_size[np.bitwise_count(without)]


def _sums_to_the_whole(found: Floats, values: Floats) -> None:
    if len(values) == 1:
        return
    missing = np.abs(found.sum(axis=0) - (values[-1] - values[0]))
    if (missing > ROUNDING * np.abs(values).max(axis=0)).any():
        raise ArithmeticError(f"Shapley values miss the whole by {np.nanmax(missing)}")
