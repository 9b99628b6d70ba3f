"""Lazer and Friedman's parallel problem solvers: who is linked to whom, and how long a variety of ideas lasts.

Everybody holds a solution of N bits to one NK problem: each bit's contribution depends on itself and K others drawn at
random. A period, all at once: whoever is linked to somebody with a better solution copies the best; everybody else
flips one bit at random and keeps it if that is better. Scores are divided by the best of all 2^N and raised to the
power 8, which leaves few solutions that are good.

Source  Lazer & Friedman (2007) [lazer2007]; the problem of Kauffman (1993) [kauffman1993]
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sim.engine.compiled import compiled
from sim.engine.luck import uniform
from sim.stats.row import SEEDS, Row, control, ordered, statistical

CONTRIBUTION: Final = 1
LINK: Final = 2
START: Final = 3
FLIP: Final = 4
SHARP: Final = 8
"""Power to which scores are raised."""

Floats = NDArray[np.float64]
NOBODY, EVERYBODY, LINE = 0, 1, 2
"""Who is heard: nobody (a negative control), all, or the two beside in a line."""


def problem(bits: int, interactions: int, seed: int) -> tuple[NDArray[np.int64], Floats, float]:
    """Draw an NK problem."""
    seen = np.empty((bits, interactions + 1), np.int64)
    worth = np.empty((bits, 2 ** (interactions + 1)))
    _draw(seen, worth, seed)
    return seen, worth, _best(seen, worth)


def mean_scores(
    problem_: tuple[NDArray[np.int64], Floats, float], people: int, links: int, periods: int, seed: int
) -> Floats:
    """Let people solve a problem."""
    seen, worth, best = problem_
    held, scores = np.zeros(people, np.int64), np.zeros(people)
    new, gained = held.copy(), scores.copy()
    means = np.empty(periods + 1)
    _start(seen, worth, best, held, scores, seed)
    means[0] = scores.mean()
    _solve(seen, worth, best, held, scores, new, gained, links, means, seed)
    return means


@compiled
def _draw(seen: Any, worth: Any, seed: int) -> None:
    bits = len(seen)
    for i in range(bits):
        for j in range(worth.shape[1]):
            worth[i, j] = uniform(seed, i, 0, CONTRIBUTION, j)
        seen[i, 0] = i
        for k in range(1, seen.shape[1]):  # others without repetition: the rank among those not yet seen
            rank = int(uniform(seed, i, 0, LINK, k) * (bits - k))
            for other in range(bits):
                taken = False
                for before in range(k):
                    taken = taken or seen[i, before] == other
                if not taken:
                    if rank == 0:
                        seen[i, k] = other
                        break
                    rank -= 1


@compiled
def _worth(seen: Any, worth: Any, solution: int) -> float:
    total = 0.0
    for i in range(len(seen)):
        row = 0
        for k in range(seen.shape[1]):
            row = 2 * row + ((solution >> seen[i, k]) & 1)
        total += worth[i, row]
    return total / len(seen)


@compiled
def _best(seen: Any, worth: Any) -> float:
    best = 0.0
    for solution in range(1 << len(seen)):
        best = max(best, _worth(seen, worth, solution))
    return best


@compiled
def _score(seen: Any, worth: Any, best: float, solution: int) -> float:
    share = _worth(seen, worth, solution) / best
    score = share
    for _ in range(SHARP - 1):
        score *= share
    return score


@compiled
def _start(seen: Any, worth: Any, best: float, held: Any, scores: Any, seed: int) -> None:
    for i in range(len(held)):
        held[i] = int(uniform(seed, i, 0, START, 0) * (1 << len(seen)))
        scores[i] = _score(seen, worth, best, held[i])


@compiled
def _solve(
    seen: Any, worth: Any, best: float, held: Any, scores: Any, new: Any, gained: Any, links: int, means: Any, seed: int
) -> None:
    people = len(held)
    for period in range(1, len(means)):
        for i in range(people):
            model = _model(scores, i, links)
            new[i], gained[i] = held[model], scores[model]
            if model == i:
                tried = held[i] ^ (1 << int(uniform(seed, i, period, FLIP, 0) * len(seen)))
                score = _score(seen, worth, best, tried)
                if score > scores[i]:
                    new[i], gained[i] = tried, score
        total = 0.0
        for i in range(people):
            held[i], scores[i] = new[i], gained[i]
            total += scores[i]
        means[period] = total / people


@compiled
def _model(scores: Any, i: int, links: int) -> int:
    """Return whom to copy: the best of those heard who is better, oneself if nobody is."""
    best = i
    if links == EVERYBODY:
        for other in range(len(scores)):
            if scores[other] > scores[best]:
                best = other
    elif links == LINE:
        for other in range(max(0, i - 1), min(len(scores), i + 2)):
            if scores[other] > scores[best]:
                best = other
    return best


SOURCE = "network structure of exploration [lazer2007]"
BITS, PEOPLE = 20, 100
EARLY, LATE = 5, 200
PROBLEMS = 60
OFFSET = 4_000_000
"""Of the seeds of this file."""


def lazer_friedman(problems: int = PROBLEMS) -> list[Row]:
    """Parallel problem solving: a better connected group leads early and ends lower, if the problem is hard.

    Setup       100 people, NK problems of 20 bits, K 5 and K 0; everybody hears everybody, or the two beside in a line.
    Expected    orders only: K 5: connected ahead after 5 periods, behind after 200; K 0: no difference after 200.
    Tolerance   4 standard errors over the problems, each with its own people.
    Control     K 5 with nobody heard, set against the line: what is a lead of the connected must not be one here.
    Not reproduced  the heights of their curves; velocity, errors in copying, small worlds and random networks.

    Source  Lazer & Friedman (2007) [lazer2007]
    """
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


CHECKS = (lazer_friedman,)
