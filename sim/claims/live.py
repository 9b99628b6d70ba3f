"""Live a ledger: worlds in several processes, rows kept as they come, gone on from what is there; what that costs."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from sim.claims.arms import Arm, settings_of
from sim.claims.measures import measured
from sim.claims.plan import Job, Plan, World, measures, organisation_years, weight_of
from sim.engine.binding import BoundRule, bind
from sim.experiment.runner import DEATHS, available_cores, by_place, for_runs
from sim.experiment.store import RUNS, Say, read_parts, room, write_part
from sim.parameters import Settings
from sim.run import Run, Scene, set_scene, simulate

FLUSH = 20.0
"""Seconds that rows wait at most before they are on disk."""


def live_world(world: World) -> list[tuple[str, int, int, int, list[str], list[float], str]]:
    """Live all organisations of one world."""
    scenes: dict[str, Scene] = {}
    lived: dict[str, Run] = {}
    found = []
    held = {each.against for each, _ in world.job.arms}
    for each, names in world.job.arms:
        about = (each.key, world.job.point, world.job.replicate, world.seed, list(names))
        try:
            run = _live(settings_of(each, world.point, world.seed), scenes)
            values, failed = measured(run, names, lived.get(each.against)), ""
            if each.key in held:
                lived[each.key] = run
        except Exception as wrong:
            values, failed = [float("nan")] * len(names), f"{type(wrong).__name__}: {wrong}"[:300]
        found.append((*about, values, failed))
    return found


def _live(settings: Settings, scenes: dict[str, Scene]) -> Run:
    key = repr((settings.organisation, settings.world, settings.days))
    if key not in scenes:
        scenes[key] = set_scene(settings)
    return simulate(settings, scenes[key], _rule(settings.rule, tuple(settings.rule_args.items())))


@lru_cache(maxsize=32)
def _rule(name: str, args: tuple[tuple[str, float], ...]) -> BoundRule:
    return bind(name, dict(args))


def schema(columns: Sequence[str]) -> pa.Schema:
    """Return the columns of the rows: who, where, and every measure of the ledger."""
    keys = [("run_id", pa.string()), ("arm", pa.string()), ("measured", pa.string())]
    whole = [(name, pa.int64()) for name in ("point", "replicate", "seed")]
    return pa.schema([*keys, *whole, *((name, pa.float64()) for name in columns), ("failed", pa.string())])


def stored(folder: Path, columns: Sequence[str], say: Say) -> pa.Table:
    """Read what a folder holds; what is damaged is set aside and lived again."""
    with room(folder):
        (folder / RUNS).mkdir(parents=True, exist_ok=True)
    tables = [table for _, table in read_parts(folder, schema(columns), say)]
    return pa.concat_tables([schema(columns).empty_table(), *tables])


def run_id(arm: str, point: int, replicate: int, seed: int) -> str:
    """Name a row."""
    return f"{arm}-{point}-{replicate}-{seed}"


def done(table: pa.Table) -> dict[str, frozenset[str]]:
    """Return what is measured of each stored run; runs of one kind share their set, or a million would fill memory."""
    sets: dict[str, frozenset[str]] = {}
    found: dict[str, frozenset[str]] = {}
    pairs = zip(table.column("run_id").to_pylist(), table.column("measured").to_pylist(), strict=True)
    for run, names in pairs:
        mine = sets.setdefault(names, frozenset(names.split(";")))
        found[run] = mine if found.get(run, mine) is mine else found[run] | mine
    return found


def missing(worlds: Sequence[World], there: Mapping[str, frozenset[str]]) -> list[World]:
    """Leave out what is stored."""
    found = []
    for each in worlds:
        job = each.job
        left = [(arm, names) for arm, names in job.arms if not _is_done(arm, names, each, there)]
        needed = {arm.against for arm, _ in left if arm.against}
        kept = {arm.key for arm, _ in left} | needed
        if left:
            arms = tuple((arm, names) for arm, names in job.arms if arm.key in kept)
            found.append(World(Job(job.point, job.replicate, arms), each.point, each.seed))
    return found


def _is_done(arm: Arm, names: Sequence[str], world: World, there: Mapping[str, frozenset[str]]) -> bool:
    found = there.get(run_id(arm.key, world.job.point, world.job.replicate, world.seed))
    return found is not None and set(names) <= found


def live_worlds(
    worlds: Sequence[World], folder: Path, columns: Sequence[str], workers: int, told: Callable[[int], object]
) -> None:
    """Live worlds and keep their rows."""
    waiting: list[Any] = []
    flushed = time.monotonic()
    try:
        for found in _all(worlds, workers):
            waiting += found
            told(len(found))
            if time.monotonic() - flushed > FLUSH:
                _keep(waiting, folder, columns)
                waiting, flushed = [], time.monotonic()
    finally:
        _keep(waiting, folder, columns)


def _all(worlds: Sequence[World], workers: int) -> Iterator[Any]:
    where = for_runs(0, len(worlds), 1 if len(worlds) < 4 else workers)
    for _, found in by_place(live_world, worlds, where, killed):
        yield found


def killed(world: World) -> Any:
    """Return what stands for a world whose process was killed whenever it lived: all of its organisations failed."""
    about = (world.job.point, world.job.replicate, world.seed)
    said = f"killed: the process died {DEATHS} times alone with it"
    return [(each.key, *about, list(names), [float("nan")] * len(names), said) for each, names in world.job.arms]


def _keep(found: Sequence[Any], folder: Path, columns: Sequence[str]) -> None:
    if not found:
        return
    place = {name: k for k, name in enumerate(columns)}
    values = np.full((len(found), len(columns)), np.nan)
    for row, (_, _, _, _, names, numbers, _) in enumerate(found):
        values[row, [place[name] for name in names]] = numbers
    keys = {
        "run_id": [run_id(arm, point, replicate, seed) for arm, point, replicate, seed, *_ in found],
        "arm": [each[0] for each in found],
        "measured": [";".join(each[4]) for each in found],
        **{name: [each[k] for each in found] for k, name in enumerate(("point", "replicate", "seed"), 1)},
    }
    measures = {name: values[:, k] for k, name in enumerate(columns)}
    table = pa.table({**keys, **measures, "failed": [each[6] for each in found]}, schema=schema(columns))
    write_part(folder, table)


def seconds_of(plan: Plan) -> float:
    """Return the seconds of a year of 43 people, after living a few of the first world (twice: code loads)."""
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
