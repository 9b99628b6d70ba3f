"""Reproduce: run again what a results folder says was run, and compare number by number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute
import pyarrow.parquet as pq

from sim.checked import build
from sim.engine.binding import bind
from sim.errors import InputError, Said
from sim.experiment.identity import model_version, what_changed
from sim.experiment.lives import Batch, Context, Task, live_batch, pack, run_slots
from sim.experiment.plan import Plan, plan_of
from sim.experiment.store import (
    KILLED,
    PASSPORT,
    WHOLE,
    part_files,
    read_config,
    read_passport,
    readable,
    versions_lock,
)
from sim.experiment.summary import read_rows
from sim.files.find import path_of
from sim.metrics import OUTCOMES
from sim.parameters import Settings

pc: Any = pyarrow.compute  # made when imported: nothing static knows its functions

CLOSE = 1e-9
"""Relative difference that other machines and versions may show."""
SHORTEST = 6
"""Characters of an id that name it well enough."""


@dataclass(frozen=True)
class Again:
    """Runs that were run again.

    Parameters
    ----------
    folder : pathlib.Path
        Where the first numbers are.
    runs, stored : int
        How many were run again, of how many.
    exact : int
        How many gave the same numbers to the last bit.
    away : float
        Largest relative difference of any outcome.
    same_here : bool
        Model, rules and versions are those of the first time.
    differs : list of Said
        What is not.
    """

    folder: Path
    runs: int
    stored: int
    exact: int
    away: float
    same_here: bool
    differs: list[Said]

    @property
    def close(self) -> bool:
        """Whether the numbers are the same to `CLOSE`."""
        return self.away <= CLOSE


def reproduce(name: str, root: Path, most: int) -> Again:
    """Find a run, an experiment or a folder, and run it again."""
    folder, run = _found(name, root)
    passport = read_passport(folder) or {}
    if passport.get("kind") == "sweep":
        return _sweep_again(folder, run, most)
    return _study_again(folder, passport, most)


def _found(name: str, root: Path) -> tuple[Path, str | None]:
    if (path_of(name, "reproduce") / PASSPORT).is_file():
        return Path(name), None
    if len(name) < SHORTEST or not path_of(str(root), "--results").is_dir():
        raise InputError("name_a_folder", name, shortest=SHORTEST, root=root)
    folders = sorted(path.parent for path in root.rglob(PASSPORT))
    by_hash = [each for each in folders if str((read_passport(each) or {}).get("hash", "")).startswith(name)]
    found: list[tuple[Path, str | None]] = [(each, None) for each in by_hash]
    found = found or [(each, run) for each in folders for run in _runs_named(each, name)]
    if not found:
        raise InputError("no_such_id", name, root=root)
    if len(found) > 1:
        raise InputError("several_ids", name, n=len(found))
    return found[0]


def _runs_named(folder: Path, name: str) -> list[str]:
    found: set[str] = set()
    for path in part_files(folder):
        with suppress(pa.ArrowException, OSError, KeyError, UnicodeDecodeError):
            ids = pq.read_table(path, columns=["run_id"]).column("run_id")
            found.update(ids.filter(pc.starts_with(ids, name)).to_pylist())
    return sorted(found)


def _sweep_again(folder: Path, run: str | None, most: int) -> Again:
    plan = plan_of(read_config(folder))
    rows = read_rows(folder, plan.schema.names)
    stored = rows.num_rows
    rows = rows.filter(pc.equal(rows.column("run_id"), run)) if run else _spread(rows, most)
    tasks = [Task(point, replicate, seed, (form,)) for point, replicate, seed, form in _keys(rows)]
    context = pack(Context(plan.expansion, model_version(), plan.hashes))
    answer = live_batch(Batch(0, context, tuple(tasks), {task.point: plan.points[task.point] for task in tasks}))
    before = np.column_stack([rows.column(each.name).to_numpy() for each in plan.expansion.base.outcomes])
    return _compared(folder, before, answer.outcomes, stored, _sweep_differs(folder, plan))


def _spread(rows: pa.Table, most: int) -> pa.Table:
    rows = rows.filter(pc.not_equal(pc.fill_null(rows.column("failed"), ""), KILLED))
    if not most or rows.num_rows <= most:
        return rows
    return rows.take(pa.array(np.linspace(0, rows.num_rows - 1, most).astype(np.int64)))


def _keys(rows: pa.Table) -> Iterator[Sequence[Any]]:
    names = ("point", "replicate", "seed", "form")
    return zip(*(rows.column(name).to_pylist() for name in names), strict=True)


def _sweep_differs(folder: Path, plan: Plan) -> list[Said]:
    passport = read_passport(folder) or {}
    differs = changed_rules(passport.get("rules", {}), plan.hashes)
    about = _about_here(passport)
    if not differs and not about and passport.get("hash") not in (None, plan.hash):
        about = [Said.of("file_changed")]
    return [*differs, *about]


def changed_rules(before: Mapping[str, str], now: Mapping[str, str]) -> list[Said]:
    """Name the rules whose files have changed, or are not followed any more."""
    gone = [Path(name).name for name, hash_ in before.items() if now.get(name) != hash_]
    return [Said.of("rule_changed", name=name) for name in gone]


def check_same(folder: Path, plan: Plan) -> None:
    """Refuse to go on with what is no longer the same, and say what has changed."""
    before = read_passport(folder) or {}
    if before.get("hash") in (plan.hash, None):
        return
    product = before.get("product", {})
    model = what_changed(product.get("model"))
    if model:
        commit = f" ({str(product['commit'])[:7]})" if product.get("commit") else ""
        raise InputError("sweep_anew", folder, model=model, commit=commit)
    if product.get("model") != model_version():
        raise InputError("proved_later", folder)
    changed = [*changed_rules(before.get("rules", {}), plan.hashes), Said.of("file_changed")]
    raise InputError("changed_since_begun", folder, why=changed[0])


def _about_here(passport: Mapping[str, Any]) -> list[Said]:
    changed = what_changed(passport.get("product", {}).get("model"))
    found = [changed] if changed else []
    then = {**passport.get("versions", {}), **passport.get("locked", {})}
    now = versions_lock()["locked"]
    other = [name for name, each in now.items() if then.get(name, each) != each]
    return found + [Said.of("version_was", name=name, then=then[name], now=now[name]) for name in other]


def _study_again(folder: Path, passport: Mapping[str, Any], most: int) -> Again:
    """Repeat what `treillis compare` or `treillis run` left."""
    slots, differs = {}, _about_here(passport)
    for form, each in passport.get("organisations", {}).items():
        slots[form] = build(Settings, said_of(folder, each, "settings"))
    if not slots:
        raise InputError("passport_lacks_run", folder)
    rules = {form: bind(settings.rule, settings.rule_args) for form, settings in slots.items()}
    told = {form: str(said_of(folder, passport["organisations"][form], "rule").get("sha256")) for form in slots}
    differs = [*changed_rules(told, {form: rule.source_hash for form, rule in rules.items()}), *differs]
    with readable(folder / WHOLE):
        rows = pq.read_table(folder / WHOLE).to_pandas().set_index(["seed", "form"], drop=False)
    if not rows.index.is_unique or {*rows["form"]} != {*slots} or len(rows) % len(slots):
        raise InputError("rows_of_others", folder / WHOLE)
    seeds = sorted(rows["seed"].unique())
    chosen = [int(seeds[k]) for k in np.linspace(0, len(seeds) - 1, min(most or len(seeds), len(seeds))).astype(int)]
    again = run_slots({form: replace(each) for form, each in slots.items()}, rules, chosen).runs
    with readable(folder / WHOLE):
        before = rows.loc[list(zip(again["seed"], again["form"], strict=True))]
    names = [each.name for each in OUTCOMES if each.name in before and each.name in again]
    now = np.column_stack([again[name] for name in names])
    return _compared(folder, before[names].to_numpy(), now, len(rows), differs)


def said_of(folder: Path, organisation: Any, key: str) -> Mapping[str, Any]:
    """Return what a passport says of an organisation under a key; raises `InputError` where it does not."""
    said = organisation.get(key) if isinstance(organisation, Mapping) else None
    if not isinstance(said, Mapping):
        raise InputError("keys_and_values_got", f"{folder / PASSPORT}: organisations: {key}", got=said)
    return said


def _compared(folder: Path, before: np.ndarray, now: np.ndarray, stored: int, differs: list[Said]) -> Again:
    same = (before == now) | (np.isnan(before) & np.isnan(now))
    with np.errstate(invalid="ignore"):
        away = np.abs(before - now) / np.maximum(1.0, np.abs(before))
    away = np.where(same, 0.0, np.where(np.isfinite(away), away, np.inf))
    largest = float(away.max()) if away.size else 0.0
    return Again(folder, len(now), stored, int(same.all(axis=1).sum()), largest, not differs, differs)
