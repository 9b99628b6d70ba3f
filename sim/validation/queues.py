"""Queues: how long issues stay, and chains of command fed from below."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.chart import Chart
from sim.organisation.chart import chart_of
from sim.settings import Settings
from sim.simulate import Run, Scene, set_scene
from sim.state import NOBODY
from sim.world.trace import sorted_issues


def sojourns(lived: Run) -> np.ndarray:
    """Return how long each issue stayed, from birth to effect.

    Parameters
    ----------
    lived : Run
        Of a limiting configuration: nothing comes back.

    Returns
    -------
    ndarray of float, shape (q,)
        Steps, for issues born after the warm-up and `follow_days` before the end; what has not taken effect by then
        counts until the end.
    """
    born, step = np.asarray(lived.tables.arrivals)["day"], lived.settings.physics.step_hours
    effect = np.minimum(np.asarray(lived.tables.outcomes)["effect_hour"] / step, lived.settings.days)
    return (effect - born)[measured(lived)]


def measured(lived: Run) -> np.ndarray:
    """Say of each issue whether it was born after the warm-up and `follow_days` before the end."""
    born = np.asarray(lived.tables.arrivals)["day"]
    return (born >= lived.settings.warmup_days) & (born < lived.settings.days - lived.settings.follow_days)


def mean_wait(lived: Run) -> float:
    """Return the mean stay before work begins, in steps, where one person works on each issue."""
    physics = lived.settings.physics
    return float(sojourns(lived).mean()) - physics.work_hours / physics.step_hours


def chains(count: int, length: int) -> Chart:
    """Build chains of command side by side, strangers to each other: independent samples in one run.

    Parameters
    ----------
    count : int
        Chains, 1 or more.
    length : int
        People in each, from the top down, 1 or more.

    Returns
    -------
    Chart
        Of ``count * length`` people in one team.
    """
    seat = np.arange(count * length)
    manager = np.where(seat % length == 0, NOBODY, seat - 1)
    return chart_of([str(each) for each in seat], ["all"], manager, np.zeros(len(seat), np.int64))


def from_below(settings: Settings, chart: Chart) -> Scene:
    """Set a scene in which issues come to the base only: those drawn for anybody else are left out."""
    scene = set_scene(settings, chart)
    drawn = np.asarray(scene.trace.issues)
    issues, first = sorted_issues(drawn[chart.height[drawn["origin"]] == 0], settings.days)
    return replace(scene, trace=replace(scene.trace, issues=issues, first=first))
