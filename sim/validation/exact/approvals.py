"""Approvals: a chain of visas stops bad proposals, and good ones too.

A proposal that is wrong by e passes one approver with f(e) = Phi((tau - e) / sigma) - Phi((-tau - e) / sigma), tau the
tolerance and sigma the noise of judgement; n approvers in a chain, judging independently, with f^n; they look at it
(1 - f^n) / (1 - f) times on average. With f = 0.8 for good and 0.3 for bad proposals, three levels omit
1 - 0.8^3 = 0.488 of the good ones and commit 0.3^3 = 0.027 of the bad ones.

Source  Sah & Stiglitz (1986), hierarchies [sah1986]
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from statistics import NormalDist

import numpy as np

from sim.engine.tables import Tables
from sim.settings import Settings
from sim.simulate import Run
from sim.validation.limiting import configuration, run
from sim.validation.row import SEEDS, Row, statistical
from sim.validation.staging import given, staged

SOURCE = "hierarchy of approvals [sah1986]"
PASSING = {"good": 0.8, "bad": 0.3}
"""Chance that one approver lets a proposal pass."""
CHAINS = (1, 2, 3)
"""Approvers above whoever proposes."""
DAYS, A_DAY = 25, 80
"""Days on which proposals come, and how many on each."""
OFFSET = 200_000
"""Of the seeds of this file."""
CERTAIN = 1e12
"""Skill of whoever proposes, so that the error is what it is set to."""


def passing(error: float, tolerance: float, sigma: float) -> float:
    """Return f(e): the chance that one approver lets a proposal pass."""
    phi = NormalDist().cdf
    return phi((tolerance - error) / sigma) - phi((-tolerance - error) / sigma)


def tolerance_for(chance: float, sigma: float) -> float:
    """Return the tolerance at which a proposal without error passes with a given chance."""
    return sigma * NormalDist().inv_cdf((1 + chance) / 2)


def error_for(chance: float, tolerance: float, sigma: float) -> float:
    """Return the error, 0 or more, with which a proposal passes with a given chance, by bisection."""
    low, high = 0.0, tolerance + 10 * sigma
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if passing(middle, tolerance, sigma) > chance else (low, middle)
    return low


def looks(chance: float, chain: int) -> float:
    """Return how many approvers look at a proposal on average."""
    return (1 - chance**chain) / (1 - chance)


def rows() -> list[Row]:
    """Hold the engine against the theorem for good and bad proposals under one, two and three approvers."""
    found = []
    for nth, (kind, chance) in enumerate(PASSING.items()):
        for chain in CHAINS:
            lives = proposed(chance, chain, case=10 * nth + chain)
            refused = [share(each, "rejections") for each in lives]
            case = f"{kind} proposals, f {chance}, {chain} in a chain"
            if kind == "good":
                found.append(statistical("approvals", f"{case}: omitted", SOURCE, 1 - chance**chain, refused))
            else:
                passed = [1 - each for each in refused]
                found.append(statistical("approvals", f"{case}: committed", SOURCE, chance**chain, passed))
            if chain > 1:
                looked = [share(each, "approvals") for each in lives]
                found.append(statistical("approvals", f"{case}: looks", SOURCE, looks(chance, chain), looked))
    return found


def share(lived: Run, column: str) -> float:
    """Return a count of the days, a proposal; all proposals have been dealt with."""
    if lived.days["answered"].sum() != DAYS * A_DAY:
        raise ValueError("approvals: proposals are still on their way; the configuration must leave more days")
    return float(lived.days[column].sum()) / (DAYS * A_DAY)


def proposed(chance: float, chain: int, case: int) -> list[Run]:
    """Let a chain deal with proposals whose error lets them pass one approver with a given chance."""
    sigma = configuration("approvals").physics.judgement_noise
    tolerance = tolerance_for(PASSING["good"], sigma)
    settings = configuration(
        "approvals",
        organisation={"depth": chain},
        physics={"approval_levels": chain, "approval_tolerance": tolerance},
    )
    start = wrong_by(error_for(chance, tolerance, sigma))
    return [lived(replace(settings, seed=OFFSET + 1_000 * case + k), start) for k in range(SEEDS)]


def lived(settings: Settings, start: Callable[[Tables], None]) -> Run:
    """Let proposals come to the base of the chain."""
    days = np.repeat(np.arange(DAYS), A_DAY)
    return run(settings, staged(settings, issues=given(days, origin=settings.organisation.depth)), start)


def wrong_by(error: float) -> Callable[[Tables], None]:
    """Let the base of the chain believe what is wrong by so much, and judge without noise."""

    def start(s: Tables) -> None:
        s.people.g[-1] = error
        s.people.skill[-1] = CERTAIN

    return start
