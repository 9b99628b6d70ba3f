"""The store: folders of results that one command writes at a time, rows in whole part files, one passport."""

from __future__ import annotations

import csv
import hashlib
import inspect
import io
import json
import os
import platform
import re
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import IO, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute
import pyarrow.parquet as pq
import yaml

from sim.engine.binding import BoundRule
from sim.errors import Chain, InputError, Said
from sim.experiment.design import Factor, Point
from sim.experiment.frames import UNMEASURED
from sim.experiment.identity import identity, model_version, product_version, same_model, what_changed
from sim.files.find import path_of
from sim.files.plain_values import json_file, yaml_file
from sim.metrics import OUTCOMES, Outcome
from sim.parameters import Settings
from sim.record import Day

PACKAGES = ("treillis", "numpy", "numba", "llvmlite", "mesa", "pandas", "pyarrow", "scipy", "hydra-core", "matplotlib")


@contextmanager
def results_folder(folder: Path) -> Iterator[Path]:
    """Make a results folder and prove it writable before anything is computed; remove it again if nothing came of it.

    Parameters
    ----------
    folder : pathlib.Path
        May exist already.

    Yields
    ------
    pathlib.Path
        The same folder.

    Raises
    ------
    InputError
        When files cannot be made there.
    """
    if folder.absolute() == Path(folder.absolute().anchor) or str(folder).startswith("~"):
        raise InputError("no_folder_for_results", "--out", folder=folder)
    made = [each for each in (folder, *folder.parents) if not _exists(each)]
    try:
        _prove_writable(folder)
        yield folder
    finally:
        for each in made:
            if _exists(each) and each.is_dir() and not any(each.iterdir()):
                each.rmdir()


def _exists(folder: Path) -> bool:
    try:
        return folder.exists()
    except OSError:  # a name too long to be one
        return True


def _prove_writable(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as wrong:
        raise InputError("cannot_write_to", "--out", folder=folder, why=wrong.strerror or wrong) from None


def write_whole(path: Path, content: bytes) -> Path:
    """Write a file whole or not at all: under another name, flushed to disk, then renamed.

    What has that name already is removed, not written to: in a folder of somebody else's it may lead elsewhere.
    """
    partial = path.with_name(path.name + ".partial")
    try:
        partial.unlink(missing_ok=True)
        with partial.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
        _flush_names(path.parent)
    except OSError as wrong:
        raise InputError("cannot_write", path=path, why=wrong.strerror or wrong) from None
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
    return path


def _flush_names(folder: Path) -> None:
    """Put a folder's names on disk: parts must not be gone before the file that replaces them is there."""
    with suppress(OSError):  # some systems do not open folders
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def parquet(columns: Mapping[str, Any]) -> bytes:
    """Return columns of equal length as a Parquet file."""
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table(dict(columns)), sink, compression="zstd")
    return sink.getvalue().to_pybytes()


def readable_json(content: Mapping[str, Any]) -> bytes:
    """Return plain values as a JSON file."""
    return (json.dumps(content, indent=2, ensure_ascii=False, default=str) + "\n").encode()


def passport(
    slots: Mapping[str, Settings], rules: Mapping[str, BoundRule], seeds: range, wall_seconds: float
) -> dict[str, Any]:
    """Say where numbers come from: product, rules, versions, machine, settings, seeds, time."""
    return {
        "product": {"name": "treillis", "version": product_version(), "model": model_version(), **git_state()},
        "hash": identity(slots, rules, len(seeds)),
        "design": "twins" if len(slots) > 1 else "replicates",
        "seeds": {"first": seeds[0], "count": len(seeds)},
        "organisations": {form: _organisation(settings, rules[form]) for form, settings in slots.items()},
        "versions": {"python": platform.python_version(), **_versions()},
        "machine": {"system": platform.platform(), "processor": platform.machine(), "cores": os.cpu_count()},
        "wall_seconds": round(wall_seconds, 3),
    }


def _organisation(settings: Settings, rule: BoundRule) -> dict[str, Any]:
    slow = {"interpreted_because": rule.slow_reason} if rule.slow_reason else {}
    return {"rule": {"name": rule.name, "sha256": rule.source_hash, **slow}, "settings": asdict(settings)}


def _versions() -> dict[str, str]:
    found = {}
    for each in PACKAGES:
        try:
            found[each] = version(each)
        except PackageNotFoundError:
            continue
    return found


@cache
def git_state() -> dict[str, Any]:
    """Return the commit of the checkout and whether it has changes, as first asked; nothing outside a checkout."""
    root = Path(__file__).parents[2]
    if not (root / ".git").exists():
        return {}
    commit = _git(root, "rev-parse", "HEAD")
    return {"commit": commit, "dirty": bool(_git(root, "status", "--porcelain"))} if commit else {}


def _git(root: Path, *words: str) -> str:
    try:
        done = subprocess.run(["git", *words], cwd=root, capture_output=True, text=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip()


ATTEMPTS = "attempts.jsonl"


def note(folder: Path, event: str, **about: Any) -> None:
    """Append a line to the attempts."""
    line = json.dumps({"time": round(time.time(), 3), "event": event, **about}, ensure_ascii=False, default=str)
    try:
        with (folder / ATTEMPTS).open("a", encoding="utf-8") as file:
            file.write(line + "\n")
    except OSError as wrong:
        raise InputError("cannot_write", path=folder / ATTEMPTS, why=wrong.strerror or wrong) from None


def attempts(folder: Path) -> list[dict[str, Any]]:
    """Read the attempts; a line cut short by a crash is left out."""
    found = []
    path = folder / ATTEMPTS
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines() if path.is_file() else []:
        try:
            found.append(json.loads(line))
        except json.JSONDecodeError:
            continue
    return found


RUNS = "runs"
"""Folder of the part files."""
WHOLE = "runs.parquet"
"""All rows, sorted, once a sweep is over."""

FLUSH_SECONDS = 1.0
"""Rows wait at most about as long before they are on disk."""

Say = Callable[[str], object]


def write_part(folder: Path, table: pa.Table) -> Path:
    """Write rows as a part file, under a name that these rows alone have."""
    name = hashlib.sha256("".join(table.column("run_id").to_pylist()).encode()).hexdigest()[:16]
    return write_whole(folder / RUNS / f"part-{name}.parquet", parquet_bytes(table))


class Parts:
    """Rows as they come, put on disk as part files every `FLUSH_SECONDS` and at the end, however that comes."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._tables = folder, list[pa.Table]()
        self._flushed = time.monotonic()

    def __enter__(self) -> Parts:
        return self

    def __exit__(self, *_: object) -> None:
        self.flush()

    def keep(self, rows: pa.Table) -> None:
        """Take in rows."""
        self._tables.append(rows)
        if time.monotonic() - self._flushed > FLUSH_SECONDS:
            self.flush()

    def flush(self) -> None:
        """Put the rows that have come on disk."""
        if self._tables:
            write_part(self._folder, pa.concat_tables(self._tables).combine_chunks())
            self._tables = []
        self._flushed = time.monotonic()


def parquet_bytes(table: pa.Table, row_group_size: int | None = None) -> bytes:
    """Return a table as a Parquet file; the same table gives the same bytes."""
    sink = pa.BufferOutputStream()
    pq.write_table(
        table,
        sink,
        row_group_size=row_group_size,
        compression="zstd",
        compression_level=3,
        version="2.6",
        data_page_version="1.0",
        use_dictionary=True,
        write_statistics=True,
        write_page_checksum=True,
        store_schema=False,
    )
    return sink.getvalue().to_pybytes()


def part_files(folder: Path) -> list[Path]:
    """Return the files that hold rows: the sorted one, if there is one, and all parts."""
    whole = folder / WHOLE
    return [*([whole] if whole.is_file() else []), *sorted((folder / RUNS).glob("part-*.parquet"))]


def read_parts(
    folder: Path, schema: pa.Schema, say: Say, columns: Sequence[str] | None = None
) -> Iterator[tuple[Path, pa.Table]]:
    """Read what is stored, and set aside what cannot be read."""
    for path in part_files(folder):
        try:
            yield path, read_part(path, schema, columns)
        except (pa.ArrowException, OSError, EOFError, KeyError, UnicodeDecodeError) as wrong:
            aside = set_aside(path)
            said = " ".join(str(wrong).split())[:100]
            say(f"{path.name} is damaged ({said}); set aside as {aside.name}, its runs are done again")


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Turn what pyarrow raises for a damaged file, or one without the columns wanted, into one line about it."""
    try:
        yield
    except InputError:
        raise
    except (pa.ArrowException, OSError, EOFError, KeyError, UnicodeDecodeError) as wrong:
        said = " ".join(str(wrong).split())[:100]
        raise InputError("is_damaged", path, why=said) from None


def read_part(path: Path, schema: pa.Schema, columns: Sequence[str] | None = None) -> pa.Table:
    """Read a file of rows, checksums verified; raises what pyarrow raises, also for other columns than expected."""
    file = pq.ParquetFile(path, page_checksum_verification=True)
    if not file.schema_arrow.remove_metadata().equals(schema):
        raise pa.ArrowInvalid("its columns are not those of this experiment")
    groups = [file.read_row_group(k) for k in range(file.num_row_groups)] if columns is None else []
    for k in range(file.num_row_groups if columns is not None else 0):
        groups.append(file.read_row_group(k).select(list(columns or ())))  # all columns are read: all are verified
    if groups:
        return pa.concat_tables(groups)
    return schema.empty_table() if columns is None else schema.empty_table().select(list(columns))


def set_aside(path: Path) -> Path:
    """Rename a damaged file so that it is kept but not read."""
    aside = path.with_name(f"{path.name}.damaged")
    try:
        path.replace(aside)
    except OSError as wrong:
        raise InputError("damaged_and_stays", path, why=wrong.strerror or wrong) from None
    return aside


DAYS = "days"


def write_days(folder: Path, ids: Sequence[str], days: Sequence[np.ndarray]) -> Path:
    """Write the daily rows of some runs."""
    try:
        (folder / DAYS).mkdir(exist_ok=True)
    except OSError as wrong:
        raise InputError("cannot_write", path=folder / DAYS, why=wrong.strerror or wrong) from None
    rows = np.concatenate(days)
    names = np.repeat(np.array(ids, dtype=object), [len(each) for each in days])
    columns = {"run_id": pa.array(names, pa.string()), **{name: rows[name] for name in rows.dtype.names or ()}}
    name = hashlib.sha256("".join(ids).encode()).hexdigest()[:16]
    return write_whole(folder / DAYS / f"part-{name}.parquet", parquet_bytes(pa.table(columns)))


def drop_orphans(folder: Path, stored: set[str]) -> None:
    """Remove daily rows of runs that are not stored: their sweep was killed between the two files."""
    for path in sorted((folder / DAYS).glob("part-*.parquet")):
        try:
            ids = pq.read_table(path, columns=["run_id"]).column("run_id").unique().to_pylist()
        except (pa.ArrowException, OSError, UnicodeDecodeError):
            ids = [""]
        if not stored.issuperset(ids):
            path.unlink()


KEYS = ("run_id", "point", "replicate", "seed", "form")
"""The columns before the factors."""
FAILED = "failed"
"""The last column: why the run failed; null when it did not."""
KILLED = "killed its worker twice, alone"
"""The reason of a run after which nobody was there to say more."""


def schema_of(factors: Sequence[Factor], outcomes: Sequence[Outcome] = OUTCOMES, own: bool = False) -> pa.Schema:
    """Return the schema of the rows of an experiment; with a column for what own outcomes failed of."""
    keys = [("run_id", pa.string()), *((name, pa.int64()) for name in KEYS[1:4]), ("form", pa.string())]
    return pa.schema(
        [
            *keys,
            *((each.path, column_type(each)) for each in factors),
            *((each.name, pa.float64()) for each in outcomes),
            *(((UNMEASURED, pa.string()),) if own else ()),
            (FAILED, pa.string()),
        ]
    )


def column_type(factor: Factor) -> pa.DataType:
    """Return the type of a factor's column: numbers when all its values are, else text."""
    if any(isinstance(each, str) for each in (*factor.levels, factor.base)):
        return pa.string()
    return pa.int64() if factor.whole and not _has_decimals(factor) else pa.float64()


def _has_decimals(factor: Factor) -> bool:
    return any(isinstance(each, float) for each in factor.levels)


def table_of(columns: dict[str, Any], schema: pa.Schema) -> pa.Table:
    """Put columns into a table, numbers normalised."""
    arrays = [_array(columns[field.name], field.type) for field in schema]
    return pa.Table.from_arrays(arrays, schema=schema)


def _array(values: Any, kind: pa.DataType) -> pa.Array:
    if kind == pa.float64():
        return pa.array(normalised(np.asarray(values, np.float64)), kind)
    if kind == pa.string():
        return pa.array([each if each is None else str(each) for each in values], kind)
    return pa.array(values, kind)


def normalised(values: np.ndarray) -> np.ndarray:
    """Return numbers with 0.0 for -0.0 and the one usual NaN for any.

    Examples
    --------
    >>> normalised(np.array([-0.0])).tobytes() == np.array([0.0]).tobytes()
    True
    """
    return np.where(np.isnan(values), np.nan, values + 0.0)


def content_sha256(table: pa.Table) -> str:
    """Name what a table says, whatever wrote it: names, types and values of its columns, in order."""
    digest = hashlib.sha256(str(table.num_rows).encode())
    for field in table.schema:
        digest.update(f"|{field.name}:{field.type}|".encode())
        for chunk in table.column(field.name).chunks:
            for part in (chunk[k : k + 65_536] for k in range(0, len(chunk), 65_536)):
                digest.update(_bytes_of(part, field.type))
    return digest.hexdigest()


def _bytes_of(values: Any, kind: pa.DataType) -> bytes:
    if kind == pa.string():
        return b"".join(b"\0" if each is None else b"\1" + each.encode() + b"\0" for each in values.to_pylist())
    numbers = values.to_numpy(zero_copy_only=False)
    return normalised(numbers).tobytes() if kind == pa.float64() else numbers.tobytes()


COLUMNS = "columns.json"

SAYS = {
    "run_id": "name of what determines the numbers of the run, and of its place in the pair",
    "point": "of the design, from 0; a row of design.csv has the same number",
    "replicate": "from 0; the same replicate of all points shares its world",
    "seed": "the first seed plus the replicate",
    "form": "which of the organisations set side by side",
    "failed": "why the run failed; empty when it did not",
    UNMEASURED: "which of the user's own outcomes failed, and why; empty when none did",
    "window": "days over which outcomes are taken: while something is introduced, after it, the last quarter",
    "world": "file of configs/world, or the trace",
    "rule": "file of the rule, without its ending",
    "regime": "world and culture in which rules meet",
    "year": "from 1; which seed it is stays hidden",
}


def columns(
    factors: Sequence[Factor], about: dict[str, dict[str, Any]], judged: Sequence[Outcome] = OUTCOMES
) -> dict[str, dict[str, Any]]:
    """Describe the columns of ``runs.parquet``."""
    outcomes = {each.name: {"unit": each.unit, "says": each.says, "better": each.better} for each in judged}
    keys = {name: {"unit": "", "says": says} for name, says in SAYS.items()}
    varied = {
        each.path: {"unit": "", "says": "a factor", **about.get(each.path, {}), "factor": True} for each in factors
    }
    known = {**keys, **varied, **outcomes}
    schema = schema_of(factors, judged, own=len(judged) > len(OUTCOMES))
    return {field.name: {"type": str(field.type), **known[field.name]} for field in schema}


def described(files: Mapping[str, Mapping[str, Any]], own: Sequence[Mapping[str, Any]] = ()) -> bytes:
    """Return ``columns.json`` of a folder: type, unit and meaning of every column of its files, and where it stands."""
    mine = [Outcome(*(each[name] for name in Outcome._fields)) for each in own]
    found: dict[str, dict[str, Any]] = {}
    for file, held in files.items():
        for name, values in held.items():
            about = {
                "type": str(pa.array(values[:1]).type),
                **_meaning(name, file == "days.parquet", (*OUTCOMES, *mine)),
            }
            known = found.get(name, about)
            same = all(known[each] == about[each] for each in ("unit", "says"))
            found.setdefault(name if same else f"{name} ({file})", {**about, "in": []})["in"].append(file)
    return readable_json(found)


def _meaning(name: str, daily: bool, outcomes: Sequence[Outcome]) -> dict[str, Any]:
    outcome = next((each for each in outcomes if each.name == name and not daily), None)
    if outcome is not None:
        return {"unit": outcome.unit, "says": outcome.says, "better": outcome.better}
    if name.startswith("dial_"):
        return {"unit": "", "says": f"the dial {name.removeprefix('dial_')}, from 0 (mechanical) to 1 (organic)"}
    if name in _days_say():
        return {"unit": "h" if name.endswith("_hours") else "", "says": f"of a day: {_days_say()[name]}"}
    return {"unit": "", "says": SAYS[name]}


@cache
def _days_say() -> dict[str, str]:
    """Return what the columns of a day are, as `sim.record.Day` says beside each."""
    lines = re.findall(r"^    (\w+): \w+(?:  # (.*))?$", inspect.getsource(Day), re.MULTILINE)
    return {name: says or name.replace("_", " ") for name, says in lines}


def read_columns(folder: Path) -> dict[str, dict[str, Any]]:
    """Read what the columns of a results folder mean; raises `InputError` when that was damaged."""
    path = folder / COLUMNS
    about = json_file(path)
    if not isinstance(about, dict) or not all(isinstance(each, dict) for each in about.values()):
        raise InputError("columns_and_meaning", path)
    return about


def design_csv(factors: Sequence[Factor], rows: Sequence[int], points: Sequence[Point]) -> bytes:
    """Return the design as CSV: which point each of its rows is, and the factors there."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["row", "point", *(each.path for each in factors)])
    writer.writerows([row, point, *points[point]] for row, point in enumerate(rows))
    return text.getvalue().encode()


pc: Any = pyarrow.compute  # made when imported: nothing static knows its functions

ROW_GROUP = 100_000


def compact(folder: Path, schema: pa.Schema, say: Say) -> tuple[int, str]:
    """Write ``runs.parquet`` from all parts, then remove them."""
    tables, done = [], []
    for path, table in read_parts(folder, schema, say):
        tables.append(table)
        done.append(path)
    rows = in_order(pa.concat_tables(tables) if tables else schema.empty_table())
    rows = rows.replace_schema_metadata(None).combine_chunks()
    del tables
    write_whole(folder / WHOLE, parquet_bytes(rows, ROW_GROUP))
    for path in done:
        if path.parent.name == RUNS:
            path.unlink(missing_ok=True)
    return rows.num_rows, content_sha256(rows)


def in_order(rows: pa.Table) -> pa.Table:
    """Return rows sorted by run_id, each once."""
    order = pc.sort_indices(rows.column("run_id").combine_chunks())
    ids = rows.column("run_id").combine_chunks().take(order)
    if len(ids):
        again = pc.equal(ids.slice(1), ids.slice(0, len(ids) - 1))
        order = order.filter(pa.concat_arrays([pa.array([True]), pc.invert(again)]))
    return rows.take(order)


LOCK = ".lock"


@contextmanager
def locked(folder: Path, what: str) -> Iterator[None]:
    """Hold a lock on a folder; the system lets go of it when the process dies, however it dies."""
    with room(folder):
        file = (folder / LOCK).open("a+")
    with file:
        if not (_lock(file) and _is_there(file, folder / LOCK)):
            raise InputError("another_is_writing", folder, what=what)
        try:
            yield
        finally:
            with suppress(OSError):
                (folder / LOCK).unlink()


def _is_there(file: IO[str], path: Path) -> bool:
    """Say whether the file that was locked is still the one in the folder: whoever held it may just have removed it."""
    try:
        return os.name == "nt" or os.path.samestat(os.fstat(file.fileno()), path.stat())
    except OSError:
        return False


def _lock(file: IO[str]) -> bool:
    try:
        import fcntl
    except ImportError:  # not on Windows: there a second sweep is the user's own look-out
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # some network folders cannot lock
        return True
    return True


def drop_halves(folder: Path) -> None:
    """Remove what a process that was killed had half written; nobody else is writing here."""
    with room(folder):
        for half in (*folder.glob("*.partial"), *folder.glob("*/*.partial")):
            half.unlink(missing_ok=True)


@contextmanager
def room(folder: Path) -> Iterator[None]:
    """Turn what the system raises for a folder that cannot be written to into one line."""
    try:
        yield
    except OSError as wrong:
        raise InputError("cannot_write_to", folder=folder, why=wrong.strerror or wrong) from None


PASSPORT = "passport.json"
TEXT, COUNT, NUMBER, GROUP, TEXTS = "text", "a whole number", "a number", "keys and values", "keys and texts"
GROUPS = "a list of keys and values"
PARTS = {
    **dict.fromkeys(("kind", "experiment", "hash", "content_sha256"), TEXT),
    **dict.fromkeys(("runs", "runs_at_most", "failed"), COUNT),
    **dict.fromkeys(("wall_seconds", "engine_seconds"), NUMBER),
    **dict.fromkeys(("product", "organisations", "seeds"), GROUP),
    **dict.fromkeys(("versions", "locked", "rules"), TEXTS),
    **dict.fromkeys(("stretches", "outcomes"), GROUPS),
}
"""What the parts of a passport are, where they are there."""


def read_passport(folder: Path) -> dict[str, Any] | None:
    """Return the passport of a results folder; None when there is none.

    Parameters
    ----------
    folder : pathlib.Path
        Of results.

    Returns
    -------
    dict or None
        Every part that is in it is of its kind.

    Raises
    ------
    InputError
        When it cannot be read, or somebody has changed it into something else.
    """
    path = folder / PASSPORT
    if not path.is_file():
        return None
    found = json_file(path)
    if not isinstance(found, dict):
        raise InputError("no_passport", path)
    for name, kind in PARTS.items():
        if name in found and not _is(kind, found[name]):
            raise InputError("expected_count", f"{path}: {name}", count=kind, found=found[name])
    for name in ("first", "count"):
        if not _is(COUNT, found.get("seeds", {}).get(name, 0)):
            raise InputError("expected_count", f"{path}: seeds.{name}", count=COUNT, found=found["seeds"][name])
    design = found.get("design", {})
    if found.get("kind") == "sweep" and not (_is(GROUP, design) and _is(COUNT, design.get("points", 0))):
        raise InputError("expected_count", f"{path}: design", count=GROUP, found=design)
    return found


def _is(kind: str, value: Any) -> bool:
    if kind == TEXT:
        return isinstance(value, str)
    if kind in (GROUP, TEXTS):
        return isinstance(value, Mapping) and (kind == GROUP or all(isinstance(each, str) for each in value.values()))
    if kind == GROUPS:
        return isinstance(value, list) and all(isinstance(each, Mapping) for each in value)
    whole = isinstance(value, int) and not isinstance(value, bool)
    return 0 <= value < 2**53 if whole or (kind == NUMBER and isinstance(value, float)) else False


def update_passport(folder: Path, **about: Any) -> None:
    """Add to the passport."""
    write_whole(folder / PASSPORT, readable_json({**(read_passport(folder) or {}), **about}))


CONFIG = "config.yaml"
LOCKED = ("numpy", "numba", "llvmlite", "scipy", "pyarrow")
"""Packages of which another version may give other numbers or other bytes."""


@dataclass(frozen=True)
class Contents:
    """What a new folder is given before anything runs."""

    hash: str
    config: Mapping[str, Any]
    files: Mapping[str, bytes]
    passport: Callable[[], dict[str, Any]]


@contextmanager
def opened_folder(folder: Path, contents: Contents, force: bool = False) -> Iterator[Path]:
    """Open the folder of an experiment for writing, making it if need be."""
    with results_folder(folder), locked(folder, "sweep"):
        drop_halves(folder)
        found = read_passport(folder)
        if found is None:
            _begin(folder, contents)
        else:
            _check(folder, found, contents, force)
        try:
            yield folder
        except InputError:
            if found is None and not part_files(folder):
                _forget(folder, contents)
            raise


def _begin(folder: Path, contents: Contents) -> None:
    if part_files(folder) or (folder / "days.parquet").exists():
        raise InputError("rows_of_something_else", folder)
    with room(folder):
        (folder / RUNS).mkdir(exist_ok=True)
    for name, content in contents.files.items():
        write_whole(folder / name, content)
    text = yaml.safe_dump(dict(contents.config), sort_keys=False, allow_unicode=True)
    write_whole(folder / CONFIG, text.encode())
    write_whole(folder / PASSPORT, readable_json({**contents.passport(), **versions_lock()}))


def _forget(folder: Path, contents: Contents) -> None:
    """Take back what was begun: nothing could be run at all."""
    for name in (*contents.files, CONFIG, PASSPORT, ATTEMPTS):
        (folder / name).unlink(missing_ok=True)
    with suppress(OSError):
        (folder / RUNS).rmdir()


def _check(folder: Path, found: Mapping[str, Any], contents: Contents, force: bool) -> None:
    if found.get("hash") != contents.hash:
        what = found.get("experiment") or found.get("design") or Said.of("something_else")
        model = found.get("product", {}).get("model")
        changed = Said.of("and_model", model=what_changed(model)) if model and not same_model(model) else ""
        raise InputError("results_of_another", folder, what=what, changed=changed)
    (folder / RUNS).mkdir(exist_ok=True)
    now = versions_lock()
    if found.get("locked") == now["locked"]:
        return
    then = found.get("locked", {})
    other = [(name, then.get(name), each) for name, each in now["locked"].items() if then.get(name) != each]
    if not force:
        changed = tuple(Said.of("is_now", name=name, then=before, now=each) for name, before, each in other)
        raise InputError("other_versions", folder, names=Chain(changed, ", "))
    note = [*found.get("gone_on_under", []), now["locked"]]
    write_whole(folder / PASSPORT, readable_json({**found, "gone_on_under": note}))


def versions_lock() -> dict[str, Any]:
    """Return the versions that numbers and bytes depend on, and their hash."""
    found = {"python": platform.python_version()}
    for each in LOCKED:
        with suppress(PackageNotFoundError):
            found[each] = version(each)
    digest = hashlib.sha256(json.dumps(found, sort_keys=True).encode()).hexdigest()
    return {"locked": found, "lock_sha256": digest}


def read_config(folder: Path) -> dict[str, Any]:
    """Return the resolved configuration of the sweep a folder holds.

    Parameters
    ----------
    folder : pathlib.Path
        Of a sweep.

    Returns
    -------
    dict
        Plain values.

    Raises
    ------
    InputError
        When it holds none.
    """
    path = path_of(str(folder), "folder") / CONFIG
    if not path.is_file():
        raise InputError("no_sweep_there", folder, config=CONFIG)
    found = yaml_file(path)
    if not isinstance(found, dict) or "experiment" not in found:
        raise InputError("no_configuration", path)
    return found


@dataclass(frozen=True)
class Listed:
    """A sweep that was found.

    Parameters
    ----------
    folder : pathlib.Path
        Its results.
    name, hash : str
        The experiment.
    points : int
        Of the design.
    stored, wanted : int
        Rows there are (before compaction some may be there twice), and at most.
    failed : int or None
        Rows that failed; None before the end.
    complete : bool
        It has come to its end.
    damaged : int
        Files that were set aside, or cannot be read.
    megabytes : float
        On disk.
    """

    folder: Path
    name: str
    hash: str
    points: int
    stored: int
    wanted: int
    failed: int | None
    complete: bool
    damaged: int
    megabytes: float


def listed(root: Path) -> list[Listed]:
    """Find the sweeps in a folder and below.

    Parameters
    ----------
    root : pathlib.Path
        Where to look.

    Returns
    -------
    list of Listed
        By name, then hash.

    Raises
    ------
    InputError
        When the folder is not there.
    """
    if not path_of(str(root), "results").is_dir():
        raise InputError("no_such_folder", folder=root)
    found = [_listed(Path(place)) for place, _, files in sorted(os.walk(root)) if PASSPORT in files]
    return sorted((each for each in found if each is not None), key=lambda each: (each.name, each.hash))


def _listed(folder: Path) -> Listed | None:
    try:
        passport: dict[str, Any] = read_passport(folder) or {}
    except InputError:
        return None
    if passport.get("kind") != "sweep":
        return None
    rows = [_rows(each) for each in part_files(folder)]
    files = [each for each in folder.rglob("*") if each.is_file()]
    complete = bool(passport.get("complete"))
    stored = sum(each for each in rows if each is not None)
    return Listed(
        folder,
        str(passport.get("experiment")),
        str(passport.get("hash")),
        int(passport.get("design", {}).get("points", 0)),
        stored,
        int(passport.get("runs" if complete else "runs_at_most", 0)),
        passport.get("failed"),
        complete and stored == int(passport.get("runs", 0)),
        rows.count(None) + sum(each.suffix == ".damaged" for each in files),
        sum(map(_size_of, files)) / 1e6,
    )


def _size_of(path: Path) -> int:
    """Return the size of a file, nothing for one that is gone: a sweep may be writing there."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _rows(path: Path) -> int | None:
    try:
        return pq.ParquetFile(path).metadata.num_rows
    except (pa.ArrowException, OSError, UnicodeDecodeError):
        return None
