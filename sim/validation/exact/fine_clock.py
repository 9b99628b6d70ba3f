"""Queues on a fine clock: steps so short that the theorems of continuous time hold, impatience among them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from scipy.special import gammaincc, gammaln

from sim.parameters import Settings
from sim.run import set_scene
from sim.stats.row import ERRORS, SEEDS, Row, control, statistical
from sim.validation.exact.queues import chains, from_below, measured, sojourns
from sim.validation.limiting import configuration, run

FINE_CLOCK_CHECK = "fine clock"
FINE_CLOCK_OFFSET = 4_000_000
"""Of the seeds of this file."""
MU = 1.0
"""Issues an hour: what one person works off."""
HALVES = 2
"""Each step is so many times as long as the next."""
FINE_CLOCK_NEGLIGIBLE = 1e-9
"""Terms of sums below this are left out."""


class Case(NamedTuple):
    """A network of queues: its limit, and how it is set up."""

    name: str
    source: str
    load: float
    limit: float  # h: wait before work begins; of the tandem, the sojourn
    steps: tuple[float, ...]  # h, from the longest
    overrides: Mapping[str, Any]
    at_step: Callable[[float, float], float] | None = None  # the value at a load and a step, where a theorem gives it
    stages: int = 1
    lines: int = 0  # chains of command side by side, for a tandem


def wait_in_line(load: float) -> float:
    """Return Wq of M/M/1, hours."""
    return load / (MU - load * MU)


def wait_for_one_of(servers: int, load: float) -> float:
    """Return Wq of M/M/c, hours (Erlang C)."""
    offered = servers * load
    terms = [math.exp(k * math.log(offered) - math.lgamma(k + 1)) for k in range(servers + 1)]
    all_busy = terms[-1] / (1 - load)
    return all_busy / (sum(terms[:-1]) + all_busy) / (servers * MU * (1 - load))


def stay_in_tandem(stages: int, load: float) -> float:
    """Return the sojourn in n exponential stages one after the other, hours."""
    return stages / (MU - load * MU)


def wait_by_steps(load: float, step: float) -> float:
    """Return Wq of one server with exponential work at a step of any length, hours."""
    total, n, term = load * step / 2, 0, 1.0
    while term > FINE_CLOCK_NEGLIGIBLE:
        n += 1
        term = excess_work(n * load * MU * step, n * step) / n
        total += term
    return total


def excess_work(mean: float, hours: float) -> float:
    """Return E[(B - hours)+], B the work of a Poisson number of issues with that mean."""
    k = np.arange(1, int(mean + 12 * math.sqrt(mean)) + 40)
    chance = np.exp(k * math.log(mean) - mean - gammaln(k + 1))
    beyond = k / MU * gammaincc(k + 1, MU * hours) - hours * gammaincc(k, MU * hours)
    return float(chance @ beyond)


def cases() -> list[Case]:
    """List the networks: servers apart, teams of five with one inbox, chains of three."""
    return [
        *(servers_apart(load, span) for load, span in ((0.5, 9), (0.8, 19), (0.9, 39))),
        *(teams_of_five(load) for load in (0.8, 0.9)),
        chains_of_three(0.8),
    ]


def servers_apart(load: float, span: int) -> Case:
    """Set up people who never meet; the higher the load, the more of them."""
    name, apart = f"M/M/1, rho {load}", {"organisation": {"span": span}}
    return Case(name, "M/M/1 [kleinrock1975]", load, wait_in_line(load), (4.0, 2.0, 1.0), apart, at_step=wait_by_steps)


def teams_of_five(load: float) -> Case:
    """Set up teams with a common inbox each; they forget sooner, so they need less warming up."""
    teams = {"span": 4, "depth": 3, "intake": "team"}
    shorter = {"organisation": teams, "days": 3500, "warmup_days": 300, "follow_days": 100}
    name, limit = f"Erlang C, c 5, rho {load}", wait_for_one_of(5, load)
    return Case(name, "Erlang C [erlang1917]", load, limit, (1.0, 0.5, 0.25), shorter)


def chains_of_three(load: float) -> Case:
    """Set up chains of command: an answer at the base and two visas above, each of exponential work."""
    visas = {
        "organisation": {"span": 1, "depth": 2},
        "culture": {"control": 1.0, "trust": 0.0},
        "physics": {"approval_levels": 2},
    }
    shorter = {**visas, "days": 4000, "warmup_days": 500}
    name, limit = f"tandem, n 3, rho {load}", stay_in_tandem(3, load)
    return Case(name, "Burke's theorem [burke1956]", load, limit, (2.0, 1.0, 0.5), shorter, stages=3, lines=20)


def fine_clock() -> list[Row]:
    """A clock that gets finer: with exponential work and ever shorter steps, the engine becomes a network of queues.

    Work takes 1 / mu = 1 hour on average; issues come lambda = rho c mu an hour, in a Poisson batch at each step.
        M/M/1       Wq = rho / (mu - lambda)
        Erlang C    Wq = C(c, lambda / mu) / (c mu - lambda), C the chance to wait
        tandem      n stages, an answer and n - 1 visas: sojourn n / (mu - lambda) (Burke: what leaves is Poisson)

    How a limit is shown. For one server Spitzer's identity gives the wait at *any* step Delta,
        Wq(Delta) = rho Delta / 2 + sum over n of (1/n) E[(B_n - n Delta)+],
    B_n the work that n steps bring, and each step is held against it; these numbers approach the limit with the square
    of the step. No such number is known to us for the others. At each stage an issue comes up to a step early (half a
    step on average) and is taken up less than a step late, so the error of the longest step is at most 1.5 steps a
    stage. Each step half as long must leave at most half the error of the one before, and 4 standard errors. In the
    last row of every case the two finest steps are extrapolated to none, as an error of second order would have it
    (Richardson); the tolerance is the correction this makes, and 4 standard errors.

    Source  Kleinrock (1975) [kleinrock1975]; Erlang (1917) [erlang1917]; Burke (1956) [burke1956]; Spitzer (1956)
            [spitzer1956]; Richardson (1911) [richardson1911]
    """
    found = []
    for nth, case in enumerate(cases()):
        by_step = [[hours(case, step, 10 * nth + j, k) for k in range(SEEDS)] for j, step in enumerate(case.steps)]
        found += approach(case, by_step)
        found.append(extrapolated(case, by_step))
    return found


def approach(case: Case, by_step: list[list[float]]) -> list[Row]:
    """Make a row of each step: against its own theorem, or the error at most half of that before."""
    found, allowed = [], 1.5 * case.steps[0] * case.stages
    for step, values in zip(case.steps, by_step, strict=True):
        name = f"{case.name}, step {step:g} h"
        if case.at_step is not None:
            expected = case.at_step(case.load, step)
            found.append(
                statistical(FINE_CLOCK_CHECK, name, "Spitzer's identity [spitzer1956]", expected, values, "LIMIT")
            )
            continue
        mean, error = float(np.mean(values)), standard_error(values)
        tolerance = allowed + ERRORS * error
        found.append(Row(FINE_CLOCK_CHECK, name, case.source, case.limit, mean, tolerance, len(values), "LIMIT"))
        allowed = abs(mean - case.limit) / HALVES
    return found


def extrapolated(case: Case, by_step: list[list[float]]) -> Row:
    """Make the row of no step at all, extrapolated from the two finest."""
    coarse, fine = by_step[-2:]
    correction = (float(np.mean(fine)) - float(np.mean(coarse))) / (HALVES**2 - 1)
    error = math.hypot(HALVES**2 * standard_error(fine), standard_error(coarse)) / (HALVES**2 - 1)
    value, tolerance = float(np.mean(fine)) + correction, abs(correction) + ERRORS * error
    return Row(FINE_CLOCK_CHECK, f"{case.name}, no step", case.source, case.limit, value, tolerance, len(fine), "LIMIT")


def standard_error(values: list[float]) -> float:
    """Return the standard error of a mean over seeds."""
    return float(np.std(values, ddof=1)) / math.sqrt(len(values))


def hours(case: Case, step: float, nth: int, k: int) -> float:
    """Return the mean wait, of the tandem the mean sojourn, of one run in hours."""
    settings = clocked(case, step, FINE_CLOCK_OFFSET + 1_000 * nth + k)
    length = settings.organisation.depth + 1
    scene = from_below(settings, chains(case.lines, length)) if case.lines else set_scene(settings)
    stay = float(sojourns(run(settings, scene)).mean()) * step
    return stay if case.lines else stay - 1 / MU


def clocked(case: Case, step: float, seed: int) -> Settings:
    """Return the settings of a case at a step: as many hours, whatever its length."""
    plain = configuration("fine_clock", **case.overrides)
    steps = {name: int(getattr(plain, name) / step) for name in ("days", "warmup_days", "follow_days")}
    physics = {**case.overrides.get("physics", {}), "step_hours": step}
    rate = {"issue_rate": case.load * MU * step}
    return configuration("fine_clock", **{**case.overrides, **steps, "seed": seed, "world": rate, "physics": physics})


IMPATIENCE_CHECK = "impatience"
SOURCES = {"constant": "M/M/c+D [barrer1957]", "exponential": "Erlang-A [garnett2002]"}
STEPS = {1: (0.5, 0.25), 5: (0.125, 0.0625)}
"""Hours, by servers: five share a batch, so they feel a step sooner."""
IMPATIENCE_OFFSET = 6_000_000
"""Of the seeds of this file."""
IMPATIENCE_NEGLIGIBLE = 1e-15
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
    while n <= servers or chance > IMPATIENCE_NEGLIGIBLE * total:
        n += 1
        chance *= rate / (min(n, servers) + max(0, n - servers) / patience)
        total += chance
        waiting += max(0, n - servers) * chance
    return waiting / total / patience / rate


def impatience() -> list[Row]:
    """Impatience: what waits too long is refused, by queues of one and of five with a fine clock.

    Issues come lambda = rho c an hour, work takes an exponential hour on average, and whoever has waited for a patience
    D leaves unserved. D constant (M/M/c+D), with p_n = lambda^n / n! and a = lambda - c:
        refused = T / (p_0 + ... + p_{c-1} + lambda p_{c-1} I + T)
        I = (e^{a D} - 1) / a,  T = lambda p_{c-1} e^{a D} / c
    D exponential with mean 1 / theta (M/M/c+M, Erlang-A): theta E[waiting] / lambda of the birth-death chain with
    deaths min(n, c) + theta (n - c)+. Both are limits of ever shorter steps: the two finest are extrapolated to none,
    as in `fine_clock`. In the last row patience is taken for a quarter longer than it is, which the same test has to
    notice.

    Source  Barrer (1957) [barrer1957]; Garnett, Mandelbaum & Reiman (2002) [garnett2002]
    """
    found = [shown(queue, nth) for nth, queue in enumerate(QUEUES)]
    first = QUEUES[0]
    wrong = first._replace(patience=first.patience * LONGER)
    case = f"{first.name}, rho {first.load}, patience {first.patience:g} h taken for {wrong.patience:g} h"
    return [*found, control(replace(found[0], case=case, expected=wrong.refused))]


def shown(queue: Queue, nth: int) -> Row:
    """Make the row of no step at all."""
    steps = STEPS[queue.servers]
    by_step = [
        [share(at(queue, step), step, IMPATIENCE_OFFSET + 1_000 * (2 * nth + j) + k) for k in range(SEEDS)]
        for j, step in enumerate(steps)
    ]
    return replace(extrapolated(at(queue, steps[-1]), by_step), check=IMPATIENCE_CHECK)


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


CHECKS = (fine_clock, impatience)
