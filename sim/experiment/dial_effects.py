"""What the dials did: each alone, each one's share of the whole, and which of them have a better end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.experiment.compose import FORMS
from sim.experiment.dials import DIALS, MEASURED, DialRows
from sim.experiment.paired import interval, leader
from sim.experiment.shapley import shapley
from sim.experiment.verdict import AHEAD, verdict
from sim.metrics import BETTER, HEADLINE

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Estimate:
    """A mean over years, with its 95 % interval.

    Parameters
    ----------
    mean, low, high : float
        NaN for what is not there.
    n : int
        Years.
    """

    mean: float
    low: float
    high: float
    n: int


@dataclass(frozen=True)
class Effect:
    """What a dial, or all of them, does to an outcome: organic end (1) less mechanical end (0).

    Parameters
    ----------
    dial : str
        Its name; ``all`` for every dial at once.
    outcome : str
        A name of `sim.metrics.OUTCOMES` or of a day's column.
    overall : Estimate
        Over the years of all worlds.
    by_world : dict of str to Estimate
        Over the years of each.
    """

    dial: str
    outcome: str
    overall: Estimate
    by_world: dict[str, Estimate]

    @property
    def ahead(self) -> str:
        """Which end is better over all worlds: ``mechanical``, ``organic``, ``none`` if unclear, ``-`` if neither."""
        return self._ahead(self.overall)

    def ahead_in(self, world: str) -> str:
        """Which end is better in one world."""
        return self._ahead(self.by_world[world])

    def wins(self) -> dict[str, tuple[str, ...]]:
        """Return the cells that count for each end: worlds by name, and ``all`` for all of them together."""
        cells = {"all": self.overall, **self.by_world}
        found = {name: verdict(self.outcome, each.mean, each.low, each.high) for name, each in cells.items()}
        large = {name: leader(each) for name, each in found.items() if each.word == AHEAD}
        return {form: tuple(name for name, who in large.items() if who == form) for form in FORMS}

    def is_clear(self) -> bool:
        """Say whether one end is clearly better in any world or over all, by however little."""
        return any(self._ahead(each) in FORMS for each in (self.overall, *self.by_world.values()))

    def _ahead(self, found: Estimate) -> str:
        if not BETTER.get(self.outcome, 0):
            return "-"
        return leader(verdict(self.outcome, found.mean, found.low, found.high))


@dataclass(frozen=True)
class Verdict:
    """What the attribution says of one dial.

    Parameters
    ----------
    dial : str
        Its name.
    kind : str
        ``dominated``, ``trade-off``, ``hint``, ``small`` or ``silent``.
    better : str
        The better end of a dominated dial or a hint; ``none`` otherwise.
    gains : dict of str to tuple
        For each end, the outcomes for which it wins cells: (outcome, worlds), no worlds meaning over all of them.
    """

    dial: str
    kind: str
    better: str
    gains: dict[str, tuple[tuple[str, tuple[str, ...]], ...]]


@dataclass(frozen=True)
class Findings:
    """All that a study of the dials found.

    Parameters
    ----------
    worlds : tuple of str
        Where.
    alone, shares, wholes : list of Effect
        Of `alone`, `shares` and `wholes`.
    verdicts : list of Verdict
        Of `verdicts`.
    """

    worlds: tuple[str, ...]
    alone: list[Effect]
    shares: list[Effect]
    wholes: list[Effect]
    verdicts: list[Verdict]

    def disagreements(self) -> list[tuple[str, str]]:
        """Return (dial, outcome) where one end is clearly better alone and the other one together."""
        pairs = zip(self.alone, self.shares, strict=True)
        return [(one.dial, one.outcome) for one, other in pairs if {one.ahead, other.ahead} == {*FORMS}]


def findings(rows: DialRows, worlds: Sequence[str]) -> Findings:
    """Estimate everything from what the runs left behind."""
    found = shares(rows, worlds)
    return Findings(tuple(worlds), alone(rows, worlds), found, wholes(rows, worlds), verdicts(found))


def alone(rows: DialRows, worlds: Sequence[str], outcomes: Sequence[str] = HEADLINE) -> list[Effect]:
    """Return what each dial does alone, dial by dial: at 1 less at 0, the others neutral, year by year."""
    turned = rows.alone[..., 1, :] - rows.alone[..., 0, :]  # (worlds, years, dials, measured)
    return [
        _effect(dial, name, turned[:, :, j, MEASURED.index(name)], worlds)
        for j, dial in enumerate(DIALS)
        for name in outcomes
    ]


def at_ends(rows: DialRows, dial: str, name: str) -> tuple[float, float, Estimate]:
    """Return the mean of an outcome, or of a day's column, with a dial alone at 0 and at 1, and their difference."""
    values = rows.alone[:, :, DIALS.index(dial), :, MEASURED.index(name)].reshape(-1, 2)
    low, high = values.mean(axis=0)
    return float(low), float(high), _estimate(values[:, 1] - values[:, 0])


def shares(rows: DialRows, worlds: Sequence[str]) -> list[Effect]:
    """Return each dial's Shapley value of the difference between all organic and all mechanical, dial by dial.

    The value of a set of dials is the outcome with those at 1 and the others at 0; one game a world, year and outcome.
    """
    found = shapley(np.moveaxis(rows.corners, 2, 0))  # (dials, worlds, years, outcomes)
    return [
        _effect(dial, name, found[j, :, :, m], worlds)
        for j, dial in enumerate(DIALS)
        for m, name in enumerate(HEADLINE)
    ]


def wholes(rows: DialRows, worlds: Sequence[str]) -> list[Effect]:
    """Return the whole differences that the shares sum to: every dial at 1 less every dial at 0."""
    whole = rows.corners[:, :, -1] - rows.corners[:, :, 0]
    return [_effect("all", name, whole[:, :, m], worlds) for m, name in enumerate(HEADLINE)]


def _effect(dial: str, outcome: str, values: Floats, worlds: Sequence[str]) -> Effect:
    by_world = {name: _estimate(each) for name, each in zip(worlds, values, strict=True)}
    return Effect(dial, outcome, _estimate(values.ravel()), by_world)


def _estimate(values: Floats) -> Estimate:
    low, high = interval(values)
    return Estimate(float(values.mean()), low, high, len(values))


def verdicts(found: Sequence[Effect]) -> list[Verdict]:
    """Judge every dial by its shares.

    A dial is looked at outcome by outcome, over all worlds together and in each world. A cell is *clear* when its 95 %
    interval does not include 0. It *counts* when one end is ahead there (`sim.experiment.verdict`): clear, and the mean
    at least the smallest effect of interest, for with enough years any difference is clear; that end wins the cell. The
    dial is

    ``dominated``
        when one end wins every cell that counts, in any world and over all, and at least one cell over all worlds
        counts: the other end is never better by anything of interest, and somewhere worse;
    ``trade-off``
        when each end wins a cell;
    ``hint``
        when one end wins every cell that counts, but only single worlds have any;
    ``small``
        when cells are clear but none counts;
    ``silent``
        when no cell is clear: it does nothing measurable with so many years.

    No correction is made for the number of cells: of those where nothing happens one in twenty comes out clear.

    Parameters
    ----------
    found : sequence of Effect
        Of `shares`.

    Returns
    -------
    list of Verdict
        In the order of the dials.
    """
    return [_verdict(dial, [each for each in found if each.dial == dial]) for dial in DIALS]


def _verdict(dial: str, found: Sequence[Effect]) -> Verdict:
    gains = {form: tuple(_gains(found, form)) for form in FORMS}
    winners = [form for form in FORMS if gains[form]]
    if not winners:
        return Verdict(dial, "small" if any(each.is_clear() for each in found) else "silent", "none", gains)
    if len(winners) == 2:
        return Verdict(dial, "trade-off", "none", gains)
    over_all = any(not worlds for _, worlds in gains[winners[0]])
    return Verdict(dial, "dominated" if over_all else "hint", winners[0], gains)


def _gains(found: Sequence[Effect], form: str) -> list[tuple[str, tuple[str, ...]]]:
    won = {each.outcome: each.wins()[form] for each in found}
    return [(outcome, () if "all" in cells else cells) for outcome, cells in won.items() if cells]
