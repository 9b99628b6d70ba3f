"""What is the only difference between two organisations, what it is for, and in which windows of days it is looked at.

``configs/effects.yaml`` says of each intervention, dial and setting which outcomes it is for.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sim.checked import Checked, build, number
from sim.engine.binding import BoundRule
from sim.engine.compiled import compile_aloud
from sim.errors import InputError
from sim.experiment.compose import FORMS, compose_plain, run_settings, slots_of
from sim.experiment.frames import Own, read_own
from sim.experiment.lives import Rows, bind_all, measured_issues, run_slots, seeds_from
from sim.experiment.paired import Difference, differences
from sim.experiment.runner import Bar
from sim.experiment.slots import configs_folder
from sim.experiment.store import identity
from sim.files.plain_values import yaml_file
from sim.metrics import OUTCOMES
from sim.metrics.people import USED
from sim.parameters import Intervention, Settings
from sim.parameters.intervention import paths
from sim.record import ROLES
from sim.stats.verdict import UNCLEAR
from sim.world.draw import QUARTER

DURING, AFTER, LAST = "during", "after", "last"
"""While something is introduced; from its end on; the last quarter whose issues are followed to their end."""
FIRST, WHOLE = "first", "whole"
"""What there is instead of the first two for what holds from the first day on: the first quarter, the whole year."""
GROUPS: Final = ("dials", "culture", "physics")
"""Settings in which two organisations can differ: what is their own, and constants, which may differ in a study."""
WRITTEN: Final[dict[str, str]] = {"from": "low", "to": "high"}
"""What Python has no room for as names."""
Window = tuple[int, int]


@dataclass(frozen=True)
class Effect(Checked):
    """What an intervention, a dial or a setting is for; the file says what each word means."""

    rises: tuple[str, ...] = ()
    falls: tuple[str, ...] = ()
    stays: tuple[str, ...] = ()
    shows: tuple[str, ...] = ()
    window: str = AFTER
    at: tuple[str, ...] = ()
    days: int = number(120, 60, 1000, "days", "of the year in which it is tried")
    low: float = number(0.1, -1e9, 1e9, "any", "from where a setting is raised when it is tried")
    high: float = number(0.9, -1e9, 1e9, "any", "to where")

    def __post_init__(self) -> None:
        super().__post_init__()
        known = [each.name for each in OUTCOMES]
        for name in self.outcomes:
            if name not in known:
                raise InputError("is_no_outcome", near=(name, known), name=name)
        if self.window not in (DURING, AFTER, LAST):
            raise InputError("not_one", "window", (self.window, (DURING, AFTER, LAST)), got=self.window)

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Every outcome it names, in the order in which they are shown."""
        return tuple(dict.fromkeys((*self.rises, *self.falls, *self.stays, *self.shows)))

    @property
    def promises(self) -> dict[str, int]:
        """Which way each must move, 0 for not at all."""
        return {**dict.fromkeys(self.rises, 1), **dict.fromkeys(self.falls, -1), **dict.fromkeys(self.stays, 0)}


@dataclass(frozen=True)
class Only:
    """The one thing in which two organisations differ."""

    name: str
    slot: str
    sense: int
    effect: Effect
    windows: dict[str, Window] = field(default_factory=dict[str, Window])


@cache
def effects() -> dict[str, Effect]:
    """Read what everything is for (``configs/effects.yaml``); raises `InputError` for what there is not."""
    path = configs_folder() / "effects.yaml"
    known = [*presets(), *paths()]
    found: dict[str, Effect] = {}
    for name, given in yaml_file(path).items():
        if name not in known:
            raise InputError("no_such_thing_to_set", f"{path.name}: {name}", (name, known))
        values: dict[str, Any] = {WRITTEN.get(key, str(key)): _tuple(value) for key, value in given.items()}
        found[name] = build(Effect, values, f"{path.name}: {name}")
    return found


def _tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


@cache
def presets() -> dict[str, dict[str, Intervention]]:
    """Read the shipped interventions, each a change or several by name."""
    folder = configs_folder() / "intervention"
    found = {path.stem: _changes(path.stem) for path in sorted(folder.glob("*.yaml"))}
    return {name: changes for name, changes in found.items() if changes}


def _changes(name: str) -> dict[str, Intervention]:
    """Read the changes of a preset, those of the presets that it is made of first."""
    given = yaml_file(configs_folder() / "intervention" / f"{name}.yaml")
    parts = [_changes(part) for part in given.pop("defaults", ()) if part != "_self_"]
    own = {key: build(Intervention, each, f"{name}.{key}") for key, each in given.items()}
    return {**{key: each for part in parts for key, each in part.items()}, **own}


def only_difference(slots: Mapping[str, Settings]) -> Only | None:
    """Say what two organisations differ in, if it is one intervention, one dial or one setting."""
    if len(slots) != 2:
        return None
    (first, one), (second, other) = slots.items()
    if (one.rule, one.rule_args) != (other.rule, other.rule_args):
        return None
    moved = {path: (_value(one, path), _value(other, path)) for path in _own_paths()}
    moved = {path: ends for path, ends in moved.items() if ends[0] != ends[1]}
    changed = [name for name in {**one.interventions, **other.interventions} if _differs(one, other, name)]
    if len(moved) == 1 and not changed:
        path, ends = next(iter(moved.items()))
        sense = 1 if ends[1] > ends[0] else -1
        return Only(path, second if sense > 0 else first, sense, _known(path), windows_of_a_setting(one))
    for slot, mine, its, sense in ((second, other, one, 1), (first, one, other, -1)):
        if changed and not moved and not set(changed) & set(its.interventions):
            changes = {name: mine.interventions[name] for name in changed}
            return _from_the_start(changes, mine, (slot, sense), slots) or _intervention(slot, sense, changes, mine)
    return None


def _own_paths() -> list[str]:
    return [path for path in paths() if path.partition(".")[0] in GROUPS]


def _value(settings: Settings, path: str) -> float:
    group, _, name = path.partition(".")
    return getattr(getattr(settings, group), name)


def _differs(one: Settings, other: Settings, name: str) -> bool:
    return one.interventions.get(name) != other.interventions.get(name)


def _known(name: str) -> Effect:
    return effects().get(name, Effect())


def _from_the_start(
    changes: Mapping[str, Intervention], settings: Settings, side: tuple[str, int], slots: Mapping[str, Settings]
) -> Only | None:
    """Take a single change on the first morning for the setting that it is; None for any other."""
    each = next(iter(changes.values()))
    if (
        len(changes) > 1
        or (each.day, each.over, each.until, each.hours) != (0, 1, 0, 0)
        or each.what not in _own_paths()
    ):
        return None
    (slot, sense), windows = side, windows_of_a_setting(settings)
    if float(each.to) < _value(settings, each.what):  # lowered: the other organisation has more of it
        slot, sense = next(name for name in slots if name != slot), -sense
    return Only(each.what, slot, sense, _known(each.what), windows)


def _intervention(slot: str, sense: int, changes: Mapping[str, Intervention], settings: Settings) -> Only:
    name = name_of(changes)
    parts = [_known(each.what) for each in changes.values()]
    shown = tuple(dict.fromkeys(chain.from_iterable(each.outcomes for each in parts)))
    effect = effects()[name] if name in effects() else Effect(shows=shown)
    return Only(name, slot, sense, effect, windows_of_changes(changes, settings))


def name_of(changes: Mapping[str, Intervention]) -> str:
    """Return the preset that these changes are, whenever they happen; else their own names."""
    whats = {name: each.what for name, each in changes.items()}
    for name, preset in presets().items():
        if {key: each.what for key, each in preset.items()} == whats:
            return name
    return ", ".join(changes)


def windows_of_changes(changes: Mapping[str, Intervention], settings: Settings) -> dict[str, Window]:
    """Return the three windows of an intervention: while it takes, from its end on, and the last quarter."""
    begin, end = min(each.day for each in changes.values()), max(each.ends for each in changes.values())
    last = _last(settings)
    during = _days(begin, min(end, last[1]), settings)
    return {DURING: during, AFTER: _days(end, last[1], settings), LAST: last}


def windows_of_a_setting(settings: Settings) -> dict[str, Window]:
    """Return the three windows of what holds from the first day on: the first quarter, the year, the last quarter."""
    first = _days(0, settings.warmup_days + QUARTER, settings)
    return {FIRST: first, WHOLE: (settings.warmup_days, settings.days), LAST: _last(settings)}


def _last(settings: Settings) -> Window:
    """Return the last quarter of which every issue is followed to its end."""
    end = max(settings.warmup_days, settings.days - settings.follow_days)
    return _days(end - QUARTER, end, settings)


def _days(begin: int, end: int, settings: Settings) -> Window:
    first = min(max(begin, settings.warmup_days), settings.days)
    return first, min(max(first, end), settings.days)


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
    own : tuple of Own
        Outcomes of a user's own.
    """

    kind: str
    slots: Mapping[str, Settings]
    rules: Mapping[str, BoundRule]
    seeds: range
    own: tuple[Own, ...] = ()

    @property
    def hash(self) -> str:
        """Name of what determines the numbers."""
        return identity(self.slots, self.rules, len(self.seeds), [each.sha256 for each in self.own])

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
    plain = compose_plain("config", overrides)
    own = read_own(plain.pop("outcomes", None))
    return study_of("compare", slots_of(plain, FORMS), seeds, own)


def plan_run(overrides: Sequence[str], seeds: int) -> Study:
    """Compose one organisation and bind its rule."""
    plain = compose_plain("run", overrides)
    own = read_own(plain.pop("outcomes", None))
    return study_of("run", {"organisation": run_settings(plain)}, seeds, own)


def study_of(kind: str, slots: dict[str, Settings], seeds: int, own: tuple[Own, ...] = ()) -> Study:
    """Bind the rules of settings already composed."""
    first = next(iter(slots.values())).seed
    measured_issues(next(iter(slots.values())))
    return Study(kind, slots, bind_all(slots), seeds_from(first, seeds), own)


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
    with Bar(len(study.slots) * len(study.seeds), quiet) as bar:
        rows = run_slots(study.slots, study.rules, study.seeds, bar.came, study.windows, study.own)
    return rows, time.perf_counter() - started


HEADLINES: Final = ("decision_lead", "fit", "direction_distance", "action_distance", "burnout_50")
"""What is shown after what it is for."""
REMAINS, FADES, COMES, TURNS = "remains", "fades", "comes", "turns"
"""Seen early and in the last quarter; early only; in the last quarter only; in both, but the other way round."""
HOURS, OPEN = "hours", "open"
"""What is paid and got back: hours worked, and days that issues stay open."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Even:
    """When what was paid had come back.

    Parameters
    ----------
    day : int or None
        First day from which, on average, the sum with is no more than the sum without, for good; None if it never is.
    cost : bool
        Whether the sum was ever above, so that something had to come back.
    years : int
        In how many years it was even at the end.
    """

    day: int | None
    cost: bool
    years: int


@dataclass(frozen=True)
class Sheet:
    """What one change did: everything is *with* less *without*, seed by seed.

    Parameters
    ----------
    only : Only
        The change.
    own, headline : tuple of str
        Outcomes it is for, and those every comparison is about.
    found : dict of str to (dict of str to Difference)
        By window and outcome.
    paid : dict of str to (dict of str to float)
        By window and role: hours of one person, over all days of the window.
    even : dict of str to Even
        Of hours and of days open.
    years : int
        How many were lived.
    """

    only: Only
    own: tuple[str, ...]
    headline: tuple[str, ...]
    found: dict[str, dict[str, Difference]]
    paid: dict[str, dict[str, float]]
    even: dict[str, Even]
    years: int

    def remains(self, outcome: str) -> str:
        """Say what is left of an effect in the last quarter; ``unclear`` where it was never seen."""
        sides = {window: side(each[outcome]) for window, each in self.found.items()}
        last = sides.pop(LAST, 0)
        early = next((each for each in reversed([*sides.values()]) if each), 0)
        if not last:
            return FADES if early else UNCLEAR
        return TURNS if early == -last else REMAINS if early else COMES


def side(found: Difference) -> int:
    """Say on which side of 0 an interval lies: 1, -1, or 0 where it holds 0 or there is none."""
    return int(found.low > 0) - int(found.high < 0)


def sheet_of(only: Only, rows: Rows, slots: Sequence[str]) -> Sheet:
    """Make the sheet of a comparison whose only difference is known."""
    by = rows.windows
    found = {name: _signed(Rows(by[name], {}, rows.people), only.sense) for name in only.windows if name in by}
    lengths = {window: last - first for window, (first, last) in only.windows.items()}
    paid = {window: {role: each[f"hours_{role}"].difference * lengths[window] for role in ROLES}
            for window, each in found.items() if window != LAST}  # fmt: skip
    begin = only.windows[DURING][0] if DURING in only.windows else 0
    without = next(each for each in slots if each != only.slot)
    even = {name: breaks_even(*(_by_day(rows.days, slot, name) for slot in (without, only.slot)), begin=begin)
            for name in (HOURS, OPEN)}  # fmt: skip
    own = only.effect.outcomes
    headline = tuple(each for each in HEADLINES if each not in own)
    return Sheet(only, own, headline, found, paid, even, len({*rows.runs["seed"]}))


def study_sheet(study: Study, rows: Rows) -> Sheet | None:
    """Return the sheet of a study; None where its organisations are alike, or differ in more than one thing."""
    return sheet_of(study.only, rows, [*study.slots]) if study.only and rows.windows else None


def _signed(rows: Rows, sense: int) -> dict[str, Difference]:
    """Return differences with less without, whichever organisation comes first."""
    found = {each.outcome: each for each in differences(rows)}
    if sense > 0:
        return found
    return {
        name: replace(each, mechanical=each.organic, organic=each.mechanical, difference=-each.difference,
                      low=-each.high, high=-each.low)
        for name, each in found.items()
    }  # fmt: skip


def _by_day(days: Mapping[str, NDArray[Any]], slot: str, name: str) -> Floats:
    """Return what accrues each day, shape (years, days)."""
    mine = days["form"] == slot
    years = len(np.unique(days["seed"][mine]))
    if name == OPEN:
        each = np.asarray(days["open"][mine], np.float64)
    else:
        each = np.add.reduce([days[f"{kind}_hours"][mine] for kind in USED]) - days["lapsed_hours"][mine]
    return each.reshape(years, -1)


def breaks_even(without: Floats, having: Floats, begin: int = 0) -> Even:
    """Say from which day on a sum with something is no more than without it, for good.

    Examples
    --------
    >>> breaks_even(np.array([[1.0, 1, 1, 1]]), np.array([[1.0, 2, 0, 0]]))
    Even(day=2, cost=True, years=1)
    """
    more = np.cumsum((having - without)[:, begin:], axis=1)
    mean = more.mean(axis=0)
    over = np.flatnonzero(mean > 1e-9)
    years = int((more[:, -1] <= 1e-9).sum()) if more.shape[1] else 0
    if not len(over):
        return Even(begin, cost=False, years=years)
    last = int(over[-1])
    return Even(None if last == len(mean) - 1 else begin + last + 1, cost=True, years=years)


def sheet_values(sheet: Sheet) -> dict[str, Any]:
    """Return a sheet as plain values; an interval that cannot be said is None."""
    promises = sheet.only.effect.promises
    outcomes = {
        name: {
            "promised": promises.get(name),
            **{window: _ends(each[name]) for window, each in sheet.found.items()},
            "remains": sheet.remains(name),
        }
        for name in (*sheet.own, *sheet.headline)
    }
    windows = {name: {"first_day": first, "last_day": last - 1} for name, (first, last) in sheet.only.windows.items()}
    even = {name: {"day": each.day, "cost": each.cost, "years": each.years} for name, each in sheet.even.items()}
    about = {"name": sheet.only.name, "organisation": sheet.only.slot, "own": [*sheet.own], "windows": windows}
    paid = {window: {role: _number(each) for role, each in by.items()} for window, by in sheet.paid.items()}
    return {**about, "outcomes": outcomes, "hours_a_person": paid, "even": even}


def _ends(found: Difference) -> dict[str, float | None]:
    return {key: _number(getattr(found, key)) for key in ("difference", "low", "high")}


def _number(value: float) -> float | None:
    return value if np.isfinite(value) else None
