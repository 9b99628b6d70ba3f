"""How long a sweep will take, from a few short lives at its points."""

from __future__ import annotations

import statistics
import time
from dataclasses import replace
from typing import Any

from sim.errors import InputError
from sim.experiment.batch.published import PublishedBase
from sim.experiment.sweep.plan import Plan
from sim.settings import Settings
from sim.simulate import set_scene, simulate

PROBED = 3
"""Points that are tried."""
PERSON_DAYS = 200_000
"""A life that is tried is cut to about as many."""
START = 2.0
"""Seconds that processes need before they begin."""


def seconds_a_twin(plan: Plan) -> float | None:
    """Return what one twin takes, structure and trace included.

    Parameters
    ----------
    plan : Plan
        The experiment; a few of its points are tried, cut short where organisations are large.

    Returns
    -------
    float or None
        Seconds of one core; None when nothing could be tried.
    """
    count = len(plan.points)
    chosen = sorted({round(k * (count - 1) / max(1, PROBED - 1)) for k in range(PROBED)})
    found = [_timed(plan.expansion.settings(plan.points[plan.order[k]]), plan) for k in chosen]
    known = [each for each in found if each is not None]
    return statistics.mean(known) if known else None


def _timed(slots: dict[str, Settings], plan: Plan) -> float | None:
    first = next(iter(slots.values()))
    base = plan.expansion.base
    try:
        if isinstance(base, PublishedBase):
            return _timed_published(base, first)
        scene = set_scene(replace(first, days=2, warmup_days=0, follow_days=1))
        days = min(first.days, max(20, PERSON_DAYS // scene.chart.size))
        short = {form: _cut(each, days) for form, each in slots.items()}
        _live(short, plan)  # the first time code is loaded, too
        started = time.perf_counter()
        _live(short, plan)
    except (InputError, ArithmeticError, RuntimeError, MemoryError):
        return None  # the run itself will say why
    return (time.perf_counter() - started) * first.days / days


def _timed_published(base: PublishedBase, settings: Any) -> float:
    base.live(settings, base.first_seed)  # the first time code is loaded, too
    started = time.perf_counter()
    base.live(settings, base.first_seed)
    return time.perf_counter() - started


def _cut(settings: Settings, days: int) -> Settings:
    return settings if days >= settings.days else replace(settings, days=days, warmup_days=0, follow_days=1)


def _live(slots: dict[str, Settings], plan: Plan) -> None:
    scene = set_scene(next(iter(slots.values())))
    for settings in slots.values():
        rule = plan.rules[settings.rule]
        simulate(settings, scene, rule if settings.rule_args == rule.args else None)


def seconds_of_sweep(plan: Plan, a_twin: float, runs: int, workers: int) -> float:
    """Return what a number of runs will take on some workers."""
    return a_twin * runs / len(plan.slots) / workers + (START if workers > 1 else 0.0)
