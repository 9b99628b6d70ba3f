"""Serial: batches are lived in the process of the sweep itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sim.experiment.batch.batch import Answer, Batch, live_batch
from sim.experiment.executors.adapter import Died, ExecutorSettings


class Serial:
    """One batch at a time, here."""

    workers = 1
    batch_seconds = 1.0

    def __init__(self) -> None:
        self._next: list[Batch] = []

    def room(self) -> int:
        """Want a batch when there is none."""
        return 1 - len(self._next)

    def submit(self, batch: Batch) -> None:
        """Take it, for `collect` to live."""
        self._next.append(batch)

    def collect(self) -> list[Answer | Died]:
        """Live the batch."""
        return [live_batch(self._next.pop())]


@contextmanager
def opened(settings: ExecutorSettings) -> Iterator[Serial]:
    """Yield the executor; there is nothing to start or end."""
    yield Serial()
