"""A single server: one person, work of exactly one step, a Poisson batch each step.

Source  Poisson batches, unit service: E Wq = rho / (2 (1 - rho)) steps [kleinrock1975]
"""

from __future__ import annotations

import numpy as np

from sim.simulate import Run
from sim.validation.limiting import configuration, run
from sim.validation.row import SEEDS, Row, statistical

SOURCE = "Pollaczek-Khinchine for unit service [kleinrock1975]"


def waiting(load: float) -> float:
    """Return the mean wait before work begins, in steps."""
    return load / (2 * (1 - load))


def rows() -> list[Row]:
    """Hold the engine against the theorem at three loads."""
    found = []
    for nth, load in enumerate((0.5, 0.8, 0.9)):
        waits = [mean_wait(run(configuration("single_server", seed=1_000 * nth + k, world={"issue_rate": load})))
                 for k in range(SEEDS)]  # fmt: skip
        found.append(statistical("single server", f"rho {load}", SOURCE, waiting(load), waits))
    return found


def mean_wait(lived: Run) -> float:
    """Return the mean wait before work begins, in steps, of issues born after the warm-up."""
    born = np.asarray(lived.tables.arrivals)["day"]
    measured = (born >= lived.settings.warmup_days) & (born < lived.settings.days - lived.settings.follow_days)
    sojourn = np.asarray(lived.tables.outcomes)["effect_hour"] / lived.settings.physics.step_hours - born
    return float(sojourn[measured].mean()) - lived.settings.physics.work_hours / lived.settings.physics.step_hours
