"""The ledger, run: the plan and its cost, the worlds lived, every claim judged, the whole kept."""

# pandas says too little of its types for these:
# pyright: reportAttributeAccessIssue=false, reportArgumentType=false, reportCallIssue=false
# pyright: reportGeneralTypeIssues=false, reportReturnType=false, reportIndexIssue=false

from __future__ import annotations

import hashlib
import json
import math
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from sim.claims.compete import compete
from sim.claims.judge import DEPENDS, HOLDS, judge
from sim.claims.live import cost, done, live_worlds, missing, seconds_of, stored
from sim.claims.measures import SHOCK
from sim.claims.plan import Plan, measures, organisation_years
from sim.claims.registry import ledger, registration
from sim.errors import InputError
from sim.experiment.identity import CLAIMS, model_version, what_changed
from sim.experiment.runner import available_cores
from sim.experiment.space import read_space
from sim.experiment.store import PASSPORT, RUNS, git_state, read_passport, readable_json, write_whole
from sim.stats.estimate import holm

FILE = "ledger.json"


@dataclass(frozen=True)
class Told:
    """Whom a ledger tells what: lines, the cost before it starts, and how many have lived."""

    say: Callable[[str], object]
    begins: Callable[[int, int, float], object]
    came: Callable[[int], object]


def run_ledger(plan: Plan, folder: Path, told: Told, workers: int = 0) -> dict[str, Any]:
    """Run what is not stored yet, judge every claim, and keep the ledger."""
    started, columns, workers = time.perf_counter(), measures(), workers or available_cores()
    if not _same_model(folder):
        about = {"kind": "claims", "hash": plan.hash, "product": _product(), "complete": False}
        write_whole(folder / PASSPORT, readable_json(about))
    table = stored(folder, columns, told.say)
    left = missing(plan.worlds, done(table))
    if left:
        a_year = seconds_of(plan)
        many, seconds = cost(plan, left, a_year, workers)
        told.begins(many, table.num_rows, seconds)
        live_worlds(left, folder, columns, workers, told.came)
        table = stored(folder, columns, told.say)
    return _kept(plan, folder, table, started)


def judge_so_far(plan: Plan, folder: Path, told: Told) -> dict[str, Any]:
    """Judge what a stopped ledger has lived, and keep that; nothing more is lived."""
    started = time.perf_counter()
    _same_model(folder)
    table = stored(folder, measures(), told.say) if (folder / RUNS).is_dir() else None
    if table is None or not table.num_rows:
        raise InputError("nothing_lived_yet", "claims", folder=folder)
    return _kept(plan, folder, table, started)


def _same_model(folder: Path) -> bool:
    """Say whether a folder tells its model; raises `InputError` where it is another."""
    before = read_passport(folder)
    changed = before is not None and what_changed(before.get("product", {}).get("model"), CLAIMS)
    if changed:
        raise InputError("begin_anew_or_check_out", folder, model=changed)
    return before is not None


def _product() -> dict[str, Any]:
    return {"model": model_version(CLAIMS), **git_state()}


def _kept(plan: Plan, folder: Path, table: Any, started: float) -> dict[str, Any]:
    left = organisation_years([each.job for each in missing(plan.worlds, done(table))])
    found = {**judged(plan, table.to_pandas()), "left": left}
    found["seconds"] = round(time.perf_counter() - started + _spent_before(folder), 1)
    ledger = readable_json(found)
    write_whole(folder / FILE, ledger)
    signed = {**_passport(plan, found), "content_sha256": hashlib.sha256(ledger).hexdigest()}
    write_whole(folder / PASSPORT, readable_json(signed))
    return found


def _spent_before(folder: Path) -> float:
    """Return the seconds that earlier runs of the same ledger took."""
    try:
        seconds = json.loads((folder / FILE).read_text(encoding="utf-8"))["seconds"]
        return float(seconds) if 0 <= seconds < 1e10 else 0.0  # none takes as long
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return 0.0


def _by_arm(rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the rows of each arm, with what is measured of it alone, indexed by (point, replicate)."""
    found = {}
    for arm, mine in rows.groupby("arm"):
        names = sorted({name for each in mine["measured"].unique() for name in each.split(";")})
        found[str(arm)] = mine[["point", "replicate", *names]].groupby(["point", "replicate"]).first()
    return found


def judged(plan: Plan, rows: pd.DataFrame) -> dict[str, Any]:
    """Judge every claim of a plan by its rows, correct by Holm over the whole ledger, and let forms compete."""
    by_arm = _by_arm(rows)
    points = pd.DataFrame(list(plan.points)).rename_axis("point")
    found, timed = [], time.perf_counter()
    for claim in plan.claims:
        each = judge(claim, by_arm, points)
        found.append({**each, "seconds": round(time.perf_counter() - timed, 2)})
        timed = time.perf_counter()
    for each, p in zip(found, holm([each["p"] for each in found], of=len(ledger())), strict=True):
        each["p_holm"] = float(p)
        if each["verdict"] == HOLDS and not p <= 0.05:
            each["verdict"] = DEPENDS
    about = {"size": asdict(plan.size), "explore": plan.explore, "failed": int((rows["failed"] != "").sum())}
    lived = {"years": len(rows), "worlds": _worlds(rows, plan.size.points)}
    return _said({**about, **lived, "hash": plan.hash, "claims": found, "compete": compete(by_arm, points)})


def _worlds(rows: pd.DataFrame, points: int) -> list[int]:
    """Return in how many worlds the points were lived: the fewest and the most."""
    many = rows.groupby("point")["replicate"].nunique().reindex(range(points), fill_value=0)
    return [int(many.min()), int(many.max())]


def _passport(plan: Plan, found: dict[str, Any]) -> dict[str, Any]:
    registered = None if plan.explore is not None else asdict(registration())
    return {
        "kind": "claims",
        "hash": plan.hash,
        "registration": registered,
        "explore": plan.explore,
        "size": asdict(plan.size),
        "space": [[each.path, each.low, each.high, each.scale] for each in read_space()],
        "lags": asdict(SHOCK),
        "product": _product(),
        "runs": found["years"],
        "failed": found["failed"],
        "seconds": found["seconds"],
        "complete": found["left"] == 0,
    }


def _said(value: Any) -> Any:
    """Return plain values that JSON can hold: no NaN, no numpy."""
    if isinstance(value, dict):
        return {str(key): _said(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_said(each) for each in value]
    if hasattr(value, "item"):
        value = value.item()
    return None if isinstance(value, float) and not math.isfinite(value) else value
