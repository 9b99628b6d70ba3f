"""One result of validation: what was expected, what came, and whether that is near enough."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

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
        ``EXACT``, ``LIMIT``, ``DOCK`` or ``STEADY``.
    relation : str
        ``=``, or ``>`` or ``<`` where only an order is claimed: then the difference must exceed the tolerance.
    must_fail : bool
        A negative control: something else than what was published, which the same test has to tell apart.
    """

    check: str
    case: str
    source: str
    expected: float
    obtained: float
    tolerance: float
    n: int
    kind: str = "EXACT"
    relation: str = "="
    must_fail: bool = False

    @property
    def holds(self) -> bool:
        """Whether what was obtained is what was expected; not when anything is not a number."""
        difference = self.obtained - self.expected
        if self.relation == "=":
            return abs(difference) <= self.tolerance
        return (difference if self.relation == ">" else -difference) > self.tolerance

    @property
    def passed(self) -> bool:
        """Whether it holds, or, of a negative control, whether it does not; never when anything is not a number."""
        numbers = (self.expected, self.obtained, self.tolerance)
        return all(map(math.isfinite, numbers)) and self.holds != self.must_fail


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


def ordered(check: str, case: str, source: str, differences: Sequence[float], relation: str = ">") -> Row:
    """Make a row of an order: the mean difference must lie clearly on one side of 0."""
    return replace(statistical(check, case, source, 0.0, differences, "DOCK"), relation=relation)


def control(row: Row) -> Row:
    """Return a row as a negative control."""
    return replace(row, must_fail=True)
