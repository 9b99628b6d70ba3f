"""Full factorial: every combination of levels.

Source  ours
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence

from sim.experiment.design.chosen import DesignSettings
from sim.experiment.design.factor import Factor, Value


def size(factors: Sequence[Factor], chosen: DesignSettings) -> int:
    """Return the product of the numbers of levels."""
    return math.prod(len(each.grid()) for each in factors)


def points(factors: Sequence[Factor], chosen: DesignSettings) -> Iterable[tuple[Value, ...]]:
    """Yield every combination, the last factor fastest."""
    return itertools.product(*(each.grid() for each in factors))
