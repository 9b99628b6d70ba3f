"""A life to be shown: a run, and what could be seen of its people every evening."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.engine.tables import Tables
from sim.run import Run, simulate
from sim.scenario.pair import Pair
from sim.scenario.spec import SLOTS

ALERT = 0.5
"""Exhaustion above which somebody is in the alert zone: the middle threshold of `sim.record.THETAS`."""
IN_ALERT, EMPTY, NEWCOMER = 1, 2, 4
"""Bits of a state."""
MOST_COUNTED = 64
"""Up to here the engine counts what waits."""
NEW_DAYS = 20
"""Days somebody counts as a newcomer."""

Bytes = NDArray[np.uint8]


@dataclass(frozen=True)
class Life:
    """One organisation's run, evening by evening; arrays of shape (days, people)."""

    run: Run
    waiting: Bytes
    """Tasks that wait, 255 at most; above 64 the whole inbox, since the engine counts no further."""
    exhaustion: NDArray[np.float32]
    ids: NDArray[np.int64]

    @property
    def strain(self) -> Bytes:
        """Exhaustion from 0 to 100, by fives."""
        return (5 * np.rint(20 * np.clip(self.exhaustion, 0, 1))).astype(np.uint8)

    @property
    def state(self) -> Bytes:
        """Bits: in the alert zone, an empty seat tonight, a newcomer."""
        alert = IN_ALERT * (self.exhaustion > ALERT).astype(np.uint8)
        left = np.zeros(self.ids.shape, bool)
        left[1:] = self.ids[1:] != self.ids[:-1]
        return alert | EMPTY * left.astype(np.uint8) | NEWCOMER * _lately(left).astype(np.uint8)


def _lately(left: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Say on which evenings somebody sits there who came in the 20 days before."""
    found = np.zeros_like(left)
    for past in range(1, min(NEW_DAYS, len(left) - 1) + 1):
        found[past:] |= left[:-past]
    return found & ~left


class _Evenings:
    """Copies what can be seen of people every evening."""

    def __init__(self) -> None:
        self.waiting: list[Bytes] = []
        self.exhaustion: list[NDArray[np.float32]] = []
        self.ids: list[NDArray[np.int64]] = []

    def look(self, tables: Tables) -> None:
        people = tables.people
        many = np.where(people.waiting >= MOST_COUNTED, people.inbox, people.waiting)
        self.waiting.append(np.minimum(many, 255).astype(np.uint8))
        self.exhaustion.append(people.exhaustion.astype(np.float32))
        self.ids.append(people.id.copy())


def live_and_look(pair: Pair) -> dict[str, Life]:
    """Let both organisations live through their world, and keep what could be seen and what happened."""
    return {slot: _life(pair, slot) for slot in SLOTS}


def _life(pair: Pair, slot: str) -> Life:
    seen = _Evenings()
    run = simulate(pair.slots[slot], pair.scene, each_day=seen.look, events=True)
    return Life(run, np.stack(seen.waiting), np.stack(seen.exhaustion), np.stack(seen.ids))
