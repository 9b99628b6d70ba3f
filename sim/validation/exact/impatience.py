"""Impatience: what waits too long is refused, by queues of one and of five with a fine clock.

Issues come lambda = rho c an hour, work takes an exponential hour on average, and whoever has waited for a patience D
leaves unserved. D constant (M/M/c+D), with p_n = lambda^n / n! and a = lambda - c:
    refused = T / (p_0 + ... + p_{c-1} + lambda p_{c-1} I + T),  I = (e^{a D} - 1) / a,  T = lambda p_{c-1} e^{a D} / c
D exponential with mean 1 / theta (M/M/c+M, Erlang-A): theta E[waiting] / lambda of the birth-death chain with deaths
min(n, c) + theta (n - c)+. Both are limits of ever shorter steps: the two finest are extrapolated to none, as in
`fine_clock`. In the last row patience is taken for a quarter longer than it is, which the same test has to notice.

Source  Barrer (1957) [barrer1957]; Garnett, Mandelbaum & Reiman (2002) [garnett2002]
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from sim.validation.exact.fine_clock import MU, Case, clocked, extrapolated
from sim.validation.limiting import run
from sim.validation.queues import measured
from sim.validation.row import SEEDS, Row, control

CHECK = "impatience"
SOURCES = {"constant": "M/M/c+D [barrer1957]", "exponential": "Erlang-A [garnett2002]"}
STEPS = {1: (0.5, 0.25), 5: (0.125, 0.0625)}
"""Hours, by servers: five share a batch, so they feel a step sooner."""
OFFSET = 6_000_000
"""Of the seeds of this file."""
NEGLIGIBLE = 1e-15
"""Terms of sums below this are left out."""
LONGER = 1.25
"""By how much patience is overrated in the negative control."""


class Queue(NamedTuple):
    """Servers with one inbox, and how long an issue waits for them."""

    servers: int
    load: float
    patience: float  # h: mean
    law: str

    @property
    def name(self) -> str:
        """Name it as the field does."""
        return f"M/M/{self.servers}+{'D' if self.law == 'constant' else 'M'}"

    @property
    def refused(self) -> float:
        """Share of issues refused."""
        share = {"constant": refused_by_deadline, "exponential": refused_by_chance}[self.law]
        return share(self.servers, self.load, self.patience)


QUEUES = (
    *(Queue(1, load, patience, "constant") for load in (0.8, 1.2) for patience in (1.0, 5.0)),
    *(Queue(1, load, 1.0, "exponential") for load in (0.8, 1.2)),
    *(Queue(5, load, 1.0, law) for load in (0.8, 1.2) for law in SOURCES),
)


def refused_by_deadline(servers: int, load: float, patience: float) -> float:
    """Return the share refused of M/M/c+D, in closed form."""
    rate, beyond = load * servers, (load - 1) * servers
    free = [rate**n / math.factorial(n) for n in range(servers)]
    longer = math.exp(beyond * patience)
    lying = (longer - 1) / beyond if beyond else patience
    lost = rate * free[-1] * longer / servers
    return lost / (sum(free) + rate * free[-1] * lying + lost)


def refused_by_chance(servers: int, load: float, patience: float) -> float:
    """Return the share refused of M/M/c+M, from the birth-death chain."""
    rate, chance, total, waiting, n = load * servers, 1.0, 1.0, 0.0, 0
    while n <= servers or chance > NEGLIGIBLE * total:
        n += 1
        chance *= rate / (min(n, servers) + max(0, n - servers) / patience)
        total += chance
        waiting += max(0, n - servers) * chance
    return waiting / total / patience / rate


def rows() -> list[Row]:
    """Hold the engine against both closed forms, and against a patience that it has not."""
    found = [shown(queue, nth) for nth, queue in enumerate(QUEUES)]
    first = QUEUES[0]
    wrong = first._replace(patience=first.patience * LONGER)
    case = f"{first.name}, rho {first.load}, patience {first.patience:g} h taken for {wrong.patience:g} h"
    return [*found, control(replace(found[0], case=case, expected=wrong.refused))]


def shown(queue: Queue, nth: int) -> Row:
    """Make the row of no step at all."""
    steps = STEPS[queue.servers]
    by_step = [
        [share(at(queue, step), step, OFFSET + 1_000 * (2 * nth + j) + k) for k in range(SEEDS)]
        for j, step in enumerate(steps)
    ]
    return replace(extrapolated(at(queue, steps[-1]), by_step), check=CHECK)


def at(queue: Queue, step: float) -> Case:
    """Set the queue up at a step: patience counts in days of the engine, which are steps."""
    many = queue.servers > 1
    overrides = {
        "organisation": {"span": 4, "depth": 3, "intake": "team"} if many else {"span": 19},
        "days": 120 if many else 600,
        "warmup_days": 20 if many else 40,
        "follow_days": 10,
        "physics": {"refuse_law": queue.law, "refuse_days": queue.patience / MU / step},
    }
    name = f"{queue.name}, rho {queue.load}, patience {queue.patience:g} h"
    return Case(name, SOURCES[queue.law], queue.load, queue.refused, STEPS[queue.servers], overrides)


def share(case: Case, step: float, seed: int) -> float:
    """Return the share of issues refused in one run."""
    lived = run(clocked(case, step, seed))
    return float(np.asarray(lived.tables.outcomes)["refused"][measured(lived)].mean())
