"""A few worlds of one point of a sweep, lived again with all their days: what a row a run cannot show."""

# pandas says too little of its types for these:
# pyright: reportAttributeAccessIssue=false, reportArgumentType=false, reportCallIssue=false
# pyright: reportGeneralTypeIssues=false, reportReturnType=false, reportIndexIssue=false

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from sim.errors import InputError
from sim.experiment.identity import what_changed
from sim.experiment.lives import fixed_chart
from sim.experiment.plan import plan_of
from sim.experiment.store import read_config
from sim.metrics.issues import lead_days
from sim.parameters import Settings
from sim.report.page.sources import Source
from sim.run import Run, set_scene, simulate

WORLDS = 10
DAYS = ("direction_distance", "exhaustion", "waiting")
"""Columns of a day that are shown."""


@dataclass(frozen=True)
class Again:
    """What was lived again."""

    days: pd.DataFrame
    leads: pd.DataFrame
    people: dict[str, pd.DataFrame]
    point: dict[str, object]
    seeds: range
    follow: int
    warmup: int


def live_again(source: Source, worlds: int = WORLDS) -> Again:
    """Live a few seeds of the point nearest the centre of a sweep again."""
    changed = what_changed(source.passport.get("product", {}).get("model"))
    if changed:
        raise InputError("told", why=changed)
    plan = plan_of(read_config(source.folder))
    if plan.hash != source.passport.get("hash"):
        raise InputError("rule_or_file_changed")
    place = nearest_to_centre(plan.points)
    slots = plan.expansion.settings(plan.points[place])
    seeds = range(plan.first_seed, plan.first_seed + min(worlds, plan.replicates))
    point = dict(zip((each.path for each in plan.factors), plan.points[place], strict=True))
    return lived(slots, seeds, point)


def nearest_to_centre(points: Sequence[Sequence[object]]) -> int:
    """Return the place of the point nearest the middle of the ranges of all settings that are numbers.

    Examples
    --------
    >>> nearest_to_centre([(0, "a"), (9, "a"), (4, "b"), (5, "a")])
    2
    """
    away = np.zeros(len(points))
    for column in zip(*points, strict=True):
        if all(isinstance(level, int | float) for level in column):
            levels = np.array(column, float)
            middle, width = (levels.min() + levels.max()) / 2, np.ptp(levels)
            away += ((levels - middle) / width) ** 2 if width > 0 else 0
    return int(np.argmin(away))


def lived(slots: dict[str, Settings], seeds: range, point: dict[str, object]) -> Again:
    """Live organisations side by side and keep days, issues and people."""
    first = next(iter(slots.values()))
    shared, days, leads, people = fixed_chart(first), [], [], {}
    for seed in seeds:
        scene = set_scene(replace(first, seed=seed), shared)
        for form, settings in slots.items():
            run = simulate(replace(settings, seed=seed), scene)
            table = pd.DataFrame({name: run.days[name] for name in ("day", *DAYS)})
            days.append(table.assign(form=form, replicate=seed, waiting=run.days["waiting"] / run.days["people"]))
            leads.append(_leads(run).assign(form=form, replicate=seed))
            people.setdefault(form, _people(run))
    named = (first.follow_days, first.warmup_days)
    return Again(pd.concat(days, ignore_index=True), pd.concat(leads, ignore_index=True), people, point, seeds, *named)


def _leads(run: Run) -> pd.DataFrame:
    settings, tables = run.settings, run.tables
    outcomes = np.asarray(tables.outcomes)
    arrivals = np.asarray(tables.arrivals)[: len(outcomes)]
    first, last = np.searchsorted(arrivals["day"], [settings.warmup_days, settings.days - settings.follow_days])
    mine, became, hours = arrivals[first:last], outcomes[first:last], settings.physics.step_hours
    dropped = lead_days(mine, became["drop_hour"], settings.follow_days, hours) < settings.follow_days
    answered = lead_days(mine, became["effect_hour"], settings.follow_days, hours)
    return pd.DataFrame({"lead": np.where(dropped, float(settings.follow_days), answered)})


def _people(run: Run) -> pd.DataFrame:
    chart, people = run.scene.chart, np.asarray(run.tables.people)[: run.scene.chart.size]
    manager = [int(each) if each >= 0 else None for each in np.asarray(chart.manager)]
    return pd.DataFrame({"id": range(chart.size), "manager": manager, "strain": people["exhaustion"]})
