"""The plan of a ledger: which organisations live at which points of the space, each once for all claims."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from sim.claims.arms import RANDOM, Arm, arm
from sim.claims.claim import EMERGENT, Claim
from sim.claims.contenders import contenders
from sim.claims.measures import OVERLOADED, check_measure
from sim.claims.registry import ledger
from sim.experiment.analysis.shares import FEWEST
from sim.metrics import HEADLINE

WHOLE, RANDOMLY, PLACEBO, AGAIN, INERT = "whole", "random", "placebo", "again", "inert"
"""Rungs: the claim itself; N2, N4, N0 and N1 of the null ladder. N3 and the knock-outs go by what is switched off."""
UNPROMISED = {"culture.declared_autonomy": 0, "culture.declared_trust": 0, "culture.declared_sharing": 0}
FELT_BY_NOBODY = ({**UNPROMISED, "culture.owned": 0}, {**UNPROMISED, "culture.owned": 1})
"""N1: where nothing is promised, there is no gap to be owned, so this dial is connected to nothing."""


@dataclass(frozen=True)
class Size:
    """How much is lived.

    Parameters
    ----------
    name : str
        ``quick`` or ``full``.
    points, replicates : int
        Of the registered space, and worlds at each.
    ladder_points, ladder_replicates : int
        The same for null ladder and knock-outs; the first of either.
    """

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


def rungs(claim: Claim) -> list[str]:
    """Return the rungs of a claim: itself, what is switched off, and for an emergent one the null ladder."""
    found = [WHOLE, *claim.knockouts]
    if claim.derivation == EMERGENT:
        found += [AGAIN, INERT, RANDOMLY]
    return [*found, *([PLACEBO] if claim.placebo else [])]


def arms_on(claim: Claim, rung: str) -> dict[str, Arm]:
    """Return the arms of a claim on a rung, by their names.

    Parameters
    ----------
    claim : Claim
        Whose.
    rung : str
        Of `rungs`.

    Returns
    -------
    dict of str to Arm
        On `AGAIN` all are the claim's last minus arm, lived twice; on `INERT` all plus arms differ from the minus
        arms in a setting that does nothing.
    """
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
    """Yield what is to be lived, replicate by replicate, so that a stopped ledger has all points first.

    Parameters
    ----------
    claims : sequence of Claim
        Those asked for.
    size : Size
        How much.
    compete : bool
        Whether forms and hybrids also compete for the four headline outcomes.

    Yields
    ------
    Job
        Points in order within a replicate.
    """
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
        return max(FEWEST, min(points, round(points * 2 * claim.thin))), max(2, round(worlds * claim.thin))
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
