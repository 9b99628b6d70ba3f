"""What a ledger is about to run: claims, size, and every world with its point of the space and its seed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sim.claims import seeds
from sim.claims.claim import Claim
from sim.claims.live import World
from sim.claims.plan import Job, Size, jobs
from sim.claims.registry import digest, registration
from sim.experiment.identity import CLAIMS, model_version
from sim.experiment.space import drawn


@dataclass(frozen=True)
class Plan:
    """What is about to be run.

    Parameters
    ----------
    claims : tuple of Claim
        Those asked for.
    size : Size
        How much.
    explore : int or None
        First seed of an exploration, which confirms nothing; None for the seeds of the registration.
    worlds : tuple of World
        All of them.
    points : tuple of dict
        The registered space's points.
    """

    claims: tuple[Claim, ...]
    size: Size
    explore: int | None
    worlds: tuple[World, ...]
    points: tuple[dict[str, Any], ...]

    @property
    def hash(self) -> str:
        """What determines the rows, whichever claims are asked for: they share a folder."""
        parts = [
            model_version(CLAIMS),
            digest(),
            self.size.name,
            asdict(self.size),
            self.explore,
            self.points,
            _commit(self.explore),
        ]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:12]

    @property
    def folder(self) -> Path:
        """Where its results go when nothing else is said."""
        return Path("results") / "claims" / f"{self.size.name}-{self.hash}"


def plan_ledger(claims: Sequence[Claim], size: Size, explore: int | None = None, alone: bool = False) -> Plan:
    """Plan a ledger.

    Parameters
    ----------
    claims : sequence of Claim
        Those asked for.
    size : Size
        How much.
    explore : int, optional
        First seed of an exploration.
    alone : bool
        Leave out the competition of forms and hybrids.

    Returns
    -------
    Plan
        Every seed drawn.

    Raises
    ------
    InputError
        When the predictions are not registered as they are, and nothing is said of exploring.
    """
    commit = _commit(explore)
    if explore is None:
        points = drawn(size.points, seeds.confirmatory(commit, "points", 0) % 2**32)
    else:
        points = drawn(size.points, explore)
    every = jobs(claims, size, not alone)
    worlds = tuple(World(job, points[job.point], _seed(commit, explore, job, size)) for job in every)
    return Plan(tuple(claims), size, explore, worlds, tuple(points))


def _commit(explore: int | None) -> str:
    return registration().commit if explore is None else ""


def _seed(commit: str, explore: int | None, job: Job, size: Size) -> int:
    number = job.point * size.replicates + job.replicate
    if explore is not None:
        return explore + number
    return seeds.refuse_seen(seeds.confirmatory(commit, seeds.LEDGER, number))
