"""One result of validation: what was expected, what came, and whether that is near enough."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

ERRORS = 4.0
"""Standard errors allowed to a mean over seeds."""
SEEDS = 20
"""Independent seeds of a statistical row, at least."""


@dataclass(frozen=True)
class Row:
    """A line of the table of results.

    Parameters
    ----------
    check : str
        Which theorem, in words.
    case : str
        Which numbers of it.
    source : str
        Where it comes from, with a key of ``references.bib`` if it was published.
    expected, obtained, tolerance : float
        It passes when they differ by no more than the tolerance.
    n : int
        Independent seeds, or points compared where nothing is random.
    kind : str
        ``EXACT`` or ``LIMIT``.
    """

    check: str
    case: str
    source: str
    expected: float
    obtained: float
    tolerance: float
    n: int
    kind: str = "EXACT"

    @property
    def passed(self) -> bool:
        """Whether the difference is within the tolerance; not when anything is not a number."""
        return abs(self.obtained - self.expected) <= self.tolerance


def statistical(
    check: str, case: str, source: str, expected: float, values: Sequence[float], kind: str = "EXACT"
) -> Row:
    """Make a row from one value a seed: the mean must lie within 4 standard errors of what the theorem says.

    Parameters
    ----------
    check, case, source, kind : str
        As for `Row`.
    expected : float
        The theorem's value.
    values : sequence of float
        One from each of at least 20 independent seeds.

    Returns
    -------
    Row
        With 4 standard errors as its tolerance.
    """
    if len(values) < SEEDS:
        raise ValueError(f"{check}: {len(values)} seeds, at least {SEEDS} are needed")
    error = float(np.std(values, ddof=1)) / math.sqrt(len(values))
    return Row(check, case, source, expected, float(np.mean(values)), ERRORS * error, len(values), kind)
