"""March's closed system: slow learners make a wise organisation, all 27 cells of the published figure.

Setup       30 dimensions, 50 people, p1 0.1 to 0.9, p2 0.1, 0.5, 0.9; until nothing can change.
Expected    mean knowledge of the code at the end, of a published recreation with 10,000 runs a cell.
Tolerance   4 standard errors of both means together, from the spread found here.
Control     the model as the paper words it (a belief becomes the code's at once, beliefs are compared instead of
            acts), held against the same three cells.
Not reproduced  the figure's 80-run averages themselves, of which no table was printed; heterogeneous learners.

Source  March (1991) [march1991]; numbers of the recreation [workiewicz2019]
"""

from __future__ import annotations

import numpy as np

from sim.published.march1991 import Settings, run
from sim.validation.row import ERRORS, Row, control

SOURCE = "figure 1, recreated [march1991, workiewicz2019]"
P1 = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
REPORTED = {
    0.1: (0.86327, 0.81714, 0.80506, 0.80215, 0.79935, 0.80317, 0.80596, 0.80902, 0.81323),
    0.5: (0.95425, 0.90881, 0.86907, 0.83707, 0.81063, 0.78674, 0.76789, 0.75402, 0.74207),
    0.9: (0.97241, 0.94040, 0.90814, 0.87367, 0.84007, 0.80673, 0.77963, 0.75606, 0.72840),
}
"""Mean knowledge of the code by p2, along `P1`."""
REPORTED_RUNS = 10_000
RUNS = 2_000
"""Of a cell."""
OFFSET = 1_000_000
"""Of the seeds of this file."""


def rows(runs: int = RUNS) -> list[Row]:
    """Hold all cells, and the control in the cells of slow socialisation, against the recreation."""
    cells = [(p1, p2, reported) for p2, line in REPORTED.items() for p1, reported in zip(P1, line, strict=True)]
    found = [compared(p1, p2, reported, case, runs) for case, (p1, p2, reported) in enumerate(cells)]
    slow = [each for each in cells if each[0] == P1[0]]
    return found + [control(compared(*each, 50 + case, runs, as_worded=1)) for case, each in enumerate(slow)]


def compared(p1: float, p2: float, reported: float, case: int, runs: int, as_worded: int = 0) -> Row:
    """Compare one cell.

    Parameters
    ----------
    p1, p2 : float
        Of the cell.
    reported : float
        Mean knowledge there.
    case : int
        Sets its seeds apart.
    runs : int
        How many, 2 or more.
    as_worded : int
        1 for the control.

    Returns
    -------
    Row
        With 4 standard errors of the difference as its tolerance.
    """
    settings = Settings(p1=p1, p2=p2, as_worded=as_worded)
    first = OFFSET + case * 10_000
    found = [run(settings, first + k)["knowledge"] for k in range(runs)]
    tolerance = ERRORS * float(np.std(found, ddof=1)) * (1 / runs + 1 / REPORTED_RUNS) ** 0.5
    name = f"p1 {p1:g}, p2 {p2:g}" + (", as worded" if as_worded else "")
    return Row("March, closed system", name, SOURCE, reported, float(np.mean(found)), tolerance, runs, "DOCK")
