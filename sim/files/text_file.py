"""Bytes to text: UTF-8, else what older spreadsheets write; a file that is no text is refused by its name."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sim.errors import InputError
from sim.files.note import Note

SIGNATURES: Final = (
    (b"PK\x03\x04", "a spreadsheet (.xlsx, .ods) or a zip archive"),
    (b"\xd0\xcf\x11\xe0", "an old spreadsheet (.xls)"),
    (b"PAR1", "a Parquet file"),
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "a gzip archive"),
)
UTF8_MARK: Final = b"\xef\xbb\xbf"
LARGEST: Final = 50_000_000
"""Bytes of a table: a million people or ties; reading as many takes about 1 GB and 10 s."""


def decoded(path: Path, data: bytes | None = None) -> tuple[str, list[Note]]:
    """Read a text file, whatever its encoding."""
    data = _bytes(path) if data is None else data
    for signature, kind in SIGNATURES:
        if data.startswith(signature):
            raise InputError(f"{path} line 1: this is {kind}, not a text file; save it as CSV (UTF-8)")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _utf16(path, data)
    if b"\0" in data:
        line = data[: data.index(b"\0")].count(b"\n") + 1
        raise InputError(f"{path} line {line}: holds NUL bytes, so it is not a text file; save it as CSV (UTF-8)")
    return _text(path, data)


def _bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise InputError(f"{path}: is {size:,} bytes long; tables of at most {LARGEST:,} are read")
        return path.read_bytes()
    except OSError as wrong:
        raise InputError(f"{path}: cannot be read: {wrong.strerror or wrong}") from None


def _utf16(path: Path, data: bytes) -> tuple[str, list[Note]]:
    text = data.decode("utf-16", errors="replace")
    if "\0" in text or "\ufffd" in text:
        raise InputError(f"{path} line 1: neither UTF-8 nor UTF-16 text; save it as CSV (UTF-8)")
    return text, [Note("encoding", path.name, detail="UTF-16")]


def _text(path: Path, data: bytes) -> tuple[str, list[Note]]:
    data = data.removeprefix(UTF8_MARK)
    for encoding, name in (("utf-8", ""), ("cp1252", "Windows-1252"), ("latin-1", "Latin-1")):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return text, [Note("encoding", path.name, detail=name)] if name else []
    raise AssertionError("Latin-1 reads any bytes")
