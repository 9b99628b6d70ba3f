"""Performance is an inverted U of structure, and too little structure hurts more than too much.

Unit        organisations, each lived at five amounts of structure: all dials at 1 - amount, amounts 0 to 1. Performance
            is fit. The best amount in between is found on one half of the organisations and tested on the other.
Asks        it is above none and above full, clearly; full is above none, clearly.
Not here    their one kind of structure (rules of improvisation): here structure is all eleven dials at once.

Source  Davis, Eisenhardt & Bingham (2009) [davis2009]
"""

from __future__ import annotations

import numpy as np

from sim.validation.correlate import Floats, mean_with_interval
from sim.validation.pattern import NAN, NO_SPAN, VALIDATES, Pattern, signed
from sim.validation.study import AMOUNTS, Study

SOURCE = "asymmetric inverted U [davis2009]"


def rows(study: Study) -> list[Pattern]:
    """Hold the fit at five amounts of structure against the shape."""
    fit = np.array([[each["fit"] for each in study.structured(amount)] for amount in AMOUNTS])
    half = fit.shape[1] // 2
    best = 1 + int(fit[1:-1, :half].mean(axis=1).argmax())
    note = f"best in between on the first half: {AMOUNTS[best]:g}"
    return [
        _row("best less none", fit[best, half:] - fit[0, half:], note),
        _row("best less full", fit[best, half:] - fit[-1, half:], note),
        _row("full less none", fit[-1] - fit[0], ""),
    ]


def _row(case: str, differences: Floats, note: str) -> Pattern:
    mean, span = mean_with_interval(differences)
    return Pattern(
        "amount of structure",
        case,
        SOURCE,
        VALIDATES,
        "above 0",
        NAN,
        NO_SPAN,
        mean,
        span,
        len(differences),
        signed(span, 1),
        note,
    )
