"""Semi-isolated subgroups: some links between groups, neither none nor all, serve learning best.

Setup       40 groups of 7, 100 dimensions in blocks of 5, learning 0.3, 200 periods; each link leads to another group
            with probability beta.
Expected    orders only: beta 0.2 above 1, and above 0.02; isolated groups (0) worst of all.
Tolerance   4 standard errors over the seeds, the same reality and people for each beta.
Control     beta 0.02 in the place of the interior one must not be above 1.
Not reproduced  the heights of their curves, the exact optimum, turbulence and turnover.

Source  Fang, Lee & Schilling (2010) [fang2010]
"""

from __future__ import annotations

from sim.published.fang2010 import linked, mean_payoff
from sim.validation.row import SEEDS, Row, control, ordered

SOURCE = "semi-isolated subgroups [fang2010]"
GROUPS, SIZE, DIMENSIONS, BLOCK, LEARNING, PERIODS = 40, 7, 100, 5, 0.3, 200
ISOLATED, HARDLY, SOME, ALL = 0.0, 0.02, 0.2, 1.0
RUNS = 25
OFFSET = 5_000_000
"""Of the seeds of this file."""


def rows(runs: int = RUNS, groups: int = GROUPS) -> list[Row]:
    """Hold the orders against the paper."""
    known = {beta: payoffs(beta, max(runs, SEEDS), groups) for beta in (ISOLATED, HARDLY, SOME, ALL)}

    def above(more: float, less: float) -> Row:
        differences = [a - b for a, b in zip(known[more], known[less], strict=True)]
        return ordered("Fang, Lee & Schilling", f"beta {more:g} less {less:g}", SOURCE, differences)

    return [above(SOME, ALL), above(SOME, HARDLY), above(HARDLY, ISOLATED), control(above(HARDLY, ALL))]


def payoffs(beta: float, runs: int, groups: int) -> list[float]:
    """Return what people know at the end, one number a run."""
    seeds = range(OFFSET, OFFSET + runs)
    return [mean_payoff(linked(groups, SIZE, beta, seed), DIMENSIONS, BLOCK, LEARNING, PERIODS, seed) for seed in seeds]
