"""Cohen, March and Olsen's garbage can: choices, problems and energy drift until something is decided.

Ten choices and twenty problems come in over ten periods, a choice and two problems each; twenty periods are lived. Ten
people bring energy every period, of which six tenths are effective. A period: every problem goes to the open choice,
among those it has access to, that was nearest to a decision a period ago, and so does everybody; the energy brought to
a choice adds up; a choice whose energy covers what its problems ask for is made, and its problems go with it. A choice
is made by *resolution* if problems are attached to it then; by *flight* if some were and have left; by *oversight*
if none ever were.

Ties between choices go to luck, entry orders are drawn (the paper uses two fixed ones), and the details of its Fortran
appendix are not matched: only what the paper says in words can be held against this file.

Source  Cohen, March & Olsen (1972) [cohen1972]
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.engine.luck import uniforms
from sim.stats.row import SEEDS, Row, control, ordered

CHOICES: Final = 10
PROBLEMS: Final = 20
PEOPLE: Final = 10
PERIODS: Final = 20
EFFECTIVE: Final = 0.6
"""Of energy brought, the solution coefficient."""
LOADS: Final = {"light": 1.1, "moderate": 2.2, "heavy": 3.3}
"""Energy that a problem asks for."""
ACCESS: Final = ("unsegmented", "hierarchical", "specialised")
ENERGY: Final = ("more to the important", "equal", "less to the important")
STYLES: Final = ("resolution", "oversight", "flight", "unmade")
CHOICE_ORDER: Final = 1
PROBLEM_ORDER: Final = 2
TIE: Final = 3

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Can:
    """What became of one garbage can."""

    resolution: int
    oversight: int
    flight: int
    unmade: int
    solved: Flags
    problem_moves: int
    person_moves: int
    problem_waits: int


def allowed(kind: str, many: int) -> Flags:
    """Return who has access to which choice: all to all, the important to more, or each to one."""
    rank = np.arange(many) * CHOICES // many
    choice = np.arange(CHOICES)
    if kind == "unsegmented":
        return np.ones((many, CHOICES), bool)
    return choice >= rank[:, None] if kind == "hierarchical" else choice == rank[:, None]


def energies(kind: str) -> Floats:
    """Return what each person brings a period, 5.5 in all; by importance, the most important first."""
    rising = 0.1 * np.arange(1, PEOPLE + 1)
    return {ENERGY[0]: rising[::-1], ENERGY[1]: np.full(PEOPLE, 0.55), ENERGY[2]: rising}[kind]


def lived(load: float, access: str, decision: str, energy: str, seed: int, tied: bool = False) -> Can:
    """Let a garbage can live."""
    can = _State(load, allowed(access, PROBLEMS), allowed(decision, PEOPLE), energies(energy), seed, tied)
    for period in range(PERIODS):
        can.live(period)
    return can.told()


class _State:
    """A garbage can at work."""

    def __init__(
        self, load: float, problems_may: Flags, people_may: Flags, energy: Floats, seed: int, tied: bool
    ) -> None:
        self._load, self._problems_may, self._people_may = load, problems_may, people_may
        self._energy, self._seed, self._tied = energy, seed, tied
        self._choice_comes = _order(CHOICES, seed, CHOICE_ORDER)
        self._problem_comes = _order(PROBLEMS, seed, PROBLEM_ORDER) // 2
        self._brought, self._asked = np.zeros(CHOICES), np.zeros(CHOICES)
        self._made, self._had = np.zeros(CHOICES, bool), np.zeros(CHOICES, bool)
        self._style = np.full(CHOICES, "unmade", object)
        self._solved = np.zeros(PROBLEMS, bool)
        self._problem_at, self._person_at = np.full(PROBLEMS, -1), np.full(PEOPLE, -1)
        self._moves, self._waits = [0, 0], 0

    def live(self, period: int) -> None:
        open_ = (self._choice_comes <= period) & ~self._made
        there = (self._problem_comes <= period) & ~self._solved
        missing = self._asked - self._brought
        stays = (self._problem_at >= 0) & self._tied
        drawn = self._nearest(self._problems_may, open_, missing, period, 0)
        problem_at = np.where(stays & open_[self._problem_at], self._problem_at, drawn)
        problem_at[~there] = -1
        person_at = self._nearest(self._people_may, open_, missing, period, PROBLEMS)
        self._moves[0] += int(_moved(self._problem_at, problem_at).sum())
        self._moves[1] += int(_moved(self._person_at, person_at).sum())
        self._problem_at, self._person_at = problem_at, person_at
        self._waits += int(there.sum())
        self._decide(open_, period)

    def _decide(self, open_: Flags, period: int) -> None:
        attached = np.bincount(self._problem_at[self._problem_at >= 0], minlength=CHOICES)
        manned = np.bincount(
            self._person_at[self._person_at >= 0],
            weights=self._energy[self._person_at >= 0],
            minlength=CHOICES,
        )
        self._brought += EFFECTIVE * manned
        self._asked = self._load * attached
        made = open_ & (manned > 0) & (self._brought >= self._asked)
        self._style[made] = np.where(attached > 0, "resolution", np.where(self._had, "flight", "oversight"))[made]
        self._solved |= (self._problem_at >= 0) & made[self._problem_at]
        self._had |= attached > 0
        self._made |= made

    def _nearest(self, may: Flags, open_: Flags, missing: Floats, period: int, first: int) -> NDArray[np.int64]:
        """Return for each row the open choice that misses least energy, -1 where there is none."""
        rows = np.repeat(np.arange(len(may)), CHOICES) + first
        luck = uniforms(
            self._seed, rows, np.full(len(rows), period), TIE, np.tile(np.arange(CHOICES), len(may))
        ).reshape(may.shape)
        distance = np.where(may & open_, missing + 1e-9 * luck, np.inf)
        nearest = distance.argmin(axis=1)
        return np.where(np.isfinite(distance.min(axis=1)), nearest, -1)

    def told(self) -> Can:
        made = {each: int((self._style == each).sum()) for each in STYLES}
        return Can(
            **made,
            solved=self._solved,
            problem_moves=self._moves[0],
            person_moves=self._moves[1],
            problem_waits=self._waits,
        )


def _order(many: int, seed: int, purpose: int) -> NDArray[np.int64]:
    """Return the place of each in a drawn order of entry."""
    zero = np.zeros(many, np.int64)
    return np.argsort(np.argsort(uniforms(seed, np.arange(many), zero, purpose, zero)))


def _moved(before: NDArray[np.int64], after: NDArray[np.int64]) -> Flags:
    return (before >= 0) & (after >= 0) & (before != after)


SOURCE = "in words [cohen1972]"
CHECK = "garbage can"
ANYWHERE, ONE = ACCESS[0], ACCESS[2]
OFFSET = 7_000_000
"""Of the seeds of this file."""


def garbage_can() -> list[Row]:
    """The garbage can: most choices are not made by resolving problems, and more load makes it worse.

    Setup       10 choices, 20 problems, 10 people, 20 periods; three loads, access structures, decision structures and
                distributions of energy, entry orders drawn.
    Expected    qualitative only: where problems may go anywhere, flight and oversight together outnumber resolution;
                where each has one choice only, there is no flight at all; from light to heavy load fewer choices are
                made, and problems move and stand open more.
    Tolerance   4 standard errors over 20 entry orders; none for the absence of flight.
    Control     problems that stay where they first went, though they may go anywhere: flight beyond oversight must
                fail.
    Not reproduced  every number of the paper: its Fortran appendix is not matched. Nor do important problems come out
                    more likely to be solved here, as they do there.

    Source  Cohen, March & Olsen (1972) [cohen1972]
    """
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


CHECKS = (garbage_can,)
