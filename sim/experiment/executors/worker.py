"""A worker process: takes batches from a pipe, sends answers, and dies with its parent."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection

PR_SET_PDEATHSIG = 1
"""Linux: the signal to get when the parent dies (prctl)."""


def serve(pipe: Connection) -> None:
    """Live batches until the pipe ends.

    Parameters
    ----------
    pipe : Connection
        To the sweep: None once at the start, then an answer for each batch.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the sweep decides
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    die_with_parent()
    from sim.experiment.batch.batch import live_batch

    with suppress(EOFError, OSError):  # the sweep has ended
        pipe.send(None)
        while True:
            pipe.send(live_batch(pipe.recv()))


def die_with_parent() -> None:
    """Ask to be killed when the parent dies; elsewhere than on Linux the end of the pipe does it, a batch later."""
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
