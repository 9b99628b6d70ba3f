"""What a ledger costs: how many organisations are still to live, and how long that takes."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from sim.claims.live import World, done, live_world, missing, schema, stored
from sim.claims.plan import Job, measures, organisation_years, weight_of
from sim.claims.planned import Plan
from sim.experiment.runner import available_cores
from sim.experiment.store import RUNS


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
    left = missing(plan.worlds, done(table))
    a_year = seconds_of(plan) if left else 0.0
    many, seconds = cost(plan, left, a_year, workers or available_cores())
    return many, table.num_rows, seconds
