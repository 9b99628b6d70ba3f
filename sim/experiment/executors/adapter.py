"""The adapter: what a sweep asks of any executor, and which executors there are."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol, cast

from sim.checked import Checked, build, number
from sim.errors import InputError, nearest
from sim.experiment.batch.batch import Answer, Batch

KINDS = {"serial": "serial", "processes": "processes", "dask": "dask_cluster", "slurm": "dask_cluster"}
"""The kinds of executors, and the file of each."""


@dataclass(frozen=True)
class ExecutorSettings(Checked):
    """Where a sweep runs; nothing of it changes a number."""

    kind: str = "processes"
    """``serial``, ``processes``, ``dask`` or ``slurm``."""
    workers: int = number(0, 0, 10_000, "processes", "0 for one a core", strength="theory")
    address: str | None = None
    """Of a Dask scheduler that runs already, as in ``tcp://host:8786``."""
    wait_seconds: float = number(60.0, 1, 1e6, "s", "for a scheduler and its first worker", strength="theory")
    jobs: int = number(10, 1, 10_000, "jobs", "of SLURM at a time, at most", strength="theory")
    cores: int = number(1, 1, 1024, "cores", "a job of SLURM", strength="theory")
    memory: str = "2GB"
    """Of a job of SLURM."""
    walltime: str = "01:00:00"
    """Of a job of SLURM."""
    partition: str | None = None
    account: str | None = None
    worker_ttl: float = number(30.0, 5, 1e5, "s", "a silent worker counts as lost after it", strength="theory")
    folder: str | None = None
    """Where workers of SLURM jobs keep their own files; all nodes must see it."""

    @property
    def cores_used(self) -> int:
        """How many processes will work at a time."""
        if self.kind == "serial":
            return 1
        return self.jobs * self.cores if self.kind == "slurm" else self.workers or available_cores()


@dataclass(frozen=True)
class Died:
    """A batch whose worker is gone."""

    batch: Batch
    worker: str


class Executor(Protocol):
    """What a sweep asks of an executor."""

    workers: int
    """How many batches are lived at a time."""
    batch_seconds: float
    """How long a batch should take."""

    def room(self) -> int:
        """Return how many more batches it wants now."""
        ...

    def submit(self, batch: Batch) -> None:
        """Take a batch."""
        ...

    def collect(self) -> list[Answer | Died]:
        """Wait until something has happened to batches, and say what; an empty list when nothing did for a while."""
        ...


def executor_settings(given: Mapping[str, Any] | None) -> ExecutorSettings:
    """Read ``executor:``, checked.

    Parameters
    ----------
    given : mapping or None
        As composed.

    Returns
    -------
    ExecutorSettings
        Of a kind that there is.
    """
    settings = build(ExecutorSettings, given or {}, "executor")
    if settings.kind not in KINDS:
        raise InputError(f"executor.kind: no executor {settings.kind!r}{nearest(settings.kind, KINDS)}")
    return settings


def opened(settings: ExecutorSettings) -> AbstractContextManager[Executor]:
    """Start an executor; leaving the context ends its workers.

    Parameters
    ----------
    settings : ExecutorSettings
        Which, and how large.

    Returns
    -------
    context manager of Executor
        Raises `InputError` on entering when it cannot be had.
    """
    module = cast(Any, import_module(f"sim.experiment.executors.{KINDS[settings.kind]}"))
    return module.opened(settings)


def available_cores() -> int:
    """Return the processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
