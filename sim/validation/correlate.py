"""Correlations of people pooled over organisations, with intervals over organisations: people in one are no sample."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sim.stats.estimate import bca, estimate, interval
from sim.validation.pattern import Span

RESAMPLES = 2_000
"""Bootstrap samples of organisations: each takes a correlation matrix."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Statistic = Callable[[Floats], float]
"""Takes a correlation matrix."""


def moments(columns: Floats, organisation: Ints) -> Floats:
    """Return, for each organisation, counts, sums and sums of products."""
    wide = np.column_stack([np.ones(len(columns)), columns])
    found = np.zeros((int(organisation.max()) + 1, wide.shape[1], wide.shape[1]))
    np.add.at(found, organisation, wide[:, :, None] * wide[:, None, :])
    return found


def correlations(summed: Floats) -> Floats:
    """Return the correlation matrix that belongs to summed moments; NaN for what does not vary.

    Examples
    --------
    >>> table = np.array([[1.0, 2.0], [2.0, 4.0], [3.0, 6.0]])
    >>> correlations(moments(table, np.zeros(3, np.int64)).sum(axis=0)).round(6).tolist()
    [[1.0, 1.0], [1.0, 1.0]]
    """
    n = summed[0, 0]
    mean = summed[0, 1:] / n
    covariance = summed[1:, 1:] / n - np.outer(mean, mean)
    spread = np.sqrt(np.maximum(np.diag(covariance), 0.0))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(np.outer(spread, spread) > 1e-12, covariance / np.outer(spread, spread), np.nan)


def with_interval(columns: Floats, organisation: Ints, statistic: Statistic) -> tuple[float, Span]:
    """Return a statistic of the correlations, and its interval over resampled organisations."""
    return interval_of(moments(columns, organisation), statistic)


def interval_of(each: Floats, statistic: Statistic) -> tuple[float, Span]:
    """Return a statistic of the correlations that belong to moments of organisations, and its interval over them."""
    of_all = lambda samples: np.array([statistic(correlations(chosen.sum(axis=0))) for chosen in samples])  # noqa: E731
    return float(of_all(each[None])[0]), bca(each, of_all, RESAMPLES)


def of_pair(one: Floats, other: Floats, organisation: Ints) -> tuple[float, Span]:
    """Return the correlation of two measures, and its interval over organisations."""
    return with_interval(np.column_stack([one, other]), organisation, lambda r: float(r[0, 1]))


def cross_lagged(r: Floats) -> tuple[float, float]:
    """Return both cross-lagged effects of two measures taken twice, standardised.

    Examples
    --------
    >>> r = np.array([[1, 0, 0.5, 0.3], [0, 1, 0.2, 0.6], [0.5, 0.2, 1, 0], [0.3, 0.6, 0, 1]])
    >>> cross_lagged(r)
    (0.3, 0.2)
    """
    alone = 1 - r[0, 1] ** 2
    stressor = (r[0, 3] - r[0, 1] * r[1, 3]) / alone
    strain = (r[1, 2] - r[0, 1] * r[0, 2]) / alone
    return float(stressor), float(strain)


def mean_with_interval(values: Floats) -> tuple[float, Span]:
    """Return a mean over organisations, and its interval over them."""
    return estimate(values).mean, interval(values)


def spearman(one: Floats, other: Floats) -> float:
    """Return the rank correlation; ties share their ranks.

    Examples
    --------
    >>> round(spearman(np.array([1.0, 2.0, 3.0]), np.array([1.0, 5.0, 9.0])), 12)
    1.0
    """
    ranks = [_ranks(each) for each in (one, other)]
    return float(np.corrcoef(ranks[0], ranks[1])[0, 1])


def _ranks(values: Floats) -> Floats:
    below = (values[:, None] > values[None, :]).sum(axis=1)
    alike = (values[:, None] == values[None, :]).sum(axis=1)
    return below + (alike + 1) / 2
