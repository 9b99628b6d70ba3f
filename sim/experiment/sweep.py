"""A sweep: a plan is lived point by point, round by round, and every row kept; stopped or killed, it goes on."""

from __future__ import annotations

import json
import math
import statistics
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute
import pyarrow.parquet as pq

from sim.errors import InputError
from sim.experiment.design import Factor
from sim.experiment.frames import UNMEASURED
from sim.experiment.identity import MODEL, digests, model_version
from sim.experiment.lives import Answer, Batch, Context, Task, live_batch, pack
from sim.experiment.plan import Plan, plan_of
from sim.experiment.runner import Executor, ExecutorSettings, as_they_come, opened, terminable
from sim.experiment.store import (
    DAYS,
    FAILED,
    KILLED,
    RUNS,
    WHOLE,
    Contents,
    Parts,
    Say,
    columns,
    compact,
    design_csv,
    drop_orphans,
    git_state,
    note,
    opened_folder,
    parquet_bytes,
    passport,
    read_config,
    read_parts,
    read_passport,
    readable,
    readable_json,
    room,
    table_of,
    update_passport,
    write_days,
    write_part,
    write_whole,
)
from sim.experiment.summary import read_rows
from sim.stats.estimate import half_width

pc: Any = pyarrow.compute  # made when imported: nothing static knows its functions


class Book:
    """What is known of the runs of a plan."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.stored: set[str] = set()
        self.failed = 0
        self._values: dict[tuple[int, int], list[float]] = {}
        self._outcome = None if plan.until is None else plan.until.outcome

    def read(self, folder: Path, say: Say) -> None:
        """Take in what is stored already; damaged files are set aside."""
        self.stored.clear()
        self._values.clear()
        self.failed = 0
        names = ["run_id", "point", "replicate", "form", "failed", *([self._outcome] if self._outcome else [])]
        for _, table in read_parts(folder, self.plan.schema, say, names):
            self.enter(table)

    def enter(self, rows: pa.Table) -> None:
        """Take in rows; those that are known already change nothing."""
        ids = rows.column("run_id").to_pylist()
        fresh = [each not in self.stored for each in ids]
        self.stored.update(ids)
        reasons = rows.column("failed").to_pylist()
        self.failed += sum(new and reason is not None for new, reason in zip(fresh, reasons, strict=True))
        if self._outcome is not None:
            self._enter_outcome(rows)

    def _enter_outcome(self, rows: pa.Table) -> None:
        columns = (rows.column(name).to_pylist() for name in ("point", "replicate", "form", str(self._outcome)))
        for point, replicate, form, value in zip(*columns, strict=True):
            if form not in self.plan.slots:  # no row of this sweep
                continue
            known = self._values.setdefault((point, replicate), [math.nan] * len(self.plan.slots))
            known[self.plan.slots.index(form)] = value

    def missing(self, tasks: Iterator[Task]) -> list[Task]:
        """Return the tasks that are not stored yet, each with the slots that are not."""
        found = []
        for task in tasks:
            slots = tuple(slot for slot in task.slots if self.plan.run_id(task, slot) not in self.stored)
            if slots:
                found.append(Task(task.point, task.replicate, task.seed, slots))
        return found

    def half_width(self, point: int, replicates: int) -> float:
        """Return half the 95 % interval of the paired difference at a point, from its first replicates."""
        rows = np.array([self._values.get((point, k), [math.nan] * len(self.plan.slots)) for k in range(replicates)])
        away = rows[:, 1:] - rows[:, :1] if rows.shape[1] > 1 else rows
        return max(half_width(column) for column in away.T)


GROWTH = 1.5
"""Replicates of a point grow by it from look to look."""


@dataclass
class Reached:
    """How far a point has come."""

    replicates: int
    half_width: float = math.nan


def looks(at_least: int, most: int) -> list[int]:
    """Return the numbers of replicates after which an interval is looked at.

    Examples
    --------
    >>> looks(10, 40)
    [10, 15, 23, 35, 40]
    """
    found = [at_least]
    while found[-1] < most:
        found.append(min(most, math.ceil(found[-1] * GROWTH)))
    return found


class Rounds:
    """The rounds of a plan, and what every point has reached."""

    def __init__(self, plan: Plan, book: Book) -> None:
        self._plan, self._book = plan, book
        self.reached = {point: Reached(plan.replicates) for point in plan.order}

    def __iter__(self) -> Iterator[Iterator[Task]]:
        """Yield the twins of each round; the next is asked for when all of them are in the book."""
        until = self._plan.until
        if until is None:
            yield self._plan.tasks(range(self._plan.replicates))
            return
        before, open_points = 0, list(self._plan.order)
        for replicates in looks(until.at_least, until.most):
            yield self._plan.tasks(range(before, replicates), open_points)
            for point in open_points:
                self.reached[point] = Reached(replicates, self._book.half_width(point, replicates))
            open_points = [each for each in open_points if self.reached[each].half_width > until.half_width]
            before = replicates
            if not open_points:
                return

    @property
    def runs(self) -> int:
        """Rows there are when all rounds are over."""
        if self._plan.part is not None:
            return self._plan.most_runs
        return sum(each.replicates for each in self.reached.values()) * len(self._plan.slots)


BATCHES_A_WORKER = 10
"""At least as many, so that all end together."""
Progress = Callable[[int], object]


class Runner:
    """A plan at work: batches cut from its tasks, and every row of them kept as it comes."""

    def __init__(
        self, plan: Plan, book: Book, folder: Path, executor: Executor, a_twin: float | None, progress: Progress
    ) -> None:
        self._plan, self._book, self._folder, self._executor = plan, book, folder, executor
        self._a_twin, self._progress = a_twin or 0.05, progress
        self._context = pack(Context(plan.expansion, model_version(), plan.hashes, plan.keep_days))
        self._parts = Parts(folder)
        self._batches = 0
        self.engine_seconds = 0.0

    def live(self, tasks: list[Task]) -> None:
        """Live twins, none of them stored yet; returns when every row is on disk."""
        with self._parts:
            batches = as_they_come(
                self._executor, live_batch, self._cut(tasks), self._killed, self._halves, self._note_death
            )
            for _, answer in batches:
                self._take(answer)

    def _cut(self, tasks: list[Task]) -> Iterator[Batch]:
        """Yield batches of the next twins, as many in each as fit its time."""
        largest, fresh = max(1, len(tasks) // (BATCHES_A_WORKER * max(1, self._executor.workers))), deque(tasks)
        while fresh:
            many = min(largest, max(1, int(self._executor.job_seconds / self._a_twin)), len(fresh))
            yield self._batch(tuple(fresh.popleft() for _ in range(many)))

    def _batch(self, tasks: tuple[Task, ...]) -> Batch:
        self._batches += 1
        values = {task.point: self._plan.points[task.point] for task in tasks}
        return Batch(self._batches, self._context, tasks, values)

    def _halves(self, batch: Batch) -> list[Batch]:
        return [batch] if batch.runs == 1 else [self._batch(half) for half in halves(batch.tasks)]

    def _note_death(self, batch: Batch, worker: str) -> None:
        note(self._folder, "died", batch=batch.number, runs=batch.runs, worker=worker)

    def _killed(self, batch: Batch) -> Answer:
        """Return what stands for a run whose worker died whenever it had it alone."""
        task, nothing = batch.tasks[0], np.full((1, len(self._plan.expansion.base.outcomes)), np.nan)
        return Answer(batch.number, [(task, task.slots[0])], nothing, [KILLED])

    def _take(self, answer: Answer) -> None:
        if answer.refused:
            why = answer.refused.partition(": ")[2]
            raise InputError("worker_cannot_take_part", "executor", worker=answer.worker, why=why)
        if answer.worker:
            self._a_twin += 0.3 * (answer.seconds * len(self._plan.slots) / len(answer.runs) - self._a_twin)
            self.engine_seconds += answer.engine_seconds
            self._note(answer)
        if answer.days:
            kept = [run for run, failed in zip(answer.runs, answer.failed, strict=True) if failed is None]
            write_days(self._folder, [self._plan.run_id(task, slot) for task, slot in kept], answer.days)
        rows = self._rows(answer.runs, answer)
        self._book.enter(rows)
        self._parts.keep(rows)
        self._progress(len(answer.runs))

    def _note(self, answer: Answer) -> None:
        about = {"seconds": round(answer.seconds, 4), "engine_seconds": round(answer.engine_seconds, 4)}
        failed = {"tracebacks": answer.tracebacks} if answer.tracebacks else {}
        note(self._folder, "batch", batch=answer.batch, runs=len(answer.runs), worker=answer.worker, **about, **failed)

    def _rows(self, runs: list[tuple[Task, str]], answer: Answer) -> pa.Table:
        plan, outcomes, failed = self._plan, answer.outcomes, answer.failed
        unmeasured = answer.unmeasured or [None] * len(runs)
        columns = {
            "run_id": [plan.run_id(task, slot) for task, slot in runs],
            "point": [task.point for task, _ in runs],
            "replicate": [task.replicate for task, _ in runs],
            "seed": [task.seed for task, _ in runs],
            "form": [slot for _, slot in runs],
            **{each.path: [plan.points[task.point][k] for task, _ in runs] for k, each in enumerate(plan.factors)},
            **{each.name: outcomes[:, k] for k, each in enumerate(plan.expansion.base.outcomes)},
            UNMEASURED: unmeasured,
            FAILED: failed,
        }
        return table_of(columns, plan.schema)


def halves(tasks: tuple[Task, ...]) -> list[tuple[Task, ...]]:
    """Cut a batch in two: its twins, or the organisations of its only twin.

    Examples
    --------
    >>> [[each.slots for each in half] for half in halves((Task(0, 0, 1, ("a", "b")),))]
    [[('a',)], [('b',)]]
    """
    if len(tasks) > 1:
        middle = len(tasks) // 2
        return [tasks[:middle], tasks[middle:]]
    task = next(iter(tasks))
    middle = max(1, len(task.slots) // 2)
    return [(replace(task, slots=part),) for part in (task.slots[:middle], task.slots[middle:])]


CHECKOUT = ("commit", "dirty")


@dataclass(frozen=True)
class Outcome:
    """What came of a sweep.

    Parameters
    ----------
    folder : pathlib.Path
        Its results.
    runs, lived, failed : int
        Rows there are; those this sweep added; those that failed.
    seconds, engine_seconds : float
        Wall time of this sweep; processor time its workers spent in structure, trace and life.
    content : str
        SHA-256 of the rows' content.
    replicates : tuple of (int, float, int) or None
        Least, median and most twins a point, where the sweep itself decided.
    open_points : int
        Points that did not become precise enough.
    """

    folder: Path
    runs: int
    lived: int
    failed: int
    seconds: float
    engine_seconds: float
    content: str
    replicates: tuple[int, float, int] | None
    open_points: int


@dataclass(frozen=True)
class Told:
    """Whom a sweep tells what.

    Parameters
    ----------
    say : callable
        Told, in a line, what the user should know.
    begins : callable
        Told how many rows are stored, and how many this round wants in all.
    came : callable
        Told how many rows have come.
    """

    say: Say
    begins: Callable[[int, int], object]
    came: Callable[[int], object]


class Stopped(Exception):  # noqa: N818  (nothing went wrong)
    """A sweep that was asked to stop; how many rows are stored, of how many."""

    def __init__(self, folder: Path, stored: int, wanted: int) -> None:
        super().__init__(str(folder))
        self.folder, self.stored, self.wanted = folder, stored, wanted


def live_plan(
    plan: Plan, folder: Path, settings: ExecutorSettings, told: Told, a_twin: float | None = None, force: bool = False
) -> Outcome:
    """Run what a plan has not stored yet, and compact."""
    started = time.perf_counter()
    with opened_folder(folder, contents(plan), force):
        book = Book(plan)
        book.read(folder, told.say)
        drop_orphans(folder, book.stored)
        before = len(book.stored)
        try:
            with terminable():
                rounds, engine = _all_rounds(plan, book, folder, settings, told, a_twin)
                rows, content = _compacted(plan, folder, told.say)
        except KeyboardInterrupt:
            note(folder, "stopped", runs=len(book.stored))
            raise Stopped(folder, len(book.stored), rounds_wanted(plan, book)) from None
        lived = len(book.stored) - before
        outcome = _outcome_of(plan, book, rounds, folder, lived, time.perf_counter() - started, engine, content)
        _sign(folder, rows, outcome)
    return outcome


def _all_rounds(
    plan: Plan, book: Book, folder: Path, settings: ExecutorSettings, told: Told, a_twin: float | None
) -> tuple[Rounds, float]:
    """Go over all rounds until every run is stored; executors start only if there is something to do."""
    engine = 0.0
    rounds = Rounds(plan, book)
    runner: Runner | None = None
    with _opened_when_needed(settings) as get:
        for tasks in rounds:
            missing = book.missing(tasks)
            wanted = sum(len(task.slots) for task in missing)
            told.begins(len(book.stored), len(book.stored) + wanted)
            if not missing:
                continue
            if runner is None:
                executor = get()
                note(folder, "begun", executor=settings.kind, workers=executor.workers, stored=len(book.stored))
                _go_on(folder, len(book.stored), told.say)
                runner = Runner(plan, book, folder, executor, a_twin, told.came)
            runner.live(missing)
            engine = runner.engine_seconds
    return rounds, engine


def _go_on(folder: Path, stored: int, say: Say) -> None:
    """Note in the passport which code lives the rows from here on, where it is other code than so far, and say so."""
    before = read_passport(folder) or {}
    begun = {name: each for name, each in before.get("product", {}).items() if name in (*CHECKOUT, MODEL)}
    stretches = before.get("stretches") or [{"stored": 0, **begun}]
    last, here = stretches[-1], _stretch(stored)
    if all(last.get(name) == here.get(name) for name in (*CHECKOUT, MODEL)):
        return
    update_passport(folder, stretches=[*stretches, here])
    if any(last.get(name) != here.get(name) for name in CHECKOUT):
        say(f"so far at {_checkout(last)}, goes on at {_checkout(here)}; the model is the same")


def _stretch(stored: int) -> dict[str, Any]:
    """Say which code lives the rows that come after some are stored."""
    return {"stored": stored, "date": time.strftime("%Y-%m-%d"), MODEL: digests()[MODEL], **git_state()}


def _checkout(stretch: Mapping[str, Any]) -> str:
    if not stretch.get("commit"):
        return "no known commit"
    return f"commit {str(stretch['commit'])[:7]} ({'with local changes' if stretch.get('dirty') else 'clean'})"


def _compacted(plan: Plan, folder: Path, say: Say) -> tuple[int, str]:
    """Compact, unless it was done already and nothing has come since."""
    signed = read_passport(folder) or {}
    parts = any((folder / RUNS).glob("part-*.parquet"))
    is_signed = signed.get("complete") is True and {"runs", "content_sha256"} <= {*signed}
    if is_signed and (folder / WHOLE).is_file() and not parts:
        return int(signed["runs"]), str(signed["content_sha256"])
    return compact(folder, plan.schema, say)


@contextmanager
def _opened_when_needed(settings: ExecutorSettings) -> Iterator[Callable[[], Any]]:
    with ExitStack() as stack:
        yield lambda: stack.enter_context(opened(settings))


def contents(plan: Plan) -> Contents:
    """Say what a new folder of a plan is given."""
    about = {each.path: plan.expansion.base.about(each.path) for each in plan.factors}
    files = {
        "columns.json": readable_json(columns(plan.factors, about, plan.expansion.base.outcomes)),
        "design.csv": design_csv(plan.factors, plan.rows, plan.points),
    }
    config = {key: value for key, value in plan.config.items() if key != "executor"}
    return Contents(plan.hash, config, files, partial(sweep_passport, plan))


def sweep_passport(plan: Plan) -> dict[str, Any]:
    """Say where a sweep's numbers come from."""
    base = plan.expansion.base.settings
    rules = {form: plan.rules.get(getattr(each, "rule", "")) for form, each in base.items()}
    known = {form: rule for form, rule in rules.items() if rule is not None}
    seeds = range(plan.first_seed, plan.first_seed + (plan.until.most if plan.until else plan.replicates))
    about = passport({form: base[form] for form in known}, known, seeds, 0.0)
    return {
        **about,
        "kind": "sweep",
        "experiment": plan.name,
        "hash": plan.hash,
        "design": {"kind": plan.design.kind, "rows": len(plan.rows), "points": len(plan.points)},
        "factors": [each.path for each in plan.factors],
        "rules": plan.hashes,
        **({"outcomes": [each.about() for each in plan.expansion.base.own]} if plan.expansion.base.own else {}),
        "runs_at_most": plan.most_runs,
        "stretches": [_stretch(0)],
        "complete": False,
    }


def _outcome_of(
    plan: Plan, book: Book, rounds: Rounds, folder: Path, lived: int, seconds: float, engine: float, content: str
) -> Outcome:
    spread, open_points = None, 0
    if plan.until is not None:
        counts = [each.replicates for each in rounds.reached.values()]
        spread = (min(counts), statistics.median(counts), max(counts))
        open_points = sum(not each.half_width <= plan.until.half_width for each in rounds.reached.values())
    return Outcome(folder, rounds.runs, lived, book.failed, seconds, engine, content, spread, open_points)


def _sign(folder: Path, rows: int, outcome: Outcome) -> None:
    """Complete the passport."""
    if rows != outcome.runs:
        raise InputError("rows_damaged", folder, n=outcome.runs - rows)
    before = read_passport(folder) or {}
    wall = float(before.get("wall_seconds") or 0.0) + (outcome.seconds if outcome.lived else 0.0)
    engine = float(before.get("engine_seconds") or 0.0) + outcome.engine_seconds
    about = {"runs": rows, "failed": outcome.failed, "content_sha256": outcome.content, "complete": True}
    if outcome.replicates is not None:
        low, median, high = outcome.replicates
        about["replicates"] = {"least": low, "median": median, "most": high, "open_points": outcome.open_points}
    update_passport(folder, **about, wall_seconds=round(wall, 3), engine_seconds=round(engine, 3))
    note(folder, "done", runs=rows, lived=outcome.lived, seconds=round(outcome.seconds, 3))


def rounds_wanted(plan: Plan, book: Book) -> int:
    """Return how many rows a plan wants, as far as it can be said now."""
    return max(len(book.stored), plan.most_runs if plan.part else len(plan.points) * plan.replicates * len(plan.slots))


def take_over(plan: Plan, folder: Path, sources: Sequence[Path], say: Say) -> int:
    """Put the rows that other sweeps have of a plan's runs into its folder; return how many runs are still missing."""
    most = plan.until.most if plan.until else plan.replicates
    wanted = {plan.run_id(task, slot): task for task in plan.tasks(range(most)) for slot in task.slots}
    with opened_folder(folder, contents(plan)):
        book = Book(plan)
        book.read(folder, say)
        for source in sources:
            rows = read_rows(source)
            varied = {each.path for each in plan.factors}
            lacks = [name for name in plan.schema.names if name not in {*rows.schema.names, *varied}]
            if lacks:
                raise InputError("rows_lack_outcome", source, lacks=lacks[0])
            ids = rows.column("run_id").to_pylist()
            fresh = [k for k, each in enumerate(ids) if each in wanted and each not in book.stored]
            if plan.keep_days:
                _take_days(source, folder, [ids[k] for k in fresh])
            if fresh:
                taken = _renumbered(plan, rows.take(fresh), [wanted[ids[k]] for k in fresh])
                book.enter(taken)
                write_part(folder, taken)
            note(folder, "taken", source=str(source), runs=len(fresh))
    return len(wanted) - len(book.stored) if plan.until is None else 0


def _renumbered(plan: Plan, rows: pa.Table, tasks: Sequence[Task]) -> pa.Table:
    """Give rows of another sweep the numbers and settings that their runs have in a plan."""
    columns = {name: rows.column(name).to_pylist() for name in rows.schema.names}
    for k, each in enumerate(plan.factors):
        columns[each.path] = [plan.points[task.point][k] for task in tasks]
    columns |= {"point": [task.point for task in tasks], "replicate": [task.replicate for task in tasks]}
    return table_of(columns, plan.schema)


def _take_days(source: Path, folder: Path, ids: Sequence[str]) -> None:
    """Copy the daily rows of some runs."""
    for path in sorted((source / DAYS).glob("part-*.parquet")):
        with readable(path):
            rows = pq.read_table(path)
        mine = rows.filter(pc.is_in(rows.column("run_id"), pa.array(ids, pa.string())))
        if len(mine):
            with room(folder):
                (folder / DAYS).mkdir(exist_ok=True)
            write_whole(folder / DAYS / path.name, parquet_bytes(mine))


def extended(plan: Plan, vary: Mapping[str, Any], replicates: int | None = None, points: int | None = None) -> Plan:
    """Plan a sweep anew with more replicates, levels or drawn points; what it had already has the same names."""
    if vary and plan.design.kind == "cases":
        raise InputError("cases_grow_by_rows", "vary")
    if replicates is not None and replicates < plan.replicates:
        raise InputError("only_grows", "replicates", replicates=replicates, there=plan.replicates)
    grown = {each.path: _as_written(each) for each in plan.factors}
    for path, levels in vary.items():
        before, more = grown.get(path, []), levels if isinstance(levels, Mapping | list | tuple) else [levels]
        whole = isinstance(before, Mapping) or isinstance(more, Mapping)
        grown[path] = more if whole else [*before, *(each for each in more if each not in before)]
    config = {**plan.config, **({"vary": grown} if plan.design.kind != "cases" else {})}
    if replicates is not None:
        config["replicates"] = replicates
    if points is not None:
        config["design"] = {**vars(plan.design), "points": points}
    return plan_of(config)


def _as_written(factor: Factor) -> Any:
    """Return the levels or the range of a factor as an experiment says them."""
    if not factor.levels:
        steps = {"steps": factor.steps} if factor.steps else {}
        return {"low": factor.low, "high": factor.high, "log": factor.log, **steps}
    return [_level(factor, each) for each in factor.levels]


def _level(factor: Factor, label: Any) -> Any:
    """Return what a label stands for; the name of a file stands for itself."""
    held = factor.given.get(label, label)
    return held if label == json.dumps(held, sort_keys=True) else label


def combined(folders: Sequence[Path]) -> Plan:
    """Plan the sweep that several are parts of; or, of two of the same settings, the cases of both."""
    plans = [plan_of(read_config(each)) for each in folders]
    bare = [{key: value for key, value in each.config.items() if key != "part"} for each in plans]
    if all(each == bare[0] for each in bare):
        return plan_of(bare[0])
    apart = ("vary", "design", "experiment", "part", "origin")
    for folder, plan in zip(folders, plans, strict=True):
        for key in {*plan.config, *plans[0].config} - {*apart}:
            if plan.config.get(key) != plans[0].config.get(key):
                raise InputError("another_than", folder, key=key, other=folders[0])
    paths = list(dict.fromkeys(each.path for plan in plans for each in plan.factors))
    rows = [_case(plan, point, paths) for plan in plans for point in range(len(plan.points))]
    cases = [json.loads(each) for each in dict.fromkeys(json.dumps(row) for row in rows)]
    return plan_of({**bare[0], "vary": {}, "design": {"kind": "cases", "rows": cases}})


def _case(plan: Plan, point: int, paths: Sequence[str]) -> dict[str, Any]:
    """Return what the settings at some paths are at a point of a sweep."""
    here = {each.path: _level(each, value) for each, value in zip(plan.factors, plan.points[point], strict=True)}
    found = {path: here.get(path, plan.expansion.base.at(path)) for path in paths}
    unknown = next((path for path, value in found.items() if value is None), None)
    if unknown:
        raise InputError("does_not_say", plan.name, unknown=unknown)
    return found
