"""Compile the physics, once: the decorator, and the folder where compiled code is kept.

What Python calls is the library that was made ahead of time, where there is one for these sources (`sim.engine.ahead`);
numba is imported only when something has to be compiled.

Numba's own cache does not notice an edit in another file and would silently run the old physics. So the folder's name
is a key made of everything the compiled code depends on, and the folder is set before numba is first imported;
processes started from this one inherit it.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache, cached_property, update_wrapper
from importlib.metadata import version
from pathlib import Path
from types import FunctionType
from typing import Any, TypeVar, cast

from sim.engine.ahead import CACHE, library

ENGINE = Path(__file__).parent
CHANGE_CODE = ("CPU_NAME", "CPU_FEATURES", "ENABLE_AVX", "LOOP_VECTORIZE", "OPT", "SLP_VECTORIZE")
"""Numba's settings, after `NUMBA_`, with which the same source becomes other machine code (of the same numbers)."""
KEPT = 5
"""How many keys stay on disk; older ones are removed."""

F = TypeVar("F", bound=Callable[..., Any])


def cache_key() -> str:
    """Name what the compiled code depends on: sources of the engine, versions, processor, settings of the compiler."""
    import llvmlite.binding as llvm

    digest = hashlib.sha256()
    rooms = [*ENGINE.rglob("*.py"), *(ENGINE.parent / "parameters").glob("*.py")]
    for source in [*sorted(rooms), ENGINE.parent / "state.py", ENGINE.parent / "record.py"]:
        digest.update(source.name.encode() + source.read_bytes())
    parts = [platform.python_version(), *(version(each) for each in ("numba", "llvmlite", "numpy"))]
    chosen = [str(os.environ.get(f"NUMBA_{each}")) for each in CHANGE_CODE]
    digest.update(" ".join([*parts, llvm.get_host_cpu_name(), *chosen]).encode())
    return digest.hexdigest()[:16]


def writable(folder: Path) -> bool:
    """Say whether a folder is one's own and a file can really be made in it, making the folder if need be.

    What is kept there is code: a folder that somebody else made could hold anything.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return not hasattr(os, "getuid") or folder.stat().st_uid == os.getuid()
    except OSError:
        return False


@cache
def code_folder() -> Path:
    """Choose the folder for compiled code: in the user's cache, else a fresh temporary one, said aloud."""
    folder = CACHE / cache_key()
    if writable(folder):
        with suppress(OSError):
            os.utime(folder)
        _forget_old(CACHE, folder)
        return folder
    spare = Path(tempfile.mkdtemp(prefix="treillis-"))
    print(f"treillis: cannot write {folder}; compiled code goes to {spare} for this run only", file=sys.stderr)
    return spare


def _forget_old(home: Path, used: Path) -> None:
    """Remove the oldest keys, never the one in use: a clock may have been set back."""
    with suppress(OSError):  # another process may be forgetting the same
        others = [each for each in home.iterdir() if each.is_dir() and each != used]
        for old in sorted(others, key=lambda each: each.stat().st_mtime)[: 1 - KEPT]:
            shutil.rmtree(old, ignore_errors=True)


INTERPRETED: bool = os.environ.get("NUMBA_DISABLE_JIT", "0") not in ("", "0")
"""True when the engine runs as plain Python (``NUMBA_DISABLE_JIT=1``): slow, and open to any debugger."""


def with_numba() -> Any:
    """Import the compiler, once its folder is set."""
    os.environ["NUMBA_CACHE_DIR"] = str(code_folder())
    import numba

    numba.config.CACHE_DIR = str(code_folder())  # type: ignore[attr-defined]  (somebody may have imported it before)
    return numba


class Compiled:
    """A function of the physics: compiled into whatever calls it, and compiled on its own once Python calls it.

    What Python needs to call a compiled function (taking the tables apart, and putting them together) takes as long to
    compile as the function itself, and of some 250 functions Python calls but a few.
    """

    __qualname__: str

    def __init__(self, function: Callable[..., Any]) -> None:
        update_wrapper(self, function)

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what was made of it: numba writes down what a function refers to, to know it again."""
        return {name: value for name, value in vars(self).items() if name not in ("called", "dispatcher", "_within")}

    @cached_property
    def _within(self) -> Any:
        return _njit(self.__wrapped__, no_cpython_wrapper=True, no_cfunc_wrapper=True)  # type: ignore

    @property
    def _numba_type_(self) -> Any:
        """What numba sees where one compiled function calls another."""
        return self._within._numba_type_

    @cached_property
    def dispatcher(self) -> Any:
        """The function as Python calls it; numba's cache tells the two apart by their names."""
        own = self.__wrapped__  # type: ignore[attr-defined]
        called = FunctionType(own.__code__, own.__globals__, own.__name__, own.__defaults__, own.__closure__)
        called.__qualname__ = f"{own.__qualname__}.called"
        return _njit(called)

    @cached_property
    def called(self) -> Any:
        """What a call from Python reaches: the library's entry where there is one, else code that is compiled now."""
        ahead = library()
        entry = ahead and ahead.entry(f"{self.__module__}.{self.__qualname__}".removeprefix("sim."))
        return entry or self.dispatcher

    def __call__(self, *args: Any) -> Any:
        """Call it from Python."""
        return self.called(*args)


def _njit(function: Callable[..., Any], **more: bool) -> Any:
    made: Any = with_numba().njit(cache=True, error_model="numpy", forceinline=True, _nrt=False, **more)(function)  # type: ignore
    forgiving(made._cache)
    return made


def compiled(function: F) -> F:
    """Compile a function of the physics; in interpreted mode leave it as it is.

    The physics makes no arrays, so it is compiled without reference counting (`_nrt`, private to numba and held by a
    test): counting references to the tables at every call took four fifths of a run.
    """
    return function if INTERPRETED else cast(F, Compiled(function))


def forgiving(kept: Any) -> None:
    """Let a function's cache compile again what cannot be read, and leave alone what cannot be written.

    A full disk or a power cut leaves files cut short; numba would raise what reading them raises.
    """
    load, save = kept.load_overload, kept.save_overload

    def load_or_forget(signature: Any, context: Any) -> Any:
        try:
            return load(signature, context)
        except Exception:  # a pickle that is cut short can raise anything
            with suppress(OSError):
                kept.flush()
            return None

    def save_if_possible(signature: Any, data: Any) -> None:
        try:
            save(signature, data)
        except (OSError, EOFError, pickle.UnpicklingError) as wrong:
            _say_not_kept(wrong)

    kept.load_overload, kept.save_overload = load_or_forget, save_if_possible


@cache
def _say_not_kept_because(reason: str) -> None:
    print(
        f"treillis: compiled code cannot be kept in {code_folder()}: {reason}; compiling once more next time",
        file=sys.stderr,
    )


def _say_not_kept(wrong: Exception) -> None:
    _say_not_kept_because(str(getattr(wrong, "strerror", None) or wrong))


def compile_aloud() -> None:
    """Say that the engine is about to be compiled, unless it has been."""
    if not _is_warm():
        print("treillis: compiling the engine, once, a minute or two", file=sys.stderr, flush=True)


def _is_warm() -> bool:
    return INTERPRETED or library() is not None or any(code_folder().rglob("day.pass_days.called-*.nbi"))
