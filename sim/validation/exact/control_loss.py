"""Control loss: where everybody is also drawn back to a view of their own, each level passes on only a part.

Steady state of g_k <- g_k + alpha (g_{k-1} - g_k) + beta (0 - g_k): level k believes (alpha / (alpha + beta))^k of what
the head stands for, alpha the trust in the line, beta the pull of one's own view, here 0.

Source  Williamson (1967): cumulative control loss, a constant fraction a level [williamson1967]
"""

from __future__ import annotations

import numpy as np

from sim.validation.limiting import configuration, run
from sim.validation.row import Row
from sim.validation.staging import agreement

SOURCE = "constant control loss a level [williamson1967]"
CASES = ((0.55, 0.05), (0.3, 0.1), (0.8, 0.2))
"""Trust in the line, and daily pull towards one's own view."""


def passed_on(trust: float, pull: float) -> float:
    """Return the share of what a level believes that the level below believes."""
    return trust / (trust + pull)


def rows() -> list[Row]:
    """Hold the engine against the theorem at every level below the head."""
    found = []
    for trust, pull in CASES:
        settings = configuration("control_loss", culture={"trust": trust}, physics={"local_pull": pull})
        believed = np.asarray(run(settings).tables.people)["g"]
        expected = passed_on(trust, pull) ** np.arange(1, len(believed))
        case = f"alpha {trust}, beta {pull}"
        gains = believed[1:] / believed[:-1]
        found.append(agreement("control loss", f"{case}: gain a level", SOURCE, passed_on(trust, pull), gains))
        found.append(agreement("control loss", f"{case}: the lowest level", SOURCE, expected[-1], believed[-1]))
    return found
