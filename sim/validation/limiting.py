"""Limiting configurations: the product's own engine; what a theorem leaves out is switched off, or given from outside.

Issues that come on dates of the theorem's choosing, a world that stands still, a rule file of its own, what people
believe day after day, and rows that compare numbers without luck.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import ArrayLike, NDArray

from sim.chart import Chart
from sim.checked import build
from sim.engine.binding import bind
from sim.engine.day import live_days
from sim.engine.run import live, next_turn, stop_if_failed, turned, with_room
from sim.engine.tables import Tables
from sim.experiment.compose import configs_folder
from sim.parameters import Settings
from sim.record import TRACE_ISSUE
from sim.run import Run, Scene, begin, conclude, set_scene, turns_of
from sim.state import NOBODY
from sim.stats.row import Row
from sim.world.trace import sorted_issues

Plain = dict[str, Any]


def configuration(name: str, **overrides: Any) -> Settings:
    """Read the limiting configuration of a check."""
    plain: Plain = {}
    for each in (_read("limit"), _read(name), overrides):
        plain = merged(plain, each)
    return build(Settings, plain, name)


def _read(name: str) -> Plain:
    path: Path = configs_folder() / "validation" / f"{name}.yaml"
    return yaml.safe_load(path.read_text(encoding="utf-8")) or {}


def merged(under: Mapping[str, Any], over: Mapping[str, Any]) -> Plain:
    """Lay one set of plain values over another, group by group."""
    whole = dict(under)
    for key, value in over.items():
        nested = isinstance(value, Mapping) and isinstance(whole.get(key), Mapping)
        whole[key] = merged(whole[key], value) if nested else value
    return whole


def run(settings: Settings, scene: Scene | None = None, start: Callable[[Tables], None] | None = None) -> Run:
    """Let the engine live through a configuration."""
    scene = scene or set_scene(settings)
    rule = bind(settings.rule, settings.rule_args)
    tables = begin(settings, scene, rule)
    if start is not None:
        start(tables)
    tables = live(tables, rule)
    return Run(settings, scene, rule, tables, conclude(settings, tables, scene))


def lived_until(settings: Settings, scene: Scene, day: int) -> Tables:
    """Let the engine live until the morning of a day."""
    rule = bind(settings.rule, settings.rule_args)
    turns = turns_of(settings, scene, rule)
    s = begin(settings, scene, rule, turns)
    while s.org[0].day < day:
        s, rule = turned(s, rule, turns)
        s = with_room(s)
        live_days(s, rule.address, next_turn(turns, int(s.org[0].day), day))
        stop_if_failed(s, rule)
    return s


EXACTLY = 1e-9
"""How near numbers without luck must come: a theorem's arithmetic is rounded otherwise than the engine's."""

Floats = NDArray[np.float64]


def agreement(check: str, case: str, source: str, expected: ArrayLike, obtained: ArrayLike) -> Row:
    """Make a row from numbers without luck: all must agree to 1e-9, and the pair that differs most is shown."""
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
    """Return what everybody believes about the direction after so many days."""
    lengths = [replace(settings, days=each, warmup_days=0, follow_days=1) for each in days]
    scene = scene or set_scene(max(lengths, key=lambda each: each.days))
    lives = [run(each, scene, start) for each in lengths]
    return np.array([np.asarray(life.tables.people)["g"] for life in lives])


def following(settings: Settings, rule: str) -> Settings:
    """Return the same configuration under another rule, without parameters: a shipped one, or a file beside it."""
    beside = configs_folder() / "validation" / f"{rule}.py"
    return replace(settings, rule=str(beside) if beside.is_file() else rule, rule_args={})


def given(day: ArrayLike, origin: int, **columns: ArrayLike) -> np.ndarray:
    """Give issues: narrow, clear of other teams and not novel, unless `columns` says otherwise."""
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
    """Set a scene, some of it given instead of drawn."""
    scene = set_scene(settings, chart)
    parts: dict[str, Any] = {}
    if issues is not None:
        parts["issues"], parts["first"] = sorted_issues(issues, settings.days)
    if direction is not None:
        parts["direction"] = np.full(settings.days, direction)
    if context is not None:
        parts["context"] = np.tile(np.asarray(context, np.float64), (settings.days, 1))
    return replace(scene, trace=replace(scene.trace, **parts))
