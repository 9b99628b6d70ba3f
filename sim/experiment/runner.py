"""One queue for all that lives many organisations: jobs, the executors that do them, and workers that may die.

A job is a function of a module and what it is called with; nothing of where or in which order jobs are done changes a
number. A worker that dies costs the job it held: that is done again, in halves where it can be cut, alone at the end.
"""

from __future__ import annotations

import ctypes
import logging
import os
import pickle
import queue
import re
import shutil
import signal
import sys
import tempfile
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from importlib import import_module
from multiprocessing import connection, get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any, Protocol, TypeVar

from tqdm import tqdm

from sim.checked import Checked, build, number
from sim.errors import InputError

KINDS = ("serial", "processes", "dask", "slurm")
DEATHS = 2
"""Workers that a job may cost, alone, before it is given up."""
FEW_RUNS = 300
"""Up to so many runs are over before a second process would have started."""
PATIENCE = 5.0
"""Seconds after which `collect` returns though nothing has happened."""
STILLBORN = 3
"""Processes in a row that may end before they took a job."""
AHEAD = 2
"""Jobs a Dask worker has with it, so that it never waits for the next."""
FEW_DEATHS = 0
"""Workers a job may cost, besides the first, before Dask gives it back (elsewhere the scheduler decides)."""
LINE_SECONDS = 30.0
"""Between lines of progress where the output is no terminal."""
PR_SET_PDEATHSIG = 1
"""Linux: the signal to get when the parent dies (prctl)."""

What = TypeVar("What")
Found = TypeVar("Found")


@dataclass(frozen=True)
class ExecutorSettings(Checked):
    """Where jobs are done; nothing of it changes a number."""

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


def executor_settings(given: Mapping[str, Any] | None) -> ExecutorSettings:
    """Read ``executor:``, checked; raises `InputError` for a kind that there is none of."""
    settings = build(ExecutorSettings, given or {}, "executor")
    if settings.kind not in KINDS:
        raise InputError("no_executor", "executor.kind", (settings.kind, KINDS), kind=settings.kind)
    return settings


def for_runs(runs: int, jobs: int, workers: int | None = None) -> ExecutorSettings:
    """Return where some runs are done when nobody says: a handful here, more in a process a core."""
    many = (1 if runs <= FEW_RUNS else min(jobs, available_cores())) if workers is None else workers
    return ExecutorSettings("serial") if many <= 1 else ExecutorSettings("processes", many)


def available_cores() -> int:
    """Return the processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True)
class Job:
    """A function of a module, what it is called with, and how many workers died on exactly this."""

    live: Callable[[Any], Any]
    what: Any
    deaths: int = 0


@dataclass(frozen=True)
class Done:
    """A job that is done, and what its function returned."""

    job: Job
    came: Any


@dataclass(frozen=True)
class Died:
    """A job whose worker is gone; nobody is named where the job had not begun, or its answer was lost on the way."""

    job: Job
    worker: str


class Executor(Protocol):
    """Where jobs are done: how many at a time, and how many seconds one should take."""

    job_seconds: float

    @property
    def workers(self) -> int:
        """How many jobs are done at a time."""
        ...

    def room(self) -> int:
        """Return how many more jobs it wants now."""
        ...

    def submit(self, job: Job) -> None:
        """Take a job."""
        ...

    def collect(self) -> list[Done | Died]:
        """Block until a job ends or its worker dies; return [] after `PATIENCE`."""
        ...


def _whole(what: Any) -> list[Any]:
    """Return a job that cannot be cut."""
    return [what]


def _nobody(*_: object) -> None:
    """Tell nobody."""


def as_they_come(
    executor: Executor,
    live: Callable[[What], Found],
    jobs: Iterable[What],
    given_up: Callable[[What], Found] | None = None,
    halves: Callable[[What], list[What]] = _whole,
    died: Callable[[What, str], object] = _nobody,
) -> Iterator[tuple[What, Found]]:
    """Do jobs wherever an executor does them, and yield each when it is done."""
    fresh, waiting, suspects = iter(jobs), deque[Job](), deque[Job]()
    held = 0
    while True:
        held += _handed_out(executor, live, fresh, waiting)
        if suspects and not held:  # with nothing else anywhere, so that nobody else can be to blame
            executor.submit(suspects.popleft())
            held += 1
        if not held:
            return
        for event in executor.collect():
            held -= 1
            if isinstance(event, Done):
                yield event.job.what, event.came
                continue
            died(event.job.what, event.worker)
            again = _again(event, halves)
            if not again:
                yield event.job.what, _given_up(event.job.what, given_up)
            for job, alone in again:
                (suspects if alone else waiting).append(job)


def _handed_out(executor: Executor, live: Callable[[Any], Any], fresh: Iterator[Any], waiting: deque[Job]) -> int:
    """Hand out as many jobs as there is room for, those done again first; return how many."""
    handed = 0
    while executor.room() > 0:
        job = waiting.popleft() if waiting else next((Job(live, each) for each in fresh), None)
        if job is None:
            break
        executor.submit(job)
        handed += 1
    return handed


def _again(died: Died, halves: Callable[[Any], list[Any]]) -> list[tuple[Job, bool]]:
    """Return the jobs to do in place of one whose worker died, each with whether it must be alone; none to give up."""
    job, parts = died.job, halves(died.job.what)
    if not died.worker:
        return [(job, len(parts) == 1)]
    if len(parts) > 1:
        return [(Job(job.live, each), len(halves(each)) == 1) for each in parts]
    return [] if job.deaths + 1 >= DEATHS else [(replace(job, deaths=job.deaths + 1), True)]


def _given_up(what: What, given_up: Callable[[What], Found] | None) -> Found:
    if given_up is None:
        raise InputError("killed_again", deaths=DEATHS)
    return given_up(what)


def in_order(
    live: Callable[[What], Found],
    jobs: Sequence[What],
    runs: Sequence[int] | None = None,
    told: Callable[[int], object] = _nobody,
    workers: int | None = None,
) -> list[Found]:
    """Do jobs, in several processes where that pays; return what came of them, in their order."""
    counts = list(runs or [FEW_RUNS + 1] * len(jobs))
    found: dict[int, Found] = {}
    for place, came in by_place(live, jobs, for_runs(sum(counts), len(jobs), workers)):
        found[place] = came
        told(counts[place])
    return [found[place] for place in range(len(jobs))]


def by_place(
    live: Callable[[What], Found],
    jobs: Sequence[What],
    settings: ExecutorSettings,
    given_up: Callable[[What], Found] | None = None,
) -> Iterator[tuple[int, Found]]:
    """Start an executor, do jobs as `as_they_come` does, and yield the place of each with what came of it."""
    placed = [Placed(place, live, what) for place, what in enumerate(jobs)]
    stands = None if given_up is None else lambda each: given_up(each.what)
    with opened(settings) as executor:
        for each, came in as_they_come(executor, live_placed, placed, stands):
            yield each.place, came


@dataclass(frozen=True)
class Placed:
    """A job that knows its place among others."""

    place: int
    live: Callable[[Any], Any]
    what: Any


def live_placed(placed: Placed) -> Any:
    """Do it."""
    return placed.live(placed.what)


@contextmanager
def opened(settings: ExecutorSettings) -> Iterator[Executor]:
    """Start an executor; leaving the context ends its workers. Raises `InputError` when it cannot be had."""
    if settings.kind == "serial":
        yield Serial()
    elif settings.kind == "processes":
        sys.stdout.flush()
        pool = Processes(settings.cores_used)
        try:
            yield pool
        finally:
            pool.close()
    else:
        with _dask(settings) as executor:
            yield executor


class Serial:
    """One job at a time, in this process."""

    workers = 1
    job_seconds = 1.0

    def __init__(self) -> None:
        self._next: list[Job] = []

    def room(self) -> int:
        """Want a job when there is none."""
        return 1 - len(self._next)

    def submit(self, job: Job) -> None:
        """Take it, for `collect` to do."""
        self._next.append(job)

    def collect(self) -> list[Done | Died]:
        """Do it."""
        job = self._next.pop()
        return [Done(job, job.live(job.what))]


@dataclass
class Worker:
    """A process, its pipe, and what it holds."""

    process: SpawnProcess
    pipe: Connection
    job: Job | None = None
    ready: bool = False


@dataclass(frozen=True)
class Raised:
    """What a job raised in a worker, and where."""

    wrong: Exception
    where: str


class Processes:
    """Processes of this machine, each with a pipe of its own, so that a dead one costs exactly the job it held.

    A pool of the standard library stops as a whole when one of its processes is killed, and does not say whose job it
    was.
    """

    job_seconds = 1.0

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._stillborn = 0
        self._alive = [_start() for _ in range(workers)]

    def room(self) -> int:
        """Count the workers without a job."""
        return sum(each.job is None for each in self._alive)

    def submit(self, job: Job) -> None:
        """Give it to a worker that has none."""
        free = next(each for each in self._alive if each.job is None)
        free.job = job
        with suppress(OSError):  # it has just died: `collect` will find out
            free.pipe.send(job)

    def collect(self) -> list[Done | Died]:
        """Wait for the first answers and deaths."""
        answers = [self._heard(each) for each in connection.wait([each.pipe for each in self._alive], PATIENCE)]
        return [each for each in answers if each is not None]

    def _heard(self, pipe: object) -> Done | Died | None:
        worker = next(each for each in self._alive if each.pipe is pipe)
        try:
            answer = worker.pipe.recv()
        except (EOFError, OSError):
            return self._replace(worker)
        began, worker.ready, self._stillborn = not worker.ready, True, 0
        if began:  # it has started
            return None
        job, worker.job = worker.job, None
        if isinstance(answer, Raised):
            answer.wrong.add_note(answer.where)
            raise answer.wrong
        assert job is not None, "an answer is to a job"
        return Done(job, answer)

    def _replace(self, worker: Worker) -> Died | None:
        worker.process.join()
        worker.pipe.close()
        self._stillborn += not worker.ready
        if self._stillborn >= STILLBORN:
            code = worker.process.exitcode
            raise InputError("workers_end", "executor", exit_code=code)
        self._alive[self._alive.index(worker)] = _start()
        if worker.job is None:
            return None
        if not worker.ready:  # it never saw the job
            return Died(worker.job, "")
        return Died(worker.job, f"process {worker.process.pid}, exit code {worker.process.exitcode}")

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


def serve(pipe: Connection) -> None:
    """Do the jobs that come through a pipe until it ends; the first thing sent back says that it has begun."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; whoever started this decides
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    die_with_parent()
    with suppress(EOFError, OSError):  # whoever started this has ended
        pipe.send(None)
        while True:
            job: Job = pipe.recv()
            pipe.send(_attempted(job))


def _attempted(job: Job) -> Any:
    try:
        return job.live(job.what)
    except Exception as wrong:
        where = traceback.format_exc()
        try:
            pickle.loads(pickle.dumps(wrong))
        except Exception:  # one that cannot be sent, or not be made again
            wrong = RuntimeError(f"{type(wrong).__name__}: {wrong}")
        return Raised(wrong, where)


def die_with_parent() -> None:
    """Ask to be killed when the parent dies; elsewhere than on Linux the end of the pipe does it, a job later."""
    if not sys.platform.startswith("linux"):
        return
    parent = os.getppid()
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


@contextmanager
def deaf() -> Iterator[None]:
    """Ignore Ctrl-C for a moment, so that a process started now ignores it for ever."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    heard = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, heard)


@contextmanager
def terminable() -> Iterator[None]:
    """Take SIGTERM, which batch systems send before a time limit, for a Ctrl-C."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


class Bar:
    """How far a queue is: a bar on a terminal, a line now and then elsewhere, nothing when it is to be quiet."""

    def __init__(self, total: int = 0, quiet: bool = False) -> None:
        self._lines = not quiet and not sys.stderr.isatty() and "ipykernel" not in sys.modules
        hidden = quiet or self._lines
        self._bar: Any = tqdm(
            total=total, disable=hidden, unit="run", leave=False, smoothing=0.1, dynamic_ncols=True, file=sys.stderr
        )
        self.total, self.stored, self.come = total, 0, 0
        self._began = self._said = time.monotonic()

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def begins(self, stored: int, wanted: int) -> None:
        """Take how many runs are stored, and how many are wanted in all."""
        self.total, self.stored, self.come = wanted, stored, 0
        self._began = time.monotonic()
        if not self._bar.disable:
            self._bar.total, self._bar.initial, self._bar.n = wanted, self._bar.initial or stored, stored
            self._bar.refresh()

    def came(self, runs: int = 1) -> None:
        """Count runs that have come."""
        self.come += runs
        self._bar.update(runs)
        if self._lines and time.monotonic() - self._said >= LINE_SECONDS:
            self._said = time.monotonic()
            done, left = self.stored + self.come, self.total - self.stored - self.come
            seconds = left * (self._said - self._began) / max(1, self.come)
            self.say(f"{done} / {self.total} ({done / max(1, self.total):.0%}), ~{seconds / 60:.0f} min")

    def close(self) -> None:
        """Take the bar away."""
        self._bar.close()

    def say(self, line: str) -> None:
        """Print a line above the bar."""
        self._bar.clear()
        print(f"treillis: {line}", file=sys.stderr, flush=True)


class DaskExecutor:
    """Jobs as futures of a Dask client."""

    def __init__(self, client: Any, workers: int, job_seconds: float) -> None:
        self.job_seconds = job_seconds
        self._client, self._least = client, workers
        self._done: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._held: dict[str, tuple[Any, Job]] = {}
        self._submitted = 0

    @property
    def workers(self) -> int:
        """Workers that are there now, or that were asked for."""
        return max(self._least, len(self._client.scheduler_info(n_workers=-1)["workers"]))

    def room(self) -> int:
        """Keep every worker supplied."""
        return max(0, AHEAD * self.workers - len(self._held))

    def submit(self, job: Job) -> None:
        """Send it; the same job sent again is another future."""
        self._submitted += 1
        key = f"treillis-{id(self)}-{self._submitted}"
        future = self._client.submit(job.live, job.what, key=key, pure=False)
        self._held[key] = (future, job)
        future.add_done_callback(self._done.put)

    def collect(self) -> list[Done | Died]:
        """Wait for the first future that ends, and take all that have."""
        try:
            ended = [self._done.get(timeout=PATIENCE)]
        except queue.Empty:
            self._still_there()
            return []
        while not self._done.empty():
            ended.append(self._done.get())
        return [each for each in map(self._ended, ended) if each is not None]

    def _ended(self, future: Any) -> Done | Died | None:
        if future.key not in self._held:
            return None
        _, job = self._held.pop(future.key)
        if future.status == "finished":
            try:
                return Done(job, future.result())
            except Exception:  # its result was lost with the worker between ending and being fetched
                self._still_there()
                return Died(job, "")
        self._still_there()
        if future.status == "error":
            return self._failed(future, job)
        return Died(job, "")  # cancelled or lost: the worker that held it is gone, which says nothing about it

    def _failed(self, future: Any, job: Job) -> Died:
        wrong = future.exception()
        if isinstance(wrong, InputError):
            raise wrong
        if type(wrong).__name__ != "KilledWorker":
            raise InputError("worker_cannot_run", "executor", name=type(wrong).__name__, why=str(wrong)[:160])
        return Died(job, str(getattr(wrong, "last_worker", "a worker")))

    def _still_there(self) -> None:
        if self._client.status not in ("running", "connecting"):
            raise InputError("scheduler_gone", "executor")


@contextmanager
def _dask(settings: ExecutorSettings) -> Iterator[DaskExecutor]:
    """Connect to a cluster of this machine, a scheduler that runs already, or SLURM; give up what was started."""
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
        job_seconds = 5.0
        if settings.kind == "slurm":
            address = stack.enter_context(_slurm(settings))
        elif address is None:
            address, job_seconds = stack.enter_context(_local(settings, distributed)), 1.0
        client = stack.enter_context(_connected(distributed, address, settings.wait_seconds))
        yield DaskExecutor(client, settings.cores_used if settings.address is None else 1, job_seconds)


def _check_address(address: str | None) -> None:
    if address is not None and not re.fullmatch(r"\w+://\S+:\d+", address):
        raise InputError("address_like", "executor.address", address=address)


def _needed(module: str) -> Any:
    try:
        return import_module(module)
    except ImportError:
        raise InputError("needs_cluster", "executor") from None


def _local(settings: ExecutorSettings, distributed: Any) -> AbstractContextManager[Any]:
    """Start a cluster of this machine: its processes die with this one."""
    stack = ExitStack()
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="treillis-", ignore_cleanup_errors=True))
    with deaf():
        cluster = distributed.LocalCluster(
            n_workers=settings.workers or available_cores(),
            threads_per_worker=1,
            dashboard_address=":0",  # a free port: clusters may stand side by side
            scheduler_kwargs={"dashboard": False},
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
        raise InputError("no_sbatch", "executor")
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
        raise InputError("no_slurm", "executor", why=str(wrong).splitlines()[0]) from None
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
        raise InputError("no_scheduler_at", "executor.address", address=address, why=said[:120]) from None
    with client:
        try:
            client.wait_for_workers(1, timeout=patience)
        except TimeoutError:
            raise InputError("no_worker_came", "executor", address=address, patience=patience) from None
        yield client
