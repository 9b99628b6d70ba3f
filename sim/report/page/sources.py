"""What a folder holds: a sweep, a comparison, a study of dials, a ledger, or nothing that a page can be made of."""

# pandas says too little of its types for these:
# pyright: reportAttributeAccessIssue=false, reportArgumentType=false, reportCallIssue=false
# pyright: reportGeneralTypeIssues=false, reportReturnType=false, reportIndexIssue=false

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sim.errors import InputError, Said
from sim.experiment.lives import Rows
from sim.experiment.store import PASSPORT, WHOLE, listed, part_files, read_passport
from sim.experiment.summary import factor_names, read_rows
from sim.metrics import Outcome

SWEEP, COMPARISON, LEDGER, DIALS = "sweep", "comparison", "ledger", "dials"
DIALS_FILE = "dials.parquet"


@dataclass(frozen=True)
class Source:
    """Results that a page is made of."""

    kind: str
    folder: Path
    passport: dict[str, Any]
    factors: tuple[str, ...]
    forms: tuple[str, ...]

    @property
    def seeds(self) -> str:
        """The seeds, first to last."""
        return self.first_seeds(int(self.passport.get("seeds", {}).get("count", 1)))

    def first_seeds(self, count: int) -> str:
        """Write the first so many seeds, first to last."""
        first = int(self.passport.get("seeds", {}).get("first", 0))
        return f"{first}–{first + count - 1}" if count > 1 else str(first)

    @property
    def digest(self) -> str:
        """The hash of the results."""
        return str(self.passport.get("hash", ""))

    def rows(self, columns: Sequence[str]) -> pd.DataFrame:
        """Return outcomes of all runs that did not fail, with point, replicate, form and the factors."""
        keys = ["point", "replicate", "form", *self.factors]
        if self.kind == SWEEP:
            table = read_rows(self.folder, [*keys, *columns]).to_pandas()
        else:
            table = _read(self.folder / WHOLE, ["form", "seed", *columns]).rename(columns={"seed": "replicate"})
            table = table.assign(point=0)[[*keys, *columns]]
        return table.drop_duplicates(["point", "replicate", "form"]).reset_index(drop=True)

    def left_behind(self) -> Rows:
        """Return what a comparison left behind, windows and days included."""
        windows, there = dict[str, Any](), self.folder / "windows.parquet"
        for name, each in _read(there, None).groupby("window") if there.is_file() else ():
            windows[str(name)] = each.drop(columns="window").to_dict("list")
        days, runs = (_read(self.folder / name, None).drop(columns="run_id", errors="ignore")
                      for name in ("days.parquet", WHOLE))  # fmt: skip
        by_day = {name: days[name].to_numpy() for name in days.columns}
        own = tuple(Outcome(*(each[name] for name in Outcome._fields)) for each in self.passport.get("outcomes", ()))
        return Rows(runs.to_dict("list"), by_day, int(by_day["people"][0]), windows, own)


def open_source(folder: Path) -> Source:
    """Say what a folder holds."""
    if not folder.is_dir():
        raise InputError("no_such_folder", "report", folder=folder)
    passport = read_passport(folder)
    if passport is None:
        raise InputError("no_results_in", "report", folder=folder, passport=PASSPORT, nearby=_nearby(folder))
    if passport.get("kind") == "sweep":
        return _sweep(folder, passport)
    if passport.get("kind") == "claims":
        return Source(LEDGER, folder, passport, (), ())
    if passport.get("design") == "dials" and (folder / DIALS_FILE).is_file():
        return Source(DIALS, folder, passport, _dials(folder, passport.get("dials")), ())
    forms = tuple(passport.get("organisations", {}))
    if len(forms) == 2 and (folder / WHOLE).is_file() and (folder / "days.parquet").is_file():
        return Source(COMPARISON, folder, passport, (), forms)
    raise InputError("nothing_to_report", "report", folder=folder)


def _dials(folder: Path, named: Any) -> tuple[str, ...]:
    if not isinstance(named, list) or not named or not all(isinstance(each, str) for each in named):
        raise InputError("expected_names", f"{folder / PASSPORT}: dials", named=named)
    return tuple(named)


def _sweep(folder: Path, passport: dict[str, Any]) -> Source:
    found = listed(folder)[0]
    if not found.stored:
        raise InputError("no_rows_run_sweep", "report", folder=folder)
    if not found.complete:
        raise InputError(
            "sweep_not_over",
            "report",
            folder=folder,
            stored=found.stored,
            wanted=found.wanted,
            share=found.stored / max(1, found.wanted),
        )
    there = set(read_rows(folder, ["form"]).column("form").to_pylist())
    forms = [each for each in passport.get("organisations", {}) if each in there]
    return Source(SWEEP, folder, passport, tuple(factor_names(folder)), tuple(forms or sorted(there)))


def _nearby(folder: Path) -> Said | str:
    below = sorted({path.parent for path in folder.rglob(PASSPORT)})[:3]
    if part_files(folder):
        return Said.of("rows_lost_passport")
    return Said.of("below_it", names=", ".join(map(str, below))) if below else ""


def _read(path: Path, columns: list[str] | None) -> pd.DataFrame:
    try:
        return pq.read_table(path, columns=columns).to_pandas()
    except (pa.ArrowException, OSError) as wrong:
        raise InputError("cannot_be_read", path, why=str(wrong).splitlines()[0]) from None
