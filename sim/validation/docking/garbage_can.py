"""The garbage can: most choices are not made by resolving problems, and more load makes it worse.

Setup       10 choices, 20 problems, 10 people, 20 periods; three loads, access structures, decision structures and
            distributions of energy, entry orders drawn.
Expected    qualitative only: where problems may go anywhere, flight and oversight together outnumber resolution; where
            each has one choice only, there is no flight at all; from light to heavy load fewer choices are made, and
            problems move and stand open more.
Tolerance   4 standard errors over 20 entry orders; none for the absence of flight.
Control     problems that stay where they first went, though they may go anywhere: flight beyond oversight must fail.
Not reproduced  every number of the paper: its Fortran appendix is not matched. Nor do important problems come out more
            likely to be solved here, as they do there.

Source  Cohen, March & Olsen (1972) [cohen1972]
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain

import numpy as np

from sim.published.cohen1972 import ACCESS, ENERGY, LOADS, Can, lived
from sim.validation.row import SEEDS, Row, control, ordered

SOURCE = "in words [cohen1972]"
CHECK = "garbage can"
ANYWHERE, ONE = ACCESS[0], ACCESS[2]
OFFSET = 7_000_000
"""Of the seeds of this file."""


def rows() -> list[Row]:
    """Hold what the paper says in words against the can."""
    moderate, tied = cans("moderate", ANYWHERE), cans("moderate", ANYWHERE, tied=True)
    single = cans("moderate", ONE)
    flights = sum(each.flight for seed in single for each in seed)
    found = [
        ordered(CHECK, "anywhere: flight and oversight less resolution", SOURCE, _means(moderate, _drifted)),
        ordered(CHECK, "anywhere: flight less oversight", SOURCE, _means(moderate, _fled)),
        Row(CHECK, "one choice each: flights", SOURCE, 0.0, flights, 0.0, len(single), "DOCK"),
        control(ordered(CHECK, "tied to a choice: flight less oversight", SOURCE, _means(tied, _fled))),
    ]
    light, heavy = everywhere("light"), everywhere("heavy")
    for says, measure in (
        ("choices not made", lambda can: can.unmade),
        ("moves of problems", lambda can: can.problem_moves),
        ("periods problems stand open", lambda can: can.problem_waits),
    ):
        more = [b - a for a, b in zip(_means(light, measure), _means(heavy, measure), strict=True)]
        found.append(ordered(CHECK, f"heavy less light load: {says}", SOURCE, more))
    return found


def cans(load: str, access: str, tied: bool = False) -> list[list[Can]]:
    """Return cans under every decision structure and distribution of energy, by seed."""
    energy = LOADS[load]
    return [
        [lived(energy, access, decision, kind, OFFSET + k, tied) for decision in ACCESS for kind in ENERGY]
        for k in range(SEEDS)
    ]


def everywhere(load: str) -> list[list[Can]]:
    """Return cans under every access structure, too, by seed."""
    found = [cans(load, access) for access in ACCESS]
    return [list(chain.from_iterable(each)) for each in zip(*found, strict=True)]


def _means(cans_: list[list[Can]], measure: Callable[[Can], float]) -> list[float]:
    return [float(np.mean([measure(each) for each in seed])) for seed in cans_]


def _drifted(can: Can) -> float:
    return can.flight + can.oversight - can.resolution


def _fled(can: Can) -> float:
    return can.flight - can.oversight
