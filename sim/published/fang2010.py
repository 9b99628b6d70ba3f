"""Fang, Lee and Schilling's semi-isolated subgroups: how many links between groups serve learning best.

Reality has m dimensions, each 1 or -1; people believe 1, 0 or -1. Knowledge comes in blocks: a block of s dimensions
counts only if all of it is right, so payoff is s times the blocks that are. People are in groups of equals, each linked
to all in the group; then each link's far end is moved to somebody of another group with probability beta. A period, all
at once: everybody looks at those linked who have a higher payoff, and takes over their majority's belief on each
dimension with probability p; without a majority, or anybody better, nothing changes.

Source  Fang, Lee & Schilling (2010) [fang2010]
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sim.engine.compiled import compiled
from sim.engine.luck import uniform

REALITY: Final = 1
BELIEF: Final = 2
MOVED: Final = 3
WHERE: Final = 4
LEARNT: Final = 5

Ints = NDArray[np.int64]


def linked(groups: int, size: int, beta: float, seed: int) -> Ints:
    """Return whom each person looks at.

    Parameters
    ----------
    groups, size : int
        Groups, 2 or more, and people in each.
    beta : float
        Chance of each link to lead to another group, 0 to 1.
    seed : int
        The same seed gives the same links.

    Returns
    -------
    ndarray of int, shape (people, size - 1)
        Links are directed, as learning is.
    """
    people = groups * size
    near = np.empty((people, size - 1), np.int64)
    for i in range(people):
        group = i // size
        fellows = [each for each in range(group * size, (group + 1) * size) if each != i]
        for k, fellow in enumerate(fellows):
            near[i, k] = fellow
            if uniform(seed, i, 0, MOVED, k) < beta:
                other = int(uniform(seed, i, 0, WHERE, k) * (people - size))
                near[i, k] = other if other < group * size else other + size
    return near


def mean_payoff(near: Ints, dimensions: int, block: int, learning: float, periods: int, seed: int) -> float:
    """Let people learn, and return what they know at the end.

    Parameters
    ----------
    near : ndarray of int, shape (people, links)
        Of `linked`.
    dimensions, block : int
        m and s, which divides m.
    learning : float
        p, a period and dimension.
    periods : int
        How long.
    seed : int
        The same seed gives the same numbers.

    Returns
    -------
    float
        Mean share of blocks that are right, 0 to 1.
    """
    people = len(near)
    reality = np.empty(dimensions, np.int64)
    beliefs = np.empty((people, dimensions), np.int64)
    payoff = np.zeros(people, np.int64)
    _begin(reality, beliefs, seed)
    _learn(near, reality, beliefs, beliefs.copy(), payoff, block, learning, periods, seed)
    return float(payoff.mean()) * block / dimensions


@compiled
def _begin(reality: Any, beliefs: Any, seed: int) -> None:
    for j in range(len(reality)):
        reality[j] = 1 if uniform(seed, 0, 0, REALITY, j) < 0.5 else -1
        for i in range(len(beliefs)):
            beliefs[i, j] = int(3.0 * uniform(seed, i, 0, BELIEF, j)) - 1


@compiled
def _pay(reality: Any, beliefs: Any, payoff: Any, block: int) -> None:
    for i in range(len(beliefs)):
        payoff[i] = 0
        for first in range(0, len(reality), block):
            right = 1
            for j in range(first, first + block):
                if beliefs[i, j] != reality[j]:
                    right = 0
                    break
            payoff[i] += right


@compiled
def _learn(
    near: Any, reality: Any, beliefs: Any, new: Any, payoff: Any, block: int, p: float, periods: int, seed: int
) -> None:
    _pay(reality, beliefs, payoff, block)
    for period in range(periods):
        if _heard(near, beliefs, new, payoff, p, period, seed) == 0:
            return
        for i in range(len(beliefs)):
            for j in range(len(reality)):
                beliefs[i, j] = new[i, j]
        _pay(reality, beliefs, payoff, block)


@compiled
def _heard(near: Any, beliefs: Any, new: Any, payoff: Any, p: float, period: int, seed: int) -> int:
    """Let everybody learn, and return how many beliefs could have changed."""
    open_ = 0
    for i in range(len(beliefs)):
        for j in range(beliefs.shape[1]):
            view = _majority(near, beliefs, payoff, i, j)
            if view != 0 and view != beliefs[i, j]:
                open_ += 1
                if uniform(seed, i, period, LEARNT, j) < p:
                    new[i, j] = view
    return open_


@compiled
def _majority(near: Any, beliefs: Any, payoff: Any, i: int, j: int) -> int:
    lead = 0
    for k in range(near.shape[1]):
        if payoff[near[i, k]] > payoff[i]:
            lead += beliefs[near[i, k], j]
    return 1 if lead > 0 else -1 if lead < 0 else 0
