"""The structure of a company, as arrays over seats."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Chart:
    """Who reports to whom, in which team, and who turns to whom, as arrays over seats.

    Parameters
    ----------
    names : tuple of str
        The identity of each seat, as its owner writes it; shape (n,).
    teams : tuple of str
        The name of each team; shape (k,).
    manager : ndarray of int
        Row of each seat's manager, -1 for a root; shape (n,).
    team : ndarray of int
        Row of each seat's team; shape (n,).
    level, height : ndarray of int
        Distance to the root above, and to the deepest report below; shape (n,).
    reports_first, reports : ndarray of int
        Direct reports of seat i are ``reports[reports_first[i]:reports_first[i + 1]]``.
    ties_first, ties : ndarray of int
        The peers seat i turns to, in the same form (directed; a mutual tie stands twice).
    called : mapping of str to int
        The seat of whatever else a file calls somebody (`sim.files.lookup`): mail, position, name.
    """

    names: tuple[str, ...]
    teams: tuple[str, ...]
    manager: NDArray[np.int64]
    team: NDArray[np.int64]
    level: NDArray[np.int64]
    height: NDArray[np.int64]
    reports_first: NDArray[np.int64]
    reports: NDArray[np.int64]
    ties_first: NDArray[np.int64]
    ties: NDArray[np.int64]
    called: Mapping[str, int] = field(default_factory=dict[str, int], compare=False, repr=False)

    @property
    def size(self) -> int:
        """Number of seats."""
        return len(self.names)
