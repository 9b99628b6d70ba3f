"""What is the only difference between two organisations, what it is for, and in which windows of days it is looked at.

``configs/effects.yaml`` says of each intervention, dial and setting which outcomes it is for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from typing import Any, Final

from sim.checked import Checked, build, number
from sim.errors import InputError, nearest
from sim.experiment.slots import configs_folder
from sim.files.plain_values import yaml_file
from sim.metrics import OUTCOMES
from sim.settings import Intervention, Settings
from sim.settings.intervention import paths
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
                raise InputError(f"{name!r} is no outcome{nearest(name, known)}")
        if self.window not in (DURING, AFTER, LAST):
            raise InputError(f"window: {self.window!r}{nearest(self.window, (DURING, AFTER, LAST))}")

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
    """The one thing in which two organisations differ.

    Parameters
    ----------
    name : str
        Of a preset of ``configs/intervention``, or path of a dial or setting.
    slot : str
        Which organisation has it, or more of it.
    sense : int
        1 where that is the second of the two, else -1: the sign of second less first.
    effect : Effect
        What it is for; nothing where nobody said.
    windows : dict of str to (int, int)
        First day, and day after the last, of each; one of no days where there is none.
    """

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
            raise InputError(f"{path.name}: {name}: no intervention, dial or setting{nearest(name, known)}")
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
    """Say what two organisations differ in, if it is one intervention, one dial or one setting.

    Parameters
    ----------
    slots : mapping of str to Settings
        The two.

    Returns
    -------
    Only or None
        None where they are alike, follow other rules, or differ in more.
    """
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
