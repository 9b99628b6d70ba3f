"""What goes with emotional exhaustion: the one table that calibrates.

Unit        people, pooled over organisations; correlations corrected for the stated reliability of both measures,
            as the table's are for theirs.
Asks        each sign, clearly, and none beyond 0.8; the order of the six (Spearman 0.7 or more); workload largest.
Not here    the other correlates of the table; physicians are not a population of organisations.

Source  Lee et al. (2013) [lee2013], table 3: corrected correlations and their 95 % intervals
"""

from __future__ import annotations

import numpy as np

from sim.validation.correlate import Floats, of_pair, spearman
from sim.validation.pattern import CALIBRATES, NAN, NO_SPAN, Pattern, Span, clear_and_modest
from sim.validation.population import RELIABILITY
from sim.validation.study import Study

SOURCE = "table 3 [lee2013]"
TABLE: dict[str, tuple[str, float, Span]] = {
    "workload": ("workload", 0.66, (0.28, 0.79)),
    "constraining structures": ("constraint", 0.45, (0.08, 0.82)),
    "autonomy": ("autonomy", -0.36, (-0.60, -0.01)),
    "insufficient input": ("input", 0.36, (0.15, 0.56)),
    "role ambiguity": ("ambiguity", 0.24, (0.12, 0.34)),
    "support": ("support", -0.18, (-0.21, -0.09)),
}
"""The measure here, the correlation and the interval there."""
REVERSED = ("input",)
"""Measured as how much there is, reported as how little."""
RANKS = 0.7


def rows(study: Study) -> list[Pattern]:
    """Hold the population against the table."""
    people, n = study.population.people, len(study.population.points)
    found, here = [], []
    for case, (measure, empirical, reported) in TABLE.items():
        values = -people[measure] if measure in REVERSED else people[measure]
        r, span = of_pair(values, people["exhaustion"], people["organisation"])
        r, span = r / RELIABILITY, (span[0] / RELIABILITY, span[1] / RELIABILITY)
        agrees = clear_and_modest(r, span, 1 if empirical > 0 else -1)
        asks = f"sign {'+' if empirical > 0 else '-'}, modest"
        here.append(r)
        found.append(Pattern("exhaustion", case, SOURCE, CALIBRATES, asks, empirical, reported, r, span, n, agrees))
    return [*found, *_whole(np.array(here), n)]


def _whole(here: Floats, n: int) -> list[Pattern]:
    there = np.array([each[1] for each in TABLE.values()])
    ranks = spearman(there, here)
    largest = list(TABLE)[int(np.nanargmax(np.abs(here)))]
    return [
        Pattern(
            "exhaustion",
            "order of the six",
            SOURCE,
            CALIBRATES,
            f"Spearman {RANKS} or more",
            1.0,
            NO_SPAN,
            ranks,
            NO_SPAN,
            n,
            ranks >= RANKS,
        ),
        Pattern(
            "exhaustion",
            "largest of the six",
            SOURCE,
            CALIBRATES,
            "workload",
            NAN,
            NO_SPAN,
            float(np.nanmax(np.abs(here))),
            NO_SPAN,
            n,
            largest == "workload",
            f"here: {largest}",
        ),
    ]
