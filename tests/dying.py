"""Processes that die at a chosen moment: just before the n-th time they touch a file of a folder, or by the clock."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

TOUCHES = ("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "os.utime", "os.chmod")
"""What is asked of the system when a file is read, written, renamed or removed."""


class Touches:
    """Counts how often this process touches a folder, and ends it there and then at a chosen count.

    Parameters
    ----------
    folder : pathlib.Path
        The folder.
    last : int
        The touch before which the process is killed; never, if it is 0.
    """

    def __init__(self, folder: Path, last: int = 0) -> None:
        self._folder, self._last = str(folder), last
        self.count = 0
        sys.addaudithook(self._hear)

    def _hear(self, event: str, about: tuple[Any, ...]) -> None:
        if event not in TOUCHES or not str(about[0]).startswith(self._folder):
            return
        self.count += 1
        if self.count == self._last:
            os.kill(os.getpid(), signal.SIGKILL)


def forked(call: Callable[[], int], after: float | None = None) -> int:
    """Call something in a process of its own that shares what is loaded already.

    Parameters
    ----------
    call : callable
        Returns the exit code.
    after : float, optional
        Seconds after which the process and all it started are killed.

    Returns
    -------
    int
        Its exit code, negative for the signal that ended it.
    """
    child = os.fork()
    if child == 0:
        os.setsid()
        code = 70
        with contextlib.suppress(SystemExit):
            code = call()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    if after is not None:
        time.sleep(after)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def command(*words: str, said: Path | None = None, setup: Callable[[], object] | None = None) -> Callable[[], int]:
    """Return a call of the command line; what it says goes to a file, or nowhere."""

    def call() -> int:
        from sim.cli import main

        sys.stdout = sys.stderr = Path(said or os.devnull).open("w", encoding="utf-8", buffering=1)  # noqa: SIM115
        os.dup2(sys.stdout.fileno(), 1)  # of processes that are started
        os.dup2(sys.stdout.fileno(), 2)
        if setup is not None:
            setup()
        sys.argv = ["treillis", *words]
        try:
            main()
        except SystemExit as ended:
            return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
        return 0

    return call


def touches_of(folder: Path, *words: str) -> int:
    """Return how often a command touches a folder when nobody stops it."""
    told = folder.with_name(folder.name + ".touches")

    def counted() -> int:
        touches = Touches(folder)
        code = command(*words)()
        told.write_text(str(touches.count))
        return code

    code = forked(counted)
    assert code == 0, code
    return int(told.read_text())
