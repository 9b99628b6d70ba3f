"""A worker's desk: the experiment, rules bound, and the last worlds, kept from one run to the next."""

from __future__ import annotations

import pickle
import time
import traceback
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from sim.chart import Chart
from sim.engine.binding import BoundRule, bind
from sim.errors import InputError
from sim.experiment.batch.expand import Expansion
from sim.experiment.batch.published import PublishedBase
from sim.experiment.design.factor import Value
from sim.experiment.identity import model_version, same_model
from sim.experiment.twins import fixed_chart
from sim.settings import Settings
from sim.simulate import Scene, set_scene, simulate

WORLDS = 4
"""Scenes kept; runs on one world come one after the other."""
RULES = 256
OWN = ("rule", "rule_args", "dials", "culture", "interventions")
"""What a scene never depends on (`sim.simulate.set_scene`); anything else may make another one."""
LONGEST = 300
"""Characters of a reason."""


@dataclass(frozen=True)
class Context:
    """What all batches of a sweep have in common.

    Parameters
    ----------
    expansion : Expansion
        The experiment.
    model : str
        Model version of whoever began the sweep.
    rule_hashes : mapping of str to str
        SHA-256 of each rule file, by the name or path that settings give.
    keep_days : bool
        Send daily rows back, too.
    """

    expansion: Expansion
    model: str
    rule_hashes: Mapping[str, str]
    keep_days: bool = False


@dataclass(frozen=True)
class Lived:
    """One run that is over: its outcomes, or why it failed."""

    outcomes: list[float]
    failed: str | None = None
    traceback: str = ""
    days: np.ndarray | None = None


class Refused(Exception):  # noqa: N818  (no run failed: this process must not take part)
    """A process that has something else than what the sweep began with."""


def pack(context: Context) -> bytes:
    """Return a context as bytes, made once and sent with every batch."""
    return pickle.dumps(context)


@lru_cache(maxsize=2)
def desk_for(context: bytes) -> Desk:
    """Return this process's desk for an experiment."""
    return Desk(pickle.loads(context))


@dataclass
class Desk:
    """What a worker keeps between runs."""

    context: Context
    engine_seconds: float = 0.0
    _points: OrderedDict[int, dict[str, Settings]] = field(default_factory=OrderedDict)
    _scenes: OrderedDict[str, Scene] = field(default_factory=OrderedDict)
    _rules: OrderedDict[tuple[str, tuple[tuple[str, float], ...]], BoundRule] = field(default_factory=OrderedDict)
    _charts: dict[str, Chart | None] = field(default_factory=dict)

    def begin(self) -> None:
        """Raise `Refused` where this process has another model than the sweep was begun with."""
        if not same_model(self.context.model):
            raise Refused(f"has the model {model_version()}, the sweep was begun with {self.context.model}")

    def live(self, point: int, values: tuple[Value, ...], seed: int, slot: str) -> Lived:
        """Run one organisation on one world; whatever goes wrong in it is an answer, too."""
        try:
            return self._live(point, values, seed, slot)
        except Refused:
            raise
        except Exception as wrong:
            nothing = [float("nan")] * len(self.context.expansion.base.outcomes)
            return Lived(nothing, self._reason(wrong), traceback.format_exc())

    def _live(self, point: int, values: tuple[Value, ...], seed: int, slot: str) -> Lived:
        slots = self._slots(point, values)
        base = self.context.expansion.base
        if isinstance(base, PublishedBase):
            return self._live_published(base, slots[slot], seed)
        settings = replace(slots[slot], seed=seed)
        rule = self._rule(settings)
        started = time.thread_time()
        try:
            first = replace(next(iter(slots.values())), seed=seed)
            run = simulate(settings, self._scene(first), rule)
        finally:
            self.engine_seconds += time.thread_time() - started
        return Lived(list(run.outcomes.values()), days=run.days.copy() if self.context.keep_days else None)

    def _live_published(self, base: PublishedBase, settings: Any, seed: int) -> Lived:
        for name, source in base.hashes.items():
            if self.context.rule_hashes.get(name) != source:
                raise Refused(f"{name}.py has changed since the sweep began; put it back, or sweep anew")
        started = time.thread_time()
        try:
            return Lived(base.live(settings, seed))
        finally:
            self.engine_seconds += time.thread_time() - started

    def _slots(self, point: int, values: tuple[Value, ...]) -> dict[str, Settings]:
        if point not in self._points:
            self._points[point] = self.context.expansion.settings(values)
            _forget(self._points, 64)
        return self._points[point]

    def _rule(self, settings: Settings) -> BoundRule:
        key = (settings.rule, tuple(settings.rule_args.items()))
        if key not in self._rules:
            rule = bind(settings.rule, settings.rule_args)
            if self.context.rule_hashes.get(settings.rule, rule.source_hash) != rule.source_hash:
                raise Refused(f"{rule.path.name} has changed since the sweep began; put it back, or sweep anew")
            self._rules[key] = rule
            _forget(self._rules, RULES)
        return self._rules[key]

    def _scene(self, settings: Settings) -> Scene:
        key = scene_key(settings)
        if key not in self._scenes:
            self._scenes[key] = set_scene(settings, self._chart(settings))
            _forget(self._scenes, WORLDS)
        return self._scenes[key]

    def _chart(self, settings: Settings) -> Chart | None:
        key = repr(settings.organisation)
        if key not in self._charts:
            self._charts[key] = fixed_chart(settings)
        return self._charts[key]

    def _reason(self, wrong: Exception) -> str:
        """Say in one line what went wrong, the same wherever the files lie."""
        said = " ".join(str(wrong).split())
        said = said if isinstance(wrong, InputError) else f"{type(wrong).__name__}: {said}".rstrip(": ")
        for folder in (self.context.expansion.base.origin, str(Path(__file__).parents[3])):
            said = said.replace(f"{folder.rstrip('/')}/", "")
        return said[:LONGEST]


def scene_key(settings: Settings) -> str:
    """Name the structure and the world of some settings: equal names, equal scenes."""
    return repr([getattr(settings, each.name) for each in fields(settings) if each.name not in OWN])


def _forget(kept: OrderedDict, most: int) -> None:  # type: ignore[type-arg]
    while len(kept) > most:
        kept.popitem(last=False)
