"""The ledger, run: the plan and its cost, the worlds lived, every claim judged, the whole kept."""

# pandas says too little of its types for these:
# pyright: reportAttributeAccessIssue=false, reportArgumentType=false, reportCallIssue=false
# pyright: reportGeneralTypeIssues=false, reportReturnType=false, reportIndexIssue=false

from __future__ import annotations

import hashlib
import json
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from sim.claims import seeds
from sim.claims.claim import Claim
from sim.claims.compete import compete
from sim.claims.judge import judge
from sim.claims.live import World, live_world, live_worlds, missing, schema, stored
from sim.claims.measures import SHOCK
from sim.claims.plan import Job, Size, jobs, measures, organisation_years, weight_of
from sim.claims.registry import digest, registration
from sim.experiment.analysis.holm import holm
from sim.experiment.executors.adapter import available_cores
from sim.experiment.identity import model_version
from sim.experiment.keep import git_state, readable_json, write_whole
from sim.experiment.space import read_space, sample
from sim.experiment.store.parts import RUNS

FILE = "ledger.json"


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
        space = [(each.path, each.low, each.high, each.scale) for each in read_space()]
        parts = [
            model_version(),
            digest(),
            self.size.name,
            asdict(self.size),
            self.explore,
            space,
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
        points = sample(size.points, seeds.confirmatory(commit, "points", 0) % 2**32)
    else:
        points = sample(size.points, explore)
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


def seconds_of(plan: Plan) -> float:
    """Estimate what one year of 43 people takes, by living a few organisations of the first world (twice: code loads).

    Parameters
    ----------
    plan : Plan
        What is about to be run.

    Returns
    -------
    float
        Seconds of one process.
    """
    first = plan.worlds[0]
    step = max(1, len(first.job.arms) // 12)
    few = World(Job(0, 0, first.job.arms[::step]), first.point, first.seed)
    live_world(few)
    started = time.perf_counter()
    live_world(few)
    spent = time.perf_counter() - started
    return spent / sum(weight_of(each.plain) for each, _ in few.job.arms)


def cost(plan: Plan, worlds: Sequence[World], a_year: float, workers: int) -> tuple[int, float]:
    """Return how many organisations are still to live, and how long that takes, seconds."""
    weights = sum(weight_of(each.plain) for world in worlds for each, _ in world.job.arms)
    return organisation_years([each.job for each in worlds]), a_year * weights / workers


def still_to_live(plan: Plan, folder: Path, workers: int = 0) -> tuple[int, int, float]:
    """Return how many organisations are still to live, how many have, and the seconds it takes; nothing is kept."""
    there = (folder / RUNS).is_dir()
    table = stored(folder, measures(), lambda _: None) if there else schema(measures()).empty_table()
    left = missing(plan.worlds, _done(table))
    a_year = seconds_of(plan) if left else 0.0
    many, seconds = cost(plan, left, a_year, workers or available_cores())
    return many, table.num_rows, seconds


@dataclass(frozen=True)
class Told:
    """Whom a ledger tells what: lines, the cost before it starts, and how many have lived."""

    say: Callable[[str], object]
    begins: Callable[[int, int, float], object]
    came: Callable[[int], object]


def run_ledger(plan: Plan, folder: Path, told: Told, workers: int = 0) -> dict[str, Any]:
    """Run what is not stored yet, judge every claim, and keep the ledger.

    Parameters
    ----------
    plan : Plan
        Of `plan_ledger`.
    folder : pathlib.Path
        Its results; may hold some already.
    told : Told
        Whom to tell what.
    workers : int
        Processes; one a core when 0.

    Returns
    -------
    dict
        The ledger as plain values, as it is kept in ``ledger.json``.
    """
    started, columns, workers = time.perf_counter(), measures(), workers or available_cores()
    table = stored(folder, columns, told.say)
    left = missing(plan.worlds, _done(table))
    if left:
        a_year = seconds_of(plan)
        many, seconds = cost(plan, left, a_year, workers)
        told.begins(many, table.num_rows, seconds)
        live_worlds(left, folder, columns, workers, told.came)
        table = stored(folder, columns, told.say)
    found = judged(plan, table.to_pandas())
    found["seconds"] = round(time.perf_counter() - started + _spent_before(folder), 1)
    ledger = readable_json(found)
    write_whole(folder / FILE, ledger)
    signed = {**_passport(plan, found), "content_sha256": hashlib.sha256(ledger).hexdigest()}
    write_whole(folder / "passport.json", readable_json(signed))
    return found


def _spent_before(folder: Path) -> float:
    """Return the seconds that earlier runs of the same ledger took."""
    try:
        seconds = json.loads((folder / FILE).read_text(encoding="utf-8"))["seconds"]
        return float(seconds) if 0 <= seconds < 1e10 else 0.0  # none takes as long
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return 0.0


def _done(table: Any) -> dict[str, frozenset[str]]:
    """Return what is measured of each stored run; runs of one kind share their set, or a million would fill memory."""
    sets: dict[str, frozenset[str]] = {}
    found: dict[str, frozenset[str]] = {}
    pairs = zip(table.column("run_id").to_pylist(), table.column("measured").to_pylist(), strict=True)
    for run, measured in pairs:
        mine = sets.setdefault(measured, frozenset(measured.split(";")))
        found[run] = mine if found.get(run, mine) is mine else found[run] | mine
    return found


def _by_arm(rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the rows of each arm, with what is measured of it alone, indexed by (point, replicate)."""
    found = {}
    for arm, mine in rows.groupby("arm"):
        names = sorted({name for each in mine["measured"].unique() for name in each.split(";")})
        found[str(arm)] = mine[["point", "replicate", *names]].groupby(["point", "replicate"]).first()
    return found


def judged(plan: Plan, rows: pd.DataFrame) -> dict[str, Any]:
    """Judge every claim of a plan by its rows, correct by Holm over all, and let forms and hybrids compete.

    Parameters
    ----------
    plan : Plan
        What was asked for.
    rows : pandas.DataFrame
        Of `sim.claims.live.stored`.

    Returns
    -------
    dict
        Plain values.
    """
    by_arm = _by_arm(rows)
    points = pd.DataFrame(list(plan.points)).rename_axis("point")
    found, timed = [], time.perf_counter()
    for claim in plan.claims:
        each = judge(claim, by_arm, points)
        found.append({**each, "seconds": round(time.perf_counter() - timed, 2)})
        timed = time.perf_counter()
    corrected = holm(pd.DataFrame({"p": [each["p"] for each in found]}))
    for each, p in zip(found, corrected["p_holm"], strict=True):
        each["p_holm"] = float(p)
        if each["verdict"] == "supported" and not p <= 0.05:
            each["verdict"] = "conditional"
    about = {"size": asdict(plan.size), "explore": plan.explore, "failed": int((rows["failed"] != "").sum())}
    years = len(rows)
    return _said({**about, "years": years, "hash": plan.hash, "claims": found, "compete": compete(by_arm, points)})


def _passport(plan: Plan, found: dict[str, Any]) -> dict[str, Any]:
    registered = None if plan.explore is not None else asdict(registration())
    return {
        "kind": "claims",
        "hash": plan.hash,
        "registration": registered,
        "explore": plan.explore,
        "size": asdict(plan.size),
        "space": [[each.path, each.low, each.high, each.scale] for each in read_space()],
        "lags": asdict(SHOCK),
        "product": {"model": model_version(), **git_state()},
        "runs": found["years"],
        "failed": found["failed"],
        "seconds": found["seconds"],
        "complete": True,
    }


def _said(value: Any) -> Any:
    """Return plain values that JSON can hold: no NaN, no numpy."""
    if isinstance(value, dict):
        return {str(key): _said(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_said(each) for each in value]
    if hasattr(value, "item"):
        value = value.item()
    return None if isinstance(value, float) and not math.isfinite(value) else value
