"""One empirical pattern: what the field has found, what came here, and whether sign, order or interval agree."""

from __future__ import annotations

import math
from dataclasses import dataclass

NAN = math.nan
MODEST = 0.8
"""Effects in the field are modest: a simulated correlation beyond this is as wrong as a wrong sign."""
CALIBRATES, VALIDATES = "calibrates", "validates"
"""What a row is for; what calibrates never validates."""

Span = tuple[float, float]
NO_SPAN: Span = (NAN, NAN)


@dataclass(frozen=True)
class Pattern:
    """A line of the table of patterns.

    Parameters
    ----------
    pattern, case : str
        Which finding, and which part of it.
    source : str
        With a key of ``references.bib``.
    role : str
        `CALIBRATES` or `VALIDATES`.
    asks : str
        What must hold, in words.
    empirical : float
        As reported; NaN where the finding is an order or a shape.
    reported : (float, float)
        The 95 % interval reported with it; NaN where none was found.
    obtained : float
        Here; NaN when it cannot be measured.
    interval : (float, float)
        95 %, over organisations.
    n : int
        Organisations.
    agrees : bool or None
        Whether it does; None when the product cannot measure it.
    note : str
        Why it cannot be measured, or how it was.
    """

    pattern: str
    case: str
    source: str
    role: str
    asks: str
    empirical: float
    reported: Span
    obtained: float
    interval: Span
    n: int
    agrees: bool | None
    note: str = ""

    @property
    def verdict(self) -> str:
        """``pass``, ``FAIL`` or ``not measurable``."""
        return "not measurable" if self.agrees is None else "pass" if self.agrees else "FAIL"


def not_measurable(pattern: str, case: str, source: str, asks: str, empirical: float, n: int, why: str) -> Pattern:
    """Return the row of a finding that the product has nothing to measure with, and why."""
    return Pattern(pattern, case, source, VALIDATES, asks, empirical, NO_SPAN, NAN, NO_SPAN, n, None, why)


def signed(interval: Span, sign: int) -> bool:
    """Say whether an interval lies wholly on one side of 0.

    Examples
    --------
    >>> signed((0.1, 0.3), 1), signed((-0.1, 0.3), 1), signed((-0.3, -0.1), -1), signed((NAN, NAN), 1)
    (True, False, True, False)
    """
    return interval[0] > 0 if sign > 0 else interval[1] < 0


def clear_and_modest(obtained: float, interval: Span, sign: int) -> bool:
    """Say whether a correlation has the sign, clearly, and is no stronger than `MODEST`."""
    return signed(interval, sign) and abs(obtained) <= MODEST


def wilson(hits: int, n: int, z: float = 1.959963984540054) -> Span:
    """Return the 95 % interval of a share [wilson1927].

    Examples
    --------
    >>> [round(each, 4) for each in wilson(5, 10)]
    [0.2366, 0.7634]
    """
    if n == 0:
        return NO_SPAN
    share, weight = hits / n, 1 + z * z / n
    centre = (share + z * z / (2 * n)) / weight
    half = z / weight * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return max(0.0, centre - half), min(1.0, centre + half)
