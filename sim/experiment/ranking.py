"""Rank rules by what they did in the same years: ties are ties, and being good everywhere counts by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.experiment.paired import interval

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Place:
    """Where a rule stands among others, in one regime or over all.

    Parameters
    ----------
    rank : int
        From 1; rules whose intervals overlap, directly or through others, share it.
    mean : float
        Of the outcome, in its unit.
    gap : float
        Mean distance to the field (the mean of all rules in the same year), in the outcome's unit.
    low, high : float
        95 % interval of the gap, over years.
    """

    rank: int
    mean: float
    gap: float
    low: float
    high: float


@dataclass(frozen=True)
class Standing:
    """How a rule did.

    Parameters
    ----------
    name : str
        The rule.
    overall : Place
        Over all regimes, each counting the same.
    regimes : tuple of Place
        In each regime.
    regret : float
        The robustness score: how far it is, at worst, behind the best rule of a regime; 0 is never behind. In the
        outcome's unit.
    worst : int
        The regime where that is.
    """

    name: str
    overall: Place
    regimes: tuple[Place, ...]
    regret: float
    worst: int


def standings(names: Sequence[str], values: Floats, better: int) -> list[Standing]:
    """Rank rules by one outcome.

    A gap is taken to the mean of all rules in the same year of the same regime: what made a year hard for everybody
    drops out. Robustness is the largest regret over regimes, after the minimax regret of [savage1951].

    Parameters
    ----------
    names : sequence of str
        The rules.
    values : ndarray of float, shape (rules, regimes, years)
        The outcome.
    better : int
        -1 when less is better, 1 when more is.

    Returns
    -------
    list of Standing
        Best first.

    Examples
    --------
    >>> two_years = np.array([[[1.0, 1.1], [4.0, 4.1]], [[2.0, 2.1], [3.0, 3.1]]])
    >>> [(each.name, each.overall.rank, round(each.regret, 6)) for each in standings(["a", "b"], two_years, -1)]
    [('a', 1, 1.0), ('b', 1, 1.0)]
    """
    gaps = values - values.mean(axis=0)
    overall = places(gaps.mean(axis=1), values.mean(axis=(1, 2)), better)
    regimes = [places(gaps[:, g], values[:, g].mean(axis=1), better) for g in range(values.shape[1])]
    means = values.mean(axis=2)
    best = means.min(axis=0) if better < 0 else means.max(axis=0)
    regrets = np.abs(means - best)
    found = [
        Standing(
            name, overall[k], tuple(each[k] for each in regimes), float(regrets[k].max()), int(regrets[k].argmax())
        )
        for k, name in enumerate(names)
    ]
    return sorted(found, key=lambda each: (each.overall.rank, -better * each.overall.mean, each.name))


def places(gaps: Floats, means: Floats, better: int) -> list[Place]:
    """Rank rules by their gaps to the field.

    Parameters
    ----------
    gaps : ndarray of float, shape (rules, years)
        Distance to the mean of all rules.
    means : ndarray of float, shape (rules,)
        What is shown.
    better : int
        -1 when less is better, 1 when more is.

    Returns
    -------
    list of Place
        In the order of the rules.
    """
    ends = [interval(each) for each in gaps]
    ranks = shared_ranks([(-better * gap, *sorted((-better * low, -better * high)))
                          for gap, (low, high) in zip(gaps.mean(axis=1), ends, strict=True)])  # fmt: skip
    return [
        Place(rank, float(mean), float(gap.mean()), low, high)
        for rank, mean, gap, (low, high) in zip(ranks, means, gaps, ends, strict=True)
    ]


def shared_ranks(intervals: Sequence[Sequence[float]]) -> list[int]:
    """Rank intervals (centre, low, high), lowest first; those that overlap, directly or through others, are tied.

    Examples
    --------
    >>> shared_ranks([(1.0, 0.5, 1.5), (2.0, 1.4, 2.6), (5.0, 4.0, 6.0)])
    [1, 1, 3]
    """
    order = sorted(range(len(intervals)), key=lambda k: intervals[k][0])
    ranks, reach, rank = [0] * len(intervals), float("-inf"), 0
    for place, k in enumerate(order, 1):
        _, low, high = intervals[k]
        if not low <= reach:
            rank = place
        ranks[k], reach = rank, max(reach, high)
    return ranks
