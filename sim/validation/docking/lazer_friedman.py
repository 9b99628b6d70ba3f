"""Parallel problem solving: a better connected group leads early and ends lower, if the problem is hard.

Setup       100 people, NK problems of 20 bits, K 5 and K 0; everybody hears everybody, or the two beside in a line.
Expected    orders only: K 5: connected ahead after 5 periods, behind after 200; K 0: no difference after 200.
Tolerance   4 standard errors over the problems, each with its own people.
Control     K 5 with nobody heard, set against the line: what is a lead of the connected must not be one here.
Not reproduced  the heights of their curves; velocity, errors in copying, small worlds and random networks.

Source  Lazer & Friedman (2007) [lazer2007]
"""

from __future__ import annotations

import numpy as np

from sim.published.lazer2007 import EVERYBODY, LINE, NOBODY, mean_scores, problem
from sim.validation.row import SEEDS, Row, control, ordered, statistical

SOURCE = "network structure of exploration [lazer2007]"
BITS, PEOPLE = 20, 100
EARLY, LATE = 5, 200
PROBLEMS = 60
OFFSET = 4_000_000
"""Of the seeds of this file."""


def rows(problems: int = PROBLEMS) -> list[Row]:
    """Hold both kinds of problem, and the control, against the orders."""
    hard, easy = lives(5, problems, 0), lives(0, SEEDS, 10_000)
    gap = hard[EVERYBODY] - hard[LINE]
    bare = hard[NOBODY] - hard[LINE]
    even = (easy[EVERYBODY] - easy[LINE])[:, LATE]
    check = "Lazer & Friedman"
    return [
        ordered(check, f"K 5: all less line after {EARLY}", SOURCE, list(gap[:, EARLY])),
        ordered(check, f"K 5: all less line after {LATE}", SOURCE, list(gap[:, LATE]), "<"),
        statistical(check, f"K 0: all less line after {LATE}", SOURCE, 0.0, list(even), "DOCK"),
        control(ordered(check, f"K 5: nobody less line after {EARLY}", SOURCE, list(bare[:, EARLY]))),
    ]


def lives(interactions: int, problems: int, offset: int) -> dict[int, np.ndarray]:
    """Return mean scores after each period, by who is heard; shape (problems, periods + 1)."""
    found: dict[int, list[np.ndarray]] = {links: [] for links in (EVERYBODY, LINE, NOBODY)}
    for k in range(problems):
        seed = OFFSET + offset + k
        drawn = problem(BITS, interactions, seed)
        for links, curves in found.items():
            curves.append(mean_scores(drawn, PEOPLE, links, LATE, seed))
    return {links: np.array(curves) for links, curves in found.items()}
