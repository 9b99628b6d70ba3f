"""March's open system: when reality shifts, an organisation without newcomers forgets how to learn.

Setup       as the closed system with p1 = p2 = 0.5; each dimension of reality shifts with p4 = 0.02 a
            period; each person leaves with p3, 0 or 0.1, for somebody naive; 100 periods.
Expected    knowledge at the end about 0.02 without turnover, about 0.58 with; turnover helps.
Tolerance   0.02 for *about*, and 4 standard errors.
Control     the model as the paper words it, with turnover 0.1, held against the same 0.58.
Not reproduced  the paths over time of the published figure.

Source  March (1991) [march1991]
"""

from __future__ import annotations

import numpy as np

from sim.published.march1991 import Settings, run
from sim.validation.row import ERRORS, Row, control, ordered

SOURCE = "figure 5 [march1991]"
ABOUT = 0.02
RUNS = 2_000
OFFSET = 2_000_000
"""Of the seeds of this file."""


def rows(runs: int = RUNS) -> list[Row]:
    """Hold both ends, their order, and the control against the paper."""
    still, fresh = knowledge(0.0, 0.02, 0, runs), knowledge(0.1, 0.02, 1, runs)
    worded = knowledge(0.1, 0.02, 2, runs, as_worded=1)
    return [
        about("turbulence, no turnover", 0.02, still),
        about("turbulence, turnover 0.1", 0.58, fresh),
        ordered("March, turnover", "turbulence: with less without", SOURCE, list(fresh - still)),
        control(about("turbulence, turnover 0.1, as worded", 0.58, worded)),
    ]


def knowledge(turnover: float, turbulence: float, case: int, runs: int, as_worded: int = 0) -> np.ndarray:
    """Return what the code knows after 100 periods, one number a run."""
    settings = Settings(p1=0.5, p2=0.5, p3=turnover, p4=turbulence, periods=100, as_worded=as_worded)
    first = OFFSET + 10_000 * case
    return np.array([run(settings, first + k)["knowledge"] for k in range(runs)])


def about(case: str, expected: float, found: np.ndarray) -> Row:
    """Compare a mean with a number read off a figure."""
    tolerance = ABOUT + ERRORS * float(found.std(ddof=1)) / len(found) ** 0.5
    return Row("March, turnover", case, SOURCE, expected, float(found.mean()), tolerance, len(found), "DOCK")
