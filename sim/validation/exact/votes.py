"""Votes: how many must agree decides which errors a group makes.

Each of n people independently says yes with chance f. Any one of n is enough (a polyarchy, P): 1 - (1 - f)^n; all are
needed (a hierarchy, H): f^n; k of n: the tail of a binomial. Duality: H(f) + P(1 - f) = 1. Condorcet's jury: a majority
of 11 who are each right with 0.6 is right with 0.753498.

Source  Sah & Stiglitz (1986) [sah1986]; Condorcet (1785) [condorcet1785]
"""

from __future__ import annotations

from dataclasses import replace
from math import comb
from statistics import NormalDist

from sim.validation.limiting import configuration, run
from sim.validation.row import SEEDS, Row, statistical

COMMITTEE, JURY = "polyarchy, hierarchy, committee [sah1986]", "jury theorem [condorcet1785]"
OFFSET = 300_000
"""Of the seeds of this file."""


def tail(chance: float, needed: int, people: int) -> float:
    """Return the chance of at least so many yes: P(Bin(n, f) >= k)."""
    return sum(comb(people, yes) * chance**yes * (1 - chance) ** (people - yes) for yes in range(needed, people + 1))


def tolerance_for(chance: float, sigma: float) -> float:
    """Return the tolerance at which what is right gets a yes with a given chance: 2 Phi(tau / sigma) - 1 = f."""
    return sigma * NormalDist().inv_cdf((1 + chance) / 2)


def rows() -> list[Row]:
    """Hold the engine against the theorems."""
    anyone, everyone = passed(0, 0.3, 0.0, 5), passed(1, 0.7, 1.0, 5)
    both = [one + all_ for one, all_ in zip(anyone, everyone, strict=True)]
    return [
        statistical("votes", "any of 5, f 0.3", COMMITTEE, 1 - (1 - 0.3) ** 5, anyone),
        statistical("votes", "all of 5, f 0.7", COMMITTEE, 0.7**5, everyone),
        statistical("votes", "duality: all of 5 at f 0.7, and any at 0.3", COMMITTEE, 1.0, both),
        statistical("votes", "3 of 5, f 0.3", COMMITTEE, tail(0.3, 3, 5), passed(2, 0.3, 3 / 5, 5)),
        statistical("votes", "7 of 9, f 0.8", COMMITTEE, tail(0.8, 7, 9), passed(3, 0.8, 7 / 9, 9)),
        statistical("votes", "majority of 11, p 0.6", JURY, tail(0.6, 6, 11), passed(4, 0.6, 0.5, 11)),
    ]


def passed(case: int, chance: float, quorum: float, people: int) -> list[float]:
    """Return, for each seed, the share of questions that passed.

    Parameters
    ----------
    case : int
        Sets the seeds apart.
    chance : float
        Of each person's yes.
    quorum : float
        Share of yes that a question needs; 0 stands for a single one.
    people : int
        Who vote.

    Returns
    -------
    list of float
        Shares.
    """
    sigma = configuration("votes").physics.judgement_noise
    settings = configuration(
        "votes",
        organisation={"span": people - 1},
        culture={"quorum": quorum},
        physics={"vote_tolerance": tolerance_for(chance, sigma)},
    )
    lives = [run(replace(settings, seed=OFFSET + 1_000 * case + k)).days for k in range(SEEDS)]
    return [float(each["passed"].sum() / each["questions"].sum()) for each in lives]
