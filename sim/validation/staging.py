"""Staging: what a theorem needs beside a configuration, given to the product's own engine from outside.

Issues that come on dates of the theorem's choosing, a world that stands still, a rule file of its own, what people
believe day after day, and rows that compare numbers without luck.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.chart import Chart
from sim.engine.tables import Tables
from sim.experiment.compose import configs_folder
from sim.record import TRACE_ISSUE
from sim.settings import Settings
from sim.simulate import Scene, set_scene
from sim.state import NOBODY
from sim.validation.limiting import run
from sim.validation.row import Row
from sim.world.trace import sorted_issues

EXACTLY = 1e-9
"""How near numbers without luck must come: a theorem's arithmetic is rounded otherwise than the engine's."""

Floats = NDArray[np.float64]


def agreement(check: str, case: str, source: str, expected: ArrayLike, obtained: ArrayLike) -> Row:
    """Make a row from numbers without luck: all must agree to 1e-9, and the pair that differs most is shown.

    Parameters
    ----------
    check, case, source : str
        As for `sim.validation.row.Row`.
    expected : array_like of float
        The theorem's values; one number stands for all.
    obtained : array_like of float
        The engine's; not empty.

    Returns
    -------
    Row
        With the number of pairs as its n; it fails when anything is not a number.
    """
    came = np.asarray(obtained, np.float64).ravel()
    due = np.broadcast_to(np.asarray(expected, np.float64), np.shape(obtained)).ravel()
    worst = int(np.argmax(np.nan_to_num(np.abs(came - due), nan=np.inf)))
    return Row(check, case, source, float(due[worst]), float(came[worst]), EXACTLY, len(came))


def beliefs(
    settings: Settings,
    days: Sequence[int],
    scene: Scene | None = None,
    start: Callable[[Tables], None] | None = None,
) -> Floats:
    """Return what everybody believes about the direction after so many days.

    Parameters
    ----------
    settings : Settings
        Their length is replaced; shorter lives are beginnings of longer ones.
    days : sequence of int
        How many days to live, each at least 2.
    scene, start : optional
        As for `sim.validation.limiting.run`.

    Returns
    -------
    ndarray of float, shape (days, people)
        g, course.
    """
    lengths = [replace(settings, days=each, warmup_days=0, follow_days=1) for each in days]
    scene = scene or set_scene(max(lengths, key=lambda each: each.days))
    lives = [run(each, scene, start) for each in lengths]
    return np.array([np.asarray(life.tables.people)["g"] for life in lives])


def following(settings: Settings, rule: str) -> Settings:
    """Return the same configuration under another rule, without parameters: a shipped one, or a file beside it."""
    beside = configs_folder() / "validation" / f"{rule}.py"
    return replace(settings, rule=str(beside) if beside.is_file() else rule, rule_args={})


def given(day: ArrayLike, origin: int, **columns: ArrayLike) -> np.ndarray:
    """Give issues: narrow, clear of other teams and not novel, unless `columns` says otherwise.

    Parameters
    ----------
    day : array_like of int, shape (q,)
        When each comes.
    origin : int
        Seat they all come to.
    **columns
        Other columns of `sim.state.TRACE_ISSUE`.

    Returns
    -------
    structured ndarray, shape (q,)
        For `staged`.
    """
    rows = np.zeros(np.shape(day), TRACE_ISSUE)
    rows["day"], rows["origin"], rows["other_team"] = day, origin, NOBODY
    for name, values in columns.items():
        rows[name] = values
    return rows


def staged(
    settings: Settings,
    chart: Chart | None = None,
    *,
    issues: np.ndarray | None = None,
    direction: ArrayLike | None = None,
    context: ArrayLike | None = None,
) -> Scene:
    """Set a scene, some of it given instead of drawn.

    Parameters
    ----------
    settings : Settings
        For what is drawn, and its length.
    chart : Chart, optional
        Structure.
    issues : structured ndarray, optional
        Of `given`.
    direction : float or array_like of float, shape (d,), optional
        G of every day, or of each.
    context : array_like of float, shape (k,), optional
        L of each team, every day.

    Returns
    -------
    Scene
        For `sim.validation.limiting.run`.
    """
    scene = set_scene(settings, chart)
    parts: dict[str, Any] = {}
    if issues is not None:
        parts["issues"], parts["first"] = sorted_issues(issues, settings.days)
    if direction is not None:
        parts["direction"] = np.full(settings.days, direction)
    if context is not None:
        parts["context"] = np.tile(np.asarray(context, np.float64), (settings.days, 1))
    return replace(scene, trace=replace(scene.trace, **parts))
