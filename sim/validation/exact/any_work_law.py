"""Any law of work: one person, a Poisson batch each step, work w of any length, begun in one step, ended in another.

The work left over at the beginning of a step follows Lindley's recursion V' = V + B - Delta + I, I the hours of the
step that nobody asked for, and V' I = 0. Squaring it gives E V; an issue also waits for those before it in its batch,
rho Delta / 2 on average. Together
    E Wq = lambda E[w^2] / (2 (1 - rho)) + Delta / 2 - E[I^2] / (2 E[I]).
The first term is Pollaczek's and Khinchine's, for arrivals one by one. As 0 <= I <= Delta and E[I] = (1 - rho) Delta,
the rest lies between 0 and rho Delta / 2.

Source  Lindley (1952) [lindley1952]; Pollaczek-Khinchine [kleinrock1975]
"""

from __future__ import annotations

import math

import numpy as np

from sim.settings import PhysicsSettings
from sim.simulate import Run
from sim.validation.limiting import configuration, run
from sim.validation.queues import mean_wait
from sim.validation.row import SEEDS, Row, statistical

CHECK = "any work law"
SOURCE, BOUND = "Lindley's recursion squared [lindley1952]", "excess over Pollaczek-Khinchine [kleinrock1975]"
LAWS, LOADS = ("lognormal", "exponential"), (0.5, 0.8)
"""Of the work, and rho."""
OFFSET = 2_000_000
"""Of the seeds of this file."""


def second_moment(physics: PhysicsSettings) -> float:
    """Return E[w^2] / E[w]^2 of the law of work."""
    return {"constant": 1.0, "lognormal": math.exp(physics.work_spread**2), "exponential": 2.0}[physics.work_law]


def one_by_one(load: float, physics: PhysicsSettings) -> float:
    """Return the mean wait of issues that come one by one (Pollaczek-Khinchine), in steps."""
    return load * second_moment(physics) * physics.work_hours / physics.step_hours / (2 * (1 - load))


def rows() -> list[Row]:
    """Hold the engine against the identity, and its excess over Pollaczek-Khinchine against the bounds."""
    found = []
    for nth, (law, load) in enumerate((law, load) for law in LAWS for load in LOADS):
        lives = [lived(law, load, OFFSET + 1_000 * nth + k) for k in range(SEEDS)]
        singly = one_by_one(load, lives[0].settings.physics)
        waits = [mean_wait(each) for each in lives]
        with_idle = [wait + idle_term(each) for wait, each in zip(waits, lives, strict=True)]
        case = f"{law}, rho {load}"
        found.append(statistical(CHECK, f"{case}: Wq + E[I^2] / 2 E[I]", SOURCE, singly + 0.5, with_idle))
        excess = float(np.mean(waits)) - singly
        found.append(Row(CHECK, f"{case}: excess", BOUND, load / 4, excess, load / 4, SEEDS))
    return found


def lived(law: str, load: float, seed: int) -> Run:
    """Let one person live with a law of work."""
    hours = configuration("any_work_law").physics
    world = {"issue_rate": load * hours.step_hours / hours.work_hours}
    return run(configuration("any_work_law", seed=seed, world=world, physics={"work_law": law}))


def idle_term(lived: Run) -> float:
    """Return E[I^2] / (2 E[I]) of a run, in steps."""
    idle = lived.days["idle_hours"][lived.settings.warmup_days :] / lived.settings.physics.step_hours
    return float((idle**2).mean() / (2 * idle.mean()))
