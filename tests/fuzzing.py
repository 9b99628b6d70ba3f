"""Inputs nobody should give, and the readers that get them: each must work, or answer with one `InputError`."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from hypothesis import strategies as st

from sim.errors import InputError

NASTY = [
    *("nan", "inf", "-inf", "1e309", "-1", "0", "1", "0.5", "-0.0", "1_0", "9" * 20, "9" * 400, "9" * 5000),
    *("true", "null", "~", "''", '"', "'", ",", ";", "\t", "\n", "\r", "\r\n", "\0", "\ufeff", "\u200b", "\u2028"),
    *("é", "Zoe\u0308", "=1+1", "sep=;", "#", "[", "]", "{", "}", "[" * 60, "- ", ": ", "? ", "&a ", "*a", "<<: "),
    *("!!int ", "!!timestamp ", "%YAML 9", "${days}", "${oc.env:HOME}", "2020-13-45", "0x_", "x" * 10_000),
    *("../../etc/passwd", "/dev/zero", "~nobody-of-this-name"),
]
"""Text that has broken readers of other programs, or of this one."""
RAW = [
    *(b"\0", b"\xff", b"\xfe\xff", b"\xff\xfe", b"\xef\xbb\xbf", b"\xe9", b"\xed\xb3\xbf", b"\xf0\x9f"),
    *(b"PK\x03\x04", b"PAR1", b"\x1f\x8b"),
]
"""Bytes that are no UTF-8, or the beginning of another kind of file."""
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "latin-1", "cp1252", "mac-roman", "ascii"]
SECONDS = 300
"""After which a reader is taken to hang, however slow the machine."""


@contextmanager
def within_seconds(seconds: int = SECONDS) -> Iterator[None]:
    """Raise where the body takes longer: nothing a reader is given may keep it for ever."""

    def hangs(signum: int, frame: FrameType | None) -> None:
        raise AssertionError(f"not done after {seconds} s")

    before = signal.signal(signal.SIGALRM, hangs)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def holds(call: Callable[[], Any]) -> None:
    """Call a reader: it works, or says in at most a few lines what is wrong; anything else it raises is a fault."""
    with within_seconds():
        said = "worked"
        try:
            call()
        except InputError as wrong:
            said = str(wrong)
        assert 0 < len(said) < 4000


# ------------------------------------------------------------------------------------------------------------ text
def pieces(*more: str) -> st.SearchStrategy[str]:
    """Draw a cell, a word, a value: something sensible, or something nasty."""
    return st.sampled_from([*more, *more, *NASTY]) | st.text(max_size=8)


@st.composite
def tables(draw: Any, columns: list[str], cells: list[str]) -> bytes:
    """Draw a CSV file whose header is right, more often than not, and whose cells often are."""
    separator = draw(st.sampled_from([",", ",", ";", "\t", "|"]))
    header = draw(st.just(columns) | st.permutations(columns) | st.lists(pieces(*columns), max_size=6))
    width = st.just(len(header)) | st.integers(0, 6)
    rows = draw(st.lists(width.flatmap(lambda n: st.lists(pieces(*cells), min_size=n, max_size=n)), max_size=8))
    ending = draw(st.sampled_from(["\n", "\n", "\r\n", "\r"]))
    text = ending.join(separator.join(row) for row in [header, *rows]) + draw(st.sampled_from(["", ending]))
    data = text.encode(draw(st.sampled_from(ENCODINGS)), errors="replace")
    return draw(st.just(data) | mutations(data))


@st.composite
def mutations(draw: Any, data: bytes) -> bytes:
    """Draw changes of a file: pieces lost, doubled, put elsewhere, flipped, or replaced by something nasty."""
    for _ in range(draw(st.integers(1, 4))):
        at, to = sorted((draw(st.integers(0, len(data))), draw(st.integers(0, len(data)))))
        new = draw(st.sampled_from([*(each.encode() for each in NASTY), *RAW]) | st.binary(max_size=4))
        kind = draw(st.integers(0, 5))
        if kind == 0:
            data = data[:at]
        elif kind == 1:
            data = data[:at] + data[to:]
        elif kind == 2:
            data = data[:at] + new + data[at:]
        elif kind == 3:
            data = data[:at] + new + data[min(len(data), at + len(new)) :]
        elif kind == 4:
            data = data[:to] + data[at : at + 3000] + data[to:]
        elif at < len(data):
            data = data[:at] + bytes([data[at] ^ (1 << draw(st.integers(0, 7)))]) + data[at + 1 :]
    return data


@st.composite
def lines_of_yaml(draw: Any, keys: list[str], values: list[str]) -> bytes:
    """Draw a file of settings: keys that exist or do not, values that fit or do not, well or badly indented."""
    lines = []
    for _ in range(draw(st.integers(0, 7))):
        indent = " " * draw(st.sampled_from([0, 0, 0, 2, 4]))
        lines.append(f"{indent}{draw(pieces(*keys))}: {draw(pieces(*values))}")
    data = "\n".join(lines).encode(draw(st.sampled_from(["utf-8"] * 6 + ENCODINGS)), errors="replace")
    return draw(st.just(data) | mutations(data))


def plain_values(keys: list[str]) -> st.SearchStrategy[Any]:
    """Draw what YAML can stand for, under the names of settings."""
    leaves = st.none() | st.booleans() | st.floats() | st.integers() | st.sampled_from([10**400, -(10**30), *NASTY])
    return st.recursive(
        leaves,
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(keys) | st.text(max_size=3) | st.integers(), inner, max_size=3)
        ),
        max_leaves=8,
    )


def written(path: Path, data: bytes) -> Path:
    """Write a file anew."""
    path.write_bytes(data)
    return path
