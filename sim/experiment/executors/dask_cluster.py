"""Dask: a cluster of its own on this machine, a scheduler that runs already, or SLURM jobs through dask-jobqueue."""

from __future__ import annotations

import logging
import queue
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from sim.errors import InputError
from sim.experiment.batch.batch import Answer, Batch, live_batch
from sim.experiment.executors.adapter import Died, ExecutorSettings, available_cores
from sim.experiment.executors.worker import deaf

PATIENCE = 5.0
"""Seconds after which `collect` returns though nothing has happened."""
AHEAD = 2
"""Batches a worker has with it, so that it never waits for the next."""
FEW_DEATHS = 0
"""Workers a batch may cost, besides the first, before Dask gives it back (elsewhere the scheduler decides)."""


class DaskExecutor:
    """Batches as futures of a Dask client."""

    def __init__(self, client: Any, workers: int, batch_seconds: float) -> None:
        self.batch_seconds = batch_seconds
        self._client, self._least = client, workers
        self._done: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._held: dict[str, tuple[Any, Batch]] = {}
        self._submitted = 0

    @property
    def workers(self) -> int:
        """Workers that are there now, or that were asked for."""
        return max(self._least, len(self._client.scheduler_info(n_workers=-1)["workers"]))

    def room(self) -> int:
        """Keep every worker supplied."""
        return max(0, AHEAD * self.workers - len(self._held))

    def submit(self, batch: Batch) -> None:
        """Send it; the same batch sent again is another future."""
        self._submitted += 1
        key = f"treillis-{id(self)}-{self._submitted}"
        future = self._client.submit(live_batch, batch, key=key, pure=False)
        self._held[key] = (future, batch)
        future.add_done_callback(self._done.put)

    def collect(self) -> list[Answer | Died]:
        """Wait for the first future that ends, and take all that have."""
        try:
            ended = [self._done.get(timeout=PATIENCE)]
        except queue.Empty:
            self._still_there()
            return []
        while not self._done.empty():
            ended.append(self._done.get())
        return [each for each in map(self._ended, ended) if each is not None]

    def _ended(self, future: Any) -> Answer | Died | None:
        if future.key not in self._held:
            return None
        _, batch = self._held.pop(future.key)
        if future.status == "finished":
            try:
                return future.result()
            except Exception:  # its result was lost with the worker between ending and being fetched
                self._still_there()
                return Died(batch, "")
        self._still_there()
        if future.status == "error":
            return self._failed(future, batch)
        return Died(batch, "")  # cancelled or lost: the worker that held it is gone, which says nothing about it

    def _failed(self, future: Any, batch: Batch) -> Died:
        wrong = future.exception()
        if type(wrong).__name__ != "KilledWorker":
            raise InputError(f"executor: a worker cannot run batches: {type(wrong).__name__}: {str(wrong)[:160]}")
        return Died(batch, str(getattr(wrong, "last_worker", "a worker")))

    def _still_there(self) -> None:
        if self._client.status not in ("running", "connecting"):
            raise InputError("executor: the Dask scheduler has gone; what is stored stays, treillis resume goes on")


@contextmanager
def opened(settings: ExecutorSettings) -> Iterator[DaskExecutor]:
    """Connect, and give up what was started whatever happens."""
    dask, distributed = _needed("dask"), _needed("distributed")
    _check_address(settings.address)
    for each in ("distributed", "distributed.client", "tornado", "asyncio"):
        logging.getLogger(each).setLevel(logging.CRITICAL)  # their farewells are nobody's business
    quiet = {
        "distributed.logging.distributed": "critical",
        "distributed.scheduler.allowed-failures": FEW_DEATHS,
        "distributed.scheduler.worker-ttl": f"{settings.worker_ttl} s",
        "distributed.comm.timeouts.connect": "10s",
        "distributed.worker.memory.spill": False,
        "distributed.admin.system-monitor.gil.enabled": False,
    }
    with ExitStack() as stack:
        stack.enter_context(dask.config.set(quiet))
        address = settings.address
        batch_seconds = 5.0
        if settings.kind == "slurm":
            address = stack.enter_context(_slurm(settings))
        elif address is None:
            address, batch_seconds = stack.enter_context(_local(settings, distributed)), 1.0
        client = stack.enter_context(_connected(distributed, address, settings.wait_seconds))
        yield DaskExecutor(client, settings.cores_used if settings.address is None else 1, batch_seconds)


def _check_address(address: str | None) -> None:
    if address is not None and not re.fullmatch(r"\w+://\S+:\d+", address):
        raise InputError(f"executor.address: expected something like tcp://host:8786, got {address!r}")


def _needed(module: str) -> Any:
    try:
        return import_module(module)
    except ImportError:
        raise InputError("executor: Dask and SLURM need more: pip install 'treillis[cluster]'") from None


def _local(settings: ExecutorSettings, distributed: Any) -> AbstractContextManager[Any]:
    """Start a cluster of this machine: its processes die with this one."""
    stack = ExitStack()
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="treillis-", ignore_cleanup_errors=True))
    with deaf():
        cluster = distributed.LocalCluster(
            n_workers=settings.workers or available_cores(),
            threads_per_worker=1,
            dashboard_address=None,
            local_directory=folder,
            silence_logs=logging.CRITICAL,
            memory_limit=0,
        )
    stack.callback(cluster.close, timeout=10)
    return _yielding(stack, cluster.scheduler_address)


def _slurm(settings: ExecutorSettings) -> AbstractContextManager[Any]:
    """Ask SLURM for jobs as there is work."""
    jobqueue = _needed("dask_jobqueue")
    if shutil.which("sbatch") is None:
        raise InputError("executor: SLURM cannot be used from here: there is no sbatch")
    stack = ExitStack()
    folder = settings.folder or stack.enter_context(tempfile.TemporaryDirectory(prefix="treillis-", dir=Path.cwd()))
    try:
        cluster = jobqueue.SLURMCluster(
            cores=settings.cores,
            processes=settings.cores,
            memory=settings.memory,
            walltime=settings.walltime,
            queue=settings.partition,
            account=settings.account,
            local_directory=folder,
            log_directory=folder,
            scheduler_options={"dashboard_address": None},
            silence_logs=logging.CRITICAL,
        )
    except (OSError, RuntimeError, ValueError) as wrong:
        raise InputError(f"executor: SLURM cannot be used from here: {str(wrong).splitlines()[0]}") from None
    stack.callback(cluster.close)
    cluster.adapt(minimum_jobs=1, maximum_jobs=settings.jobs)
    return _yielding(stack, cluster.scheduler_address)


@contextmanager
def _yielding(stack: ExitStack, address: str) -> Iterator[str]:
    with stack:
        yield address


@contextmanager
def _connected(distributed: Any, address: str, patience: float) -> Iterator[Any]:
    try:
        client = distributed.Client(address, timeout=min(patience, 30), set_as_default=False)
    except (OSError, ValueError, TimeoutError) as wrong:
        said = str(wrong).splitlines()[0] if str(wrong) else type(wrong).__name__
        raise InputError(f"executor.address: no Dask scheduler at {address}: {said[:120]}") from None
    with client:
        try:
            client.wait_for_workers(1, timeout=patience)
        except TimeoutError:
            raise InputError(f"executor: no worker came to {address} within {patience:g} s") from None
        yield client
