"""Beliefs: how a line of command, neighbours and leaders pass a direction on, and what they lose."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from math import comb

import numpy as np
from numpy.typing import NDArray

from sim.chart import Chart
from sim.engine.tables import Tables
from sim.organisation import chart_of, with_ties
from sim.parameters import Settings
from sim.state import NOBODY
from sim.stats.row import SEEDS, Row, statistical
from sim.validation.limiting import agreement, beliefs, configuration, given, run, staged

RELAY_SOURCE = "cascade of identical averagings [degroot1974]"
RELAY_DAYS = (2, 3, 5, 8, 13, 21, 34, 55)
"""Days lived when beliefs are compared."""
RELAY_CASES = ((0.2, 0.0), (0.55, 0.0), (0.9, 0.0), (0.4, 0.2))
"""Trust in the line, and the floor of hearing."""


def heard(share: float, level: int, day: int) -> float:
    """Return how much of the step a level believes after so many days."""
    return 1 - sum(comb(day, j) * share**j * (1 - share) ** (day - j) for j in range(level))


def relay() -> list[Row]:
    """Relay: a step in the direction travels down a chain, a hop a day, and each level takes over a share of it.

    Level k (the head is 0) after t days: 1 - sum_{j<k} C(t, j) alpha^j (1 - alpha)^(t - j), alpha how far the line is
    heard, phi + (1 - phi) trust with a floor phi. In the engine the head sees the step and announces it on the day it
    happens, and each level hears what the level above believed the day before; so after t lived days (t averagings)
    level 1 has heard t times, and level k first moves on the k-th day. It is a chain of first-order lags, the chance of
    at least k successes in t trials.

    Source  theory of this model: cascade of identical averagings [degroot1974]
    """
    found = []
    for trust, floor in RELAY_CASES:
        settings = configuration("relay", culture={"trust": trust}, physics={"hearing_floor": floor})
        share = floor + (1 - floor) * trust
        levels = range(1, settings.organisation.depth + 1)
        expected = np.array([[heard(share, level, day) for level in levels] for day in RELAY_DAYS])
        obtained = beliefs(settings, RELAY_DAYS)[:, 1:]
        for level in levels:
            case = f"alpha {share:g}, level {level}, {len(RELAY_DAYS)} days up to {RELAY_DAYS[-1]}"
            found.append(agreement("relay", case, RELAY_SOURCE, expected[:, level - 1], obtained[:, level - 1]))
    return found


CONTROL_LOSS_SOURCE = "constant control loss a level [williamson1967]"
CONTROL_LOSS_CASES = ((0.55, 0.05), (0.3, 0.1), (0.8, 0.2))
"""Trust in the line, and daily pull towards one's own view."""


def passed_on(trust: float, pull: float) -> float:
    """Return the share of what a level believes that the level below believes."""
    return trust / (trust + pull)


def control_loss() -> list[Row]:
    """Control loss: where everybody is also drawn back to a view of their own, each level passes on only a part.

    Steady state of g_k <- g_k + alpha (g_{k-1} - g_k) + beta (0 - g_k): level k believes (alpha / (alpha + beta))^k of
    what the head stands for, alpha the trust in the line, beta the pull of one's own view, here 0.

    Source  Williamson (1967): cumulative control loss, a constant fraction a level [williamson1967]
    """
    found = []
    for trust, pull in CONTROL_LOSS_CASES:
        settings = configuration("control_loss", culture={"trust": trust}, physics={"local_pull": pull})
        believed = np.asarray(run(settings).tables.people)["g"]
        expected = passed_on(trust, pull) ** np.arange(1, len(believed))
        case = f"alpha {trust}, beta {pull}"
        gains = believed[1:] / believed[:-1]
        found.append(
            agreement("control loss", f"{case}: gain a level", CONTROL_LOSS_SOURCE, passed_on(trust, pull), gains)
        )
        found.append(
            agreement("control loss", f"{case}: the lowest level", CONTROL_LOSS_SOURCE, expected[-1], believed[-1])
        )
    return found


DEGROOT_SOURCE = "second eigenvalue of averaging [degroot1974]"
DEGROOT_DAYS = tuple(range(2, 13))
"""Days lived when disagreement is measured."""
TRUSTS = (0.3, 0.6, 0.9)
"""At which the gap must be linear in trust."""

Edges = list[tuple[int, int]]
Floats = NDArray[np.float64]


def complete(people: int) -> Edges:
    """Join everybody with everybody."""
    return [(i, j) for i in range(people) for j in range(i)]


def star(people: int) -> Edges:
    """Join everybody with the first."""
    return [(i, 0) for i in range(1, people)]


def ring(people: int) -> Edges:
    """Join everybody with the next."""
    return [(i, (i + 1) % people) for i in range(people)]


def tree(span: int, depth: int) -> Edges:
    """Join everybody with `span` others further out, `depth` times."""
    people = sum(span**level for level in range(depth + 1))
    return [(i, (i - 1) // span) for i in range(1, people)]


GRAPHS: dict[str, Edges] = {
    "complete, n 20": complete(20),
    "star, n 20": star(20),
    "ring, n 20": ring(20),
    "tree, span 5, depth 2": tree(5, 2),
}


def second(edges: Edges) -> tuple[float, Floats]:
    """Return the second largest eigenvalue of D^-1 A, and a vector that belongs to it."""
    people = 1 + max(max(edge) for edge in edges)
    joined = np.zeros((people, people))
    for one, other in edges:
        joined[one, other] = joined[other, one] = 1.0
    root = np.sqrt(joined.sum(axis=1))
    values, vectors = np.linalg.eigh(joined / np.outer(root, root))  # similar to D^-1 A, and symmetric
    return float(values[-2]), vectors[:, -2] / root


def factor(trust: float, second_eigenvalue: float) -> float:
    """Return by what disagreement is multiplied each day."""
    return 1 - trust * (1 - second_eigenvalue)


def tied(edges: Edges) -> Chart:
    """Make a company of peers: ties both ways, nobody reports to anybody."""
    people = 1 + max(max(edge) for edge in edges)
    chart = chart_of([f"p{i}" for i in range(people)], ["all"], [NOBODY] * people, [0] * people)
    one, other = (list(side) for side in zip(*edges, strict=True))
    return with_ties(chart, one + other, other + one)


def believing(vector: Floats) -> Callable[[Tables], None]:
    """Let everybody start from the given beliefs."""

    def start(s: Tables) -> None:
        s.people.g[:] = vector

    return start


def factors(edges: Edges, trust: float) -> Floats:
    """Return by what the engine multiplies disagreement (highest less lowest belief) from each day to the next."""
    settings = configuration("degroot", days=DEGROOT_DAYS[-1], culture={"trust": trust})
    start = believing(second(edges)[1])
    apart = np.ptp(beliefs(settings, DEGROOT_DAYS, staged(settings, tied(edges)), start), axis=1)
    return apart[1:] / apart[:-1]


def degroot() -> list[Row]:
    """DeGroot: people who only average each other's beliefs agree at the speed of the second eigenvalue.

    With trust tau and equal weights over ties, beliefs move by (1 - tau) I + tau D^-1 A. Started on the second
    eigenvector of D^-1 A (eigenvalue mu_2), disagreement is multiplied by lambda_2 = 1 - tau (1 - mu_2) each day; the
    gap 1 - lambda_2 is linear in trust.

    Source  DeGroot (1974) [degroot1974]
    """
    found = []
    trust = configuration("degroot").culture.trust
    for graph, edges in GRAPHS.items():
        eigenvalue = second(edges)[0]
        case = f"{graph}: lambda_2 at trust {trust}"
        found.append(agreement("DeGroot", case, DEGROOT_SOURCE, factor(trust, eigenvalue), factors(edges, trust)))
        gaps = np.array([1 - factors(edges, each) for each in TRUSTS]) / np.reshape(TRUSTS, (-1, 1))
        case = f"{graph}: gap per unit of trust at {TRUSTS}"
        found.append(agreement("DeGroot", case, DEGROOT_SOURCE, 1 - eigenvalue, gaps))
    return found


CHECK = "leader's filter"
FILTER, FUNNEL = "steady-state filter [kalman1960]", "funnel, rule 2 [deming1986]"
RESILIENCES = (1.0, 0.5, 2.0)
"""Exact first, then over-reacting and stubborn."""
TEAM = {
    "organisation": {"span": 3, "depth": 2},
    "physics": {"shared_sensing": 1.0, "sensing_hours": 1 / 13, "head_hours": 4.0, "manager_hours": 2.0},
}
"""Thirteen people, as many hours together as one person has, and four of them to share those."""
LEFT = {"head": 4.0, "manager": 6.0}
"""Hours that operations leave."""
OFFSET = 100_000
"""Of the seeds of this file."""


def best_gain(q: float, r: float) -> float:
    """Return K*, the gain with the least error."""
    p = (q + math.sqrt(q * q + 4 * q * r)) / 2
    return p / (p + r)


def error_variance(gain: float, q: float, r: float) -> float:
    """Return the variance of belief less direction under a constant gain."""
    return ((1 - gain) ** 2 * q + gain**2 * r) / (gain * (2 - gain))


def noise(settings: Settings) -> float:
    """Return r of somebody alone: shared and own noise of the same hours add up."""
    return settings.physics.sensing_noise**2 / settings.physics.sensing_hours


def gain_of(settings: Settings) -> float:
    """Return the gain of somebody who believes the noise to be resilience^2 r."""
    return best_gain(settings.world.drift**2, settings.culture.resilience**2 * noise(settings))


def leaders_filter() -> list[Row]:
    """The leader's filter: how well one person follows a moving direction, and how over-reaction adds error.

    The direction changes by variance q a day and a signal has noise of variance r. With a constant gain K the error
    after each signal has variance [(1 - K)^2 q + K^2 r] / (K (2 - K)), least at Kalman's K* = p / (p + r), p = (q +
    sqrt(q^2 + 4 q r)) / 2. Whoever believes the noise to be s^2 r uses K*(q, s^2 r); s is `resilience`. Deming's
    funnel, rule 2: nothing moves (q = 0), every deviation is corrected in full (K = 1), and the variance of
    innovations, signal less belief, is 2 r instead of r. A top team that shares the hours of the centre, as far as
    operations leave each any, sees no more and no less: its signals, weighted by hours, have the noise of all hours
    together.

    Source  Kalman (1960) [kalman1960]; Deming (1986), the funnel experiment [deming1986]
    """
    found, variances = [], []
    for nth, resilience in enumerate(RESILIENCES):
        settings = configuration("leaders_filter", culture={"resilience": resilience})
        case, gain = f"resilience {resilience:g}", gain_of(settings)
        found.append(agreement(CHECK, f"{case}: gain", FILTER, gain, gain_lived(settings)))
        expected = error_variance(gain, settings.world.drift**2, noise(settings))
        variances.append((expected, [float(np.mean(each**2)) for each in errors(settings, nth)]))
        found.append(statistical(CHECK, f"{case}: error variance", FILTER, *variances[-1]))
    return found + excess(variances) + funnel() + together()


def together() -> list[Row]:
    """Let a top team sense for its head: hours, gain and error of the head."""
    alone = configuration("leaders_filter")
    settings = configuration("leaders_filter", **TEAM)
    shares = np.array([LEFT["head"], *[LEFT["manager"]] * 3, *[0.0] * 9]) / (LEFT["head"] + 3 * LEFT["manager"])
    hours = np.asarray(run(replace(settings, days=2, warmup_days=0)).tables.people)["sensing_hours"]
    gain = gain_of(alone)
    expected = error_variance(gain, alone.world.drift**2, noise(alone))
    lived = [float(np.mean(each**2)) for each in errors(settings, len(RESILIENCES) + 1)]
    return [
        agreement(CHECK, "a top team: hours of each", "identity", shares, hours),
        agreement(CHECK, "a top team: gain", FILTER, gain, gain_lived(settings)),
        statistical(CHECK, "a top team: error variance", FILTER, expected, lived),
    ]


def excess(variances: list[tuple[float, list[float]]]) -> list[Row]:
    """Show that the exact gain errs least: by how much the others err more."""
    (least, exact), *others = variances
    return [
        statistical(
            CHECK, f"excess error at resilience {each:g}", FILTER, expected - least, list(np.subtract(came, exact))
        )
        for each, (expected, came) in zip(RESILIENCES[1:], others, strict=True)
    ]


def funnel() -> list[Row]:
    """Correct every deviation in full although nothing moves."""
    settings = configuration("leaders_filter", world={"drift": 0.0}, culture={"resilience": 0.0})
    innovations = [float(np.mean(np.diff(each) ** 2)) for each in errors(settings, len(RESILIENCES))]
    return [statistical("Deming's funnel", "rule 2: innovation variance", FUNNEL, 2 * noise(settings), innovations)]


def errors(settings: Settings, case: int) -> list[Floats]:
    """Return, for each seed, belief less direction day by day: what one answers when judgement has no noise."""
    lives = []
    for k in range(SEEDS):
        mine = replace(settings, seed=OFFSET + 1_000 * case + k)
        lived = run(mine, staged(mine, issues=given(np.arange(mine.days), origin=0)))
        lives.append(np.asarray(lived.tables.outcomes)["error"][mine.warmup_days :])
    return lives


def gain_lived(settings: Settings) -> float:
    """Return the engine's gain: of two beliefs that start 1 apart and see the same, 1 - K is left each day."""
    apart = beliefs(settings, [2], start=at(1.0)) - beliefs(settings, [2], start=at(0.0))
    return 1 - math.sqrt(float(apart[0, 0]))


def at(belief: float) -> Callable[[Tables], None]:
    """Let everybody start from one belief."""

    def start(s: Tables) -> None:
        s.people.g[:] = belief

    return start


CHECKS = (relay, control_loss, degroot, leaders_filter)
