"""Live through the years of a recipe: the same two organisations under other seeds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.chart import Chart
from sim.metrics import BETTER
from sim.metrics.issues import lead_days
from sim.run import Run, simulate
from sim.scenario.load import page_words
from sim.scenario.pair import Pair, pair_of
from sim.scenario.recipe import Recipe
from sim.scenario.spec import SLOTS
from sim.stats.verdict import PRINTS_AS_ZERO, SMALLEST, of_one_pair


@dataclass(frozen=True)
class Year:
    """One year of both organisations."""

    seed: int
    runs: dict[str, Run]


def live_year(pair: Pair) -> Year:
    """Let both organisations live through their world."""
    return Year(pair.recipe.seed, {slot: simulate(pair.slots[slot], pair.scene) for slot in SLOTS})


def live_years(recipe: Recipe, seeds: Iterable[int], chart: Chart | None = None) -> Iterable[Year]:
    """Let both organisations of a recipe live through the worlds of several seeds, one after the other."""
    for seed in seeds:
        yield live_year(pair_of(replace(recipe, seed=seed), chart))


def measures() -> tuple[dict[str, Any], ...]:
    """Return what the page measures (``configs/page/outcomes.yaml``), which way is better, and what is level."""
    return tuple(
        {**each, "better": sense_of(each["of"]), "smallest": SMALLEST.get(each["of"], PRINTS_AS_ZERO)}
        for each in page_words("outcomes")
    )


def sense_of(outcome: str) -> int:
    """Return which way is better; where the tables take no side, the page's, else less (as of changes of plan)."""
    sides = {each["of"]: each["better"] for each in page_words("outcomes") if "better" in each}
    return BETTER[outcome] or sides.get(outcome, -1)


def measure(name: str) -> dict[str, Any]:
    """Return one of the things the page measures, by its id."""
    return next(each for each in measures() if each["id"] == name)


def measured(run: Run, name: str) -> float:
    """Return a measure of a run in the unit of the page: days, of ten, people."""
    about = measure(name)
    return run.outcomes[about["of"]] * scale_of(about, run.scene.chart.size)


def scale_of(about: dict[str, Any], people: int) -> float:
    """Return by what a measure is multiplied."""
    return float(people if about["scale"] == "people" else about["scale"])


def ahead(name: str, left: float, right: float, people: int) -> str:
    """Say which slot is ahead on a measure of the page in one year, by the one rule; ``none`` when neither is.

    Examples
    --------
    >>> ahead("lead", 2.0, 3.0, 43), ahead("fit", 8.0, 8.2, 43)
    ('left', 'none')
    """
    about = measure(name)
    return ahead_on(about["of"], (right - left) / scale_of(about, people))


def ahead_on(outcome: str, difference: float) -> str:
    """Say the same of an outcome, from right less left in its own unit."""
    return {-1: "left", 1: "right"}.get(of_one_pair(outcome, difference, sense_of(outcome)), "none")


def daily(run: Run, name: str) -> NDArray[np.float64]:
    """Return a measure day by day: the mean of the last five days, NaN where there was nothing to average."""
    days = run.days
    if name == "lead":
        return _of_week(*_by_day(run, _lead(run)))
    if name == "fit":
        return 10 * _of_week(*_by_day(run, np.exp(-0.5 * run.tables.outcomes.error**2)))
    if name == "alert":
        return np.asarray(days["alert"] * days["people"], np.float64)
    about = measure(name)
    over = days[about["over"]] if "over" in about else np.ones(len(days))
    return scale_of(about, run.scene.chart.size) * _of_week(days[about["daily"]], over)


def _of_week(total: NDArray[Any], count: NDArray[Any]) -> NDArray[np.float64]:
    window = np.ones(5)
    sums, counts = (np.convolve(each, window)[: len(each)] for each in (total, count))
    return np.divide(sums, counts, out=np.full(len(sums), np.nan), where=counts > 0)


def _lead(run: Run) -> NDArray[np.float64]:
    """Return the lead time of every first answer, in days, as the tables count it: at most H."""
    arrivals = np.asarray(run.tables.arrivals)[: len(run.tables.outcomes)]
    settings = run.settings
    return lead_days(arrivals, run.tables.outcomes.effect_hour, settings.follow_days, settings.physics.step_hours)


def _by_day(run: Run, values: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Sum a value over the first answers that took effect on each day, and count them."""
    hour, step, size = run.tables.outcomes.effect_hour, run.settings.physics.step_hours, len(run.days)
    done = np.isfinite(hour)
    day = np.clip(np.ceil(hour[done] / step).astype(np.int64) - 1, 0, size - 1)
    total = np.bincount(day, values[done], size).astype(np.float64)
    return total, np.bincount(day, minlength=size).astype(np.float64)
