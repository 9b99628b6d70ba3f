"""The study behind all patterns: one population, asked once, and lived again under what single patterns vary."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from sim.validation.correlate import of_pair
from sim.validation.pattern import Span
from sim.validation.population import POINTS, Overrides, Population, dial_ranges, drawn_points, outcomes, survey

AMOUNTS = (0.0, 0.25, 0.5, 0.75, 1.0)
"""Of structure: all dials stand at 1 less this."""
SMALL, LARGE = 1.0, 12.0
"""Bursts: by how much arrivals rise at first; a fifth of it ends each day, so five times as many days' come in all."""
BURST_DAY = 60
SPARSE_TIES, ALL_TIES = 2, 42
NEUTRAL = 24
"""Organisations at neutral dials."""
Lives = list[dict[str, float]]


class Study:
    """A population and its variants, each lived once, when first asked for.

    Parameters
    ----------
    points : int
        Organisations.
    workers : int, optional
        Processes; as many as processors when absent.
    days : int
        Length of a life.
    told : callable, optional
        Told what has been lived.
    """

    def __init__(
        self, points: int = POINTS, workers: int | None = None, days: int = 250, told: Callable[[str], object] = str
    ) -> None:
        self._many, self._workers, self._days, self._told = points, workers, days, told
        self._lived: dict[tuple[str, float], Lives] = {}

    @cached_property
    def _points(self) -> Sequence[Overrides]:
        return drawn_points(self._many)

    @cached_property
    def population(self) -> Population:
        """What the survey found."""
        found = survey(self._points, self._workers, self._days)
        self._told("population")
        return found

    @cached_property
    def neutral(self) -> Population:
        """What a survey finds in the second year at neutral dials, everything else at its default."""
        middle = {each.path: 0.5 for each in dial_ranges()}
        found = survey([middle] * NEUTRAL, self._workers, 2 * self._days)
        self._told("neutral dials")
        return found

    def between_teams(self, one: str, other: str) -> tuple[float, Span]:
        """Return the correlation of two measures of teams that have both, and its interval over organisations."""
        teams = self.population.teams
        known = np.isfinite(teams[one]) & np.isfinite(teams[other])
        home = np.unique(teams["organisation"][known], return_inverse=True)[1]
        return of_pair(teams[one][known], teams[other][known], home)

    def structured(self, amount: float) -> Lives:
        """Return the lives of all organisations with all dials at 1 - amount."""
        dials = {each.path: 1.0 - amount for each in dial_ranges()}
        return self._live("structure", amount, lambda each: {**each, **dials})

    def burst(self, size: float) -> Lives:
        """Return the lives of all organisations with a burst of arrivals on day 60."""
        struck = [{"day": BURST_DAY * self._days // 250, "where": "global", "size": 0.0, "burst": size}]
        staged: dict[str, Any] = (
            {"world.staged": struck, "world.burst_decay": 0.2} if size else {"world.burst_decay": 0.2}
        )
        return self._live("burst", size, lambda each: {**each, **staged})

    def tied(self, ties: int) -> Lives:
        """Return the lives of all organisations with so many peer ties a person."""
        return self._live("ties", ties, lambda each: {**each, "organisation.peer_ties": ties})

    def informed(self, by: float, at_once: float, judge: float) -> Lives:
        """Return the lives of all organisations, told of the whole by a centre (0) or by members (1)."""
        dials = {"dials.constitution": by, "dials.lattice": by, "dials.initiative": judge}
        shocks = {"world.global_shock_share": at_once}
        return self._live(f"informed {at_once:g} {judge:g}", by, lambda each: {**each, **dials, **shocks})

    def _live(self, name: str, value: float, changed: Callable[[Overrides], Overrides]) -> Lives:
        key = (name, float(value))
        if key not in self._lived:
            self._lived[key] = outcomes([changed(each) for each in self._points], self._workers, self._days)
            self._told(f"{name} {value:g}")
        return self._lived[key]
