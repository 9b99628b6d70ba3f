"""The plan of a ledger: who lives at which points of the space, each once for all claims, with every seed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import product
from pathlib import Path
from typing import Any

from sim.claims.arms import RANDOM, Arm, arm, contenders
from sim.claims.measures import OVERLOADED, check_measure
from sim.claims.registry import EMERGENT, LEDGER, Claim, confirmatory, digest, ledger, refuse_seen, registration
from sim.experiment.identity import CLAIMS, model_version
from sim.experiment.space import drawn
from sim.metrics import HEADLINE
from sim.stats.verdict import FEWEST_POINTS

WHOLE, RANDOMLY, PLACEBO, AGAIN, INERT = "whole", "random", "placebo", "again", "inert"
"""Rungs: the claim itself; N2, N4, N0 and N1 of the null ladder. N3 and the knock-outs go by what is switched off."""
UNPROMISED = {"culture.declared_autonomy": 0, "culture.declared_trust": 0, "culture.declared_sharing": 0}
FELT_BY_NOBODY = ({**UNPROMISED, "culture.owned": 0}, {**UNPROMISED, "culture.owned": 1})
"""N1: where nothing is promised, there is no gap to be owned, so this dial is connected to nothing."""


@dataclass(frozen=True)
class Size:
    """How much is lived."""

    name: str
    points: int
    replicates: int
    ladder_points: int
    ladder_replicates: int


QUICK = Size("quick", 72, 3, 20, 1)
FULL = Size("full", 400, 20, 60, 10)


@dataclass(frozen=True)
class Job:
    """One world at one point, and who lives in it.

    Parameters
    ----------
    point, replicate : int
        Which.
    arms : tuple of (Arm, tuple of str)
        Who, and what is measured of each; an arm comes after the one it is held against.
    """

    point: int
    replicate: int
    arms: tuple[tuple[Arm, tuple[str, ...]], ...]


@dataclass(frozen=True)
class World:
    """A job with all that a process needs to live it: the point's settings and the seed."""

    job: Job
    point: Mapping[str, Any]
    seed: int


def rungs(claim: Claim) -> list[str]:
    """Return the rungs of a claim: itself, what is switched off, and for an emergent one the null ladder."""
    found = [WHOLE, *claim.knockouts]
    if claim.derivation == EMERGENT:
        found += [AGAIN, INERT, RANDOMLY]
    return [*found, *([PLACEBO] if claim.placebo else [])]


def arms_on(claim: Claim, rung: str) -> dict[str, Arm]:
    """Return the arms of a claim on a rung, by their names."""
    if rung in (AGAIN, INERT):
        return _alike(claim, rung)
    if rung == RANDOMLY:
        return {name: arm(claim, name, {"rule": RANDOM}) for name in claim.arms}
    if rung == PLACEBO:
        return {name: arm(claim, name, instead=claim.placebo.get(name)) for name in claim.arms}
    return {name: arm(claim, name, claim.knockouts.get(rung)) for name in claim.arms}


def _alike(claim: Claim, rung: str) -> dict[str, Arm]:
    weights = {name: weight for (name, _), weight in claim.parts[0].terms.items()}
    first = min(weights, key=lambda name: weights[name])
    more = ({}, {"again": True}) if rung == AGAIN else FELT_BY_NOBODY
    own = {key: value for key, value in claim.arms[first].items() if key != "against"}
    same = [arm(claim, first, each, own) for each in more]
    return {name: same[weights.get(name, -1.0) > 0] for name in claim.arms}


def measures() -> list[str]:
    """Return every measure that the ledger reads, checked; the columns of its rows."""
    found = [name for claim in ledger().values() for name in claim.measures()]
    return [check_measure(name) for name in dict.fromkeys([*HEADLINE, "utilisation", OVERLOADED, *found])]


def jobs(claims: Sequence[Claim], size: Size, compete: bool) -> Iterator[Job]:
    """Yield what is to be lived, replicate by replicate, so that a stopped ledger has all points first."""
    wanted = _wanted(claims, size, compete)
    for replicate, point in product(range(size.replicates), range(size.points)):
        mine = {
            each: names for each, (points, worlds, names) in wanted.items() if point < points and replicate < worlds
        }
        if mine:
            yield Job(point, replicate, _in_order(mine))


def _wanted(claims: Sequence[Claim], size: Size, compete: bool) -> dict[Arm, tuple[int, int, tuple[str, ...]]]:
    """Return for each arm how many points and worlds it lives, and all that is measured of it."""
    found: dict[Arm, tuple[int, int, tuple[str, ...]]] = {}

    def add(each: Arm, points: int, worlds: int, names: Sequence[str]) -> None:
        before = found.get(each, (0, 0, ()))
        measured = tuple(dict.fromkeys([*before[2], *names]))
        found[each] = (max(before[0], points), max(before[1], worlds), measured)

    for claim, rung in ((each, rung) for each in claims for rung in rungs(each)):
        points, worlds = extent(claim, rung, size)
        for each in arms_on(claim, rung).values():
            add(each, points, worlds, claim.measures())
    for each in contenders().values() if compete else ():
        add(each, size.points, size.replicates, [*HEADLINE, "utilisation", OVERLOADED])
    return found


def extent(claim: Claim, rung: str, size: Size) -> tuple[int, int]:
    """Return at how many points, and in how many worlds each, a claim is lived on a rung."""
    points, worlds = size.points, size.replicates
    if rung != WHOLE:
        points, worlds = size.ladder_points, size.ladder_replicates
    if claim.thin < 1.0:
        return max(FEWEST_POINTS, min(points, round(points * 2 * claim.thin))), max(2, round(worlds * claim.thin))
    return points, worlds


def _in_order(mine: Mapping[Arm, tuple[str, ...]]) -> tuple[tuple[Arm, tuple[str, ...]], ...]:
    return tuple(sorted(mine.items(), key=lambda each: (each[0].against != "", each[0].changes)))


def organisation_years(all_jobs: Sequence[Job]) -> int:
    """Return how many organisations live."""
    return sum(len(each.arms) for each in all_jobs)


def weight_of(plain: Mapping[str, Any]) -> float:
    """Return how long an arm takes, in years of 43 people (a person's year costs about the same anywhere)."""
    span, depth = plain.get("organisation.span", 6), plain.get("organisation.depth", 2)
    people = sum(span**level for level in range(depth + 1))
    return people / 43 * plain.get("days", 250) / 250


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
    """Plan a ledger."""
    commit = _commit(explore)
    if explore is None:
        points = drawn(size.points, confirmatory(commit, "points", 0) % 2**32)
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
    return refuse_seen(confirmatory(commit, LEDGER, number))
