"""One at a time: the centre, then each level of each factor with all others at the centre.

It shows slopes at one place, no interactions; for those take `morris` or `saltelli`.

Source  ours
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sim.experiment.design.chosen import DesignSettings
from sim.experiment.design.factor import Factor, Value


def size(factors: Sequence[Factor], chosen: DesignSettings) -> int:
    """Return one more than the levels that differ from the centre."""
    return 1 + sum(len(_steps(each)) for each in factors)


def points(factors: Sequence[Factor], chosen: DesignSettings) -> Iterable[tuple[Value, ...]]:
    """Yield the centre (what the settings are where nothing is varied), then factor after factor."""
    centre = tuple(each.base for each in factors)
    yield centre
    for k, factor in enumerate(factors):
        for level in _steps(factor):
            yield (*centre[:k], level, *centre[k + 1 :])


def _steps(factor: Factor) -> list[Value]:
    """Return the levels of a factor that are not its centre; the ends of a range without steps."""
    levels = factor.grid() if factor.levels or factor.steps else factor.ends()
    return [each for each in levels if each != factor.base]
