"""From rows of lives to draws: regression summaries, the nearest lives, a local linear step, intervals recalibrated.

Approximate Bayesian computation with semi-automatic summaries (Fearnhead & Prangle 2012) and regression adjustment
(Beaumont et al. 2002); intervals are widened by what the same machine needs on known answers nearby.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

FOLDS: Final = 5
"""Parts for cross-fitting: no life is summed up by a regression that has seen it."""
CROSSED: Final = 28
"""Principal parts of the statistics whose products enter the regressions."""
RIDGES: Final = (3.0, 10.0, 30.0, 100.0, 300.0, 1000.0, 3000.0)
NEAREST: Final = 200
"""Lives that become draws."""
KNOWN: Final = 80
"""Lives nearby whose answers are known: they say how wide intervals must be, and what counts as misfit."""
WIDEST: Final = 2.5
"""Factor by which recalibration widens at most."""
LEVEL: Final = 0.95
HEARD: Final = 0.03
"""Share of a setting's variance that must be explained for it to count when lives are compared."""
FINEST: Final = 0.005
"""Standard deviation below which no log is exact: some two minutes of a day, for one that is written to the minute."""
LEAST: Final = 1e-6
"""Standard deviation below which a statistic counts as never changing."""
EDGE: Final = 1e-3
SHRINK: Final = 0.1
"""Share of the variances in the shrunk covariance of the misfit."""


def logit(share: Floats) -> Floats:
    """Open the unit interval, its very ends held in."""
    held = np.clip(share, EDGE, 1 - EDGE)
    return np.log(held / (1 - held))


def unit(value: Floats) -> Floats:
    """Close it again."""
    return 1 / (1 + np.exp(-value))


@dataclass(frozen=True)
class _Ridge:
    """A quadratic regression of settings on statistics: linear in all, with the products of their principal parts."""

    centre: Floats
    scale: Floats
    turn: Floats
    middle: Floats
    spread: Floats
    slopes: Floats
    level: Floats

    def __call__(self, statistics: Floats) -> Floats:
        return (
            _terms(statistics, self.centre, self.scale, self.turn) - self.middle
        ) / self.spread @ self.slopes + self.level


def _terms(statistics: Floats, centre: Floats, scale: Floats, turn: Floats) -> Floats:
    plain = np.clip((statistics - centre) / scale, -5, 5)
    parts = plain @ turn
    rows, columns = np.triu_indices(parts.shape[1])
    return np.hstack([plain, parts[:, rows] * parts[:, columns]])


def _ridge(settings: Floats, statistics: Floats) -> _Ridge:
    """Regress with the ridge that generalised cross-validation likes best, setting by setting."""
    centre, scale = statistics.mean(0), statistics.std(0)
    scale = np.where(scale > LEAST, np.maximum(scale, FINEST), np.inf)  # what never changes says nothing
    plain = np.clip((statistics - centre) / scale, -5, 5)
    _, values, turn = np.linalg.svd(plain - plain.mean(0), full_matrices=False)
    turn = turn[:CROSSED].T / (values[:CROSSED] / np.sqrt(len(plain)) + 1e-9)
    terms = _terms(statistics, centre, scale, turn)
    middle, spread = terms.mean(0), np.maximum(terms.std(0), 0.1)
    terms, level = (terms - middle) / spread, settings.mean(0)
    away = settings - level
    square, vectors = np.linalg.eigh(terms.T @ terms)
    square, inner = np.maximum(square, 0), vectors.T @ (terms.T @ away)
    best, slopes = np.full(settings.shape[1], np.inf), np.zeros((terms.shape[1], settings.shape[1]))
    total = (away**2).sum(0)
    for ridge in RIDGES:
        shrunk = inner / (square + ridge)[:, None]
        left = total - 2 * (inner * shrunk).sum(0) + (square[:, None] * shrunk**2).sum(0)
        score = left / (1 - (square / (square + ridge)).sum() / len(terms)) ** 2
        better = score < best
        best = np.where(better, score, best)
        slopes[:, better] = (vectors @ shrunk)[:, better]
    return _Ridge(centre, scale, turn, middle, spread, slopes, level)


@dataclass(frozen=True)
class Machine:
    """Lives summed up: for each the settings (as shares of their ranges) that its statistics speak for.

    Parameters
    ----------
    settings : ndarray of float, shape (n, p)
        Of every life, 0 to 1.
    statistics : ndarray of float, shape (n, m)
        Of its log.
    said : ndarray of float, shape (n, p)
        What regressions that have not seen it make of its statistics.
    scale : ndarray of float, shape (p,)
        How far those are off; infinite for a setting of which statistics say nothing.
    regressions : tuple
        One a fold.
    """

    settings: Floats
    statistics: Floats
    said: Floats
    scale: Floats
    regressions: tuple[_Ridge, ...]

    @classmethod
    def of(cls, settings: Floats, statistics: Floats) -> Machine:
        """Fit the regressions, each without one fold."""
        said, fold, made = np.empty_like(settings), np.arange(len(settings)) % FOLDS, []
        for k in range(FOLDS):
            made.append(_ridge(settings[fold != k], statistics[fold != k]))
            said[fold == k] = made[-1](statistics[fold == k])
        scale, around = (settings - said).std(0), settings.std(0)
        heard = 1 - (scale / (around + 1e-9)) ** 2 > HEARD
        return cls(settings, statistics, said, np.where(heard, scale + 1e-9, np.inf), tuple(made))

    def sum_up(self, statistics: Floats) -> Floats:
        """Return what a log's statistics speak for, shape (p,)."""
        return np.mean([each(statistics[None])[0] for each in self.regressions], axis=0)

    @property
    def told(self) -> Floats:
        """Share of each setting's variance that the regressions explain, out of sample."""
        return 1 - ((self.settings - self.said) ** 2).sum(0) / ((self.settings - self.settings.mean(0)) ** 2).sum(0)

    def near(self, said: Floats, many: int, without: int = -1) -> tuple[NDArray[np.int64], Floats]:
        """Return the nearest lives and how far they are."""
        away = (((self.said - said) / self.scale) ** 2).sum(1)
        if without >= 0:
            away[without] = np.inf
        chosen = np.argsort(away, kind="stable")[:many]
        return chosen, np.sqrt(away[chosen])

    def _offset(self, chosen: NDArray[np.int64], said: Floats) -> Floats:
        """Return how far some lives are, setting by setting, of those that are heard."""
        heard = np.isfinite(self.scale)
        return (self.said[chosen][:, heard] - said[heard]) / self.scale[heard]

    def raw(self, said: Floats, without: int = -1) -> Floats:
        """Return draws before recalibration, on the open scale: the nearest lives, moved along a local regression."""
        chosen, away = self.near(said, min(NEAREST, len(self.said) // 3), without)
        weight = np.sqrt(np.maximum(1 - (away / (away[-1] + 1e-9)) ** 2, 1e-3))[:, None]
        offset = self._offset(chosen, said)
        terms = np.hstack([np.ones((len(chosen), 1)), offset])
        held = np.diag([1e-9, *[0.5] * offset.shape[1]])
        values = logit(self.settings[chosen])
        weighted = terms * weight
        slopes = np.linalg.solve(weighted.T @ weighted + held, weighted.T @ (values * weight))
        return values - offset @ slopes[1:]

    def known(self, said: Floats) -> NDArray[np.int64]:
        """Return the lives nearby that serve as known answers."""
        return self.near(said, KNOWN)[0]

    def factors(self, said: Floats) -> Floats:
        """Return by how much intervals must be widened to hold the known answers nearby, setting by setting."""
        needed = []
        for place in self.known(said):
            drawn = self.raw(self.said[place], place)
            low, middle, high = np.quantile(drawn, [(1 - LEVEL) / 2, 0.5, (1 + LEVEL) / 2], axis=0)
            off = logit(self.settings[place]) - middle
            needed.append(np.where(off > 0, off / (high - middle + 1e-9), -off / (middle - low + 1e-9)))
        return np.clip(np.quantile(needed, LEVEL, axis=0), 1.0, WIDEST)

    def draws(self, said: Floats) -> Floats:
        """Return draws of the settings given a log's summary, recalibrated; shape (k, p), shares of the ranges."""
        drawn = self.raw(said)
        middle = np.median(drawn, axis=0)
        return unit(middle + (drawn - middle) * self.factors(said))

    def misfit(self, statistics: Floats, said: Floats) -> tuple[float, Floats]:
        """Return how rare a log so far from its nearest lives is among their own logs, and where it is far.

        The first is the share of known answers nearby that are as far; the second is each statistic's distance in
        standard deviations.
        """
        size, off = self._far(statistics, said, -1)
        others = [self._far(self.statistics[place], self.said[place], int(place))[0] for place in self.known(said)]
        return float(np.mean(np.array(others) >= size)), off

    def _far(self, statistics: Floats, said: Floats, without: int) -> tuple[float, Floats]:
        """Measure how far statistics are from those of the nearest lives, shifted to what they speak for."""
        chosen, _ = self.near(said, min(2 * NEAREST, len(self.said) // 2), without)
        terms = np.hstack([np.ones((len(chosen), 1)), self._offset(chosen, said)])
        values = self.statistics[chosen]
        slopes = np.linalg.lstsq(terms, values, rcond=None)[0]
        left = values - terms @ slopes
        spread = np.maximum(left.std(0), FINEST)
        off = (statistics - slopes[0]) / spread
        shape = np.cov((left / spread).T)
        shrunk = (1 - SHRINK) * shape + SHRINK * np.eye(len(shape))
        return float(off @ np.linalg.solve(shrunk, off)), off
