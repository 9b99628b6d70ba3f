"""Live a plan: open its folder, go on from what is there, compact, and say what came of it."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from sim.errors import InputError
from sim.experiment.code_digest import MODEL, digests
from sim.experiment.executors import adapter
from sim.experiment.executors.adapter import ExecutorSettings
from sim.experiment.keep import git_state, passport, readable_json
from sim.experiment.side_by_side import terminable
from sim.experiment.store import folder as folders
from sim.experiment.store.attempts import note
from sim.experiment.store.columns import columns, design_csv
from sim.experiment.store.compact import compact
from sim.experiment.store.days import drop_orphans
from sim.experiment.store.parts import RUNS, WHOLE, Say
from sim.experiment.store.passports import read_passport, update_passport
from sim.experiment.sweep.book import Book
from sim.experiment.sweep.plan import Plan
from sim.experiment.sweep.rounds import Rounds
from sim.experiment.sweep.runner import Runner

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
    """Run what a plan has not stored yet, and compact.

    Parameters
    ----------
    plan : Plan
        The experiment.
    folder : pathlib.Path
        Its results; may hold some already.
    settings : ExecutorSettings
        Where to run.
    told : Told
        Whom to tell what.
    a_twin : float, optional
        Seconds a twin is expected to take.
    force : bool
        Go on under other versions of packages.

    Returns
    -------
    Outcome
        With every run of the plan stored.

    Raises
    ------
    InputError
        For a folder or an executor that cannot be used; what is stored stays.
    Stopped
        On Ctrl-C or SIGTERM; what has come is stored.
    """
    started = time.perf_counter()
    with folders.opened(folder, contents(plan), force):
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
        outcome = _outcome(plan, book, rounds, folder, lived, time.perf_counter() - started, engine, content)
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
        yield lambda: stack.enter_context(adapter.opened(settings))


def contents(plan: Plan) -> folders.Contents:
    """Say what a new folder of a plan is given."""
    about = {each.path: plan.expansion.base.about(each.path) for each in plan.factors}
    files = {
        "columns.json": readable_json(columns(plan.factors, about, plan.expansion.base.outcomes)),
        "design.csv": design_csv(plan.factors, plan.rows, plan.points),
    }
    config = {key: value for key, value in plan.config.items() if key != "executor"}
    return folders.Contents(plan.hash, config, files, partial(sweep_passport, plan))


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
        "runs_at_most": plan.most_runs,
        "stretches": [_stretch(0)],
        "complete": False,
    }


def _outcome(
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
        raise InputError(
            f"{folder}: {outcome.runs - rows} rows were damaged meanwhile; treillis resume runs them again"
        )
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
    return max(len(book.stored), len(plan.points) * plan.replicates * len(plan.slots))
