"""The runner: hands out batches, keeps what comes back, and lets nothing that dies or fails cost anything else."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa

from sim.errors import InputError
from sim.experiment.batch.batch import Answer, Batch, Task
from sim.experiment.batch.desk import Context, pack
from sim.experiment.executors.adapter import Died, Executor
from sim.experiment.identity import model_version
from sim.experiment.store.attempts import note
from sim.experiment.store.days import write_days
from sim.experiment.store.parts import write_part
from sim.experiment.store.schema import FAILED, KILLED, table_of
from sim.experiment.sweep.book import Book
from sim.experiment.sweep.plan import Plan

FLUSH_SECONDS = 1.0
"""Rows wait at most about as long before they are on disk."""
BATCHES_A_WORKER = 10
"""At least as many, so that all end together."""
DEATHS = 2
"""A run that dies alone as often is recorded as killed."""

Progress = Callable[[int], object]


class Runner:
    """One sweep at work.

    Parameters
    ----------
    plan : Plan
        The experiment.
    book : Book
        What is stored already.
    folder : pathlib.Path
        Where rows go.
    executor : Executor
        Where batches are lived.
    a_twin : float or None
        Seconds a twin is expected to take.
    progress : callable
        Told the number of rows that have come.
    """

    def __init__(
        self, plan: Plan, book: Book, folder: Path, executor: Executor, a_twin: float | None, progress: Progress
    ) -> None:
        self._plan, self._book, self._folder, self._executor = plan, book, folder, executor
        self._a_twin, self._progress = a_twin or 0.05, progress
        self._context = pack(Context(plan.expansion, model_version(), plan.hashes, plan.keep_days))
        self._waiting: deque[Batch] = deque()
        self._suspects: deque[Batch] = deque()
        self._tables: list[pa.Table] = []
        self._flushed = time.monotonic()
        self._batches = 0
        self.engine_seconds = 0.0

    def live(self, tasks: list[Task]) -> None:
        """Live twins and keep every row; returns when all are stored.

        Parameters
        ----------
        tasks : list of Task
            None of them stored yet.
        """
        self._fresh, self._held = deque(tasks), 0
        self._largest = max(1, len(tasks) // (BATCHES_A_WORKER * max(1, self._executor.workers)))
        try:
            while self._fresh or self._waiting or self._suspects or self._held:
                self._hand_out()
                for each in self._executor.collect():
                    self._take(each)
        finally:
            self._flush()

    def _hand_out(self) -> None:
        while (self._fresh or self._waiting) and self._executor.room() > 0:
            self._executor.submit(self._waiting.popleft() if self._waiting else self._cut())
            self._held += 1
        if self._suspects and not self._held:  # with nothing else anywhere, so that nobody else can be to blame
            self._executor.submit(self._suspects.popleft())
            self._held += 1

    def _cut(self) -> Batch:
        """Make a batch of the next twins, as many as fit its time."""
        many = min(self._largest, max(1, int(self._executor.batch_seconds / self._a_twin)), len(self._fresh))
        return self._batch(tuple(self._fresh.popleft() for _ in range(many)))

    def _batch(self, tasks: tuple[Task, ...]) -> Batch:
        self._batches += 1
        values = {task.point: self._plan.points[task.point] for task in tasks}
        return Batch(self._batches, self._context, tasks, values)

    def _take(self, came: Answer | Died) -> None:
        self._held -= 1
        if isinstance(came, Died):
            self._died(came)
            return
        if came.refused:
            raise InputError(f"executor: the worker {came.worker} cannot take part: {came.refused.partition(': ')[2]}")
        self._a_twin += 0.3 * (came.seconds * len(self._plan.slots) / len(came.runs) - self._a_twin)
        self.engine_seconds += came.engine_seconds
        self._note(came)
        if came.days:
            write_days(self._folder, self._ids(came), came.days)
        self._keep(came.runs, came.outcomes, came.failed)

    def _note(self, came: Answer) -> None:
        about = {"seconds": round(came.seconds, 4), "engine_seconds": round(came.engine_seconds, 4)}
        failed = {"tracebacks": came.tracebacks} if came.tracebacks else {}
        note(self._folder, "batch", batch=came.batch, runs=len(came.runs), worker=came.worker, **about, **failed)

    def _ids(self, came: Answer) -> list[str]:
        kept = [run for run, failed in zip(came.runs, came.failed, strict=True) if failed is None]
        return [self._plan.run_id(task, slot) for task, slot in kept]

    def _keep(self, runs: list[tuple[Task, str]], outcomes: np.ndarray, failed: list[str | None]) -> None:
        plan = self._plan
        columns = {
            "run_id": [plan.run_id(task, slot) for task, slot in runs],
            "point": [task.point for task, _ in runs],
            "replicate": [task.replicate for task, _ in runs],
            "seed": [task.seed for task, _ in runs],
            "form": [slot for _, slot in runs],
            **{each.path: [plan.points[task.point][k] for task, _ in runs] for k, each in enumerate(plan.factors)},
            **{each.name: outcomes[:, k] for k, each in enumerate(plan.expansion.base.outcomes)},
            FAILED: failed,
        }
        table = table_of(columns, plan.schema)
        self._tables.append(table)
        self._book.enter(table)
        self._progress(len(runs))
        if time.monotonic() - self._flushed > FLUSH_SECONDS:
            self._flush()

    def _flush(self) -> None:
        """Put the rows that have come on disk."""
        if self._tables:
            write_part(self._folder, pa.concat_tables(self._tables).combine_chunks())
            self._tables = []
        self._flushed = time.monotonic()

    def _died(self, died: Died) -> None:
        """Run a batch again whose worker is gone: in halves, and single runs at the end, each alone."""
        batch = died.batch
        note(self._folder, "died", batch=batch.number, runs=batch.runs, worker=died.worker)
        if not died.worker:  # it had not begun, or its answer was lost on the way
            (self._waiting if batch.runs > 1 else self._suspects).append(batch)
            return
        if batch.runs > 1:
            for half in map(self._batch, halves(batch.tasks)):
                (self._waiting if half.runs > 1 else self._suspects).append(half)
            return
        if batch.deaths + 1 < DEATHS:
            self._suspects.append(replace(batch, deaths=batch.deaths + 1))
            return
        task = batch.tasks[0]
        self._keep([(task, task.slots[0])], np.full((1, len(self._plan.expansion.base.outcomes)), np.nan), [KILLED])


def halves(tasks: tuple[Task, ...]) -> list[tuple[Task, ...]]:
    """Cut a batch in two: its twins, or the organisations of its only twin.

    Examples
    --------
    >>> [[each.slots for each in half] for half in halves((Task(0, 0, 1, ("a", "b")),))]
    [[('a',)], [('b',)]]
    """
    if len(tasks) > 1:
        middle = len(tasks) // 2
        return [tasks[:middle], tasks[middle:]]
    task = next(iter(tasks))
    middle = max(1, len(task.slots) // 2)
    return [(replace(task, slots=part),) for part in (task.slots[:middle], task.slots[middle:])]
