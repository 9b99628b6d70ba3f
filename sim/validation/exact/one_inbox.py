"""Several servers, one inbox: a team of c people, one issue a person a step, a Poisson batch each step.

What still waits at the end of a step is Q' = max(0, Q + A - c), A Poisson with mean lambda = rho c; by Spitzer's
identity its mean is Lq = sum over n of (1/n) E[(Pois(n lambda) - n c)+], and Wq = Lq / lambda by Little's law.

Source  Spitzer (1956) [spitzer1956]; Little (1961) [little1961]
"""

from __future__ import annotations

from scipy.special import gammainc

from sim.validation.limiting import configuration, run
from sim.validation.queues import mean_wait
from sim.validation.row import SEEDS, Row, statistical

CHECK, SOURCE = "common inbox", "Spitzer's identity for Poisson batches [spitzer1956]"
LOADS = (0.5, 0.8, 0.9)
"""rho."""
OFFSET = 1_000_000
"""Of the seeds of this file."""
NEGLIGIBLE = 1e-12
"""Terms of the sum below this are left out; they fall faster than exponentially falling ones."""


def excess(mean: float, k: int) -> float:
    """Return E[(N - k)+] of a Poisson variable, k at least 1: mean P(N >= k) - k P(N >= k + 1)."""
    return float(mean * gammainc(k, mean) - k * gammainc(k + 1, mean))


def waiting(load: float, servers: int) -> float:
    """Return the mean wait before work begins, in steps."""
    rate = load * servers
    left, n, term = 0.0, 0, 1.0
    while term > NEGLIGIBLE:
        n += 1
        term = excess(n * rate, n * servers) / n
        left += term
    return left / rate


def rows() -> list[Row]:
    """Hold the engine against the theorem at three loads."""
    found = []
    for nth, load in enumerate(LOADS):
        lives = [lived(load, seed=OFFSET + 1_000 * nth + k) for k in range(SEEDS)]
        servers = configuration("one_inbox").organisation.span + 1
        found.append(statistical(CHECK, f"c {servers}, rho {load}", SOURCE, waiting(load, servers), lives))
    return found


def lived(load: float, seed: int) -> float:
    """Return the mean wait of one run."""
    return mean_wait(run(configuration("one_inbox", seed=seed, world={"issue_rate": load})))
