"""A factor: a setting that a design varies, with its levels or its range."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sim.errors import InputError

Value = float | int | str
"""What a factor can be at a point, as it stands in tables; settings larger than a number are named by text."""


@dataclass(frozen=True)
class Factor:
    """A setting that a design varies.

    Parameters
    ----------
    path : str
        Dotted path of the setting; ``each.`` in front stands for every slot.
    levels : tuple of values
        What it takes; empty for a range.
    low, high : float
        Ends of a range.
    log : bool
        Equal steps of the range are equal ratios.
    steps : int
        Levels that a grid takes from the range; 0 when it was not said.
    whole : bool
        The setting is a whole number.
    base : value
        What the setting is where it is not varied.
    given : mapping of value to plain value
        What stands behind a level that is a name: a file of `configs/`, a list, a mapping.
    """

    path: str
    levels: tuple[Value, ...] = ()
    low: float = 0.0
    high: float = 1.0
    log: bool = False
    steps: int = 0
    whole: bool = False
    base: Value = 0.0
    given: Mapping[Value, Any] = field(default_factory=dict[Value, Any])

    def at(self, u: float) -> Value:
        """Return the value at a place of the unit interval: levels have equal shares of it.

        Examples
        --------
        >>> Factor("a", levels=("x", "y")).at(0.5), round(Factor("b", low=1, high=100, log=True).at(0.5), 9)
        ('y', 10.0)
        >>> Factor("c", low=1, high=3, whole=True).at(0.99)
        3
        """
        if self.levels:
            return self.levels[min(int(u * len(self.levels)), len(self.levels) - 1)]
        if self.whole:  # each whole number has an equal share
            low, high = math.ceil(self.low), math.floor(self.high)
            return min(low + int(u * (high - low + 1)), high)
        return self._between(u)

    def _between(self, u: float) -> float:
        if self.log:
            return math.exp(math.log(self.low) + u * (math.log(self.high) - math.log(self.low)))
        return self.low + u * (self.high - self.low)

    def grid(self) -> tuple[Value, ...]:
        """Return the levels of a grid: those written, or `steps` over the range, both ends included."""
        if self.levels:
            return self.levels
        if not self.steps:
            raise InputError(f"vary.{self.path}: a range; this design needs a list of levels, or steps: N with it")
        found = [self._between(k / max(1, self.steps - 1)) for k in range(self.steps)]
        return tuple(dict.fromkeys(round(each) if self.whole else each for each in found))

    def ends(self) -> tuple[Value, ...]:
        """Return the values that bound all others, for checking before anything runs."""
        return self.levels or (self.at(0.0), self.at(1.0))
