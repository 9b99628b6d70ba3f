"""A chain of n approvals: one visa a step at each superior, and what is handed on is usable in the next step.

Only the first approver is ever a bottleneck: the others get at most one visa a step. So an issue takes n steps, and
waits as for a single server: n + rho / (2 (1 - rho)) steps from the step of its birth to that of its effect.

Source  reduction of tandem queues with constant work (Friedman 1965) [friedman1965]
"""

from __future__ import annotations

import numpy as np

from sim.validation.limiting import configuration, run
from sim.validation.queues import chains, from_below, sojourns
from sim.validation.row import SEEDS, Row, statistical

CHECK, SOURCE = "approval chain", "tandem queues with constant work [friedman1965]"
CASES = ((3, 0.5), (3, 0.8), (5, 0.8))
"""Approvals in the chain, and rho."""
COPIES = 10
"""Chains in one run."""
OFFSET = 3_000_000
"""Of the seeds of this file."""


def staying(approvals: int, load: float) -> float:
    """Return the mean number of steps from birth to effect."""
    return approvals + load / (2 * (1 - load))


def rows() -> list[Row]:
    """Hold the engine against the theorem for chains of three and of five."""
    found = []
    for nth, (approvals, load) in enumerate(CASES):
        stays = [stay(approvals, load, OFFSET + 1_000 * nth + k) for k in range(SEEDS)]
        case = f"n {approvals}, rho {load}"
        found.append(statistical(CHECK, case, SOURCE, staying(approvals, load), stays))
    return found


def stay(approvals: int, load: float, seed: int) -> float:
    """Return the mean number of whole steps from birth to effect in one run."""
    settings = configuration(
        "approval_chain",
        seed=seed,
        organisation={"depth": approvals},
        world={"issue_rate": load},
        physics={"approval_levels": approvals},
    )
    lived = run(settings, from_below(settings, chains(COPIES, settings.organisation.depth + 1)))
    return float(np.floor(sojourns(lived)).mean())
