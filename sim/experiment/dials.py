"""Turn the dials: each alone around the middle, and all of them over every corner, in several worlds.

The dials are the fields of `sim.parameters.DialSettings`, whichever there are.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.engine.binding import BoundRule, bind
from sim.engine.compiled import compile_aloud
from sim.errors import InputError
from sim.experiment.compose import FORMS, compose_plain, parse, run_settings
from sim.experiment.lives import fixed_chart
from sim.experiment.paired import leader
from sim.experiment.runner import Bar, in_order
from sim.experiment.store import identity
from sim.metrics import BETTER, HEADLINE, OUTCOMES
from sim.parameters import DialSettings, Settings
from sim.record import DAY
from sim.run import Run, set_scene, simulate
from sim.stats.estimate import Estimate, estimate
from sim.stats.shapley import shapley
from sim.stats.verdict import AHEAD, verdict

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
    """Compose the organisation in each world and bind its rule."""
    worlds = compose_worlds(overrides)
    _check_years("--seeds", alone, 1)
    _check_years("--corners", corners, 2)
    first = next(iter(worlds.values()))
    if first.seed + max(alone, corners) * len(worlds) > 2**53:
        raise InputError("beyond_seeds", "--seeds", seed=first.seed, limit=2**53)
    return DialStudy(worlds, bind(first.rule, first.rule_args), alone, corners)


def compose_worlds(overrides: Sequence[str]) -> dict[str, Settings]:
    """Compose the organisation, its dials neutral, in each world; worlds that overrides make alike count once."""
    parsed = parse(overrides)
    for each in parsed:
        group = each.key_or_group.partition(".")[0]
        if group in ("dials", "form", *FORMS):
            raise InputError("turns_every_dial_leave_out", each.key_or_group)
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
            raise InputError("turns_every_dial", f"interventions.{name}.what: {each.what}")


def _check_years(option: str, count: int, least: int) -> None:
    if not least <= count <= MOST_YEARS:
        edge = least if count < least else MOST_YEARS
        raise InputError("whole_from_to", option, low=least, high=MOST_YEARS, got=count, edge=edge)


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
    """Run a study, in several processes, with a progress bar."""
    started = time.perf_counter()
    people = _rehearse(study)
    alone, every = list(_alone(study)), list(_corners(study))
    with Bar(study.runs, quiet) as bar:
        found = in_order(
            live_turned, [*every, *alone], [len(each.dials) for each in (*every, *alone)], bar.came, workers
        )
    together, single = found[: len(every)], found[len(every) :]
    rows = DialRows(
        alone=np.stack(single).reshape(len(study.worlds), study.alone, len(DIALS), 2, len(MEASURED)),
        corners=np.concatenate(together).reshape(len(study.worlds), study.corners, 2 ** len(DIALS), len(HEADLINE)),
        people=people,
    )
    return rows, time.perf_counter() - started


@dataclass(frozen=True)
class Turned:
    """Organisations that differ in their dials alone and live through one world, and what is measured of each.

    A name that is no outcome of `sim.metrics` is a column of a day (`sim.record.DAY`), averaged over those measured.
    """

    settings: Settings
    dials: tuple[DialSettings, ...]
    names: tuple[str, ...]


def live_turned(turned: Turned) -> Floats:
    """Let every organisation live; return what was measured, shape (organisations, names)."""
    scene = set_scene(turned.settings, fixed_chart(turned.settings))
    rule = bind(turned.settings.rule, turned.settings.rule_args)
    runs = (simulate(replace(turned.settings, dials=each), scene, rule) for each in turned.dials)
    return np.array([measured(run, turned.names) for run in runs])


def measured(run: Run, names: Sequence[str]) -> list[float]:
    """Take outcomes of a run, and means of columns of its days."""
    days = run.days[run.settings.warmup_days :]
    return [run.outcomes[name] if name in run.outcomes else float(days[name].mean()) for name in names]


def _rehearse(study: DialStudy) -> int:
    """Live one organisation in each world, so that the engine is compiled and what users brought has been read."""
    compile_aloud()
    people = 0
    for settings in study.worlds.values():
        scene = set_scene(settings)
        people = scene.chart.size
        simulate(settings, scene, study.rule)
    return people


def _alone(study: DialStudy) -> Iterator[Turned]:
    for name, settings in study.worlds.items():
        for seed in study.seeds(study.alone)[name]:
            yield Turned(replace(settings, seed=seed), ends(), MEASURED)


def _corners(study: DialStudy) -> Iterator[Turned]:
    every = corners()
    for name, settings in study.worlds.items():
        for seed in study.seeds(study.corners)[name]:
            for first in range(0, len(every), AT_ONCE):
                yield Turned(replace(settings, seed=seed), every[first : first + AT_ONCE], HEADLINE)


Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Effect:
    """What a dial, or all of them, does to an outcome: organic end (1) less mechanical end (0).

    Parameters
    ----------
    dial : str
        Its name; ``all`` for every dial at once.
    outcome : str
        A name of `sim.metrics.OUTCOMES` or of a day's column.
    overall : Estimate
        Over the years of all worlds.
    by_world : dict of str to Estimate
        Over the years of each.
    """

    dial: str
    outcome: str
    overall: Estimate
    by_world: dict[str, Estimate]

    @property
    def ahead(self) -> str:
        """Which end is better over all worlds: ``mechanical``, ``organic``, ``none`` if unclear, ``-`` if neither."""
        return self._ahead(self.overall)

    def ahead_in(self, world: str) -> str:
        """Which end is better in one world."""
        return self._ahead(self.by_world[world])

    def wins(self) -> dict[str, tuple[str, ...]]:
        """Return the cells that count for each end: worlds by name, and ``all`` for all of them together."""
        cells = {"all": self.overall, **self.by_world}
        found = {name: verdict(self.outcome, each.mean, each.low, each.high) for name, each in cells.items()}
        large = {name: leader(each) for name, each in found.items() if each.word == AHEAD}
        return {form: tuple(name for name, who in large.items() if who == form) for form in FORMS}

    def is_clear(self) -> bool:
        """Say whether one end is clearly better in any world or over all, by however little."""
        return any(self._ahead(each) in FORMS for each in (self.overall, *self.by_world.values()))

    def _ahead(self, found: Estimate) -> str:
        if not BETTER.get(self.outcome, 0):
            return "-"
        return leader(verdict(self.outcome, found.mean, found.low, found.high))


@dataclass(frozen=True)
class Verdict:
    """What the attribution says of one dial.

    Parameters
    ----------
    dial : str
        Its name.
    kind : str
        ``dominated``, ``trade-off``, ``hint``, ``small`` or ``silent``.
    better : str
        The better end of a dominated dial or a hint; ``none`` otherwise.
    gains : dict of str to tuple
        For each end, the outcomes for which it wins cells: (outcome, worlds), no worlds meaning over all of them.
    """

    dial: str
    kind: str
    better: str
    gains: dict[str, tuple[tuple[str, tuple[str, ...]], ...]]


@dataclass(frozen=True)
class Findings:
    """All that a study of the dials found.

    Parameters
    ----------
    worlds : tuple of str
        Where.
    alone, shares, wholes : list of Effect
        Of `alone`, `shares` and `wholes`.
    verdicts : list of Verdict
        Of `verdicts`.
    """

    worlds: tuple[str, ...]
    alone: list[Effect]
    shares: list[Effect]
    wholes: list[Effect]
    verdicts: list[Verdict]

    def disagreements(self) -> list[tuple[str, str]]:
        """Return (dial, outcome) where one end is clearly better alone and the other one together."""
        pairs = zip(self.alone, self.shares, strict=True)
        return [(one.dial, one.outcome) for one, other in pairs if {one.ahead, other.ahead} == {*FORMS}]


def findings(rows: DialRows, worlds: Sequence[str]) -> Findings:
    """Estimate everything from what the runs left behind."""
    found = shares(rows, worlds)
    return Findings(tuple(worlds), alone(rows, worlds), found, wholes(rows, worlds), verdicts(found))


def alone(rows: DialRows, worlds: Sequence[str], outcomes: Sequence[str] = HEADLINE) -> list[Effect]:
    """Return what each dial does alone, dial by dial: at 1 less at 0, the others neutral, year by year."""
    turned = rows.alone[..., 1, :] - rows.alone[..., 0, :]  # (worlds, years, dials, measured)
    return [
        _effect(dial, name, turned[:, :, j, MEASURED.index(name)], worlds)
        for j, dial in enumerate(DIALS)
        for name in outcomes
    ]


def at_ends(rows: DialRows, dial: str, name: str) -> tuple[float, float, Estimate]:
    """Return the mean of an outcome, or of a day's column, with a dial alone at 0 and at 1, and their difference."""
    values = rows.alone[:, :, DIALS.index(dial), :, MEASURED.index(name)].reshape(-1, 2)
    low, high = values.mean(axis=0)
    return float(low), float(high), estimate(values[:, 1] - values[:, 0])


def shares(rows: DialRows, worlds: Sequence[str]) -> list[Effect]:
    """Return each dial's Shapley value of the difference between all organic and all mechanical, dial by dial.

    The value of a set of dials is the outcome with those at 1 and the others at 0; one game a world, year and outcome.
    """
    found = shapley(np.moveaxis(rows.corners, 2, 0))  # (dials, worlds, years, outcomes)
    return [
        _effect(dial, name, found[j, :, :, m], worlds)
        for j, dial in enumerate(DIALS)
        for m, name in enumerate(HEADLINE)
    ]


def wholes(rows: DialRows, worlds: Sequence[str]) -> list[Effect]:
    """Return the whole differences that the shares sum to: every dial at 1 less every dial at 0."""
    whole = rows.corners[:, :, -1] - rows.corners[:, :, 0]
    return [_effect("all", name, whole[:, :, m], worlds) for m, name in enumerate(HEADLINE)]


def _effect(dial: str, outcome: str, values: Floats, worlds: Sequence[str]) -> Effect:
    by_world = {name: estimate(each) for name, each in zip(worlds, values, strict=True)}
    return Effect(dial, outcome, estimate(values.ravel()), by_world)


def verdicts(found: Sequence[Effect]) -> list[Verdict]:
    """Judge every dial by its shares.

    A dial is looked at outcome by outcome, over all worlds together and in each world. A cell is *clear* when its 95 %
    interval does not include 0. It *counts* when one end is ahead there (`sim.stats.verdict`): clear, and the mean
    at least the smallest effect of interest, for with enough years any difference is clear; that end wins the cell. The
    dial is

    ``dominated``
        when one end wins every cell that counts, in any world and over all, and at least one cell over all worlds
        counts: the other end is never better by anything of interest, and somewhere worse;
    ``trade-off``
        when each end wins a cell;
    ``hint``
        when one end wins every cell that counts, but only single worlds have any;
    ``small``
        when cells are clear but none counts;
    ``silent``
        when no cell is clear: it does nothing measurable with so many years.

    No correction is made for the number of cells: of those where nothing happens one in twenty comes out clear.
    """
    return [_verdict(dial, [each for each in found if each.dial == dial]) for dial in DIALS]


def _verdict(dial: str, found: Sequence[Effect]) -> Verdict:
    gains = {form: tuple(_gains(found, form)) for form in FORMS}
    winners = [form for form in FORMS if gains[form]]
    if not winners:
        return Verdict(dial, "small" if any(each.is_clear() for each in found) else "silent", "none", gains)
    if len(winners) == 2:
        return Verdict(dial, "trade-off", "none", gains)
    over_all = any(not worlds for _, worlds in gains[winners[0]])
    return Verdict(dial, "dominated" if over_all else "hint", winners[0], gains)


def _gains(found: Sequence[Effect], form: str) -> list[tuple[str, tuple[str, ...]]]:
    won = {each.outcome: each.wins()[form] for each in found}
    return [(outcome, () if "all" in cells else cells) for outcome, cells in won.items() if cells]
