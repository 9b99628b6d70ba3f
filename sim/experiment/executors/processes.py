"""Processes of this machine, each with a pipe of its own, so that a dead one costs exactly the batch it held.

A pool of the standard library stops as a whole when one of its processes is killed, and does not say whose task it was.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import connection, get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess

from sim.errors import InputError
from sim.experiment.batch.batch import Answer, Batch
from sim.experiment.executors.adapter import Died, ExecutorSettings
from sim.experiment.executors.worker import deaf, serve

PATIENCE = 5.0
"""Seconds after which `collect` returns though nothing has happened."""
STILLBORN = 3
"""Processes in a row that may end before they took a batch."""


@dataclass
class Worker:
    """A process, its pipe, and what it holds."""

    process: SpawnProcess
    pipe: Connection
    batch: Batch | None = None
    ready: bool = False


class Processes:
    """As many workers as asked for; one that dies is replaced."""

    batch_seconds = 1.0

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._stillborn = 0
        self._alive = [_start() for _ in range(workers)]

    def room(self) -> int:
        """Count the workers without a batch."""
        return sum(each.batch is None for each in self._alive)

    def submit(self, batch: Batch) -> None:
        """Give it to a worker that has none."""
        free = next(each for each in self._alive if each.batch is None)
        free.batch = batch
        with suppress(OSError):  # it has just died: `collect` will find out
            free.pipe.send(batch)

    def collect(self) -> list[Answer | Died]:
        """Wait for the first answers and deaths."""
        waited_for = [each.pipe for each in self._alive]
        found = [self._heard(each) for each in connection.wait(waited_for, PATIENCE)]
        return [each for each in found if each is not None]

    def _heard(self, pipe: object) -> Answer | Died | None:
        worker = next(each for each in self._alive if each.pipe is pipe)
        try:
            said = worker.pipe.recv()
        except (EOFError, OSError):
            return self._replace(worker)
        worker.ready = True
        self._stillborn = 0
        if said is None:  # it has started
            return None
        worker.batch = None
        return said

    def _replace(self, worker: Worker) -> Died | None:
        worker.process.join()
        worker.pipe.close()
        self._stillborn += not worker.ready
        if self._stillborn >= STILLBORN:
            code = worker.process.exitcode
            raise InputError(f"executor: workers end before they begin (exit code {code}); try executor=serial")
        self._alive[self._alive.index(worker)] = _start()
        if worker.batch is None:
            return None
        if not worker.ready:  # it never saw the batch
            return Died(worker.batch, "")
        return Died(worker.batch, f"process {worker.process.pid}, exit code {worker.process.exitcode}")

    def close(self) -> None:
        """End all workers at once: what they hold is not yet stored and will be run again."""
        for each in self._alive:
            each.process.kill()
        for each in self._alive:
            each.process.join()
            each.pipe.close()


def _start() -> Worker:
    here, there = get_context("spawn").Pipe()
    process = get_context("spawn").Process(target=serve, args=(there,), daemon=True)
    with deaf():
        process.start()
    there.close()
    return Worker(process, here)


@contextmanager
def opened(settings: ExecutorSettings) -> Iterator[Processes]:
    """Start the workers, and end them whatever happens."""
    sys.stdout.flush()
    pool = Processes(settings.cores_used)
    try:
        yield pool
    finally:
        pool.close()
