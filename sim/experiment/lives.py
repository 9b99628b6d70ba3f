"""Lives: organisations side by side on one structure, trace and luck; a batch of them, and a worker's desk."""

from __future__ import annotations

import os
import pickle
import socket
import threading
import time
import traceback
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.chart import Chart
from sim.engine.binding import BoundRule, bind
from sim.errors import InputError
from sim.experiment.design import Value
from sim.experiment.expand import Expansion, PublishedBase
from sim.experiment.frames import UNMEASURED, Own, measured
from sim.experiment.identity import file_digest, model_version, same_model
from sim.files.csv_file import Note
from sim.metrics import Outcome
from sim.organisation import build_chart
from sim.parameters import Settings
from sim.run import Run, Scene, set_scene, simulate

MOST_SEEDS = 1_000_000


@dataclass(frozen=True)
class Rows:
    """What runs left behind.

    Parameters
    ----------
    runs : dict of str to list
        One entry a run: its form, its seed, and every outcome.
    days : dict of str to ndarray
        One entry a run and day: form, seed, and every column of `sim.record.DAY`.
    people : int
        Size of the organisation.
    windows : dict of str to (dict of str to list)
        The same as `runs` over windows of days that were asked for.
    own : tuple of Outcome
        Outcomes of a user's own among them, for which there are no windows.
    """

    runs: dict[str, list[Any]]
    days: dict[str, np.ndarray]
    people: int
    windows: dict[str, dict[str, list[Any]]] = field(default_factory=dict[str, dict[str, list[Any]]])
    own: tuple[Outcome, ...] = ()


def seeds_from(first: int, count: int) -> range:
    """Return the seeds of a number of replicates, or say why there can be none."""
    if not 1 <= count <= MOST_SEEDS:
        edge = 1 if count < 1 else MOST_SEEDS
        raise InputError("from_1_to", "--seeds", most_seeds=MOST_SEEDS, count=count, edge=edge)
    if first + count > 2**53:
        raise InputError("seeds_beyond", "--seeds", count=count, first=first, limit=2**53)
    return range(first, first + count)


def bind_all(slots: Mapping[str, Settings]) -> dict[str, BoundRule]:
    """Bind the rule of each slot."""
    return {form: bind(settings.rule, settings.rule_args) for form, settings in slots.items()}


def run_slots(
    slots: Mapping[str, Settings],
    rules: Mapping[str, BoundRule],
    seeds: Sequence[int],
    progress: Callable[[], object] | None = None,
    windows: Mapping[str, tuple[int, int]] | None = None,
    own: tuple[Own, ...] = (),
) -> Rows:
    """Let every slot live through the world of every seed."""
    found = []
    for form, seed, run in _runs(slots, rules, seeds, windows, any(each.events for each in own)):
        values, failed = measured(own, run)
        more = {**values, UNMEASURED: failed} if own else values
        found.append((form, seed, {**run.outcomes, **more}, run.windows, run.days))
        if progress is not None:
            progress()
    return replace(gather(found), own=tuple(each.what for each in own))


def _runs(
    slots: Mapping[str, Settings],
    rules: Mapping[str, BoundRule],
    seeds: Sequence[int],
    windows: Mapping[str, tuple[int, int]] | None,
    events: bool,
) -> Iterator[tuple[str, int, Run]]:
    shared = fixed_chart(next(iter(slots.values())))
    for seed in seeds:
        scene = None
        for form, settings in slots.items():
            mine = replace(settings, seed=seed)
            scene = scene or set_scene(mine, shared)
            yield form, seed, simulate(mine, scene, rules[form], windows=windows, events=events)


def measured_issues(settings: Settings) -> tuple[int, int, tuple[Note, ...]] | None:
    """Return how many issues of a file are measured, of how many, and its notes; raises `InputError` where none is."""
    world, first, last = settings.world, settings.warmup_days, settings.days - settings.follow_days
    if world.issues is None:
        return None
    trace = set_scene(settings).trace
    came = trace.issues["day"]
    counted = int(((came >= first) & (came < last)).sum())
    if not counted:
        raise InputError("none_is_measured", f"world.issues: {world.issues}", n=len(came), first=first, last=last - 1)
    return counted, len(came), trace.notes


def refuse_flat(slots: Mapping[str, Settings]) -> None:
    """Refuse to compare a company from a file in which nobody has a manager: there is no line to compare."""
    for settings in slots.values():
        people = settings.organisation.people
        chart = build_chart(settings.organisation, settings.seed) if people is not None else None
        if chart is not None and chart.size > 1 and not chart.height.any():
            raise InputError("nobody_leads", "organisation.people", people=people)


def fixed_chart(settings: Settings) -> Chart | None:
    """Read a structure that files give whole once; where ties are drawn it differs from seed to seed."""
    if settings.organisation.ties is None:
        return None
    return build_chart(settings.organisation, settings.seed)


def gather(found: Sequence[tuple[str, int, dict[str, Any], dict[str, dict[str, float]], np.ndarray]]) -> Rows:
    """Put what single runs left behind (form, seed, outcomes, those of windows, days) into columns."""
    days = np.concatenate([each[4] for each in found])
    lengths = [len(each[4]) for each in found]
    columns: dict[str, np.ndarray] = {
        "form": np.repeat([each[0] for each in found], lengths),
        "seed": np.repeat([each[1] for each in found], lengths),
    }
    windows = {name: _columns([(*each[:2], each[3][name]) for each in found]) for name in found[0][3]}
    people = int(days["people"][0])
    by_day = {**columns, **{name: days[name] for name in days.dtype.names or ()}}
    return Rows(_columns([each[:3] for each in found]), by_day, people, windows)


def _columns(found: Sequence[tuple[str, int, dict[str, Any]]]) -> dict[str, list[Any]]:
    runs: dict[str, list[Any]] = {"form": [], "seed": []}
    for form, seed, outcomes in found:
        for name, value in {"form": form, "seed": seed, **outcomes}.items():
            runs.setdefault(name, []).append(value)
    return runs


WORLDS = 4
"""Scenes kept; runs on one world come one after the other."""
RULES = 256
OWN = ("rule", "rule_args", "dials", "culture", "interventions")
"""What a scene never depends on (`sim.run.set_scene`); anything else may make another one."""
LONGEST = 300
"""Characters of a reason."""


@dataclass(frozen=True)
class Context:
    """What all batches of a sweep have in common."""

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
    unmeasured: str | None = None


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
        for each in self.context.expansion.base.own:
            if file_digest(Path(each.path)) != each.sha256:
                name = Path(each.path).name
                raise Refused(f"{name} has changed since the sweep began; put it back, or sweep anew")

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
            run = simulate(settings, self._scene(first), rule, events=any(each.events for each in base.own))
        finally:
            self.engine_seconds += time.thread_time() - started
        own, unmeasured = measured(base.own, run)
        days = run.days.copy() if self.context.keep_days else None
        return Lived([*run.outcomes.values(), *own.values()], days=days, unmeasured=unmeasured)

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
        for folder in (self.context.expansion.base.origin, str(Path(__file__).parents[2])):
            said = said.replace(f"{folder.rstrip('/')}/", "")
        return said[:LONGEST]


def scene_key(settings: Settings) -> str:
    """Name the structure and the world of some settings: equal names, equal scenes."""
    return repr([getattr(settings, each.name) for each in fields(settings) if each.name not in OWN])


def _forget(kept: OrderedDict, most: int) -> None:  # type: ignore[type-arg]
    while len(kept) > most:
        kept.popitem(last=False)


_ONE_AT_A_TIME = threading.Lock()
"""Held while a batch is lived: a Dask worker with several threads must not mix two runs of a rule."""


@dataclass(frozen=True)
class Task:
    """Organisations to be run on one world."""

    point: int
    replicate: int
    seed: int
    slots: tuple[str, ...]


@dataclass(frozen=True)
class Batch:
    """What a worker is given at a time."""

    number: int
    context: bytes
    tasks: tuple[Task, ...]
    values: Mapping[int, tuple[Value, ...]]

    @property
    def runs(self) -> int:
        """How many rows it will give."""
        return sum(len(task.slots) for task in self.tasks)


@dataclass(frozen=True)
class Answer:
    """What became of a batch."""

    batch: int
    runs: list[tuple[Task, str]] = field(default_factory=list)
    outcomes: NDArray[np.float64] = field(default_factory=lambda: np.empty((0, 0)))
    failed: list[str | None] = field(default_factory=list)
    unmeasured: list[str | None] = field(default_factory=list)
    tracebacks: list[str] = field(default_factory=list)
    days: list[np.ndarray] = field(default_factory=list)
    seconds: float = 0.0
    engine_seconds: float = 0.0
    worker: str = ""
    refused: str = ""


def live_batch(batch: Batch) -> Answer:
    """Live all twins of a batch; the one function that executors call."""
    with _ONE_AT_A_TIME:
        started = time.perf_counter()
        desk = desk_for(batch.context)
        worker = f"{socket.gethostname()}:{os.getpid()}"
        runs = [(task, slot) for task in batch.tasks for slot in task.slots]
        before = desk.engine_seconds
        try:
            desk.begin()
            lived = [desk.live(task.point, batch.values[task.point], task.seed, slot) for task, slot in runs]
        except Refused as why:
            return Answer(batch.number, refused=f"{worker}: {why}", worker=worker)
        engine = desk.engine_seconds - before
        return _answer(batch, runs, lived, time.perf_counter() - started, engine, worker)


def _answer(
    batch: Batch, runs: list[tuple[Task, str]], lived: list[Lived], seconds: float, engine: float, worker: str
) -> Answer:
    return Answer(
        batch=batch.number,
        runs=runs,
        outcomes=np.array([each.outcomes for each in lived]),
        failed=[each.failed for each in lived],
        unmeasured=[each.unmeasured for each in lived],
        tracebacks=[each.traceback for each in lived if each.traceback],
        days=[each.days for each in lived if each.days is not None],
        seconds=seconds,
        engine_seconds=engine,
        worker=worker,
    )
