"""Live many organisations in several processes, a batch at a time; the numbers do not depend on how many there are.

The processes start from the compiled engine on disk. They never see Ctrl-C: the one that started them stops them, and
they end by themselves when it is gone.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from multiprocessing import resource_tracker
from multiprocessing.process import BaseProcess
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.engine.binding import bind
from sim.errors import InputError
from sim.experiment.twins import fixed_chart
from sim.settings import DialSettings, Settings
from sim.simulate import Run, set_scene, simulate

FEW_RUNS = 300
"""Up to so many runs are over before a second process would have started."""

AHEAD = 3
"""Jobs handed out a process."""
ALONE = 2
"""Deaths of a process that has one job alone, after which that job is given up."""

Floats = NDArray[np.float64]
Job = TypeVar("Job")
Found = TypeVar("Found")


@dataclass(frozen=True)
class Batch:
    """Organisations that differ in their dials alone and live through one world.

    Parameters
    ----------
    settings : Settings
        What they share, seed and rule included.
    dials : tuple of DialSettings
        One organisation each.
    names : tuple of str
        What is measured of each: outcomes of `sim.metrics`, or columns of a day (`sim.record.DAY`).
    """

    settings: Settings
    dials: tuple[DialSettings, ...]
    names: tuple[str, ...]


def live_batch(batch: Batch) -> Floats:
    """Let every organisation of a batch live; return what was measured, shape (organisations, names)."""
    scene = set_scene(batch.settings, fixed_chart(batch.settings))
    rule = bind(batch.settings.rule, batch.settings.rule_args)
    runs = (simulate(replace(batch.settings, dials=each), scene, rule) for each in batch.dials)
    return np.array([measured(run, batch.names) for run in runs])


def measured(run: Run, names: Sequence[str]) -> list[float]:
    """Take outcomes of a run; a name that is no outcome is a column of its days, averaged over those measured."""
    days = run.days[run.settings.warmup_days :]
    return [run.outcomes[name] if name in run.outcomes else float(days[name].mean()) for name in names]


def live_side_by_side(
    batches: Sequence[Batch], told: Callable[[int], object], workers: int | None = None
) -> list[Floats]:
    """Let batches of organisations live.

    Parameters
    ----------
    batches : sequence of Batch
        What to live through; a process takes one at a time.
    told : callable
        Told the number of organisations of each batch when it is done.
    workers : int, optional
        Processes; when absent as many as there are processors, and one for a handful of runs.

    Returns
    -------
    list of ndarray of float
        Of `live_batch`, in the order of the batches.
    """
    return in_processes(live_batch, batches, [len(each.dials) for each in batches], told, workers)


def in_processes(
    live: Callable[[Job], Found],
    jobs: Sequence[Job],
    runs: Sequence[int],
    told: Callable[[int], object],
    workers: int | None = None,
) -> list[Found]:
    """Do jobs in several processes.

    Parameters
    ----------
    live : callable
        Does one job; a function of a module, so that another process finds it.
    jobs : sequence
        What it is called with, a process one at a time.
    runs : sequence of int
        How many organisations live in each.
    told : callable
        Told that number when a job is done.
    workers : int, optional
        Processes; when absent as many as there are processors, and one for a handful of runs.

    Returns
    -------
    list
        What `live` returned, in the order of the jobs.
    """
    if workers is None:
        workers = 1 if sum(runs) <= FEW_RUNS else min(len(jobs), os.cpu_count() or 1)
    if workers <= 1:
        return [_told_of(live(job), count, told) for job, count in zip(jobs, runs, strict=True)]
    found: dict[int, Found] = {}
    for place, came in as_they_come(live, jobs, workers):
        found[place] = _told_of(came, runs[place], told)
    return [found[place] for place in range(len(jobs))]


def as_they_come(
    live: Callable[[Job], Found],
    jobs: Sequence[Job],
    workers: int,
    given_up: Callable[[Job], Found] | None = None,
) -> Iterator[tuple[int, Found]]:
    """Do jobs in several processes, and yield what comes when it comes.

    A process that is killed loses nothing: what was in hand is done again, each job in a process of its own.

    Parameters
    ----------
    live, jobs, workers
        As for `in_processes`.
    given_up : callable, optional
        Called with a job whose process died `ALONE` times with it alone; what it returns stands for what was to come.

    Yields
    ------
    int, object
        Place of the job, and what `live` returned.

    Raises
    ------
    InputError
        For such a job, where nothing is to be done about it.
    """
    waiting = deque(range(len(jobs)))
    while waiting:
        for place in (yield from _until_one_dies(live, jobs, waiting, workers)):
            yield place, _alone(live, jobs[place], given_up)


def _until_one_dies(
    live: Callable[[Job], Found], jobs: Sequence[Job], waiting: deque[int], workers: int
) -> Generator[tuple[int, Found], None, list[int]]:
    """Yield what comes; return what was in hand when a process died, nothing where all are done."""
    running: dict[Future[Found], int] = {}
    with suppress(BrokenProcessPool), open_pool(workers) as pool:
        while waiting or running:
            with deaf_to_interrupts():
                while waiting and len(running) < AHEAD * workers:
                    running[pool.submit(live, jobs[waiting[0]])] = waiting[0]
                    waiting.popleft()
            for each in wait(running, return_when=FIRST_COMPLETED).done:
                came = each.result()
                yield running.pop(each), came
    return sorted(running.values())


def _alone(live: Callable[[Job], Found], job: Job, given_up: Callable[[Job], Found] | None) -> Found:
    for _ in range(ALONE):
        with suppress(BrokenProcessPool), open_pool(1) as pool:
            with deaf_to_interrupts():
                found = pool.submit(live, job)
            return found.result()
    if given_up is None:
        raise InputError(f"a process was killed {ALONE} times, alone with the same work; is there memory enough?")
    return given_up(job)


def _told_of(found: Found, runs: int, told: Callable[[int], object]) -> Found:
    told(runs)
    return found


@contextmanager
def open_pool(workers: int) -> Iterator[ProcessPoolExecutor]:
    """Open a pool; whatever goes wrong, none of its processes is left."""
    before = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"), initializer=_begin)
    try:
        yield pool
    except BaseException:
        for child in set(multiprocessing.active_children()) - before:
            child.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def deaf_to_interrupts() -> Iterator[None]:
    """Start processes that never see Ctrl-C, and lose none meanwhile: they inherit which signals wait."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # it would unblock what is blocked here
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def _begin() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


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
