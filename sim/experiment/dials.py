"""Turn the dials: each alone around the middle, and all of them over every corner, in several worlds.

The dials are the fields of `sim.settings.DialSettings`, whichever there are.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from sim.engine.binding import BoundRule, bind
from sim.engine.compiled import compile_aloud
from sim.errors import InputError
from sim.experiment.compose import FORMS, compose_plain, parse, run_settings
from sim.experiment.keep import identity
from sim.experiment.side_by_side import Batch, live_side_by_side
from sim.metrics import HEADLINE, OUTCOMES
from sim.record import DAY
from sim.settings import DialSettings, Settings
from sim.simulate import set_scene, simulate

DIALS = tuple(each.name for each in fields(DialSettings))
NEUTRAL = 0.5
WORLDS = ("calm", "baseline", "turbulent")
"""Files of `configs/world`, unless the user names one."""
MEASURED = tuple(dict.fromkeys([*(each.name for each in OUTCOMES), *(DAY.names or ())]))
"""What is kept of a dial turned alone: every outcome, and the mean over days of every other column of a day."""
MOST_YEARS = 10_000
AT_ONCE = 32
"""Corners in a batch."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class DialStudy:
    """What is about to be run.

    Parameters
    ----------
    worlds : mapping of str to Settings
        The organisation with neutral dials, in each world.
    rule : BoundRule
        The rule it follows.
    alone : int
        Years in each world for every dial alone.
    corners : int
        Years in each world for all dials together.
    """

    worlds: Mapping[str, Settings]
    rule: BoundRule
    alone: int
    corners: int

    @property
    def settings(self) -> Settings:
        """The settings in its first world; all but the world is the same in the others."""
        return next(iter(self.worlds.values()))

    @property
    def runs(self) -> int:
        """Organisation-years to live."""
        return len(self.worlds) * (2 * len(DIALS) * self.alone + 2 ** len(DIALS) * self.corners)

    @property
    def hash(self) -> str:
        """Name of what determines the numbers."""
        same = identity(self.worlds, dict.fromkeys(self.worlds, self.rule), self.alone)
        return hashlib.sha256(json.dumps(["dials", same, self.corners]).encode()).hexdigest()[:12]

    @property
    def folder(self) -> Path:
        """Where its files go when nothing else is said."""
        return Path("results") / "dials" / self.hash

    def seeds(self, years: int) -> dict[str, range]:
        """Return the seeds of each world, so many in each and none in two, so that worlds are independent."""
        first = self.settings.seed
        return {name: range(first + k * years, first + (k + 1) * years) for k, name in enumerate(self.worlds)}


@dataclass(frozen=True)
class DialRows:
    """What the runs of a study left behind.

    Parameters
    ----------
    alone : ndarray of float, shape (worlds, years, dials, 2, measured)
        Each dial at 0 and at 1, the others neutral; measured is `MEASURED`.
    corners : ndarray of float, shape (worlds, years, 2**dials, 4)
        Every corner, dial j at bit j of its number; the outcomes of `HEADLINE`.
    people : int
        Size of the organisation.
    """

    alone: Floats
    corners: Floats
    people: int


def plan_dials(overrides: Sequence[str], alone: int, corners: int) -> DialStudy:
    """Compose the organisation in each world and bind its rule.

    Parameters
    ----------
    overrides : sequence of str
        ``key=value``; ``world=NAME`` takes that world alone, ``world.KEY=value`` holds in all.
    alone, corners : int
        Years in each world for every dial alone, and for all together.

    Returns
    -------
    DialStudy
        Ready to run.

    Raises
    ------
    InputError
        Naming the key or option, what is wrong, and the nearest valid thing.
    """
    worlds = compose_worlds(overrides)
    _check_years("--seeds", alone, 1)
    _check_years("--corners", corners, 2)
    first = next(iter(worlds.values()))
    if first.seed + max(alone, corners) * len(worlds) > 2**53:
        raise InputError(f"--seeds: so many years from seed {first.seed} on go beyond {2**53}; lower seed")
    return DialStudy(worlds, bind(first.rule, first.rule_args), alone, corners)


def compose_worlds(overrides: Sequence[str]) -> dict[str, Settings]:
    """Compose the organisation, its dials neutral, in each world; worlds that overrides make alike count once."""
    parsed = parse(overrides)
    for each in parsed:
        group = each.key_or_group.partition(".")[0]
        if group in ("dials", "form", *FORMS):
            raise InputError(f"{each.key_or_group}: the command turns every dial itself; leave it out")
    named = [str(each.value()) for each in parsed if each.key_or_group == "world" and isinstance(each.value(), str)]
    found: dict[str, Settings] = {}
    for name in named[-1:] or WORLDS:
        chosen = [] if named else [f"world={name}"]
        settings = run_settings(compose_plain("dials", [*chosen, *overrides]))
        _leave_dials_alone(settings)
        if settings.world.trace is not None:
            return {"trace": replace(settings, dials=neutral())}
        if replace(settings, dials=neutral()) not in found.values():
            found[name] = replace(settings, dials=neutral())
    return found


def _leave_dials_alone(settings: Settings) -> None:
    for name, each in settings.interventions.items():
        if each.what.startswith("dials."):
            raise InputError(f"interventions.{name}.what: {each.what}: the command turns every dial itself")


def _check_years(option: str, count: int, least: int) -> None:
    if not least <= count <= MOST_YEARS:
        edge = least if count < least else MOST_YEARS
        said = f"expected a whole number from {least} to {MOST_YEARS}, got {count} (nearest valid: {edge})"
        raise InputError(f"{option}: {said}")


def neutral() -> DialSettings:
    """Return all dials half-way."""
    return DialSettings(**dict.fromkeys(DIALS, NEUTRAL))


def ends() -> tuple[DialSettings, ...]:
    """Return each dial at 0 and at 1 with the others neutral, dial by dial."""
    return tuple(replace(neutral(), **{name: end}) for name, end in product(DIALS, (0.0, 1.0)))


def corners() -> tuple[DialSettings, ...]:
    """Return every combination of ends; the number of each has bit j set where dial j is at 1."""
    each = range(len(DIALS))
    return tuple(DialSettings(**{DIALS[j]: float(number >> j & 1) for j in each}) for number in range(2 ** len(DIALS)))


def live_dials(study: DialStudy, quiet: bool = False, workers: int | None = None) -> tuple[DialRows, float]:
    """Run a study, in several processes, with a progress bar.

    Parameters
    ----------
    study : DialStudy
        What to run.
    quiet : bool
        Say nothing.
    workers : int, optional
        Processes; as many as there are processors when absent. The numbers do not depend on it.

    Returns
    -------
    DialRows, float
        What the runs left behind, and the seconds they took.
    """
    started = time.perf_counter()
    people = _rehearse(study)
    alone, every = list(_alone(study)), list(_corners(study))
    with tqdm(total=study.runs, disable=quiet or not sys.stderr.isatty(), unit="run", leave=False) as bar:
        found = live_side_by_side([*every, *alone], bar.update, workers)
    together, single = found[: len(every)], found[len(every) :]
    rows = DialRows(
        alone=np.stack(single).reshape(len(study.worlds), study.alone, len(DIALS), 2, len(MEASURED)),
        corners=np.concatenate(together).reshape(len(study.worlds), study.corners, 2 ** len(DIALS), len(HEADLINE)),
        people=people,
    )
    return rows, time.perf_counter() - started


def _rehearse(study: DialStudy) -> int:
    """Live one organisation in each world, so that the engine is compiled and what users brought has been read."""
    compile_aloud()
    people = 0
    for settings in study.worlds.values():
        scene = set_scene(settings)
        people = scene.chart.size
        simulate(settings, scene, study.rule)
    return people


def _alone(study: DialStudy) -> Iterator[Batch]:
    for name, settings in study.worlds.items():
        for seed in study.seeds(study.alone)[name]:
            yield Batch(replace(settings, seed=seed), ends(), MEASURED)


def _corners(study: DialStudy) -> Iterator[Batch]:
    every = corners()
    for name, settings in study.worlds.items():
        for seed in study.seeds(study.corners)[name]:
            for first in range(0, len(every), AT_ONCE):
                yield Batch(replace(settings, seed=seed), every[first : first + AT_ONCE], HEADLINE)
