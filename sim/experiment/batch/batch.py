"""A batch: some twins to live, and what they left behind."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.experiment.batch.desk import Lived, Refused, desk_for
from sim.experiment.design.factor import Value

_ONE_AT_A_TIME = threading.Lock()
"""Held while a batch is lived: a Dask worker with several threads must not mix two runs of a rule."""


@dataclass(frozen=True)
class Task:
    """Organisations to be run on one world.

    Parameters
    ----------
    point : int
        Of the design.
    replicate, seed : int
        Which world.
    slots : tuple of str
        Which organisations; all of the experiment's, unless something died.
    """

    point: int
    replicate: int
    seed: int
    slots: tuple[str, ...]


@dataclass(frozen=True)
class Batch:
    """What a worker is given at a time.

    Parameters
    ----------
    number : int
        Running number, for the attempts.
    context : bytes
        The experiment (`sim.experiment.batch.desk.pack`); the same object for all batches.
    tasks : tuple of Task
        In the order in which they share most.
    values : dict of int to tuple
        The factors' values at each point of the tasks.
    deaths : int
        Workers that died on exactly this batch.
    """

    number: int
    context: bytes
    tasks: tuple[Task, ...]
    values: Mapping[int, tuple[Value, ...]]
    deaths: int = 0

    @property
    def runs(self) -> int:
        """How many rows it will give."""
        return sum(len(task.slots) for task in self.tasks)


@dataclass(frozen=True)
class Answer:
    """What became of a batch.

    Parameters
    ----------
    batch : int
        Its number.
    runs : list of (Task, str)
        Task and slot of each row.
    outcomes : ndarray of float, shape (rows, outcomes)
        In the order of `sim.metrics.OUTCOMES`; NaN throughout where a run failed.
    failed : list of str or None
        The reason, for runs that failed.
    tracebacks : list of str
        Of those that failed, for the attempts.
    days : list of ndarray
        Daily rows of each run, where they are kept.
    seconds, engine_seconds : float
        Wall time of the batch, and processor time of structure, trace and life in it.
    worker : str
        Host and process.
    refused : str
        Why the worker could not begin: it has another model, or a rule that has changed.
    """

    batch: int
    runs: list[tuple[Task, str]] = field(default_factory=list)
    outcomes: NDArray[np.float64] = field(default_factory=lambda: np.empty((0, 0)))
    failed: list[str | None] = field(default_factory=list)
    tracebacks: list[str] = field(default_factory=list)
    days: list[np.ndarray] = field(default_factory=list)
    seconds: float = 0.0
    engine_seconds: float = 0.0
    worker: str = ""
    refused: str = ""


def live_batch(batch: Batch) -> Answer:
    """Live all twins of a batch; the one function that executors call.

    Parameters
    ----------
    batch : Batch
        What to live.

    Returns
    -------
    Answer
        A row for each run, failed ones included: nothing a run raises reaches the executor.
    """
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
        tracebacks=[each.traceback for each in lived if each.traceback],
        days=[each.days for each in lived if each.days is not None],
        seconds=seconds,
        engine_seconds=engine,
        worker=worker,
    )
