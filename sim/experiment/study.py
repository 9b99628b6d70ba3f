"""A study: organisations, their rules and the seeds they live through, named by what determines its numbers."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

from sim.engine.binding import BoundRule
from sim.engine.compiled import compile_aloud
from sim.experiment.compose import compose_run, compose_twin
from sim.experiment.effects import Only, only_difference
from sim.experiment.keep import identity
from sim.experiment.twins import Rows, bind_all, run_slots, seeds_from
from sim.settings import Settings


@dataclass(frozen=True)
class Study:
    """What is about to be run.

    Parameters
    ----------
    kind : str
        ``compare`` or ``run``; the folder under ``results/``.
    slots : mapping of str to Settings
        The organisations.
    rules : mapping of str to BoundRule
        The rule each follows.
    seeds : range
        One world each.
    """

    kind: str
    slots: Mapping[str, Settings]
    rules: Mapping[str, BoundRule]
    seeds: range

    @property
    def hash(self) -> str:
        """Name of what determines the numbers."""
        return identity(self.slots, self.rules, len(self.seeds))

    @property
    def folder(self) -> Path:
        """Where its files go when nothing else is said."""
        return Path("results") / self.kind / self.hash

    @property
    def settings(self) -> Settings:
        """The settings of its first slot; structure, world and length are the same for all."""
        return next(iter(self.slots.values()))

    @property
    def only(self) -> Only | None:
        """The one thing in which its organisations differ, if it is one."""
        return only_difference(self.slots)

    @property
    def windows(self) -> dict[str, tuple[int, int]]:
        """The windows of days in which that is looked at."""
        return self.only.windows if self.only else {}


def plan_comparison(overrides: Sequence[str], seeds: int) -> Study:
    """Compose two organisations and bind their rules; raises `InputError` before anything runs."""
    return study_of("compare", compose_twin(overrides), seeds)


def plan_run(overrides: Sequence[str], seeds: int) -> Study:
    """Compose one organisation and bind its rule."""
    return study_of("run", {"organisation": compose_run(overrides)}, seeds)


def study_of(kind: str, slots: dict[str, Settings], seeds: int) -> Study:
    """Bind the rules of settings already composed."""
    first = next(iter(slots.values())).seed
    return Study(kind, slots, bind_all(slots), seeds_from(first, seeds))


def live_through(study: Study, quiet: bool = False) -> tuple[Rows, float]:
    """Run a study with a progress bar.

    Parameters
    ----------
    study : Study
        What to run.
    quiet : bool
        Say nothing.

    Returns
    -------
    Rows, float
        What the runs left behind, and the seconds they took.
    """
    started = time.perf_counter()
    compile_aloud()
    hidden = quiet or not sys.stderr.isatty()
    with tqdm(total=len(study.slots) * len(study.seeds), disable=hidden, unit="run", leave=False) as bar:
        rows = run_slots(study.slots, study.rules, study.seeds, lambda: bar.update(), study.windows)
    return rows, time.perf_counter() - started
