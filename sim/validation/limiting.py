"""Limiting configurations: the product's own engine, with what a theorem leaves out switched off by settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml

from sim.checked import build
from sim.engine.binding import bind
from sim.engine.day import live_days
from sim.engine.run import live, next_turn, stop_if_failed, turned, with_room
from sim.engine.tables import Tables
from sim.experiment.compose import configs_folder
from sim.settings import Settings
from sim.simulate import Run, Scene, begin, conclude, set_scene, turns_of

Plain = dict[str, Any]


def configuration(name: str, **overrides: Any) -> Settings:
    """Read the limiting configuration of a check.

    Parameters
    ----------
    name : str
        Of a file in ``configs/validation``; it says only what differs from ``limit.yaml`` there.
    **overrides
        Groups or values that vary within the check, as in ``world={"issue_rate": 0.8}``.

    Returns
    -------
    Settings
        Checked.
    """
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
    """Let the engine live through a configuration.

    Parameters
    ----------
    settings : Settings
        Of `configuration`.
    scene : Scene, optional
        Structure and trace; made from the settings when absent.
    start : callable, optional
        Sets initial states before the first day.

    Returns
    -------
    Run
        Of the compiled engine.
    """
    scene = scene or set_scene(settings)
    rule = bind(settings.rule, settings.rule_args)
    tables = begin(settings, scene, rule)
    if start is not None:
        start(tables)
    tables = live(tables, rule)
    return Run(settings, scene, rule, tables, conclude(settings, tables, scene))


def lived_until(settings: Settings, scene: Scene, day: int) -> Tables:
    """Let the engine live until the morning of a day.

    Parameters
    ----------
    settings : Settings
        Of one organisation.
    scene : Scene
        Structure and trace.
    day : int
        The first that is not lived, at most ``settings.days``.

    Returns
    -------
    Tables
        As they stand that morning.
    """
    rule = bind(settings.rule, settings.rule_args)
    turns = turns_of(settings, scene, rule)
    s = begin(settings, scene, rule, turns)
    while s.org[0].day < day:
        s, rule = turned(s, rule, turns)
        s = with_room(s)
        live_days(s, rule.call, next_turn(turns, int(s.org[0].day), day))
        stop_if_failed(s, rule)
    return s
