"""The engine compiled ahead of time: this system's library is found, checked, and called through addresses.

`scripts/build_engine.py` makes the libraries and `layout.json`, which tells their entries and tables. A library is used
when it was made of the sources that are here, when the processor knows its instructions, and when twenty days lived
through it end in the tables that plain Python ends in. Otherwise the engine is compiled here (`sim.engine.compiled`).

An entry takes one address, that of a block of 64-bit words: a word for the result, then for each argument its number,
or the address of a table and its shape. All tables of a run are one argument: the address of a block of theirs.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import platform
import sys
import tokenize
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

import numpy as np

PACKAGE: Final = Path(__file__).parents[1]
BUILT: Final = Path(__file__).parent / "built"
LIBRARIES: Final = {
    ("Linux", "x86_64"): "linux-x86_64.so",
    ("Linux", "aarch64"): "linux-aarch64.so",
    ("Darwin", "arm64"): "macos-arm64.dylib",
    ("Darwin", "x86_64"): "macos-x86_64.dylib",
    ("Windows", "AMD64"): "windows-x86_64.dll",
}
"""The file for each system and processor."""
X86_64_V2: Final = frozenset({"cx16", "lahf_lm", "popcnt", "sse4_1", "sse4_2", "ssse3"})
"""What a processor must know, as Linux calls it."""
COMPILE_HERE: Final = "TREILLIS_COMPILE"
"""The environment's variable that has the engine compiled here, whatever library there is."""
CHECK_DAYS: Final = 20
ONLY_PYTHON: Final = ("engine/ahead", "engine/compiled", "engine/run", "parameters/acting")
"""Files of these rooms in which nothing is compiled."""
QUIET: Final = frozenset({tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.ENCODING, tokenize.ENDMARKER})
OPENING: Final = frozenset({tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING})
RESULTS: Final = {"i8": ctypes.c_int64, "b1": ctypes.c_bool, "f8": ctypes.c_double}


def user_cache() -> Path:
    """Return the folder this system gives programs for what can be made again."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")


CACHE: Final = (
    user_cache() / "treillis" / (str(os.getuid()) if hasattr(os, "getuid") else os.environ.get("USERNAME", "user"))
)
"""Where what can be made again is kept: compiled code, and small notes."""


# ------------------------------------------------------------------------------------------------------------ sources
def sources(entries: Iterable[str]) -> list[Path]:
    """List the files that compiled code is made of: the engine's, and those that hold the entries."""
    rooms = {*(PACKAGE / "engine").rglob("*.py"), *(PACKAGE / "parameters").glob("*.py")}
    rooms -= {PACKAGE / f"{name}.py" for name in ONLY_PYTHON}
    apart = {PACKAGE / f"{name}.py" for name in ("state", "record", "table")}
    return sorted(rooms | apart | {PACKAGE.joinpath(*name.split(".")[:-1]).with_suffix(".py") for name in entries})


def digest(files: Iterable[Path]) -> str:
    """Hash files as they are, wherever they lie and however their lines end."""
    made = hashlib.sha256()
    for each in files:
        made.update(each.relative_to(PACKAGE).as_posix().encode() + each.read_bytes().replace(b"\r\n", b"\n"))
    return made.hexdigest()


def code_digest(files: Iterable[Path]) -> str:
    """Hash what files do: neither comments and docstrings nor blanks count."""
    made = hashlib.sha256()
    for each in files:
        before = tokenize.ENCODING
        for token in tokenize.tokenize(BytesIO(each.read_bytes()).readline):
            told = token.type == tokenize.STRING and before in OPENING
            if token.type not in QUIET and not told:
                made.update("".join(token.string.split()).encode())
            before = before if token.type in (tokenize.COMMENT, tokenize.NL) else token.type
    return made.hexdigest()


def _made_of_these(layout: dict[str, Any]) -> bool:
    files = sources(layout["entries"])
    here = digest(files)
    return here == layout["sources"] or _noted(f"code-{here[:32]}", lambda: code_digest(files) == layout["code"])


def _noted(name: str, holds: Callable[[], bool]) -> bool:
    """Say whether something holds, and remember that it does."""
    note = CACHE / name
    if note.is_file():
        return True
    found = holds()
    if found:
        with suppress(OSError):
            CACHE.mkdir(mode=0o700, parents=True, exist_ok=True)
            note.touch()
    return found


def knows_instructions() -> bool:
    """Say whether this processor knows the instructions of its library (x86-64-v2; others have one level)."""
    if platform.system() == "Linux" and platform.machine() == "x86_64":
        with suppress(OSError), open("/proc/cpuinfo", encoding="utf-8") as file:
            flags = next((line for line in file if line.startswith("flags")), "")
            return {*flags.split()} >= X86_64_V2
        return False
    if sys.platform == "win32":
        return bool(ctypes.windll.kernel32.IsProcessorFeaturePresent(38))  # SSE 4.2, with which came the rest
    return True


# -------------------------------------------------------------------------------------------------------------- calls
class Entry:
    """A function of the library, called with what its source takes."""

    def __init__(self, function: Any, layout: dict[str, Any], kinds: list[str], result: str) -> None:
        self.function, self.kinds, self.result, self.tables = function, kinds, RESULTS.get(result), layout["tables"]
        self.sizes = {name: row["size"] for name, row in layout["rows"].items()}
        self.words = 1 + len(kinds) + "".join(kinds).count(":")

    def __call__(self, *given: Any) -> Any:
        """Call it; an array that lies otherwise than the library takes it is copied there and back."""
        block, at = (ctypes.c_int64 * self.words)(), 1
        copies = []
        for kind, value in zip(self.kinds, given, strict=True):
            if kind == "tables":
                block[at] = ctypes.addressof(self._block_of(value))
            elif kind == "f8":
                ctypes.c_double.from_buffer(block, 8 * at).value = value
            elif kind == "i8":
                block[at] = int(value)
            else:
                laid = self._laid(kind, value)
                copies.append((value, laid))
                block[at : at + 1 + laid.ndim] = [laid.ctypes.data, *laid.shape]
                at += laid.ndim
            at += 1
        if self.function(ctypes.addressof(block)) != 0:
            raise RuntimeError(f"the engine stopped in {self.function.__name__}")
        for value, laid in copies:
            if laid is not value and value.flags.writeable:
                value[...] = laid
        return None if self.result is None else self.result.from_buffer(block).value

    def _laid(self, kind: str, value: Any) -> Any:
        row, _, axes = kind.partition("[")
        assert value.ndim == axes.count(":"), f"{self.function.__name__} takes {kind}"
        if value.dtype.names is None:
            return np.ascontiguousarray(value, row)
        assert value.dtype.itemsize == self.sizes[row], f"{self.function.__name__} takes {kind}"
        return np.ascontiguousarray(value)

    def _block_of(self, s: Any) -> Any:
        """Return the block of all tables of a run; it is kept with them."""
        if "block" not in vars(s):
            words = []
            for name, row, axes in self.tables:
                each = np.asarray(getattr(s, name))
                size = self.sizes[row] if row in self.sizes else int(row[1:])
                if each.ndim != axes or each.dtype.itemsize != size or not each.flags.c_contiguous:
                    raise TypeError(f"table {name}: {each.dtype} of shape {each.shape} is not what the engine takes")
                words += [each.ctypes.data, *each.shape]
            vars(s)["block"] = (ctypes.c_int64 * len(words))(*words)
        return vars(s)["block"]


class Library:
    """The library of this system, and what `layout.json` tells of it."""

    def __init__(self, path: Path, layout: dict[str, Any]) -> None:
        self.path, self.layout, self._dll = path, layout, ctypes.CDLL(str(path))

    def entry(self, name: str) -> Entry | None:
        """Return an entry by the name of its source; None for what is none."""
        known = self.layout["entries"].get(name)
        return known and Entry(self._symbol(known["symbol"]), self.layout, known["takes"], known["gives"])

    def rule(self, sha256: str) -> Any:
        """Return a shipped rule by the hash of its text, a function in C; None for any other rule."""
        name = self.layout["rules"].get(sha256)
        return name and self._dll[f"rule_{name}"]

    def _symbol(self, name: str) -> Any:
        function = self._dll[name]
        function.argtypes, function.restype = [ctypes.c_void_p], ctypes.c_int32
        return function

    def checked(self) -> bool:
        """Say whether a short life ends here as it ends in plain Python; it is lived once, and remembered."""
        made = hashlib.sha256(self.path.read_bytes() + (BUILT / "layout.json").read_bytes()).hexdigest()
        return _noted(f"checked-{made[:32]}", lambda: self.life_digest() == self.layout["lived"])

    def life_digest(self) -> str:
        """Live the days of `check.npz`; return the digest of all tables then."""
        with np.load(BUILT / "check.npz") as kept:
            s = SimpleNamespace(**kept)
        s.law_values = s.law.view(np.float64)
        rule = self._dll[f"rule_{self.layout['lived_by']}"]
        live = self.entry("engine.day.pass_days")
        assert live is not None
        live(s, ctypes.cast(rule, ctypes.c_void_p).value, CHECK_DAYS, 0, 0)
        return tables_digest((name, getattr(s, name)) for name, *_ in self.layout["tables"])


def tables_digest(tables: Iterable[tuple[str, Any]]) -> str:
    """Hash tables column by column: what lies between columns is nobody's."""
    made = hashlib.sha256()
    for name, each in tables:
        rows = np.asarray(each)
        for column in rows.dtype.names or (...,):
            made.update(f"{name} {column}".encode() + rows[column].tobytes())
    return made.hexdigest()


@cache
def library() -> Library | None:
    """Return the library to live with; None where the engine is to be compiled."""
    path = BUILT / LIBRARIES.get((platform.system(), platform.machine()), "none")
    if os.environ.get(COMPILE_HERE) or not path.is_file():
        return None
    layout = json.loads((BUILT / "layout.json").read_text(encoding="utf-8"))
    if not _made_of_these(layout) or not knows_instructions():
        return None
    try:
        found = Library(path, layout)
        if found.checked():
            return found
        wrong = "it lives other days than plain Python"
    except OSError as error:
        wrong = str(error)
    print(f"treillis: {path} is not used: {wrong}; the engine is compiled instead", file=sys.stderr)
    return None
